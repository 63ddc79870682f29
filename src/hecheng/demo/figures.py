"""The newspaper page's figures beside what the records count to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hecheng.domains.indicators import Period, registry
from hecheng.domains.indicators.queries import count
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing


@dataclass(frozen=True)
class PageFigure:
    """One figure of the page. `expected` is the page's at the demo's scale; `counted` is None until its system is built."""

    code: str
    zh: str
    en: str
    page: int
    op: str
    scale: int
    period: Period
    indicator: str
    prefix: str
    expected: int
    counted: int | None

    @property
    def ok(self) -> bool | None:
        if self.counted is None:
            return None
        return self.counted == self.expected if self.op == "=" else self.counted >= self.expected

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "page": self.page,
            "op": self.op,
            "scale": self.scale,
            "period": str(self.period),
            "expected": self.expected,
            "counted": self.counted,
            "ok": self.ok,
        }


def figures_file(city: str) -> Path:
    return Path(settings.SHARED_DATA) / "figures" / f"{city}.csv"


def page_figures(city: str, prefix: str, today: date | None = None) -> list[PageFigure]:
    """The page's figures of a city, counted now. Raises `Missing` for a city that is not on the page."""
    path = figures_file(city)
    if not city.isalpha() or not path.exists():
        raise Missing("city_unknown", _("There is no city called “%(city)s” on the page."), city=city[:40])
    return list(_counted(path, prefix, today or clock.today()))


def _counted(path: Path, prefix: str, today: date) -> Iterator[PageFigure]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            scale = int(row["scale"])
            period = demo_period(row["period"], today)
            built = bool(row["indicator"]) and registry.get(row["indicator"]) is not None
            yield PageFigure(
                code=row["code"],
                zh=row["zh"],
                en=row["en"],
                page=int(row["page"]),
                op=row["op"],
                scale=scale,
                period=period,
                indicator=row["indicator"],
                prefix=prefix,
                expected=int(row["page"]) // scale,
                counted=count(row["indicator"], prefix, period) if built else None,
            )


def demo_period(text: str, today: date) -> Period:
    """The page speaks of a year or of a state; the demo's year is the one that ends today."""
    if text == "as-of":
        return Period.as_of(today)
    return Period(today - timedelta(days=364), today)
