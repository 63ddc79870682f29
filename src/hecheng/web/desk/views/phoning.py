"""The phone clerk's form: who calls, what for, where, when; one page, nothing typed is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hecheng.domains.people.actions import register_person
from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import find_people
from hecheng.domains.places.models import Place
from hecheng.domains.places.queries import position_of, site, sites
from hecheng.domains.services import actions
from hecheng.domains.services.models import Need
from hecheng.domains.services.queries.menu import offering
from hecheng.kernel.errors import Invalid, Missing, Refusal
from hecheng.kernel.scope import padded, significant
from hecheng.web.desk.answers import told_in
from hecheng.web.desk.forms.needs import PhoneNeedForm
from hecheng.web.desk.gate import KEEPERS, at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.shell.toasts import say

#: sites that a select can still be read with
MOST_SITES = 300


@require_http_methods(["GET", "POST"])
@at_desk(*KEEPERS)
def new_need(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Place a request for whoever phones in or stands at the counter; recorded as such."""
    form = _form(request, actor)
    if request.method == "GET" or "find" in request.POST:
        return _shown(request, actor, form)
    if not form.is_valid():
        return _shown(request, actor, form, 422)
    try:
        need = _place(actor, form)
    except Refusal as refused:
        return _shown(request, actor, told_in(form, _where_typed(refused)), refused.status)
    say(request, _("Entered. %(who)s can be told that it has arrived.") % {"who": need.asked_by.masked_name})
    return redirect("desk:need", need.pk)


def _where_typed(refused: Refusal) -> Refusal:
    """The action speaks of `starts` and `ends`; the form has a day and two times."""
    refused.field = {"starts": "day", "ends": "until"}.get(refused.field or "", refused.field)
    return refused


def _form(request: HttpRequest, actor: Actor) -> PhoneNeedForm:
    prefixes = reach(actor, *KEEPERS)
    start = {"form_key": uuid4().hex, "area": padded(prefixes[0]) if prefixes[0] else "", "person": "new"}
    looks = request.method == "GET" or "find" in request.POST
    initial = start | ({name: request.POST[name] for name in request.POST} if "find" in request.POST else {})
    found = _callers(actor, request.POST.get("phone", ""))
    if looks and found:
        initial["person"] = str(found[0].pk)
    where = initial["area"] or padded("")
    return PhoneNeedForm(
        None if looks else request.POST,
        initial=initial,
        area=significant(where) if where.strip("0") else "",
        found=found,
        places=_places(prefixes),
    )


def _callers(actor: Actor, phone: str) -> list[Person]:
    """People of the actor's area with exactly this number."""
    digits = sum(sign.isdigit() for sign in phone)
    return find_people(actor, phone) if digits >= 7 else []


def _places(prefixes: tuple[str, ...]) -> list[Place]:
    return [place for prefix in prefixes for place in sites(prefix)[:MOST_SITES]]


def _place(actor: Actor, form: PhoneNeedForm) -> Need:
    """Register the caller if need be, and place the request: both or neither."""
    data = form.cleaned_data
    asked = offering(data["offering"])
    starts, ends = form.window(asked)
    near = site(data["site"], actor) if data["site"] else None
    lon, lat = _position(data, near)
    with transaction.atomic():
        return actions.place_need(
            by=actor,
            offering=asked,
            area=data["area"],
            starts=starts,
            ends=ends,
            form_key=data["form_key"],
            asked_by=_caller(actor, data),
            site=near,
            words=data["words"],
            address=data["address"],
            phone=data["phone"],
            lon=lon,
            lat=lat,
            headcount=data["headcount"],
            urgency=data["urgency"],
            risk=data["risk"],
            channel=data["channel"],
        )


def _position(data: dict[str, Any], near: Place | None) -> tuple[float | None, float | None]:
    """The pin, else the site, else the site of the area: without a position nobody can be found near by."""
    if data["lon"] is not None and data["lat"] is not None:
        return data["lon"], data["lat"]
    if near is not None and near.lon is not None:
        return near.lon, near.lat
    return position_of(data["area"]) or (None, None)


def _caller(actor: Actor, data: dict[str, Any]) -> Person:
    """Who was chosen among those with this number, or somebody new; the same name and number again is the same person."""
    found = _callers(actor, data["phone"])
    if data["person"] not in ("", "new"):
        chosen = next((person for person in found if person.pk == UUID(data["person"])), None)
        if chosen is None:
            raise Missing
        return chosen
    if not data["name"].strip():
        raise Invalid(
            "caller_unknown", _("Nobody with this number is known here: please ask for the name."), field="name"
        )
    known = {person.pk for person in find_people(actor, data["name"])}
    same = next((person for person in found if person.pk in known), None)
    return same or register_person(by=actor, name=data["name"], area=data["area"], phone=data["phone"])


def _shown(request: HttpRequest, actor: Actor, form: PhoneNeedForm, status: int = 200) -> HttpResponse:
    prefixes = reach(actor, *KEEPERS)
    context = {
        "form": form,
        "looked": bool(form["phone"].value()),
        "known": bool(form.fields["person"].choices),  # type: ignore[attr-defined]  # a choice field
        "prefix": prefixes[0] if len(prefixes) == 1 else "",
    }
    if request.htmx and "find" in request.POST:  # type: ignore[attr-defined]  # set by the htmx middleware
        return render(request, "desk/c/caller.html", context)
    return desk_page(request, "desk/need_new.html", context, status)
