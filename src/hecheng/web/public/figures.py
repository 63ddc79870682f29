"""The three figures that stand on a home or site page; each opens to its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hecheng.domains.indicators import Period
from hecheng.domains.indicators.queries import counts
from hecheng.kernel import clock
from hecheng.kernel.scope import significant

#: (figure, of which, what is said below it)
SHOWN: tuple[tuple[str, str, str | Promise], ...] = (
    ("services.sessions_held", "", _("activities held")),
    ("services.people_served", "", _("times somebody was served")),
    ("services.needs_answered", "services.needs_placed", _("requests answered")),
)
#: on the first days of a month there is little to show: the month before is
FIRST_DAYS = 3


@dataclass(frozen=True)
class Shown:
    """One figure as a card shows it."""

    value: int
    of: int | None
    label: str | Promise
    href: str


@dataclass(frozen=True)
class MonthsFigures:
    """The figures of an area for this month, or for the last one while this one is young."""

    cards: list[Shown]
    is_this_month: bool
    all_href: str


def months_figures(area: str) -> MonthsFigures:
    """Three figures of an area in one query."""
    today = clock.today()
    this = today.day > FIRST_DAYS
    period = _month_of(today if this else today - timedelta(days=FIRST_DAYS))
    codes = [code for shown in SHOWN for code in shown[:2] if code]
    counted = counts(codes, significant(area), period)
    query = urlencode({"area": area, "period": str(period)})
    cards = [
        Shown(
            counted[code],
            (counted[of] or None) if of else None,
            label,
            f"{reverse('figures:opened', args=[code])}?{query}",
        )
        for code, of, label in SHOWN
    ]
    return MonthsFigures(cards, this, f"{reverse('figures:index')}?{query}")


def _month_of(day: date) -> Period:
    return Period.month(day.year, day.month)
