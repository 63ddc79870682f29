"""The rows of a bundle and their JSON. Shapes are checked here; whether they are true is the audit's part."""

import base64
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hecheng.engines.merkle.findings import Unreadable
from hecheng.engines.merkle.leaf import SALT_BYTES, Fact
from hecheng.engines.merkle.notes import NoteError, unbase64
from hecheng.engines.merkle.tree import HASH_BYTES

MAX_PROOF = 64
COUNT = "count"

_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,79}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_AREA = re.compile(r"[0-9]{0,12}")
_MEASURE = re.compile(r"count|sum:[a-z][a-z0-9_]{0,39}")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PERIOD = re.compile(rf"(?P<year>[0-9]{{4}})(-(?P<month>[0-9]{{2}}))?|(?P<first>{_DAY})\.\.(?P<last>{_DAY})")


@dataclass(frozen=True)
class Entry:
    """One leaf of the log with the proof that it stands at `index` in the bundle's checkpoint."""

    index: int
    leaf: bytes
    proof: Sequence[bytes]

    def to_json(self) -> dict[str, Any]:
        return {"index": self.index, "leaf": self.leaf.decode(), "proof": encode_hashes(self.proof)}

    @classmethod
    def from_json(cls, said: Any, place: str) -> "Entry":
        row = _row(said, place, {"index", "leaf", "proof"})
        text = _typed(row, "leaf", str, place)
        try:
            leaf = text.encode()
        except UnicodeEncodeError as bad:
            raise Unreadable("bad-shape", place, field="leaf") from bad
        return cls(_natural(row, "index", place), leaf, decode_hashes(row, "proof", place))


@dataclass(frozen=True)
class Opening:
    """A personal value shown to this reader: `salt` is the 32-byte salt of this one name, from `leaf.salt_for`."""

    index: int
    name: str
    salt: bytes
    value: str

    def to_json(self) -> dict[str, Any]:
        return {"index": self.index, "name": self.name, "salt": self.salt.hex(), "value": self.value}

    @classmethod
    def from_json(cls, said: Any, place: str) -> "Opening":
        row = _row(said, place, {"index", "name", "salt", "value"})
        salt = _typed(row, "salt", str, place)
        if not re.fullmatch(f"[0-9a-f]{{{2 * SALT_BYTES}}}", salt):
            raise Unreadable("bad-shape", place, field="salt")
        name = _matching(row, "name", _WORD, place)
        return cls(_natural(row, "index", place), name, bytes.fromhex(salt), _typed(row, "value", str, place))


@dataclass(frozen=True)
class Figure:
    """A figure that its leaves can be recounted into.

    Counted are the `entries` (indexes, ascending), each of a kind in `kinds` (+) or `less` (−: reversals), in the subtree
    of the area prefix, whose `moment` (`at`, or a fact holding a day or an instant) falls in `period` (`2026-11`, `2026`,
    `2026-11-01..2026-11-23`; days of China), and whose facts equal `where`. `measure` is `count` or `sum:<fact>`.
    `whole` claims that the log has no other such leaf: a bundle that holds every leaf proves it.
    """

    code: str
    area: str
    period: str
    counted: int
    measure: str
    kinds: Sequence[str]
    entries: Sequence[int]
    less: Sequence[str] = ()
    moment: str = "at"
    where: Mapping[str, Fact] = field(default_factory=dict)
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.code} {self.area or '-'} {self.period}"

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "area": self.area,
            "period": self.period,
            "counted": self.counted,
            "measure": self.measure,
            "kinds": list(self.kinds),
            "less": list(self.less),
            "moment": self.moment,
            "where": dict(self.where),
            "whole": self.whole,
            "entries": list(self.entries),
        }

    @classmethod
    def from_json(cls, said: Any, place: str) -> "Figure":
        needed = {"code", "area", "period", "counted", "measure", "kinds", "entries"}
        row = _row(said, place, needed, {"less", "moment", "where", "whole"})
        period = _typed(row, "period", str, place)
        days_of(period, place)
        where = _typed(row, "where", dict, place) if "where" in row else {}
        if any(type(fact) not in (str, int) for fact in where.values()):
            raise Unreadable("bad-shape", place, field="where")
        return cls(
            code=_matching(row, "code", _CODE, place),
            area=_matching(row, "area", _AREA, place),
            period=period,
            counted=_typed(row, "counted", int, place),
            measure=_matching(row, "measure", _MEASURE, place),
            kinds=_words(row, "kinds", place),
            entries=_ascending(row, "entries", place),
            less=_words(row, "less", place) if "less" in row else (),
            moment=_matching(row, "moment", _WORD, place) if "moment" in row else "at",
            where=where,
            whole=_typed(row, "whole", bool, place) if "whole" in row else False,
        )


@dataclass(frozen=True)
class Consistency:
    """The proof that the checkpoint of `new` leaves only added to the one of `old`."""

    old: int
    new: int
    proof: Sequence[bytes]

    def to_json(self) -> dict[str, Any]:
        return {"old": self.old, "new": self.new, "proof": encode_hashes(self.proof)}

    @classmethod
    def from_json(cls, said: Any, place: str) -> "Consistency":
        row = _row(said, place, {"old", "new", "proof"})
        return cls(_natural(row, "old", place), _natural(row, "new", place), decode_hashes(row, "proof", place))


def days_of(period: str, place: str = "") -> tuple[date, date]:
    """The first and last day of a period text; `Unreadable` when it is none."""
    found = _PERIOD.fullmatch(period)
    try:
        if found and found["first"]:
            days = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
            if days[0] <= days[1]:
                return days
        elif found and found["month"]:
            year, month = int(found["year"]), int(found["month"])
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        elif found:
            return date(int(period), 1, 1), date(int(period), 12, 31)
    except (ValueError, OverflowError):
        pass
    raise Unreadable("bad-shape", place, field="period")


def encode_hashes(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]


def decode_hashes(row: Mapping[str, Any], name: str, place: str) -> list[bytes]:
    said = _typed(row, name, list, place)
    try:
        hashes = [unbase64(one) for one in said if isinstance(one, str)]
    except NoteError as bad:
        raise Unreadable("bad-shape", place, field=name) from bad
    if len(hashes) != len(said) or len(hashes) > MAX_PROOF or any(len(one) != HASH_BYTES for one in hashes):
        raise Unreadable("bad-shape", place, field=name)
    return hashes


def _row(said: Any, place: str, needed: set[str], allowed: Set[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise Unreadable("bad-shape", place, field="{}")
    wrong = (needed - said.keys()) | (said.keys() - needed - allowed)
    if wrong:
        raise Unreadable("bad-shape", place, field=min(wrong))
    return said


def _typed(row: Mapping[str, Any], name: str, kind: type, place: str) -> Any:
    if type(row[name]) is not kind:
        raise Unreadable("bad-shape", place, field=name)
    return row[name]


def _natural(row: Mapping[str, Any], name: str, place: str) -> int:
    number: int = _typed(row, name, int, place)
    if number < 0:
        raise Unreadable("bad-shape", place, field=name)
    return number


def _matching(row: Mapping[str, Any], name: str, pattern: re.Pattern[str], place: str) -> str:
    text: str = _typed(row, name, str, place)
    if not pattern.fullmatch(text):
        raise Unreadable("bad-shape", place, field=name)
    return text


def _words(row: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    said = _typed(row, name, list, place)
    if any(not isinstance(word, str) or not _WORD.fullmatch(word) for word in said):
        raise Unreadable("bad-shape", place, field=name)
    return tuple(said)


def _ascending(row: Mapping[str, Any], name: str, place: str) -> list[int]:
    said: list[Any] = _typed(row, name, list, place)
    if any(type(index) is not int for index in said) or any(b <= a for a, b in zip([-1, *said], said, strict=False)):
        raise Unreadable("bad-shape", place, field=name)
    return said
