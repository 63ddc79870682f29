"""Input that cannot be meant: one sentence with the array and the row, in both languages, and nothing else happens."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hecheng.engines.dispatch import MalformedInstance, load_problem, problem_from, save_problem
from hecheng.engines.dispatch.schema import SHAPES
from tests.engines.dispatch.dispatch_instances import city, village

NAN, INF = float("nan"), float("inf")
PAIR = {"lock_v": [0], "lock_o": [0]}
SPOILT: dict[str, tuple[dict[str, Any], str, str, int | None]] = {
    "a home that is nowhere": ({"v_x": [0, NAN, 0]}, "not_finite", "v_x", 1),
    "a need infinitely far": ({"o_y": [0, 0, INF]}, "not_finite", "o_y", 2),
    "a longitude off the globe": ({"v_lon": [0, 0, 181]}, "out_of_range", "v_lon", 2),
    "a radius over 30 km": ({"v_rad": [5, 30.5, 5]}, "out_of_range", "v_rad", 1),
    "a negative radius": ({"v_rad": [-1, 5, 5]}, "out_of_range", "v_rad", 0),
    "a 22nd half-day": ({"v_avail": [1, 1 << 21, 1]}, "out_of_range", "v_avail", 1),
    "a 41st skill": ({"v_skill": np.uint64([0, 0, 1 << 40])}, "out_of_range", "v_skill", 2),
    "six stars": ({"v_star": [6, 0, 0]}, "out_of_range", "v_star", 0),
    "a fifth language": ({"o_lang": [0, 4, -1]}, "out_of_range", "o_lang", 1),
    "four orders a week": ({"v_k": [1, 4, 1]}, "out_of_range", "v_k", 1),
    "negative hours": ({"v_hours": [0, -1, 0]}, "out_of_range", "v_hours", 1),
    "no seats": ({"o_need": [1, 0, 1]}, "out_of_range", "o_need", 1),
    "negative seats": ({"o_need": [1, 1, -3]}, "out_of_range", "o_need", 2),
    "more seats than fit": ({"o_need": [70_000, 1, 1]}, "out_of_range", "o_need", 0),
    "a priority of nought": ({"o_w": [1, 0, 1]}, "out_of_range", "o_w", 1),
    "a start before the week": ({"o_start": [-1, 0, 0]}, "out_of_range", "o_start", 0),
    "an end after the week": ({"o_end": [10080, 10081, 10080]}, "out_of_range", "o_end", 1),
    "an end before the start": ({"o_start": [0, 600, 0], "o_end": [60, 600, 60]}, "ends_before_start", "o_end", 1),
    "a quorum over the seats": ({"o_quorum": [0, 0, 2]}, "quorum_over_seats", "o_quorum", 2),
    "a volunteer of no team": ({"v_team": [0, 3, 0]}, "unknown_index", "v_team", 1),
    "an order of no team": ({"o_team": [0, 0, 9]}, "unknown_index", "o_team", 2),
    "a short array": ({"v_k": [1, 1]}, "wrong_length", "v_k", 2),
    "a long array": ({"o_w": [1, 1, 1, 1]}, "wrong_length", "o_w", 3),
    "a table for a list": ({"v_k": [[1, 1, 1]]}, "not_a_list", "v_k", None),
    "words for numbers": ({"v_hours": ["a", "b", "c"]}, "wrong_type", "v_hours", None),
    "half a seat": ({"o_need": [1.0, 1.5, 1.0]}, "wrong_type", "o_need", None),
    "an array nobody knows": ({"v_shoe": [1, 1, 1]}, "unknown_array", "v_shoe", None),
    "locks without orders": ({"lock_v": [0]}, "missing_array", "lock_o", None),
    "adjustments without points": ({"adj_v": [0], "adj_o": [0]}, "missing_array", "adj_value", None),
    "a lock on nobody": ({"lock_v": [0, 3], "lock_o": [0, 0]}, "unknown_index", "lock_v", 1),
    "a refusal of nothing": ({"ban_v": [0], "ban_o": [7]}, "unknown_index", "ban_o", 0),
    "the same lock twice": ({"lock_v": [0, 0], "lock_o": [1, 1]}, "lock_twice", "lock_v", 1),
    "locked and refused": (PAIR | {"ban_v": [0], "ban_o": [0]}, "lock_banned", "lock_v", 0),
    "locked out of reach": (PAIR | {"v_x": [9, 0, 0]}, "lock_breaks_rule", "lock_v", 0),
    "locked without the skill": (PAIR | {"o_skill": [1, 0, 0]}, "lock_breaks_rule", "lock_v", 0),
    "locked to two at once": (
        {"lock_v": [0, 0], "lock_o": [0, 1], "o_start": [540, 541, 0], "o_end": [600, 600, 60]},
        "locks_collide",
        "lock_v",
        1,
    ),
    "locked without rest": ({"lock_v": [0, 0], "lock_o": [0, 1], "v_rest": [9000, 0, 0]}, "locks_collide", "lock_v", 1),
    "locked beyond their week": (
        {"lock_v": [0, 0], "lock_o": [0, 1], "v_k": [1, 1, 1]},
        "locks_over_limit",
        "lock_v",
        1,
    ),
    "locked beyond their minutes": (PAIR | {"v_minutes_max": [119, 0, 0]}, "locks_over_limit", "lock_v", 0),
    "more locked than seats": ({"lock_v": [0, 1], "lock_o": [0, 0]}, "locks_over_seats", "lock_o", 1),
    "too few weights": ({"weights": [1000, 20, 4, 50, 150]}, "wrong_length", "weights", 5),
    "a negative weight": ({"weights": [1000, -20, 4, 50, 150, 60]}, "out_of_range", "weights", 1),
}


@pytest.mark.parametrize("story", SPOILT)
def test_it_is_named_by_array_and_row(story: str) -> None:
    changed, code, array, row = SPOILT[story]
    with pytest.raises(MalformedInstance) as refused:
        problem_from(village(3, 3, **changed))
    assert (refused.value.code, refused.value.array, refused.value.row) == (code, array, row)
    english, chinese = refused.value.sentence, refused.value.sentence_in("zh")
    for sentence in (english, chinese):
        assert array in sentence
        assert row is None or str(row) in sentence
        assert "{" not in sentence
    assert english.endswith(".")
    assert chinese.endswith("。")


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if not shape.optional])
def test_an_array_that_is_missing_is_named(name: str) -> None:
    arrays = village(2, 2)
    del arrays[name]
    with pytest.raises(MalformedInstance, match=f"{name} is missing"):
        problem_from(arrays)


@pytest.mark.parametrize("left", [0, 1, 60, 0.5, 0.9, -1])
def test_a_file_truncated_on_disk_is_unreadable(tmp_path: Path, left: float) -> None:
    path = tmp_path / "week.npz"
    save_problem(problem_from(village(3, 3)), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(left * len(whole)) if 0 < left < 1 else int(left)])
    with pytest.raises(MalformedInstance, match=r"week\.npz: the file cannot be read"):
        load_problem(path)


def test_a_file_that_carries_programs_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "pickled.npz"
    np.savez(path, v_x=np.array([{"a": 1}], dtype=object))
    with pytest.raises(MalformedInstance, match="cannot be read"):
        load_problem(path)


def test_other_files_are_unreadable(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name in ("one.npy", "absent.npz"):
        with pytest.raises(MalformedInstance, match=name):
            load_problem(tmp_path / name)


def test_an_instance_survives_the_file_with_all_its_options(tmp_path: Path) -> None:
    options = {
        "lock_v": [0],
        "lock_o": [1],
        "ban_v": [1],
        "ban_o": [2],
        "adj_v": [2],
        "adj_o": [0],
        "adj_value": [-7],
        "v_rest": [0, 1, 2],
        "v_minutes_max": [600, 700, 800],
        "weights": [999, 20, 4, 50, 150, 60, 10],
    }
    before = problem_from(village(3, 3, **options))
    save_problem(before, tmp_path / "week.npz")
    after = load_problem(tmp_path / "week.npz")
    assert after.weights == before.weights
    for name in SHAPES:
        assert np.array_equal(getattr(after, name), getattr(before, name)), name
    assert [path.name for path in tmp_path.iterdir()] == ["week.npz"]


def test_wider_integers_and_plain_lists_are_understood() -> None:
    arrays = {name: array.tolist() for name, array in city(1, 5, 20).items()}
    assert problem_from(arrays).v_skill.dtype == np.uint64
