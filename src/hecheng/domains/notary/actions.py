"""Append a fact; number what waits; sign what stands."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction

from hecheng.domains.notary.models import Checkpoint, Entry, Numbered, Waiting
from hecheng.domains.notary.queries import log_size, signing_key
from hecheng.domains.notary.store import DatabaseNodes
from hecheng.engines import merkle
from hecheng.kernel import clock
from hecheng.kernel.actions import action

#: advisory lock of the one sequencer; any number, but the same in every process
SEQUENCER_LOCK = 0x6865_6368


@dataclass(frozen=True)
class Fact:
    """What happened to one record. `facts`: text and integers only. `personal`: value by name, kept out of the leaf."""

    kind: str
    area: str
    record: uuid.UUID
    facts: Mapping[str, str | int]
    personal: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


@action
def append(fact: Fact) -> Entry:
    """Append one leaf in the caller's transaction; its number comes within a second."""
    return append_many([fact])[0]


@action
def append_many(facts: Sequence[Fact]) -> list[Entry]:
    """Append leaves in the caller's transaction. The sequencer looks for them twice a second: waking it from here would
    make every writer wait for every other at the one row that wakes it."""
    entries = Entry.objects.bulk_create([_entry(fact) for fact in facts], batch_size=2000)
    Waiting.objects.bulk_create([Waiting(entry=entry) for entry in entries], batch_size=5000)
    return entries


def _entry(fact: Fact) -> Entry:
    salt = merkle.new_salt()
    at = fact.at or clock.now()
    leaf = merkle.encode_leaf(
        merkle.Leaf(
            kind=fact.kind,
            at=at,
            area=fact.area,
            id=fact.record,
            facts={name: _text(value) for name, value in fact.facts.items()},
            commitments={
                name: merkle.commit(salt, name, merkle.normal(value)) for name, value in fact.personal.items()
            },
        )
    )
    return Entry(
        kind=fact.kind,
        area=fact.area,
        record=fact.record,
        at=at,
        leaf=leaf,
        leaf_hash=merkle.leaf_hash(leaf),
        salt=salt,
    )


def instant(moment: datetime) -> str:
    """A moment as a leaf's fact: RFC 3339, whole seconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(value: str | int) -> str | int:
    return merkle.normal(value) if isinstance(value, str) else value


def sequence(limit: int = 50_000) -> int:
    """Number up to `limit` waiting entries and store the tree's new nodes; returns how many. Only one runs at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        waiting = list(
            Waiting.objects.order_by("entry__created_at", "entry_id").values_list("entry_id", "entry__leaf_hash")[
                :limit
            ]
        )
        if not waiting:
            return 0
        size = log_size()
        Numbered.objects.bulk_create(
            [Numbered(index=size + offset, entry_id=entry) for offset, (entry, _) in enumerate(waiting)],
            batch_size=5000,
        )
        merkle.append(DatabaseNodes(), size, [bytes(leaf_hash) for _, leaf_hash in waiting])
        Waiting.objects.filter(entry_id__in=[entry for entry, _ in waiting]).delete()
        return len(waiting)


@action
def sign_checkpoint() -> Checkpoint | None:
    """Sign the present size and root; None when the log is empty. Signing the same size again returns what was signed."""
    size = log_size()
    if size == 0:
        return None
    standing = Checkpoint.objects.filter(size=size).first()
    if standing is not None:
        return standing
    stated = merkle.Checkpoint(settings.LOG_ORIGIN, size, merkle.root(DatabaseNodes(), size))
    note = merkle.sign_checkpoint(stated, signing_key())
    return Checkpoint.objects.create(size=size, root=stated.root, note=note, at=clock.now())
