"""Coverage: which divisions have their site and which have none. Several sites in one division cover it once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Left

from hecheng.domains.areas.models import Area, AreaQuerySet, Level
from hecheng.domains.areas.queries import names
from hecheng.domains.places.models import Kind, Place
from hecheng.domains.places.permissions import existing
from hecheng.kernel.scope import padded

#: the site that each level of division should have
KIND_OF_LEVEL = {Level.COUNTY: Kind.CENTRE, Level.TOWN: Kind.OFFICE, Level.VILLAGE: Kind.STATION}


@dataclass(frozen=True)
class Covered:
    """So many divisions, so many of them with their site."""

    divisions: int = 0
    covered: int = 0

    @property
    def uncovered(self) -> int:
        return self.divisions - self.covered


@dataclass(frozen=True)
class CountyCoverage:
    """One county with its own centre, its towns' offices and its villages' stations."""

    code: str
    name: str
    by_level: dict[Level, Covered] = field(default_factory=dict)

    def at(self, level: Level) -> Covered:
        return self.by_level.get(level, Covered())

    @property
    def divisions(self) -> int:
        return sum(part.divisions for part in self.by_level.values())

    @property
    def covered(self) -> int:
        return sum(part.covered for part in self.by_level.values())

    @property
    def uncovered(self) -> int:
        return self.divisions - self.covered


def divisions(prefix: str, levels: Iterable[Level] = tuple(KIND_OF_LEVEL), day: date | None = None) -> AreaQuerySet:
    """Divisions that should have a site, each with `has_site`: whether one of its kind exists there on a day (today)."""
    wanted = Case(
        *(When(level=level, then=Value(kind.value)) for level, kind in KIND_OF_LEVEL.items()), output_field=CharField()
    )
    there = Place.objects.filter(existing(day), area=OuterRef("code"), kind=OuterRef("wanted"))
    rows = Area.objects.within(prefix).filter(is_active=True, level__in=list(levels))
    return rows.annotate(wanted=wanted).annotate(has_site=Exists(there))


def uncovered(prefix: str, level: Level | None = None, day: date | None = None) -> AreaQuerySet:
    """Divisions without a site, by code: counties without a centre, towns without an office, villages without a station."""
    levels = tuple(KIND_OF_LEVEL) if level is None else (level,)
    return divisions(prefix, levels, day).filter(has_site=False).order_by("code")


def coverage(prefix: str, day: date | None = None) -> list[CountyCoverage]:
    """Coverage county by county, in two queries."""
    rows = (
        divisions(prefix, day=day)
        .annotate(county=Left("code", 6))
        .values("county", "level")
        .annotate(every=Count("pk"), having=Count("pk", filter=Q(has_site=True)))
        .order_by("county", "level")
    )
    found: dict[str, dict[Level, Covered]] = {}
    for row in rows:
        found.setdefault(padded(row["county"]), {})[Level(row["level"])] = Covered(row["every"], row["having"])
    known = names(found)
    return [CountyCoverage(code, known.get(code, code), by_level) for code, by_level in found.items()]
