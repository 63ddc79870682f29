"""Activities: find, draft, add dates, publish, cancel."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from hecheng.api.asking import OPEN, SIGNED_IN, Request
from hecheng.api.kinds import (
    AreaRef,
    Choice,
    Code,
    Filters,
    Id,
    Moment,
    Named,
    Page,
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
    named,
    named_if_any,
    page_of,
    place_ref,
)
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.people.queries import team_or_missing
from hecheng.domains.places.queries import site
from hecheng.domains.services import actions
from hecheng.domains.services.models import Activity
from hecheng.domains.services.queries import menu, sessions

router = Router(tags=["activities"], auth=SIGNED_IN)


class TeamRef(Schema):
    id: Id
    name: str


class ActivityOut(Schema):
    """Something that is offered at a place. `next_starts`: its next date, if any; `dates`: how many are to come."""

    id: Id
    state: Choice
    title: str
    summary: str
    offering: Named
    theme: Named
    programme: Named | None
    system: Named | None
    lecture: bool
    area: AreaRef
    place: PlaceRef
    lon: float | None
    lat: float | None
    team: TeamRef | None
    next_starts: Moment | None
    dates: int


class ActivityFilters(Filters):
    """coming: only those with a date to come."""

    within: Prefix = ""
    place: Id | None = None
    team: Id | None = None
    programme: Code = ""
    system: Code = ""
    theme: Code = ""
    state: list[Activity.State] = Field(default_factory=list, max_length=3)
    lecture: bool | None = None
    text: str = Field("", max_length=60)
    coming: bool = False


class NewActivity(Sent):
    """`zh`: the title in Chinese; `en` in English, where there is one."""

    place: Id
    offering: Code
    zh: Words
    en: Words = ""
    summary: Words = ""
    team: Id | None = None
    programme: Code = ""
    system: Code = ""
    lecture: bool = False


class NewDate(Sent):
    starts: Moment
    ends: Moment


class NewSeats(Sent):
    zh: str = Field("志愿者", max_length=40)
    en: str = Field("Volunteer", max_length=60)
    seats: Small


class NewDates(Sent):
    """Dates to add, each with these roles."""

    dates: list[NewDate] = Field(max_length=1000)
    roles: list[NewSeats] = Field(max_length=50)


class Cancelling(Sent):
    reason: Words = ""


class Added(Schema):
    sessions: list[Id]


def _out(activity: Activity) -> ActivityOut:
    return ActivityOut(
        id=activity.pk,
        state=choice(activity, "state"),
        title=activity.title,
        summary=activity.summary,
        offering=named(activity.offering),
        theme=named(activity.offering.theme),
        programme=named_if_any(activity.programme),
        system=named_if_any(activity.system),
        lecture=activity.lecture,
        area=area_ref(activity.area),
        place=place_ref(activity.place),
        lon=activity.place.lon,
        lat=activity.place.lat,
        team=TeamRef(id=activity.team.pk, name=activity.team.name) if activity.team else None,
        **counted_out(activity, "next_starts", "dates"),
    )


@router.get("", response=Page[ActivityOut], auth=OPEN)
def list_activities(request: Request, asked: Query[ActivityFilters]) -> dict[str, Any]:
    """Published activities, those that meet next first; who runs them sees drafts too."""
    filters = asked.dict(exclude={"page", "limit", "state", "within"})
    rows = sessions.activities(request.actor, prefix=asked.within, states=asked.state, **filters)
    count, found = page_of(rows, asked)
    name_paths(activity.area for activity in found)
    return listed(count, asked, [_out(activity) for activity in found])


@router.get("/{id}", response=ActivityOut, auth=OPEN)
def get_activity(request: Request, id: str) -> ActivityOut:
    """One activity; its dates are `/sessions?activity=…`."""
    return _out(sessions.activity(request.actor, id))


@router.post("", response={201: ActivityOut})
def draft_activity(request: Request, sent: NewActivity) -> Status[ActivityOut]:
    """Draft an activity at a place, as its staff or as leader of the team."""
    actor = request.actor
    activity = actions.draft_activity(
        by=actor,
        place=site(sent.place, actor),
        offering=menu.offering(sent.offering),
        team=team_or_missing(sent.team) if sent.team else None,
        programme=menu.programme(sent.programme) if sent.programme else None,
        system=menu.system(sent.system) if sent.system else None,
        **sent.dict(include={"zh", "en", "summary", "lecture"}),
    )
    return Status(201, get_activity(request, str(activity.pk)))


@router.post("/{id}/dates", response={201: Added, 409: Refused})
def add_dates(request: Request, id: str, sent: NewDates) -> Status[Added]:
    """Add dates, each with its roles and seats; before they begin."""
    made = actions.add_sessions(
        by=request.actor,
        activity=sessions.activity(request.actor, id),
        times=[(day.starts, day.ends) for day in sent.dates],
        roles=[actions.NewRole(role.zh, role.seats, role.en) for role in sent.roles],
    )
    return Status(201, Added(sessions=[session.pk for session in made]))


@router.post("/{id}/publish", response={200: ActivityOut, 409: Refused})
def publish_activity(request: Request, id: str) -> ActivityOut:
    """Make it public; it needs a date."""
    actions.publish_activity(by=request.actor, activity=sessions.activity(request.actor, id))
    return get_activity(request, id)


@router.post("/{id}/cancel", response={200: ActivityOut, 409: Refused})
def cancel_activity(request: Request, id: str, sent: Cancelling) -> ActivityOut:
    """Cancel it and every date to come; everybody who signed up is told why."""
    actions.cancel_activity(by=request.actor, activity=sessions.activity(request.actor, id), reason=sent.reason)
    return get_activity(request, id)
