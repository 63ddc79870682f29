"""Figures: counted from records, and opened to them within the reader's rights."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import OPEN, Request
from hecheng.api.kinds import AreaCode, AreaRef, Filters, area_ref
from hecheng.domains.areas.queries import area_or_refuse
from hecheng.domains.indicators import Indicator, Period, registry
from hecheng.domains.indicators import queries as figures
from hecheng.domains.indicators.export import csv_lines, write_xlsx
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid, Missing

router = Router(tags=["figures"], auth=OPEN)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: months of a series at most
MOST_MONTHS = 60


class Where(Schema):
    """area: 12 digits, or empty for everywhere. period: a month `2026-11`, a year, or `2026-11-01..2026-11-23`."""

    area: AreaCode = ""
    period: str = Field("", max_length=30)


class Opening(Filters):
    area: AreaCode = ""
    period: str = Field("", max_length=30)


class FigureOut(Schema):
    """`additive`: months and areas add up; otherwise different persons are counted once."""

    code: str
    name: str
    unit: str
    additive: bool
    counted: int


class FiguresOut(Schema):
    area: AreaRef | None
    period: str
    figures: list[FigureOut]


class ColumnOut(Schema):
    code: str
    heading: str


class OpenedOut(Schema):
    """`counted` is the figure; of the rows behind it `count` are shown to this reader and `hidden` are only counted."""

    figure: FigureOut
    area: AreaRef | None
    period: str
    columns: list[ColumnOut]
    count: int
    hidden: int
    page: int
    limit: int
    rows: list[dict[str, str | int | float | bool | None]]


class MonthOut(Schema):
    period: str
    counted: int


def _read(asked: Where | Opening) -> tuple[str, Period]:
    """Prefix and period that were asked for; this month by default. Raises `Invalid`."""
    prefix = area_or_refuse(asked.area).prefix if asked.area else ""
    today = clock.today()
    return prefix, Period.parse(asked.period) if asked.period else Period.month(today.year, today.month)


def _area(asked: Where | Opening) -> AreaRef | None:
    return area_ref(asked.area) if asked.area else None


def _figure(indicator: Indicator, counted: int) -> FigureOut:
    return FigureOut(
        code=indicator.code,
        name=str(indicator.name),
        unit=str(indicator.unit),
        additive=indicator.measure.additive,
        counted=counted,
    )


@router.get("", response=FiguresOut)
def list_figures(request: HttpRequest, asked: Query[Where]) -> FiguresOut:
    """Every figure of an area and a period, counted now."""
    prefix, period = _read(asked)
    counted = figures.counts([indicator.code for indicator in registry], prefix, period)
    return FiguresOut(
        area=_area(asked),
        period=str(period),
        figures=[_figure(indicator, counted[indicator.code]) for indicator in registry],
    )


@router.get("/{code}", response=OpenedOut)
def open_figure(request: Request, code: str, asked: Query[Opening]) -> dict[str, Any]:
    """One figure laid open: its records within the reader's rights, the rest counted."""
    prefix, period = _read(asked)
    opened = figures.opens(code, prefix, period, request.actor)
    start = (asked.page - 1) * asked.limit
    rows = opened.rows[start : start + asked.limit] if start < opened.shown_rows else ()
    columns = opened.indicator.columns
    return {
        "figure": _figure(opened.indicator, opened.counted),
        "area": _area(asked),
        "period": str(period),
        "columns": [ColumnOut(code=column.code, heading=str(column.heading)) for column in columns],
        "count": opened.shown_rows,
        "hidden": opened.hidden_rows,
        "page": asked.page,
        "limit": asked.limit,
        "rows": [{column.code: _plain(column.of(row)) for column in columns} for row in rows],
    }


def _plain(value: Any) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, str | int | float) else str(value)


@router.get("/{code}/series", response=list[MonthOut])
def list_months(request: HttpRequest, code: str, asked: Query[Where]) -> list[MonthOut]:
    """The figure month by month over the period."""
    prefix, period = _read(asked)
    if len(period.months()) > MOST_MONTHS:
        raise Invalid("period_long", _("At most %(most)s months can be shown."), field="period", most=MOST_MONTHS)
    return [MonthOut(period=str(month), counted=counted) for month, counted in figures.series(code, prefix, period)]


@router.get("/{code}/export.{form}", response={200: bytes})
def export_figure(request: Request, code: str, form: str, asked: Query[Where]) -> HttpResponseBase:
    """The opened records as `csv` or `xlsx`: exactly what the reader may see."""
    prefix, period = _read(asked)
    opened = figures.opens(code, prefix, period, request.actor)
    if form == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(csv_lines(opened), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        buffer = io.BytesIO()
        write_xlsx(opened, buffer)
        answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    else:
        raise Missing
    answer["Content-Disposition"] = f'attachment; filename="{code}-{prefix or "all"}-{period}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
