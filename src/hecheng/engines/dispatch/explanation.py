"""Why this person, and why nobody: facts in codes and numbers first, words after (`wording`)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from hecheng.engines.dispatch.constraints import PAIR_RULES, Steps, distance_km
from hecheng.engines.dispatch.problem import Ints, Plan, Problem
from hecheng.engines.dispatch.value import seat_values
from hecheng.engines.dispatch.wording import NUMBERED, Names, words


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

    def seat_of(self, volunteer: int) -> Seat:
        """The seat of one volunteer. Raises KeyError if they are not on this order."""
        for seat in self.filled:
            if seat.volunteer == volunteer:
                return seat
        raise KeyError(volunteer)

    def value_of(self, volunteer: int) -> int:
        """What the seat is worth with this person on it."""
        return self.seat_of(volunteer).value

    def reason_for(self, volunteer: int, names: Mapping[int, str] | None = None) -> dict[str, Any]:
        """Why this person, as JSON for `words`; `names` puts the caller's own ids in place of indexes."""
        seat = self.seat_of(volunteer)
        return {
            "code": "seat",
            "rank": seat.rank,
            "eligible": seat.eligible,
            "km": round(seat.km, 3),
            "hours": round(seat.hours, 2),
            "affinity": seat.affinity,
            "locked": seat.locked,
            "next": None if seat.next_best is None else _named(seat.next_best, names),
        }

    def reason_for_empty(
        self, names: Mapping[int, str] | None = None, orders: Mapping[int, str] | None = None
    ) -> dict[str, Any]:
        """Why seats stay empty, as JSON for `words`; {} where none does."""
        empty = self.empty
        if empty is None:
            return {}
        trade = empty.trade_off
        return {
            "code": "empty",
            "seats": empty.seats,
            "funnel": [asdict(step) for step in empty.funnel],
            "reasons": empty.reasons,
            "quorum": empty.quorum,
            "trade_off": trade
            and {
                "person": _named(trade.volunteer, names),
                "leaves": [_named(order, orders) for order in trade.leaves],
                "cost": trade.cost,
            },
        }

    def sentences(self, lang: str = "zh", names: Names = NUMBERED) -> list[str]:
        """A line per filled seat and one for the empty ones, in short plain words; `lang` zh or en."""
        colon = "：" if lang == "zh" else ": "
        lines = [
            names.person(seat.volunteer, lang) + colon + words(self.reason_for(seat.volunteer), lang, names)
            for seat in self.filled
        ]
        return lines if self.empty is None else [*lines, words(self.reason_for_empty(), lang, names)]


def _named(index: int, names: Mapping[int, str] | None) -> int | str:
    return index if names is None else names[index]


def explain(problem: Problem, plan: Plan, order: int) -> Explanation:
    """Why the seats of one order are filled as they are, or not."""
    desk = _desk(problem, plan)
    funnel, who = _funnel(problem, order)
    crew = plan.of_order(order)
    people = np.union1d(who, np.array(crew, dtype=np.int64))  # somebody chosen by hand need not be eligible
    worth = dict(zip(people.tolist(), seat_values(problem, people, np.full(len(people), order)).tolist(), strict=True))
    km = dict(zip(people.tolist(), distance_km(problem, people, order).tolist(), strict=True))
    others = {v: desk.to_give_up(v, order) for v in who.tolist() if v not in set(crew)}
    free = sorted((v for v, leaves in others.items() if leaves == [] and worth[v] > 0), key=lambda v: (-worth[v], v))
    ranks = np.searchsorted(np.sort([km[v] for v in who.tolist()]), [km[v] for v in crew]) + 1
    seats = tuple(
        Seat(
            volunteer=v,
            rank=int(rank),
            eligible=len(who),
            km=km[v],
            hours=float(problem.v_hours[v]),
            affinity=_affinity(problem, v, order),
            value=worth[v],
            locked=(v, order) in desk.locked,
            next_best=free[0] if free else None,
        )
        for v, rank in zip(crew, ranks, strict=True)
    )
    missing = int(problem.o_need[order]) - len(crew)
    empty = _empty(desk, order, missing, funnel, others, worth) if missing > 0 else None
    return Explanation(order, int(problem.o_need[order]), seats, empty)


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


@lru_cache(maxsize=1)  # a whole plan is explained order by order
def _desk(problem: Problem, plan: Plan) -> "_Desk":
    return _Desk(problem, plan)


class _Desk:
    """A plan laid out by person: what each would have to give up to serve another order."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.clashes = Steps(problem).clashes
        values = seat_values(problem, plan.pair_v, plan.pair_o).tolist()
        self.value = dict(zip(zip(plan.pair_v.tolist(), plan.pair_o.tolist(), strict=True), values, strict=True))
        self.doing: dict[int, list[int]] = {}
        for v, o in self.value:
            self.doing.setdefault(v, []).append(o)
        self.filled = plan.filled(problem.orders).tolist()
        self.locked = set(zip(problem.lock_v.tolist(), problem.lock_o.tolist(), strict=True))

    def to_give_up(self, v: int, order: int) -> list[int] | None:
        """Orders to leave, cheapest way; [] for somebody free; None if not even that would do."""
        problem, lasts = self.problem, self.problem.minutes
        most = int(problem.v_minutes_max[v]) if len(problem.v_minutes_max) else None
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

    def reason(self, v: int, order: int, leaves: list[int] | None, worth: int) -> str:
        """Why an eligible person is not on the order."""
        if leaves is None:
            return "too_long"
        if not leaves:
            return "free" if worth > 0 else "not_worth_it"
        if any((v, o) in self.locked for o in leaves):
            return "locked"
        most, mine = max(int(self.problem.o_w[o]) for o in leaves), int(self.problem.o_w[order])
        return "serves_higher" if most > mine else "serves_same" if most == mine else "serves_lower"


def _empty(
    desk: _Desk,
    order: int,
    missing: int,
    funnel: tuple[Step, ...],
    others: dict[int, list[int] | None],
    worth: dict[int, int],
) -> Empty:
    here = desk.filled[order]
    reasons = Counter(desk.reason(v, order, leaves, worth[v]) for v, leaves in others.items())
    trades = [desk.trade_off(v, leaves, worth[v]) for v, leaves in others.items() if leaves]
    possible = [trade for trade in trades if trade is not None] if here or desk.problem.o_quorum[order] <= 1 else []
    return Empty(
        seats=missing,
        funnel=funnel,
        reasons=({"here": here} if here else {}) | dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        quorum=0 if here else int(desk.problem.o_quorum[order]),
        trade_off=min(possible, key=lambda trade: (trade.cost, trade.volunteer), default=None),
    )
