"""Plane geometry and file forms shared by the scripts of this folder. Degrees are WGS-84; kilometres where said."""

from __future__ import annotations

import csv
import io
import lzma
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

Point = tuple[float, float]
Ring = Sequence[Point]

CITIES = ("1303", "2302", "4509", "5101", "5106", "5325")
KM_PER_DEGREE = 111.195


def inside(point: Point, rings: Iterable[Ring]) -> bool:
    """Whether a point lies within the rings by the even-odd rule, so that holes and islands need no special case."""
    x, y = point
    odd = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
            x1, y1 = x2, y2
    return odd


def squeeze(lat: float) -> float:
    """How much shorter a degree of longitude is at this latitude, rounded so that every machine agrees."""
    return round(math.cos(math.radians(lat)), 6)


def simplify(line: list[Point], tolerance_km: float) -> list[Point]:
    """The line with every point dropped that lies within the tolerance of the rest (Douglas and Peucker)."""
    narrow = squeeze(line[0][1])
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distance, index = max((_off(line[i], line[first], line[last], narrow), i) for i in range(first + 1, last))
        if distance * KM_PER_DEGREE > tolerance_km:
            keep.add(index)
            spans += [(first, index), (index, last)]
    return [line[i] for i in sorted(keep)]


def _off(p: Point, a: Point, b: Point, narrow: float) -> float:
    """Distance in degrees of latitude from p to the segment a–b."""
    px, py = (p[0] - a[0]) * narrow, p[1] - a[1]
    bx, by = (b[0] - a[0]) * narrow, b[1] - a[1]
    length = bx * bx + by * by
    t = max(0.0, min(1.0, (px * bx + py * by) / length)) if length else 0.0
    return math.hypot(px - t * bx, py - t * by)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file, packed or plain; a byte-order mark is ignored."""
    raw = path.read_bytes()
    text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file with line feeds, packed if its name ends in .xz."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows)
    write_packed(path, text.getvalue())


def write_packed(path: Path, text: str) -> None:
    """Write text with one fixed setting, so that the same input gives the same bytes."""
    raw = text.encode()
    path.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME) if path.suffix == ".xz" else raw)
