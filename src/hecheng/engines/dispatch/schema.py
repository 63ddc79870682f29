"""The arrays of an instance: type, length and range of each, checked before anything is cast, so that nothing wraps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hecheng.engines.dispatch.malformed import MalformedInstance
from hecheng.engines.dispatch.problem import NO_LIMIT, WEEK_MINUTES, Array, Weights

PLANE_KM = 25_000.0
MOST_POINTS = 10**9


@dataclass(frozen=True)
class Shape:
    """`like`: the array whose length this one has. `low`…`high`: what a row may hold."""

    dtype: type
    like: str
    low: float
    high: float
    optional: bool = False


def _volunteers() -> dict[str, Shape]:
    return {
        "v_x": Shape(np.float64, "v_x", -PLANE_KM, PLANE_KM),
        "v_y": Shape(np.float64, "v_x", -PLANE_KM, PLANE_KM),
        "v_lon": Shape(np.float64, "v_x", -180, 180),
        "v_lat": Shape(np.float64, "v_x", -90, 90),
        "v_rad": Shape(np.float32, "v_x", 0, 30),
        "v_avail": Shape(np.uint32, "v_x", 0, 2**21 - 1),
        "v_skill": Shape(np.uint64, "v_x", 0, 2**40 - 1),
        "v_star": Shape(np.int8, "v_x", 0, 5),
        "v_lang": Shape(np.uint8, "v_x", 0, 15),
        "v_clear": Shape(np.bool_, "v_x", 0, 1),
        "v_k": Shape(np.int8, "v_x", 1, 3),
        "v_hours": Shape(np.float32, "v_x", 0, 10_000),
        "v_team": Shape(np.int32, "v_x", 0, NO_LIMIT),
        "t_div": Shape(np.int32, "t_div", 0, NO_LIMIT),
        "v_rest": Shape(np.int32, "v_x", 0, NO_LIMIT, optional=True),
        "v_minutes_max": Shape(np.int32, "v_x", 0, NO_LIMIT, optional=True),
    }


def _orders() -> dict[str, Shape]:
    return {
        "o_x": Shape(np.float64, "o_x", -PLANE_KM, PLANE_KM),
        "o_y": Shape(np.float64, "o_x", -PLANE_KM, PLANE_KM),
        "o_lon": Shape(np.float64, "o_x", -180, 180),
        "o_lat": Shape(np.float64, "o_x", -90, 90),
        "o_start": Shape(np.int32, "o_x", 0, WEEK_MINUTES - 1),
        "o_end": Shape(np.int32, "o_x", 0, WEEK_MINUTES),
        "o_need": Shape(np.int16, "o_x", 1, 1000),
        "o_quorum": Shape(np.int16, "o_x", 0, 1000),
        "o_skill": Shape(np.uint64, "o_x", 0, 2**40 - 1),
        "o_star": Shape(np.int8, "o_x", 0, 5),
        "o_lang": Shape(np.int8, "o_x", -1, 3),
        "o_clear": Shape(np.bool_, "o_x", 0, 1),
        "o_w": Shape(np.int8, "o_x", 1, 5),
        "o_team": Shape(np.int32, "o_x", 0, NO_LIMIT),
    }


def _pairs() -> dict[str, Shape]:
    ids = {
        f"{kind}_{side}": Shape(np.int32, f"{kind}_v", 0, NO_LIMIT, optional=True)
        for kind in ("lock", "ban", "adj")
        for side in ("v", "o")
    }
    return ids | {"adj_value": Shape(np.int64, "adj_v", -MOST_POINTS, MOST_POINTS, optional=True)}


PAIR_LISTS = (("lock_v", "lock_o"), ("ban_v", "ban_o"), ("adj_v", "adj_o", "adj_value"))  # all of a group or none
SHAPES = _volunteers() | _orders() | _pairs()
KINDS = {"f": "numbers", "i": "whole numbers", "u": "whole numbers", "b": "true or false"}
TAKEN_FOR = {"f": "fiu", "i": "iu", "u": "iu", "b": "biu"}  # kinds of input that can be meant


def checked_arrays(given: Mapping[str, Any]) -> dict[str, Array]:
    """Every array of the instance with its own type, length and range right. Raises MalformedInstance."""
    for name in given:
        if name not in SHAPES and name != "weights":
            raise MalformedInstance("unknown_array", name)
    arrays = {name: _typed(name, shape, given) for name, shape in SHAPES.items() if name in given or not shape.optional}
    for group in PAIR_LISTS:
        if any(name in given for name in group):
            for name in group:
                if name not in given:
                    raise MalformedInstance("missing_array", name)
    for name, array in arrays.items():
        like = SHAPES[name].like
        if len(array) != len(arrays[like]):
            row = min(len(array), len(arrays[like]))
            raise MalformedInstance("wrong_length", name, row, found=len(array), like=like, wanted=len(arrays[like]))
        _in_range(name, array)
    return {name: array.astype(SHAPES[name].dtype) for name, array in arrays.items()}


def _typed(name: str, shape: Shape, given: Mapping[str, Any]) -> Array:
    if name not in given:
        raise MalformedInstance("missing_array", name)
    array = np.asarray(given[name])
    if array.ndim != 1:
        raise MalformedInstance("not_a_list", name, dimensions=array.ndim)
    wanted = np.dtype(shape.dtype).kind
    if array.dtype.kind not in TAKEN_FOR[wanted] and array.size:
        raise MalformedInstance("wrong_type", name, found=str(array.dtype), wanted=KINDS[wanted])
    return array


def _in_range(name: str, array: Array) -> None:
    shape = SHAPES[name]
    if array.dtype.kind == "f" and not (finite := np.isfinite(array)).all():
        row = int(np.argmin(finite))
        raise MalformedInstance("not_finite", name, row, value=str(array[row]))
    outside = (array < shape.low) | (array > shape.high)
    if outside.any():
        row = int(np.argmax(outside))
        raise MalformedInstance("out_of_range", name, row, value=array[row].item(), low=shape.low, high=shape.high)


def checked_weights(given: Any) -> Weights:
    """From [priority, km, hour, hour cap, same team, same town(, same county)], whole numbers ≥ 0, nearer worth no less."""
    array = np.asarray(given)
    if array.ndim != 1:
        raise MalformedInstance("not_a_list", "weights", dimensions=array.ndim)
    if array.dtype.kind not in "iu":
        raise MalformedInstance("wrong_type", "weights", found=str(array.dtype), wanted=KINDS["i"])
    if len(array) not in (6, 7):
        raise MalformedInstance(
            "wrong_length", "weights", min(len(array), 6), found=len(array), like="weights", wanted=6
        )
    numbers = [int(number) for number in array]
    for row, number in enumerate(numbers):
        if not 0 <= number <= 10**6:
            raise MalformedInstance("out_of_range", "weights", row, value=number, low=0, high=10**6)
    county = numbers[6] if len(numbers) == 7 else min(Weights.same_county, numbers[5])
    names = ("priority", "km", "hour", "hour_cap", "same_team", "same_town")
    return Weights(**dict(zip(names, numbers[:6], strict=True)), same_county=county)
