"""Oneself: who one is here, what one may, messages, hours, the time bank, who looked, and everything kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.attendances import AttendanceOut, attendance_out
from hecheng.api.kinds import (
    AreaCode,
    AreaRef,
    Choice,
    Filters,
    Id,
    Latitude,
    Longitude,
    Moment,
    Page,
    PersonOut,
    Sent,
    area_ref,
    choice,
    listed,
    page_of,
    person_out,
)
from hecheng.api.sessions import SignupOut, signup_facts
from hecheng.domains.people import actions, queries
from hecheng.domains.people.contacts import mask_phone
from hecheng.domains.people.messages import in_words
from hecheng.domains.people.models import Person, Role
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services.models import Signup
from hecheng.domains.services.queries import records, sessions
from hecheng.domains.timebank import queries as timebank

router = Router(tags=["me"], auth=SIGNED_IN)


class RightOut(Schema):
    """A role on the subtree of an area prefix; empty is everywhere."""

    role: Choice
    prefix: str


class MeOut(Schema):
    """Oneself, unmasked but for the telephone."""

    id: Id
    name: str
    phone: str
    area: AreaRef
    lon: float | None
    lat: float | None
    language: str
    large_print: bool
    is_volunteer: bool
    rights: list[RightOut]
    unread: int


class Changes(Sent):
    """What is left out stays."""

    name: Annotated[str, Field(max_length=400)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    area: AreaCode | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    language: Literal["zh-hans", "en"] | None = None
    large_print: bool | None = None


class MessageOut(Schema):
    id: Id
    kind: str
    title: str
    body: str
    link: str
    at: Moment
    read: bool


class UnreadOut(Schema):
    unread: int


class MySignupOut(SignupOut):
    """One's own seat, with the session it is at."""

    title: str
    area: AreaRef
    starts: Moment
    ends: Moment
    attendance: AttendanceOut | None


class SignupFilters(Filters):
    state: list[Signup.State] = Field(default_factory=list, max_length=4)
    since: Moment | None = None


class HoursOut(Schema):
    """Minutes confirmed that stand."""

    minutes: int


class BalanceOut(Schema):
    """Minutes in the time bank."""

    minutes: int


class PostingOut(Schema):
    """One line of the statement: minutes in (+) or out (−)."""

    id: Id
    kind: Choice
    minutes: int
    at: Moment
    reason: str


class LookOut(Schema):
    """Somebody of the service saw an unmasked field of mine."""

    field: Choice
    role: Choice
    by: PersonOut | None
    reason: str
    at: Moment


def _person(actor: Actor) -> Person:
    assert actor.person is not None, "SIGNED_IN lets nobody else in"
    return actor.person


@router.get("", response=MeOut)
def get_me(request: Request) -> MeOut:
    """Who one is here, and what one may."""
    actor = request.actor
    person, account = _person(actor), actor.account
    assert account is not None
    return MeOut(
        id=person.pk,
        name=str(person.name),
        phone=mask_phone(account.phone),
        area=area_ref(person.area),
        lon=person.lon,
        lat=person.lat,
        language=account.language,
        large_print=account.large_print,
        is_volunteer=actor.volunteer is not None,
        rights=[
            RightOut(role=Choice(code=role, name=str(Role(role).label)), prefix=prefix) for role, prefix in actor.grants
        ],
        unread=queries.unread(person),
    )


@router.patch("", response=MeOut)
def change_me(request: Request, sent: Changes) -> MeOut:
    """Correct one's entry, choose one's language and the size of print. What is left out stays."""
    actor, person = request.actor, _person(request.actor)
    if sent.language is not None or sent.large_print is not None:
        actions.change_preferences(by=actor, language=sent.language, large_print=sent.large_print)
    home = (sent.lon, sent.lat) if sent.lon is not None and sent.lat is not None else None
    if home or any(value is not None for value in (sent.name, sent.phone, sent.area)):
        actions.change_person(by=actor, person=person, name=sent.name, phone=sent.phone, area=sent.area, home=home)
    person.refresh_from_db()
    return get_me(request)


@router.get("/messages", response=Page[MessageOut])
def list_messages(request: Request, asked: Query[Filters]) -> dict[str, Any]:
    """One's messages in words, newest first."""
    count, found = page_of(queries.messages_of(_person(request.actor)), asked)
    items = [
        MessageOut(
            id=shown.message.pk,
            kind=shown.message.kind,
            title=shown.title,
            body=shown.body,
            link=shown.link,
            at=shown.at,
            read=shown.is_read,
        )
        for shown in in_words(found)
    ]
    return listed(count, asked, items)


@router.post("/messages/read", response=UnreadOut)
def mark_all_read(request: Request) -> UnreadOut:
    """Note that all messages were read."""
    actions.mark_all_read(by=request.actor)
    return UnreadOut(unread=queries.unread(_person(request.actor)))


@router.post("/messages/{id}/read", response=UnreadOut)
def mark_read(request: Request, id: str) -> UnreadOut:
    """Note that a message was read."""
    actions.mark_read(by=request.actor, message=queries.message_or_missing(request.actor, id))
    return UnreadOut(unread=queries.unread(_person(request.actor)))


@router.get("/signups", response=Page[MySignupOut])
def list_signups(request: Request, asked: Query[SignupFilters]) -> dict[str, Any]:
    """One's sign-ups and presence, latest session first."""
    rows = sessions.signups(request.actor, states=asked.state, since=asked.since)
    count, found = page_of(rows, asked)
    return listed(count, asked, [_signup_out(signup) for signup in found])


def _signup_out(signup: Signup) -> MySignupOut:
    session = signup.session
    return MySignupOut(
        **signup_facts(signup),
        title=session.title,
        area=area_ref(session.area),
        starts=session.starts,
        ends=session.ends,
        attendance=attendance_out(signup.attendance) if hasattr(signup, "attendance") else None,
    )


@router.get("/hours", response=HoursOut)
def get_hours(request: Request) -> HoursOut:
    """Confirmed minutes in all; the records are `/records`."""
    return HoursOut(minutes=records.minutes_served(_person(request.actor)))


@router.get("/balance", response=BalanceOut)
def get_balance(request: Request) -> BalanceOut:
    """What stands in the time bank."""
    return BalanceOut(minutes=timebank.balance(_person(request.actor)))


@router.get("/statement", response=Page[PostingOut])
def list_postings(request: Request, asked: Query[Filters]) -> dict[str, Any]:
    """The time bank's statement, newest first."""
    count, found = page_of(timebank.statement(_person(request.actor)), asked)
    items = [
        PostingOut(
            id=posting.pk,
            kind=choice(posting.transfer, "kind"),
            minutes=posting.minutes,
            at=posting.transfer.at,
            reason=posting.transfer.reason,
        )
        for posting in found
    ]
    return listed(count, asked, items)


@router.get("/looks", response=Page[LookOut])
def list_looks(request: Request, asked: Query[Filters]) -> dict[str, Any]:
    """Who saw what of mine unmasked, when and why; newest first."""
    count, found = page_of(queries.looks_at(_person(request.actor)), asked)
    items = [
        LookOut(
            field=choice(look, "field"),
            role=choice(look, "role"),
            by=person_out(look.reader.person),
            reason=look.reason,
            at=look.at,
        )
        for look in found
    ]
    return listed(count, asked, items)


@router.get("/data", response=dict[str, list[dict[str, Any]]])
def export_my_data(request: Request, response: HttpResponse) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about oneself, to take along."""
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return queries.own_data(request.actor)
