"""Service records (服务记录): confirmed hours with their receipts in the log; taken back on record."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.kinds import (
    AreaRef,
    Filters,
    Id,
    Moment,
    Page,
    PersonOut,
    Prefix,
    Refused,
    Sent,
    Words,
    area_ref,
    listed,
    page_of,
    person_out,
)
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.notary.queries import Receipt, receipts
from hecheng.domains.services import actions
from hecheng.domains.services.models import ServiceRecord
from hecheng.domains.services.queries import records

router = Router(tags=["records"], auth=SIGNED_IN)


class RecordOut(Schema):
    """Confirmed minutes of one attendance; `standing` unless taken back."""

    id: Id
    volunteer: PersonOut | None
    session: Id
    title: str
    area: AreaRef
    minutes: int
    served_at: Moment
    confirmed_by: PersonOut | None
    confirmed_at: Moment
    standing: bool
    taken_back_because: str | None


class ReceiptOut(Schema):
    """Where a fact stands in the log. `index` is null for the second until it is numbered. `leaf` in base64; `salt`
    (hexadecimal) opens what the leaf hides, and is given only to those who may see that."""

    kind: str
    index: int | None
    leaf: str
    leaf_hash: str
    salt: str | None = None
    checkpoint: int | None


class RecordDetail(RecordOut):
    receipts: list[ReceiptOut]


class RecordFilters(Filters):
    """since, until: of the time served. standing: only those not taken back, or only those taken back."""

    within: Prefix = ""
    person: Id | None = None
    session: Id | None = None
    since: Moment | None = None
    until: Moment | None = None
    standing: bool | None = None


class Reversing(Sent):
    reason: Words = Field(max_length=200)


def _facts(record: ServiceRecord) -> dict[str, Any]:
    reversal = getattr(record, "reversal", None)
    return {
        "id": record.pk,
        "volunteer": person_out(record.person),
        "session": record.session_id,
        "title": record.session.title,
        "area": area_ref(record.area),
        "minutes": record.minutes,
        "served_at": record.served_at,
        "confirmed_by": person_out(record.confirmed_by),
        "confirmed_at": record.created_at,
        "standing": reversal is None,
        "taken_back_because": reversal.reason if reversal else None,
    }


def record_out(record: ServiceRecord) -> RecordOut:
    return RecordOut(**_facts(record))


def receipt_out(receipt: Receipt, *, opened: bool = False) -> ReceiptOut:
    entry = receipt.entry
    return ReceiptOut(
        kind=entry.kind,
        index=receipt.index,
        leaf=b64encode(bytes(entry.leaf)).decode(),
        leaf_hash=receipt.leaf_hash,
        salt=bytes(entry.salt).hex() if opened else None,
        checkpoint=receipt.checkpoint.size if receipt.checkpoint else None,
    )


@router.get("", response=Page[RecordOut])
def list_records(request: Request, asked: Query[RecordFilters]) -> dict[str, Any]:
    """One's own hours; those of one's areas as staff; those of one's team's sessions. Newest first."""
    filters = asked.dict(exclude={"page", "limit", "within"})
    count, found = page_of(records.records(request.actor, prefix=asked.within, **filters), asked)
    name_paths(record.area for record in found)
    return listed(count, asked, [record_out(record) for record in found])


@router.get("/{id}", response=RecordDetail)
def get_record(request: Request, id: str) -> RecordDetail:
    """One record with its receipts in the log."""
    record = records.record(request.actor, id)
    told = [receipt_out(receipt, opened=True) for receipt in receipts(record.pk)]
    return RecordDetail(**_facts(record), receipts=told)


@router.post("/{id}/reverse", response={200: RecordDetail, 409: Refused})
def reverse_hours(request: Request, id: str, sent: Reversing) -> RecordDetail:
    """Take confirmed hours back, on record; the volunteer is told why."""
    actions.reverse_hours(by=request.actor, record=records.record(request.actor, id), reason=sent.reason)
    return get_record(request, id)
