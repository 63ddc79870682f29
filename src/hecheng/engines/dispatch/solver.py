"""The search: prices by LP, a plan in one pass, then CP-SAT over the pairs that the prices cannot rule out.

A pair whose loss against its person's best set exceeds the gap between bound and plan is in no better plan. So CP-SAT sees
a small core, and an optimum over all such pairs is an optimum over all pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hecheng.engines.dispatch import bound
from hecheng.engines.dispatch.candidates import eligible_pairs
from hecheng.engines.dispatch.constraints import PAIR_RULES
from hecheng.engines.dispatch.greedy import greedy_plan, ranking_by
from hecheng.engines.dispatch.malformed import MalformedInstance
from hecheng.engines.dispatch.prices import Draft, Prices, find_prices
from hecheng.engines.dispatch.problem import Bools, Ints, Plan, Problem

DEFAULT_WORK = 3
CORE_PAIRS = 6_000
ROUND_LIMIT = 0.5  # CP-SAT's deterministic time: counts steps, not seconds
FEASIBILITY_LIMIT = 60.0


@dataclass(frozen=True)
class Progress:
    """A feasible plan worth `objective` exists after `round_`; none is worth more than `upper_bound`."""

    round_: int
    objective: int
    upper_bound: int


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    work: int = DEFAULT_WORK,
    start: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """The best plan found in `work` rounds, with prices that certify how good it is.

    The same problem, seed, work and start give the same plan. `start` is an earlier plan to begin from, as far as it
    is still allowed. Raises MalformedInstance where locked orders cannot reach their quorums.
    """
    draft = Draft(problem, eligible_pairs(problem))
    _require_locks(draft)
    prices = find_prices(draft)
    taken, proven = search(draft, prices, seed=seed, work=work, start=start, progress=progress)
    dual = _exported(draft, prices)
    certified = bound.upper_bound(problem, dual)
    worth = int(draft.pairs.value[taken].sum())
    return Plan(
        pair_v=draft.pairs.v[taken].astype(np.int32),
        pair_o=draft.pairs.o[taken].astype(np.int32),
        objective=worth,
        dual_o=dual,
        upper_bound=certified,
        proven=proven or worth == certified,
    )


def search(
    draft: Draft,
    prices: Prices,
    *,
    seed: int = 0,
    work: int = DEFAULT_WORK,
    start: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Ints, bool]:
    """Pairs of the best plan found (ascending), and whether it is proven to be the best."""
    taken = _first_plan(draft, prices, start, seed)
    value = draft.pairs.value
    core_size, proven = CORE_PAIRS, False
    for round_ in range(work + 1):
        worth = int(value[taken].sum())
        if progress is not None:
            progress(Progress(round_, worth, prices.bound))
        hopeful = prices.short < prices.bound - worth
        if proven or round_ == work or not hopeful.any():
            break
        core = _core(draft, prices, hopeful, taken, core_size)
        taken, optimal = best_of_core(draft, core, taken, seed + round_, ROUND_LIMIT)
        left = prices.short < prices.bound - int(value[taken].sum())
        proven = optimal and not np.any(left & ~core)
        core_size = core_size * 2 if optimal else core_size
    return taken, proven or int(value[taken].sum()) == prices.bound


def _first_plan(draft: Draft, prices: Prices, start: Plan | None, seed: int) -> Ints:
    """The better of two one-pass plans: along the prices, and along the earlier plan if there is one."""
    plans = [greedy_plan(draft, ranking_by(prices.advice, prices.short))]
    if start is not None:
        was = np.isin(
            draft.problem.pair_key(draft.pairs.v, draft.pairs.o), draft.problem.pair_key(start.pair_v, start.pair_o)
        )
        plans.append(greedy_plan(draft, ranking_by(was + prices.advice / 2, prices.short)))
    found = [plan for plan in plans if plan is not None]
    if found:
        return max(found, key=lambda plan: int(draft.pairs.value[plan].sum()))
    return _any_plan(draft, seed)


def _any_plan(draft: Draft, seed: int) -> Ints:
    """A plan that only serves locked orders: where one pass misses a locked order's quorum, CP-SAT tells if any plan can."""
    problem = draft.problem
    core = np.isin(draft.pairs.o, np.unique(problem.lock_o))
    taken, _ = best_of_core(draft, core, None, seed, FEASIBILITY_LIMIT)
    if not len(taken):
        row = int(np.argmax(problem.o_quorum[problem.lock_o]))
        order = int(problem.lock_o[row])
        raise MalformedInstance("lock_without_quorum", "lock_o", row, order=order, quorum=int(problem.o_quorum[order]))
    return taken


def _require_locks(draft: Draft) -> None:
    """A locked pair that is not among the eligible ones would vanish in silence."""
    problem, pairs = draft.problem, draft.pairs
    keys = problem.pair_key(problem.lock_v, problem.lock_o)
    lost = ~np.isin(keys, problem.pair_key(pairs.v, pairs.o))
    if lost.any():
        row = int(np.argmax(lost))
        v, o = int(problem.lock_v[row]), int(problem.lock_o[row])
        for name, rule in PAIR_RULES.items():
            if not rule(problem, np.array([v]), o).all():
                raise MalformedInstance("lock_breaks_rule", "lock_v", row, volunteer=v, order=o, rule=name)
        raise MalformedInstance("lock_without_quorum", "lock_o", row, order=o, quorum=int(problem.o_quorum[o]))


def _core(draft: Draft, prices: Prices, hopeful: Bools, taken: Ints, size: int) -> Bools:
    """The hopeful pairs that lose least, at most `size`, with the plan so far and the locks."""
    core = hopeful.copy()
    if core.sum() > size:
        rows = np.flatnonzero(hopeful)
        core[:] = False
        core[rows[np.lexsort((rows, prices.short[rows]))[:size]]] = True
    core[taken] = True
    return core | draft.locked


def best_of_core(draft: Draft, core: Bools, hint: Ints | None, seed: int, limit: float) -> tuple[Ints, bool]:
    """The best plan over the core pairs within the limit, at least as good as the hint; and whether it is optimal."""
    # Imported late: web processes read plans and reasons, only workers pay for loading a solver.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = np.flatnonzero(core)
    takes = [model.new_bool_var("") for _ in range(len(chosen))]
    hinted = set() if hint is None else set(hint.tolist())
    for row in draft.rows(draft.columns(chosen)):
        variables = [takes[column] for column in row.columns]
        if row.quorum:
            on, total = model.new_bool_var(""), cp_model.LinearExpr.sum(variables)
            model.add(total >= row.quorum).only_enforce_if(on)
            model.add(total <= 0).only_enforce_if(~on)
            model.add_hint(on, any(int(chosen[column]) in hinted for column in row.columns))
        elif row.weights:
            model.add(cp_model.LinearExpr.weighted_sum(variables, row.weights) <= row.at_most)
        elif row.at_most == 1:
            model.add_at_most_one(variables)
        elif row.at_most < len(variables):
            model.add(cp_model.LinearExpr.sum(variables) <= row.at_most)
    for pair, take in zip(chosen.tolist(), takes, strict=True):
        model.add_hint(take, pair in hinted)
    if hint is not None:  # without one, any plan will do
        model.maximize(cp_model.LinearExpr.weighted_sum(takes, draft.pairs.value[chosen].tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # several workers race, and a race has no fixed result
    # The LP is nearly integral here: with all of it CP-SAT proves in a second what it does not find in ten without.
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = limit
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return (np.zeros(0, dtype=np.int64) if hint is None else hint), False
    found = chosen[[solver.boolean_value(take) for take in takes]]
    if hint is not None and draft.pairs.value[found].sum() <= draft.pairs.value[hint].sum():
        found = hint
    return found, status == cp_model.OPTIMAL


def _exported(draft: Draft, prices: Prices) -> Ints:
    """Prices as written out. An order cancelled for its quorum is priced out of reach: its seats count nothing."""
    priced_out = int(draft.pairs.value.max(initial=0)) + 1
    dual = np.where(draft.problem.o_quorum > 0, priced_out, 0).astype(np.int64)
    served = np.unique(draft.pairs.o)
    dual[served] = prices.dual[served]
    return dual
