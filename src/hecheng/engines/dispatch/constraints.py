"""The hard rules. Each has a name that people read, one function here and one test.

Three kinds: may this person go at all (`PAIR_RULES`), can one person do both (`STEP_RULES`), and is the plan as a whole
allowed (`PLAN_RULES`, written as rows of a linear model, which the LP and CP-SAT share).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from hecheng.engines.dispatch.problem import (
    REACH_SLACK_KM,
    TRAVEL_MINUTES_PER_KM,
    TRAVEL_PAUSE_MINUTES,
    TRAVEL_SLACK_MINUTES,
    Array,
    Bools,
    Floats,
    Ints,
    Problem,
)

# ── may this person go at all: (problem, volunteers, order) → one bool per volunteer ─────────────────────────────────


def distance_km(problem: Problem, v: Array, o: Array | int) -> Floats:
    """Home to need. Written out because `hypot` differs in the last bit, and values are floored."""
    dx = problem.v_x[v] - problem.o_x[o]
    dy = problem.v_y[v] - problem.o_y[o]
    return np.sqrt(dx * dx + dy * dy)


def reach(problem: Problem, v: Array, o: int) -> Bools:
    """The need lies within the distance the person offered."""
    return distance_km(problem, v, o) <= problem.v_rad[v].astype(np.float64) + REACH_SLACK_KM


def skills(problem: Problem, v: Array, o: int) -> Bools:
    """The person has every skill asked for."""
    wanted = problem.o_skill[o]
    return (problem.v_skill[v] & wanted) == wanted


def star(problem: Problem, v: Array, o: int) -> Bools:
    """The person has at least the stars asked for."""
    return problem.v_star[v] >= problem.o_star[o]


def language(problem: Problem, v: Array, o: int) -> Bools:
    """The person speaks the language asked for, if any."""
    wanted = int(problem.o_lang[o])
    return np.ones(len(v), dtype=bool) if wanted < 0 else (problem.v_lang[v] >> wanted) & 1 == 1


def clearance(problem: Problem, v: Array, o: int) -> Bools:
    """Where children or frail people are served, only who is cleared goes."""
    return problem.v_clear[v] | ~problem.o_clear[o]


def half_days(start: int, end: int) -> int:
    """The half-days that [start, end) touches, as bits 3·day + part; before 06:00 counts to the morning."""
    first, last = (3 * (m // 1440) + max(0, m % 1440 // 360 - 1) for m in (start, end - 1))
    return (1 << last + 1) - (1 << first)


def available(problem: Problem, v: Array, o: int) -> Bools:
    """The person offered every half-day that the order touches."""
    wanted = np.uint32(half_days(int(problem.o_start[o]), int(problem.o_end[o])))
    return (problem.v_avail[v] & wanted) == wanted


def not_refused(problem: Problem, v: Array, o: int) -> Bools:
    """The person has not declined this order (and nobody banned the pair)."""
    return ~problem.is_banned(v, o)


PairRule = Callable[[Problem, Array, int], Bools]
PAIR_RULES: dict[str, PairRule] = {
    "reach": reach,
    "skills": skills,
    "star": star,
    "language": language,
    "clearance": clearance,
    "available": available,
    "not_refused": not_refused,
}

# ── can one person do order i and then order j: broadcasting arrays → bools ──────────────────────────────────────────


def time_to_get_there(problem: Problem, v: Array, i: Array, j: Array) -> Bools:
    """Ten minutes to leave and three a kilometre lie between the end of i and the start of j."""
    dx = problem.o_x[i] - problem.o_x[j]
    dy = problem.o_y[i] - problem.o_y[j]
    needed = TRAVEL_PAUSE_MINUTES + TRAVEL_MINUTES_PER_KM * np.sqrt(dx * dx + dy * dy)
    return problem.o_start[j] >= problem.o_end[i] + needed - TRAVEL_SLACK_MINUTES


def rest(problem: Problem, v: Array, i: Array, j: Array) -> Bools:
    """The rest this person asked for lies between the two."""
    if not len(problem.v_rest):
        return np.ones(np.broadcast_shapes(np.shape(v), np.shape(i), np.shape(j)), dtype=bool)
    return problem.o_start[j] - problem.o_end[i] >= problem.v_rest[v]


StepRule = Callable[[Problem, Array, Array, Array], Bools]
STEP_RULES: dict[str, StepRule] = {"time_to_get_there": time_to_get_there, "rest": rest}

# ── is the plan as a whole allowed: rows over the eligible pairs ─────────────────────────────────────────────────────


@dataclass(frozen=True)
class Row:
    """Σ weights·taken ≤ at_most over some pairs (columns). `quorum` > 0: Σ must be 0 or ≥ quorum as well."""

    columns: list[int]
    at_most: int
    weights: list[int] | None = None
    quorum: int = 0
    order: int = -1


@dataclass(frozen=True)
class Columns:
    """The pairs that a model decides on, each once, so that nobody is twice on one order: v, o (P,)."""

    v: Ints
    o: Ints
    by_order: dict[int, list[int]]
    by_volunteer: dict[int, list[int]]  # ascending by start of the order


def columns_of(problem: Problem, v: Ints, o: Ints) -> Columns:
    """Index pairs by order and by volunteer."""
    by_order: dict[int, list[int]] = {}
    by_volunteer: dict[int, list[int]] = {}
    starts = problem.o_start[o]
    for column in np.lexsort((o, starts, v)).tolist():
        by_volunteer.setdefault(int(v[column]), []).append(column)
    for column, order in enumerate(o.tolist()):
        by_order.setdefault(order, []).append(column)
    return Columns(v, o, by_order, by_volunteer)


def seats(problem: Problem, columns: Columns, steps: "Steps") -> Iterator[Row]:
    """At most o_need people on an order."""
    for order, chosen in columns.by_order.items():
        yield Row(chosen, int(problem.o_need[order]), order=order)


def quorum(problem: Problem, columns: Columns, steps: "Steps") -> Iterator[Row]:
    """An order with a quorum is held by at least so many people or not at all."""
    for order, chosen in columns.by_order.items():
        if problem.o_quorum[order] > 1:
            yield Row(chosen, len(chosen), quorum=int(problem.o_quorum[order]), order=order)


def at_most_k(problem: Problem, columns: Columns, steps: "Steps") -> Iterator[Row]:
    """Nobody serves more orders in the week than they offered."""
    for volunteer, chosen in columns.by_volunteer.items():
        if len(chosen) > problem.v_k[volunteer]:
            yield Row(chosen, int(problem.v_k[volunteer]))


def one_at_a_time(problem: Problem, columns: Columns, steps: "Steps") -> Iterator[Row]:
    """Of orders that one person cannot combine (`STEP_RULES`), at most one."""
    for volunteer, chosen in columns.by_volunteer.items():
        if len(chosen) > 1 and problem.v_k[volunteer] > 1:
            column_of = dict(zip(columns.o[chosen].tolist(), chosen, strict=True))
            for clique in steps.cliques(volunteer, list(column_of)):
                yield Row([column_of[order] for order in clique], 1)


def minutes(problem: Problem, columns: Columns, steps: "Steps") -> Iterator[Row]:
    """Nobody serves more minutes in the week than they offered."""
    if not len(problem.v_minutes_max):
        return
    lasts = problem.minutes
    for volunteer, chosen in columns.by_volunteer.items():
        weights = lasts[columns.o[chosen]].tolist()
        if sum(weights) > problem.v_minutes_max[volunteer]:
            yield Row(chosen, int(problem.v_minutes_max[volunteer]), weights)


def locks(problem: Problem, columns: Columns, steps: "Steps") -> Iterator[Row]:
    """What a dispatcher locked stays: −taken ≤ −1."""
    locked = problem.is_locked(columns.v, columns.o)
    for column in np.flatnonzero(locked).tolist():
        yield Row([column], -1, [-1])


PlanRule = Callable[[Problem, Columns, "Steps"], Iterator[Row]]
PLAN_RULES: dict[str, PlanRule] = {
    "seats": seats,
    "at_most_k": at_most_k,
    "one_at_a_time": one_at_a_time,
    "minutes": minutes,
    "locks": locks,
    "quorum": quorum,
}

ALL_RULES = frozenset(PAIR_RULES) | frozenset(STEP_RULES) | frozenset(PLAN_RULES)


class Steps:
    """Which orders one person can do one after the other."""

    def __init__(self, problem: Problem, rules: frozenset[str] = ALL_RULES) -> None:
        self.problem = problem
        self.rules = [rule for name, rule in STEP_RULES.items() if name in rules]
        self._clashes: dict[tuple[int, int], int] = {}

    def can_follow(self, v: Array, i: Array, j: Array) -> Bools:
        """j after i for volunteer v; arrays broadcast."""
        allowed = np.ones(np.broadcast_shapes(v.shape, i.shape, j.shape), dtype=bool)
        for rule in self.rules:
            allowed = allowed & rule(self.problem, v, i, j)
        return allowed

    def clashes(self, volunteer: int, order: int) -> int:
        """The orders that this person cannot combine with `order`, as bits; kept per order and length of rest."""
        problem = self.problem
        pause = int(problem.v_rest[volunteer]) if len(problem.v_rest) else 0
        if (pause, order) not in self._clashes:
            v, one, others = np.asarray([volunteer]), np.asarray([order]), np.arange(problem.orders)
            clash = ~(self.can_follow(v, one, others) | self.can_follow(v, others, one))
            clash[order] = False
            bits = np.packbits(clash, bitorder="little")
            self._clashes[pause, order] = int.from_bytes(bits.tobytes(), "little")
        return self._clashes[pause, order]

    def cliques(self, volunteer: int, orders: list[int]) -> list[list[int]]:
        """Sets of orders, pairwise not combinable, that cover every such pair; large ones make a tight model."""
        mine = sum(1 << order for order in orders)
        rows = {order: self.clashes(volunteer, order) & mine for order in orders}
        uncovered = dict(rows)
        found: list[list[int]] = []
        for order in orders:
            while fresh := uncovered[order]:
                clique, common = [order], rows[order]
                while common:
                    wanted = fresh & common or common
                    clique.append((wanted & -wanted).bit_length() - 1)
                    common &= rows[clique[-1]]
                members = sum(1 << order for order in clique)
                for member in clique:
                    uncovered[member] &= ~members
                found.append(clique)
        return found
