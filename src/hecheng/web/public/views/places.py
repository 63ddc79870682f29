"""The map of the city, and one site."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET

from hecheng.domains.areas.queries import area_or_refuse, name_path, name_paths, outlines
from hecheng.domains.places.models import SITES, Kind
from hecheng.domains.places.opening import hours_sentence, is_open_at
from hecheng.domains.places.queries import coverage, map_features, site, site_chain, sites, uncovered
from hecheng.domains.services.queries import sessions
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid
from hecheng.kernel.scope import significant
from hecheng.web.public.figures import months_figures
from hecheng.web.public.ground import points, sites_near
from hecheng.web.public.where import standpoint
from hecheng.web.shell.home import actor_of

MONTH = timedelta(days=31)
MOST_UNCOVERED = 12


def _kinds(request: HttpRequest) -> list[str]:
    asked = [kind for kind in request.GET.getlist("kind") if kind]
    if unknown := set(asked) - {str(kind) for kind in SITES}:
        raise Invalid("kind_unknown", _("There is no such kind of site."), field="kind", kind=min(unknown))
    return asked or [str(kind) for kind in SITES]


@require_GET
def city_map(request: HttpRequest) -> HttpResponse:
    """The map of the county or city one looks at, and below it the same as a list: the nearest sites, and what is not covered."""
    here, kinds = standpoint(request), _kinds(request)
    prefix = here.county
    bare = list(uncovered(prefix)[: MOST_UNCOVERED + 1])
    near = [found for found in sites_near(here, 30) if found.place.kind in kinds][:10]
    context = {
        "prefix": prefix,
        "area_name": name_path(here.area[: len(prefix)].ljust(12, "0")),
        "kind": request.GET.get("kind", ""),
        "kinds": [("", _("All"))] + [(kind.value, kind.label) for kind in SITES if kind != Kind.BASE],
        "near": near,
        "uncovered": bare[:MOST_UNCOVERED],
        "uncovered_paths": name_paths(row.code for row in bare[:MOST_UNCOVERED]),
        "has_more_uncovered": len(bare) > MOST_UNCOVERED,
        "site_count": sites(prefix, kinds).count(),
        "is_city": len(prefix) == 4,
    }
    return render(request, "public/map.html", context)


def _prefix(request: HttpRequest) -> str:
    """The subtree a map asks for. Raises `Invalid`."""
    prefix = request.GET.get("prefix", "")
    return significant(area_or_refuse(prefix.ljust(12, "0")[:12]).code)


@require_GET
@conditional_page
@cache_control(private=True, max_age=300)
def sites_json(request: HttpRequest) -> JsonResponse:
    """Sites of a subtree as GeoJSON, with an ETag."""
    return _geojson(map_features(_prefix(request), _kinds(request)))


@require_GET
@conditional_page
@cache_control(private=True, max_age=300)
def outlines_json(request: HttpRequest) -> JsonResponse:
    """County outlines as GeoJSON, with an ETag; `gap` where a division has no site."""
    prefix = _prefix(request)
    shapes = outlines(prefix)
    bare = {county.code for county in coverage(prefix) if county.uncovered}
    for shape in shapes["features"]:
        shape["properties"]["gap"] = shape["properties"]["code"] in bare
    return _geojson(shapes)


def _geojson(features: dict[str, Any]) -> JsonResponse:
    return JsonResponse(features, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


@require_GET
def site_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One site: when it is open, who keeps it, what is on, what its area came to this month, and the way up the chain."""
    actor = actor_of(request)
    place = site(pk, actor)
    now = clock.now()
    coming = sessions.sessions(
        actor, place=place, states=["planned"], since=now, until=now + MONTH, announced=True, roles=False
    )
    below = sites(significant(place.area)).filter(parent=place)
    context = {
        "place": place,
        "path": name_path(place.area),
        "chain": site_chain(place),
        "hours": hours_sentence(place.hours),
        "is_open_now": is_open_at(place.hours, now),
        "coming": list(coming[:5]),
        "below": list(below[:30]),
        "below_count": below.count(),
        "figures": months_figures(place.area),
        "points": points([place]) if place.lon is not None else None,
        "ask": f"{reverse('public:ask')}?site={place.pk}",
    }
    return render(request, "public/site.html", context)
