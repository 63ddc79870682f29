"""Audience and people served: taps of a QR code, and counts by hand that two people sign."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hecheng.domains.files.models import StoredFile
from hecheng.domains.notary.actions import Fact, append
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import codes, permissions
from hecheng.domains.services.models import Headcount, Presence, Session
from hecheng.domains.services.models.presence import Side
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Invalid, Missing, NotAllowed

EARLY = timedelta(minutes=60)
#: a count by hand is attested within this time after the session
LATE = timedelta(days=3)


@action
def tap_presence(*, by: Actor, token: str, kind: str = Side.AUDIENCE, phone_token: str = "") -> Presence:
    """Count somebody who scanned the session's code: by account, or by an anonymous token of the phone.

    Tapping again returns the standing presence. Raises `Invalid`, `Conflict` (old code, not now).
    """
    session = codes.session_of(token, clock.now())
    _require_kind(kind)
    now = clock.now()
    if not session.starts - EARLY <= now <= session.ends + EARLY or session.state == Session.State.CANCELLED:
        raise Conflict("not_now", _("This session is not going on now."))
    if by.person is None and not phone_token:
        raise Invalid("nobody", _("Please allow cookies or sign in, so that nobody is counted twice."))
    hashed = "" if by.person else hashlib.sha256(f"{session.pk}:{phone_token}".encode()).hexdigest()
    standing = Presence.objects.filter(session=session, kind=kind, person=by.person, token=hashed).first()
    if standing is not None:
        return standing
    _held(session)
    return Presence.objects.create(
        session=session, area=session.area, kind=kind, person=by.person, token=hashed, at=clock.now()
    )


@action
def attest_headcount(
    *, by: Actor, session: Session, kind: str, count: int, photo: StoredFile | None = None
) -> Headcount:
    """Attest a count by hand, as who runs the session; it counts once somebody else counter-signs."""
    keeper = permissions.require_person(by)
    session = permissions.found(Session.objects, permissions.sessions_run(by), session.pk)
    _require_kind(kind)
    if session.state == Session.State.CANCELLED or session.starts > clock.now():
        raise Conflict("not_yet", _("A session can be counted once it has begun."))
    if clock.now() > session.ends + LATE:
        raise Conflict("count_too_late", _("A count can be attested within three days. Later ones need evidence."))
    if not 1 <= count <= 100_000:
        raise Invalid("count_off", _("A headcount is between 1 and 100,000."), field="count")
    return Headcount.objects.create(
        session=session, area=session.area, kind=kind, count=count, photo=photo, attested_by=keeper
    )


@action
def countersign_headcount(*, by: Actor, headcount: Headcount) -> Headcount:
    """A second person who runs the session, or its volunteer, or a visitor who tapped there, signs the count.

    Sealed in the log. Signing again changes nothing. Raises `NotAllowed`, `Invalid` (the same hand).
    """
    permissions.require_person(by)
    rows = Headcount.objects.select_for_update(of=("self",)).select_related("session")
    found = rows.filter(pk=headcount.pk, withdrawn=False).first()
    if found is None:
        raise Missing
    if found.countersigned_by_id is not None:
        return found
    if not _was_there(by, found.session):
        raise NotAllowed("not_there", _("Only somebody who was there, or runs the session, can counter-sign."))
    found.countersigned_by, found.countersigned_at = by.person, clock.now()
    found.save(update_fields=["countersigned_by", "countersigned_at"])
    _held(found.session)
    append(
        Fact(
            kind="headcount-countersigned",
            area=found.area,
            record=found.pk,
            facts={"session": str(found.session_id), "side": found.kind, "count": found.count},
        )
    )
    return found


def _was_there(by: Actor, session: Session) -> bool:
    if Session.objects.filter(permissions.sessions_run(by), pk=session.pk).exists():
        return True
    return session.attendances.filter(person=by.person).exists() or session.presences.filter(person=by.person).exists()


def _held(session: Session) -> None:
    """The first evidence makes a session held."""
    Session.objects.filter(pk=session.pk, state=Session.State.PLANNED).update(
        state=Session.State.HELD, held_at=clock.now()
    )


def _require_kind(kind: str) -> None:
    if kind not in Side.values:
        raise Invalid("side_unknown", _("Count audience or people served."), field="kind")
