"""Volunteers and teams: masked, within one's rights; every unmasked look has a reason and stays on record."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import name_path
from hecheng.domains.people import actions
from hecheng.domains.people.contacts import shown_phone
from hecheng.domains.people.models import Team, Volunteer
from hecheng.domains.people.models.volunteers import LANGUAGES, PARTS
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import (
    clearances,
    members_of,
    skills,
    teams_of,
    teams_within,
    volunteer_or_missing,
    volunteers_within,
)
from hecheng.domains.services.queries import records
from hecheng.kernel.errors import Missing, Refusal
from hecheng.web.desk.answers import at_button, done
from hecheng.web.desk.forms.filters import TeamFilter, VolunteerFilter
from hecheng.web.desk.gate import at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.desk.places import paths_below
from hecheng.web.desk.views.sessions import one_person
from hecheng.web.shell.toasts import say
from hecheng.web.shell.words import WEEKDAYS

PAGE = 25


@require_GET
@at_desk()
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Volunteers by skill, area, stars and free half-day; by exact name or number."""
    known = list(skills())
    form = VolunteerFilter(request.GET, reach(actor), known)
    rows = volunteers_within(
        actor,
        *([form.inside] if form.inside else []),
        skill=next((skill for skill in known if skill.code == form.told("skill")), None),
        stars=int(form.told("stars", 0)),
        free=int(form.told("free", 0)),
        text=form.told("q"),
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.area for row in page), *reach(actor))
    context = {"form": form, "page": page, "rows": [(row, paths[row.area]) for row in page]}
    return desk_page(request, "desk/volunteers.html", context)


@require_GET
@at_desk()
def volunteer_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """One volunteer: skills, free time, hours and their records."""
    return _shown(request, actor, volunteer_or_missing(actor, pk))


def _shown(
    request: HttpRequest, actor: Actor, row: Volunteer, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    served = records.records(actor, person=row.person_id)
    context = {
        "volunteer": row,
        "path": name_path(row.area),
        "skills": row.held,  # type: ignore[attr-defined]  # fetched with the row
        "cleared": clearances(row.person),
        "teams": teams_of(row.person),
        "languages": [name for bit, name in enumerate(LANGUAGES) if row.languages >> bit & 1],
        "week": [(part, [row.free_at(day, at) for day in range(7)]) for at, part in enumerate(PARTS)],
        "weekdays": WEEKDAYS,
        "minutes": records.minutes_served(row.person),
        "page": Paginator(served, PAGE).get_page(request.GET.get("page")),
    }
    return desk_page(request, "desk/volunteer.html", context | (more or {}), status)


@require_POST
@never_cache
@at_desk()
def reveal(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Name or telephone, for a reason; the volunteer can read who looked and why."""
    row = volunteer_or_missing(actor, pk)
    field = "phone" if request.POST.get("what") == "phone" else "name"
    try:
        seen = actions.reveal(by=actor, person=row.person, field=field, reason=request.POST.get("reason", ""))
    except Refusal as refused:
        return _shown(request, actor, row, at_button(request, refused) | {"asked": field}, refused.status)
    said = shown_phone(seen) if field == "phone" else seen
    return _shown(request, actor, row, {"seen": said, "call": seen if field == "phone" else ""})


@require_GET
@at_desk()
def teams(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Teams of one's area."""
    form = TeamFilter(request.GET, reach(actor))
    rows = teams_within(actor, *([form.inside] if form.inside else []), text=form.told("q"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.area for row in page), *reach(actor))
    context = {"form": form, "page": page, "rows": [(row, paths[row.area]) for row in page]}
    return desk_page(request, "desk/teams.html", context)


def _team(actor: Actor, pk: uuid.UUID) -> Team:
    found = teams_within(actor).filter(pk=pk).first()
    if found is None:
        raise Missing
    return found


@require_GET
@at_desk()
def team_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """One team and who belongs to it."""
    return _team_shown(request, _team(actor, pk))


def _team_shown(request: HttpRequest, row: Team, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    members = (
        members_of(row).select_related("person__volunteer").defer("person__name", "person__phone", "person__id_number")
    )
    page = Paginator(members, PAGE).get_page(request.GET.get("page"))
    context = {"team": row, "path": name_path(row.area), "page": page}
    return desk_page(request, "desk/team.html", context | (more or {}), status)


@require_POST
@at_desk()
def join(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Take somebody into a team by their exact number or name."""
    row = _team(actor, pk)
    try:
        person = one_person(actor, request.POST.get("who", ""))
        actions.join_team(by=actor, team=row, person=person)
    except Refusal as refused:
        return _team_shown(request, row, at_button(request, refused, "who"), refused.status)
    say(request, _("%(who)s belongs to the team now.") % {"who": person.masked_name})
    return redirect("desk:team", pk)


@require_POST
@at_desk()
def leave(request: HttpRequest, actor: Actor, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """End a membership today."""
    row = _team(actor, pk)
    member = members_of(row).filter(person=person).first()
    if member is None:
        raise Missing
    return done(
        request,
        lambda: actions.leave_team(by=actor, team=row, person=member.person),
        _("Left the team."),
        f"/desk/teams/{pk}/",
    )
