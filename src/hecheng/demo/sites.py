"""The chain of sites of a city, one for each division, opened through the actions as a city office would."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from django.conf import settings

from hecheng.domains.areas.models import Area, Level
from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.actions import open_places
from hecheng.domains.places.models import Kind, Place
from hecheng.domains.places.queries import KIND_OF_LEVEL

ENDINGS = {
    Kind.CITY_CENTRE: ("新时代文明实践指导中心", "Civic Practice Centre"),
    Kind.CENTRE: ("新时代文明实践中心", "Civic Practice Centre"),
    Kind.OFFICE: ("新时代文明实践所", "Civic Practice Office"),
    Kind.STATION: ("新时代文明实践站", "Civic Practice Station"),
}
WEEKDAYS, EVERY_DAY = "12345", "1234567"
HOURS = {
    Kind.CITY_CENTRE: {day: [["08:30", "11:30"], ["13:30", "17:00"]] for day in WEEKDAYS},
    Kind.CENTRE: {day: [["08:30", "11:30"], ["13:30", "17:00"]] for day in EVERY_DAY},
    Kind.OFFICE: {day: [["08:30", "11:30"], ["13:30", "17:00"]] for day in WEEKDAYS},
    Kind.STATION: {day: [["08:00", "17:30"]] for day in EVERY_DAY},
}

Position = tuple[float, float]


def open_city_sites(prefix: str, *, opened_on: date, online_since: date | None = None) -> Counter[str]:
    """Open the whole chain of the city `prefix` (4 digits): one site for each division, and those of its `*.sites.csv`.

    Returns how many of each kind. The divisions must be loaded.
    """
    city = _City(prefix, opened_on, online_since)
    places = open_places(by=Actor.system(), places=city.places)
    return Counter(place.kind for place in places)


@dataclass(frozen=True)
class _City:
    """One city's chain as rows not yet saved."""

    prefix: str
    opened_on: date
    online_since: date | None

    @cached_property
    def places(self) -> list[Place]:
        areas = Area.objects.within(self.prefix).filter(is_active=True).order_by("code")
        extra = _extra_sites(self.prefix)
        by_area: dict[str, Place] = {}
        found: list[Place] = []
        for area in areas:
            if area.level == Level.CITY and any(row["kind"] == Kind.CITY_CENTRE for row in extra):
                continue
            kind = Kind.CITY_CENTRE if area.level == Level.CITY else KIND_OF_LEVEL[Level(area.level)]
            found.append(self._of_division(area, kind, by_area.get(area.parent_id or "")))
            by_area[area.code] = found[-1]
        return self._with_extra(found, by_area, extra)

    def _of_division(self, area: Area, kind: Kind, parent: Place | None) -> Place:
        lon, lat = (area.lon, area.lat) if area.lon is not None else self.positions.get(area.code, (None, None))
        chinese, english = ENDINGS[kind]
        return Place(
            kind=kind,
            area=area.code,
            name=f"{area.short}{chinese}",
            name_en=f"{area.en} {english}",
            parent=parent,
            lon=lon,
            lat=lat,
            position_modelled=True,
            hours=HOURS[kind],
            opened_on=self.opened_on,
            online_since=self.online_since,
        )

    def _with_extra(self, found: list[Place], by_area: dict[str, Place], extra: list[dict[str, str]]) -> list[Place]:
        """Sites that share a division: departments', zones' and the city's own; all below the centre of their area."""
        rows = [
            Place(
                kind=row["kind"],
                area=row["area"],
                name=row["zh"],
                name_en=row["en"],
                parent=None if row["kind"] in (Kind.CITY_CENTRE, Kind.CENTRE) else by_area[row["area"]],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                modelled=row["modelled"] == "1",
                position_modelled=True,
                hours=HOURS[Kind(row["kind"])],
                opened_on=self.opened_on,
                online_since=self.online_since,
            )
            for row in extra
        ]
        every = [*found, *rows]
        top = next(place for place in every if place.kind == Kind.CITY_CENTRE)
        for place in every:
            if place.kind == Kind.CENTRE:
                place.parent = top
        return every

    @cached_property
    def positions(self) -> dict[str, Position]:
        """Modelled positions of the city's towns and villages."""
        with lzma.open(_data("areas/positions.csv.xz"), "rt", encoding="utf-8") as file:
            rows = (row for row in csv.DictReader(file) if row["code"].startswith(self.prefix))
            return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def _extra_sites(prefix: str) -> list[dict[str, str]]:
    """Rows of the city's `data/cities/*.sites.csv`, if it has one."""
    for path in sorted(_data("cities").glob("*.sites.csv")):
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        if rows and all(row["area"].startswith(prefix) for row in rows):
            return rows
    return []


def _data(name: str) -> Path:
    return Path(settings.SHARED_DATA) / name
