"""The home page of a city."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hecheng.domains.services.models import Session
from hecheng.domains.services.queries import sessions
from hecheng.kernel import clock
from hecheng.web.public.figures import months_figures
from hecheng.web.public.ground import points, sites_near
from hecheng.web.public.where import Standpoint, standpoint
from hecheng.web.shell.home import actor_of, brand_name

AHEAD = timedelta(days=14)
#: wider than a city: the nearest come first, however far
NEAR_KM = 400
ROWS, SITES = 4, 8


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Ask for help, four ways in, what is on next, what the month came to, and where the sites are."""
    here = standpoint(request)
    since = clock.now()
    coming = sessions.sessions(
        actor_of(request),
        prefix=here.city,
        states=["planned"],
        since=since,
        until=since + AHEAD,
        announced=True,
        roles=False,
    )
    near = sites_near(here, SITES)
    context = {
        "here_is_near": here.is_near,
        "coming": _first(request, here),
        "coming_count": coming.count(),
        "figures": months_figures(f"{here.city}00000000"),
        "brand": brand_name(here.area),
        "near": near,
        "points": points(found.place for found in near),
    }
    return render(request, "public/home.html", context)


def _first(request: HttpRequest, here: Standpoint) -> list[Session]:
    """The nearest of the next two weeks; where the reader's place is not known, the soonest of the area."""
    since = clock.now()
    asked: dict[str, Any] = {
        "states": ["planned"],
        "since": since,
        "until": since + AHEAD,
        "announced": True,
        "roles": False,
    }
    near = here.within(NEAR_KM)
    return list(sessions.sessions(actor_of(request), prefix=here.city, near=near, **asked)[:ROWS])
