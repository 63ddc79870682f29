"""A plan in one pass: take pairs in a given order wherever every rule allows; give up orders that miss their quorum."""

import numpy as np

from hecheng.engines.dispatch.prices import Draft
from hecheng.engines.dispatch.problem import Floats, Ints


class Roster:
    """Who does what so far; every change keeps the rules but the quorum."""

    def __init__(self, draft: Draft) -> None:
        problem = draft.problem
        self.draft = draft
        self.seats = problem.o_need.tolist()
        self.left = problem.v_k.tolist()
        self.minutes = problem.v_minutes_max.tolist() if len(problem.v_minutes_max) else None
        self.lasts = problem.minutes.tolist()
        self.doing: dict[int, list[int]] = {}
        self.taken: dict[int, tuple[int, int]] = {}  # pair → (volunteer, order)

    def fits(self, v: int, o: int) -> bool:
        """A seat, an order in the week, the minutes and the way there are left."""
        if self.seats[o] <= 0 or self.left[v] <= 0 or o in (doing := self.doing.get(v, ())):
            return False
        if self.minutes is not None and self.minutes[v] < self.lasts[o]:
            return False
        return not doing or not any(self.draft.steps.clashes(v, o) >> other & 1 for other in doing)

    def take(self, pair: int, v: int, o: int) -> None:
        self._move(v, o, 1)
        self.doing.setdefault(v, []).append(o)
        self.taken[pair] = (v, o)

    def give_up(self, pair: int) -> None:
        v, o = self.taken.pop(pair)
        self._move(v, o, -1)
        self.doing[v].remove(o)

    def _move(self, v: int, o: int, by: int) -> None:
        self.seats[o] -= by
        self.left[v] -= by
        if self.minutes is not None:
            self.minutes[v] -= by * self.lasts[o]


def greedy_plan(draft: Draft, ranking: Ints) -> Ints | None:
    """Pairs taken in the order of `ranking`, locked ones and the quorums of locked orders first.

    Returns the pairs (ascending), or None if a locked order misses its quorum: then only a full search can tell.
    """
    problem, pairs = draft.problem, draft.pairs
    roster = Roster(draft)
    must_hold = np.isin(pairs.o, np.unique(problem.lock_o))
    for pair in np.flatnonzero(draft.locked).tolist():
        roster.take(pair, int(pairs.v[pair]), int(pairs.o[pair]))
    _fill_quorums(roster, ranking[must_hold[ranking]])
    gone = np.zeros(problem.orders, dtype=bool)
    ranking = ranking[pairs.value[ranking] > 0]
    while True:
        _fill(roster, ranking[~gone[pairs.o[ranking]]])
        short = _missing(roster)
        if not short.any():
            return np.array(sorted(roster.taken), dtype=np.int64)
        if (short > 0)[np.unique(problem.lock_o)].any():
            return None
        dropped = short >= np.median(short[short > 0])
        gone |= dropped
        for pair in [pair for pair, (_, o) in roster.taken.items() if dropped[o]]:
            roster.give_up(pair)


def _fill(roster: Roster, ranking: Ints) -> None:
    pairs = roster.draft.pairs
    for pair, v, o in zip(ranking.tolist(), pairs.v[ranking].tolist(), pairs.o[ranking].tolist(), strict=True):
        if roster.fits(v, o):
            roster.take(pair, v, o)


def _fill_quorums(roster: Roster, ranking: Ints) -> None:
    """Bring locked orders to their quorum before anybody else asks."""
    problem, pairs = roster.draft.problem, roster.draft.pairs
    for pair, v, o in zip(ranking.tolist(), pairs.v[ranking].tolist(), pairs.o[ranking].tolist(), strict=True):
        filled = problem.o_need[o] - roster.seats[o]
        if filled < problem.o_quorum[o] and roster.fits(v, o):
            roster.take(pair, v, o)


def _missing(roster: Roster) -> Ints:
    """People missing to the quorum of orders that hold some but too few (N,)."""
    problem = roster.draft.problem
    filled = problem.o_need - np.array(roster.seats, dtype=np.int64)
    return np.where((filled > 0) & (filled < problem.o_quorum), problem.o_quorum - filled, 0)


def ranking_by(advice: Floats, short: Ints) -> Ints:
    """Pairs as the prices would have them: first what the LP takes, then what costs least."""
    return np.lexsort((short, -np.round(advice, 6)))
