"""Sites for lists, pages and maps."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any

from django.db.models import F, FloatField, Func, Q, QuerySet
from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import reads_english
from hecheng.domains.people.permissions import ANYONE, Actor
from hecheng.domains.places.models import RANK, SITES, Place
from hecheng.domains.places.permissions import existing, visible
from hecheng.kernel.errors import Missing
from hecheng.kernel.geo import EARTH_KM
from hecheng.kernel.rows import as_uuid
from hecheng.kernel.scope import significant

KM_PER_DEGREE = 111.2
REACHES_KM = (2, 8, 32, 128)


def sites(
    prefix: str = "",
    kinds: Iterable[str] = SITES,
    text: str = "",
    *,
    open_on: date | None = None,
    online: bool | None = None,
    actor: Actor = ANYONE,
) -> QuerySet[Place]:
    """Sites inside `prefix` in the order of their areas, with parent and organisation.

    Those that exist on `open_on`; without a day, those that the actor may see. `text` is part of a name in either language.
    """
    rows = Place.objects.within(prefix).filter(kind__in=list(kinds))
    rows = rows.filter(existing(open_on) if open_on else visible(actor))
    if wanted := text.strip()[:60]:
        rows = rows.filter(Q(name__icontains=wanted) | Q(name_en__icontains=wanted))
    if online is not None:
        rows = rows.filter(online_since__isnull=not online)
    return rows.select_related("parent", "organisation").order_by("area", "kind", "name")


def site(id: str | uuid.UUID, actor: Actor = ANYONE) -> Place:
    """One place that the actor may see, with parent, organisation and keeper. Raises `Missing`."""
    pk = as_uuid(id)
    rows = Place.objects.filter(visible(actor)).select_related("parent", "organisation", "keeper")
    found = rows.filter(pk=pk).first() if pk else None
    if found is None:
        raise Missing("place_missing", _("There is no such place, or it has closed."))
    return found


def site_chain(place: Place) -> list[Place]:
    """What a place belongs to, from the top down, without itself; one query, since a chain has no more than six links."""
    if place.parent_id is None:
        return []
    longest = "__".join(["parent"] * (len(set(RANK.values())) - 2))
    step: Place | None = Place.objects.select_related(longest).get(pk=place.parent_id)
    chain = []
    while step is not None:
        chain.append(step)
        step = step.parent
    return chain[::-1]


def position_of(area: str) -> tuple[float, float] | None:
    """(lon, lat) of the first site of an area, its own before those inside; None where none has a position."""
    rows = Place.objects.within(significant(area)).filter(existing(), lon__isnull=False, kind__in=SITES)
    found = rows.order_by("area", "kind").only("lon", "lat").first()
    return None if found is None or found.lon is None or found.lat is None else (found.lon, found.lat)


@dataclass(frozen=True)
class Near:
    """A place and how far it is, in km."""

    place: Place
    km: float


def nearest(lon: float, lat: float, limit: int = 5, kinds: Sequence[str] = SITES) -> list[Near]:
    """The nearest places that exist today, nearest first; none farther than 128 km.

    Looks into boxes that grow fourfold, so that the index on positions answers; at most four queries.
    """
    found: list[Near] = []
    for reach in REACHES_KM:
        found = _within_reach(lon, lat, reach, limit, kinds)
        if len(found) >= limit:
            break
    return found


def _within_reach(lon: float, lat: float, reach: float, limit: int, kinds: Sequence[str]) -> list[Near]:
    high = reach / KM_PER_DEGREE
    wide = high / max(cos(radians(lat)), 0.01)
    box = Q(lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide))
    rows = (
        Place.objects.filter(existing(), box, closed_on__isnull=True, kind__in=list(kinds))
        .annotate(km=km_from(lon, lat))
        .filter(km__lte=reach)
        .order_by("km", "pk")
    )
    return [Near(place, place.km) for place in rows[:limit]]


def km_from(lon: float, lat: float) -> Func | Any:
    """Haversine in SQL; the rounding of `kernel.geo.distance_km`."""
    chord = Power(Sin(Radians(F("lat") - lat) / 2), 2, output_field=FloatField()) + cos(radians(lat)) * Cos(
        Radians(F("lat"))
    ) * Power(Sin(Radians(F("lon") - lon) / 2), 2, output_field=FloatField())
    return 2 * EARTH_KM * ASin(Sqrt(chord))


def map_features(prefix: str = "", kinds: Sequence[str] = SITES) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the places that exist today and have a position; one query, whatever the rows.

    properties: kind, name (in the reader's language), modelled.
    """
    english = reads_english()
    rows = (
        Place.objects.within(prefix).filter(existing(), lon__isnull=False, kind__in=list(kinds)).order_by("area", "id")
    )
    fields = rows.values_list("id", "kind", "name", "name_en", "lon", "lat", "modelled")
    features = [
        {
            "type": "Feature",
            "id": str(id),
            "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
            "properties": {"kind": kind, "name": (english and name_en) or name, "modelled": modelled},
        }
        for id, kind, name, name_en, lon, lat, modelled in fields
        if lon is not None and lat is not None
    ]
    return {"type": "FeatureCollection", "features": features}
