"""Figures of an area and a month, and each one laid open."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hecheng.domains.areas.queries import area_or_refuse, children, name_path, names
from hecheng.domains.indicators import Indicator, Period, registry
from hecheng.domains.indicators.export import csv_lines, write_xlsx
from hecheng.domains.indicators.queries import Opened, by_part, counts, indicator_of, opens, series
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing
from hecheng.kernel.scope import padded, significant
from hecheng.web.figures.forms import Where
from hecheng.web.shell.home import actor_of, home_area
from hecheng.web.shell.words import grouped

ROWS = 50
#: the page's two columns: groups by the first word of the code
GROUPS = (
    (("services", _("Services")),),
    (("people", _("People")), ("places", _("Sites")), ("menu", _("Menu"))),
)


@dataclass(frozen=True)
class Asked:
    """What the address asks for: an area, a period."""

    area: str
    period: Period

    @property
    def prefix(self) -> str:
        return significant(self.area)

    def query(self, **other: str) -> str:
        return urlencode({"area": self.area, "period": str(self.period)} | other)

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Raises `Invalid` for an unknown area or an unreadable period."""
        area = request.GET.get("area") or home_area(request)
        area_or_refuse(area)
        today = clock.today()
        period = request.GET.get("period")
        return cls(area, Period.parse(period) if period else Period.month(today.year, today.month))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All figures of an area and a month, and what they were the month before."""
    asked = Asked.of(request)
    before = _before(asked.period)
    codes = [indicator.code for indicator in registry]
    now, then = counts(codes, asked.prefix, asked.period), counts(codes, asked.prefix, before)

    def lines(group: str) -> list[dict[str, object]]:
        """One group's figures."""
        members = [indicator for indicator in registry if _group(indicator) == group]
        return [_line(indicator, asked, now[indicator.code], then[indicator.code]) for indicator in members]

    halves = [[(title, lines(group)) for group, title in half] for half in GROUPS]
    context = {"asked": asked, "halves": halves, "form": Where.of(asked.area, asked.period)}
    return render(request, "figures/index.html", context | _place(asked))


def _group(indicator: Indicator) -> str:
    return indicator.code.partition(".")[0]


def _before(period: Period) -> Period:
    year, month = period.first.year, period.first.month
    return Period.month(year - (month == 1), 12 if month == 1 else month - 1)


def _line(indicator: Indicator, asked: Asked, now: int, then: int) -> dict[str, object]:
    return {
        "indicator": indicator,
        "now": now,
        "before": gettext("month before: %(count)s") % {"count": grouped(then)},
        "href": f"{reverse('figures:opened', args=[indicator.code])}?{asked.query()}",
    }


def _place(asked: Asked) -> dict[str, object]:
    return {"area_name": name_path(asked.area), "children": children(asked.area)}


@require_GET
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """One figure laid open: its records within the reader's rights, its months, its parts."""
    asked = Asked.of(request)
    indicator = indicator_of(code)
    found = opens(code, asked.prefix, asked.period, actor_of(request))
    page = Paginator(found.rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "indicator": indicator,
        "opened": found,
        "page": page,
        "rows": [_row(indicator, row) for row in page],
        "months": _months(code, asked),
        "parts": _parts(code, asked),
        "form": Where.of(asked.area, asked.period),
        "exports": [(form, f"{reverse('figures:export', args=[code, form])}?{asked.query()}") for form in FORMS],
    }
    return render(request, "figures/opened.html", context | _place(asked))


def _row(indicator: Indicator, row: object) -> dict[str, object]:
    cells = [(column.heading, column.of(row)) for column in indicator.columns]
    return {"cells": cells, "href": indicator.detail_url(row) if indicator.detail_url else ""}


def _months(code: str, asked: Asked) -> list[tuple[Period, int, str]]:
    """Twelve months up to the one asked for, each with its address."""
    year, month = asked.period.last.year - 1, asked.period.last.month % 12 + 1
    first = Period.month(year + (asked.period.last.month == 12), month)
    whole = Period(first.first, asked.period.last)
    return [
        (month, counted, f"?{asked.query(period=str(month))}") for month, counted in series(code, asked.prefix, whole)
    ]


def _parts(code: str, asked: Asked) -> list[tuple[str, int, str]]:
    """Divisions one level below with their figures, largest first, each with its address."""
    found = by_part(code, asked.prefix, asked.period)
    called = names(padded(part) for part in found)
    rows = [
        (called.get(padded(part), padded(part)), counted, f"?{asked.query(area=padded(part))}")
        for part, counted in found.items()
        if padded(part) != asked.area
    ]
    return sorted(rows, key=lambda row: -row[1])


FORMS = ("xlsx", "csv", "gb18030.csv")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The opened records as a file: exactly what the reader may see."""
    if form not in FORMS:
        raise Missing
    asked = Asked.of(request)
    found = opens(code, asked.prefix, asked.period, actor_of(request))
    answer = _file(found, form)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{asked.prefix}-{asked.period}.{form.split(".")[-1]}"'
    return answer


def _file(found: Opened, form: str) -> HttpResponseBase:
    if form == "xlsx":
        buffer = io.BytesIO()
        write_xlsx(found, buffer)
        return HttpResponse(buffer.getvalue(), content_type=XLSX)
    encoding = "gb18030" if form.startswith("gb18030") else "utf-8-sig"
    return StreamingHttpResponse(
        csv_lines(found, encoding), content_type=f"text/csv; charset={encoding.removesuffix('-sig')}"
    )
