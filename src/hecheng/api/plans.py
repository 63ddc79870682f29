"""The dispatch desk: ask for a plan, look at its lines, gaps and reasons, change it, send it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.kinds import (
    Choice,
    Filters,
    Id,
    Moment,
    Named,
    Page,
    PersonOut,
    Prefix,
    Refused,
    Sent,
    Small,
    choice,
    counted_out,
    listed,
    named,
    page_of,
    person_out,
)
from hecheng.domains.people.queries import person_or_missing
from hecheng.domains.services import actions, reasons
from hecheng.domains.services.models import Plan
from hecheng.domains.services.queries import needs, plans

router = Router(tags=["plans"], auth=SIGNED_IN)

#: a planning run begins within a year
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]


class PlanOut(Schema):
    """A proposal for all open needs of an area prefix. `gap`: how far from the proven best, 0…1; null when none could be
    planned. `proposed` lines, `empty` needs that lack somebody."""

    id: Id
    prefix: str
    state: Choice
    horizon: date
    proposed: int
    empty: int
    objective: int
    gap: float | None
    took_ms: int
    problem: str
    made_by: PersonOut | None
    sent_by: PersonOut | None
    sent_at: Moment | None
    version: int


class LineOut(Schema):
    """One person for one need, with the reason as codes and in words."""

    id: Id
    need: Id
    offering: Named
    starts: Moment
    volunteer: PersonOut | None
    value: int
    locked: bool
    reason: dict[str, Any]
    words: str


class GapOut(Schema):
    """Seats that stay empty, and why."""

    need: Id
    offering: Named
    starts: Moment
    urgency: int
    missing: int
    reason: dict[str, Any]
    words: str


class PlanDetail(PlanOut):
    lines: list[LineOut]
    gaps: list[GapOut]


class PlanFilters(Filters):
    within: Prefix = ""
    open_only: bool = False


class NewPlan(Sent):
    """`horizon`: the first of the seven days; today by default. The open plan of the prefix is computed again."""

    prefix: Prefix
    horizon: Day | None = None


class Locking(Sent):
    locked: bool = True


class Change(Sent):
    """Somebody else in their place, or nobody (null)."""

    person: Id | None


class Sending(Sent):
    """All of the plan, or these needs. `version`: of the plan that was looked at."""

    version: Small | None = None
    needs: list[Id] | None = Field(None, max_length=2000)


class SentOut(Schema):
    plan: PlanOut
    sent: int


def _facts(plan: Plan) -> dict[str, Any]:
    return counted_out(plan, "proposed", "empty") | {
        "id": plan.pk,
        "prefix": plan.prefix,
        "state": choice(plan, "state"),
        "horizon": plan.horizon,
        "objective": plan.objective,
        "gap": plan.gap,
        "took_ms": plan.took_ms,
        "problem": plan.problem,
        "made_by": person_out(plan.made_by),
        "sent_by": person_out(plan.sent_by),
        "sent_at": plan.sent_at,
        "version": plan.version,
    }


def _detail(request: Request, id: object) -> PlanDetail:
    plan = plans.plan(request.actor, id)
    lines, gaps = list(plans.lines(plan)), list(plans.gaps(plan))
    told = reasons.Told.of([*(line.reason for line in lines), *(gap.reason for gap in gaps)])
    return PlanDetail(
        **_facts(plan),
        lines=[
            LineOut(
                id=line.pk,
                need=line.need_id,
                offering=named(line.need.offering),
                starts=line.need.starts,
                volunteer=person_out(line.person),
                value=line.value,
                locked=line.locked,
                reason=line.reason,
                words=told.words(line.reason),
            )
            for line in lines
        ],
        gaps=[
            GapOut(
                need=gap.need_id,
                offering=named(gap.need.offering),
                starts=gap.need.starts,
                urgency=gap.need.urgency,
                missing=gap.missing,
                reason=gap.reason,
                words=told.words(gap.reason),
            )
            for gap in gaps
        ],
    )


@router.get("", response=Page[PlanOut])
def list_plans(request: Request, asked: Query[PlanFilters]) -> dict[str, Any]:
    """Plans of one's areas, newest first."""
    count, found = page_of(plans.plans(request.actor, prefix=asked.within, open_only=asked.open_only), asked)
    return listed(count, asked, [PlanOut(**_facts(plan)) for plan in found])


@router.post("", response={202: PlanDetail})
def request_plan(request: Request, sent: NewPlan) -> Status[PlanDetail]:
    """Ask for a plan; a worker computes it: get it again until its state is `draft`."""
    plan = actions.request_plan(by=request.actor, prefix=sent.prefix, horizon=sent.horizon)
    return Status(202, _detail(request, plan.pk))


@router.get("/{id}", response=PlanDetail)
def get_plan(request: Request, id: str) -> PlanDetail:
    """One plan: who is proposed for what and why, and what stays empty and why."""
    return _detail(request, id)


@router.post("/{id}/lines/{line}/lock", response=PlanDetail)
def lock_line(request: Request, id: str, line: str, sent: Locking) -> PlanDetail:
    """Lock a proposal or unlock it: a new computation keeps what is locked."""
    row = plans.line(plans.plan(request.actor, id), line)
    actions.lock_line(by=request.actor, line=row, locked=sent.locked)
    return _detail(request, id)


@router.post("/{id}/lines/{line}/change", response=PlanDetail)
def change_line(request: Request, id: str, line: str, sent: Change) -> PlanDetail:
    """Take a proposal out, or put somebody else in their place."""
    row = plans.line(plans.plan(request.actor, id), line)
    person = person_or_missing(request.actor, sent.person) if sent.person else None
    actions.change_line(by=request.actor, line=row, person=person)
    return _detail(request, id)


@router.post("/{id}/send", response={200: SentOut, 409: Refused})
def send_plan(request: Request, id: str, sent: Sending) -> SentOut:
    """Ask the proposed volunteers; whoever sends second hears who was first."""
    actor, plan = request.actor, plans.plan(request.actor, id)
    chosen = [needs.need(actor, need) for need in sent.needs] if sent.needs is not None else None
    asked = actions.send_plan(by=actor, plan=plan, version=sent.version, needs=chosen)
    return SentOut(plan=PlanOut(**_facts(plans.plan(actor, id))), sent=len(asked))


@router.post("/{id}/discard", response=PlanOut)
def discard_plan(request: Request, id: str) -> PlanOut:
    """Put a plan away; nobody is told anything."""
    actions.discard_plan(by=request.actor, plan=plans.plan(request.actor, id))
    return PlanOut(**_facts(plans.plan(request.actor, id)))
