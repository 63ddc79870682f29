"""What each volunteer would choose at given seat prices: the best set of orders one person can really do.

It looks at a person's most rewarding orders first and widens the view only while an order outside it could still matter.
"""

from dataclasses import dataclass

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
    locked = np.isin(problem.pair_key(v, o), problem.locked_keys)
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
    problem = view.problem
    rank = np.arange(depth + 1)
    inside = rank < count[:, None]
    pair = np.where(inside, view.rows[np.minimum(first[:, None] + rank, len(view.rows) - 1)], -1)
    gain = np.where(inside, view.reward[pair], 0)
    outside, pair, gain = gain[:, depth], pair[:, :depth], gain[:, :depth]
    orders = view.o[pair].astype(np.int64)
    after = view.steps.can_follow(who[:, None, None], orders[:, :, None], orders[:, None, :])
    both = (after | after.swapaxes(1, 2)) & inside[:, :depth, None] & inside[:, None, :depth]
    lasts, most = problem.minutes[orders], problem.v_minutes_max[who] if len(problem.v_minutes_max) else None
    two, two_at = _best_of(
        gain[:, :, None] + gain[:, None, :], _affordable(both, lasts[:, :, None] + lasts[:, None, :], most)
    )
    two_better = two > gain[:, 0]
    reward = np.stack([np.maximum(two, gain[:, 0]), np.maximum(two, gain[:, 0])], axis=1)
    zero = np.zeros_like(two_at[0])
    spots = [np.where(two_better, two_at[0], zero), np.where(two_better, two_at[1], -1), np.full_like(zero, -1)]
    sure = reward[:, 0] >= outside + gain[:, 0]
    thrice = np.flatnonzero((problem.v_k[who] > 2) & (count > 2))
    if len(thrice):
        g, b, m = gain[thrice], both[thrice], lasts[thrice]
        triple = b[:, :, :, None] & b[:, :, None, :] & b[:, None, :, :]
        total = m[:, :, None, None] + m[:, None, :, None] + m[:, None, None, :]
        triple = _affordable(triple, total, None if most is None else most[thrice])
        three, at = _best_of(g[:, :, None, None] + g[:, None, :, None] + g[:, None, None, :], triple)
        better = three > reward[thrice, 0]
        reward[thrice, 1] = np.maximum(three, reward[thrice, 0])
        for spot, place in zip(spots, at, strict=True):
            spot[thrice[better]] = place[better]
        sure[thrice] &= reward[thrice, 1] >= outside[thrice] + g[:, 0] + g[:, 1]
    sure |= count <= depth
    everyone = np.arange(len(who))
    picked = np.stack([np.where(spot >= 0, pair[everyone, spot], -1) for spot in spots], axis=1)
    return reward, sure, picked


def _affordable(allowed: Bools, total: Ints, most: Array | None) -> Bools:
    """Drop sets that last longer than the person offered."""
    return allowed if most is None else allowed & (total <= most.reshape(-1, *[1] * (total.ndim - 1)))


def _best_of(sums: Ints, allowed: Bools) -> tuple[Ints, tuple[Ints, ...]]:
    """Largest allowed sum in each row, and where (B,)."""
    flat = np.where(allowed, sums, NEVER).reshape(len(sums), -1)
    at = flat.argmax(axis=1)
    return flat[np.arange(len(flat)), at], np.unravel_index(at, sums.shape[1:])
