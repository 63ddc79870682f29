"""Check-in and check-out (签到/签退) by rotating code, digits, or the keeper's list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import codes, permissions
from hecheng.domains.services.actions.steps import step
from hecheng.domains.services.models import Attendance, Need, Session, Signup
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Invalid, Missing

#: one may come this long before the planned start
EARLY = timedelta(minutes=60)
#: a missed check-out is closed this long after the planned end
GRACE = timedelta(hours=2)


@action
def check_in(
    *,
    by: Actor,
    signup: Signup | None = None,
    token: str = "",
    digits: str = "",
    lon: float | None = None,
    lat: float | None = None,
) -> Attendance:
    """Check in oneself by scanned `token` or typed `digits`, or somebody of one's session from the list.

    Checking in again returns the standing attendance. A position is kept as a hint, never asked for.
    Raises `Invalid`/`Conflict` (wrong or old code, too early, over), `Missing` (not signed up here).
    """
    signup, means = _proven(by, signup, token, digits)
    session = signup.session
    need = Need.objects.select_for_update().get(pk=session.need_id) if session.need_id else None
    signup = Signup.objects.select_for_update(of=("self",)).select_related("session").get(pk=signup.pk)
    standing = Attendance.objects.filter(signup=signup).first()
    if standing is not None:
        return standing
    _require_running(signup, session)
    attendance = Attendance.objects.create(
        signup=signup,
        session=session,
        person_id=signup.person_id,
        area=session.area,
        checked_in_at=clock.now(),
        in_by=means,
        in_lon=lon,
        in_lat=lat,
    )
    if need is not None and need.state == Need.State.ACCEPTED:
        step(need, Need.State.SERVING, by=by.person)
    return attendance


def _proven(by: Actor, signup: Signup | None, token: str, digits: str) -> tuple[Signup, str]:
    """Whose presence is shown, and by what."""
    permissions.require_person(by)
    active = Signup.objects.filter(state=Signup.State.ACTIVE).select_related("session")
    if token:
        session = codes.session_of(token, clock.now())
        mine = active.filter(session=session, person=by.person).first()
        if mine is None:
            raise Missing(
                "not_signed_up", _("You are not signed up for this session. Please ask the leader to add you.")
            )
        return mine, Attendance.Means.QR
    if signup is None:
        raise Invalid("code_missing", _("Please scan or type the code."), field="code")
    mine = active.filter(pk=signup.pk, person=by.person).first()
    if mine is not None and digits:
        if not codes.digits_fit(mine.session, digits, clock.now()):
            raise Invalid("digits_wrong", _("These six digits are not right, or have changed."), field="digits")
        return mine, Attendance.Means.CODE
    permissions.found(Session.objects, permissions.sessions_run(by), signup.session_id)
    listed = active.filter(pk=signup.pk).first()
    if listed is None:
        raise Missing
    return listed, Attendance.Means.KEEPER


def _require_running(signup: Signup, session: Session) -> None:
    now = clock.now()
    if signup.state != Signup.State.ACTIVE or session.state == Session.State.CANCELLED:
        raise Conflict("session_not_open", _("This session was cancelled."))
    if now < session.starts - EARLY:
        raise Conflict("too_early", _("Check-in opens one hour before the start."))
    if now > session.ends + GRACE:
        raise Conflict("session_over", _("This session is over. Late hours need evidence and a second approver."))


@action
def check_out(*, by: Actor, attendance: Attendance, token: str = "", digits: str = "") -> Attendance:
    """Check out; again changes nothing. When the last one leaves, a need is done and its resident can rate."""
    signup, means = _proven(by, attendance.signup, token, digits)
    if signup.pk != attendance.signup_id:
        raise Conflict("other_session", _("This code belongs to another session."), field="code")
    session = signup.session
    need = Need.objects.select_for_update().get(pk=session.need_id) if session.need_id else None
    attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
    if attendance.checked_out_at is None:
        attendance.checked_out_at, attendance.out_by = max(clock.now(), attendance.checked_in_at), means
        attendance.save(update_fields=["checked_out_at", "out_by"])
        _finish(need, session, by)
    return attendance


def _finish(need: Need | None, session: Session, by: Actor) -> None:
    if need is None or need.state != Need.State.SERVING:
        return
    if not Attendance.objects.filter(session=session, checked_out_at=None).exists():
        step(need, Need.State.DONE, by=by.person)


@action
def close_missed_checkouts(*, by: Actor) -> int:
    """Close open attendances at the planned end, flagged, once the grace is over. Returns how many."""
    permissions.require_system(by)
    late = Attendance.objects.filter(checked_out_at=None, session__ends__lt=clock.now() - GRACE)
    closed: Sequence[Attendance] = list(
        late.select_related("session", "session__need").select_for_update(of=("self",), skip_locked=True)[:1000]
    )
    for attendance in closed:
        attendance.checked_out_at = max(attendance.session.ends, attendance.checked_in_at)
        attendance.out_by, attendance.flagged = Attendance.Means.CLOSED, True
    Attendance.objects.bulk_update(closed, ["checked_out_at", "out_by", "flagged"])
    for need_id in sorted({a.session.need_id for a in closed if a.session.need_id}):
        need = Need.objects.select_for_update().get(pk=need_id)
        _finish(need, need.session, by)
    return len(closed)
