"""Each hard rule by its name: who may go, what one person can combine, what a plan may hold."""

import numpy as np
import pytest

from hecheng.engines.dispatch import Plan, check_plan, problem_from, solve
from hecheng.engines.dispatch.constraints import half_days
from tests.engines.dispatch.dispatch_instances import Arrays, village

NINE, NOON = 9 * 60, 12 * 60


def planned(arrays: Arrays) -> Plan:
    """The plan, which the independent checker has looked at."""
    problem = problem_from(arrays)
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    return plan


def served(arrays: Arrays) -> list[list[int]]:
    """The people on each order."""
    plan = planned(arrays)
    return [plan.of_order(order) for order in range(len(arrays["o_x"]))]


def test_reach_nobody_goes_further_than_they_offered() -> None:
    assert served(village(1, 2, v_x=[3.0, 3.1], v_rad=np.float32([3, 3]), o_need=[2])) == [[0]]


def test_reach_whoever_is_on_the_edge_is_inside_by_a_tenth_of_a_metre() -> None:
    edge = [3.0, 3.0001, 3.00011]
    assert served(village(1, 3, v_x=edge, v_rad=np.float32([3, 3, 3]), o_need=[3])) == [[0, 1]]


def test_available_every_half_day_touched_must_be_offered() -> None:
    mornings, days = 0b001, 0b011
    assert served(village(1, 2, v_avail=[mornings, days], o_start=[NOON - 60], o_end=[NOON + 1], o_need=[2])) == [[1]]


def test_available_an_order_that_ends_at_noon_touches_the_morning_only() -> None:
    assert served(village(1, 1, v_avail=[0b001], o_start=[NINE], o_end=[NOON])) == [[0]]


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        (0, 1, [0]),
        (5 * 60 + 59, 6 * 60, [0]),
        (11 * 60 + 59, 12 * 60, [0]),
        (12 * 60, 18 * 60, [1]),
        (17 * 60, 18 * 60 + 1, [1, 2]),
        (23 * 60, 1440 + 30, [2, 3]),
        (0, 2 * 1440, [0, 1, 2, 3, 4, 5]),
        (10079, 10080, [20]),
    ],
)
def test_half_days_of_a_window(start: int, end: int, parts: list[int]) -> None:
    assert half_days(start, end) == sum(1 << part for part in parts)


def test_skills_everybody_on_the_order_has_them_all() -> None:
    assert served(village(1, 3, v_skill=np.uint64([0b01, 0b11, 1 << 39]), o_skill=np.uint64([0b11]), o_need=[3])) == [
        [1]
    ]


def test_star_at_least_as_many_as_asked() -> None:
    assert served(village(1, 3, v_star=[1, 2, 5], o_star=[2], o_need=[3])) == [[1, 2]]


def test_language_asked_by_index_and_spoken_by_bit() -> None:
    assert served(village(1, 3, v_lang=np.uint8([1, 4, 8]), o_lang=[2], o_need=[3])) == [[1]]


def test_clearance_is_needed_only_where_it_is_demanded() -> None:
    assert served(village(2, 2, v_clear=[False, True], o_clear=[True, False], o_need=[2, 2])) == [[1], [0, 1]]


def test_at_most_k_orders_in_a_week() -> None:
    plan = planned(village(4, 2, v_k=[1, 3]))
    assert [len(plan.of_volunteer(v)) for v in (0, 1)] == [1, 3]


def test_time_to_get_there_is_ten_minutes_and_three_a_kilometre() -> None:
    far = {"o_x": [0.0, 4.0], "o_start": [NINE, NINE + 60 + 22], "o_end": [NINE + 60, NOON]}
    assert served(village(2, 1, **far)) == [[0], [0]]
    late = far | {"o_start": [NINE, NINE + 60 + 21]}
    assert len(planned(village(2, 1, **late)).pair_v) == 1


def test_two_orders_at_the_same_time_are_for_two_people() -> None:
    assert len(planned(village(2, 1, o_start=[NINE, NINE], o_end=[NOON, NOON])).pair_v) == 1
    assert len(planned(village(2, 2, o_start=[NINE, NINE], o_end=[NOON, NOON])).pair_v) == 2


def test_seats_are_not_overbooked() -> None:
    assert [len(crew) for crew in served(village(1, 9, o_need=[4]))] == [4]


def test_nobody_sits_twice_on_one_order() -> None:
    assert served(village(1, 1, o_need=[2])) == [[0]]


def test_quorum_is_met_or_the_order_is_not_held() -> None:
    assert served(village(1, 2, o_need=[4], o_quorum=[3])) == [[]]
    assert served(village(1, 3, o_need=[4], o_quorum=[3])) == [[0, 1, 2]]


def test_quorum_may_take_people_from_a_dearer_order() -> None:
    """Two orders at once, three people: five points each would go first, but then nobody could hold the other."""
    together = {"o_start": [NINE, NINE], "o_end": [NOON, NOON], "o_need": [1, 3], "o_quorum": [0, 3], "o_w": [5, 2]}
    assert served(village(2, 3, **together)) == [[], [0, 1, 2]]


def test_locks_stay_even_where_somebody_else_is_nearer() -> None:
    assert served(village(1, 2, v_x=[0.0, 4.0], lock_v=[1], lock_o=[0])) == [[1]]


def test_bans_a_refusal_is_not_asked_again() -> None:
    assert served(village(1, 2, v_x=[0.0, 4.0], ban_v=[0], ban_o=[0])) == [[1]]


def test_rest_lies_between_two_orders() -> None:
    day = {"o_start": [NINE, NOON], "o_end": [NINE + 60, NOON + 60], "o_need": [2, 2]}
    assert len(planned(village(2, 2, v_rest=[120, 121], **day)).pair_v) == 3


def test_minutes_of_a_week_are_not_exceeded() -> None:
    plan = planned(village(3, 2, v_minutes_max=[120, 240], o_need=[2, 2, 2]))
    assert [len(plan.of_volunteer(v)) for v in (0, 1)] == [1, 2]


def test_adjustments_decide_between_equals_and_add_up() -> None:
    assert served(village(1, 2, adj_v=[1, 1, 0], adj_o=[0, 0, 0], adj_value=[4, 4, 7])) == [[1]]


def test_weights_change_what_counts() -> None:
    near_but_tired = {"v_x": [0.0, 4.0], "v_hours": np.float32([10, 0])}
    assert served(village(1, 2, **near_but_tired)) == [[0]]
    assert served(village(1, 2, **near_but_tired, weights=[1000, 5, 4, 50, 150, 60])) == [[1]]


def test_value_floors_distance_and_hours_and_counts_teams() -> None:
    people = {"v_x": [0.0, 1.04, 0.0, 0.0], "v_hours": np.float32([0, 0, 60, 0.3]), "v_team": [0, 1, 2, 3]}
    plan = planned(village(1, 4, **people, t_div=[1001, 1001, 1002, 2001], o_w=[3], o_need=[4]))
    assert plan.objective == 3000 + (3000 - 20 - 90) + (3000 - 200 - 130) + (3000 - 1 - 150)
