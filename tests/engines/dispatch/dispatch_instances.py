"""Instances for tests and benchmarks: a reference-like city, and tiny ones that can be searched exhaustively."""

from typing import Any

import numpy as np

Arrays = dict[str, Any]


def city(
    seed: int, orders: int, volunteers: int, *, offering: float = 0.55, size_km: float = 60.0, seats: int = 20
) -> Arrays:
    """A city's week: people live in clusters, `offering` of them give time, a few skills are rare, a fifth have a quorum."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, size_km, (12, 2))
    home = centres[rng.integers(0, 12, volunteers)] + rng.normal(0, 4, (volunteers, 2))
    place = centres[rng.integers(0, 12, orders)] + rng.normal(0, 4, (orders, 2))
    teams = max(4, volunteers // 40)
    bits = rng.random((volunteers, 21)) < 0.35
    bits[rng.random(volunteers) >= offering] = False
    start = rng.integers(0, 7, orders) * 1440 + rng.integers(8 * 4, 20 * 4, orders) * 15
    need = np.minimum(rng.geometric(0.22, orders), seats)
    quorum = np.where(rng.random(orders) < 0.2, (need + 1) // 2, 0)
    return {
        **_places("v", home),
        "v_rad": rng.choice([3, 5, 8, 15, 30], volunteers, p=[0.2, 0.3, 0.3, 0.15, 0.05]).astype(np.float32),
        "v_avail": (bits * (1 << np.arange(21))).sum(axis=1).astype(np.uint32),
        "v_skill": _skill_masks(rng, volunteers, 0.12),
        "v_star": rng.integers(0, 6, volunteers).astype(np.int8),
        "v_lang": (1 | (rng.random(volunteers) < 0.1) * 2 | (rng.random(volunteers) < 0.05) * 4).astype(np.uint8),
        "v_clear": rng.random(volunteers) < 0.4,
        "v_k": rng.integers(1, 4, volunteers).astype(np.int8),
        "v_hours": rng.exponential(8, volunteers).astype(np.float32),
        "v_team": rng.integers(0, teams, volunteers).astype(np.int32),
        "t_div": (rng.integers(1, 5, teams) * 1000 + rng.integers(1, 9, teams)).astype(np.int32),
        **_places("o", place),
        "o_start": start.astype(np.int32),
        "o_end": (start + rng.integers(4, 17, orders) * 15).astype(np.int32),
        "o_need": need.astype(np.int16),
        "o_quorum": quorum.astype(np.int16),
        "o_skill": np.where(
            rng.random(orders) < 0.5, np.uint64(1) << rng.integers(0, 40, orders).astype(np.uint64), 0
        ).astype("u8"),
        "o_star": rng.choice([0, 0, 0, 1, 2], orders).astype(np.int8),
        "o_lang": rng.choice([-1, -1, -1, -1, 0, 1], orders).astype(np.int8),
        "o_clear": rng.random(orders) < 0.15,
        "o_w": rng.integers(1, 6, orders).astype(np.int8),
        "o_team": rng.integers(0, teams, orders).astype(np.int32),
    }


def _skill_masks(rng: np.random.Generator, people: int, share: float) -> np.ndarray:
    has = rng.random((people, 40)) < share
    return (has.astype(np.uint64) << np.arange(40, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)


def _places(kind: str, xy: np.ndarray) -> Arrays:
    """Plane kilometres around 47.35° N, 123.95° E, and the degrees that go with them."""
    return {
        f"{kind}_x": xy[:, 0].astype(np.float64),
        f"{kind}_y": xy[:, 1].astype(np.float64),
        f"{kind}_lon": 123.95 + xy[:, 0] / 75.5,
        f"{kind}_lat": 47.35 + xy[:, 1] / 111.2,
    }


def village(orders: int, volunteers: int, **changed: Any) -> Arrays:
    """Everybody may do everything at one point, each order on its own morning; `changed` arrays make it a story."""
    start = np.arange(orders) % 7 * 1440 + 9 * 60
    arrays: Arrays = {
        **_places("v", np.zeros((volunteers, 2))),
        "v_rad": np.full(volunteers, 5, np.float32),
        "v_avail": np.full(volunteers, 2**21 - 1, np.uint32),
        "v_skill": np.zeros(volunteers, np.uint64),
        "v_star": np.zeros(volunteers, np.int8),
        "v_lang": np.ones(volunteers, np.uint8),
        "v_clear": np.zeros(volunteers, bool),
        "v_k": np.full(volunteers, 3, np.int8),
        "v_hours": np.zeros(volunteers, np.float32),
        "v_team": np.zeros(volunteers, np.int32),
        "t_div": np.array([1001, 1002, 2001], np.int32),
        **_places("o", np.zeros((orders, 2))),
        "o_start": start.astype(np.int32),
        "o_end": (start + 120).astype(np.int32),
        "o_need": np.ones(orders, np.int16),
        "o_quorum": np.zeros(orders, np.int16),
        "o_skill": np.zeros(orders, np.uint64),
        "o_star": np.zeros(orders, np.int8),
        "o_lang": np.full(orders, -1, np.int8),
        "o_clear": np.zeros(orders, bool),
        "o_w": np.ones(orders, np.int8),
        "o_team": np.zeros(orders, np.int32),
    }
    return arrays | {name: np.asarray(value) for name, value in changed.items()}
