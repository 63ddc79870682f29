"""Presence: check in (签到) by scanned code, six digits or the keeper's list; check out (签退); tap as audience."""

from __future__ import annotations

from ninja import Router, Schema
from pydantic import Field

from hecheng.api.asking import OPEN, SIGNED_IN, Request
from hecheng.api.kinds import Choice, Id, Latitude, Longitude, Moment, Refused, Sent, choice
from hecheng.api.limits import CODES, Limit
from hecheng.domains.services import actions
from hecheng.domains.services.models import Attendance
from hecheng.domains.services.models.presence import Side
from hecheng.domains.services.queries import sessions

router = Router(tags=["attendances"], auth=SIGNED_IN)


class AttendanceOut(Schema):
    """When a volunteer came and went; `flagged`: the check-out was missed and closed at the planned end."""

    id: Id
    signup: Id
    session: Id
    checked_in_at: Moment
    in_by: Choice
    checked_out_at: Moment | None
    minutes: int | None
    flagged: bool


class Coming(Sent):
    """One's own scanned `token`; or one's `signup` with `digits`; or, as who runs the session, a `signup` of its list.

    A position is kept as a hint and never asked for.
    """

    token: str = Field("", max_length=200)
    signup: Id | None = None
    digits: str = Field("", max_length=20)
    lon: Longitude | None = None
    lat: Latitude | None = None


class Leaving(Sent):
    token: str = Field("", max_length=200)
    digits: str = Field("", max_length=20)


class Tap(Sent):
    """The scanned code. `phone_token`: a random token of the phone, for somebody who is not signed in."""

    token: str = Field(max_length=200)
    kind: Side = Side.AUDIENCE
    phone_token: str = Field("", max_length=200)


class TapOut(Schema):
    session: Id
    kind: Choice
    at: Moment


def attendance_out(attendance: Attendance) -> AttendanceOut:
    return AttendanceOut(
        id=attendance.pk,
        signup=attendance.signup_id,
        session=attendance.session_id,
        checked_in_at=attendance.checked_in_at,
        in_by=choice(attendance, "in_by"),
        checked_out_at=attendance.checked_out_at,
        minutes=attendance.minutes,
        flagged=attendance.flagged,
    )


@router.post("", response={200: AttendanceOut, 409: Refused}, throttle=Limit("code", CODES))
def check_in(request: Request, sent: Coming) -> AttendanceOut:
    """Check in. Again changes nothing."""
    actor = request.actor
    signup = sessions.signup(actor, sent.signup) if sent.signup else None
    attendance = actions.check_in(
        by=actor, signup=signup, token=sent.token, digits=sent.digits, lon=sent.lon, lat=sent.lat
    )
    return attendance_out(attendance)


@router.post("/{id}/check-out", response={200: AttendanceOut, 409: Refused}, throttle=Limit("code", CODES))
def check_out(request: Request, id: str, sent: Leaving) -> AttendanceOut:
    """Check out by the session's code; without one, as who runs the session. Again changes nothing."""
    attendance = sessions.attendance(request.actor, id)
    return attendance_out(
        actions.check_out(by=request.actor, attendance=attendance, token=sent.token, digits=sent.digits)
    )


@router.post("/taps", response={200: TapOut, 409: Refused}, auth=OPEN, throttle=Limit("tap", CODES))
def tap_presence(request: Request, sent: Tap) -> TapOut:
    """Be counted as audience or as served, once, by the session's code; signing in is not needed."""
    presence = actions.tap_presence(by=request.actor, token=sent.token, kind=sent.kind, phone_token=sent.phone_token)
    return TapOut(session=presence.session_id, kind=choice(presence, "kind"), at=presence.at)
