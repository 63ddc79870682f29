"""Dispatch: how long a week takes to plan, how near the plan is to the proven bound, and what by-hand rules would give.

    python bench/dispatch.py [ORDERSxVOLUNTEERS …]     JSON=1 prints one JSON document

Every plan is looked at by the independent checker. "Nearest first" serves the most urgent order from the nearest free
person, as it is done by hand; it is given as per cent of the same bound. Limits: 2 s and 1 % up to 300 orders.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests/engines/dispatch")]

from dispatch_instances import city  # noqa: E402  # only now is it on the path

from hecheng.engines.dispatch import Problem, check_plan, explain, problem_from, solve  # noqa: E402  # the same
from hecheng.engines.dispatch.candidates import eligible_pairs  # noqa: E402  # the same
from hecheng.engines.dispatch.constraints import distance_km  # noqa: E402  # the same
from hecheng.engines.dispatch.greedy import greedy_plan  # noqa: E402  # the same
from hecheng.engines.dispatch.prices import Draft  # noqa: E402  # the same

SIZES = ("100x5500", "300x5500", "1000x5500")
SEEDS = (1, 2, 3)
LIMIT_ORDERS, LIMIT_SECONDS, LIMIT_GAP = 300, 2.0, 0.01


def nearest_first(problem: Problem) -> int:
    """What the plan is worth that takes orders by urgency and, for each, the nearest people."""
    pairs = eligible_pairs(problem)
    taken = greedy_plan(
        Draft(problem, pairs), np.lexsort((distance_km(problem, pairs.v, pairs.o), -problem.o_w[pairs.o]))
    )
    assert taken is not None, "without locks one pass always gives a plan"
    return int(pairs.value[taken].sum())


def measured(orders: int, volunteers: int, seed: int) -> dict[str, Any]:
    """One instance, planned, certified, explained and checked."""
    problem = problem_from(city(seed, orders, volunteers, size_km=60 if volunteers < 50_000 else 250))
    began = time.perf_counter()
    plan = solve(problem)
    planned = time.perf_counter()
    for order in range(orders):
        explain(problem, plan, order)
    explained = time.perf_counter()
    return {
        "seconds": planned - began,
        "explain_seconds": explained - planned,
        "gap": plan.gap,
        "proven": plan.proven,
        "filled": len(plan.pair_v),
        "seats": int(problem.o_need.sum()),
        "nearest_first": nearest_first(problem) / max(plan.upper_bound, 1),
        "faults": check_plan(problem, plan),
    }


def row(size: str) -> dict[str, Any]:
    """Median and worst over the seeds, and whether the limits are kept."""
    orders, volunteers = (int(part) for part in size.split("x"))
    runs = [measured(orders, volunteers, seed) for seed in SEEDS]
    seconds, gaps = [run["seconds"] for run in runs], [run["gap"] for run in runs]
    limited = orders <= LIMIT_ORDERS
    return {
        "size": size,
        "seconds": median(seconds),
        "seconds_worst": max(seconds),
        "explain_seconds": median(run["explain_seconds"] for run in runs),
        "gap_worst": max(gaps),
        "proven": sum(run["proven"] for run in runs),
        "filled": runs[0]["filled"],
        "seats": runs[0]["seats"],
        "nearest_first": median(run["nearest_first"] for run in runs),
        "faults": [fault for run in runs for fault in run["faults"]],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "of_time_limit": max(seconds) / LIMIT_SECONDS if limited else None,
        "ok": not limited or (max(seconds) <= LIMIT_SECONDS and max(gaps) <= LIMIT_GAP),
    }


def main() -> int:
    """Print the table; status 1 if a plan breaks a rule or a limit."""
    solve(problem_from(city(0, 30, 300)))  # loads the solvers
    rows = []
    if not (as_json := os.environ.get("JSON") == "1"):
        print(
            "orders x people   median    worst   of limit   explain   worst gap  proven  nearest first  checker  peak"
        )
    for size in sys.argv[1:] or SIZES:
        found = row(size)
        rows.append(found)
        if not as_json:
            limit = f"{found['of_time_limit']:.0%}" if found["of_time_limit"] else "-"
            print(
                f"{size:<15} {found['seconds']:>7.2f} s {found['seconds_worst']:>6.2f} s {limit:>10} "
                f"{found['explain_seconds']:>7.2f} s {found['gap_worst']:>11.3%} {found['proven']:>4}/{len(SEEDS)} "
                f"{found['nearest_first']:>14.2%} {len(found['faults']) or 'clean':>8} {found['peak_mb']:>4} MB"
            )
    if as_json:
        print(json.dumps(rows, indent=1))
    return 1 if any(found["faults"] or not found["ok"] for found in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
