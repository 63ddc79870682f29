"""Reading where a need is to be served: on record, for staff who were not told by the resident."""

from __future__ import annotations

from hecheng.domains.people.actions import keep_look
from hecheng.domains.people.models import Look
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Need
from hecheng.kernel.actions import action


@action
def reveal_address(*, by: Actor, need: Need, reason: str = "") -> str:
    """The address of a need. Whoever asked for it or has agreed to come was told it; staff of the area read it on record,
    with a reason that the resident can read. Raises `Missing`, `Invalid` without a reason."""
    if Need.objects.filter(permissions.addresses_known(by), pk=need.pk).exists():
        return str(Need.objects.get(pk=need.pk).address)
    found = permissions.found(Need.objects.select_related("asked_by"), permissions.addresses_revealed(by), need.pk)
    if not by.is_system:
        keep_look(by=by, subject=found.asked_by, field=Look.Field.ADDRESS, reason=reason)
    return str(found.address)
