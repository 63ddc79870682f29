"""Periods by the calendar of China; half-open in time, so that months add up to a year exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hecheng.kernel.clock import SHANGHAI, in_china
from hecheng.kernel.errors import Invalid

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_YEAR = re.compile(r"^(\d{4})$")
_SPAN = re.compile(r"^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$")

#: what anybody may ask for; the calendar itself ends where its last day has no day after
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class Period:
    """Days `first` … `last`, both inclusive, in China."""

    first: date
    last: date

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        first = date(year, month, 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        return cls(first, after - timedelta(days=1))

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def as_of(cls, day: date) -> Period:
        """Everything up to and including a day: the period of a stock figure."""
        return cls(date(1900, 1, 1), day)

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2026-11`, `2026` or `2026-11-01..2026-11-23`. Raises `Invalid` for anything else."""
        try:
            found = cls._read(text)
        except ValueError:
            found = None
        if found is None or not (EARLIEST <= found.first <= found.last <= LATEST):
            raise Invalid(
                "period_unreadable",
                _("“%(text)s” is not a month like 2026-11 or a year like 2026."),
                field="period",
                text=text[:40],
            )
        return found

    @classmethod
    def _read(cls, text: str) -> Period | None:
        if match := _MONTH.match(text):
            return cls.month(int(match[1]), int(match[2]))
        if match := _YEAR.match(text):
            return cls.year(int(match[1]))
        if match := _SPAN.match(text):
            return cls(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
        return None

    @property
    def start(self) -> datetime:
        return in_china(self.first.year, self.first.month, self.first.day)

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        after = self.last + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=SHANGHAI)

    def __str__(self) -> str:
        if self == Period.month(self.first.year, self.first.month):
            return f"{self.first:%Y-%m}"
        if self == Period.year(self.first.year):
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def months(self) -> list[Period]:
        """The calendar months it touches, in order."""
        found, year, month = [], self.first.year, self.first.month
        while (year, month) <= (self.last.year, self.last.month):
            found.append(Period.month(year, month))
            year, month = year + month // 12, month % 12 + 1
        return found
