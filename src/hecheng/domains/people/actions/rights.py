"""Rights are given and ended; an unmasked field is read on record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions.messages import notify
from hecheng.domains.people.models import Grant, Look, Person, Role
from hecheng.domains.people.permissions import OFFICES, STAFF, Actor, roles_given_by, visible_persons
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid, Missing, NotAllowed
from hecheng.kernel.scope import padded

#: characters that a reason has at least; more for a minor
REASON, REASON_FOR_MINOR = 4, 10
#: what a person's own row keeps unmasked
READABLE = (Look.Field.NAME, Look.Field.PHONE, Look.Field.ID_NUMBER)


@action
def give_grant(
    *, by: Actor, person: Person, role: str, prefix: str, starts: datetime | None = None, ends: datetime | None = None
) -> Grant:
    """Give a role on the subtree of `prefix` ("" is everywhere).

    City offices give the roles below them, administrators all. Nobody gives anything to themselves.
    Raises `NotAllowed`, `Invalid`, or `Conflict` when the role is held there at that time.
    """
    _may_give(by, role, prefix)
    if by.is_person(person):
        raise NotAllowed("grant_to_oneself", _("Nobody can give a role to themselves."))
    grant = Grant.objects.create(
        person=person, role=role, prefix=prefix, starts=starts or clock.now(), ends=ends, given_by=by.person
    )
    notify(
        person,
        kind="people.grant-given",
        params={"role": role, "area": padded(prefix) if prefix else ""},
        link="/me/",
        dedupe_key=f"grant-given:{grant.pk}",
    )
    return grant


def _may_give(by: Actor, role: str, prefix: str) -> None:
    if role not in Role.values:
        raise Invalid("role_unknown", _("There is no such role."), field="role")
    by.require(*roles_given_by(role), area=prefix)


@action
def end_grant(*, by: Actor, grant: Grant, at: datetime | None = None) -> Grant:
    """End a role now, or at a moment to come. It cannot end earlier than now: what was done under it was done by right."""
    found = Grant.objects.select_for_update().filter(pk=grant.pk).first()
    if found is None:
        raise Missing
    _may_give(by, found.role, found.prefix)
    moment = max(at or clock.now(), clock.now(), found.starts + timedelta(microseconds=1))
    if found.ends is None or found.ends > moment:
        found.ends = moment
        found.save(update_fields=["ends"])
    return found


@action
def reveal(*, by: Actor, person: Person, field: str, reason: str = "") -> str:
    """The unmasked `name`, `phone` or `id_number` of a person; the look is kept and its subject can read it.

    One's own needs no reason. Identity numbers and minors are for staff only. Raises `Missing` where the person is not
    visible to the actor, `NotAllowed`, or `Invalid` without a reason.
    """
    if field not in READABLE:
        raise Invalid("field_unknown", _("There is nothing of that kind to show."), field="field")
    found = Person.objects.filter(visible_persons(by), pk=person.pk).first()
    if found is None:
        raise Missing
    if by.is_system or by.is_person(found):
        return getattr(found, field)
    _may_read(by, found, field)
    keep_look(by=by, subject=found, field=field, reason=reason)
    return getattr(found, field)


@action
def keep_look(*, by: Actor, subject: Person, field: str, reason: str) -> Look:
    """Keep on record that somebody of staff reads what identifies `subject`, before it is shown to them.

    Domains that keep such fields themselves call it after their own check of rights. Raises `Invalid` without a reason.
    """
    words = " ".join(reason.split())[:200]
    least = REASON_FOR_MINOR if subject.is_minor else REASON
    if len(words) < least:
        raise Invalid(
            "reason_missing", _("Please say why, in at least %(least)s characters."), field="reason", least=least
        )
    if by.account is None:
        raise NotAllowed("sign_in_first", _("Please sign in first."))
    return Look.objects.create(
        subject=subject, reader=by.account, role=by.role_over(subject.area), field=field, reason=words, at=clock.now()
    )


def _may_read(by: Actor, person: Person, field: str) -> None:
    if field == Look.Field.ID_NUMBER:
        by.require(*OFFICES, area=person.area)
    elif person.is_minor:
        by.require(*STAFF, area=person.area)
    if by.account is None:
        raise NotAllowed("sign_in_first", _("Please sign in first."))
