"""Checking a bundle against a public key from elsewhere: signatures, growth, leaves, proofs, openings, figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hecheng.engines.merkle import layout
from hecheng.engines.merkle.findings import Finding, Unreadable
from hecheng.engines.merkle.leaf import Leaf, LeafError, commit_opened, decode_leaf
from hecheng.engines.merkle.notes import Checkpoint, NoteError, PublicKey, open_checkpoint, read_checkpoint
from hecheng.engines.merkle.proofs import ProofError, verify_consistency, verify_inclusion
from hecheng.engines.merkle.reader import Bundle
from hecheng.engines.merkle.records import Entry, Figure, Opening
from hecheng.engines.merkle.recount import Recount
from hecheng.engines.merkle.tree import leaf_hash

MAX_KEPT = 100


@dataclass
class Report:
    """What was checked and what does not agree. `different` counts all differences, `differences` keeps the first 100.

    `figures` are those of the bundle, each with what its entries were recounted to.
    """

    checkpoint: Checkpoint | None = None
    old: Checkpoint | None = None
    entries: int = 0
    openings: int = 0
    figures: list[tuple[Figure, int]] = field(default_factory=list)
    different: int = 0
    differences: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.different

    def differ(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.different += 1
            if len(self.differences) < MAX_KEPT:
                self.differences.append(finding)


def audit(bundle: Bundle, keys: Sequence[PublicKey], report: Report, seen: str | None = None) -> None:
    """Check everything in a bundle and put what is found into `report`.

    `seen` is the text of a checkpoint that the reader kept from before: the bundle must hold the same one or prove that
    the log grew from it. Raises `Unreadable`; what was found until then is in the report.
    """
    report.notes += [Finding("ignored", name) for name in bundle.ignored]
    report.checkpoint = _checkpoint(bundle.text(layout.CHECKPOINT), layout.CHECKPOINT, keys, report)
    if layout.OLD_CHECKPOINT in bundle.files:
        report.old = _checkpoint(bundle.text(layout.OLD_CHECKPOINT), layout.OLD_CHECKPOINT, keys, report)
        report.differ(_growth(bundle, report.old, report.checkpoint))
    if seen is not None:
        kept = _checkpoint(seen, "--seen", keys, report)
        report.differ(_agreement(kept, [one for one in (report.checkpoint, report.old) if one]))
    figures = bundle.figures() if layout.FIGURES in bundle.files else []
    recount = Recount(figures)
    report.differ(_entries(bundle, report.checkpoint, recount, report))
    complete = report.entries == report.checkpoint.size
    report.differ(recount.finish(complete))
    report.figures = [(tally.figure, tally.found) for tally in recount.tallies]
    if not complete:
        params = {"entries": report.entries, "size": report.checkpoint.size}
        report.notes += [Finding("whole-unchecked", t.place, params) for t in recount.tallies if t.figure.whole]


def _checkpoint(note: str, place: str, keys: Sequence[PublicKey], report: Report) -> Checkpoint:
    """The checkpoint in a note; a bad signature is a difference, and the rest is still compared with what it says."""
    try:
        said = read_checkpoint(note)
        return open_checkpoint(note, keys)
    except NoteError as bad:
        if bad.code == "malformed":
            raise Unreadable("bad-checkpoint", place, why=str(bad)) from bad
        report.differ([Finding(f"signature-{bad.code}", place)])
    return said


def _growth(bundle: Bundle, old: Checkpoint, new: Checkpoint) -> Iterator[Finding]:
    place = layout.CONSISTENCY
    if old.origin != new.origin:
        yield Finding("other-log", layout.OLD_CHECKPOINT, {"origin": new.origin, "other": old.origin})
    said = bundle.consistency()
    if (said.old, said.new) != (old.size, new.size):
        yield Finding("consistency-sizes", place, {"old": old.size, "new": new.size})
    try:
        verify_consistency(old.size, new.size, old.root, new.root, said.proof)
    except ProofError:
        yield Finding("consistency-differs", place, {"old": old.size, "new": new.size})


def _agreement(kept: Checkpoint, given: Sequence[Checkpoint]) -> Iterator[Finding]:
    """Whether the reader's own checkpoint is one of those that the bundle is about."""
    if all((kept.origin, kept.size) != (one.origin, one.size) for one in given):
        yield Finding("seen-elsewhere", "--seen", {"size": kept.size})
    elif all((kept.origin, kept.size, kept.root) != (one.origin, one.size, one.root) for one in given):
        yield Finding("seen-differs", "--seen", {"size": kept.size})


def _entries(bundle: Bundle, checkpoint: Checkpoint, recount: Recount, report: Report) -> Iterator[Finding]:
    openings = _Openings(bundle if layout.OPENINGS in bundle.files else None, report)
    last = -1
    for place, entry in bundle.entries():
        if entry.index <= last:
            yield Finding("entry-order", place, {"index": entry.index})
            continue
        last = entry.index
        report.entries += entry.index < checkpoint.size
        yield from _inclusion(entry, checkpoint, place)
        try:
            leaf = decode_leaf(entry.leaf)
        except LeafError as bad:
            code = "leaf-field" if bad.field else "leaf-form"
            yield Finding(code, place, {"index": entry.index, "field": bad.field, "why": str(bad)})
            continue
        yield from openings.of(entry.index, leaf)
        yield from recount.take(entry.index, leaf)
    yield from openings.rest()


def _inclusion(entry: Entry, checkpoint: Checkpoint, place: str) -> Iterator[Finding]:
    if entry.index >= checkpoint.size:
        yield Finding("entry-outside", place, {"index": entry.index, "size": checkpoint.size})
        return
    try:
        verify_inclusion(entry.index, checkpoint.size, leaf_hash(entry.leaf), entry.proof, checkpoint.root)
    except ProofError:
        yield Finding("entry-differs", place, {"index": entry.index, "size": checkpoint.size})


class _Openings:
    """The openings, read in step with the entries that they belong to."""

    def __init__(self, bundle: Bundle | None, report: Report) -> None:
        self._rows = bundle.openings() if bundle else iter(())
        self._next = next(self._rows, None)
        self._last = (-1, "")
        self._report = report

    def of(self, index: int, leaf: Leaf) -> Iterator[Finding]:
        yield from self._without_entry(index)
        while self._next and self._next[1].index == index:
            place, opening = self._take(self._next)
            if (opening.index, opening.name) <= self._last:
                yield Finding("opening-order", place, {"index": index, "field": opening.name})
            elif not opens(leaf, opening):
                yield Finding("opening-differs", place, {"index": index, "field": opening.name})
            self._last = max(self._last, (opening.index, opening.name))

    def rest(self) -> Iterator[Finding]:
        yield from self._without_entry(None)

    def _without_entry(self, before: int | None) -> Iterator[Finding]:
        while self._next and (before is None or self._next[1].index < before):
            place, opening = self._take(self._next)
            code = "opening-order" if opening.index <= self._last[0] else "opening-without-entry"
            yield Finding(code, place, {"index": opening.index, "field": opening.name})

    def _take(self, row: tuple[str, Opening]) -> tuple[str, Opening]:
        self._report.openings += 1
        self._next = next(self._rows, None)
        return row


def opens(leaf: Leaf, opening: Opening) -> bool:
    """Whether an opening shows the value that the leaf is committed to."""
    try:
        return leaf.commitments.get(opening.name) == commit_opened(opening.salt, opening.value)
    except LeafError:
        return False
