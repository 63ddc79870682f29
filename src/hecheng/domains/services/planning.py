"""From rows to the engine's arrays and back. One planning run: open needs of a subtree over seven days.

The engine knows a single clearance flag and no calendar: who lacks the particular clearance, or is busy elsewhere, is
barred pair by pair.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import Count, Q, QuerySet, Sum

from hecheng.domains.people.models import Clearance, Membership, Volunteer, VolunteerSkill
from hecheng.domains.services.bars import Bars
from hecheng.domains.services.models import Need, Offering, PlanLine, ServiceRecord
from hecheng.engines.dispatch import Problem, problem_from
from hecheng.kernel.clock import SHANGHAI, in_china
from hecheng.kernel.geo import plane_km
from hecheng.kernel.scope import within

DAYS = 7


@dataclass(frozen=True)
class Run:
    """The engine's problem, and which row stands behind each index."""

    problem: Problem
    needs: list[Need]
    people: list[uuid.UUID]


def open_needs(prefix: str, horizon: date) -> QuerySet[Need]:
    """Needs of the subtree that lack volunteers and start within the horizon, with `asked` open dispatches."""
    start = in_china(horizon.year, horizon.month, horizon.day)
    return (
        Need.objects.within(prefix)
        .filter(state__in=[Need.State.ROUTED, Need.State.DISPATCHED, Need.State.ACCEPTED])
        .filter(starts__gte=start, ends__lte=start + timedelta(days=DAYS), lon__isnull=False)
        .annotate(asked=Count("dispatches", filter=Q(dispatches__state__in=["sent", "accepted"])))
        .select_related("offering")
        .order_by("starts", "id")
    )


def build(prefix: str, horizon: date, now: datetime, lines: Iterable[PlanLine] = ()) -> Run | None:
    """The problem of a subtree; None when nothing is open or nobody volunteers there.

    `lines` of the draft that is being recomputed (with `need`): a locked one stands, so its seat is taken and its person
    busy then, whatever the engine would say of a choice made by hand; a removed one must not come back.
    """
    lines = list(lines)
    locked = [line for line in lines if line.locked and not line.removed]
    seats = Counter(line.need_id for line in locked)
    wanted = {n: n.headcount - n.asked - seats[n.pk] for n in open_needs(prefix, horizon) if n.starts > now}  # type: ignore[attr-defined]  # annotated by the query
    needs = [need for need, free in wanted.items() if free > 0]
    volunteers = _volunteers(prefix, horizon, Counter(line.person_id for line in locked))
    if not needs or not volunteers:
        return None
    people = [volunteer.person_id for volunteer in volunteers]
    origin = (float(np.mean([n.lon for n in needs])), float(np.mean([n.lat for n in needs])))
    teams = _Teams()
    arrays = _volunteer_arrays(volunteers, horizon, origin, teams) | _order_arrays(needs, horizon, origin, teams)
    arrays["o_need"] = np.array([wanted[need] for need in needs], dtype=np.int16)
    bars = Bars(needs, people, horizon)
    bars.add_lines(lines)
    arrays |= {"t_div": teams.divisions()} | bars.arrays()
    return Run(problem_from(arrays), needs, people)


class _Teams:
    """Teams as indexes; whoever has none gets a place-holder of their town, which is nobody else's team."""

    def __init__(self) -> None:
        self._index: dict[object, int] = {}
        self._division: list[int] = []

    def of(self, key: object, area: str) -> int:
        if key not in self._index:
            self._index[key] = len(self._division)
            self._division.append(int(area[:9]))
        return self._index[key]

    def divisions(self) -> np.ndarray:
        """`t_div`: county·1000 + town."""
        return np.array(self._division, dtype=np.int32)


def _volunteers(prefix: str, horizon: date, locked: Counter[uuid.UUID]) -> list[Volunteer]:
    """Volunteers of the subtree who have a home on the map and are not resting, with `load` taken this week."""
    start = in_china(horizon.year, horizon.month, horizon.day)
    rows = (
        Volunteer.objects.filter(within("area", prefix), until=None, person__lon__isnull=False)
        .filter(Q(paused_until=None) | Q(paused_until__lt=horizon))
        .annotate(
            load=Count(
                "person__dispatches",
                filter=Q(
                    person__dispatches__state__in=["sent", "accepted"],
                    person__dispatches__need__starts__gte=start,
                    person__dispatches__need__starts__lt=start + timedelta(days=DAYS),
                ),
            )
        )
        .select_related("person")
        .order_by("pk")
    )
    found = list(rows)
    for row in found:
        row.load += locked[row.person_id]
    return [row for row in found if row.max_per_week > row.load]


def _volunteer_arrays(
    volunteers: list[Volunteer], horizon: date, origin: tuple[float, float], teams: _Teams
) -> dict[str, np.ndarray]:
    people = [volunteer.person for volunteer in volunteers]
    skills = _skill_masks(volunteers, horizon)
    cleared = set(Clearance.objects.filter(until__gte=horizon).values_list("person_id", flat=True))
    member = dict(Membership.objects.filter(until=None).order_by("since").values_list("person_id", "team_id"))
    xy = np.array([plane_km(person.lon or 0, person.lat or 0, origin) for person in people], dtype=np.float64)
    return {
        "v_lon": np.array([person.lon for person in people], dtype=np.float64),
        "v_lat": np.array([person.lat for person in people], dtype=np.float64),
        "v_x": xy[:, 0],
        "v_y": xy[:, 1],
        "v_rad": np.array([v.radius_km for v in volunteers], dtype=np.float32),
        "v_avail": np.array([_from_day(v.availability, horizon.weekday()) for v in volunteers], dtype=np.uint32),
        "v_skill": np.array([skills.get(v.pk, 0) for v in volunteers], dtype=np.uint64),
        "v_star": np.array([v.stars for v in volunteers], dtype=np.int8),
        "v_lang": np.array([v.languages for v in volunteers], dtype=np.uint8),
        "v_clear": np.array([v.person_id in cleared for v in volunteers], dtype=bool),
        "v_k": np.array([v.max_per_week - v.load for v in volunteers], dtype=np.int8),  # type: ignore[attr-defined]  # annotated by the query
        "v_hours": np.array(_hours_this_month(volunteers, horizon), dtype=np.float32),
        "v_team": np.array(
            [teams.of(member.get(v.person_id) or ("home", v.area[:9]), v.area) for v in volunteers], dtype=np.int32
        ),
    }


def _from_day(week: int, weekday: int) -> int:
    """Availability by weekday (Monday first) turned so that the horizon's first day comes first."""
    shift = 3 * weekday
    return ((week >> shift) | (week << (21 - shift))) & (2**21 - 1)


def _skill_masks(volunteers: list[Volunteer], day: date) -> dict[uuid.UUID, int]:
    masks: dict[uuid.UUID, int] = defaultdict(int)
    rows = VolunteerSkill.objects.filter(volunteer__in=[v.pk for v in volunteers]).filter(
        Q(until=None) | Q(until__gte=day)
    )
    for volunteer, bit in rows.values_list("volunteer_id", "skill__bit"):
        masks[volunteer] |= 1 << bit
    return masks


def _hours_this_month(volunteers: list[Volunteer], horizon: date) -> list[float]:
    first = in_china(horizon.year, horizon.month, 1)
    served = dict(
        ServiceRecord.objects.filter(served_at__gte=first, reversal=None)
        .values_list("person_id")
        .annotate(minutes=Sum("minutes"))
    )
    return [served.get(v.person_id, 0) / 60 for v in volunteers]


def _order_arrays(
    needs: list[Need], horizon: date, origin: tuple[float, float], teams: _Teams
) -> dict[str, np.ndarray]:
    start = in_china(horizon.year, horizon.month, horizon.day)
    xy = np.array([plane_km(need.lon or 0, need.lat or 0, origin) for need in needs], dtype=np.float64)
    wanted: dict[str, int] = defaultdict(int)
    for offering, bit in Offering.skills.through.objects.filter(
        offering__in={need.offering_id for need in needs}
    ).values_list("offering_id", "skill__bit"):
        wanted[offering] |= 1 << bit
    orders = len(needs)
    return {
        "o_lon": np.array([need.lon for need in needs], dtype=np.float64),
        "o_lat": np.array([need.lat for need in needs], dtype=np.float64),
        "o_x": xy[:, 0],
        "o_y": xy[:, 1],
        "o_start": np.array([_minute(need.starts, start) for need in needs], dtype=np.int32),
        "o_end": np.array([_minute(need.ends, start) for need in needs], dtype=np.int32),
        "o_need": np.array([need.headcount - need.asked for need in needs], dtype=np.int16),  # type: ignore[attr-defined]  # annotated by the query
        "o_quorum": np.zeros(orders, dtype=np.int16),
        "o_skill": np.array([wanted[need.offering_id] for need in needs], dtype=np.uint64),
        "o_star": np.zeros(orders, dtype=np.int8),
        "o_lang": np.full(orders, -1, dtype=np.int8),
        "o_clear": np.array([need.offering.safeguarding != "none" for need in needs], dtype=bool),
        "o_w": np.array([need.urgency for need in needs], dtype=np.int8),
        "o_team": np.array([teams.of(("need", need.area[:9]), need.area) for need in needs], dtype=np.int32),
    }


def _minute(moment: datetime, start: datetime) -> int:
    return int((moment.astimezone(SHANGHAI) - start).total_seconds() // 60)
