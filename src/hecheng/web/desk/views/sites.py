"""Sites: the list, what is kept about one, and which divisions have none."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.models import Level
from hecheng.domains.areas.queries import name_path
from hecheng.domains.people.models import Role
from hecheng.domains.people.permissions import Actor, roles_given_by
from hecheng.domains.places.actions import appoint_keeper, change_place
from hecheng.domains.places.models import SITES, Place
from hecheng.domains.places.opening import hours_sentence
from hecheng.domains.places.permissions import CHANGERS
from hecheng.domains.places.queries import KIND_OF_LEVEL, coverage, site, sites, uncovered
from hecheng.kernel.errors import Missing, Refusal
from hecheng.kernel.scope import significant
from hecheng.web.desk.answers import at_button, done, told_in
from hecheng.web.desk.forms.filters import SiteFilter, area_choices
from hecheng.web.desk.forms.sites import SiteForm
from hecheng.web.desk.gate import at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.desk.places import paths_below
from hecheng.web.desk.points import collection, point
from hecheng.web.desk.views.sessions import one_person
from hecheng.web.shell.toasts import say

PAGE = 25
LACKING: dict[str, dict[str, Any]] = {
    "keeper": {"keeper": None},
    "hours": {"hours": {}},
    "phone": {"phone": ""},
}


@require_GET
@at_desk()
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sites of one's area, and what they lack."""
    form = SiteFilter(request.GET, reach(actor))
    kinds = [form.told("kind")] if form.told("kind") else SITES
    rows = sites(form.inside, kinds, form.told("q"), actor=actor)
    rows = _of_area(actor, rows.filter(**LACKING.get(form.told("lacking"), {})))
    rows = rows.select_related("parent", "organisation", "keeper").defer(
        "keeper__name", "keeper__phone", "keeper__id_number"
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.area for row in page), *reach(actor))
    context = {"form": form, "page": page, "rows": [(row, paths[row.area], hours_sentence(row.hours)) for row in page]}
    return desk_page(request, "desk/sites.html", context)


def _of_area(actor: Actor, rows: QuerySet[Place]) -> QuerySet[Place]:
    return rows.within(*reach(actor))  # type: ignore[attr-defined]  # a scoped queryset


def _site(actor: Actor, pk: uuid.UUID) -> Place:
    """A site of the actor's area. Raises `Missing`."""
    found = site(pk, actor)
    if not any(found.area.startswith(prefix) for prefix in reach(actor)):
        raise Missing
    return found


@require_GET
@at_desk()
def site_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """What is kept about a site, and changed by who keeps its area."""
    row = _site(actor, pk)
    return _shown(request, actor, row, SiteForm(None, row))


def _shown(
    request: HttpRequest,
    actor: Actor,
    row: Place,
    form: SiteForm,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "place": row,
        "path": name_path(row.area),
        "form": form,
        "hours": hours_sentence(row.hours),
        "may_change": actor.holds(*CHANGERS, area=row.area),
        "may_appoint": actor.holds(*roles_given_by(Role.SITE_KEEPER), area=row.area),
        "prefix": row.area[:6],
        "points": collection(point(row, row.label, kind=row.kind)) if row.lon is not None else None,
    }
    return desk_page(request, "desk/site.html", context | (more or {}), status)


@require_POST
@at_desk(*CHANGERS)
def change(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Change telephone, address, hours and position."""
    row = _site(actor, pk)
    form = SiteForm(request.POST, row)
    if not form.is_valid():
        return _shown(request, actor, row, form, status=422)
    data = form.cleaned_data
    try:
        change_place(
            by=actor,
            place=row,
            phone=data["phone"],
            address=data["address"],
            hours=form.hours(),
            lon=data["lon"],
            lat=data["lat"],
        )
    except Refusal as refused:
        return _shown(request, actor, _site(actor, pk), told_in(form, refused), status=refused.status)
    say(request, _("Kept. The public page shows it now."))
    return redirect("desk:site", pk)


@require_POST
@at_desk(*roles_given_by(Role.SITE_KEEPER))
def appoint(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Put somebody in charge, by their exact number or name; the role comes with it."""
    row = _site(actor, pk)
    try:
        person = one_person(actor, request.POST.get("who", ""))
        appoint_keeper(by=actor, place=row, person=person)
    except Refusal as refused:
        return _shown(request, actor, row, SiteForm(None, row), at_button(request, refused, "who"), refused.status)
    say(request, _("%(who)s keeps this site now.") % {"who": person.masked_name})
    return redirect("desk:site", pk)


@require_POST
@at_desk(*roles_given_by(Role.SITE_KEEPER))
def dismiss(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Leave a site without a keeper; their role over its area ends with it."""
    row = _site(actor, pk)
    return done(
        request,
        lambda: appoint_keeper(by=actor, place=row, person=None),
        _("The site has no keeper now."),
        f"/desk/sites/{pk}/",
    )


@require_GET
@at_desk()
def coverage_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Divisions without a site: on the map, county by county, and one by one."""
    choices = area_choices(reach(actor))
    wanted = request.GET.get("area", "")
    area = wanted if wanted in dict(choices) else choices[0][0]
    prefix = significant(area)
    rows = uncovered(prefix)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.code for row in page), *reach(actor))
    located = rows.filter(lon__isnull=False)[:500]
    context = {
        "areas": choices,
        "area": area,
        "counties": [(county, [county.at(level) for level in KIND_OF_LEVEL]) for county in coverage(prefix)],
        "page": page,
        "rows": [(row, paths[row.code], Level(row.level).label, KIND_OF_LEVEL[Level(row.level)].label) for row in page],
        "prefix": prefix,
        "points": collection(*(point(row, row.short, tone="gold") for row in located)),
    }
    return desk_page(request, "desk/coverage.html", context)
