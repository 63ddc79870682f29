"""Requests: the list, and one with everything that is done about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import name_path
from hecheng.domains.people.contacts import shown_phone
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import actions
from hecheng.domains.services.models import Need
from hecheng.domains.services.queries import desk, needs
from hecheng.kernel.errors import Missing, Refusal
from hecheng.web.desk.answers import at_button, told_in, version_seen
from hecheng.web.desk.forms.filters import NeedFilter
from hecheng.web.desk.forms.needs import RouteForm
from hecheng.web.desk.gate import DISPATCHERS, KEEPERS, READERS, at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.desk.places import paths_below
from hecheng.web.desk.points import collection, point
from hecheng.web.shell.toasts import say

PAGE = 25
TABS: dict[str, tuple[str, ...]] = {
    "placed": ("placed",),
    "routed": ("routed",),
    "dispatched": ("dispatched",),
    "coming": ("accepted", "serving"),
    "done": ("done", "rated"),
    "off": ("cancelled", "expired"),
}
ORDERS = {"starts": ("starts", "id"), "urgency": ("-urgency", "starts", "id"), "new": ("-created_at", "id")}


@require_GET
@at_desk(*READERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Requests of one's area; state, area, urgency, platform, way, days and words stand in the address."""
    form = NeedFilter(request.GET, reach(actor, *READERS))
    show = request.GET.get("show", "all")
    rows = needs.needs(
        actor,
        states=TABS.get(show, ()),
        prefix=form.inside,
        platform=form.told("platform"),
        since=form.first_moment,
        until=form.last_moment,
        text=form.told("q"),
    )
    exactly = {name: form.told(name) for name in ("urgency", "channel") if form.told(name)}
    order = ORDERS[form.told("order", "new")]
    rows = desk.seats_of(desk.needs_of_area(actor, rows.filter(**exactly))).order_by(*order)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.area for row in page), *reach(actor, *READERS))
    context = {
        "form": form,
        "show": show,
        "tabs": _tabs(actor),
        "page": page,
        "rows": [(row, paths[row.area]) for row in page],
        "may_enter": actor.holds(*KEEPERS),
        "may_dispatch": actor.holds(*DISPATCHERS),
    }
    return desk_page(request, "desk/needs.html", context)


def _tabs(actor: Actor) -> list[tuple[str, str, int]]:
    counted = desk.need_states(actor)
    named = {
        "all": _("All"),
        "placed": _("To route"),
        "routed": _("To dispatch"),
        "dispatched": _("Awaiting answers"),
        "coming": _("Coming"),
        "done": _("Served to the end"),
        "off": _("Not served"),
    }
    count = {show: sum(counted.get(state, 0) for state in TABS[show]) for show in ("placed", "routed", "dispatched")}
    return [(show, words, count.get(show, 0)) for show, words in named.items()]


def of_area(actor: Actor, pk: uuid.UUID) -> Need:
    """A request of the actor's area, with `asked`. Raises `Missing`."""
    row = needs.need(actor, pk)
    if not actor.holds(*READERS, area=row.area):
        raise Missing
    return row


@require_GET
@at_desk(*READERS)
def need_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """One request: what, where, for whom, who comes, and what was done."""
    return _shown(request, actor, of_area(actor, pk))


def _shown(
    request: HttpRequest, actor: Actor, row: Need, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    keeps = actor.holds(*KEEPERS, area=row.area)
    routable = keeps and row.state in (Need.State.PLACED, Need.State.ROUTED)
    context = {
        "row": row,
        "path": name_path(row.area),
        "history": needs.history(row),
        "asked": needs.answers(actor, row),
        "keeps": keeps,
        "route": RouteForm(None, row) if routable else None,
        "may_cancel": keeps and row.state in (*Need.OPEN, Need.State.ACCEPTED),
        "dispatch": _dispatch_link(actor, row),
        "points": collection(point(row, row.offering.name)) if row.lon is not None else None,
        "prefix": row.area[:6],
    }
    return desk_page(request, "desk/need.html", context | (more or {}), status)


def _dispatch_link(actor: Actor, row: Need) -> str:
    if row.state != Need.State.ROUTED or not actor.holds(*DISPATCHERS, area=row.area):
        return ""
    return f"{reverse('desk:dispatch')}?open={row.pk}"


@require_POST
@at_desk(*KEEPERS)
def route(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Send it to a platform; another than the one suggested wants a reason."""
    row = of_area(actor, pk)
    form = RouteForm(request.POST, row)
    if not form.is_valid():
        return _shown(request, actor, row, {"route": form}, 422)
    try:
        actions.route_need(
            by=actor,
            need=row,
            platform=form.platforms[form.cleaned_data["platform"]],
            reason=form.cleaned_data["reason"],
            seen_version=version_seen(request),
        )
    except Refusal as refused:
        return _shown(request, actor, of_area(actor, pk), {"route": told_in(form, refused)}, refused.status)
    say(request, _("Routed. It now waits for volunteers."))
    return redirect("desk:need", pk)


@require_POST
@at_desk(*KEEPERS)
def cancel(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Cancel it with a reason; whoever was asked is told."""
    row = of_area(actor, pk)
    try:
        actions.cancel_need(
            by=actor, need=row, reason=request.POST.get("reason", ""), seen_version=version_seen(request)
        )
    except Refusal as refused:
        return _shown(request, actor, of_area(actor, pk), at_button(request, refused), refused.status)
    say(request, _("Cancelled. Everybody who was asked has been told."))
    return redirect("desk:need", pk)


@require_POST
@never_cache
@at_desk(*KEEPERS)
def contact(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Address and telephone, for a reason; the resident can read who looked and why."""
    row = of_area(actor, pk)
    try:
        seen = actions.reveal_contact(by=actor, need=row, reason=request.POST.get("reason", ""))
    except Refusal as refused:
        return _shown(request, actor, row, at_button(request, refused), refused.status)
    return _shown(request, actor, row, {"contact": seen, "call": shown_phone(seen.phone)})
