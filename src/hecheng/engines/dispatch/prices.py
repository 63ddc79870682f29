"""Prices per seat: the dual of the LP relaxation, rounded to integers, and which pairs they leave worth a look.

The LP starts with each order's and each person's most valuable pairs; pairs that would pay at the prices found enter until
none is left out, so the prices hold over all eligible pairs.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hecheng.engines.dispatch.candidates import Pairs
from hecheng.engines.dispatch.choices import Best, best_sets
from hecheng.engines.dispatch.constraints import ALL_RULES, PLAN_RULES, Columns, Row, Steps, columns_of
from hecheng.engines.dispatch.problem import Bools, Floats, Ints, Problem

SPARE_PER_ORDER = 8
LP_ROUNDS = 12
POLISH_ROUNDS = 6
NEAR_ENOUGH = 3e-6  # of the bound: another LP would move it by less than anybody can see


@dataclass(frozen=True)
class Draft:
    """The problem as the search sees it: eligible pairs and the rules in force."""

    problem: Problem
    pairs: Pairs
    rules: frozenset[str] = ALL_RULES

    @cached_property
    def steps(self) -> Steps:
        return Steps(self.problem, self.rules)

    @cached_property
    def locked(self) -> Bools:
        """Which pairs a dispatcher locked (P,)."""
        return self.problem.is_locked(self.pairs.v, self.pairs.o)

    def columns(self, chosen: Ints) -> Columns:
        return columns_of(self.problem, self.pairs.v[chosen].astype(np.int64), self.pairs.o[chosen].astype(np.int64))

    def rows(self, columns: Columns) -> list[Row]:
        """Every plan rule in force, as rows."""
        return [
            row
            for name, rule in PLAN_RULES.items()
            if name in self.rules
            for row in rule(self.problem, columns, self.steps)
        ]


@dataclass(frozen=True)
class Prices:
    """`dual` i8 (N,), the bound they prove, what each pair loses against its person's best set, and the LP's advice (P,)."""

    dual: Ints
    bound: int
    short: Ints
    advice: Floats


def find_prices(draft: Draft) -> Prices:
    """Prices whose bound is as low as the LP, rounding and a few unit steps make it."""
    pairs = draft.pairs
    inside = _first_pairs(draft)
    dual, advice = np.zeros(draft.problem.orders), np.zeros(len(pairs))
    for _ in range(LP_ROUNDS):
        chosen = np.flatnonzero(inside)
        dual, advice[chosen] = _solve_lp(draft, chosen)
        prices = np.rint(dual).astype(np.int64)
        missing = _paying(draft, inside, prices)
        if not missing.any() or _at(draft, prices)[0] <= (advice * pairs.value).sum() * (1 + NEAR_ENOUGH):
            break
        inside |= missing
    prices, best = _polished(draft, dual)
    short = best.short_of(draft.problem, pairs.v, pairs.value - prices[pairs.o])
    short[draft.locked] = 0
    return Prices(prices, _bound(draft, prices, best), short, advice)


def _first_pairs(draft: Draft) -> Bools:
    """The best few of each order; of a longer list those who are among the best of their person; and all locked ones."""
    problem, pairs = draft.problem, draft.pairs
    rank, need = _rank_within(pairs.o, pairs.value), problem.o_need[pairs.o].astype(np.int64)
    by_person = _rank_within(pairs.v, pairs.value) <= problem.v_k[pairs.v]
    short_list, long_list = 2 * need + SPARE_PER_ORDER, 6 * need + 5 * SPARE_PER_ORDER
    return (rank < short_list) | (by_person & (rank < long_list)) | draft.locked


def _rank_within(group: Ints, value: Ints) -> Ints:
    """0 for the most valuable row of each group, 1 for the next …"""
    order = np.lexsort((-value, group))
    sorted_group = group[order]
    first = np.searchsorted(sorted_group, sorted_group)
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - first
    return rank


def _paying(draft: Draft, inside: Bools, dual: Ints) -> Bools:
    """Pairs outside the LP that would improve their person's best set at these prices."""
    pairs = draft.pairs
    reward = pairs.value - dual[pairs.o]
    best = best_sets(draft.problem, draft.steps, pairs.v[inside], pairs.o[inside], reward[inside])
    return ~inside & (reward > 0) & (best.short_of(draft.problem, pairs.v, reward) < 0)


def _solve_lp(draft: Draft, chosen: Ints) -> tuple[Floats, Floats]:
    """The LP over the chosen pairs, quorums aside: price per seat (N,) and how much of each pair is taken."""
    # Imported late: web processes read plans and reasons, only workers pay for loading a solver.
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("GLOP")
    columns = draft.columns(chosen)
    takes = [solver.NumVar(0, 1, "") for _ in range(len(chosen))]
    objective = solver.Objective()
    objective.SetMaximization()
    for take, worth in zip(takes, draft.pairs.value[chosen].tolist(), strict=True):
        objective.SetCoefficient(take, worth)
    by_order = []
    for row in draft.rows(columns):
        if row.quorum:
            continue
        constraint = solver.Constraint(-solver.infinity(), row.at_most)
        for i, column in enumerate(row.columns):
            constraint.SetCoefficient(takes[column], row.weights[i] if row.weights else 1)
        if row.order >= 0:
            by_order.append((row.order, constraint))
    dual = np.zeros(draft.problem.orders)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:  # any prices are valid; zero only makes a weak bound
        return dual, np.zeros(len(chosen))
    for order, constraint in by_order:
        dual[order] = max(0.0, constraint.dual_value())
    return dual, np.array([take.solution_value() for take in takes])


def _bound(draft: Draft, dual: Ints, best: Best) -> int:
    open_orders = np.unique(draft.pairs.o)
    need = draft.problem.o_need[open_orders].astype(np.int64)
    return int((need * dual[open_orders]).sum() + best.of(draft.problem).sum())


def _at(draft: Draft, dual: Ints) -> tuple[int, Best]:
    pairs = draft.pairs
    best = best_sets(draft.problem, draft.steps, pairs.v, pairs.o, pairs.value - dual[pairs.o])
    return _bound(draft, dual, best), best


def _polished(draft: Draft, dual: Floats) -> tuple[Ints, Best]:
    """The best integer prices near the LP's: round, then move over- and under-asked orders by one while that helps."""
    prices = np.rint(dual).astype(np.int64)
    bound, best = _at(draft, prices)
    if np.abs(dual - prices).max(initial=0.0) < 1e-6:
        return prices, best  # an integral dual optimum is already the lowest bound
    need = draft.problem.o_need.astype(np.int64)
    for _ in range(POLISH_ROUNDS):
        asked = np.bincount(draft.pairs.o[best.chosen], minlength=draft.problem.orders)
        step = np.where(asked > need, 1, np.where((asked < need) & (prices > 0), -1, 0)) * (
            np.abs(dual - prices) > 1e-6
        )
        tried, tried_best = _at(draft, prices + step)
        if tried >= bound:
            break
        prices, bound, best = prices + step, tried, tried_best
    return prices, best
