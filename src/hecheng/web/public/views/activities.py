"""Activities: the list of what is on, one of them with its sessions, seats and sign-up, and calendars of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import area_or_refuse, name_path
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import actions
from hecheng.domains.services.models import Session, Signup
from hecheng.domains.services.queries import menu, sessions
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Missing, Refusal
from hecheng.kernel.scope import significant
from hecheng.web.public import calendars
from hecheng.web.public.gate import signed_in
from hecheng.web.public.where import Standpoint, standpoint
from hecheng.web.shell.home import actor_of
from hecheng.web.shell.toasts import refuse, say

PAGE = 20
NEAR_KM = 20
FEED_AHEAD = timedelta(days=60)
#: a session that has begun is still worth seeing
RUNNING = timedelta(hours=12)


WHENS = (
    ("", gettext_lazy("Any day")),
    ("today", gettext_lazy("Today")),
    ("tomorrow", gettext_lazy("Tomorrow")),
    ("weekend", gettext_lazy("At the weekend")),
    ("week", gettext_lazy("Within a week")),
)


class Filters(forms.Form):
    """Everything stands in the address."""

    q = forms.CharField(label=gettext_lazy("Activity or place"), required=False, max_length=60)
    when = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    platform = forms.ChoiceField(label=gettext_lazy("Platform"), required=False)
    where = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)
    free = forms.BooleanField(label=gettext_lazy("Volunteers wanted"), required=False)

    def __init__(self, data: Any, here: Standpoint) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "platform": [("", _("All platforms")), *((row.code, row.name) for row in menu.platforms())],
            "where": [("", _("The whole city"))],
            "sort": [("", _("Soonest first"))],
        }
        if len(here.prefix) >= 6:
            choices["where"].append(("county", name_path(here.county.ljust(12, "0"))))
        if here.is_near:
            choices["where"].append(("near", _("Near me")))
            choices["sort"].append(("near", _("Nearest first")))
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]  # choice fields


def _days(when: str) -> tuple[datetime, datetime | None]:
    """The span that a word means, from now on."""
    now, today = clock.now(), clock.today()
    spans: dict[str, tuple[date, date]] = {
        "today": (today, today),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=1)),
        "weekend": _weekend(today),
        "week": (today, today + timedelta(days=7)),
    }
    if when not in spans:
        return now, None
    first, last = spans[when]
    after = last + timedelta(days=1)
    return max(now, in_china(first.year, first.month, first.day)), in_china(after.year, after.month, after.day)


def _weekend(today: date) -> tuple[date, date]:
    if today.weekday() >= 5:
        return today, today + timedelta(days=6 - today.weekday())
    saturday = today + timedelta(days=5 - today.weekday())
    return saturday, saturday + timedelta(days=1)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is on, by day, place and platform."""
    here = standpoint(request)
    form = Filters(request.GET, here)
    form.is_valid()
    asked = form.cleaned_data
    since, until = _days(asked.get("when", ""))
    where, by_distance = asked.get("where", ""), asked.get("sort") == "near"
    near = here.within(NEAR_KM if where == "near" else 400) if by_distance or where == "near" else None
    rows = sessions.sessions(
        actor_of(request),
        prefix=here.county if where == "county" else here.city,
        states=["planned"],
        since=since,
        until=until,
        platform=asked.get("platform", ""),
        text=asked.get("q", ""),
        free=bool(asked.get("free")),
        near=near,
        announced=True,
        roles=False,
    )
    if near is not None and not by_distance:
        rows = rows.order_by("starts", "id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    feed = request.build_absolute_uri(f"{reverse('public:activities_feed')}?area={here.area}")
    context = {"form": form, "page": page, "feed": feed, "when": asked.get("when", ""), "whens": WHENS}
    return render(request, "public/activities.html", context)


@require_GET
def activity_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One activity with its next dates; signing up and withdrawing where one is."""
    return _shown(request, pk)


def _shown(
    request: HttpRequest, pk: uuid.UUID, refused: Refusal | None = None, at: uuid.UUID | None = None
) -> HttpResponse:
    actor = actor_of(request)
    row = sessions.activity(actor, pk)
    since = clock.now() - RUNNING
    dates = [date for date in sessions.sessions(actor, activity=row.pk, since=since) if date.ends > clock.now()]
    mine = _mine(actor, dates)
    context = {
        "row": row,
        "path": name_path(row.area),
        "dates": [(date, mine.get(date.pk)) for date in dates],
        "is_volunteer": actor.volunteer is not None,
        "refused": refused,
        "refused_at": at,
        "wants_registration": refused is not None and refused.code == "not_a_volunteer",
    }
    return render(request, "public/activity.html", context, status=refused.status if refused else 200)


@dataclass(frozen=True)
class Mine:
    """The actor's standing sign-up at a session; `line` is the place on the waiting list, 0 with a seat."""

    signup: Signup
    line: int


def _mine(actor: Actor, dates: list[Session]) -> dict[uuid.UUID, Mine]:
    found = sessions.signups(actor, states=["active", "waiting"]).filter(session__in=[date.pk for date in dates])
    return {signup.session_id: Mine(signup, _line(signup)) for signup in found}


def _line(signup: Signup) -> int:
    return sessions.place_in_line(signup) if signup.state == Signup.State.WAITING else 0


def _id(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        raise Missing from None


@require_POST
@signed_in
def sign_up(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Take a seat of a role, or a place on its waiting list."""
    wanted = _id(request, "session")
    try:
        session = sessions.session(actor, wanted)
        role = next((role for role in session.roles.all() if str(role.pk) == request.POST.get("role")), None)
        signup = actions.sign_up(by=actor, session=session, role=role)
    except Refusal as refused:
        return _shown(request, pk, refused, wanted)
    if signup.state == Signup.State.WAITING:
        say(request, _("Every seat is taken. You are on the waiting list and will be told when one is free."))
    else:
        say(request, _("You are signed up. See you there!"))
    return redirect("public:activity", pk)


@require_POST
@signed_in
def withdraw(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Give the seat back."""
    try:
        signup = sessions.signup(actor, _id(request, "signup"))
        actions.withdraw_signup(by=actor, signup=signup)
    except Refusal as refused:
        refuse(request, refused.sentence)
    else:
        say(request, _("You are off the list; the first who waits has your seat."))
    return redirect("public:activity", pk)


def _entry(request: HttpRequest, session: Session) -> calendars.Entry:
    return calendars.Entry(
        session,
        url=request.build_absolute_uri(reverse("public:activity", args=[session.activity_id])),
        where=session.place.label if session.place else "",
        detail=session.activity.summary if session.activity else "",
    )


@require_GET
def activity_calendar(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The dates of one activity as a file."""
    actor = actor_of(request)
    row = sessions.activity(actor, pk)
    dates = sessions.sessions(actor, activity=row.pk, since=clock.now() - RUNNING)
    return calendars.answer(row.title, [_entry(request, date) for date in dates], f"hecheng-{row.pk}.ics")


@require_GET
def area_calendar(request: HttpRequest) -> HttpResponse:
    """What is announced in an area for the next two months, to subscribe to."""
    code = request.GET.get("area") or standpoint(request).area
    prefix = significant(area_or_refuse(code).code)
    since = clock.now() - RUNNING
    rows = sessions.sessions(
        actor_of(request), prefix=prefix, since=since, until=since + FEED_AHEAD, states=["planned", "cancelled"]
    ).filter(activity__isnull=False)
    return calendars.answer(name_path(code), [_entry(request, row) for row in rows])
