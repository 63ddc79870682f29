"""Dispatch: who goes where in a week, with a proof of how good the plan is and a reason for every seat.

Read in this order: `problem` (arrays in, plan out), `constraints` (the hard rules), `value`, `candidates`, `choices`,
`prices`, `greedy`, `solver`; then, sharing nothing with them, `bound` (certificate) and `check`; then `explanation`, `moves`.
"""

from hecheng.engines.dispatch.bound import upper_bound
from hecheng.engines.dispatch.check import check_plan
from hecheng.engines.dispatch.explanation import Explanation, explain
from hecheng.engines.dispatch.malformed import MalformedInstance
from hecheng.engines.dispatch.moves import Move, diff
from hecheng.engines.dispatch.problem import Plan, Problem, Weights
from hecheng.engines.dispatch.reading import load_plan, load_problem, problem_from, save_plan, save_problem
from hecheng.engines.dispatch.solver import DEFAULT_WORK, Progress, solve
from hecheng.engines.dispatch.wording import Names, words

__all__ = [
    "DEFAULT_WORK",
    "Explanation",
    "MalformedInstance",
    "Move",
    "Names",
    "Plan",
    "Problem",
    "Progress",
    "Weights",
    "check_plan",
    "diff",
    "explain",
    "load_plan",
    "load_problem",
    "problem_from",
    "save_plan",
    "save_problem",
    "solve",
    "upper_bound",
    "words",
]
