"""Places: sites of an area, the nearest ones, what they belong to, and which divisions have none."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import OPEN, Request
from hecheng.api.caching import asked_again
from hecheng.api.kinds import (
    AreaCode,
    AreaRef,
    Choice,
    Filters,
    Id,
    Latitude,
    Longitude,
    Page,
    PlaceRef,
    Prefix,
    area_at,
    area_ref,
    choice,
    listed,
    page_of,
    place_ref,
)
from hecheng.domains.areas.models import Level
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.places import queries
from hecheng.domains.places.models import SITES, Kind, Place
from hecheng.domains.places.opening import hours_sentence, is_open_at
from hecheng.kernel import clock

router = Router(tags=["places"], auth=OPEN)


class PlaceOut(Schema):
    """A place. `modelled`: made up for a demonstration. Position in degrees WGS-84."""

    id: Id
    kind: Choice
    name: str
    area: AreaRef
    lon: float | None
    lat: float | None
    modelled: bool
    online: bool


class PlaceDetail(PlaceOut):
    """`hours` by ISO day of the week; `chain`: what it belongs to, from the top down."""

    address: str
    phone: str
    hours: dict[str, list[list[str]]]
    hours_words: str
    open_now: bool
    organisation: str | None
    chain: list[PlaceRef]


class NearOut(Schema):
    place: PlaceOut
    km: float


class CoverageOut(Schema):
    """Divisions of a county that should have a site (itself, its towns, its villages), and how many have one."""

    area: AreaRef
    divisions: int
    covered: int
    uncovered: int


class UncoveredOut(Schema):
    code: str
    name: str
    level: int


class PlaceFilters(Filters):
    within: Prefix = ""
    kind: list[Kind] = Field(default_factory=lambda: list(SITES), max_length=8)
    text: str = Field("", max_length=60)
    online: bool | None = None


class NearFilters(Schema):
    lon: Longitude
    lat: Latitude
    kind: list[Kind] = Field(default_factory=lambda: list(SITES), max_length=8)
    limit: int = Field(5, ge=1, le=50)


class UncoveredFilters(Filters):
    level: int | None = Field(None, ge=Level.COUNTY, le=Level.VILLAGE)


def _facts(place: Place) -> dict[str, Any]:
    return {
        "id": place.pk,
        "kind": choice(place, "kind"),
        "name": place.label,
        "area": area_ref(place.area),
        "lon": place.lon,
        "lat": place.lat,
        "modelled": place.modelled,
        "online": place.online_since is not None,
    }


@router.get("", response=Page[PlaceOut])
@asked_again()
def list_places(request: Request, asked: Query[PlaceFilters]) -> dict[str, Any]:
    """Places that exist, in the order of their areas; staff see what was and will be in theirs too."""
    rows = queries.sites(asked.within, asked.kind, asked.text, online=asked.online, actor=request.actor)
    count, found = page_of(rows, asked)
    name_paths(place.area for place in found)
    return listed(count, asked, [PlaceOut(**_facts(place)) for place in found])


@router.get("/nearest", response=list[NearOut])
def list_nearest(request: Request, asked: Query[NearFilters]) -> list[NearOut]:
    """The nearest places that exist, nearest first, none farther than 128 km."""
    found = queries.nearest(asked.lon, asked.lat, asked.limit, asked.kind)
    name_paths(near.place.area for near in found)
    return [NearOut(place=PlaceOut(**_facts(near.place)), km=round(near.km, 2)) for near in found]


@router.get("/map/{code}", response=dict[str, Any])
@asked_again()
def get_map(request: Request, code: AreaCode) -> dict[str, Any]:
    """GeoJSON of the sites of an area that have a position."""
    return queries.map_features(area_at(code).prefix)


@router.get("/coverage/{code}", response=list[CoverageOut])
@asked_again()
def get_coverage(request: Request, code: AreaCode) -> list[CoverageOut]:
    """County by county: how many divisions have their site."""
    found = queries.coverage(area_at(code).prefix)
    name_paths(county.code for county in found)
    return [
        CoverageOut(
            area=area_ref(county.code),
            divisions=county.divisions,
            covered=county.covered,
            uncovered=county.uncovered,
        )
        for county in found
    ]


@router.get("/uncovered/{code}", response=Page[UncoveredOut])
def list_uncovered(request: Request, code: AreaCode, asked: Query[UncoveredFilters]) -> dict[str, Any]:
    """Divisions of an area without a site."""
    level = Level(asked.level) if asked.level is not None else None
    count, rows = page_of(queries.uncovered(area_at(code).prefix, level), asked)
    paths = name_paths(area.code for area in rows)
    items = [UncoveredOut(code=area.code, name=paths[area.code], level=area.level) for area in rows]
    return listed(count, asked, items)


@router.get("/{id}", response=PlaceDetail)
@asked_again()
def get_place(request: Request, id: str) -> PlaceDetail:
    """One place."""
    place = queries.site(id, request.actor)
    return PlaceDetail(
        **_facts(place),
        address=place.address,
        phone=place.phone,
        hours=place.hours,
        hours_words=hours_sentence(place.hours),
        open_now=is_open_at(place.hours, clock.now()),
        organisation=place.organisation.name if place.organisation else None,
        chain=[place_ref(link) for link in queries.site_chain(place)],
    )
