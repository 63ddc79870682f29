"""Sites around a reader, and as the map draws them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hecheng.domains.places.models import Place
from hecheng.domains.places.opening import hours_sentence
from hecheng.domains.places.queries import Near, nearest
from hecheng.web.public.where import Standpoint


def sites_near(here: Standpoint, most: int) -> list[Near]:
    """The sites nearest to the reader, nearest first."""
    return nearest(here.lon, here.lat, limit=most) if here.lon is not None and here.lat is not None else []


def points(places: Iterable[Place]) -> dict[str, Any]:
    """Sites as the map draws them; those without a position are left out."""
    return {"type": "FeatureCollection", "features": [_point(place) for place in places if place.lon is not None]}


def _point(place: Place) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(place.pk),
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "name": place.label,
            "kind": place.kind,
            "note": hours_sentence(place.hours) or _("Please call before you come."),
            "href": reverse("public:site", args=[place.pk]),
        },
    }
