"""Make CN.csv: `python make.py FOLDER`, FOLDER holding one file a year of NateScarlet/holiday-cn (2019.json …).

Later years come from PyPI chinesecalendar, which must be installed (1.11.0 reaches to the end of 2026); where both
have a year they must agree which days are worked. `off` = 1: a day off, weekends within a holiday included; 0: a
weekend that is worked instead.
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import date
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

Day = tuple[str, int]


def published(folder: Path) -> dict[date, Day]:
    """Day → (name, off) of the years in the folder."""
    days = {}
    for path in sorted(folder.glob("[0-9]*.json")):
        for day in json.loads(path.read_text(encoding="utf-8"))["days"]:
            days[date.fromisoformat(day["date"])] = (day["name"], int(day["isOffDay"]))
    return days


def packaged() -> dict[date, Day]:
    """The same from the package."""
    names = {holiday.value: holiday.chinese for holiday in Holiday}
    off = {day: (names[name], 1) for day, name in holidays.items()}
    return off | {day: (names[name], 0) for day, name in workdays.items()}


def worked(day: date, exceptions: dict[date, Day]) -> bool:
    """Whether a day is worked: as the exceptions say, else unless it is a weekend."""
    return not exceptions[day][1] if day in exceptions else day.weekday() < 5


def main(folder: Path) -> None:
    """Compare the two sources where they overlap, join them, and write."""
    ours, theirs = published(folder), packaged()
    last = max(ours).year
    days = (
        date.fromordinal(n) for n in range(date(min(ours).year, 12, 31).toordinal(), date(last + 1, 1, 1).toordinal())
    )
    if differing := [day.isoformat() for day in days if worked(day, ours) != worked(day, theirs)]:
        raise ValueError(f"the sources differ: {differing}")
    rows = [(day.isoformat(), *ours[day], "holiday-cn") for day in sorted(ours)]
    rows += [(day.isoformat(), *theirs[day], "chinesecalendar") for day in sorted(theirs) if day.year > last]
    with (Path(__file__).parent / "CN.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("date", "name", "off", "source"))
        out.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
