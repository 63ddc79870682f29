"""What a seat filled by a person is worth, in integer points; positive throughout in the reference setting."""

import numpy as np

from hecheng.engines.dispatch.constraints import distance_km
from hecheng.engines.dispatch.problem import Array, Floats, Ints, Problem


def seat_values(problem: Problem, v: Array, o: Array, km: Floats | None = None) -> Ints:
    """priority − ⌊distance⌋ − ⌊hours served⌋ − (most affinity − affinity) + adjustments, for pairs (v, o)."""
    weights = problem.weights
    km = distance_km(problem, v, o) if km is None else km
    hours = np.minimum(problem.v_hours[v].astype(np.float64), weights.hour_cap)
    worth = weights.priority * problem.o_w[o].astype(np.int64)
    worth -= np.floor(weights.km * km).astype(np.int64)
    worth -= np.floor(weights.hour * hours).astype(np.int64)
    worth -= weights.same_team - affinities(problem, v, o)
    return worth + _adjustments(problem, v, o)


def affinities(problem: Problem, v: Array, o: Array) -> Ints:
    """How near the person's team is to the team that posted the order: same team, else town, else county, else 0."""
    weights = problem.weights
    theirs, posting = problem.v_team[v], problem.o_team[o]
    town, posting_town = problem.t_div[theirs], problem.t_div[posting]
    county = np.where(town // 1000 == posting_town // 1000, weights.same_county, 0)
    return np.where(theirs == posting, weights.same_team, np.where(town == posting_town, weights.same_town, county))


def _adjustments(problem: Problem, v: Array, o: Array) -> Ints | int:
    """Fairness over months, preference and the like, entered as data; pairs named twice add up."""
    if not len(problem.adj_v):
        return 0
    keys, position = np.unique(problem.pair_key(problem.adj_v, problem.adj_o), return_inverse=True)
    sums = np.zeros(len(keys), dtype=np.int64)
    np.add.at(sums, position, problem.adj_value)
    wanted = problem.pair_key(v, o)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, sums[at], 0)
