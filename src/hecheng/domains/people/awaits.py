"""What awaits somebody: each domain announces its kinds in `<domain>/awaiting.py`; each row leads to one action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, TextField, Value
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


def waiting_counts(actor: Actor, *, staff: bool | None = None) -> dict[str, int]:
    """How many of each kind wait for this actor, in one query; kinds with nothing waiting are left out."""
    told = [
        kind.rows(actor)
        .order_by()
        .annotate(awaited=Value(kind.code, output_field=TextField()))
        .values("awaited")
        .annotate(waiting=Count("pk"))
        .values_list("awaited", "waiting")
        for kind in _kinds(staff)
    ]
    return dict(told[0].union(*told[1:], all=True)) if told else {}


def what_awaits(
    actor: Actor, *, staff: bool | None = None, most: int = 5, counts: Mapping[str, int] | None = None
) -> list[Waiting]:
    """Everything that waits for this actor, kinds with nothing waiting left out. `counts` as `waiting_counts` told."""
    counted = waiting_counts(actor, staff=staff) if counts is None else counts
    return [
        Waiting(kind, counted[kind.code], [kind.line(row) for row in kind.rows(actor)[:most]])
        for kind in _kinds(staff)
        if counted.get(kind.code)
    ]


def _kinds(staff: bool | None) -> list[Awaits]:
    return [kind for kind in awaiting if staff is None or kind.staff == staff]
