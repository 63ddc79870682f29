"""Loading facts about the country and changing settings. Loading a file twice changes nothing."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas import remembered
from hecheng.domains.areas.models import Area, AreaSetting, Holiday, Level, Outline
from hecheng.domains.areas.permissions import Acting, require_administrator
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid
from hecheng.kernel.scope import WIDTHS, level_of, padded, significant

BATCH = 2000
LEVELS = {level.name.lower(): level for level in Level}


@action
def load_divisions(*, by: Acting, path: Path, edition: str = "2023-06-30") -> int:
    """Load a division tree (CSV: code, level, name, short, en, pinyin, lon, lat; may be .xz); returns the rows read.

    Known codes are brought up to date; divisions of the file's cities that it no longer names stay as rows, out of use.
    Raises `Invalid` naming the row whose code is not 12 digits, whose level does not fit, or whose parent is unknown.
    """
    require_administrator(by)
    read = {row["code"]: row for row in _rows(path)}
    known = {*read, *Area.objects.values_list("code", flat=True)}
    areas = [_division(row, known, edition) for row in read.values()]
    fields = ["level", "name", "short", "en", "pinyin", "parent", "edition", "lon", "lat", "is_active"]
    Area.objects.bulk_create(
        sorted(areas, key=lambda area: area.level),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
    )
    cities = {code[:4] for code in read if code[2:4] != "00"}
    gone = set(Area.objects.within(*cities).filter(is_active=True).values_list("code", flat=True)) - read.keys()
    Area.objects.filter(code__in=gone).update(is_active=False)
    remembered.forget()
    return len(areas)


def _division(row: dict[str, str], known: set[str], edition: str) -> Area:
    """One row as an area, checked against the codes that are or will be there."""
    code, level = row["code"], LEVELS.get(row["level"])
    if level is None or level != level_of(code):
        raise Invalid(
            "division_level_unfit",
            _("Row %(code)s %(name)s: the level “%(level)s” does not fit the code."),
            code=code,
            name=row["name"],
            level=row["level"],
        )
    parent = padded(significant(code)[: WIDTHS[level - 1]]) if level else None
    if parent and parent not in known:
        raise Invalid(
            "division_orphan",
            _("Row %(code)s %(name)s: its parent %(parent)s is neither in the file nor known."),
            code=code,
            name=row["name"],
            parent=parent,
        )
    return Area(
        code=code,
        level=level,
        name=row["name"],
        short=row.get("short") or row["name"],
        en=row.get("en") or "",
        pinyin=row["pinyin"],
        parent_id=parent,
        edition=edition,
        lon=float(row["lon"]) if row.get("lon") else None,
        lat=float(row["lat"]) if row.get("lat") else None,
    )


@action
def load_outlines(*, by: Acting, path: Path) -> int:
    """Load county polygons (GeoJSON; properties: code, bbox, label point; may be .xz); returns how many.

    Raises `Invalid` naming the feature whose county is unknown.
    """
    require_administrator(by)
    with _opened(path) as file:
        features = json.load(file)["features"]
    counties = set(Area.objects.filter(level=Level.COUNTY).values_list("code", flat=True))
    rows = [_outline(feature, counties) for feature in features]
    fields = ["geojson", "west", "south", "east", "north", "label_lon", "label_lat"]
    Outline.objects.bulk_create(rows, update_conflicts=True, unique_fields=["area"], update_fields=fields)
    return len(rows)


def _outline(feature: dict[str, Any], counties: set[str]) -> Outline:
    facts = feature["properties"]
    code = padded(facts["code"])
    if code not in counties:
        raise Invalid("outline_of_no_county", _("There is no county %(code)s for this outline."), code=code)
    sides = dict(zip(("west", "south", "east", "north"), facts["bbox"], strict=True))
    label_lon, label_lat = facts["label"]
    return Outline(area_id=code, geojson=feature["geometry"], label_lon=label_lon, label_lat=label_lat, **sides)


@action
def load_holidays(*, by: Acting, path: Path) -> int:
    """Load the working calendar (CSV: date, name, off 1|0, source); returns the days read.

    A year in the file replaces what was known of it. Raises `Invalid` naming the row that cannot be read.
    """
    require_administrator(by)
    days = [_holiday(row) for row in _rows(path)]
    years = {holiday.day.year for holiday in days}
    Holiday.objects.filter(day__year__in=years).exclude(day__in=[holiday.day for holiday in days]).delete()
    Holiday.objects.bulk_create(
        days, update_conflicts=True, unique_fields=["day"], update_fields=["off", "name", "source"]
    )
    return len(days)


def _holiday(row: dict[str, str]) -> Holiday:
    try:
        day, off = date.fromisoformat(row["date"]), {"1": True, "0": False}[row["off"]]
    except (KeyError, ValueError):
        raise Invalid(
            "holiday_unreadable", _("“%(row)s” is not a day with 1 (off) or 0 (worked)."), row=",".join(row.values())
        ) from None
    return Holiday(day=day, off=off, name=row["name"], source=row.get("source") or "")


@action
def mark_day(*, by: Acting, day: date, off: bool, name: str, source: str = "") -> Holiday:
    """Mark one day as off or as worked, for the whole platform."""
    require_administrator(by)
    return Holiday.objects.update_or_create(day=day, defaults={"off": off, "name": name, "source": source})[0]


@action
def clear_day(*, by: Acting, day: date) -> None:
    """Let a day be an ordinary day of its week again."""
    require_administrator(by)
    Holiday.objects.filter(day=day).delete()


@action
def change_setting(*, by: Acting, prefix: str, key: str, value: Any) -> AreaSetting:
    """Set `key` for everything inside `prefix` ("" is everywhere); `None` takes the setting away again.

    Raises `Invalid` for a prefix that is none, `NotAllowed` to anyone but an administrator of the prefix.
    """
    require_administrator(by, prefix)
    row = AreaSetting.objects.filter(prefix=prefix, key=key).first() or AreaSetting(prefix=prefix, key=key)
    row.value, row.changed_at = value, clock.now()
    try:
        row.clean_fields(exclude=["value"])
    except ValidationError as wrong:
        raise Invalid("setting_unreadable", " ".join(wrong.messages), field=next(iter(wrong.message_dict))) from wrong
    remembered.forget()
    if value is not None:
        row.save()
    elif row.pk:
        row.delete()
    return row


def _opened(path: Path) -> IO[str]:
    """A text file, packed or not."""
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with _opened(path) as file:
        yield from csv.DictReader(file)
