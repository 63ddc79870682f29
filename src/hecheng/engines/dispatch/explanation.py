"""Why this person, and why nobody: facts in codes and numbers first, words after (`wording`)."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from hecheng.engines.dispatch.constraints import PAIR_RULES, Steps, distance_km
from hecheng.engines.dispatch.problem import Ints, Plan, Problem
from hecheng.engines.dispatch.value import seat_values
from hecheng.engines.dispatch.wording import NUMBERED, Names, words_for_empty, words_for_seat


@dataclass(frozen=True)
class Seat:
    """A filled seat. `rank` by distance among the `eligible`; ties share it. `affinity`: team, town, county or none."""

    volunteer: int
    rank: int
    eligible: int
    km: float
    hours: float
    affinity: str
    value: int
    locked: bool
    next_best: int | None  # who comes if this person declines


@dataclass(frozen=True)
class Step:
    """So many are left once a rule is applied; `asked` is what the order asks (a skill mask, a star …)."""

    rule: str
    left: int
    asked: int


@dataclass(frozen=True)
class TradeOff:
    """The cheapest exchange: the person leaves some orders for this one, at a cost in value points."""

    volunteer: int
    leaves: tuple[int, ...]
    cost: int


@dataclass(frozen=True)
class Empty:
    """Seats nobody fills: the funnel of rules, then what keeps those who pass it, as reason → people."""

    seats: int
    funnel: tuple[Step, ...]
    reasons: dict[str, int]
    quorum: int
    trade_off: TradeOff | None


@dataclass(frozen=True)
class Explanation:
    """One order of a plan: each filled seat, and the empty ones together."""

    order: int
    seats: int
    filled: tuple[Seat, ...]
    empty: Empty | None

    def sentences(self, lang: str = "zh", names: Names = NUMBERED) -> list[str]:
        """A line per filled seat and one for the empty ones, in short plain words; `lang` zh or en."""
        lines = [words_for_seat(seat, lang, names) for seat in self.filled]
        return lines if self.empty is None else [*lines, words_for_empty(self.empty, lang, names)]


def explain(problem: Problem, plan: Plan, order: int) -> Explanation:
    """Why the seats of one order are filled as they are, or not."""
    funnel, who = _funnel(problem, order)
    crew = plan.of_order(order)
    o = np.full(len(who), order, dtype=np.int64)
    worth = dict(zip(who.tolist(), seat_values(problem, who, o).tolist(), strict=True))
    burdens = _Burdens(problem, plan, order)
    others = {v: burdens.to_give_up(v) for v in who.tolist() if v not in set(crew)}
    free = sorted((v for v, burden in others.items() if burden == []), key=lambda v: (-worth[v], v))
    next_best = free[0] if free and worth[free[0]] > 0 else None
    km = distance_km(problem, who, o)
    locked = set(problem.locked_keys.tolist())
    seats = []
    for v in crew:
        mine = float(distance_km(problem, np.array([v]), np.array([order]))[0])
        seats.append(
            Seat(
                volunteer=v,
                rank=1 + int((km < mine).sum()),
                eligible=len(who),
                km=mine,
                hours=float(problem.v_hours[v]),
                affinity=_affinity(problem, v, order),
                value=worth.get(v, 0),
                locked=int(problem.pair_key(np.array([v]), order)[0]) in locked,
                next_best=next_best,
            )
        )
    missing = int(problem.o_need[order]) - len(crew)
    empty = _empty(problem, order, missing, funnel, others, worth, burdens) if missing > 0 else None
    return Explanation(order, int(problem.o_need[order]), tuple(seats), empty)


def _funnel(problem: Problem, order: int) -> tuple[tuple[Step, ...], Ints]:
    """How many are left after each rule that the order really asks for, and who they are."""
    asked = {
        "skills": int(problem.o_skill[order]),
        "star": int(problem.o_star[order]),
        "language": int(problem.o_lang[order]) + 1,
        "clearance": int(problem.o_clear[order]),
    }
    who, steps = np.arange(problem.volunteers), []
    for name, rule in PAIR_RULES.items():
        before = len(who)
        who = who[rule(problem, who, order)]
        if asked.get(name, 1) and (name != "not_refused" or len(who) < before):
            steps.append(Step(name, len(who), asked.get(name, 0)))
    return tuple(steps), who


def _affinity(problem: Problem, v: int, order: int) -> str:
    if problem.v_team[v] == problem.o_team[order]:
        return "team"
    town, posting = int(problem.t_div[problem.v_team[v]]), int(problem.t_div[problem.o_team[order]])
    return "town" if town == posting else "county" if town // 1000 == posting // 1000 else "none"


class _Burdens:
    """What each person would have to give up to serve one order."""

    def __init__(self, problem: Problem, plan: Plan, order: int) -> None:
        self.problem, self.order = problem, order
        self.clashes = Steps(problem).clashes
        values = seat_values(problem, plan.pair_v, plan.pair_o).tolist()
        self.value = dict(zip(zip(plan.pair_v.tolist(), plan.pair_o.tolist(), strict=True), values, strict=True))
        self.doing: dict[int, list[int]] = {}
        for v, o in self.value:
            self.doing.setdefault(v, []).append(o)
        self.filled = plan.filled(problem.orders)
        self.locked = set(zip(problem.lock_v.tolist(), problem.lock_o.tolist(), strict=True))

    def to_give_up(self, v: int) -> list[int] | None:
        """Orders to leave, cheapest way; [] for somebody free; None if not even that would do."""
        problem, order = self.problem, self.order
        most = int(problem.v_minutes_max[v]) if len(problem.v_minutes_max) else None
        lasts = problem.minutes
        if most is not None and lasts[order] > most:
            return None
        mine = self.doing.get(v, [])
        clash = self.clashes(v, order) if mine else 0
        leaves = [o for o in mine if clash >> o & 1]
        stays = sorted((o for o in mine if o not in leaves), key=lambda o: -self.value[v, o])
        while stays and (len(stays) >= problem.v_k[v] or (most is not None and lasts[[*stays, order]].sum() > most)):
            leaves.append(stays.pop())
        return leaves

    def trade_off(self, v: int, leaves: list[int], worth: int) -> TradeOff | None:
        """The exchange, unless a lock or another order's quorum forbids it."""
        if any((v, o) in self.locked or self.filled[o] <= self.problem.o_quorum[o] > 1 for o in leaves):
            return None
        return TradeOff(v, tuple(sorted(leaves)), sum(self.value[v, o] for o in leaves) - worth)


def _empty(
    problem: Problem,
    order: int,
    missing: int,
    funnel: tuple[Step, ...],
    others: dict[int, list[int] | None],
    worth: dict[int, int],
    burdens: _Burdens,
) -> Empty:
    reasons = Counter(_reason(problem, order, v, leaves, worth, burdens) for v, leaves in others.items())
    trades = [burdens.trade_off(v, leaves, worth[v]) for v, leaves in others.items() if leaves]
    possible = [trade for trade in trades if trade is not None]
    return Empty(
        seats=missing,
        funnel=funnel,
        reasons=dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        quorum=int(problem.o_quorum[order]) if burdens.filled[order] == 0 else 0,
        trade_off=min(possible, key=lambda trade: (trade.cost, trade.volunteer), default=None),
    )


def _reason(
    problem: Problem, order: int, v: int, leaves: list[int] | None, worth: dict[int, int], burdens: _Burdens
) -> str:
    """Why an eligible person is not on the order."""
    if leaves is None:
        return "too_long"
    if not leaves:
        return "free" if worth[v] > 0 else "not_worth_it"
    if any((v, o) in burdens.locked for o in leaves):
        return "locked"
    most, mine = max(int(problem.o_w[o]) for o in leaves), int(problem.o_w[order])
    return "serves_higher" if most > mine else "serves_same" if most == mine else "serves_lower"
