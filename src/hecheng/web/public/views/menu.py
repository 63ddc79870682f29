"""The menu: what can be asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hecheng.domains.services.models import Offering
from hecheng.domains.services.queries import menu, sessions
from hecheng.kernel import clock
from hecheng.web.public.where import standpoint
from hecheng.web.shell.home import actor_of


class MenuFilters(forms.Form):
    """Part of a name, and a platform."""

    q = forms.CharField(label=_("What do you look for?"), required=False, max_length=60)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    category = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        platforms = [(row.code, row.name) for row in menu.platforms()]
        self.fields["platform"].choices = [("", _("All platforms")), *platforms]  # type: ignore[attr-defined]  # a choice field


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Six categories with their themes; inside one, or when something is looked for, the offerings."""
    here = standpoint(request)
    form = MenuFilters(request.GET)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name, "") for name in ("q", "platform", "category")}
    categories = list(menu.menu(here.prefix))
    rows: list[Offering] = []
    if any(wanted.values()):
        found = menu.offerings(here.prefix, category=wanted["category"], platform=wanted["platform"], text=wanted["q"])
        rows = list(found.order_by("theme__category__order", "theme__order", "order", "code"))
    context = {
        "form": form,
        "categories": categories,
        "chosen": next((row for row in categories if row.code == wanted["category"]), None),
        "rows": rows,
        "is_filtered": any(wanted.values()),
        "total": len(rows) or sum(len(theme.offerings.all()) for row in categories for theme in row.themes.all()),
    }
    return render(request, "public/menu.html", context)


@require_GET
def offering_page(request: HttpRequest, code: str) -> HttpResponse:
    """One offering: what happens, for whom, how long, and where it is on without asking."""
    here, row = standpoint(request), menu.offering(code)
    coming = sessions.sessions(
        actor_of(request),
        prefix=here.city,
        states=["planned"],
        since=clock.now(),
        announced=True,
        roles=False,
        offering=row.code,
    )
    return render(request, "public/offering.html", {"row": row, "coming": list(coming[:3])})
