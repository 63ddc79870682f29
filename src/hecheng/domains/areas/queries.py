"""Reading the ground: divisions, their names, outlines, settings and working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Max, Q, Value, When
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import Area, AreaQuerySet, AreaSetting, Holiday, Level, Outline, reads_english
from hecheng.domains.areas.remembered import store
from hecheng.kernel.errors import Invalid
from hecheng.kernel.scope import WIDTHS, padded, significant, within

#: between the names of a path
STEP = " · "
ASKED_ONE_BY_ONE = 3


def area_or_refuse(code: str) -> Area:
    """The area of a 12-digit code. Raises `Invalid` ("area_unknown") with a sentence when there is none in use."""
    significant(code)
    found = Area.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise Invalid("area_unknown", _("There is no area with the code “%(code)s”."), field="area", code=code)
    return found


def area(code: str) -> Area | None:
    """The area of a code, also one no longer in use; None when there is none."""
    return Area.objects.filter(code=code).first()


def codes_above(code: str) -> list[str]:
    """The codes of everything an area is part of, itself last; reckoned, not asked."""
    own = significant(code)
    return [padded(own[:width]) for width in WIDTHS if width <= len(own)]


def ancestors(code: str) -> list[Area]:
    """What an area is part of, from the province down, without itself."""
    return list(Area.objects.filter(code__in=codes_above(code)[:-1]).order_by("level"))


def children(code: str) -> AreaQuerySet:
    """The divisions directly inside, in the order of their codes."""
    return Area.objects.filter(parent=code, is_active=True).order_by("code")


def at_level(level: Level, prefix: str = "") -> AreaQuerySet:
    """All divisions of one level inside `prefix`, in the order of their codes."""
    return Area.objects.within(prefix).filter(level=level, is_active=True).order_by("code")


def city_of(code: str) -> Area:
    """The city of an area. Raises `Invalid` for a province or an unknown code."""
    return area_or_refuse(padded(significant(code)[:4]))


def search(text: str, prefix: str = "", limit: int = 20) -> list[Area]:
    """Divisions inside `prefix` by part of a name, or by the beginning of their pinyin (spaces do not matter).

    Upper levels first, then names that begin with the text.
    """
    wanted = text.strip()[:60]
    if not wanted:
        return []
    letters = wanted.replace(" ", "").lower()
    match = Q(name__icontains=wanted) | Q(en__istartswith=wanted)
    if letters.isascii() and letters.isalpha():
        match |= Q(pinyin__regex="^" + r"\s*".join(letters))
    begins = Case(When(short__startswith=wanted, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Area.objects.within(prefix).filter(match, is_active=True)
    return list(found.order_by("level", begins, "pinyin", "code")[:limit])


def names(codes: Iterable[str]) -> dict[str, str]:
    """Short names by code in the reader's language: one query for those this request has not read yet, none when it has read them all.

    Whoever asks for a list name by name gets their cities read at once after a few, so a page costs the same for any
    number of rows.
    """
    memory = store()
    english = reads_english()
    kept = memory.setdefault(("area_names", english), {})
    wanted = set(codes)
    if missing := wanted - kept.keys():
        memory["area_names_asked"] = asked = memory.get("area_names_asked", 0) + 1
        one_by_one = asked <= ASKED_ONE_BY_ONE
        rows = Q(code__in=missing) if one_by_one else within("code", *{code[:4] for code in missing})
        read = Area.objects.filter(rows).values_list("code", "short", "en")
        kept.update({code: (english and en) or short for code, short, en in read})
    return {code: kept[code] for code in wanted if code in kept}


def name_paths(codes: Iterable[str]) -> dict[str, str]:
    """`{"230202001000": "龙沙区 · 正阳街道"}`: below the city, for a list page, in one query.

    A city or province is named by itself; a code that is not a known area is shown as it is.
    """
    shown = {code: _below_city(code) for code in set(codes)}
    known = names(step for steps in shown.values() for step in steps)
    return {code: STEP.join(known[step] for step in steps if step in known) or code for code, steps in shown.items()}


def name_path(code: str) -> str:
    """One path of `name_paths`."""
    return name_paths([code])[code]


def _below_city(code: str) -> list[str]:
    try:
        above = codes_above(code)
    except Invalid:
        return []
    return above[Level.COUNTY :] or above[-1:]


def setting(key: str, area: str, default: Any = None) -> Any:
    """The value of the longest prefix that covers `area` (a code or a prefix); `default` when none does."""
    by_prefix = settings_of(key)
    for width in (*reversed(WIDTHS), 0):
        if width <= len(area) and area[:width] in by_prefix:
            return by_prefix[area[:width]]
    return default


def settings_of(key: str) -> dict[str, Any]:
    """Every value of a key by its prefix, read once per request."""
    kept = store().setdefault("area_settings", {})
    if key not in kept:
        kept[key] = dict(AreaSetting.objects.filter(key=key).values_list("prefix", "value"))
    return kept[key]


def outlines(prefix: str) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the counties inside `prefix`; properties: code, name, label."""
    rows = Outline.objects.filter(within("area__code", prefix), area__is_active=True).select_related("area")
    features = [
        {
            "type": "Feature",
            "id": row.area_id,
            "bbox": row.bbox,
            "properties": {"code": row.area_id, "name": row.area.label, "label": [row.label_lon, row.label_lat]},
            "geometry": row.geojson,
        }
        for row in rows.order_by("area_id")
    ]
    return {"type": "FeatureCollection", "features": features}


def known_until() -> date | None:
    """The last day for which the State Council's calendar is loaded (31 December of its last year); None if none is."""
    last = Holiday.objects.aggregate(last=Max("day"))["last"]
    return last and date(last.year, 12, 31)


def is_working_day(day: date) -> bool:
    """Whether offices work on a day: holidays and make-up workdays first, else Monday to Friday."""
    marked = Holiday.objects.filter(day=day).first()
    return not marked.off if marked else day.weekday() < 5


def add_working_days(day: date, n: int) -> date:
    """The `n`-th working day after `day`; `day` itself does not count, and n = 0 gives `day` back.

    Past `known_until()` only weekends are known to be free: a deadline that falls there may come out early by the length
    of a holiday not yet announced, so whoever promises one should say so (compare with `known_until()`). Raises
    `Invalid` for a negative or absurd n.
    """
    if not 0 <= n <= 1000:
        raise Invalid("working_days_out_of_range", _("Between 0 and 1,000 working days can be counted."), field="days")
    span = day + timedelta(
        days=n * 3 + 60
    )  # far enough: a week has four working days or more, save around the longest holidays
    marked = dict(Holiday.objects.filter(day__gt=day, day__lte=span).values_list("day", "off"))
    while n > 0:
        day += timedelta(days=1)
        if not marked.get(day, day.weekday() >= 5):
            n -= 1
    return day
