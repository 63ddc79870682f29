"""Volunteers: register oneself, say when one can; for staff the list, masked, and a look at a name or number on record."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.kinds import (
    AreaRef,
    Code,
    Filters,
    Id,
    Named,
    Page,
    PersonOut,
    Prefix,
    Refused,
    Sent,
    Words,
    area_ref,
    counted_out,
    listed,
    page_of,
    person_out,
)
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.people import actions, queries
from hecheng.domains.people.models import ALWAYS, Volunteer
from hecheng.kernel.errors import Missing

router = Router(tags=["volunteers"], auth=SIGNED_IN)

Radius = Annotated[int, Field(ge=1, le=30)]
HalfDays = Annotated[int, Field(ge=0, le=ALWAYS)]
Languages = Annotated[int, Field(ge=1, le=15)]
PerWeek = Annotated[int, Field(ge=1, le=3)]


class VolunteerOut(Schema):
    """A volunteer, masked. `availability`: bit 3·weekday + part (morning, afternoon, evening), Monday first.
    `languages` by bit: Putonghua, English, sign language, local dialect."""

    id: Id
    person: PersonOut | None
    area: AreaRef
    since: date
    radius_km: int
    availability: int
    languages: int
    max_per_week: int
    stars: int
    paused_until: date | None
    skills: list[Named]


class Registering(Sent):
    radius_km: Radius = 5
    availability: HalfDays = ALWAYS
    languages: Languages = 1
    max_per_week: PerWeek = 2


class Changing(Sent):
    """What is left out stays."""

    radius_km: Radius | None = None
    availability: HalfDays | None = None
    languages: Languages | None = None
    max_per_week: PerWeek | None = None


class VolunteerFilters(Filters):
    within: Prefix = ""
    skill: Code = ""


class Looking(Sent):
    """Which field, and why; the person can read the reason."""

    field: Literal["name", "phone", "id_number"]
    reason: Words


class Revealed(Schema):
    field: str
    value: str


def _out(volunteer: Volunteer) -> VolunteerOut:
    return VolunteerOut(
        id=volunteer.pk,
        person=person_out(volunteer.person),
        area=area_ref(volunteer.area),
        since=volunteer.since,
        radius_km=volunteer.radius_km,
        availability=volunteer.availability,
        languages=volunteer.languages,
        max_per_week=volunteer.max_per_week,
        stars=volunteer.stars,
        paused_until=volunteer.paused_until,
        skills=[Named(code=held.skill.code, name=held.skill.name) for held in counted_out(volunteer, "held")["held"]],
    )


def _mine(request: Request) -> Volunteer:
    found = queries.volunteers_within(request.actor).filter(person=request.actor.person).first()
    if found is None:
        raise Missing
    return found


@router.post("", response={201: VolunteerOut, 409: Refused})
def register(request: Request, sent: Registering) -> Status[VolunteerOut]:
    """Become a volunteer where one lives."""
    person = request.actor.person
    assert person is not None, "SIGNED_IN lets nobody else in"
    actions.register_volunteer(by=request.actor, person=person, **sent.dict())
    return Status(201, _out(_mine(request)))


@router.get("/me", response=VolunteerOut)
def get_mine(request: Request) -> VolunteerOut:
    """Oneself as a volunteer."""
    return _out(_mine(request))


@router.patch("/me", response=VolunteerOut)
def change_mine(request: Request, sent: Changing) -> VolunteerOut:
    """Say anew when one can and how far one goes."""
    actions.change_volunteer(by=request.actor, volunteer=_mine(request), **sent.dict())
    return get_mine(request)


@router.get("", response=Page[VolunteerOut])
def list_volunteers(request: Request, asked: Query[VolunteerFilters]) -> dict[str, Any]:
    """Volunteers of one's areas as staff, or of the teams one leads; masked."""
    skill = queries.skill_or_missing(asked.skill) if asked.skill else None
    prefixes = (asked.within,) if asked.within else ()
    count, found = page_of(queries.volunteers_within(request.actor, *prefixes, skill=skill), asked)
    name_paths(volunteer.area for volunteer in found)
    return listed(count, asked, [_out(volunteer) for volunteer in found])


@router.post("/persons/{id}/reveal", response=Revealed)
def reveal(request: Request, id: str, sent: Looking) -> Revealed:
    """Read a name or number unmasked, on record."""
    person = queries.person_or_missing(request.actor, id)
    value = actions.reveal(by=request.actor, person=person, field=sent.field, reason=sent.reason)
    return Revealed(field=sent.field, value=value)
