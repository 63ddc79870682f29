"""The dispatch desk: a plan is proposed with reasons, changed by people, and sent once."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions import notify
from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions, planning
from hecheng.domains.services.actions import seats
from hecheng.domains.services.actions.needs import stale
from hecheng.domains.services.actions.steps import step
from hecheng.domains.services.models import Dispatch, Need, Plan, PlanGap, PlanLine, Signup
from hecheng.engines import dispatch as engine
from hecheng.kernel import clock
from hecheng.kernel.actions import action, refuse_if_stale
from hecheng.kernel.errors import Conflict, Missing
from hecheng.kernel.jobs import defer


@action
def request_plan(*, by: Actor, prefix: str, horizon: date | None = None) -> Plan:
    """Ask for a plan of a subtree, or for the open one to be computed again with its locks; a worker computes it."""
    by.require(*permissions.DISPATCHERS, area=prefix)
    plan = Plan.objects.select_for_update().filter(prefix=prefix, state__in=["computing", "draft"]).first()
    if plan is None:
        plan = Plan.objects.create(prefix=prefix, made_by=by.person, horizon=horizon or clock.today())
    else:
        plan.horizon, plan.state, plan.problem = horizon or clock.today(), Plan.State.COMPUTING, ""
        plan.version += 1
        plan.save(update_fields=["horizon", "state", "problem", "version"])
    defer("services.solve_plan", plan=str(plan.pk))
    return plan


@action
def propose_plan(*, by: Actor, plan: Plan | str) -> Plan:
    """Compute a requested plan: lines with reasons, gaps with what binds. People's locks and removals are kept."""
    permissions.require_system(by)
    pk = plan.pk if isinstance(plan, Plan) else uuid.UUID(plan)
    row = Plan.objects.select_for_update().filter(pk=pk, state=Plan.State.COMPUTING).first()
    if row is None:  # sent or discarded meanwhile: nothing to do
        return Plan.objects.get(pk=pk)
    began = time.perf_counter()
    run = planning.build(row.prefix, row.horizon, clock.now(), row.lines.select_related("need"))
    row.lines.filter(removed=False, locked=False).delete()
    row.gaps.all().delete()
    row.objective = row.upper_bound = 0
    if run is not None:
        _write(row, run)
    row.took_ms = int((time.perf_counter() - began) * 1000)
    row.state = Plan.State.DRAFT
    row.save()
    return row


def _write(row: Plan, run: planning.Run) -> None:
    solved = engine.solve(run.problem, seed=row.seed)
    row.objective, row.upper_bound = int(solved.objective), int(solved.upper_bound)
    chosen: dict[int, list[int]] = defaultdict(list)
    for v, o in zip(solved.pair_v, solved.pair_o, strict=True):
        chosen[int(o)].append(int(v))
    people = {index: str(person) for index, person in enumerate(run.people)}
    orders = {index: str(need.pk) for index, need in enumerate(run.needs)}
    lines, gaps = [], []
    for order, need in enumerate(run.needs):
        told = engine.explain(run.problem, solved, order)
        for v in chosen[order]:
            lines.append(
                PlanLine(
                    plan=row,
                    need=need,
                    person_id=run.people[v],
                    value=told.value_of(v),
                    reason=told.reason_for(v, people),
                )
            )
        missing = int(run.problem.o_need[order]) - len(chosen[order])
        if missing > 0:
            reason = told.reason_for_empty(people, orders)
            gaps.append(PlanGap(plan=row, need=need, missing=missing, reason=reason))
    PlanLine.objects.bulk_create(lines, batch_size=2000)
    PlanGap.objects.bulk_create(gaps, batch_size=2000)


def _draft(by: Actor, plan: Plan | None, version: int | None = None) -> Plan:
    """The actor's open plan, locked. Raises `Missing`, `Conflict` (already sent: says by whom)."""
    if plan is None:
        raise Missing
    row = permissions.found(Plan.objects, permissions.plans_made(by), plan.pk, lock=True)
    if row.state == Plan.State.SENT:
        who = row.sent_by.masked_name if row.sent_by else "—"
        raise Conflict("plan_sent", _("This plan was already sent by %(who)s."), who=who)
    if row.state != Plan.State.DRAFT:
        raise Conflict("plan_not_ready", _("This plan is not ready. Please wait a moment or ask for a new one."))
    refuse_if_stale(row.version, version, stale())
    return row


@action
def lock_line(*, by: Actor, line: PlanLine, locked: bool = True) -> PlanLine:
    """Lock a proposal (or unlock it): a new computation must keep it."""
    _draft(by, line.plan)
    row = PlanLine.objects.select_for_update().get(pk=line.pk)
    row.locked, row.removed = locked, False
    row.save(update_fields=["locked", "removed"])
    return row


@action
def change_line(*, by: Actor, line: PlanLine, person: Person | None) -> PlanLine | None:
    """Take a proposal out (`person=None`) or put somebody else in their place, locked.

    Raises `NotAllowed` when the other lacks a skill or clearance, `Conflict` when they are busy or already proposed.
    """
    plan = _draft(by, line.plan)
    row = PlanLine.objects.select_for_update().select_related("need__offering").get(pk=line.pk)
    row.removed, row.locked = True, False
    row.save(update_fields=["removed", "locked"])
    if person is None:
        return None
    seats.require_fit(person, row.need.offering)
    _require_free(plan, row.need, person)
    chosen, _made = PlanLine.objects.update_or_create(
        plan=plan,
        need=row.need,
        person=person,
        defaults={"locked": True, "removed": False, "reason": {"code": "chosen-by-hand"}},
    )
    return chosen


def _require_free(plan: Plan, need: Need, person: Person) -> None:
    during = (need.starts, need.ends)
    busy = Signup.objects.filter(person=person, state=Signup.State.ACTIVE, during__overlap=during).exists()
    lines = PlanLine.objects.filter(plan=plan, person=person, removed=False)
    if busy or lines.filter(need__starts__lt=need.ends, need__ends__gt=need.starts).exists():
        raise Conflict("overlap", _("This person already serves elsewhere at that time. Please choose another one."))


@action
def discard_plan(*, by: Actor, plan: Plan) -> Plan:
    """Put a plan away; nobody is told anything."""
    row = permissions.found(Plan.objects, permissions.plans_made(by), plan.pk, lock=True)
    if row.state in (Plan.State.DRAFT, Plan.State.COMPUTING):
        row.state = Plan.State.DISCARDED
        row.save(update_fields=["state"])
    return row


@action
def send_plan(*, by: Actor, plan: Plan, version: int | None = None, needs: list[Need] | None = None) -> list[Dispatch]:
    """Ask the proposed volunteers, for all needs of the plan or for these; whoever sends second hears who was first.

    A need that moved on meanwhile (taken, cancelled, sent by another plan) is left out. When all is sent, so is the plan.
    """
    row = _draft(by, plan, version)
    lines = row.lines.filter(removed=False)
    if needs is not None:
        lines = lines.filter(need__in=needs)
    sent = _send_lines(by, row, lines)
    row.version += 1
    if not row.lines.filter(removed=False).exclude(need__in={line.need_id for line in lines}).exists():
        row.state, row.sent_by, row.sent_at = Plan.State.SENT, by.person, clock.now()
    row.save()
    return sent


def _send_lines(by: Actor, plan: Plan, lines: QuerySet[PlanLine]) -> list[Dispatch]:
    per_need: dict[uuid.UUID, list[PlanLine]] = defaultdict(list)
    for line in lines.select_related("person").order_by("-locked", "-value"):
        per_need[line.need_id].append(line)
    ready = (
        Need.objects.select_for_update(of=("self",))
        .filter(pk__in=per_need, state__in=["routed", "dispatched", "accepted"], starts__gt=clock.now())
        .select_related("offering")
        .order_by("pk")
    )
    sent: list[Dispatch] = []
    for need in ready:
        open_before = set(need.dispatches.filter(state__in=["sent", "accepted"]).values_list("person_id", flat=True))
        room = need.headcount - len(open_before)
        chosen = [line for line in per_need[need.pk] if line.person_id not in open_before][: max(room, 0)]
        if not chosen:
            continue
        sent += _ask(by, plan, need, chosen)
        if need.state == Need.State.ROUTED:
            step(need, Need.State.DISPATCHED, by=by.person)
    return sent


def _ask(by: Actor, plan: Plan, need: Need, lines: list[PlanLine]) -> list[Dispatch]:
    session = seats.session_for(need)
    made = Dispatch.objects.bulk_create(
        [
            Dispatch(
                need=need,
                area=need.area,
                person=line.person,
                session=session,
                plan=plan,
                reason=line.reason,
                sent_by=by.person,
            )
            for line in lines
        ]
    )
    for dispatch in made:
        notify(
            dispatch.person,
            kind="services.dispatch-sent",
            params={"offering": need.offering_id, "starts": need.starts.isoformat(), "area": need.area},
            link=f"/me/asked/{dispatch.pk}/",
            dedupe_key=f"dispatch-sent:{dispatch.pk}",
        )
    return made
