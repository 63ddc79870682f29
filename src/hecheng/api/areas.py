"""Areas: the division tree, by code; search by name or pinyin; county outlines for maps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from hecheng.api.asking import OPEN
from hecheng.api.caching import kept_a_while
from hecheng.api.kinds import AreaCode, Filters, Page, Prefix, area_at, listed, page_of
from hecheng.domains.areas import queries
from hecheng.domains.areas.models import Area, Level

router = Router(tags=["areas"], auth=OPEN)


class AreaOut(Schema):
    """One division. `level`: 0 province, 1 city, 2 county, 3 town, 4 village. Position in degrees WGS-84, if known."""

    code: str
    level: int
    name: str
    short: str
    pinyin: str
    parent: str | None
    path: str
    lon: float | None
    lat: float | None


class AreaSearch(Schema):
    text: str = Field(max_length=60)
    within: Prefix = ""
    limit: int = Field(20, ge=1, le=100)


def _out(area: Area) -> AreaOut:
    return AreaOut(
        code=area.code,
        level=area.level,
        name=area.name,
        short=area.short,
        pinyin=area.pinyin,
        parent=area.parent_id,
        path=queries.name_path(area.code),
        lon=area.lon,
        lat=area.lat,
    )


def _all_out(areas: list[Area]) -> list[AreaOut]:
    queries.name_paths(area.code for area in areas)
    return [_out(area) for area in areas]


@router.get("", response=list[AreaOut])
@kept_a_while()
def search_areas(request: HttpRequest, asked: Query[AreaSearch]) -> list[AreaOut]:
    """Divisions by part of a name or the beginning of their pinyin, upper levels first."""
    return _all_out(queries.search(asked.text, asked.within, asked.limit))


@router.get("/cities", response=list[AreaOut])
@kept_a_while()
def list_cities(request: HttpRequest) -> list[AreaOut]:
    """The cities of this installation."""
    return _all_out(list(queries.at_level(Level.CITY)))


@router.get("/{code}", response=AreaOut)
@kept_a_while()
def get_area(request: HttpRequest, code: AreaCode) -> AreaOut:
    """One division in use."""
    return _out(area_at(code))


@router.get("/{code}/children", response=Page[AreaOut])
@kept_a_while()
def list_children(request: HttpRequest, code: AreaCode, asked: Query[Filters]) -> dict[str, Any]:
    """The divisions directly inside."""
    count, rows = page_of(queries.children(area_at(code).code), asked)
    return listed(count, asked, _all_out(rows))


@router.get("/{code}/outlines", response=dict[str, Any])
@kept_a_while()
def get_outlines(request: HttpRequest, code: AreaCode) -> dict[str, Any]:
    """GeoJSON of the counties inside, each with its name."""
    return queries.outlines(area_at(code).prefix)
