"""What is to be planned, and what a plan is: plain arrays, nothing else.

A week of orders (a need with its window and seats) meets volunteers. Rows are indexes: volunteer `v` is row v of every
`v_*` array. Units: km on a local plane, minutes from Monday 00:00, value points. Arrays here are already checked; they
come from `reading.problem_from` or `reading.load_problem`.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WEEK_MINUTES = 7 * 24 * 60
NO_LIMIT = 2**31 - 1
REACH_SLACK_KM = 1e-4  # positions are stored in metres: a person on the edge of the circle is inside
TRAVEL_SLACK_MINUTES = 1e-6
TRAVEL_PAUSE_MINUTES = 10
TRAVEL_MINUTES_PER_KM = 3


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each thing counts, in value points. The defaults are the reference."""

    priority: int = 1000
    km: int = 20
    hour: int = 4
    hour_cap: int = 50
    same_team: int = 150
    same_town: int = 60
    same_county: int = 20


def _none_i4() -> Array:
    return np.zeros(0, dtype=np.int32)


def _none_i8() -> Array:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """One planning run. Lengths: `v_*` V volunteers, `o_*` N orders, `t_div` teams, `lock_*`, `ban_*`, `adj_*` pairs."""

    v_lon: Array
    v_lat: Array
    v_x: Array  # home, km
    v_y: Array
    v_rad: Array  # largest distance home to need, km
    v_avail: Array  # bit 3·day + part: 06–12, 12–18, 18–24 h
    v_skill: Array  # 40 bits
    v_star: Array
    v_lang: Array  # 4 bits
    v_clear: Array
    v_k: Array  # most orders in the week, 1…3
    v_hours: Array  # served this month
    v_team: Array
    t_div: Array  # county·1000 + town
    o_lon: Array
    o_lat: Array
    o_x: Array
    o_y: Array
    o_start: Array  # minutes, end exclusive
    o_end: Array
    o_need: Array  # seats
    o_quorum: Array  # 0, or the least number that makes it worth holding
    o_skill: Array
    o_star: Array
    o_lang: Array  # −1 or a language index
    o_clear: Array
    o_w: Array  # priority 1…5
    o_team: Array
    lock_v: Array = field(default_factory=_none_i4)  # pairs that must be in the plan
    lock_o: Array = field(default_factory=_none_i4)
    ban_v: Array = field(default_factory=_none_i4)  # pairs that must not
    ban_o: Array = field(default_factory=_none_i4)
    adj_v: Array = field(default_factory=_none_i4)  # value points added to a pair
    adj_o: Array = field(default_factory=_none_i4)
    adj_value: Array = field(default_factory=_none_i8)
    v_rest: Array = field(default_factory=_none_i4)  # least minutes between two orders; length V
    v_minutes_max: Array = field(default_factory=_none_i4)  # most minutes in the week; length V
    weights: Weights = Weights()

    @property
    def volunteers(self) -> int:
        return len(self.v_x)

    @property
    def orders(self) -> int:
        return len(self.o_x)

    @cached_property
    def minutes(self) -> Ints:
        """How long each order lasts (N,)."""
        return (self.o_end - self.o_start).astype(np.int64)

    def pair_key(self, v: Array, o: Array | int) -> Ints:
        """One number per (volunteer, order): past 32 bits at city size, far below 64."""
        return v.astype(np.int64) * max(self.orders, 1) + o

    @cached_property
    def _locked(self) -> Ints:
        return np.sort(self.pair_key(self.lock_v, self.lock_o))

    @cached_property
    def _banned(self) -> Ints:
        return np.sort(self.pair_key(self.ban_v, self.ban_o))

    def is_locked(self, v: Array, o: Array | int) -> Bools:
        """Which of these pairs must be in the plan."""
        return _among(self._locked, self.pair_key(v, o))

    def is_banned(self, v: Array, o: Array | int) -> Bools:
        """Which of these pairs must not."""
        return _among(self._banned, self.pair_key(v, o))


def _among(ascending: Ints, wanted: Ints) -> Bools:
    """Like `np.isin`, which sorts the whole list anew for each order."""
    if not len(ascending):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return ascending[at] == wanted


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Who goes where, and the proof of how good that is.

    `pair_v`, `pair_o` i4: one row a filled seat, ordered by order, then volunteer. `dual_o` i8 (N,): price per seat ≥ 0.
    `upper_bound`: no plan can be worth more. `proven`: the search itself showed that none is better.
    """

    pair_v: Array
    pair_o: Array
    objective: int
    dual_o: Array
    upper_bound: int
    proven: bool = False

    @property
    def gap(self) -> float:
        """1 − objective / upper_bound; 0 where nothing can be gained."""
        lost = self.upper_bound - self.objective
        return lost / max(abs(self.upper_bound), 1)

    def filled(self, orders: int) -> Ints:
        """Seats filled of each order (N,)."""
        return np.bincount(self.pair_o, minlength=orders).astype(np.int64)

    def of_order(self, order: int) -> list[int]:
        """The volunteers sent to one order, ascending."""
        return [int(v) for v in self.pair_v[self.pair_o == order]]

    def of_volunteer(self, volunteer: int) -> list[int]:
        """The orders of one volunteer, ascending."""
        return [int(o) for o in self.pair_o[self.pair_v == volunteer]]
