"""The checker is independent, and it notices: a solver that forgot one rule is caught by that rule's name."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hecheng.engines import dispatch
from hecheng.engines.dispatch import Plan, Problem, check_plan, problem_from, solve
from hecheng.engines.dispatch.candidates import eligible_pairs
from hecheng.engines.dispatch.constraints import ALL_RULES
from hecheng.engines.dispatch.prices import Draft
from hecheng.engines.dispatch.solver import best_of_core
from tests.engines.dispatch.dispatch_instances import city, village

AT_ONCE = {"o_start": [540, 540], "o_end": [600, 600]}
#: for each rule a week in which forgetting it pays
TEMPTING: dict[str, dict[str, Any]] = {
    "reach": {"v_x": [9, 9, 9]},
    "skills": {"o_skill": [1, 0]},
    "star": {"o_star": [3, 0]},
    "language": {"o_lang": [1, -1]},
    "clearance": {"o_clear": [True, False]},
    "available": {"v_avail": [0b111, 0b111, 0b111]},
    "not_refused": {"ban_v": [0], "ban_o": [0]},
    "time_to_get_there": AT_ONCE,
    "rest": {"v_rest": [9000, 9000, 9000]},
    "seats": {"o_need": [1, 1]},
    "at_most_k": {"v_k": [1, 1, 1]},
    "minutes": {"v_minutes_max": [200, 200, 200]},
    "locks": {"v_x": [0, 0, 4], "o_need": [1, 1], "lock_v": [2], "lock_o": [0]},
    "quorum": {"o_quorum": [3, 0], "ban_v": [0], "ban_o": [0], "o_need": [3, 3]},
}
UNSEEN = {"one_at_a_time": "time_to_get_there"}  # the row that carries the step rules into the model


def planned_without(problem: Problem, forgotten: str) -> Plan:
    """What the whole search would be, over all pairs and one rule short."""
    rules = ALL_RULES - {forgotten}
    draft = Draft(problem, eligible_pairs(problem, rules), rules)
    taken, optimal = best_of_core(draft, np.ones(len(draft.pairs), bool), np.zeros(0, np.int64), seed=0, limit=5)
    assert optimal
    worth = int(draft.pairs.value[taken].sum())
    honest = solve(problem)
    return replace(honest, pair_v=draft.pairs.v[taken], pair_o=draft.pairs.o[taken], objective=worth)


@pytest.mark.parametrize("rule", sorted(ALL_RULES))
def test_a_solver_that_forgets_a_rule_is_caught(rule: str) -> None:
    story = AT_ONCE if rule in UNSEEN else TEMPTING[rule]
    problem = problem_from(village(2, 3, **({"o_need": [3, 3]} | story)))
    named = UNSEEN.get(rule, rule)
    assert any(sentence.startswith(f"{named}:") for sentence in check_plan(problem, planned_without(problem, rule)))
    assert check_plan(problem, solve(problem)) == []


def test_every_number_of_a_plan_is_recounted() -> None:
    problem = problem_from(city(1, 20, 400))
    plan = solve(problem)
    spoilt = {
        "objective": replace(plan, objective=plan.objective + 1),
        "upper_bound": replace(plan, upper_bound=plan.upper_bound - 1),
        "dual_o": replace(plan, dual_o=plan.dual_o - 10_000),
        "nobody_twice": replace(
            plan, pair_v=np.append(plan.pair_v, plan.pair_v[0]), pair_o=np.append(plan.pair_o, plan.pair_o[0])
        ),
        "pair": replace(plan, pair_v=plan.pair_v + 400),
    }
    for name, wrong in spoilt.items():
        assert any(sentence.startswith(name) for sentence in check_plan(problem, wrong)), name
    out = {name: getattr(plan, name) for name in ("pair_v", "pair_o", "objective", "dual_o", "upper_bound", "gap")}
    assert check_plan(problem, out) == []
    assert check_plan(problem, out | {"gap": 0.5}) == ["gap: 0.5 is not 1 - objective / upper_bound"]


@pytest.mark.parametrize(("room", "allowed"), [("bound", {"problem"}), ("check", {"problem", "bound"})])
def test_certificate_and_checker_share_nothing_with_the_search(room: str, allowed: set[str]) -> None:
    source = (Path(dispatch.__file__).parent / f"{room}.py").read_text()
    imported = {
        node.module.rpartition(".")[2]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hecheng")
    }
    assert imported == allowed
