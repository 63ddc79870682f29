"""JSON as this format allows it: UTF-8, integers only, no key twice, no deep nesting."""

import json
import re
from typing import Any

MAX_INTEGER = 2**53 - 1  # the largest that every JSON reader, JavaScript's too, keeps exact
MAX_DEPTH = 8

_STRUCTURE = re.compile(r'\\.|["\[\]{}]', re.DOTALL)


class JsonError(ValueError):
    """Text that is not such JSON."""


def loads(raw: bytes, max_depth: int = MAX_DEPTH, integers: int = MAX_INTEGER) -> Any:
    """Parse one JSON value whose integers are at most `integers` either way; `JsonError` says what is wrong."""

    def integer(text: str) -> int:
        if len(text) > 20 or abs(int(text)) > integers or text == "-0":
            raise JsonError(f"{text[:20]} is beyond exact integers")
        return int(text)

    try:
        text = raw.decode("utf-8")
        _check_depth(text, max_depth)
        return json.loads(
            text,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=integer,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as bad:
        raise JsonError("not UTF-8") from bad
    except json.JSONDecodeError as bad:
        raise JsonError(f"not JSON: {bad.msg} at character {bad.pos + 1}") from bad


def _check_depth(text: str, max_depth: int) -> None:
    """Refuse deep nesting before the parser recurses into it."""
    if text.count("[") + text.count("{") <= max_depth:
        return
    depth, quoted = 0, False
    for mark in _STRUCTURE.findall(text):
        if mark == '"':
            quoted = not quoted
        elif not quoted and mark in "[{":
            depth += 1
            if depth > max_depth:
                raise JsonError(f"nested deeper than {max_depth}")
        elif not quoted and mark in "]}":
            depth -= 1


def _refuse_number(text: str) -> Any:
    raise JsonError(f"{text[:20]} is not an integer")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise JsonError("a key is there twice")
    return made
