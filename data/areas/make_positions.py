"""Make positions.csv.xz: `python make_positions.py` reads divisions, outlines and seats of this folder.

Towns and villages have no public positions, so these are *modelled*: plausible for a map, never to be navigated by.
Each row says `modelled` = 1. Random numbers are seeded by the code: the same input gives the same positions. How:

1. A county's outline is filled with an even grid of spots; a zone without an outline fills a disc in its host's.
2. Urban sub-districts (街道, or else the first town) share a disc around the seat that grows with their villages; a
   grid of its own, finer, fills the disc. Where every town is a sub-district, they share the whole outline.
3. Towns settle by k-means: start far apart, then move ten times to the middle of the spots nearest to them. Sorted by
   code they go around the seat like a clock's hand.
4. The spots nearest to a town are its cell. Its first village stands by the town; each further one takes the best of
   sixteen random spots of the cell: the one farthest from the villages already there.

Counties do not depend on each other, so a test makes some anew and compares them with the file.
"""

from __future__ import annotations

import json
import lzma
import math
import random
from collections import defaultdict
from pathlib import Path

from plane import KM_PER_DEGREE, Point, Ring, inside, read_rows, squeeze, write_rows

HERE = Path(__file__).parent
SPOTS_PER_VILLAGE = 12
URBAN_KM = 0.45  # the disc's radius for one village, growing by the square root
ZONE_KM = 4.0  # a zone's radius for one town, likewise

Codes = list[str]


class County:
    """An outline with the ways to fill it; plane distances in degrees of latitude."""

    def __init__(self, rings: list[Ring], seat: Point, reach: float = math.inf) -> None:
        self.rings, self.seat, self.reach = rings, seat, reach
        self.narrow = squeeze(seat[1])

    def apart(self, a: Point, b: Point) -> float:
        """Squared distance."""
        return ((a[0] - b[0]) * self.narrow) ** 2 + (a[1] - b[1]) ** 2

    def grid(self, least: int, radius: float) -> list[Point]:
        """At least so many evenly spaced spots within the outline, and within a radius of the seat."""
        points = [p for ring in self.rings for p in ring]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        if radius < math.inf:
            west, east = self.seat[0] - radius / self.narrow, self.seat[0] + radius / self.narrow
            south, north = self.seat[1] - radius, self.seat[1] + radius
        step = math.sqrt((east - west) * self.narrow * (north - south) / least)
        while True:
            spots = []
            for j in range(int((north - south) / step)):
                y = south + (j + 0.5) * step
                shift = 0.5 * (j % 2)  # every other row moves by half a step: no streets across the map
                for i in range(int((east - west) * self.narrow / step)):
                    spot = (west + (i + 0.25 + shift) * step / self.narrow, y)
                    if self.apart(spot, self.seat) <= radius**2 and inside(spot, self.rings):
                        spots.append(spot)
            if len(spots) >= least:
                return spots
            step *= 0.8

    def nearest(self, spot: Point, towns: list[Point]) -> int:
        """Index of the town nearest to a spot."""
        return min(range(len(towns)), key=lambda i: self.apart(spot, towns[i]))

    def settle(self, count: int, spots: list[Point]) -> list[Point]:
        """Towns spread over the spots by k-means, the first one starting nearest to the seat."""
        towns = [min(spots, key=lambda s: self.apart(s, self.seat))]
        room = [self.apart(s, towns[0]) for s in spots]
        while len(towns) < count:
            towns.append(spots[max(range(len(spots)), key=room.__getitem__)])
            room = [min(r, self.apart(s, towns[-1])) for r, s in zip(room, spots, strict=True)]
        for _ in range(10):
            cells = self.cells(towns, spots)
            towns = [self.middle(cell) if cell else town for town, cell in zip(towns, cells, strict=True)]
        return [min(cell or spots, key=lambda s: self.apart(s, t)) for t, cell in zip(towns, cells, strict=True)]

    def cells(self, towns: list[Point], spots: list[Point]) -> list[list[Point]]:
        """The spots nearest to each town."""
        cells: list[list[Point]] = [[] for _ in towns]
        for spot in spots:
            cells[self.nearest(spot, towns)].append(spot)
        return cells

    @staticmethod
    def middle(cell: list[Point]) -> Point:
        """Mean of the spots."""
        return sum(s[0] for s in cell) / len(cell), sum(s[1] for s in cell) / len(cell)

    def hand(self, spot: Point) -> float:
        """Where a clock's hand at the seat points to, in radians from north."""
        turn = math.atan2((spot[0] - self.seat[0]) * self.narrow, spot[1] - self.seat[1])
        return round(turn % (2 * math.pi), 6)


def place_villages(county: County, villages: Codes, town: Point, cell: list[Point]) -> dict[str, Point]:
    """Villages of one town: the first by the town, the others far from each other."""
    dice = random.Random(villages[0])  # noqa: S311 - a seed that repeats is the point
    free = sorted(cell, key=lambda s: county.apart(s, town))
    placed = {villages[0]: free.pop(0)} if free else {villages[0]: town}
    for village in villages[1:]:
        choice = dice.sample(range(len(free)), min(16, len(free)))
        best = max(choice, key=lambda i: min(county.apart(free[i], p) for p in placed.values()))
        placed[village] = free.pop(best)
    return {village: nudge(county, spot, dice, math.sqrt(len(cell))) for village, spot in placed.items()}


def nudge(county: County, spot: Point, dice: random.Random, fineness: float) -> Point:
    """Move a spot off the grid by up to 400 m, less in small cells, staying inside; five decimals."""
    reach = min(0.4, 4 / fineness) / KM_PER_DEGREE
    for _ in range(8):
        x = round(spot[0] + dice.uniform(-reach, reach) / county.narrow, 5)
        moved = (x, round(spot[1] + dice.uniform(-reach, reach), 5))
        if inside(moved, county.rings):
            return moved
    return round(spot[0], 5), round(spot[1], 5)


def place_group(county: County, towns: Codes, spots: list[Point], villages: dict[str, Codes]) -> dict[str, Point]:
    """Positions of some towns and their villages on some spots."""
    if not towns:
        return {}
    settled = county.settle(len(towns), spots)
    cells = dict(zip(settled, county.cells(settled, spots), strict=True))
    placed: dict[str, Point] = {}
    for town, spot in zip(towns, sorted(settled, key=county.hand), strict=True):
        placed[town] = round(spot[0], 5), round(spot[1], 5)
        if villages[town]:
            placed |= place_villages(county, villages[town], spot, cells[spot])
    return placed


def place_county(county: County, towns: Codes, urban: Codes, villages: dict[str, Codes]) -> dict[str, Point]:
    """Positions of all towns and villages of an outline: first the urban disc, then the country around it."""
    rural = [town for town in towns if town not in urban]
    count = sum(len(villages[town]) + 2 for town in urban)
    if not rural:
        return place_group(county, urban, county.grid(SPOTS_PER_VILLAGE * count, county.reach), villages)
    radius = URBAN_KM * math.sqrt(count) / KM_PER_DEGREE
    placed = place_group(county, urban, county.grid(SPOTS_PER_VILLAGE * count, radius), villages)
    wide = county.grid(SPOTS_PER_VILLAGE * sum(len(villages[town]) + 2 for town in rural), county.reach)
    around = [spot for spot in wide if county.apart(spot, county.seat) > radius**2]
    return placed | place_group(county, rural, around, villages)


def positions(*only: str) -> dict[str, Point]:
    """12-digit code → (lon, lat) of the towns and villages of some counties, or of all."""
    divisions = read_rows(HERE / "divisions.csv.xz")
    outlines = json.loads(lzma.decompress((HERE / "outlines.geojson.xz").read_bytes()))
    seats = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in read_rows(HERE / "seats.csv")}
    rings = {
        f["id"]: [[tuple(p) for p in ring] for rings in f["geometry"]["coordinates"] for ring in rings]
        for f in outlines["features"]
    }
    towns, villages, urban = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in divisions:
        code = row["code"]
        if row["level"] == "village":
            villages[code[:9].ljust(12, "0")].append(code)
        elif row["level"] == "town":
            towns[code[:6]].append(code)
            if row["name"].endswith(("街道", "街道办事处")):
                urban[code[:6]].append(code)
    placed: dict[str, Point] = {}
    for code in sorted(only or towns):
        host = outlines["hosts"].get(code, code)
        reach = math.inf if host == code else ZONE_KM * math.sqrt(len(towns[code])) / KM_PER_DEGREE
        county = County(rings[host], seats[code], reach)
        placed |= place_county(county, towns[code], urban[code] or towns[code][:1], villages)
    return placed


if __name__ == "__main__":
    rows = [(code, *spot, 1) for code, spot in sorted(positions().items())]
    write_rows(HERE / "positions.csv.xz", ("code", "lon", "lat", "modelled"), rows)
