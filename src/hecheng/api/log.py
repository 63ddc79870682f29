"""The tamper-evident log: what outsiders need to check it without trusting this server."""

from __future__ import annotations

import shutil
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Annotated

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from hecheng.api.asking import OPEN
from hecheng.api.caching import asked_again, kept_a_while
from hecheng.api.kinds import Moment, Prefix
from hecheng.api.limits import BUNDLES, Limit
from hecheng.api.records import ReceiptOut, receipt_out
from hecheng.domains.notary import queries
from hecheng.domains.notary.models import Checkpoint
from hecheng.kernel.errors import Conflict, Missing
from hecheng.kernel.rows import as_uuid

router = Router(tags=["log"], auth=OPEN)

#: a bundle of more entries is made on the command line
MOST_ENTRIES = 50_000
Index = Annotated[int, Field(ge=0, le=2**53)]


class CheckpointOut(Schema):
    """A signed statement of the log's size and root. `key` is told for convenience: get it from elsewhere to verify."""

    size: int
    root: str
    note: str
    at: Moment
    key: str


class InclusionOut(Schema):
    """That an entry is number `index` of the first `size`: RFC 6962 sibling hashes (hexadecimal) from the leaf upwards."""

    index: int
    size: int
    leaf: str
    leaf_hash: str
    root: str
    hashes: list[str]


class ConsistencyOut(Schema):
    """That the log of `new` entries grew from that of `old` by appending only."""

    old: int
    new: int
    hashes: list[str]


class InclusionAsked(Schema):
    """The newest checkpoint's size unless another is asked for."""

    index: Index
    size: Index | None = None


class ConsistencyAsked(Schema):
    old: Index
    new: Index


class BundleAsked(Schema):
    within: Prefix = ""


def _newest() -> Checkpoint:
    found = queries.latest_checkpoint()
    if found is None:
        raise Missing("log_empty", _("The log has no signed checkpoint yet."))
    return found


@router.get("/checkpoint", response=CheckpointOut)
@asked_again()
def get_checkpoint(request: HttpRequest) -> CheckpointOut:
    """The newest signed checkpoint."""
    found = _newest()
    return CheckpointOut(
        size=found.size, root=bytes(found.root).hex(), note=found.note, at=found.at, key=queries.public_key()
    )


@router.get("/inclusion", response=InclusionOut)
@kept_a_while()
def get_inclusion(request: HttpRequest, asked: Query[InclusionAsked]) -> InclusionOut:
    """An entry with the proof that it stands in the log."""
    found = queries.inclusion(asked.index, asked.size)
    return InclusionOut(
        index=found.index,
        size=found.size,
        leaf=b64encode(found.leaf).decode(),
        leaf_hash=found.leaf_hash.hex(),
        root=found.root.hex(),
        hashes=[one.hex() for one in found.hashes],
    )


@router.get("/consistency", response=ConsistencyOut)
@kept_a_while()
def get_consistency(request: HttpRequest, asked: Query[ConsistencyAsked]) -> ConsistencyOut:
    """The proof that the log only grew between two sizes."""
    hashes = queries.consistency(asked.old, asked.new)
    return ConsistencyOut(old=asked.old, new=asked.new, hashes=[one.hex() for one in hashes])


@router.get("/receipts/{record}", response=list[ReceiptOut])
def list_receipts(request: HttpRequest, record: str) -> list[ReceiptOut]:
    """What the log holds about a record, oldest first; persons appear only as commitments."""
    found = as_uuid(record)
    if found is None:
        raise Missing
    return [receipt_out(receipt) for receipt in queries.receipts(found)]


@router.get("/bundle", response={200: bytes}, throttle=Limit("bundle", BUNDLES))
def get_bundle(request: HttpRequest, asked: Query[BundleAsked]) -> FileResponse:
    """The entries of an area with their proofs, as a zip for `hecheng-verify`."""
    newest = _newest()
    if queries.entries_within(newest.size, asked.within) > MOST_ENTRIES:
        raise Conflict(
            "bundle_large",
            _("This is more than %(most)s entries. Please ask for a smaller area."),
            field="within",
            most=MOST_ENTRIES,
        )
    folder = Path(tempfile.mkdtemp(prefix="bundle-"))
    try:
        target = folder / "bundle.zip"
        queries.write_bundle(target, checkpoint=newest, prefix=asked.within)
        stream = target.open("rb")
    finally:
        shutil.rmtree(folder)  # the open file lives on until it has been sent
    name = f"hecheng-{asked.within or 'all'}-{newest.size}.zip"
    answer = FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "no-store"
    return answer
