"""Why this person, and why nobody: facts that can be stored, and words in two languages."""

import json

import numpy as np
import pytest

from hecheng.engines.dispatch import Names, explain, problem_from, solve, words
from hecheng.engines.dispatch.constraints import PAIR_RULES, STEP_RULES
from hecheng.engines.dispatch.malformed import RULES, SENTENCES
from hecheng.engines.dispatch.wording import AFFINITY, FUNNEL, REASONS, ordinal
from tests.engines.dispatch.dispatch_instances import city, village

AT_ONCE = {"o_start": [540, 540], "o_end": [600, 600]}


def test_a_filled_seat_tells_rank_distance_load_affinity_and_who_is_next() -> None:
    people = {"v_x": [2.0, 1.0, 1.0, 3.0], "v_hours": np.float32([0, 30, 2, 0]), "v_team": [1, 1, 0, 2]}
    problem = problem_from(village(1, 4, **people, o_w=[2]))
    told = explain(problem, solve(problem), 0)
    seat = told.filled[0]
    assert (seat.volunteer, seat.rank, seat.eligible, seat.km, seat.hours) == (2, 1, 4, 1.0, 2.0)
    assert (seat.affinity, seat.value, seat.locked, seat.next_best) == ("team", 2000 - 20 - 8, False, 0)
    assert told.empty is None
    assert told.reason_for_empty() == {}
    assert told.sentences("en") == [
        "volunteer 2: Nearest of 4 who qualify, 1.0 km; 2 h served this month; same team. If they decline: volunteer 0."
    ]
    assert told.sentences("zh") == [
        "志愿者2：符合条件的 4 人里最近，1.0 公里；本月已服务 2 小时；与发布方同队。若不能来，可由志愿者0接替。"
    ]


def test_an_empty_seat_tells_who_is_left_after_each_rule_and_what_keeps_them() -> None:
    arrays = village(
        2,
        6,
        **AT_ONCE,
        v_x=[0, 0, 0, 0, 0, 9],
        v_skill=np.uint64([1, 1, 1, 1, 0, 1]),
        v_avail=[1, 1, 1, 2, 1, 1],
        o_skill=np.uint64([1, 0]),
        o_need=[2, 3],
        o_w=[1, 3],
        v_k=[1, 1, 1, 1, 1, 1],
        ban_v=[4],
        ban_o=[1],
    )
    problem = problem_from(arrays)
    empty = explain(problem, solve(problem), 0).empty
    assert empty is not None
    assert [(step.rule, step.left) for step in empty.funnel] == [("reach", 5), ("skills", 4), ("available", 3)]
    assert (empty.seats, empty.reasons, empty.quorum) == (2, {"serves_higher": 3}, 0)
    assert empty.trade_off is not None
    assert (empty.trade_off.leaves, empty.trade_off.cost) == ((1,), 2000)
    assert explain(problem, solve(problem), 0).sentences("en") == [
        "2 seats empty: 5 in reach; 4 with skill 0; 3 free then. 3 serve orders of higher priority."
        " Nearest trade-off: volunteer 0 leaves order 1, at a cost of 2000 points."
    ]
    assert explain(problem, solve(problem), 0).sentences("zh") == [
        "还缺 2 人：距离合适的 5 人；会技能0的 4 人；当时有空的 3 人。3 人在更急的需求上。"
        "最接近的办法：志愿者0放下需求1，总分少 2000。"
    ]


@pytest.mark.parametrize(
    ("story", "reasons"),
    [
        (
            AT_ONCE
            | {"o_w": [2, 2], "v_hours": np.float32([0, 0]), "adj_v": [0, 1], "adj_o": [1, 1], "adj_value": [9, 9]},
            {"serves_same": 2},
        ),
        (AT_ONCE | {"o_w": [2, 1], "adj_v": [0, 1], "adj_o": [1, 1], "adj_value": [5000, 5000]}, {"serves_lower": 2}),
        (AT_ONCE | {"lock_v": [0, 1], "lock_o": [1, 1]}, {"locked": 2}),
        ({"v_minutes_max": [120, 120], "o_end": [1000, 1440 + 660], "o_start": [540, 1440 + 540]}, {"too_long": 2}),
        ({"adj_v": [0, 1], "adj_o": [0, 0], "adj_value": [-5000, -5000]}, {"not_worth_it": 2}),
        ({"o_quorum": [2, 0], "ban_v": [0], "ban_o": [0]}, {"free": 1}),
    ],
)
def test_each_reason_why_an_eligible_person_is_not_there(story: dict[str, object], reasons: dict[str, int]) -> None:
    problem = problem_from(village(2, 2, **({"o_need": [2, 2]} | story)))
    empty = explain(problem, solve(problem), 0).empty
    assert empty is not None
    assert empty.reasons == reasons


def test_an_order_that_misses_its_quorum_says_so() -> None:
    problem = problem_from(village(1, 2, o_need=[4], o_quorum=[3]))
    told = explain(problem, solve(problem), 0)
    assert told.sentences("en") == [
        "4 seats empty: 2 in reach; 2 free then. It needs 3 together or is not held. 2 are free."
    ]
    assert told.sentences("zh")[0].endswith("至少要 3 人同去，凑不齐就不办。2 人还空着。")


def test_no_trade_breaks_a_lock_or_another_orders_quorum() -> None:
    story = AT_ONCE | {"o_need": [1, 2], "o_w": [1, 5], "o_quorum": [0, 2]}
    problem = problem_from(village(2, 2, **story))
    empty = explain(problem, solve(problem), 0).empty
    assert empty is not None
    assert empty.trade_off is None


def test_reasons_are_stored_as_json_and_put_into_words_later() -> None:
    problem = problem_from(city(3, 40, 600, offering=0.3))
    plan = solve(problem)
    names = {v: f"person-{v}" for v in range(problem.volunteers)}
    orders = {o: f"need-{o}" for o in range(problem.orders)}
    called = Names(
        person=lambda key, lang: f"<{key}>",
        order=lambda key, lang: f"[{key}]",
        skills=lambda mask, lang: "first aid",
        language=lambda index, lang: "English",
    )
    said = ""
    for order in range(problem.orders):
        told = explain(problem, plan, order)
        assert [seat.volunteer for seat in told.filled] == plan.of_order(order)
        reasons = [told.reason_for(v, names) for v in plan.of_order(order)] + [told.reason_for_empty(names, orders)]
        for reason in json.loads(json.dumps(reasons)):
            said += words(reason, "en", called) + words(reason, "zh", called)
    assert "<person-" in said
    assert "[need-" in said
    assert "{" not in said
    assert (
        sum(explain(problem, plan, o).value_of(v) for v, o in zip(plan.pair_v, plan.pair_o, strict=True))
        == plan.objective
    )
    assert words({"code": "chosen-by-hand"}, "en") == "Chosen by a dispatcher."
    assert words({}) == ""


def test_every_code_has_words_in_both_languages() -> None:
    assert set(FUNNEL) == set(PAIR_RULES)
    assert set(PAIR_RULES) | set(STEP_RULES) <= set(RULES)
    for table in (FUNNEL, REASONS, AFFINITY, RULES, SENTENCES):
        for english, chinese in table.values():
            assert english.isascii() or "“" in english
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def test_ordinals() -> None:
    assert [ordinal(n) for n in (2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "101st",
        "111th",
    ]
