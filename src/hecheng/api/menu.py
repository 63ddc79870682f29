"""The menu: what can be asked for, platforms, programmes and service systems."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import OPEN
from hecheng.api.caching import kept_a_while
from hecheng.api.kinds import Choice, Code, Filters, Named, Page, Prefix, choice, listed, named, named_if_any, page_of
from hecheng.domains.services.models import Offering
from hecheng.domains.services.queries import menu

router = Router(tags=["menu"], auth=OPEN)


class OfferingOut(Schema):
    """One thing that can be asked for; `minutes` and `headcount` are what it usually takes."""

    code: str
    name: str
    summary: str
    audience: str
    theme: Named
    category: Named
    platform: Named
    skills: list[Named]
    minutes: int
    headcount: int
    safeguarding: Choice


class ThemeOut(Named):
    offerings: list[Named]


class CategoryOut(Named):
    summary: str
    themes: list[ThemeOut]


class ProgrammeOut(Named):
    system: Named | None


class OfferingFilters(Filters):
    area: Prefix = ""
    category: Code = ""
    theme: Code = ""
    platform: Code = ""
    text: str = Field("", max_length=60)


class Where(Schema):
    area: Prefix = ""


def offering_out(offering: Offering) -> OfferingOut:
    theme = offering.theme
    return OfferingOut(
        code=offering.code,
        name=offering.name,
        summary=offering.summary,
        audience=offering.audience,
        theme=Named(code=theme.code, name=theme.name),
        category=Named(code=theme.category.code, name=theme.category.name),
        platform=Named(code=offering.platform.code, name=offering.platform.name),
        skills=[Named(code=skill.code, name=skill.name) for skill in offering.skills.all()],
        minutes=offering.minutes,
        headcount=offering.headcount,
        safeguarding=choice(offering, "safeguarding"),
    )


def _all_named(rows: Any) -> list[Named]:
    return [named(row) for row in rows]


@router.get("", response=list[CategoryOut])
@kept_a_while()
def get_menu(request: HttpRequest, asked: Query[Where]) -> list[CategoryOut]:
    """The whole menu of an area: categories, their themes, the names of what can be asked for."""
    return [
        CategoryOut(
            code=category.code,
            name=category.name,
            summary=category.summary,
            themes=[
                ThemeOut(code=theme.code, name=theme.name, offerings=_all_named(theme.offerings.all()))
                for theme in category.themes.all()
            ],
        )
        for category in menu.menu(asked.area)
    ]


@router.get("/offerings", response=Page[OfferingOut])
@kept_a_while()
def list_offerings(request: HttpRequest, asked: Query[OfferingFilters]) -> dict[str, Any]:
    """What can be asked for in an area, in menu order."""
    rows = menu.offerings(
        asked.area, category=asked.category, theme=asked.theme, platform=asked.platform, text=asked.text
    )
    count, found = page_of(rows, asked)
    return listed(count, asked, [offering_out(offering) for offering in found])


@router.get("/offerings/{code}", response=OfferingOut)
@kept_a_while()
def get_offering(request: HttpRequest, code: str) -> OfferingOut:
    """One thing that can be asked for."""
    return offering_out(menu.offering(code))


@router.get("/platforms", response=list[Named])
@kept_a_while()
def list_platforms(request: HttpRequest) -> list[Named]:
    """The platforms that requests are routed to."""
    return _all_named(menu.platforms())


@router.get("/programmes", response=list[ProgrammeOut])
@kept_a_while()
def list_programmes(request: HttpRequest, asked: Query[Where]) -> list[ProgrammeOut]:
    """Programmes of an area, with their service system."""
    return [
        ProgrammeOut(code=programme.code, name=programme.name, system=named_if_any(programme.system))
        for programme in menu.programmes(asked.area)
    ]


@router.get("/systems", response=list[Named])
@kept_a_while()
def list_systems(request: HttpRequest, asked: Query[Where]) -> list[Named]:
    """Service systems of an area."""
    return _all_named(menu.systems(asked.area))
