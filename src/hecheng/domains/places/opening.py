"""Opening hours: what is kept (`{"1": [["08:30", "17:00"]]}`, days by ISO number), and how it is said."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid

Hours = dict[str, list[list[str]]]

DAYS = ("1", "2", "3", "4", "5", "6", "7")
SPANS_PER_DAY = 4
_TIME = re.compile(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
_NAMES = {
    "1": gettext_lazy("Mon"),
    "2": gettext_lazy("Tue"),
    "3": gettext_lazy("Wed"),
    "4": gettext_lazy("Thu"),
    "5": gettext_lazy("Fri"),
    "6": gettext_lazy("Sat"),
    "7": gettext_lazy("Sun"),
}


def clean_hours(given: Any) -> Hours:
    """Hours in order, days without a span left out. Raises `Invalid` ("hours_unreadable") for anything else."""
    if not given:
        return {}
    if not isinstance(given, dict) or not set(map(str, given)) <= set(DAYS):
        raise _unreadable()
    cleaned = {str(day): sorted(map(_clean_span, spans)) for day, spans in given.items() if _is_short_list(spans)}
    for spans in cleaned.values():
        if any(before[1] > after[0] for before, after in pairwise(spans)):
            raise _unreadable()
    return {day: cleaned[day] for day in DAYS if cleaned.get(day)}


def _is_short_list(spans: Any) -> bool:
    if not isinstance(spans, list) or len(spans) > SPANS_PER_DAY:
        raise _unreadable()
    return bool(spans)


def _clean_span(span: Any) -> list[str]:
    if not isinstance(span, list | tuple) or len(span) != 2 or not all(isinstance(end, str) for end in span):
        raise _unreadable()
    begins, ends = span
    if not (_TIME.match(begins) and _TIME.match(ends) and begins < ends):
        raise _unreadable()
    return [begins, ends]


def _unreadable() -> Invalid:
    return Invalid(
        "hours_unreadable",
        gettext_lazy("Opening hours are written like 08:30–17:00, the earlier time first, without overlaps."),
        field="hours",
    )


def hours_sentence(hours: Hours) -> str:
    """`周一至周五 08:30–11:30、13:30–17:00；周六 09:00–12:00`; empty when nothing is known."""
    runs: list[tuple[str, str, list[list[str]]]] = []
    for day in DAYS:
        spans = hours.get(day)
        if not spans:
            continue
        if runs and runs[-1][2] == spans and int(runs[-1][1]) == int(day) - 1:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return pgettext("between opening days", "; ").join(
        f"{_days(first, last)} {_spans(spans)}" for first, last, spans in runs
    )


def _days(first: str, last: str) -> str:
    if (first, last) == ("1", "7"):
        return _("Every day")
    if first == last:
        return str(_NAMES[first])
    return _("%(first)s to %(last)s") % {"first": _NAMES[first], "last": _NAMES[last]}


def _spans(spans: list[list[str]]) -> str:
    return pgettext("between opening times", ", ").join(f"{begins}–{ends}" for begins, ends in spans)


def is_open_at(hours: Hours, moment: datetime) -> bool:
    """Whether the door is open at a moment; holidays are not reckoned here."""
    there = clock.local(moment)
    time = f"{there:%H:%M}"
    return any(begins <= time < ends for begins, ends in hours.get(str(there.isoweekday()), []))
