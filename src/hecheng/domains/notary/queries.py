"""Receipts: where a fact stands in the log."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from hecheng.domains.notary.models import Checkpoint, Entry


@dataclass(frozen=True)
class Receipt:
    """`index` is None while the sequencer has not come by: until then it is a promise."""

    entry: Entry
    index: int | None
    checkpoint: Checkpoint | None

    @property
    def leaf_hash(self) -> str:
        return bytes(self.entry.leaf_hash).hex()


def receipts(record: uuid.UUID) -> list[Receipt]:
    """Every entry about a record, oldest first, each with the first checkpoint that covers it."""
    found = []
    for entry in Entry.objects.filter(record=record).select_related("numbered").order_by("created_at", "id"):
        index = entry.numbered.index if hasattr(entry, "numbered") else None
        covering = Checkpoint.objects.filter(size__gt=index).order_by("size").first() if index is not None else None
        found.append(Receipt(entry, index, covering))
    return found


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed checkpoint."""
    return Checkpoint.objects.order_by("-size").first()
