"""What a dispatcher does with a plan: asks for it, changes it, undoes that, sends it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hecheng.domains.areas.queries import area_or_refuse
from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import person_or_missing
from hecheng.domains.services import actions
from hecheng.domains.services.models import Plan, PlanLine
from hecheng.domains.services.queries import board, needs, plans
from hecheng.kernel.errors import Refusal
from hecheng.kernel.rows import as_uuid
from hecheng.kernel.scope import significant
from hecheng.web.desk.answers import version_seen
from hecheng.web.desk.gate import DISPATCHERS, at_desk
from hecheng.web.desk.views.dispatch import address, shown
from hecheng.web.desk.views.sessions import one_person
from hecheng.web.shell.toasts import refuse, say, warn


def _then(request: HttpRequest, plan: Plan, verb: Callable[[], None], opened: object = "") -> HttpResponse:
    """Do it and go back to the board; a refusal is said there."""
    try:
        verb()
    except Refusal as refused:
        refuse(request, refused.sentence)
    return redirect(address(plan.prefix, opened))


@require_POST
@at_desk(*DISPATCHERS)
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for a plan of an area, or for the open one to be computed again; a worker computes it."""
    prefix = significant(area_or_refuse(request.POST.get("area", "")).code)
    try:
        actions.request_plan(by=actor, prefix=prefix)
    except Refusal as refused:
        refuse(request, refused.sentence)
    return redirect(address(prefix))


@require_POST
@at_desk(*DISPATCHERS)
def discard(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Put the plan away; nobody is told anything."""
    plan = plans.plan(actor, pk)

    def verb() -> None:
        actions.discard_plan(by=actor, plan=plan)
        say(request, _("Put away. Nobody was told anything."))

    return _then(request, plan, verb)


@require_POST
@at_desk(*DISPATCHERS)
def send(request: HttpRequest, actor: Actor, pk: uuid.UUID, need: uuid.UUID | None = None) -> HttpResponse:
    """Ask the proposed volunteers, for all needs or for one. Whoever sends second reads who was first."""
    plan = plans.plan(actor, pk)
    chosen = [needs.need(actor, need)] if need else None
    try:
        sent = actions.send_plan(by=actor, plan=plan, version=version_seen(request), needs=chosen)
    except Refusal as refused:
        return shown(request, actor, {"refused": refused.sentence}, refused.status, plan.prefix)
    if sent:
        told = {"needs": len({row.need_id for row in sent}), "people": len(sent)}
        say(request, _("Sent: %(needs)s requests, %(people)s people asked.") % told)
    else:
        warn(request, _("There was nothing to send: these requests have moved on."))
    return redirect(address(plan.prefix))


def _line(actor: Actor, pk: uuid.UUID, line: uuid.UUID) -> PlanLine:
    return plans.line(plans.plan(actor, pk), line)


def _undo(line: PlanLine, what: str, was: object = "") -> str:
    """The address that takes a change back."""
    tail = f"&was={was}" if was else ""
    return f"{reverse('desk:undo_line', args=[line.plan_id, line.pk])}?what={what}{tail}"


@require_POST
@at_desk(*DISPATCHERS)
def lock_need(request: HttpRequest, actor: Actor, pk: uuid.UUID, need: uuid.UUID) -> HttpResponse:
    """Lock every proposal for a need, or unlock them."""
    plan = plans.plan(actor, pk)
    row = needs.need(actor, need)
    lines = board.standing(plan).filter(need=row).select_related("plan")
    locked = request.POST.get("locked") != "0"

    def verb() -> None:
        for line in lines:
            actions.lock_line(by=actor, line=line, locked=locked)
        words = _("Locked: a new computation keeps it.") if locked else _("Unlocked.")
        back = reverse("desk:undo_lock", args=[plan.pk, row.pk]) + f"?locked={int(not locked)}"
        say(request, words, undo=back)

    return _then(request, plan, verb, row.pk)


@require_POST
@at_desk(*DISPATCHERS)
def undo_lock(request: HttpRequest, actor: Actor, pk: uuid.UUID, need: uuid.UUID) -> HttpResponse:
    """Take a lock, or an unlock, of a need back."""
    plan = plans.plan(actor, pk)
    locked = request.GET.get("locked") == "1"

    def verb() -> None:
        for line in board.standing(plan).filter(need=need).select_related("plan"):
            actions.lock_line(by=actor, line=line, locked=locked)
        say(request, _("Taken back."))

    return _then(request, plan, verb, need)


@require_POST
@at_desk(*DISPATCHERS)
def lock(request: HttpRequest, actor: Actor, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Lock one proposal, or unlock it."""
    row = _line(actor, pk, line)
    locked = not row.locked

    def verb() -> None:
        actions.lock_line(by=actor, line=row, locked=locked)
        words = _("Locked: a new computation keeps it.") if locked else _("Unlocked.")
        say(request, words, undo=_undo(row, "unlock" if locked else "lock"))

    return _then(request, row.plan, verb, row.need_id)


@require_POST
@at_desk(*DISPATCHERS)
def take_out(request: HttpRequest, actor: Actor, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Take a proposal out; a new computation does not bring it back."""
    row = _line(actor, pk, line)
    was = "lock" if row.locked else "unlock"

    def verb() -> None:
        actions.change_line(by=actor, line=row, person=None)
        say(request, _("Taken out."), undo=_undo(row, was))

    return _then(request, row.plan, verb, row.need_id)


def _person(request: HttpRequest, actor: Actor) -> Person:
    """Who was picked from the list, else who was typed exactly. Raises `Missing`, `Invalid`."""
    picked = as_uuid(request.POST.get("person", ""))
    return person_or_missing(actor, picked) if picked else one_person(actor, request.POST.get("who", ""))


@require_POST
@at_desk(*DISPATCHERS)
def swap(request: HttpRequest, actor: Actor, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Put somebody else in the place of a proposal, locked."""
    row = _line(actor, pk, line)
    was = row.pk

    def verb() -> None:
        chosen = actions.change_line(by=actor, line=row, person=_person(request, actor))
        assert chosen is not None
        say(request, _("%(who)s is proposed now.") % {"who": chosen.person.masked_name}, undo=_undo(chosen, "out", was))

    return _then(request, row.plan, verb, row.need_id)


@require_POST
@at_desk(*DISPATCHERS)
def add(request: HttpRequest, actor: Actor, pk: uuid.UUID, need: uuid.UUID) -> HttpResponse:
    """Put somebody on an empty seat."""
    plan, row = plans.plan(actor, pk), needs.need(actor, need)

    def verb() -> None:
        chosen = actions.add_line(by=actor, plan=plan, need=row, person=_person(request, actor))
        say(request, _("%(who)s is proposed now.") % {"who": chosen.person.masked_name}, undo=_undo(chosen, "out"))

    return _then(request, plan, verb, row.pk)


@require_POST
@at_desk(*DISPATCHERS)
def undo(request: HttpRequest, actor: Actor, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Take a change back: unlock, lock, or put the one before (`was`) in the place of who was chosen."""
    row, what = _line(actor, pk, line), request.GET.get("what")

    def verb() -> None:
        if what == "out":
            actions.change_line(by=actor, line=row, person=None)
            if was := as_uuid(request.GET.get("was", "")):
                actions.lock_line(by=actor, line=_line(actor, pk, was), locked=False)
        else:
            actions.lock_line(by=actor, line=row, locked=what == "lock")
        say(request, _("Taken back."))

    return _then(request, row.plan, verb, row.need_id)
