"""What each volunteer would choose at given seat prices: the best set of orders one person can really do.

It looks at a person's most rewarding orders first and widens the view only while an order outside it could still matter.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from hecheng.engines.dispatch.constraints import Steps
from hecheng.engines.dispatch.problem import Array, Bools, Ints, Problem

FIRST_VIEW = 6
CELLS = 2_000_000  # of one working matrix
MUST = 1 << 44  # reward of a locked order: no sum of others outweighs it
NEVER = -(1 << 60)


@dataclass(frozen=True)
class Best:
    """`at_most[v, j]`: reward of the best set of at most j orders (V, 4). `chosen`: the pairs of the sets at v_k."""

    at_most: Ints
    chosen: Ints

    def of(self, problem: Problem) -> Ints:
        """Reward of each volunteer's best set (V,)."""
        return np.take_along_axis(self.at_most, problem.v_k.astype(np.int64)[:, None], axis=1)[:, 0]

    def short_of(self, problem: Problem, v: Array, reward: Ints) -> Ints:
        """For pairs: at least this much is lost when the person takes that order rather than their best set."""
        k = problem.v_k[v].astype(np.int64)
        return self.at_most[v, k] - self.at_most[v, k - 1] - reward


def best_sets(problem: Problem, steps: Steps, v: Array, o: Array, reward: Ints) -> Best:
    """The best sets over the pairs (v, o) with these rewards; locked orders are in every set."""
    locked = problem.is_locked(v, o)
    locks = np.zeros(problem.volunteers, dtype=np.int64)
    np.add.at(locks, v[locked], 1)
    lifted = reward + np.where(locked, MUST, 0)
    useful = lifted > 0
    if len(problem.v_minutes_max):
        useful &= problem.minutes[o] <= problem.v_minutes_max[v]
    rows = np.flatnonzero(useful)
    rows = rows[np.lexsort((o[rows], -lifted[rows], v[rows]))]
    who, first, count = np.unique(v[rows], return_index=True, return_counts=True)
    at_most = np.zeros((problem.volunteers, 4), dtype=np.int64)
    at_most[who, 1:] = lifted[rows[first], None]
    chosen = [rows[first[problem.v_k[who] == 1]]]
    several = problem.v_k[who] > 1
    todo, view = np.flatnonzero(several), FIRST_VIEW
    while len(todo):
        unsure = []
        for part in np.array_split(todo, -(-len(todo) * view**3 // CELLS)):
            found, sure, picked = _search(
                _View(problem, steps, v, o, lifted, rows), who[part], first[part], count[part], view
            )
            at_most[who[part], 2:] = found
            chosen.append(picked[sure].ravel())
            unsure.append(part[~sure])
        todo, view = np.concatenate(unsure), view * 2
    taken = np.concatenate(chosen)
    return Best(_without_bonus(at_most, locks), taken[taken >= 0])


def _without_bonus(at_most: Ints, locks: Ints) -> Ints:
    j = np.arange(4)
    return np.where(j < locks[:, None], NEVER, at_most - MUST * np.minimum(locks[:, None], j))


@dataclass(frozen=True)
class _View:
    problem: Problem
    steps: Steps
    v: Array
    o: Array
    reward: Ints
    rows: Ints  # pairs by volunteer, most rewarding first


def _search(view: _View, who: Ints, first: Ints, count: Ints, depth: int) -> tuple[Ints, Bools, Ints]:
    """Best sets of ≤ 2 and ≤ 3 orders among each person's `depth` most rewarding: rewards (B, 2), sure, pairs (B, 3)."""
    problem, rank = view.problem, np.arange(depth + 1)
    inside = rank < count[:, None]
    pair = np.where(inside, view.rows[np.minimum(first[:, None] + rank, len(view.rows) - 1)], -1)
    gain = np.where(inside, view.reward[pair], 0)
    outside, pair, gain, inside = gain[:, depth], pair[:, :depth], gain[:, :depth], inside[:, :depth]
    orders = view.o[pair].astype(np.int64)
    after = view.steps.can_follow(who[:, None, None], orders[:, :, None], orders[:, None, :])
    both = (after | after.swapaxes(1, 2)) & inside[:, :, None] & inside[:, None, :]
    best, sure = gain[:, 0].copy(), np.ones(len(who), dtype=bool)
    reward, picked = np.empty((len(who), 2), dtype=np.int64), np.full((len(who), 3), -1)
    picked[:, 0] = pair[:, 0]
    for size in (2, 3):
        rows = np.flatnonzero((problem.v_k[who] >= size) & (count >= size))
        if len(rows):
            most = problem.v_minutes_max[who[rows]] if len(problem.v_minutes_max) else None
            found, spots = _best_set(size, gain[rows], both[rows], problem.minutes[orders[rows]], most)
            better = found > best[rows]
            best[rows] = np.maximum(found, best[rows])
            picked[rows[better], :size] = np.take_along_axis(pair[rows], spots, axis=1)[better]
            sure[rows] &= best[rows] >= outside[rows] + gain[rows, : size - 1].sum(axis=1)
        reward[:, size - 2] = best
    return reward, sure | (count <= depth), picked


def _best_set(size: int, gain: Ints, both: Bools, lasts: Ints, most: Array | None) -> tuple[Ints, Ints]:
    """The most rewarding `size` orders that go together, in each row: reward (B,), positions (B, size)."""
    rows, depth = gain.shape

    def along(array: Array, *axes: int) -> Array:
        return array.reshape(rows, *(depth if axis in axes else 1 for axis in range(size)))

    allowed = np.ones((rows, *[depth] * size), dtype=bool)
    for a, b in combinations(range(size), 2):
        allowed &= along(both, a, b)
    if most is not None:
        allowed &= sum(along(lasts, axis) for axis in range(size)) <= most.reshape(rows, *[1] * size)
    sums = np.where(allowed, sum(along(gain, axis) for axis in range(size)), NEVER).reshape(rows, -1)
    at = sums.argmax(axis=1)
    return sums[np.arange(rows), at], np.stack(np.unravel_index(at, allowed.shape[1:]), axis=1)
