"""The dispatch desk: plans with their lines and gaps."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Plan, PlanGap, PlanLine
from hecheng.domains.services.queries.rows import one, with_people


def plans(actor: Actor, *, prefix: str = "", open_only: bool = False) -> QuerySet[Plan]:
    """Plans of the actor's subtrees, newest first, each with the number of `proposed` lines and of `empty` needs."""
    rows = Plan.objects.filter(permissions.plans_made(actor), prefix__startswith=prefix)
    if open_only:
        rows = rows.filter(state__in=[Plan.State.COMPUTING, Plan.State.DRAFT])
    return (
        with_people(rows, "made_by", "sent_by")
        .annotate(
            proposed=Count("lines", filter=Q(lines__removed=False), distinct=True), empty=Count("gaps", distinct=True)
        )
        .order_by("-created_at", "id")
    )


def plan(actor: Actor, pk: object) -> Plan:
    """One plan of the actor's subtrees. Raises `Missing`."""
    return one(plans(actor), pk)


def lines(row: Plan) -> QuerySet[PlanLine]:
    """The proposals that stand, need by need, the best first, with need and volunteer."""
    found = (
        row.lines.filter(removed=False)
        .select_related("need__offering", "person__volunteer")
        .defer("need__address", "need__phone")
    )
    return with_people(found, "person").order_by("need__starts", "need", "-locked", "-value", "id")


def line(row: Plan, pk: object) -> PlanLine:
    """One line of a plan. Raises `Missing`."""
    return one(row.lines.select_related("need__offering", "plan"), pk)


def gaps(row: Plan) -> QuerySet[PlanGap]:
    """Needs with empty seats, and why."""
    return (
        row.gaps.select_related("need__offering")
        .defer("need__address", "need__phone")
        .order_by("-need__urgency", "need__starts", "id")
    )
