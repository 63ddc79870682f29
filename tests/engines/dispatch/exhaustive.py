"""The definition of a plan, read off the interface and tried out in full: for tiny instances only."""

from itertools import combinations
from math import floor, sqrt

from hecheng.engines.dispatch import Problem

Offer = dict[int, int]  # order → value


def offers(p: Problem) -> list[Offer]:
    """For each volunteer the orders they may serve, with values; orders short of their quorum are cancelled."""
    found: list[Offer] = [{} for _ in range(p.volunteers)]
    banned = set(zip(p.ban_v.tolist(), p.ban_o.tolist(), strict=True))
    for o in range(p.orders):
        eligible = [v for v in range(p.volunteers) if _may(p, v, o) and (v, o) not in banned]
        if len(eligible) >= p.o_quorum[o]:
            for v in eligible:
                found[v][o] = _value(p, v, o)
    return found


def sets_of(p: Problem, v: int, offer: Offer) -> list[tuple[int, ...]]:
    """Every set of orders the volunteer can really do, with their locked ones."""
    locked = {int(o) for who, o in zip(p.lock_v, p.lock_o, strict=True) if who == v}
    return [
        chosen
        for size in range(p.v_k[v] + 1)
        for chosen in combinations(sorted(offer), size)
        if locked <= set(chosen) and _together(p, v, chosen)
    ]


def optimum(p: Problem) -> int | None:
    """The value of the best plan, by dynamic programming over seats used; None if the locks allow no plan."""
    best: dict[tuple[int, ...], int] = {(0,) * p.orders: 0}
    for v, offer in enumerate(offers(p)):
        after: dict[tuple[int, ...], int] = {}
        for used, worth in best.items():
            for chosen in sets_of(p, v, offer):
                seats = tuple(n + (o in chosen) for o, n in enumerate(used))
                if all(n <= p.o_need[o] for o, n in enumerate(seats)):
                    total = worth + sum(offer[o] for o in chosen)
                    after[seats] = max(after.get(seats, total), total)
        best = after
    return max((w for n, w in best.items() if all(not 0 < n[o] < p.o_quorum[o] for o in range(p.orders))), default=None)


def bound(p: Problem, dual: list[int]) -> int:
    """The certificate's formula, word for word; a person's locked orders are in every set."""
    offered = offers(p)
    held = [o for o in range(p.orders) if sum(o in offer for offer in offered) >= p.o_quorum[o]]
    total = sum(int(p.o_need[o]) * dual[o] for o in held)
    for v, offer in enumerate(offered):
        total += max(sum(offer[o] - dual[o] for o in chosen) for chosen in sets_of(p, v, offer))
    return total


def _may(p: Problem, v: int, o: int) -> bool:
    touched = {m // 1440 * 3 + max(0, m % 1440 // 360 - 1) for m in range(p.o_start[o], p.o_end[o])}
    return (
        _km(p.v_x[v] - p.o_x[o], p.v_y[v] - p.o_y[o]) <= float(p.v_rad[v]) + 1e-4
        and all(int(p.v_avail[v]) >> part & 1 for part in touched)
        and int(p.v_skill[v]) & int(p.o_skill[o]) == int(p.o_skill[o])
        and p.v_star[v] >= p.o_star[o]
        and (p.o_lang[o] < 0 or bool(int(p.v_lang[v]) >> int(p.o_lang[o]) & 1))
        and (bool(p.v_clear[v]) or not p.o_clear[o])
    )


def _together(p: Problem, v: int, chosen: tuple[int, ...]) -> bool:
    lasting = sum(int(p.o_end[o] - p.o_start[o]) for o in chosen)
    if len(p.v_minutes_max) and lasting > p.v_minutes_max[v]:
        return False
    for a, b in combinations(sorted(chosen, key=lambda o: int(p.o_start[o])), 2):
        between = int(p.o_start[b]) - int(p.o_end[a])
        if between < 10 + 3 * _km(p.o_x[a] - p.o_x[b], p.o_y[a] - p.o_y[b]) - 1e-6:
            return False
        if len(p.v_rest) and between < p.v_rest[v]:
            return False
    return True


def _value(p: Problem, v: int, o: int) -> int:
    w, theirs, posting = p.weights, int(p.t_div[p.v_team[v]]), int(p.t_div[p.o_team[o]])
    affinity = w.same_county if theirs // 1000 == posting // 1000 else 0
    affinity = w.same_town if theirs == posting else affinity
    affinity = w.same_team if p.v_team[v] == p.o_team[o] else affinity
    worth = w.priority * int(p.o_w[o]) - floor(w.km * _km(p.v_x[v] - p.o_x[o], p.v_y[v] - p.o_y[o]))
    worth -= floor(w.hour * min(float(p.v_hours[v]), w.hour_cap)) + w.same_team - affinity
    adjusted = zip(p.adj_v, p.adj_o, p.adj_value, strict=True)
    return worth + sum(int(value) for who, order, value in adjusted if (who, order) == (v, o))


def _km(dx: float, dy: float) -> float:
    return sqrt(dx * dx + dy * dy)
