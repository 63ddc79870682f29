"""Persons come in: by a clerk, by an import, by signing up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hecheng.domains.areas.models import Area
from hecheng.domains.areas.queries import area_or_refuse
from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import KEEPERS, Actor, on_own_or_kept
from hecheng.kernel.actions import action

BATCH = 2000


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What is known of somebody new. `area` has 12 digits; home in degrees WGS-84."""

    name: str
    area: str
    phone: str = ""
    id_number: str = ""
    lon: float | None = None
    lat: float | None = None
    birth_year: int | None = None

    def row(self) -> Person:
        """The person, not yet saved. Raises `Invalid`."""
        person = Person(area=self.area, lon=self.lon, lat=self.lat, birth_year=self.birth_year)
        person.call_by(self.name)
        person.call_at(self.phone)
        person.identify_by(self.id_number)
        return person


def require_areas(codes: Iterable[str]) -> None:
    """Raises `Invalid` for a code that names no area in use."""
    wanted = set(codes)
    known = (
        Area.objects.filter(code__in=wanted, is_active=True).values_list("code", flat=True) if len(wanted) > 1 else ()
    )
    for code in wanted.difference(known):
        area_or_refuse(code)


def require_kept(by: Actor, areas: Iterable[str]) -> None:
    """Known areas, each kept by the actor. Raises `Invalid` or `NotAllowed`."""
    wanted = set(areas)
    require_areas(wanted)
    for area in wanted:
        by.require(*KEEPERS, area=area)


@action
def register_persons(*, by: Actor, persons: Sequence[NewPerson]) -> list[Person]:
    """Enter people, in order; all or none. Raises `Invalid`, `NotAllowed`, or `Conflict` for a known identity number."""
    require_kept(by, (new.area for new in persons))
    return Person.objects.bulk_create([new.row() for new in persons], batch_size=BATCH)


@action
def register_person(
    *,
    by: Actor,
    name: str,
    area: str,
    phone: str = "",
    id_number: str = "",
    lon: float | None = None,
    lat: float | None = None,
    birth_year: int | None = None,
) -> Person:
    """Enter one person; see `register_persons`. A telephone may be shared, as families do."""
    new = NewPerson(name=name, area=area, phone=phone, id_number=id_number, lon=lon, lat=lat, birth_year=birth_year)
    return register_persons(by=by, persons=[new])[0]


@action
def change_person(
    *,
    by: Actor,
    person: Person,
    name: str | None = None,
    phone: str | None = None,
    area: str | None = None,
    home: tuple[float, float] | None = None,
) -> Person:
    """Correct one's own entry, or one in one's area as staff. `home` is (lon, lat). What is None stays."""
    found = Person.objects.select_for_update().get(pk=person.pk)
    on_own_or_kept(by, found)
    if area is not None and area != found.area:
        require_areas([area])
        if not by.is_person(found):
            by.require(*KEEPERS, area=area)
        found.area = area
    if name is not None:
        found.call_by(name)
    if phone is not None:
        found.call_at(phone)
    if home is not None:
        found.lon, found.lat = home
    found.save()
    return found
