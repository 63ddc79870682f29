"""Plans compared: who is called, who is called off, who is exchanged."""

from dataclasses import dataclass
from itertools import zip_longest

from hecheng.engines.dispatch.problem import Plan


@dataclass(frozen=True)
class Move:
    """On one order, `leaves` gives the seat up and `joins` takes it; None where a seat just opens or closes."""

    order: int
    leaves: int | None
    joins: int | None


def diff(before: Plan, after: Plan) -> list[Move]:
    """The moves from one plan to another over the same volunteers and orders, by order."""
    was, now = (set(zip(plan.pair_o.tolist(), plan.pair_v.tolist(), strict=True)) for plan in (before, after))
    moves = []
    for order in sorted({o for o, _ in was ^ now}):
        leaving = sorted(v for o, v in was - now if o == order)
        joining = sorted(v for o, v in now - was if o == order)
        moves += [Move(order, leaves, joins) for leaves, joins in zip_longest(leaving, joining)]
    return moves
