"""Times that a resident can take by one tap, and the time they type themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hecheng.domains.services.models import Need
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Invalid
from hecheng.web.shell import words

#: morning and afternoon begin
BEGINS = {"am": time(9, 0), "pm": time(14, 0)}
#: nobody can come sooner than that
SOONEST = timedelta(hours=2)
SHORTEST = 30
MOST = 6
_CODE = re.compile(r"^(\d{4}-\d{2}-\d{2})\.(am|pm)$")


@dataclass(frozen=True)
class Window:
    """From when to when somebody is wanted."""

    starts: datetime
    ends: datetime
    code: str = ""

    @property
    def label(self) -> str:
        """ "Tomorrow morning", "Sat 28 Nov afternoon"."""
        day = words.as_day(self.starts)
        ahead = (day - clock.today()).days
        named = {0: _("Today"), 1: _("Tomorrow"), 2: _("The day after")}.get(ahead)
        part = _("morning") if clock.local(self.starts).hour < 12 else _("afternoon")
        return _("%(day)s, %(part)s") % {
            "day": named or f"{words.day(day)} {words.WEEKDAYS[day.weekday()]}",
            "part": part,
        }

    @property
    def urgency(self) -> int:
        """How urgent it is by how soon it is."""
        ahead = (words.as_day(self.starts) - clock.today()).days
        for days, urgency in ((0, Need.Urgency.TODAY), (3, Need.Urgency.SOON), (7, Need.Urgency.WEEK)):
            if ahead <= days:
                return urgency
        return Need.Urgency.WHENEVER


def suggested(minutes: int) -> list[Window]:
    """The next mornings and afternoons, the first of them at least two hours ahead."""
    first = clock.today()
    every = (_window(first + timedelta(days=ahead), part, minutes) for ahead in range(5) for part in BEGINS)
    return [window for window in every if window.starts >= clock.now() + SOONEST][:MOST]


def _window(day: date, part: str, minutes: int) -> Window:
    begins = BEGINS[part]
    starts = in_china(day.year, day.month, day.day, begins.hour, begins.minute)
    return Window(starts, starts + timedelta(minutes=max(minutes, SHORTEST)), f"{day.isoformat()}.{part}")


def chosen(code: str, minutes: int) -> Window:
    """The window of a code. Raises `Invalid`."""
    match = _CODE.match(code)
    try:
        return _window(date.fromisoformat(match[1]), match[2], minutes) if match else _no_time()
    except ValueError:
        return _no_time()


def typed(day: date | None, begins: time | None, until: time | None, minutes: int) -> Window:
    """A time that somebody typed; without an end it takes as long as such a thing takes. Raises `Invalid`."""
    if day is None or begins is None:
        return _no_time()
    starts = in_china(day.year, day.month, day.day, begins.hour, begins.minute)
    if until is None:
        return Window(starts, starts + timedelta(minutes=max(minutes, SHORTEST)))
    return Window(starts, in_china(day.year, day.month, day.day, until.hour, until.minute))


def _no_time() -> Window:
    raise Invalid("no_time", gettext_lazy("Please choose when somebody should come."), field="window")
