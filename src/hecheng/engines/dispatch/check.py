"""An independent checker: reads a plan seat by seat in plain Python and says what is wrong with it.

It shares no code with the search (nor with the certificate's arithmetic, which it calls to see that the bound is honest).
"""

from collections import Counter
from collections.abc import Mapping
from math import floor, isclose, sqrt
from typing import Any

from hecheng.engines.dispatch.bound import upper_bound
from hecheng.engines.dispatch.problem import Plan, Problem


def check_plan(problem: Problem, out: Plan | Mapping[str, Any]) -> list[str]:
    """Every breach of a hard rule and every number that does not add up, one sentence each; empty for a good plan.

    `out`: a Plan, or the arrays of an OUT file.
    """
    given = _as_mapping(out)
    pairs = [(int(v), int(o)) for v, o in zip(given["pair_v"], given["pair_o"], strict=True)]
    stray = [
        f"pair ({v}, {o}) does not exist"
        for v, o in pairs
        if not (0 <= v < problem.volunteers and 0 <= o < problem.orders)
    ]
    if stray:
        return stray
    banned = {(int(v), int(o)) for v, o in zip(problem.ban_v, problem.ban_o, strict=True)}
    wrong = [sentence for v, o in pairs for sentence in _pair_breaches(problem, v, o)]
    wrong += [f"not_refused: volunteer {v} on order {o}" for v, o in pairs if (v, o) in banned]
    wrong += _order_breaches(problem, pairs)
    wrong += _person_breaches(problem, pairs)
    return wrong + _number_breaches(problem, pairs, given)


def _as_mapping(out: Plan | Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(out, Plan):
        return out
    names = ("pair_v", "pair_o", "objective", "dual_o", "upper_bound", "gap")
    return {name: getattr(out, name) for name in names}


def _km(ax: float, ay: float, bx: float, by: float) -> float:
    return sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by))


def _parts(start: int, end: int) -> set[int]:
    """Half-days touched, minute by minute."""
    return {m // 1440 * 3 + (0 if m % 1440 < 720 else 1 if m % 1440 < 1080 else 2) for m in range(start, end)}


def _pair_breaches(problem: Problem, v: int, o: int) -> list[str]:
    p, wrong = problem, []
    km = _km(float(p.v_x[v]), float(p.v_y[v]), float(p.o_x[o]), float(p.o_y[o]))
    skills, avail = int(p.v_skill[v]), int(p.v_avail[v])
    if km > float(p.v_rad[v]) + 1e-4:
        wrong.append("reach")
    if any(not avail >> part & 1 for part in _parts(int(p.o_start[o]), int(p.o_end[o]))):
        wrong.append("available")
    if any(int(p.o_skill[o]) >> bit & 1 and not skills >> bit & 1 for bit in range(64)):
        wrong.append("skills")
    if p.v_star[v] < p.o_star[o]:
        wrong.append("star")
    if p.o_lang[o] != -1 and not int(p.v_lang[v]) >> int(p.o_lang[o]) & 1:
        wrong.append("language")
    if p.o_clear[o] and not p.v_clear[v]:
        wrong.append("clearance")
    return [f"{rule}: volunteer {v} on order {o}" for rule in wrong]


def _order_breaches(problem: Problem, pairs: list[tuple[int, int]]) -> list[str]:
    wrong = [f"nobody_twice: volunteer {v} on order {o}" for (v, o), times in Counter(pairs).items() if times > 1]
    for o, filled in sorted(Counter(o for _, o in pairs).items()):
        if filled > problem.o_need[o]:
            wrong.append(f"seats: order {o} has {filled} people on {problem.o_need[o]} seats")
        if filled < problem.o_quorum[o]:
            wrong.append(f"quorum: order {o} has {filled} people, fewer than {problem.o_quorum[o]}")
    locked = {(int(v), int(o)) for v, o in zip(problem.lock_v, problem.lock_o, strict=True)}
    return wrong + [f"locks: volunteer {v} is not on order {o}" for v, o in sorted(locked - set(pairs))]


def _person_breaches(problem: Problem, pairs: list[tuple[int, int]]) -> list[str]:
    p, wrong = problem, []
    doing: dict[int, list[int]] = {}
    for v, o in sorted(pairs):
        doing.setdefault(v, []).append(o)
    for v, orders in doing.items():
        if len(orders) > p.v_k[v]:
            wrong.append(f"at_most_k: volunteer {v} has {len(orders)} orders")
        lasting = sum(int(p.o_end[o]) - int(p.o_start[o]) for o in orders)
        if len(p.v_minutes_max) and lasting > p.v_minutes_max[v]:
            wrong.append(f"minutes: volunteer {v} serves {lasting}")
        for i, a in enumerate(orders):
            for b in orders[i + 1 :]:
                first, then = sorted((a, b), key=lambda o: (int(p.o_start[o]), int(p.o_end[o])))
                between = int(p.o_start[then]) - int(p.o_end[first])
                way = 10 + 3 * _km(float(p.o_x[a]), float(p.o_y[a]), float(p.o_x[b]), float(p.o_y[b]))
                if between < way - 1e-6:
                    wrong.append(f"time_to_get_there: volunteer {v} from order {first} to order {then}")
                if len(p.v_rest) and between < p.v_rest[v]:
                    wrong.append(f"rest: volunteer {v} from order {first} to order {then}")
    return wrong


def _number_breaches(problem: Problem, pairs: list[tuple[int, int]], given: Mapping[str, Any]) -> list[str]:
    wrong = []
    objective, bound = int(given["objective"]), int(given["upper_bound"])
    extra: dict[tuple[int, int], int] = {}
    for v, o, points in zip(problem.adj_v, problem.adj_o, problem.adj_value, strict=True):
        extra[int(v), int(o)] = extra.get((int(v), int(o)), 0) + int(points)
    worth = sum(_value(problem, v, o) + extra.get((v, o), 0) for v, o in pairs)
    if worth != objective:
        wrong.append(f"objective: the seats are worth {worth}, not {objective}")
    dual = given["dual_o"]
    if len(dual) != problem.orders or any(int(price) < 0 for price in dual):
        return [*wrong, "dual_o: one price of at least 0 per order is needed"]
    if (honest := upper_bound(problem, dual)) != bound:
        wrong.append(f"upper_bound: the prices prove {honest}, not {bound}")
    if bound < objective:
        wrong.append(f"upper_bound: {bound} is below the objective {objective}")
    if not isclose(float(given["gap"]), (bound - objective) / max(abs(bound), 1), abs_tol=1e-12):
        wrong.append(f"gap: {given['gap']} is not 1 - objective / upper_bound")
    return wrong


def _value(problem: Problem, v: int, o: int) -> int:
    p, w = problem, problem.weights
    km = _km(float(p.v_x[v]), float(p.v_y[v]), float(p.o_x[o]), float(p.o_y[o]))
    theirs, posting = int(p.v_team[v]), int(p.o_team[o])
    town, posting_town = int(p.t_div[theirs]), int(p.t_div[posting])
    if theirs == posting:
        affinity = w.same_team
    elif town == posting_town:
        affinity = w.same_town
    else:
        affinity = w.same_county if town // 1000 == posting_town // 1000 else 0
    served = floor(w.hour * min(float(p.v_hours[v]), w.hour_cap))
    return w.priority * int(p.o_w[o]) - floor(w.km * km) - served - (w.same_team - affinity)
