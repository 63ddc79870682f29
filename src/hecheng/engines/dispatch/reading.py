"""Instances and plans as files, and the checks that look at several arrays at once."""

import os
from collections.abc import Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import numpy as np

from hecheng.engines.dispatch.constraints import PAIR_RULES, STEP_RULES
from hecheng.engines.dispatch.malformed import RULES, MalformedInstance
from hecheng.engines.dispatch.problem import Array, Plan, Problem, Weights
from hecheng.engines.dispatch.schema import SHAPES, checked_arrays, checked_weights


def problem_from(arrays: Mapping[str, Any]) -> Problem:
    """A problem from plain arrays, each checked. Raises MalformedInstance naming array and row."""
    checked = checked_arrays(arrays)
    weights = checked_weights(arrays["weights"]) if "weights" in arrays else Weights()
    problem = Problem(**checked, weights=weights)
    _check_indexes(problem)
    _check_orders(problem)
    _check_locked_pairs(problem)
    _check_locks_together(problem)
    return problem


def load_problem(path: str | os.PathLike[str]) -> Problem:
    """Read an instance from an .npz file. Raises MalformedInstance, also where the file is missing or truncated."""
    return problem_from(_arrays_of(path))


def save_problem(problem: Problem, path: str | os.PathLike[str]) -> None:
    """Write an instance; optional arrays only where they say something."""
    arrays = {name: getattr(problem, name) for name in SHAPES}
    kept = {name: array for name, array in arrays.items() if len(array) or not SHAPES[name].optional}
    if problem.weights != Weights():
        kept["weights"] = np.array(astuple(problem.weights), dtype=np.int64)
    _write(path, kept)


def save_plan(plan: Plan, path: str | os.PathLike[str]) -> None:
    """Write the OUT arrays; the file appears whole or not at all."""
    numbers = {
        "objective": np.int64(plan.objective),
        "upper_bound": np.int64(plan.upper_bound),
        "gap": np.float64(plan.gap),
    }
    _write(path, {"pair_v": plan.pair_v, "pair_o": plan.pair_o, "dual_o": plan.dual_o, **numbers})


def load_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a plan back, as far as the file tells it. Raises MalformedInstance."""
    arrays = _arrays_of(path)
    for name in ("pair_v", "pair_o", "objective", "dual_o", "upper_bound"):
        if name not in arrays:
            raise MalformedInstance("missing_array", name)
    return Plan(
        pair_v=arrays["pair_v"],
        pair_o=arrays["pair_o"],
        objective=int(arrays["objective"]),
        dual_o=arrays["dual_o"],
        upper_bound=int(arrays["upper_bound"]),
    )


def _arrays_of(path: str | os.PathLike[str]) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except Exception as broken:  # zip, zlib, numpy and the file system each fail in ways of their own
        raise MalformedInstance("unreadable", Path(path).name) from broken


def _write(path: str | os.PathLike[str], arrays: Mapping[str, Any]) -> None:
    """Beside the target first, then in its place: a reader never meets half a file."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _check_indexes(problem: Problem) -> None:
    """Teams, volunteers and orders that are named must exist."""
    teams, people, orders = len(problem.t_div), problem.volunteers, problem.orders
    known = {"v_team": ("team", teams), "o_team": ("team", teams)}
    for kind in ("lock", "ban", "adj"):
        known |= {f"{kind}_v": ("volunteer", people), f"{kind}_o": ("order", orders)}
    for name, (what, count) in known.items():
        array = getattr(problem, name)
        if len(array) and array.max() >= count:
            row = int(np.argmax(array >= count))
            raise MalformedInstance("unknown_index", name, row, what=what, value=int(array[row]), high=count - 1)


def _check_orders(problem: Problem) -> None:
    late = problem.o_end <= problem.o_start
    if late.any():
        row = int(np.argmax(late))
        end, start = int(problem.o_end[row]), int(problem.o_start[row])
        raise MalformedInstance("ends_before_start", "o_end", row, value=end, start=start)
    many = problem.o_quorum > problem.o_need
    if many.any():
        row = int(np.argmax(many))
        quorum, seats = int(problem.o_quorum[row]), int(problem.o_need[row])
        raise MalformedInstance("quorum_over_seats", "o_quorum", row, value=quorum, seats=seats)


def _check_locked_pairs(problem: Problem) -> None:
    """A lock is named once, is not banned and keeps every rule about one person and one order."""
    seen: set[tuple[int, int]] = set()
    for row, (v, o) in enumerate(zip(problem.lock_v.tolist(), problem.lock_o.tolist(), strict=True)):
        who = {"volunteer": v, "order": o}
        if (v, o) in seen:
            raise MalformedInstance("lock_twice", "lock_v", row, **who)
        if problem.is_banned(np.array([v]), o).any():
            raise MalformedInstance("lock_banned", "lock_v", row, **who)
        seen.add((v, o))
        for name, rule in PAIR_RULES.items():
            if not rule(problem, np.array([v]), o).all():
                raise MalformedInstance("lock_breaks_rule", "lock_v", row, **who, rule=name)


def _check_locks_together(problem: Problem) -> None:
    """One person's locks can all be done, and an order has a seat for each of its locks."""
    doing: dict[int, list[int]] = {}
    seats = problem.o_need.tolist()
    for row, (v, o) in enumerate(zip(problem.lock_v.tolist(), problem.lock_o.tolist(), strict=True)):
        mine = doing.setdefault(v, [])
        for other in mine:
            _check_both(problem, row, v, o, other)
        mine.append(o)
        seats[o] -= 1
        if seats[o] < 0:
            raise MalformedInstance("locks_over_seats", "lock_o", row, order=o, seats=int(problem.o_need[o]))
        limits = {"at_most_k": (len(mine), int(problem.v_k[v]))}
        if len(problem.v_minutes_max):
            limits["minutes"] = (int(problem.minutes[mine].sum()), int(problem.v_minutes_max[v]))
        for rule, (used, limit) in limits.items():
            if used > limit:
                raise MalformedInstance("locks_over_limit", "lock_v", row, volunteer=v, limit=limit, rule=rule)


def _check_both(problem: Problem, row: int, v: int, o: int, other: int) -> None:
    who, i, j = np.array([v]), np.array([o]), np.array([other])
    for name, rule in STEP_RULES.items():
        if not (rule(problem, who, i, j) | rule(problem, who, j, i)).all():
            raise MalformedInstance("locks_collide", "lock_v", row, volunteer=v, order=o, other=other, rule=name)


assert {field.name for field in fields(Problem)} == {*SHAPES, "weights"}, "an array without a checked shape"
assert set(RULES) >= {*PAIR_RULES, *STEP_RULES}, "a rule without words"
