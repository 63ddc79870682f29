"""Who looks, and from where: the actor of a request, the area a reader chose, the city's own name."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from hecheng.domains.areas.queries import STEP, city_of, codes_above, name_path, names, setting
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import unread
from hecheng.domains.places.models import Kind
from hecheng.domains.places.queries import sites
from hecheng.kernel.scope import padded

COOKIE = "area"
YEAR = 365 * 24 * 3600


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request; grants are read once and never outlive it."""
    if not hasattr(request, "_actor"):
        request._actor = Actor.of(request.user)  # type: ignore[attr-defined]  # kept for this request alone
    return request._actor  # type: ignore[attr-defined]  # see above


def home_area(request: HttpRequest) -> str:
    """The area of this reader: chosen by hand, else where they live, else the city of this installation."""
    if not hasattr(request, "_home_area"):
        request._home_area = _home_area(request)  # type: ignore[attr-defined]  # kept for this request alone
    return str(request._home_area)  # type: ignore[attr-defined]  # see above


def _home_area(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    if len(chosen) == 12 and chosen.isascii() and chosen.isdigit() and chosen in names(codes_above(chosen)):
        return chosen  # its names are at hand now, for the bar at the top
    person = actor_of(request).person
    return person.area if person is not None else installed_city()


def installed_city() -> str:
    """The city that HECHENG_CITY names (4 digits), else the first with a guidance centre."""
    named = os.environ.get("HECHENG_CITY", "")
    if named:
        return padded(named)
    first = sites(kinds=[Kind.CITY_CENTRE]).order_by("created_at").first()
    return padded(first.area[:4] if first else "2302")


def choose_area(answer: HttpResponse, code: str) -> None:
    """Remember the area for this browser."""
    answer.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, samesite="Lax")


def brand_name(code: str) -> str:
    """What the service is called in this city, in the reader's language."""
    brand = setting("brand", code, {}) or {}
    found = brand.get("en" if (get_language() or "").startswith("en") else "zh", "")
    return str(found)


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: `actor`, `city_name`, `here`, `unread`; asked for only when a page uses them."""

    def here() -> dict[str, str]:
        code = home_area(request)
        path = (name_path(code) or city_of(code).label).split(STEP)
        return {"label": STEP.join(path[-2:]), "href": f"/area/?next={quote(request.get_full_path())}"}

    def waiting() -> int:
        person = actor_of(request).person
        return unread(person) if person is not None else 0

    return {
        "actor": SimpleLazyObject(lambda: actor_of(request)),
        "city_name": SimpleLazyObject(lambda: brand_name(home_area(request))),
        "here": SimpleLazyObject(here),
        "unread": SimpleLazyObject(waiting),
    }
