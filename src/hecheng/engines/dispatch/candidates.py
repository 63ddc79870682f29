"""Who may go where: all eligible pairs, found through a grid so that a city need not be scanned for each order."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hecheng.engines.dispatch.constraints import ALL_RULES, PAIR_RULES
from hecheng.engines.dispatch.problem import REACH_SLACK_KM, Array, Bools, Ints, Problem
from hecheng.engines.dispatch.value import seat_values

BAND_KM = 4.0


class Neighbourhood:
    """Volunteers sorted into bands by y and, inside a band, by x."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        band = np.floor(problem.v_y / BAND_KM).astype(np.int64)
        self.who: Ints = np.lexsort((problem.v_x, band)).astype(np.int64)
        self.x = problem.v_x[self.who]
        self.bands, first = np.unique(band[self.who], return_index=True)
        self.edges = np.append(first, len(self.who))
        self.radius = float(problem.v_rad.max()) + 2 * REACH_SLACK_KM if problem.volunteers else 0.0

    def near(self, order: int) -> Ints:
        """Everybody in a box around the order that holds all who could be in reach, in no order."""
        x, y = self.problem.o_x[order], self.problem.o_y[order]
        low, high = (np.floor((y + side * self.radius) / BAND_KM) for side in (-1, 1))
        first, last = np.searchsorted(self.bands, low), np.searchsorted(self.bands, high, side="right")
        slices = []
        for band in range(first, last):
            start, stop = self.edges[band], self.edges[band + 1]
            inside = np.searchsorted(self.x[start:stop], (x - self.radius, np.nextafter(x + self.radius, np.inf)))
            slices.append(self.who[start + inside[0] : start + inside[1]])
        return np.concatenate(slices) if slices else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Pairs:
    """Eligible pairs with their values, ordered by order, then volunteer: v, o i4, value i8 (P,)."""

    v: Array
    o: Array
    value: Ints

    def __len__(self) -> int:
        return len(self.v)

    def keep(self, chosen: Bools) -> "Pairs":
        return Pairs(self.v[chosen], self.o[chosen], self.value[chosen])


def eligible_volunteers(problem: Problem, near: Ints, order: int, rules: frozenset[str] = ALL_RULES) -> Ints:
    """Those of `near` who satisfy every pair rule for the order, ascending."""
    for name, rule in PAIR_RULES.items():
        if name in rules and len(near):
            near = near[rule(problem, near, order)]
    return np.sort(near)


def eligible_pairs(problem: Problem, rules: frozenset[str] = ALL_RULES) -> Pairs:
    """All pairs that satisfy the pair rules; orders that cannot reach their quorum are left out, as cancelled."""
    v, o, value = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    for order, who in _eligible_by_order(problem, rules):
        if len(who) < problem.o_quorum[order] and "quorum" in rules:
            continue
        v.append(who.astype(np.int32))
        o.append(np.full(len(who), order, dtype=np.int32))
        value.append(seat_values(problem, v[-1], o[-1]))
    return Pairs(np.concatenate(v), np.concatenate(o), np.concatenate(value))


def _eligible_by_order(problem: Problem, rules: frozenset[str]) -> Iterator[tuple[int, Ints]]:
    hood = Neighbourhood(problem)
    everybody = np.arange(problem.volunteers)
    for order in range(problem.orders):
        near = hood.near(order) if "reach" in rules else everybody
        yield order, eligible_volunteers(problem, near, order, rules)
