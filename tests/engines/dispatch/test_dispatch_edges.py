"""Weeks at the edge: nobody, nothing, everybody at one point, ties, windows across half-days, plans mended."""

import numpy as np
import pytest

from hecheng.engines.dispatch import MalformedInstance, Move, check_plan, diff, problem_from, solve
from hecheng.engines.dispatch.candidates import Neighbourhood
from hecheng.engines.dispatch.constraints import reach
from tests.engines.dispatch.dispatch_instances import city, village


@pytest.mark.parametrize(("orders", "people"), [(0, 0), (0, 3), (3, 0)])
def test_nothing_to_do_or_nobody_to_do_it(orders: int, people: int) -> None:
    problem = problem_from(village(orders, people))
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert (len(plan.pair_v), plan.objective, plan.upper_bound, plan.gap) == (0, 0, 0, 0)
    assert plan.dual_o.shape == (orders,)


def test_everybody_at_one_point() -> None:
    problem = problem_from(village(60, 90, o_need=np.full(60, 5), v_k=np.arange(90) % 3 + 1))
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert plan.proven
    assert len(plan.pair_v) == 180  # everybody as often as they offered


def test_the_grid_finds_exactly_those_in_reach() -> None:
    problem = problem_from(city(4, 50, 3000) | {"v_rad": np.full(3000, 4, np.float32)})
    hood, everybody = Neighbourhood(problem), np.arange(problem.volunteers)
    for order in range(problem.orders):
        near = hood.near(order)
        assert sorted(near[reach(problem, near, order)]) == everybody[reach(problem, everybody, order)].tolist()


def test_ties_on_the_radius_are_inside_wherever_the_grid_cuts() -> None:
    """Needs and homes on the corners of bands, people exactly their radius away, in all four directions."""
    across = np.array([[4, 0], [-4, 0], [0, 4], [0, -4]], dtype=np.float64)
    problem = problem_from(
        village(
            1,
            4,
            v_x=across[:, 0] + 8,
            v_y=across[:, 1] + 8,
            v_rad=np.full(4, 4, np.float32),
            o_x=[8.0],
            o_y=[8.0],
            o_need=[4],
        )
    )
    assert solve(problem).of_order(0) == [0, 1, 2, 3]


def test_an_order_across_midnight_wants_evening_and_morning() -> None:
    evening_and_morning = 1 << 2 | 1 << 3
    arrays = village(1, 2, v_avail=[1 << 2, evening_and_morning], o_start=[23 * 60], o_end=[25 * 60], o_need=[2])
    assert solve(problem_from(arrays)).of_order(0) == [1]


def test_one_person_exchanges_two_small_orders_for_a_large_one() -> None:
    """Two orders of 2,000 beat the one of 3,000 that overlaps both."""
    times = {"o_start": [540, 720, 600], "o_end": [600, 780, 730], "o_w": [2, 2, 3]}
    assert solve(problem_from(village(3, 1, **times))).of_volunteer(0) == [0, 1]
    assert solve(problem_from(village(3, 1, **times, v_k=[1]))).of_volunteer(0) == [2]


def test_locked_orders_reach_their_quorum_before_others_are_served() -> None:
    """One pass along the prices would send both to the urgent order."""
    arrays = village(
        2, 2, o_start=[540, 540], o_end=[600, 600], o_w=[1, 5], o_need=[2, 2], o_quorum=[2, 0], lock_v=[0], lock_o=[0]
    )
    problem = problem_from(arrays)
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert plan.of_order(0) == [0, 1]


def test_locks_whose_quorums_fight_for_the_same_people_get_a_sentence() -> None:
    both = {"o_start": [540, 540], "o_end": [600, 600], "o_need": [2, 2], "o_quorum": [2, 2]}
    problem = problem_from(village(2, 3, **both, lock_v=[0, 1], lock_o=[0, 1]))
    with pytest.raises(MalformedInstance, match="cannot bring together the 2 people"):
        solve(problem)


def test_a_lock_on_an_order_with_too_few_eligible_people_gets_a_sentence() -> None:
    problem = problem_from(village(1, 1, o_need=[2], o_quorum=[2], lock_v=[0], lock_o=[0]))
    with pytest.raises(MalformedInstance, match="lock_o row 0"):
        solve(problem)


def test_a_seat_that_is_worth_nothing_stays_empty() -> None:
    assert len(solve(problem_from(village(1, 1, adj_v=[0], adj_o=[0], adj_value=[-1000]))).pair_v) == 0
    assert len(solve(problem_from(village(1, 1, adj_v=[0], adj_o=[0], adj_value=[-999]))).pair_v) == 1


def test_values_far_past_32_bits_keep_their_order() -> None:
    high = [10**9, 10**9 - 1]
    plan = solve(problem_from(village(1, 2, adj_v=[1, 0], adj_o=[0, 0], adj_value=high)))
    assert plan.of_order(0) == [1]
    assert plan.gap == 0


def test_a_refusal_mends_the_plan_and_leaves_the_rest() -> None:
    arrays = city(6, 60, 1500)
    problem = problem_from(arrays)
    before = solve(problem)
    v, o = int(before.pair_v[0]), int(before.pair_o[0])
    refused = problem_from(arrays | {"ban_v": np.array([v]), "ban_o": np.array([o])})
    after = solve(refused, start=before)
    assert check_plan(refused, after) == []
    moves = diff(before, after)
    assert any(move.order == o and move.leaves == v for move in moves)
    assert len(moves) <= 5
    assert diff(after, after) == []


def test_moves_pair_who_leaves_with_who_joins() -> None:
    week = village(2, 3, v_x=[0.0, 1.0, 2.0], o_need=[1, 2])
    before = solve(problem_from(week))
    after = solve(problem_from(week | {"ban_v": np.array([0, 0]), "ban_o": np.array([0, 1])}))
    assert diff(before, after) == [Move(0, 0, 1), Move(1, 0, 2)]
