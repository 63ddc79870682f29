"""The dispatch board: open needs with what the plan proposes for each, and who else could go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Avg, Count, Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from hecheng.domains.people.models import Volunteer, VolunteerSkill
from hecheng.domains.people.permissions import Actor, visible_persons
from hecheng.domains.places.queries.sites import km_from
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Dispatch, Need, Offering, Plan, PlanChange, PlanGap, PlanLine, Signup
from hecheng.domains.services.planning import DAYS
from hecheng.domains.services.queries.desk import seats_of
from hecheng.domains.services.queries.rows import with_people
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china

OPEN = ("sent", "accepted")


def open_plan(actor: Actor, prefix: str) -> Plan | None:
    """The plan of exactly this subtree that is computed or proposed now."""
    rows = Plan.objects.filter(permissions.plans_made(actor), prefix=prefix, state__in=["computing", "draft"])
    return with_people(rows, "made_by").first()


def open_needs(actor: Actor, prefix: str, plan: Plan | None = None) -> QuerySet[Need]:
    """Needs that lack volunteers in the seven days from the plan's first day (today), the most urgent first, each with
    `asked`: seats somebody is asked for."""
    first = plan.horizon if plan else clock.today()
    start = in_china(first.year, first.month, first.day)
    rows = Need.objects.within(prefix).filter(permissions.needs_dispatched(actor))
    rows = rows.filter(state__in=["routed", "dispatched", "accepted"], starts__gt=clock.now())
    seated: QuerySet = seats_of(rows.filter(starts__gte=start, ends__lte=start + timedelta(days=DAYS)))
    return (
        seated.filter(asked__lt=F("headcount"))
        .select_related("offering__platform", "platform", "site")
        .defer("address", "phone")
        .order_by("-urgency", "starts", "id")
    )


def standing(plan: Plan) -> QuerySet[PlanLine]:
    """Proposals that stand: not taken out, and not sent yet."""
    sent = Dispatch.objects.filter(need=OuterRef("need"), person=OuterRef("person"), state__in=OPEN)
    return plan.lines.filter(removed=False).exclude(Exists(sent))


@dataclass(frozen=True)
class Figures:
    """What a dispatcher wants to know first. km is None without a proposal that the engine made."""

    needs: int
    wanted: int
    filled: int
    to_send: int
    km: float | None


def figures(needs: QuerySet, plan: Plan | None) -> Figures:
    """Open needs, seats wanted and filled (asked or proposed), needs ready to send, mean distance."""
    counted = list(needs.order_by().values_list("headcount", "asked"))
    wanted, asked = sum(seats for seats, _asked in counted), sum(n for _seats, n in counted)
    if plan is None:
        return Figures(len(counted), wanted, asked, 0, None)
    km = Avg(Cast(KeyTextTransform("km", "reason"), FloatField()))
    told = (
        standing(plan)
        .filter(need__in=needs.order_by().values("pk"))
        .aggregate(seats=Count("pk"), needs=Count("need", distinct=True), km=km)
    )
    return Figures(len(counted), wanted, asked + told["seats"], told["needs"], told["km"])


@dataclass
class Proposal:
    """One need with what is proposed for it."""

    need: Need
    lines: list[PlanLine] = field(default_factory=list)
    gap: PlanGap | None = None

    @property
    def filled(self) -> int:
        return self.need.asked + len(self.lines)  # type: ignore[attr-defined]  # annotated by the query

    @property
    def missing(self) -> int:
        return max(self.need.headcount - self.filled, 0)

    @property
    def locked(self) -> bool:
        return bool(self.lines) and all(line.locked for line in self.lines)


def proposals(needs: Sequence[Need], plan: Plan | None) -> list[Proposal]:
    """These needs with the lines and gaps of the plan; two queries whatever the rows."""
    if plan is None:
        return [Proposal(need) for need in needs]
    lines: dict[object, list[PlanLine]] = defaultdict(list)
    rows = with_people(standing(plan).filter(need__in=[need.pk for need in needs]), "person")
    for line in rows.order_by("-locked", "-value", "id"):
        lines[line.need_id].append(line)
    gaps = {gap.need_id: gap for gap in plan.gaps.filter(need__in=[need.pk for need in needs])}
    return [Proposal(need, lines[need.pk], gaps.get(need.pk)) for need in needs]


def changes(plan: Plan, need: Need | None = None, most: int = 8) -> QuerySet[PlanChange]:
    """What people did to a plan (to one need of it), newest first."""
    rows = plan.changes.filter(need=need) if need else plan.changes.all()
    return (
        with_people(rows, "person", "by").select_related("need__offering").defer("need__address", "need__phone")[:most]
    )


def candidates(actor: Actor, plan: Plan, need: Need, most: int = 8) -> list[Volunteer]:
    """Volunteers near a need who are fit and free for it and not proposed elsewhere then, nearest first, each with `km`."""
    if need.lon is None or need.lat is None:
        return []
    rows = Volunteer.objects.filter(visible_persons(actor, "person"), until=None, person__lon__isnull=False)
    rows = rows.within(plan.prefix).filter(Q(paused_until=None) | Q(paused_until__lt=clock.local(need.starts).date()))
    for skill in need.offering.skills.all():
        held = VolunteerSkill.objects.valid_on(clock.today()).filter(volunteer=OuterRef("pk"), skill=skill)
        rows = rows.filter(Exists(held))
    if need.offering.safeguarding != Offering.Safeguarding.NONE:
        rows = rows.filter(
            person__clearances__kind=need.offering.safeguarding, person__clearances__until__gte=clock.today()
        )
    rows = rows.annotate(then=F("availability").bitand(_half_days(need))).filter(then=_half_days(need))
    rows = rows.exclude(_taken(plan, need)).exclude(person__in=[need.asked_by_id, need.beneficiary_id])
    near: QuerySet = with_people(rows, "person").annotate(km=_km(need))
    return list(near.filter(km__lte=F("radius_km")).order_by("km", "pk").distinct()[:most])


def _km(need: Need) -> object:
    """From the volunteer's home."""
    return km_from(need.lon, need.lat, path="person")  # type: ignore[arg-type]  # asked for only with a position


def _half_days(need: Need) -> int:
    """The availability bits that a need touches."""
    starts, ends = clock.local(need.starts), clock.local(need.ends)
    part = {hour: max(hour // 6 - 1, 0) for hour in range(24)}
    first, last = part[starts.hour], part[(ends - timedelta(minutes=1)).hour]
    return sum(1 << (3 * starts.weekday() + at) for at in range(first, max(last, first) + 1))


def _taken(plan: Plan, need: Need) -> Q:
    """Those who serve elsewhere then, were asked for this need before, or are proposed for that time."""
    busy = Signup.objects.filter(state=Signup.State.ACTIVE, during__overlap=(need.starts, need.ends))
    proposed = PlanLine.objects.filter(plan=plan, removed=False, need__starts__lt=need.ends, need__ends__gt=need.starts)
    asked = Dispatch.objects.filter(need=need)
    return (
        Q(person__in=busy.values("person"))
        | Q(person__in=proposed.values("person"))
        | Q(person__in=asked.values("person"))
    )
