"""My page: what awaits me, what I signed up for, my hours, who looked at my data, and my data to take along."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import name_path, name_paths
from hecheng.domains.notary.queries import latest_checkpoint, receipts
from hecheng.domains.notary.receipts import numbers
from hecheng.domains.people.actions import change_preferences
from hecheng.domains.people.awaits import what_awaits
from hecheng.domains.people.feeds import account_of_feed, feed_key
from hecheng.domains.people.permissions import STAFF, Actor
from hecheng.domains.people.personal import personal
from hecheng.domains.people.queries import looks_at, own_data
from hecheng.domains.services.models import Need
from hecheng.domains.services.queries import needs, records, sessions
from hecheng.domains.timebank.queries import balance, statement
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing
from hecheng.web.public import calendars
from hecheng.web.public.gate import person_of, signed_in

PAGE = 20
COMING = timedelta(hours=12)
UNDER_WAY = [*Need.OPEN, *Need.UNDER_WAY]
FEED_BACK = timedelta(days=30)


@require_GET
@signed_in
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """My day: what awaits me, where I am expected, what I asked for."""
    person = person_of(actor)
    signups = sessions.signups(actor, states=["active", "waiting"], since=clock.now() - COMING)
    coming = [signup for signup in signups[:30] if signup.session.ends > clock.now() - timedelta(hours=2)][::-1]
    asked = list(needs.needs(actor, mine=True, states=UNDER_WAY)[:3])
    name_paths({person.area, *(signup.area for signup in coming), *(row.area for row in asked)})  # at once
    context = {
        "name": person.name,
        "area": name_path(person.area),
        "awaiting": what_awaits(actor, staff=False),
        "coming": coming[:5],
        "asked": asked,
        "balance": balance(person),
        "is_volunteer": actor.volunteer is not None,
        "is_staff": actor.holds(*STAFF) or bool(actor.led_teams),
        "feed": _feed_url(request, actor),
    }
    return render(request, "public/me.html", context)


def _feed_url(request: HttpRequest, actor: Actor) -> str:
    assert actor.account is not None
    return request.build_absolute_uri(reverse("public:my_calendar", args=[feed_key(actor.account)]))


@require_GET
@signed_in
def hours(request: HttpRequest, actor: Actor) -> HttpResponse:
    """My records with the receipt of each, and what stands in the time bank."""
    person = person_of(actor)
    tab = request.GET.get("show", "records")
    rows: QuerySet[Any] = statement(person) if tab == "bank" else records.records(actor, person=person)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    if tab != "bank":
        name_paths([person.area, *(row.area for row in page)])  # asked for at once; the rows below find them read
    ids = [row.transfer_id if tab == "bank" else row.pk for row in page]
    found = numbers(ids, "transfer-posted" if tab == "bank" else "hours-confirmed")
    served, this_month = records.minutes_in_all_and_since(person, _month_began())
    context = {
        "tab": tab,
        "tabs": [("records", _("Served")), ("bank", _("Statement"))],
        "page": page,
        "lines": [(row, found.get(own)) for row, own in zip(page, ids, strict=True)],
        "balance": balance(person),
        "served": served,
        "this_month": this_month,
    }
    return render(request, "public/hours.html", context)


def _month_began() -> datetime:
    return clock.local(clock.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@require_GET
@signed_in
def receipt(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """One record with every entry of the log about it, and how to check them without us."""
    row = records.record(actor, pk)
    entries = receipts(row.pk) + receipts(row.transfer_id)
    if hasattr(row, "reversal"):
        entries += receipts(row.reversal.pk)
    context = {"row": row, "entries": entries, "newest": latest_checkpoint(), "path": name_path(row.area)}
    return render(request, "public/receipt.html", context)


@require_GET
@signed_in
def looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who looked at what of mine, when and why."""
    page = Paginator(looks_at(person_of(actor)), PAGE).get_page(request.GET.get("page"))
    return render(request, "public/looks.html", {"page": page})


@require_GET
@signed_in
def data(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is kept about me, kind by kind, with the number of entries."""
    kept = own_data(actor)
    kinds = [(kind.title, len(kept[kind.code])) for kind in personal]
    return render(request, "public/data.html", {"kinds": kinds})


@require_GET
@signed_in
def data_json(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of it as a file."""
    answer = JsonResponse(own_data(actor), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="hecheng-{clock.today().isoformat()}.json"'
    return answer


@require_POST
@signed_in
def preferences(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Messages shall come in the language that is shown now, in this print."""
    change_preferences(
        by=actor, language=get_language() or "zh-hans", large_print=request.COOKIES.get("print") == "large"
    )
    return redirect("public:me")


@require_GET
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """One's own sign-ups for a calendar that cannot sign in; where a resident lives is not in it."""
    actor = Actor.of(account_of_feed(key))
    if actor.person is None:
        raise Missing
    signups = sessions.signups(actor, states=["active"], since=clock.now() - FEED_BACK)
    entries = [
        calendars.Entry(
            signup.session,
            url=request.build_absolute_uri(reverse("public:me")),
            where=signup.session.place.label if signup.session.place else name_path(signup.session.area),
            detail=signup.role.name,
        )
        for signup in signups
    ]
    return calendars.answer(_("My service"), entries)
