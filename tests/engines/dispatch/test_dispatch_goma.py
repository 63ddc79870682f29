"""A known optimum: one-to-one assignment of 532 workers to 713 tasks, published as 1878.432 with 210 pairs.

Mapped to a week: a plane unit is a kilometre and radius 1 stays radius 1; release times, which are not minutes of a
week, become refusals of every pair whose windows do not overlap; all orders lie at the same time, so that each worker
serves one; weights are 0 and pay × rate, in ten-thousandths, enters as adjustment.
"""

from pathlib import Path

import numpy as np
import pytest

from hecheng.engines.dispatch import check_plan, problem_from, solve
from tests.engines.dispatch.dispatch_instances import Arrays, village

ROOT = Path(__file__).resolve().parents[3]
FILES = [place / "shared/data/goma/gMission_data_00.txt" for place in (ROOT.parent, ROOT.parent.parent)]
SCALE = 10_000


def as_week(text: str) -> Arrays:
    """The file's arrays: `release w x y radius cap duration rate`, `release t x y duration pay`."""
    lines = [line.split() for line in text.splitlines()[1:]]
    workers = np.array([[*line[:1], *line[2:]] for line in lines if line[1] == "w"], dtype=np.float64)
    tasks = np.array([[*line[:1], *line[2:]] for line in lines if line[1] == "t"], dtype=np.float64)
    start, x, y, radius, capacity, lasts, rate = workers.T
    t_start, t_x, t_y, t_lasts, pay = tasks.T
    near = (x[:, None] - t_x) ** 2 + (y[:, None] - t_y) ** 2 <= (radius[:, None] + 1e-4) ** 2
    meet = (start[:, None] < t_start + t_lasts) & (t_start < start[:, None] + lasts[:, None])
    ban_v, ban_o = np.nonzero(near & ~meet)
    adj_v, adj_o = np.nonzero(near & meet)
    return village(
        len(tasks),
        len(workers),
        v_x=x,
        v_y=y,
        v_rad=radius.astype(np.float32),
        v_k=capacity.astype(np.int8),
        o_x=t_x,
        o_y=t_y,
        o_start=np.full(len(tasks), 540),
        o_end=np.full(len(tasks), 600),
        weights=np.zeros(7, np.int64),
        ban_v=ban_v,
        ban_o=ban_o,
        adj_v=adj_v,
        adj_o=adj_o,
        adj_value=np.rint(SCALE * pay[adj_o] * rate[adj_v]).astype(np.int64),
    )


def test_the_published_optimum_is_found_and_proven() -> None:
    file = next((path for path in FILES if path.exists()), None)
    if file is None:
        pytest.skip("shared/data/goma is not beside this checkout")
    problem = problem_from(as_week(file.read_text()))
    plan = solve(problem)
    assert check_plan(problem, plan) == []
    assert round(plan.objective / SCALE, 3) == 1878.432
    assert len(plan.pair_v) == 210
    assert plan.upper_bound == plan.objective
