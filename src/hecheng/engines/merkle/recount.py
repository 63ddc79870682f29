"""Counting figures again from the leaves of a bundle, in one pass over them."""

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from hecheng.engines.merkle.findings import Finding
from hecheng.engines.merkle.layout import FIGURES
from hecheng.engines.merkle.leaf import Leaf
from hecheng.engines.merkle.records import COUNT, Figure, days_of

CHINA = timezone(timedelta(hours=8))  # one zone, no summer time since 1991
_DAY_OR_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")


@dataclass
class _Tally:
    """How far the recount of one figure has come."""

    figure: Figure
    place: str
    days: tuple[date, date]
    found: int = 0
    next: int = 0
    records: dict[tuple[str, UUID], int] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)


class Recount:
    """Feed it every entry, ascending, with `take`; each call and `finish` give what does not agree."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.tallies = [
            _Tally(figure, f"{FIGURES} #{number} ({figure})", days_of(figure.period))
            for number, figure in enumerate(figures, 1)
        ]
        # The next listed entry of each figure: a million leaves must not be asked of every figure.
        self._awaited = [(t.figure.entries[0], n) for n, t in enumerate(self.tallies) if t.figure.entries]
        heapq.heapify(self._awaited)
        self._whole: dict[str, list[int]] = {}  # by kind, the figures that claim to have every such leaf
        for number, figure in enumerate(figures):
            for kind in {*figure.kinds, *figure.less} if figure.whole else ():
                self._whole.setdefault(kind, []).append(number)

    def take(self, index: int, leaf: Leaf) -> Iterator[Finding]:
        listed = set()
        while self._awaited and self._awaited[0][0] <= index:
            wanted, number = heapq.heappop(self._awaited)
            tally = self.tallies[number]
            tally.next += 1
            if tally.next < len(tally.figure.entries):
                heapq.heappush(self._awaited, (tally.figure.entries[tally.next], number))
            if wanted < index:
                yield Finding("figure-entry-missing", tally.place, {"index": wanted})
            else:
                listed.add(number)
                yield from _count(tally, index, leaf)
        for number in self._whole.get(leaf.kind, ()):
            tally = self.tallies[number]
            if number not in listed and misfit(tally.figure, tally.days, leaf) is None:
                tally.left_out.append(index)

    def finish(self, complete: bool) -> Iterator[Finding]:
        """What remains to be said at the end; `complete` when every leaf of the checkpoint was seen."""
        for tally in self.tallies:
            for wanted in tally.figure.entries[tally.next :]:
                yield Finding("figure-entry-missing", tally.place, {"index": wanted})
            if tally.found != tally.figure.counted:
                params = {"counted": tally.figure.counted, "found": tally.found}
                yield Finding("figure-differs", tally.place, params)
            if complete:
                for index in tally.left_out:
                    yield Finding("figure-left-out", tally.place, {"index": index})


def misfit(figure: Figure, days: tuple[date, date], leaf: Leaf) -> str | None:
    """The field by which a leaf does not belong to a figure, or None when it does."""
    if leaf.kind not in figure.kinds and leaf.kind not in figure.less:
        return "kind"
    if not leaf.area.startswith(figure.area):
        return "area"
    day = _moment(figure.moment, leaf)
    if day is None or not days[0] <= day <= days[1]:
        return figure.moment
    for name, wanted in figure.where.items():
        if leaf.facts.get(name) != wanted:
            return name
    return None


def _count(tally: _Tally, index: int, leaf: Leaf) -> Iterator[Finding]:
    figure = tally.figure
    wrong = misfit(figure, tally.days, leaf)
    if wrong is not None:
        yield Finding("figure-entry-misfit", tally.place, {"index": index, "field": wrong})
    first = tally.records.setdefault((leaf.kind, leaf.id), index)
    if first != index:
        yield Finding("figure-record-twice", tally.place, {"index": index, "first": first})
    amount: object = 1
    if figure.measure != COUNT:
        amount = leaf.facts.get(figure.measure.removeprefix("sum:"))
    if not isinstance(amount, int):
        yield Finding("figure-entry-misfit", tally.place, {"index": index, "field": figure.measure})
    else:
        tally.found += -amount if leaf.kind in figure.less else amount


def _moment(name: str, leaf: Leaf) -> date | None:
    """The day of China on which a leaf counts."""
    if name == "at":
        return leaf.at.astimezone(CHINA).date()
    said = leaf.facts.get(name)
    if not isinstance(said, str) or not _DAY_OR_INSTANT.fullmatch(said):
        return None
    try:
        return date.fromisoformat(said) if len(said) == 10 else datetime.fromisoformat(said).astimezone(CHINA).date()
    except (ValueError, OverflowError):
        return None
