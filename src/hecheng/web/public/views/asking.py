"""Asking for help: what, where and when, for whom; then the page of the need says what happens next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hecheng.domains.areas.models import Level
from hecheng.domains.areas.queries import name_path
from hecheng.domains.people.contacts import clean_phone
from hecheng.domains.places.models import Place
from hecheng.domains.places.queries import position_of, site
from hecheng.domains.services.actions import place_need
from hecheng.domains.services.models import Need
from hecheng.domains.services.queries import menu
from hecheng.domains.services.queries.suggestions import suggest
from hecheng.kernel.errors import Invalid, Refusal
from hecheng.kernel.scope import level_of
from hecheng.web.public import asking, windows
from hecheng.web.public.asking import WHAT, WHERE, WHO, Walk, WhereForm, WhoForm
from hecheng.web.public.ground import sites_near
from hecheng.web.public.where import Standpoint, standpoint
from hecheng.web.shell.home import actor_of
from hecheng.web.shell.toasts import say

SITES = 3


def ask(request: HttpRequest) -> HttpResponse:
    """One address for the whole walk; which step is shown follows from what was said so far."""
    if request.method == "POST":
        return _go_on(request, Walk.of(request))
    if "resume" in request.GET and (walk := asking.kept(request)):
        return _who(request, walk)
    walk = Walk.of(request)
    return _where(request, walk) if walk.offering else _what(request, walk)


def _go_on(request: HttpRequest, walk: Walk) -> HttpResponse:
    go = request.POST.get("go", "")
    if go == WHAT or not walk.offering:
        return _what(request, walk)
    if go == WHERE:
        return _where(request, walk)
    form = WhereForm(walk.data)
    window = _checked_window(form, walk)
    if window is None:
        return _where(request, walk, form)
    return _send(request, walk, form, window) if go == "send" else _who(request, walk)


def _what(request: HttpRequest, walk: Walk) -> HttpResponse:
    """Step 1: big choices, or one's own words with what they seem to mean."""
    here = standpoint(request)
    words = walk.data.get("words", "")
    found = suggest(words, here.prefix) if words else []
    context = {
        "walk": walk,
        "step": 1,
        "words": words,
        "found": found,
        "common": [row for row in menu.most_asked(here.city) if row not in found],
        "carried": [(name, value) for name, value in walk.carried(WHAT) if name != "words"],
    }
    return render(request, "public/ask_what.html", context)


def _where(request: HttpRequest, walk: Walk, form: WhereForm | None = None) -> HttpResponse:
    """Step 2: where and when. The times are buttons that go on."""
    here, offering = standpoint(request), walk.offering
    assert offering is not None
    key = walk.form_key
    chosen = _site(walk)
    if "area" not in walk.data:
        walk.data["area"] = chosen.area if chosen else here.area if level_of(here.area) >= Level.COUNTY else ""
        walk.data.setdefault("headcount", str(offering.headcount))
    form = form or WhereForm(initial=walk.data)
    near = [found.place for found in sites_near(here, SITES)]
    area = walk.data["area"]
    context = {
        "walk": walk,
        "step": 2,
        "form": form,
        "offering": offering,
        "form_key": key,
        "area_path": name_path(area) if area else "",
        "area_known": bool(area) and level_of(area) >= Level.TOWN and "area" not in form.errors,
        "sites": near if chosen is None or chosen in near else [chosen, *near],
        "chosen_site": str(chosen.pk) if chosen else "",
        "windows": windows.suggested(offering.minutes),
        "time_typed": bool(walk.data.get("day"))
        or any(name in form.errors for name in ("window", "day", "begins", "until")),
        "carried": walk.carried(WHERE),
    }
    return render(request, "public/ask_where.html", context, status=422 if form.errors else 200)


def _checked_window(form: WhereForm, walk: Walk) -> windows.Window | None:
    """The time of a valid form; None when something is to be corrected, which the form then says."""
    offering = walk.offering
    assert offering is not None
    valid = form.is_valid()
    try:
        window = form.window_for(offering)
        if valid and level_of(form.cleaned_data["area"]) < Level.COUNTY:
            raise Invalid("area_too_wide", _("Please choose a county or district at least."), field="area")
    except Refusal as refused:
        _told(form, refused)
        return None
    return window if valid else None


def _told(form: forms.Form, refused: Refusal) -> bool:
    """Say a refusal beside its field; whether this form has such a field."""
    name = asking.SAID_AT.get(refused.field or "", refused.field)
    if name in form.fields:
        form.add_error(name, refused.sentence)
        return True
    return False


def _who(request: HttpRequest, walk: Walk, form: WhoForm | None = None) -> HttpResponse:
    """Step 3: for whom, and confirm."""
    offering = walk.offering
    where = WhereForm(walk.data)
    window = _checked_window(where, walk) if offering else None
    if offering is None or window is None:
        return _where(request, walk, where) if offering else _what(request, walk)
    form = form or WhoForm(initial={"whom": "me"} | walk.data)
    place = _site(walk)
    context = {
        "walk": walk,
        "step": 3,
        "form": form,
        "offering": offering,
        "window": window,
        "place": place,
        "area_path": name_path(place.area if place else walk.data["area"]),
        "is_known": actor_of(request).person is not None,
        "carried": walk.carried(WHO),
    }
    return render(request, "public/ask_who.html", context, status=422 if form.errors else 200)


def _site(walk: Walk) -> Place | None:
    try:
        return site(walk.data["site"]) if walk.data.get("site") else None
    except Refusal:
        return None


def _send(request: HttpRequest, walk: Walk, where: WhereForm, window: windows.Window) -> HttpResponse:
    """Place the need; who is not signed in yet is led there and comes back with everything."""
    form = WhoForm(walk.data)
    if form.is_valid():
        try:
            if form.cleaned_data["phone"]:
                clean_phone(form.cleaned_data["phone"])
            if actor_of(request).person is None:
                return _sign_in_first(request, walk)
            need = _placed(request, walk, where, form, window)
        except Refusal as refused:
            if _told(where, refused):
                return _where(request, walk, where)
            if not _told(form, refused):
                form.add_error(None, refused.sentence)
        else:
            asking.forget(request)
            return redirect("public:need", need.pk)
    return _who(request, walk, form)


def _sign_in_first(request: HttpRequest, walk: Walk) -> HttpResponse:
    asking.keep(request, walk)
    say(request, _("Everything you typed is kept. Sign in, or make an account, and confirm."))
    onward = urlencode({"next": f"{reverse('public:ask')}?resume=1"})
    return HttpResponseRedirect(f"{reverse('account_signup')}?{onward}")


def _placed(request: HttpRequest, walk: Walk, where: WhereForm, form: WhoForm, window: windows.Window) -> Need:
    offering, place = walk.offering, _site(walk)
    assert offering is not None
    said, at = form.cleaned_data, where.cleaned_data
    area = place.area if place else at["area"]
    lon, lat = _position(at, place, area, standpoint(request))
    return place_need(
        by=actor_of(request),
        offering=offering,
        area=area,
        site=place,
        starts=window.starts,
        ends=window.ends,
        address=at["address"],
        phone=said["phone"],
        lon=lon,
        lat=lat,
        headcount=at["headcount"] or offering.headcount,
        urgency=max(window.urgency, Need.Urgency.URGENT) if said["urgent"] else window.urgency,
        words=_words(said),
        risk=said["risk"],
        form_key=walk.form_key,
    )


def _words(said: dict[str, Any]) -> str:
    """What whoever comes reads first."""
    if said["whom"] != "other":
        return said["words"]
    return "\n".join(
        part for part in (_("For: %(who)s") % {"who": said["whom_words"] or _("somebody else")}, said["words"]) if part
    )


def _position(
    at: dict[str, Any], place: Place | None, area: str, here: Standpoint
) -> tuple[float | None, float | None]:
    """The pin; else the site; else the home, if it lies there; else about where the area is."""
    if at["lon"] is not None and at["lat"] is not None:
        return at["lon"], at["lat"]
    if place is not None:
        return place.lon, place.lat
    if here.exact and here.area == area:
        return here.lon, here.lat
    return position_of(area) or (None, None)
