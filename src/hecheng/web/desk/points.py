"""What the desk's maps show, as GeoJSON inside the page."""

from __future__ import annotations

from typing import Any, Protocol

#: homes are shown to two decimals of a degree: about a kilometre, a neighbourhood but no door
ROUGHLY = 2

Feature = dict[str, Any]


class Located(Protocol):
    """Something that may have a position in degrees WGS-84."""

    lon: float | None
    lat: float | None


def point(row: Located, name: str, *, roughly: bool = False, **properties: str) -> Feature:
    """A named point; `roughly` for homes. The row must have a position."""
    assert row.lon is not None
    assert row.lat is not None
    digits = ROUGHLY if roughly else 5
    place = [round(row.lon, digits), round(row.lat, digits)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": {"name": name, **properties},
    }


def line(first: Feature, second: Feature) -> Feature:
    """A dashed line between two points."""
    ends = [feature["geometry"]["coordinates"] for feature in (first, second)]
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": ends}, "properties": {}}


def collection(*features: Feature) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
