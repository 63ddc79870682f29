"""What awaits somebody: each domain announces its kinds in `<domain>/awaiting.py`; each row leads to one action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from hecheng.domains.people.permissions import Actor
from hecheng.kernel.registry import Registry


@dataclass(frozen=True)
class AwaitingRow:
    """One line of the list: what, details in a few words, when it is due, and the page where it is done."""

    title: str
    detail: str
    due: datetime | None
    url: str


@dataclass(frozen=True)
class Awaits:
    """One kind of thing that waits. `rows(actor)` are only those on which this actor can act; `verb` is on the button."""

    code: str
    title: str | Promise
    verb: str | Promise
    rows: Callable[[Actor], QuerySet]
    line: Callable[[Any], AwaitingRow]
    staff: bool = True


awaiting: Registry[Awaits] = Registry("awaiting kind")


@dataclass(frozen=True)
class Waiting:
    """One kind with its count and first rows, for one actor."""

    kind: Awaits
    count: int
    first: list[AwaitingRow]


def what_awaits(actor: Actor, *, staff: bool | None = None, most: int = 5) -> list[Waiting]:
    """Everything that waits for this actor, kinds with nothing waiting left out."""
    found = []
    for kind in awaiting:
        if staff is not None and kind.staff != staff:
            continue
        rows = kind.rows(actor)
        count = rows.count()
        if count:
            found.append(Waiting(kind, count, [kind.line(row) for row in rows[:most]]))
    return found
