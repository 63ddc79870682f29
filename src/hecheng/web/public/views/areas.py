"""Choosing where one looks at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import Level
from hecheng.domains.areas.queries import ancestors, area_or_refuse, at_level, children, name_paths, search
from hecheng.domains.places.models import Kind
from hecheng.domains.places.queries import nearest, sites
from hecheng.kernel.errors import Invalid, Missing
from hecheng.web.public.gate import onward
from hecheng.web.shell.home import choose_area, home_area
from hecheng.web.shell.toasts import refuse

MOST = 20


def choose(request: HttpRequest) -> HttpResponse:
    """Find an area by name, pinyin, walking down the divisions, or by the phone's position; remember it."""
    if request.method == "POST":
        return _choose(request)
    shown = area_or_refuse(request.GET.get("in") or home_area(request))
    text = request.GET.get("q", "").strip()
    found = search(text, limit=MOST) if text else []
    context = {
        "q": text,
        "found": [(row, path) for row, path in zip(found, _paths(found), strict=True)],
        "shown": shown,
        "above": [row for row in ancestors(shown.code) if row.level >= Level.CITY],
        "below": list(children(shown.code)) or list(children(shown.parent_id or "")),
        "cities": _cities(),
        "next": onward(request, "/"),
    }
    return render(request, "public/area.html", context)


def _paths(rows: list) -> list[str]:
    paths = name_paths(row.code for row in rows)
    cities = name_paths(f"{row.code[:4]}00000000" for row in rows)
    return [f"{cities[f'{row.code[:4]}00000000']} · {paths[row.code]}" for row in rows]


def _cities() -> list:
    """The cities that this service is there for."""
    served = {place.area[:4] for place in sites(kinds=[Kind.CITY_CENTRE])}
    return [row for row in at_level(Level.CITY) if row.code[:4] in served]


def _choose(request: HttpRequest) -> HttpResponse:
    to = onward(request, "/")
    try:
        code = _code(request)
    except (Invalid, Missing) as refused:
        refuse(request, refused.sentence)
        return HttpResponseRedirect(request.get_full_path())
    answer = HttpResponseRedirect(to)
    choose_area(answer, code)
    return answer


def _code(request: HttpRequest) -> str:
    if code := request.POST.get("code", ""):
        return area_or_refuse(code).code
    try:
        lon, lat = float(request.POST["lon"]), float(request.POST["lat"])
    except (KeyError, ValueError):
        raise Invalid("no_position", _("We did not get a position. Please choose below."), field="lon") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid("position_off", _("This position is not on the map."), field="lon")
    found = nearest(lon, lat, limit=1, kinds=[Kind.STATION, Kind.OFFICE, Kind.CENTRE])
    if not found:
        raise Missing("nobody_near", _("There is no site of ours within 128 km. Please choose below."))
    return found[0].place.area
