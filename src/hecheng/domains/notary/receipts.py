"""Where records stand in the log, for a page of them at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from hecheng.domains.notary.models import Entry


def numbers(records: Iterable[uuid.UUID], kind: str) -> dict[uuid.UUID, int]:
    """The number in the log of one kind of fact about each of these records; those that wait for theirs are left out."""
    rows = Entry.objects.filter(record__in=list(records), kind=kind, numbered__isnull=False)
    return dict(rows.values_list("record", "numbered__index"))
