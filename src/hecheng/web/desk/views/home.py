"""What awaits me: one list of everything that somebody can do now, one action a row."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hecheng.domains.areas.queries import names
from hecheng.domains.indicators import Period
from hecheng.domains.indicators.queries import counts, indicator_of
from hecheng.domains.people.awaits import what_awaits
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services.queries import sessions
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.kernel.scope import padded
from hecheng.web.desk.gate import KEEPERS, at_desk, reach
from hecheng.web.desk.menu import counts_of, desk_page
from hecheng.web.desk.places import paths_below

#: figures of this month that say how an area is doing
FIGURES = (
    "services.needs_placed",
    "services.needs_served",
    "services.sessions_held",
    "services.people_served",
)
#: where the rest of a kind is
LISTS = {
    "needs.1-route": ("desk:needs", "show=placed&order=urgency"),
    "needs.2-dispatch": ("desk:dispatch", ""),
    "sessions.confirm": ("desk:sessions", "show=waiting"),
    "sessions.countersign": ("desk:sessions", "show=waiting"),
}
MOST_TODAY = 8


@require_GET
@at_desk(leaders=True)
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that awaits the actor, today's sessions, and a few figures of their area."""
    waiting = what_awaits(actor, staff=True, counts=counts_of(request))
    today = clock.today()
    begins = in_china(today.year, today.month, today.day)
    rows = sessions.sessions(actor, run=True, since=begins, until=begins + timedelta(days=1))
    held = [row for row in rows[: MOST_TODAY + 1] if row.state != "cancelled"]
    paths = paths_below((row.area for row in held), *reach(actor))
    context = {
        "today": today,
        "waiting": [(kind, _rest(kind.kind.code)) for kind in waiting],
        "sessions": [(row, row.place.label if row.place else paths[row.area]) for row in held[:MOST_TODAY]],
        "runs": actor.holds(*KEEPERS) or bool(actor.led_teams),
        "figures": _figures(actor),
    }
    return desk_page(request, "desk/home.html", context)


def _rest(code: str) -> str:
    name, query = LISTS.get(code, ("desk:home", ""))
    return reverse(name) + (f"?{query}" if query else "")


def _figures(actor: Actor) -> dict[str, object]:
    """Figures of the widest area the actor works in; none for leaders of teams."""
    prefixes = reach(actor)
    if not prefixes:
        return {}
    prefix, today = prefixes[0], clock.today()
    month = Period.month(today.year, today.month)
    told = counts(FIGURES, prefix, month)
    area = padded(prefix) if prefix else ""
    query = f"?area={area}&period={month}" if area else f"?period={month}"
    lines = [(told[code], indicator_of(code).name, reverse("figures:opened", args=[code]) + query) for code in FIGURES]
    return {"lines": lines, "area": names([area]).get(area, "") if area else _("all cities")}
