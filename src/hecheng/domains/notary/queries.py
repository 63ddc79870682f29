"""Receipts: where a fact stands in the log; and bundles that an outsider can check without us."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hecheng.domains.notary.models import Checkpoint, Entry, Numbered
from hecheng.domains.notary.store import DatabaseNodes
from hecheng.engines import merkle
from hecheng.kernel.errors import Missing
from hecheng.kernel.scope import within


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


@dataclass(frozen=True)
class Inclusion:
    """That a leaf is number `index` of the tree of `size` leaves: sibling hashes from the leaf upwards."""

    index: int
    size: int
    leaf: bytes
    leaf_hash: bytes
    hashes: Sequence[bytes]
    root: bytes


def inclusion(index: int, size: int | None = None) -> Inclusion:
    """The proof for a numbered entry in the tree of `size` leaves (the newest checkpoint's by default).

    Raises `Missing` for an entry or a size that is not there (yet).
    """
    newest = latest_checkpoint()
    at = size if size is not None else newest.size if newest else 0
    found = Numbered.objects.filter(index=index).select_related("entry").first()
    if found is None or not index < at <= log_size():
        raise Missing("not_in_log", _("The log holds no such entry (yet)."))
    nodes, entry = DatabaseNodes(), found.entry
    hashes = merkle.inclusion_proof(nodes, index, at)
    return Inclusion(index, at, bytes(entry.leaf), bytes(entry.leaf_hash), hashes, merkle.root(nodes, at))


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of `new` leaves grew from that of `old` ≥ 1. Raises `Missing` for sizes it never had."""
    if not 1 <= old <= new <= log_size():
        raise Missing("not_in_log", _("The log holds no such entry (yet)."))
    return merkle.consistency_proof(DatabaseNodes(), old, new)


def entries_within(size: int, prefix: str) -> int:
    """How many entries of a subtree a bundle under a checkpoint of `size` holds."""
    return Numbered.objects.filter(index__lt=size).filter(within("entry__area", prefix)).count()


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def log_size() -> int:
    """How many entries are numbered."""
    last = Numbered.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def signing_key() -> merkle.SigningKey:
    """The log's key, from the secrets of this installation."""
    return merkle.SigningKey.from_seed(settings.LOG_ORIGIN, settings.LOG_SEED)


def public_key() -> str:
    """The key that outsiders verify with; they must get it elsewhere than from the bundle."""
    return str(signing_key().public)


def leaves(size: int, prefix: str = "") -> Iterator[tuple[int, bytes]]:
    """(index, leaf bytes) of the entries of a subtree below `size`, in order."""
    rows = Numbered.objects.filter(index__lt=size).filter(within("entry__area", prefix)).order_by("index")
    for index, leaf in rows.values_list("index", "entry__leaf").iterator(chunk_size=2000):
        yield index, bytes(leaf)


def write_bundle(
    target: Path, *, checkpoint: Checkpoint, prefix: str = "", figures: Sequence[merkle.Figure] = ()
) -> None:
    """Write what an outsider needs to check the entries of a subtree under a checkpoint, with the proof that the log
    only grew since the checkpoint before it. Raises `FileExistsError`."""
    nodes = DatabaseNodes()
    before = Checkpoint.objects.filter(size__lt=checkpoint.size).order_by("-size").first()
    old = (before.note, merkle.consistency_proof(nodes, before.size, checkpoint.size)) if before else None
    merkle.write_bundle(
        target,
        checkpoint=checkpoint.note,
        entries=merkle.prove_entries(nodes, checkpoint.size, leaves(checkpoint.size, prefix)),
        old=old,
        figures=figures,
    )
