"""The dispatch board: what the engine proposes and why, what people change, and what is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from hecheng.domains.areas.models import Level
from hecheng.domains.areas.queries import names
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services.models import Need, Plan
from hecheng.domains.services.planning import DAYS
from hecheng.domains.services.queries import board, needs
from hecheng.kernel import clock
from hecheng.kernel.jobs import anybody_works
from hecheng.kernel.rows import as_uuid
from hecheng.kernel.scope import WIDTHS, padded, significant
from hecheng.web.desk.forms.filters import area_choices
from hecheng.web.desk.gate import DISPATCHERS, at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.desk.places import paths_below
from hecheng.web.desk.points import Feature, collection, line, point
from hecheng.web.desk.reasons import Reasons

PAGE = 30
#: a gap below this is as good as none, in per cent
EXACT = 0.005


@require_GET
@at_desk(*DISPATCHERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The board of one area; `open` is the need at the right, `swap` the proposal to put somebody else on."""
    return shown(request, actor)


def prefix_of(request: HttpRequest, actor: Actor) -> str:
    """The area asked for, else the first in which the actor dispatches. Raises `NotAllowed`, `Invalid`."""
    code = request.GET.get("area", "")
    if not code:
        opened = as_uuid(request.GET.get("open", ""))
        first = reach(actor, *DISPATCHERS)[0]
        return first or (needs.need(actor, opened).area[:4] if opened else significant(area_choices(("",))[0][0]))
    prefix = significant(code)
    actor.require(*DISPATCHERS, area=prefix)
    return prefix


def address(prefix: str, opened: object = "", **more: object) -> str:
    """The board of an area, with a need opened."""
    query = {"area": padded(prefix)} | ({"open": opened} if opened else {}) | more
    return f"{reverse('desk:dispatch')}?{urlencode(query)}"


def shown(
    request: HttpRequest, actor: Actor, more: dict[str, Any] | None = None, status: int = 200, prefix: str = ""
) -> HttpResponse:
    """The board of the area asked for (or of `prefix`), with what was refused."""
    prefix = prefix or prefix_of(request, actor)
    plan = board.open_plan(actor, prefix)
    rows = board.open_needs(actor, prefix, plan)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    draft = plan if plan is not None and plan.state == Plan.State.DRAFT else None
    paths = paths_below((row.area for row in page), prefix)
    first = plan.horizon if plan else clock.today()
    area = padded(prefix)
    context: dict[str, Any] = {
        "areas": _areas(actor),
        "area": area,
        "area_name": names([area]).get(area, area),
        "plan": plan,
        "draft": draft,
        "computing": plan is not None and draft is None,
        "nobody_works": plan is not None and draft is None and not anybody_works(),
        "first": first,
        "last": first + timedelta(days=DAYS - 1),
        "figures": board.figures(rows, draft),
        "gap": gap_words(draft),
        "page": page,
        "rows": [
            (row, paths[row.need.area], address(prefix, row.need.pk)) for row in board.proposals(list(page), draft)
        ],
        "prefix": prefix,
        "board_url": address(prefix),
    }
    opened = _opened(request, actor, prefix, draft)
    return desk_page(request, "desk/dispatch.html", context | opened | (more or {}), status)


def _areas(actor: Actor) -> list[tuple[Any, Any]]:
    """The areas to plan for; a county is planned as one, so whoever dispatches in one has nothing to choose."""
    prefixes = reach(actor, *DISPATCHERS)
    if all(len(prefix) >= WIDTHS[Level.COUNTY] for prefix in prefixes):
        return [(code, name) for code, name in area_choices(prefixes) if significant(code) in prefixes]
    return area_choices(prefixes)


def gap_words(plan: Plan | None) -> str:
    """How far from the best, in per cent; "0" where it is the best; empty where nothing was planned."""
    if plan is None or plan.gap is None:
        return ""
    percent = plan.gap * 100
    if percent < EXACT:
        return "0"
    return f"{percent:.2f}" if percent < 1 else f"{percent:.1f}"


def _opened(request: HttpRequest, actor: Actor, prefix: str, draft: Plan | None) -> dict[str, Any]:
    """What stands at the right: the need asked for, why these people, and who else could go."""
    pk = as_uuid(request.GET.get("open", ""))
    if pk is None:
        return {}
    need = board.open_needs(actor, prefix, draft).filter(pk=pk).first()
    if need is None:
        return {}
    found = board.proposals([need], draft)[0]
    reasons = Reasons([line.reason for line in found.lines] + ([found.gap.reason] if found.gap else []))
    swap = next((line for line in found.lines if str(line.pk) == request.GET.get("swap")), None)
    choosing = draft is not None and (swap is not None or "add" in request.GET)
    here = address(prefix, need.pk)
    return {
        "opened": found,
        "here": here,
        "why": [(line, reasons.say(line.reason), f"{here}&swap={line.pk}") for line in found.lines],
        "gap_reason": reasons.say(found.gap.reason) if found.gap and found.missing else "",
        "swap": swap,
        "choosing": choosing,
        "candidates": board.candidates(actor, draft, need) if choosing and draft else [],
        "changes": board.changes(draft, need) if draft else [],
        "points": _points(found),
    }


def _points(found: board.Proposal) -> dict[str, Any] | None:
    """The need, and the proposed volunteers about where they live: never to the door."""
    need: Need = found.need
    if need.lon is None:
        return None
    there = point(need, need.offering.name, tone="red")
    homes: list[Feature] = [
        point(row.person, row.person.masked_name, roughly=True) for row in found.lines if row.person.lon is not None
    ]
    return collection(*(line(home, there) for home in homes), *homes, there)
