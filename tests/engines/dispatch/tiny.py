"""Hypothesis: small weeks in which every rule can bite."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.engines.dispatch.dispatch_instances import Arrays, village

PLACES = [0.0, 0.5, 3.0, 3.0001, 5.0, 12.0]
STARTS = [5 * 60 + 59, 9 * 60, 11 * 60, 11 * 60 + 40, 17 * 60 + 30, 1440 + 9 * 60]


@st.composite
def weeks(draw: st.DrawFn, most_orders: int = 4, most_people: int = 5, *, extras: bool = True) -> Arrays:
    """Arrays of a valid instance; with `extras` also bans, adjustments, rest, minutes and locks that might not fit."""
    orders, people = draw(st.integers(0, most_orders)), draw(st.integers(0, most_people))

    def rows(count: int, dtype: Any, choices: list[Any]) -> np.ndarray:
        return np.array(draw(st.lists(st.sampled_from(choices), min_size=count, max_size=count)), dtype=dtype)

    need, start = rows(orders, "i2", [1, 1, 2, 3]), rows(orders, "i4", STARTS)
    arrays = village(
        orders,
        people,
        v_x=rows(people, "f8", PLACES),
        v_y=rows(people, "f8", PLACES),
        v_rad=rows(people, "f4", [3, 5, 30]),
        v_avail=rows(people, "u4", [2**21 - 1, 2**21 - 1, 0b011011, 0b001001]),
        v_skill=rows(people, "u8", [0, 1, 3]),
        v_star=rows(people, "i1", [0, 5]),
        v_lang=rows(people, "u1", [1, 3]),
        v_clear=rows(people, bool, [True, False]),
        v_k=rows(people, "i1", [1, 2, 3]),
        v_hours=rows(people, "f4", [0, 0.3, 20, 80]),
        v_team=rows(people, "i4", [0, 1, 2]),
        o_x=rows(orders, "f8", PLACES),
        o_y=rows(orders, "f8", PLACES),
        o_start=start,
        o_end=start + rows(orders, "i4", [1, 30, 60, 120]),
        o_need=need,
        o_quorum=np.minimum(rows(orders, "i2", [0, 0, 1, 2, 3]), need),
        o_skill=rows(orders, "u8", [0, 0, 0, 1]),
        o_star=rows(orders, "i1", [0, 0, 2]),
        o_lang=rows(orders, "i1", [-1, -1, 1]),
        o_clear=rows(orders, bool, [False, False, True]),
        o_w=rows(orders, "i1", [1, 2, 5]),
        o_team=rows(orders, "i4", [0, 1, 2]),
    )
    if extras and orders and people:
        arrays |= _extras(draw, orders, people)
    return arrays


def _extras(draw: st.DrawFn, orders: int, people: int) -> Arrays:
    pairs = st.lists(st.tuples(st.integers(0, people - 1), st.integers(0, orders - 1)), max_size=3)
    found: Arrays = {}
    for name in ("ban", "adj", "lock"):
        if chosen := draw(pairs):
            found[f"{name}_v"], found[f"{name}_o"] = np.array(chosen, dtype="i4").T
            if name == "adj":
                points = st.sampled_from([-6000, -999, -7, 40, 2500])
                found["adj_value"] = np.array([draw(points) for _ in chosen], dtype="i8")
    if draw(st.booleans()):
        found["v_rest"] = np.array([draw(st.sampled_from([0, 45, 600])) for _ in range(people)], dtype="i4")
    if draw(st.booleans()):
        found["v_minutes_max"] = np.array(
            [draw(st.sampled_from([20, 90, 180, 600])) for _ in range(people)], dtype="i4"
        )
    return found
