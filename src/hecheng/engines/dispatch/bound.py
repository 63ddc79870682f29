"""The certificate: what no plan can exceed, from the exported prices alone.

    Σ_o need_o·dual_o + Σ_v max over sets S that v can really do of Σ_{o∈S} max(0, value − dual_o)

over all eligible pairs; orders with fewer eligible people than their quorum are cancelled first. S has at most v_k orders,
holds the person's locked ones, and keeps travel, rest and minutes. Valid for any prices ≥ 0. This room shares nothing with
the search: rules and values are written out again, so that a mistake there cannot vouch for itself here.
"""

from collections.abc import Iterator
from math import sqrt
from typing import Any

import numpy as np

from hecheng.engines.dispatch.problem import Array, Ints, Problem


def upper_bound(problem: Problem, dual_o: Array) -> int:
    """No plan of this problem is worth more. `dual_o`: integer prices ≥ 0, one per order."""
    total = 0
    offers: dict[int, list[tuple[int, int]]] = {}  # volunteer → (value − price, order)
    locked = set(zip(problem.lock_v.tolist(), problem.lock_o.tolist(), strict=True))
    adjusted = _adjustments(problem)
    for order, who, value in _eligible(problem):
        if len(who) < problem.o_quorum[order]:
            continue
        price = int(dual_o[order])
        total += int(problem.o_need[order]) * price
        extra = adjusted.get(order, {})
        for v in extra.keys() & set(who.tolist()) if extra else ():
            value[np.searchsorted(who, v)] += extra[v]
        must = {v for v, o in locked if o == order} if locked else set()
        matters = value > price
        if must:
            matters |= np.isin(who, list(must))
        for v, gain in zip(who[matters].tolist(), (value[matters] - price).tolist(), strict=True):
            offers.setdefault(v, []).append((gain, order))
    return total + sum(_Person(problem, v, locked).best(sorted(o, reverse=True)) for v, o in offers.items())


def _adjustments(problem: Problem) -> dict[int, dict[int, int]]:
    """order → volunteer → points."""
    points: dict[int, dict[int, int]] = {}
    for v, o, value in zip(problem.adj_v.tolist(), problem.adj_o.tolist(), problem.adj_value.tolist(), strict=True):
        of_order = points.setdefault(o, {})
        of_order[v] = of_order.get(v, 0) + value
    return points


def _eligible(problem: Problem) -> Iterator[tuple[int, Ints, Ints]]:
    """For each order: eligible volunteers (ascending) and their values without adjustments."""
    by_x = np.argsort(problem.v_x, kind="stable")
    xs = problem.v_x[by_x]
    far = float(problem.v_rad.max(initial=0)) + 0.001
    banned: dict[int, list[int]] = {}
    for v, o in zip(problem.ban_v.tolist(), problem.ban_o.tolist(), strict=True):
        banned.setdefault(o, []).append(v)
    for o in range(problem.orders):
        x = problem.o_x[o]
        who = by_x[np.searchsorted(xs, x - far) : np.searchsorted(xs, x + far, side="right")]
        km = np.sqrt((problem.v_x[who] - x) ** 2 + (problem.v_y[who] - problem.o_y[o]) ** 2)
        near = km <= problem.v_rad[who].astype(float) + 1e-4
        who = np.sort(who[near][_qualified(problem, who[near], o)])
        if o in banned:
            who = who[~np.isin(who, banned[o])]
        yield o, who, _worth(problem, who, o)


def _qualified(problem: Problem, who: Ints, o: int) -> Array:
    """Time, skills, star, language, clearance."""
    parts = 0
    for day in range(7):
        for part, (opens, closes) in enumerate(((0, 720), (720, 1080), (1080, 1440))):
            if problem.o_start[o] < day * 1440 + closes and problem.o_end[o] > day * 1440 + opens:
                parts |= 1 << (3 * day + part)
    may = (~problem.v_avail[who] & np.uint32(parts)) == 0
    may &= (~problem.v_skill[who] & problem.o_skill[o]) == 0
    may &= problem.v_star[who] >= problem.o_star[o]
    if problem.o_lang[o] >= 0:
        may &= (problem.v_lang[who] & np.uint8(1 << int(problem.o_lang[o]))) != 0
    return may & problem.v_clear[who] if problem.o_clear[o] else may


def _worth(problem: Problem, who: Ints, o: int) -> Ints:
    w = problem.weights
    km = np.sqrt((problem.v_x[who] - problem.o_x[o]) ** 2 + (problem.v_y[who] - problem.o_y[o]) ** 2)
    theirs, posting = problem.t_div[problem.v_team[who]], int(problem.t_div[problem.o_team[o]])
    near = np.zeros(len(who), dtype=np.int64)
    near[theirs // 1000 == posting // 1000] = w.same_county
    near[theirs == posting] = w.same_town
    near[problem.v_team[who] == problem.o_team[o]] = w.same_team
    tired = np.floor(w.hour * np.clip(problem.v_hours[who].astype(float), None, w.hour_cap))
    return (
        int(problem.o_w[o]) * w.priority
        - np.floor(w.km * km).astype(np.int64)
        - tired.astype(np.int64)
        - w.same_team
        + near
    )


class _Person:
    """The best set of orders for one volunteer, by branch and bound over offers in falling order."""

    def __init__(self, problem: Problem, v: int, locked: set[tuple[int, int]]) -> None:
        self.problem: Any = problem
        self.k = int(problem.v_k[v])
        self.rest = int(problem.v_rest[v]) if len(problem.v_rest) else 0
        self.minutes = int(problem.v_minutes_max[v]) if len(problem.v_minutes_max) else 10**9
        self.locked = {o for who, o in locked if who == v} if locked else set()

    def best(self, offers: list[tuple[int, int]]) -> int:
        must = [offer for offer in offers if offer[1] in self.locked]
        rest = [
            offer for offer in offers if offer[1] not in self.locked and self._joins(offer[1], [o for _, o in must])
        ]
        self.found = sum(gain for gain, _ in must)
        self._grow(rest, 0, self.found, [o for _, o in must])
        return self.found

    def _grow(self, offers: list[tuple[int, int]], at: int, worth: int, doing: list[int]) -> None:
        room = self.k - len(doing)
        for i in range(at, len(offers) if room else at):
            gain, order = offers[i]
            if worth + sum(g for g, _ in offers[i : i + room]) <= self.found:
                return
            if self._joins(order, doing):
                self.found = max(self.found, worth + gain)
                self._grow(offers, i + 1, worth + gain, [*doing, order])

    def _joins(self, order: int, doing: list[int]) -> bool:
        p = self.problem
        lasting = sum(int(p.o_end[o]) - int(p.o_start[o]) for o in (*doing, order))
        return lasting <= self.minutes and all(self._apart(order, o) for o in doing)

    def _apart(self, a: int, b: int) -> bool:
        p = self.problem
        first, then = (a, b) if p.o_start[a] < p.o_start[b] else (b, a)
        wait = int(p.o_start[then]) - int(p.o_end[first])
        km = sqrt((p.o_x[a] - p.o_x[b]) ** 2 + (p.o_y[a] - p.o_y[b]) ** 2)
        return wait >= self.rest and wait >= 10 + 3 * km - 1e-6
