"""What an indicator is: which records, when they count, where they lie, how they are measured, who may open them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise


@dataclass(frozen=True)
class Measure:
    """`count` adds rows, `sum` adds a field, `distinct` counts different values and so does not add up over months."""

    kind: str
    field: str = "pk"

    @property
    def additive(self) -> bool:
        return self.kind != "distinct"

    def aggregate(self) -> Count | Sum:
        if self.kind == "sum":
            return Sum(self.field, default=0)
        return Count(self.field, distinct=self.kind == "distinct")


COUNT = Measure("count")


def total(field_name: str) -> Measure:
    """Add a field (integer) of the records."""
    return Measure("sum", field_name)


def distinct(field_name: str) -> Measure:
    """Count different values of a field."""
    return Measure("distinct", field_name)


@dataclass(frozen=True)
class Column:
    """One column of an opened figure. `value` is a dotted attribute or a function of the row."""

    code: str
    heading: str | Promise
    value: str | Callable[[Any], Any]

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        found = row
        for part in self.value.split("."):
            found = getattr(found, part, None)
        return found() if callable(found) else found


def everybody(actor: Any) -> Q:
    """Records that anyone may see: they hold no person."""
    return Q()


@dataclass(frozen=True)
class Indicator:
    """One figure.

    code: dotted, stable. name, unit: translated. records: the rows that count, without period and area.
    moment: the field whose time places a row in a period (`starts`); with `until` it is a stock: a row counts on the last
    day of the period when `moment` ≤ that day and `until` is empty or later. `moment=None` counts at any time.
    area: path to the 12-digit code; None when the figure is the same everywhere (a menu). may_open: filter on `records`.
    """

    code: str
    name: str | Promise
    unit: str | Promise
    records: Callable[[], QuerySet]
    columns: Sequence[Column]
    measure: Measure = COUNT
    moment: str | None = None
    until: str | None = None
    area: str | None = "area"
    may_open: Callable[[Any], Q] = everybody
    order: Sequence[str] = field(default=("pk",))
    detail_url: Callable[[Any], str] | None = None
