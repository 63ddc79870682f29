"""A resident's needs: the list, one with what happens next, and the verbs on it."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import name_path, name_paths
from hecheng.domains.people.permissions import STAFF, Actor
from hecheng.domains.people.queries import inbox
from hecheng.domains.services import actions
from hecheng.domains.services.models import Need
from hecheng.domains.services.queries import needs
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing, Refusal
from hecheng.web.public.gate import person_of, signed_in
from hecheng.web.shell.session_codes import shown_code
from hecheng.web.shell.toasts import refuse, say

PAGE = 20
#: the code is shown from an hour before until two hours after
EARLY, LATE = timedelta(hours=1), timedelta(hours=2)
TABS = {"open": (*Need.OPEN, *Need.UNDER_WAY, Need.State.DONE), "past": (Need.State.RATED, "cancelled", "expired")}
#: at which of the five steps of its walk a need is
STEP = {"placed": 1, "routed": 2, "dispatched": 2, "accepted": 3, "serving": 4, "done": 5, "rated": 6}


@require_GET
@signed_in
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What I asked for: what is under way, and what is over."""
    tab = request.GET.get("show", "open")
    rows = needs.needs(actor, mine=True, states=TABS.get(tab, TABS["open"]))
    if tab == "past":
        rows = rows.order_by("-starts", "id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    name_paths(row.area for row in page)  # asked for at once; the rows below find them read
    tabs = [("open", _("Under way")), ("past", _("Over"))]
    return render(request, "public/needs.html", {"page": page, "tab": tab, "tabs": tabs})


def _is_mine(actor: Actor, row: Need) -> bool:
    return actor.person_id in (row.asked_by_id, row.entered_by_id, row.beneficiary_id)


@require_GET
@signed_in
def need_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """What happens next with a need. Volunteers are led to their own page about it; staff see it without names."""
    row = needs.need(actor, pk)
    if not _is_mine(actor, row):
        own = next((found for found in needs.dispatches(actor) if found.need_id == row.pk), None)
        if own is not None:
            return redirect("public:dispatch", own.pk)
        if not actor.holds(*STAFF, area=row.area):
            return redirect("public:help")
    return _shown(request, actor, row)


def _shown(request: HttpRequest, actor: Actor, row: Need, refused: Refusal | None = None) -> HttpResponse:
    mine = _is_mine(actor, row)
    dispatches = [found for found in needs.answers(actor, row) if found.state in ("sent", "accepted")]
    context = {
        "row": row,
        "mine": mine,
        "path": name_path(row.area),
        "step": STEP.get(row.state, 0),
        "coming": [found.person for found in dispatches if found.state == "accepted"],
        "asked": sum(1 for found in dispatches if found.state == "sent"),
        "history": needs.history(row),
        "address": needs.address(actor, row) if mine else "",
        "may_cancel": mine and row.state in (*Need.OPEN, Need.State.ACCEPTED),
        "may_rate": mine and row.state == Need.State.DONE,
        "code": shown_code(request, row.session) if mine and _is_on(row) else None,
        "messages_of": inbox(person_of(actor), link=request.path, most=10) if mine else [],
        "refused": refused,
        "stars": request.POST.get("stars", ""),
        "words": request.POST.get("words", ""),
    }
    return render(request, "public/need.html", context, status=refused.status if refused else 200)


def _is_on(row: Need) -> bool:
    """Whether a volunteer may be at the door."""
    at_work = row.state in Need.UNDER_WAY and hasattr(row, "session")
    return at_work and row.starts - EARLY <= clock.now() <= row.ends + LATE


@require_GET
@never_cache
@signed_in
def code_json(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """The code that the resident shows, anew before it goes stale. Raises `Missing`."""
    row = needs.need(actor, pk)
    if not _is_mine(actor, row) or not _is_on(row):
        raise Missing
    return JsonResponse(asdict(shown_code(request, row.session)))


@require_POST
@signed_in
def cancel(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Take a need back; volunteers who were asked are told."""
    try:
        actions.cancel_need(by=actor, need=needs.need(actor, pk))
    except Refusal as refused:
        refuse(request, refused.sentence)
    else:
        say(request, _("Cancelled. Whoever was to come has been told."))
    return redirect("public:need", pk)


@require_POST
@signed_in
def rate(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Stars and words for what was served."""
    row = needs.need(actor, pk)
    stars = request.POST.get("stars", "")
    try:
        given = int(stars) if stars.isascii() and stars.isdigit() and len(stars) < 3 else 0
        actions.rate_need(by=actor, need=row, stars=given, words=request.POST.get("words", ""))
    except Refusal as refused:
        return _shown(request, actor, row, refused)
    say(request, _("Thank you! They will be glad to read it."))
    return redirect("public:need", pk)
