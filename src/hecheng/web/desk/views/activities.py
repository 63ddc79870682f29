"""Activities: planned at a place, published before they start, cancelled with a reason."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hecheng.domains.areas.queries import area_or_refuse, name_path
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import teams_within
from hecheng.domains.places.queries import site, sites
from hecheng.domains.services import actions
from hecheng.domains.services.models import Activity
from hecheng.domains.services.queries import desk, menu, sessions
from hecheng.kernel.errors import Invalid, Missing, Refusal
from hecheng.kernel.scope import significant
from hecheng.web.desk.answers import at_button, done, told_in
from hecheng.web.desk.forms.activities import ActivityForm, DatesForm
from hecheng.web.desk.forms.filters import ActivityFilter, area_choices
from hecheng.web.desk.gate import KEEPERS, READERS, at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.desk.places import paths_below
from hecheng.web.shell.toasts import say

PAGE = 25
#: places that a select can still be read with
MOST_PLACES = 400


@require_GET
@at_desk(*READERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Activities of one's area."""
    form = ActivityFilter(request.GET, reach(actor, *READERS))
    states = [form.told("state")] if form.told("state") else []
    rows = sessions.activities(actor, prefix=form.inside, states=states, text=form.told("q"))
    page = Paginator(desk.activities_of_area(actor, rows), PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.area for row in page), *reach(actor, *READERS))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, paths[row.area]) for row in page],
        "may_plan": actor.holds(*KEEPERS),
    }
    return desk_page(request, "desk/activities.html", context)


def _of_area(actor: Actor, pk: uuid.UUID) -> Activity:
    """An activity of the actor's areas or teams. Raises `Missing`."""
    row = sessions.activity(actor, pk)
    if not actor.holds(*READERS, area=row.area) and not (row.team_id and actor.leads(row.team_id)):
        raise Missing
    return row


@require_GET
@at_desk(*READERS, leaders=True)
def activity_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """One activity with its dates."""
    return _shown(request, actor, _of_area(actor, pk))


def _shown(
    request: HttpRequest, actor: Actor, row: Activity, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    rows = sessions.sessions(actor, activity=row.pk).order_by("-starts", "id")
    context = {
        "activity": row,
        "path": name_path(row.area),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "runs": actor.holds(*KEEPERS, area=row.area) or (row.team_id is not None and actor.leads(row.team_id)),
        "dates": DatesForm(),
    }
    return desk_page(request, "desk/activity.html", context | (more or {}), status)


@require_http_methods(["GET", "POST"])
@at_desk(*KEEPERS)
def new_activity(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Plan an activity with its dates, and publish it if so wanted."""
    area = _area(request, actor)
    form = _form(request, actor, area)
    dates = DatesForm(request.POST or None)
    if request.method == "GET":
        return _planning(request, actor, area, form, dates)
    if not (form.is_valid() & dates.is_valid()):
        return _planning(request, actor, area, form, dates, 422)
    try:
        row = _plan(actor, form, dates, publish="publish" in request.POST)
    except Refusal as refused:
        told_in(dates if _about_dates(refused, dates) else form, refused)
        return _planning(request, actor, area, form, dates, refused.status)
    if row.state == Activity.State.PUBLISHED:
        say(request, _("Published. Volunteers can sign up now."))
    else:
        say(request, _("Kept as a draft: nobody sees it before you publish it."))
    return redirect("desk:activity", row.pk)


def _about_dates(refused: Refusal, dates: DatesForm) -> bool:
    refused.field = {"starts": "day", "ends": "until"}.get(refused.field or "", refused.field)
    return refused.field in dates.fields or refused.field == "seats"


def _area(request: HttpRequest, actor: Actor) -> str:
    """The area whose places are offered: asked for, else the first of the actor's. Raises `Invalid`, `NotAllowed`."""
    wanted = request.GET.get("area", "")
    if wanted:
        actor.require(*KEEPERS, area=area_or_refuse(wanted).code)
        return wanted
    return area_choices(reach(actor, *KEEPERS))[0][0]


def _form(request: HttpRequest, actor: Actor, area: str) -> ActivityForm:
    prefix = significant(area)
    return ActivityForm(
        request.POST or None,
        area=prefix,
        places=list(sites(prefix)[:MOST_PLACES]),
        teams=list(teams_within(actor, prefix)[:MOST_PLACES]),
        programmes=list(menu.programmes(area)),
        systems=list(menu.systems(area)),
    )


def _plan(actor: Actor, form: ActivityForm, dates: DatesForm, *, publish: bool) -> Activity:
    """Activity, dates and publication: all or nothing."""
    data = form.cleaned_data
    team = teams_within(actor).filter(pk=data["team"]).first() if data["team"] else None
    with transaction.atomic():
        place = site(data["place"], actor)
        row = actions.draft_activity(
            by=actor,
            place=place,
            offering=menu.offering(data["offering"]),
            zh=data["zh"],
            en=data["en"],
            summary=data["summary"],
            team=team,
            programme=menu.programmes(place.area).filter(pk=data["programme"]).first() if data["programme"] else None,
            system=menu.systems(place.area).filter(pk=data["system"]).first() if data["system"] else None,
            lecture=data["lecture"],
        )
        actions.add_sessions(by=actor, activity=row, times=dates.times(), roles=dates.new_roles())
        return actions.publish_activity(by=actor, activity=row) if publish else row


def _planning(
    request: HttpRequest, actor: Actor, area: str, form: ActivityForm, dates: DatesForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "dates": dates, "area": area, "areas": area_choices(reach(actor, *KEEPERS))}
    return desk_page(request, "desk/activity_new.html", context, status)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def add_dates(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Further dates with their roles."""
    row, form = _of_area(actor, pk), DatesForm(request.POST)
    if not form.is_valid():
        return _shown(request, actor, row, {"dates": form}, 422)
    try:
        made = actions.add_sessions(by=actor, activity=row, times=form.times(), roles=form.new_roles())
    except Refusal as refused:
        _about_dates(refused, form)
        return _shown(request, actor, row, {"dates": told_in(form, refused)}, refused.status)
    say(request, _("Added: %(count)s dates.") % {"count": len(made)})
    return redirect("desk:activity", pk)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def publish(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Make it public."""
    row = _of_area(actor, pk)
    return done(
        request,
        lambda: actions.publish_activity(by=actor, activity=row),
        _("Published. Volunteers can sign up now."),
        f"/desk/activities/{pk}/",
    )


@require_POST
@at_desk(*KEEPERS, leaders=True)
def cancel(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Cancel it and every date to come; whoever signed up reads why."""
    row, reason = _of_area(actor, pk), request.POST.get("reason", "")
    try:
        if not reason.strip():
            raise Invalid("reason_missing", _("Please say why: everybody who signed up will read it."), field="reason")
        actions.cancel_activity(by=actor, activity=row, reason=reason)
    except Refusal as refused:
        return _shown(request, actor, row, at_button(request, refused), refused.status)
    say(request, _("Cancelled. Everybody who signed up has been told."))
    return redirect("desk:activity", pk)
