"""The desk's menu: only what this person can do, with counts where something waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.awaits import waiting_counts
from hecheng.domains.people.permissions import STAFF, Actor, Role
from hecheng.domains.services.permissions import DISPATCHERS, KEEPERS, READERS
from hecheng.web.shell.home import actor_of
from hecheng.web.shell.navigation import Group, Item

#: who gives and ends roles; who reads the log
GIVERS: tuple[Role, ...] = (Role.CITY_OFFICE, Role.ADMINISTRATOR)
LOG_READERS: tuple[Role, ...] = (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)


def counts_of(request: HttpRequest) -> dict[str, int]:
    """How much of each kind awaits whoever asks; counted once a request."""
    if not hasattr(request, "_awaits"):
        request._awaits = waiting_counts(actor_of(request), staff=True)  # type: ignore[attr-defined]  # kept for this request alone
    return request._awaits  # type: ignore[attr-defined]  # see above


def desk_nav(actor: Actor, waiting: dict[str, int]) -> list[Group]:
    """What this person finds at the left."""
    route, dispatch = waiting.get("needs.1-route", 0), waiting.get("needs.2-dispatch", 0)
    confirm = waiting.get("sessions.confirm", 0) + waiting.get("sessions.countersign", 0)
    runs = actor.holds(*KEEPERS) or bool(actor.led_teams)
    groups = [
        Group(
            "",
            [
                Item(_("Awaits me"), reverse("desk:home"), count=sum(waiting.values())),
                *_if(actor.holds(*READERS), Item(_("Requests"), reverse("desk:needs"), count=route)),
                *_if(actor.holds(*DISPATCHERS), Item(_("Dispatch"), reverse("desk:dispatch"), count=dispatch)),
                *_if(actor.holds(*READERS), Item(_("Activities"), reverse("desk:activities"))),
                *_if(runs, Item(_("Sessions"), reverse("desk:sessions"), count=confirm)),
            ],
        )
    ]
    if actor.holds(*STAFF):
        kept = [
            Item(_("Volunteers"), reverse("desk:volunteers")),
            Item(_("Teams"), reverse("desk:teams")),
            Item(_("Sites"), reverse("desk:sites")),
            *_if(actor.holds(*GIVERS), Item(_("Roles"), reverse("desk:people"))),
        ]
        groups.append(Group(_("People and sites"), kept))
        groups.append(Group(_("Figures and log"), [Item(_("Figures"), reverse("figures:index")), *_checking(actor)]))
    return groups


def _checking(actor: Actor) -> list[Item]:
    return [
        *_if(actor.holds(*LOG_READERS), Item(_("Log"), reverse("desk:log"))),
        *_if(actor.holds(*GIVERS), Item(_("Reference data"), reverse("admin:index"))),
    ]


def _if(holds: bool, item: Item) -> list[Item]:
    return [item] if holds else []


def desk_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the desk with its menu."""
    frame = {"desk_nav": desk_nav(actor_of(request), counts_of(request)), "desk_title": _("Hecheng · Desk")}
    return render(request, template, frame | context, status=status)
