"""Make yulin.sites.csv: Yulin's sites that stand in no division of their own. `python make_yulin_sites.py`.

The page counts 9 centres, 194 offices and 1,557 stations; the division tree has 7 counties, 110 towns and 1,508
villages. The rest (2, 84 and 49) is modelled here as what cities really have besides: the city's own centre, a new
area's, and departments' and public institutions' sites at the county seats. They share an existing division.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

HERE = Path(__file__).parent
AREAS = HERE.parent / "areas"
COUNTIES = (
    ("450902", "玉州区", "Yuzhou"),
    ("450903", "福绵区", "Fumian"),
    ("450921", "容县", "Rong"),
    ("450922", "陆川县", "Luchuan"),
    ("450923", "博白县", "Bobai"),
    ("450924", "兴业县", "Xingye"),
    ("450981", "北流市", "Beiliu"),
)
CENTRES = (
    ("city_centre", "450900", "玉林市新时代文明实践指导中心", "Yulin City Civic Practice Centre", 0),
    ("centre", "450902", "玉东新区新时代文明实践中心", "Yudong New Area Civic Practice Centre", 31),
)
DEPARTMENTS = (
    ("教育系统", "Education"),
    ("卫生健康系统", "Health"),
    ("文化旅游系统", "Culture and Tourism"),
    ("农业农村系统", "Agriculture"),
    ("民政系统", "Civil Affairs"),
    ("交通运输系统", "Transport"),
    ("公安系统", "Public Security"),
    ("税务系统", "Taxation"),
    ("供电系统", "Power Supply"),
    ("青年之家", "Youth Home"),
    ("职工之家", "Workers' Home"),
    ("妇女之家", "Women's Home"),
)
INSTITUTIONS = (
    ("图书馆", "Library"),
    ("文化馆", "Cultural Hall"),
    ("人民医院", "People's Hospital"),
    ("青少年活动中心", "Youth Activity Centre"),
    ("全民健身中心", "Fitness Centre"),
    ("汽车客运站", "Coach Station"),
    ("中心市场", "Central Market"),
)


def around(seat: tuple[float, float], n: int) -> tuple[float, float]:
    """The n-th spot of a sunflower around a seat: even, never twice the same, within about two kilometres."""
    angle, reach = n * math.radians(137.508), 0.0032 * math.sqrt(n)
    return round(seat[0] + reach * math.sin(angle), 5), round(seat[1] + reach * math.cos(angle), 5)


def main() -> None:
    """Write the 135 sites."""
    with (AREAS / "seats.csv").open(encoding="utf-8", newline="") as file:
        seats = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}
    sites = [(kind, area, zh, en, n) for kind, area, zh, en, n in CENTRES]
    for area, county, english in COUNTIES:
        sites += [
            ("office", area, f"{county}{zh}新时代文明实践所", f"{english} {en} Office", n)
            for n, (zh, en) in enumerate(DEPARTMENTS, 1)
        ]
        sites += [
            ("station", area, f"{county}{zh}新时代文明实践站", f"{english} {en} Station", n)
            for n, (zh, en) in enumerate(INSTITUTIONS, len(DEPARTMENTS) + 1)
        ]
    with (HERE / "yulin.sites.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("kind", "area", "zh", "en", "lon", "lat", "modelled"))
        for kind, area, zh, en, n in sites:
            seat = seats[area] if area in seats else seats["4509"]
            out.writerow((kind, area.ljust(12, "0"), zh, en, *around(seat, n), 1))


if __name__ == "__main__":
    main()
