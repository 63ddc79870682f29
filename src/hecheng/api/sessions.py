"""Sessions (场次): find, sign up, withdraw; for who runs one: its code, its list, its hours and counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import OPEN, SIGNED_IN, Request
from hecheng.api.attendances import AttendanceOut, attendance_out
from hecheng.api.kinds import (
    AreaRef,
    Choice,
    Filters,
    Id,
    Latitude,
    Longitude,
    Minutes,
    Moment,
    Named,
    Page,
    PersonOut,
    PlaceRef,
    Prefix,
    Refused,
    Sent,
    Small,
    Words,
    area_ref,
    choice,
    counted_out,
    listed,
    listed_person_out,
    named,
    page_of,
    person_out,
    place_ref_if_any,
)
from hecheng.api.records import RecordOut, record_out
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.files.queries import own_file
from hecheng.domains.people.queries import person_or_missing
from hecheng.domains.services import actions, codes
from hecheng.domains.services.models import Headcount, Session, Signup
from hecheng.domains.services.models.presence import Side
from hecheng.domains.services.queries import records, sessions
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing

router = Router(tags=["sessions"], auth=SIGNED_IN)


class RoleOut(Schema):
    id: Id
    name: str
    seats: int
    taken: int
    skills: list[Named]


class SessionOut(Schema):
    """One meeting at a time and place. `km` where a position was asked for. A need's own position is not told here."""

    id: Id
    state: Choice
    title: str
    activity: Id | None
    need: Id | None
    offering: Named
    area: AreaRef
    place: PlaceRef | None
    lon: float | None
    lat: float | None
    starts: Moment
    ends: Moment
    seats: int
    taken: int
    waiting: int
    roles: list[RoleOut]
    km: float | None = None


class SessionFilters(Filters):
    """since, until: of the start. lon, lat: nearest first, within `km`. run: only those whose day one handles."""

    within: Prefix = ""
    activity: Id | None = None
    place: Id | None = None
    state: list[Session.State] = Field(default_factory=list, max_length=3)
    since: Moment | None = None
    until: Moment | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    km: float = Field(10, gt=0, le=200, allow_inf_nan=False)
    run: bool = False


class SignupOut(Schema):
    """A seat at a session, or (state `waiting`, no seat) a place in the queue."""

    id: Id
    session: Id
    role: str
    seat: int | None
    state: Choice


class RosterLine(SignupOut):
    person: PersonOut
    attendance: AttendanceOut | None
    confirmed_minutes: int | None


class CodeOut(Schema):
    """What to show now: a QR code of `token`, and six digits to say aloud. Fetch again when `good_until` has come."""

    token: str
    digits: str
    good_until: datetime


class CountOut(Schema):
    """People counted by hand; counts once somebody else has counter-signed."""

    id: Id
    kind: Choice
    count: int
    attested_by: PersonOut | None
    countersigned_by: PersonOut | None
    countersigned_at: Moment | None


class SigningUp(Sent):
    """The first role unless another is named; `person` only as who runs the session."""

    role: Id | None = None
    person: Id | None = None


class Counting(Sent):
    """`photo`: a picture that one sent before (`/files`)."""

    kind: Side
    count: Small
    photo: Id | None = None


class Confirming(Sent):
    """Minutes to confirm; null takes them from check-in to check-out."""

    attendance: Id
    minutes: Minutes | None = None


class Confirmations(Sent):
    confirmations: list[Confirming] = Field(min_length=1, max_length=1000)


class Opinion(Sent):
    stars: Small
    words: Words = ""


class OpinionOut(Schema):
    id: Id
    by: PersonOut | None
    side: Choice
    stars: int
    words: str
    at: Moment


class Cancelling(Sent):
    reason: Words = ""


def session_out(session: Session) -> SessionOut:
    km = getattr(session, "km", None)
    public = session.need_id is None
    return SessionOut(
        id=session.pk,
        state=choice(session, "state"),
        title=session.title,
        activity=session.activity_id,
        need=session.need_id,
        offering=named(session.offering),
        area=area_ref(session.area),
        place=place_ref_if_any(session.place),
        lon=session.lon if public else None,
        lat=session.lat if public else None,
        starts=session.starts,
        ends=session.ends,
        **counted_out(session, "seats", "taken", "waiting"),
        roles=[
            RoleOut(
                id=role.pk,
                name=role.name,
                seats=role.seats,
                **counted_out(role, "taken"),
                skills=[Named(code=skill.code, name=skill.name) for skill in role.skills.all()],
            )
            for role in session.roles.all()
        ],
        km=None if km is None else round(km, 2),
    )


def signup_facts(signup: Signup) -> dict[str, Any]:
    return {
        "id": signup.pk,
        "session": signup.session_id,
        "role": signup.role.name,
        "seat": signup.seat,
        "state": choice(signup, "state"),
    }


@router.get("", response=Page[SessionOut], auth=OPEN)
def list_sessions(request: Request, asked: Query[SessionFilters]) -> dict[str, Any]:
    """Sessions of published activities and those that concern one, soonest first."""
    near = None
    if asked.lon is not None and asked.lat is not None:
        near = sessions.Near(asked.lon, asked.lat, asked.km)
    filters = asked.dict(include={"activity", "place", "since", "until", "run"})
    rows = sessions.sessions(request.actor, prefix=asked.within, states=asked.state, near=near, **filters)
    count, found = page_of(rows, asked)
    name_paths(session.area for session in found)
    return listed(count, asked, [session_out(session) for session in found])


@router.get("/{id}", response=SessionOut, auth=OPEN)
def get_session(request: Request, id: str) -> SessionOut:
    """One session with its roles and seats."""
    return session_out(sessions.session(request.actor, id))


@router.post("/{id}/signup", response={200: SignupOut, 409: Refused})
def sign_up(request: Request, id: str, sent: SigningUp) -> SignupOut:
    """Sign up (报名); a full role leads to the waiting list."""
    actor, session = request.actor, sessions.session(request.actor, id)
    role = None
    if sent.role is not None:
        role = next((role for role in session.roles.all() if role.pk == sent.role), None)
        if role is None:
            raise Missing
    person = person_or_missing(actor, sent.person) if sent.person else None
    signup = actions.sign_up(by=actor, session=session, role=role, person=person)
    return SignupOut(**signup_facts(signup))


@router.post("/{id}/withdraw", response={200: SignupOut, 409: Refused})
def withdraw(request: Request, id: str, sent: Cancelling) -> SignupOut:
    """Give one's own seat back; the next of the queue moves up."""
    own = sessions.own_signup(request.actor, sessions.session(request.actor, id))
    return SignupOut(**signup_facts(actions.withdraw_signup(by=request.actor, signup=own, reason=sent.reason)))


@router.get("/{id}/roster", response=list[RosterLine])
def get_roster(request: Request, id: str) -> list[RosterLine]:
    """Who is signed up or waits, who came, what is confirmed; for who runs the session."""
    return [
        RosterLine(
            **signup_facts(signup),
            person=listed_person_out(signup.person),
            attendance=attendance_out(signup.attendance) if hasattr(signup, "attendance") else None,
            confirmed_minutes=_confirmed(signup),
        )
        for signup in sessions.roster(sessions.session_run(request.actor, id))
    ]


def _confirmed(signup: Signup) -> int | None:
    """The minutes that stand; the list's query has them at hand."""
    standing = getattr(signup.attendance, "standing", []) if hasattr(signup, "attendance") else []
    return standing[0].minutes if standing else None


@router.get("/{id}/code", response=CodeOut)
def get_code(request: Request, id: str) -> CodeOut:
    """The code to show now, for who runs the session."""
    session, now = sessions.session_run(request.actor, id), clock.now()
    return CodeOut(token=codes.token(session, now), digits=codes.digits(session, now), good_until=codes.good_until(now))


@router.post("/{id}/confirm", response={200: list[RecordOut], 409: Refused, 422: Refused})
def confirm_hours(request: Request, id: str, sent: Confirmations) -> list[RecordOut]:
    """Confirm volunteers' minutes: banked and sealed at once. What is confirmed already stands as it is."""
    actor, session = request.actor, sessions.session_run(request.actor, id)
    rows = {row.pk: row for row in sessions.attendances(session)}
    if not {one.attendance for one in sent.confirmations} <= rows.keys():
        raise Missing
    wanted = [actions.Confirmation(rows[one.attendance], one.minutes) for one in sent.confirmations]
    made = actions.confirm_attendances(by=actor, confirmations=wanted)
    found = {row.pk: row for row in records.records(actor, session=session)}
    return [record_out(found[record.pk]) for record in made]


@router.get("/{id}/counts", response=list[CountOut])
def list_counts(request: Request, id: str) -> list[CountOut]:
    """Counts by hand of a session."""
    return [_count_out(count) for count in sessions.headcounts(sessions.session(request.actor, id))]


@router.post("/{id}/counts", response={200: CountOut, 409: Refused})
def attest_headcount(request: Request, id: str, sent: Counting) -> CountOut:
    """Attest how many people were there, as who runs the session."""
    actor, session = request.actor, sessions.session_run(request.actor, id)
    photo = own_file(actor.person_id, sent.photo) if sent.photo else None
    return _count_out(
        actions.attest_headcount(by=actor, session=session, kind=sent.kind, count=sent.count, photo=photo)
    )


@router.post("/{id}/counts/{count}/countersign", response=CountOut)
def countersign(request: Request, id: str, count: str) -> CountOut:
    """Counter-sign a count, as somebody else who was there or runs the session."""
    row = sessions.headcount(count)
    if str(row.session_id) != id:
        raise Missing
    return _count_out(actions.countersign_headcount(by=request.actor, headcount=row))


def _count_out(count: Headcount) -> CountOut:
    return CountOut(
        id=count.pk,
        kind=choice(count, "kind"),
        count=count.count,
        attested_by=person_out(count.attested_by),
        countersigned_by=person_out(count.countersigned_by),
        countersigned_at=count.countersigned_at,
    )


@router.post("/{id}/cancel", response={200: SessionOut, 409: Refused})
def cancel_session(request: Request, id: str, sent: Cancelling) -> SessionOut:
    """Cancel one date of an activity; everybody who signed up is told why."""
    actions.cancel_session(by=request.actor, session=sessions.session_run(request.actor, id), reason=sent.reason)
    return get_session(request, id)


@router.get("/{id}/feedback", response=Page[OpinionOut])
def list_feedback(request: Request, id: str, asked: Query[Filters]) -> dict[str, Any]:
    """What people said, for who runs the session."""
    count, found = page_of(sessions.feedback(sessions.session_run(request.actor, id)), asked)
    return listed(count, asked, [_opinion_out(one) for one in found])


@router.post("/{id}/feedback", response={200: OpinionOut, 409: Refused})
def give_feedback(request: Request, id: str, sent: Opinion) -> OpinionOut:
    """Say how it was, once, as a volunteer who came or somebody of the audience."""
    session = sessions.session(request.actor, id)
    return _opinion_out(actions.give_feedback(by=request.actor, session=session, stars=sent.stars, words=sent.words))


def _opinion_out(one: Any) -> OpinionOut:
    return OpinionOut(
        id=one.pk,
        by=person_out(one.person),
        side=choice(one, "side"),
        stars=one.stars,
        words=one.words,
        at=one.created_at,
    )
