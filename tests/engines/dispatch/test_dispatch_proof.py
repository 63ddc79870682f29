"""The plan is the best there is, and the certificate never promises less than the best."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hecheng.engines.dispatch import (
    MalformedInstance,
    Problem,
    check_plan,
    load_plan,
    problem_from,
    save_plan,
    solve,
    upper_bound,
)
from hecheng.engines.dispatch.candidates import eligible_pairs
from hecheng.engines.dispatch.prices import Draft, find_prices
from tests.engines.dispatch.dispatch_instances import Arrays, city, village
from tests.engines.dispatch.exhaustive import bound, optimum
from tests.engines.dispatch.tiny import weeks

SLOW = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def readable(arrays: Arrays) -> Problem | None:
    try:
        return problem_from(arrays)
    except MalformedInstance:
        return None


@SLOW
@given(weeks())
def test_no_plan_is_better_than_the_plan(arrays: Arrays) -> None:
    problem = readable(arrays)
    assume(problem is not None)
    best = optimum(problem)
    if best is None:
        with pytest.raises(MalformedInstance, match="cannot bring together"):
            solve(problem)
        return
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert plan.objective == best
    assert plan.proven


@SLOW
@given(
    weeks(most_orders=6, most_people=6), st.lists(st.sampled_from([0, 1, 400, 900, 1800, 5000]), min_size=6, max_size=6)
)
def test_whatever_the_prices_the_bound_holds_and_is_the_formula(arrays: Arrays, prices: list[int]) -> None:
    problem = readable(arrays)
    assume(problem is not None)
    best = optimum(problem)
    assume(best is not None)
    proven = upper_bound(problem, np.array(prices[: problem.orders], dtype=np.int64))
    assert proven == bound(problem, prices)
    assert proven >= best


@pytest.mark.parametrize("seed", range(3))
def test_search_and_certificate_agree_on_what_prices_prove(seed: int) -> None:
    problem = problem_from(city(seed, 60, 1500))
    prices = find_prices(Draft(problem, eligible_pairs(problem)))
    plan = solve(problem)
    assert plan.upper_bound == prices.bound == upper_bound(problem, plan.dual_o)


@pytest.mark.parametrize("orders", [40, 300])
def test_a_city_of_5500_is_planned_within_one_per_cent(orders: int) -> None:
    problem = problem_from(city(7, orders, 5500))
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert plan.gap <= 0.01


def test_where_three_seats_are_wanted_for_one_that_can_be_filled_the_plan_is_still_near_the_bound() -> None:
    problem = problem_from(city(7, 200, 1000, offering=0.3))
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert plan.gap <= 0.02


def test_no_search_at_all_still_gives_a_plan_that_keeps_every_rule() -> None:
    problem = problem_from(city(3, 80, 1200))
    plan = solve(problem, work=0)
    assert check_plan(problem, plan) == []
    assert len(plan.pair_v) > 0


def test_the_same_input_gives_the_same_bytes(tmp_path) -> None:
    for name in ("a.npz", "b.npz"):
        save_plan(solve(problem_from(city(5, 80, 1200)), seed=3), tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    again = load_plan(tmp_path / "a.npz")
    assert check_plan(problem_from(city(5, 80, 1200)), again) == []


def test_every_round_reports_a_plan_no_worse_than_the_last() -> None:
    told: list[tuple[int, int, int]] = []
    plan = solve(
        problem_from(city(2, 120, 700, offering=0.3)),
        progress=lambda p: told.append((p.round_, p.objective, p.upper_bound)),
    )
    assert [round_ for round_, _, _ in told] == list(range(len(told)))
    assert told == sorted(told)
    assert told[-1][1] == plan.objective <= told[-1][2]


def test_prices_of_an_order_that_misses_its_quorum_cost_nothing() -> None:
    problem = problem_from(village(2, 2, o_need=[3, 1], o_quorum=[3, 0]))
    plan = solve(problem)
    assert plan.of_order(0) == []
    assert plan.gap == 0
    assert upper_bound(problem, plan.dual_o) == plan.objective


def test_a_person_looks_past_their_best_offers_where_these_clash() -> None:
    """Ten urgent orders at once, two small ones on other days: the best week is one urgent and both small."""
    times = {"o_start": [540] * 10 + [1980, 3420], "o_end": [600] * 10 + [2040, 3480], "o_w": [5] * 10 + [1, 1]}
    problem = problem_from(village(12, 1, **times))
    plan = solve(problem)
    assert plan.of_volunteer(0)[1:] == [10, 11]
    assert plan.objective == plan.upper_bound == 7000
    assert upper_bound(problem, np.zeros(12, dtype=np.int64)) == 7000
    prices = find_prices(Draft(problem, eligible_pairs(problem)))
    assert prices.bound == 7000
