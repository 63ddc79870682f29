"""Lending a hand: open needs to take, what one was asked to do, and registering as a volunteer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import name_path, name_paths
from hecheng.domains.people.actions import change_person, change_volunteer, give_consent, register_volunteer, rest_until
from hecheng.domains.people.models import ConsentText, Volunteer
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import newest_text
from hecheng.domains.services import actions
from hecheng.domains.services.models import Dispatch, Need, Signup
from hecheng.domains.services.queries import needs, sessions
from hecheng.kernel import clock
from hecheng.kernel.errors import Refusal
from hecheng.kernel.geo import distance_km
from hecheng.web.public.forms import VolunteerForm
from hecheng.web.public.gate import onward, person_of, signed_in
from hecheng.web.public.reasons import why_me
from hecheng.web.public.where import Standpoint, standpoint
from hecheng.web.shell.home import actor_of
from hecheng.web.shell.toasts import say

MOST = 60


@dataclass(frozen=True)
class Open:
    """A need that may be taken, as the volunteer sees it."""

    need: Need
    path: str
    km: float | None
    lacking: list[str]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Open needs near by for volunteers; for everybody else, how many wait and how to become one."""
    return _shown(request)


def _shown(request: HttpRequest, refused: Refusal | None = None, at: uuid.UUID | None = None) -> HttpResponse:
    actor = actor_of(request)
    volunteer, here = actor.volunteer, _home(request, actor)
    found = _open(actor, volunteer, here) if volunteer else []
    sort = request.GET.get("sort", "near")
    if sort == "soon":
        found.sort(key=lambda row: row.need.starts)
    context = {
        "volunteer": volunteer,
        "rows": [row for row in found if not row.lacking],
        "lacking": [row for row in found if row.lacking],
        "waiting": needs.waiting(here.county) if volunteer is None else 0,
        "area_name": name_path(here.county.ljust(12, "0")),
        "sort": sort,
        "sorts": [("near", _("Nearest first")), ("soon", _("Soonest first"))],
        "refused": refused,
        "refused_at": at,
    }
    return render(request, "public/help.html", context, status=refused.status if refused else 200)


def _open(actor: Actor, volunteer: Volunteer, here: Standpoint) -> list[Open]:
    """Nearest first; those that ask for a skill one lacks say so."""
    rows = list(needs.open_to_take(actor).prefetch_related("offering__skills")[:MOST])
    paths = name_paths([*(row.area for row in rows), here.county.ljust(12, "0"), volunteer.area])
    held = set(volunteer.current_skills().values_list("skill_id", flat=True))
    cleared = {clearance.kind for clearance in person_of(actor).clearances.filter(until__gte=clock.today())}
    found = []
    for row in rows:
        lacking = [skill.name for skill in row.offering.skills.all() if skill.pk not in held]
        if row.offering.safeguarding != "none" and row.offering.safeguarding not in cleared:
            lacking.append(_("safeguarding clearance"))
        found.append(Open(row, paths[row.area], _km(row, here), lacking))
    return sorted(found, key=lambda row: (row.km is None, row.km or 0, row.need.starts))


def _home(request: HttpRequest, actor: Actor) -> Standpoint:
    """Where a volunteer sets out from, whatever area they look at just now."""
    person = actor.person
    if actor.volunteer is None or person is None or person.lon is None:
        return standpoint(request)
    return Standpoint(actor.volunteer.area, person.lon, person.lat, exact=True)


def _km(row: Need, here: Standpoint) -> float | None:
    if row.lon is None or row.lat is None or here.lon is None or here.lat is None:
        return None
    return distance_km(here.lon, here.lat, row.lon, row.lat)


@require_POST
@signed_in
def take(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Take an open need."""
    try:
        dispatch = actions.take_need(by=actor, need=needs.need(actor, pk))
    except Refusal as refused:
        return _shown(request, refused, pk)
    say(request, _("It is yours. The resident has been told that you come."))
    return redirect("public:dispatch", dispatch.pk)


@require_GET
@signed_in
def dispatch_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """What one is asked to do, and why oneself; after accepting, where to go."""
    return _asked(request, actor, needs.dispatch(actor, pk))


def _asked(
    request: HttpRequest,
    actor: Actor,
    row: Dispatch,
    refused: Refusal | None = None,
    contact: actions.Contact | None = None,
) -> HttpResponse:
    need, accepted = row.need, row.state == Dispatch.State.ACCEPTED
    context = {
        "row": row,
        "need": need,
        "path": name_path(need.area),
        "km": _km(need, _home(request, actor)),
        "why": why_me(row.reason, row.taken),
        "accepted": accepted,
        "is_over": need.ends < clock.now(),
        "signup": _signup(actor, row) if accepted else None,
        "contact": contact,
        "declines": Dispatch.Decline.choices,
        "refused": refused,
        "said": request.POST,
    }
    return render(request, "public/dispatch.html", context, status=refused.status if refused else 200)


def _signup(actor: Actor, row: Dispatch) -> Signup | None:
    return sessions.signups(actor, states=["active"]).filter(session=row.session_id).first()


@require_POST
@signed_in
def answer(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Accept, decline with a reason, look up the address, or withdraw after all."""
    row = needs.dispatch(actor, pk)
    said = request.POST.get("answer", "")
    try:
        if said == "contact":
            return _asked(request, actor, row, contact=actions.see_contact(by=actor, need=row.need))
        if said == "accept":
            actions.accept_dispatch(by=actor, dispatch=row)
            say(request, _("Thank you! The resident has been told that you come."))
        elif said == "decline":
            words = request.POST.get("words", "")
            actions.decline_dispatch(by=actor, dispatch=row, reason=request.POST.get("reason", ""), words=words)
            say(request, _("That is all right. Somebody else will be asked."))
        elif said == "withdraw" and (signup := _signup(actor, row)):
            actions.withdraw_signup(by=actor, signup=signup, reason=request.POST.get("words", ""))
            say(request, _("You are off it. The resident has been told, and somebody else is looked for."))
    except Refusal as refused:
        return _asked(request, actor, needs.dispatch(actor, pk), refused)
    return redirect("public:dispatch", pk)


@signed_in
def volunteer_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Register, or say anew when one is free and how far one goes."""
    row = actor.volunteer
    here = _home(request, actor)
    form = VolunteerForm(request.POST or None, volunteer=row, here=here)
    if request.method == "POST":
        if "rest" in request.POST and row is not None:
            return _rest(request, actor, row)
        if form.is_valid() and _registered(actor, row, form):
            say(request, _("Saved.") if row else _("Welcome! You can take requests from now on."))
            return HttpResponseRedirect(onward(request, "/me/volunteer/" if row else "/help/"))
    held = row.current_skills().select_related("skill") if row else []
    context = {
        "form": form,
        "volunteer": row,
        "held": held,
        "consent": newest_text(ConsentText.Kind.VOLUNTEER),
        "next": onward(request, ""),
        "rests": row is not None and row.paused_until is not None and row.paused_until >= clock.today(),
        "prefix": here.county,
        "home_known": here.exact,
    }
    return render(request, "public/volunteer.html", context, status=422 if form.errors else 200)


def _registered(actor: Actor, row: Volunteer | None, form: VolunteerForm) -> bool:
    """Write what was said; False when it was refused, which the form then says."""
    said = form.cleaned_data
    facts = {name: said[name] for name in ("radius_km", "availability", "languages", "max_per_week")}
    person = person_of(actor)
    try:
        if said["lon"] is not None and said["lat"] is not None:
            change_person(by=actor, person=person, home=(said["lon"], said["lat"]))
        if row is None:
            register_volunteer(by=actor, person=person, skills=form.held_skills(), **facts)
            if newest_text(ConsentText.Kind.VOLUNTEER):
                give_consent(by=actor, person=person, kind=ConsentText.Kind.VOLUNTEER)
        else:
            change_volunteer(by=actor, volunteer=row, **facts)
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True


def _rest(request: HttpRequest, actor: Actor, row: Volunteer) -> HttpResponse:
    days = request.POST.get("rest", "")
    until = clock.today() + timedelta(days=int(days)) if days.isdigit() and 0 < int(days) <= 366 else None
    rest_until(by=actor, volunteer=row, until=until)
    say(request, _("Have a good rest. Nobody will ask you until then.") if until else _("Welcome back!"))
    return redirect("public:volunteer")
