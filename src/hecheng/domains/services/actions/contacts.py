"""Where to go and whom to call: opened to whoever comes to help; each look is on record."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hecheng.domains.people.models import Look, Role
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Need
from hecheng.kernel import clock
from hecheng.kernel.actions import action


@dataclass(frozen=True)
class Contact:
    """Where somebody waits, and the telephone number (E.164) to call."""

    address: str
    phone: str


@action
def see_contact(*, by: Actor, need: Need) -> Contact:
    """Address and telephone of a need, for the volunteer who comes; the resident can read that they looked.

    Raises `Missing` for everybody else, and once it is over. Staff read them by `reveal_address` and `people.reveal`.
    """
    permissions.require_person(by)
    row = permissions.found(Need.objects.select_related("asked_by"), permissions.contacts_seen(by), need.pk)
    contact = Contact(str(row.address), str(row.phone or row.asked_by.phone))
    why = _("for the request “%(offering)s”") % {"offering": row.offering}
    Look.objects.bulk_create(
        Look(subject=row.asked_by, reader=by.account, role=Role.VOLUNTEER, field=field, reason=why, at=clock.now())
        for field, shown in ((Look.Field.ADDRESS, contact.address), (Look.Field.PHONE, contact.phone))
        if shown and by.account is not None
    )
    return contact
