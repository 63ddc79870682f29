"""Receipts for a page of records at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from hecheng.domains.notary.models import Checkpoint, Entry
from hecheng.domains.notary.queries import Receipt


def first_receipts(records: Iterable[uuid.UUID], kind: str) -> dict[uuid.UUID, Receipt]:
    """The receipt of one kind of fact for each of these records, with the first checkpoint that covers it: two queries."""
    covering = Checkpoint.objects.filter(size__gt=OuterRef("numbered__index")).order_by("size").values("size")[:1]
    entries = Entry.objects.filter(record__in=list(records), kind=kind).select_related("numbered")
    told = list(entries.annotate(covered_at=Subquery(covering)))
    checkpoints = Checkpoint.objects.in_bulk({entry.covered_at for entry in told} - {None}, field_name="size")
    return {
        entry.record: Receipt(
            entry, entry.numbered.index if hasattr(entry, "numbered") else None, checkpoints.get(entry.covered_at)
        )
        for entry in told
    }
