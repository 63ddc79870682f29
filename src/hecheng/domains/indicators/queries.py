"""Counting and opening: both read the same rows, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Left, TruncMonth
from django.utils.translation import gettext_lazy as _

from hecheng.domains.indicators.declaration import Indicator
from hecheng.domains.indicators.period import Period
from hecheng.domains.indicators.registry import registry
from hecheng.kernel.clock import SHANGHAI
from hecheng.kernel.errors import Missing
from hecheng.kernel.scope import WIDTHS, within


@dataclass(frozen=True)
class Opened:
    """A figure laid open: `shown` rows within the reader's rights; the rest counted, not shown.

    counted = shown_counted + hidden_counted for additive figures; `rows` is ordered and not yet evaluated.
    """

    indicator: Indicator
    prefix: str
    period: Period
    counted: int
    shown_rows: int
    hidden_rows: int
    rows: QuerySet


def indicator_of(code: str) -> Indicator:
    """Raises `Missing` for a code that no domain announced."""
    found = registry.get(code)
    if found is None:
        raise Missing("indicator_unknown", _("There is no figure called “%(code)s”."), field="code", code=code[:80])
    return found


def records(code: str, prefix: str, period: Period) -> QuerySet:
    """The rows that make the figure for an area prefix ("" is everywhere) and a period."""
    indicator = indicator_of(code)
    rows = indicator.records().filter(_in_time(indicator, period))
    if indicator.area is not None and prefix:
        rows = rows.filter(within(indicator.area, prefix))
    return rows


def _in_time(indicator: Indicator, period: Period) -> Q:
    if indicator.moment is None:
        return Q()
    timed = _is_moment(indicator)
    start, end = (period.start, period.end) if timed else (period.first, period.last)
    before = Q(**{f"{indicator.moment}__{'lt' if timed else 'lte'}": end})
    if indicator.until is not None:
        return before & (
            Q(**{f"{indicator.until}__isnull": True}) | Q(**{f"{indicator.until}__{'gte' if timed else 'gt'}": end})
        )
    return before & Q(**{f"{indicator.moment}__gte": start})


def _is_moment(indicator: Indicator) -> bool:
    """Whether the time field is a moment (else a day)."""
    model: type[Model] = indicator.records().model
    name = indicator.moment or ""
    parts = name.split("__")
    for part in parts[:-1]:
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]  # followed along the declared path
    return isinstance(model._meta.get_field(parts[-1]), DateTimeField)


def count(code: str, prefix: str, period: Period) -> int:
    """The figure, counted now."""
    indicator = indicator_of(code)
    return int(records(code, prefix, period).aggregate(counted=indicator.measure.aggregate())["counted"] or 0)


def counts(codes: Iterable[str], prefix: str, period: Period) -> dict[str, int]:
    """Many figures at once, in one query: figure by code."""
    told = []
    for code in codes:
        measure = indicator_of(code).measure.aggregate()
        named = records(code, prefix, period).order_by().annotate(figure=Value(code, output_field=TextField()))
        told.append(named.values("figure").annotate(counted=measure).values_list("figure", "counted"))
    if not told:
        return {}
    found = dict(told[0].union(*told[1:], all=True))
    return {code: int(found.get(code) or 0) for code in codes}


def by_part(code: str, prefix: str, period: Period) -> dict[str, int]:
    """The figure of each division one level below `prefix`: prefix → figure; empty for villages and area-less figures."""
    indicator = indicator_of(code)
    width = next((width for width in WIDTHS if width > len(prefix)), None)
    if indicator.area is None or width is None:
        return {}
    parts = records(code, prefix, period).order_by().annotate(part=Left(indicator.area, width))
    grouped = parts.values("part").annotate(counted=indicator.measure.aggregate()).values_list("part", "counted")
    return {part: int(counted or 0) for part, counted in grouped}


def opens(code: str, prefix: str, period: Period, actor: Any) -> Opened:
    """The figure and its records within the actor's rights."""
    indicator = indicator_of(code)
    every = records(code, prefix, period)
    shown = every.filter(indicator.may_open(actor)).order_by(*indicator.order)
    rows, seen = every.count(), shown.count()
    return Opened(indicator, prefix, period, count(code, prefix, period), seen, rows - seen, shown)


def series(code: str, prefix: str, period: Period) -> list[tuple[Period, int]]:
    """The figure month by month: one grouped query where rows fall into months, one per month for stocks."""
    indicator = indicator_of(code)
    months = period.months()
    if indicator.moment is None or indicator.until is not None:
        return [(month, count(code, prefix, month)) for month in months]
    whole = Period(months[0].first, months[-1].last)
    zone = SHANGHAI if _is_moment(indicator) else None
    grouped = (
        records(code, prefix, whole)
        .annotate(in_month=TruncMonth(indicator.moment, tzinfo=zone))
        .values("in_month")
        .annotate(counted=indicator.measure.aggregate())
        .order_by("in_month")
    )
    by_month = {_year_month(row["in_month"]): int(row["counted"] or 0) for row in grouped}
    return [(month, by_month.get((month.first.year, month.first.month), 0)) for month in months]


def _year_month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month
