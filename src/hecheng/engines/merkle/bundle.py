"""Writing a bundle: the directory or zip with which an outsider checks the log. Layout: `docs/formats/bundle.md`."""

import json
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from hecheng.engines.merkle import layout
from hecheng.engines.merkle.findings import Unreadable
from hecheng.engines.merkle.leaf import decode_leaf
from hecheng.engines.merkle.notes import read_checkpoint
from hecheng.engines.merkle.records import Consistency, Entry, Figure, Opening
from hecheng.engines.merkle.tree import NodeStore, inclusion_proofs

# A zip made twice of the same rows is the same file: no clock goes into it.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class BundleError(ValueError):
    """Rows that cannot make a bundle: out of order, beyond the checkpoint, or more than a reader takes."""


def prove_entries(
    store: NodeStore, size: int, leaves: Iterable[tuple[int, bytes]], batch: int = 500
) -> Iterator[Entry]:
    """Entries with their inclusion proofs in the tree of `size`, from `(index, leaf bytes)`; one read per `batch`."""
    rows = iter(leaves)
    while some := list(islice(rows, batch)):
        proofs = inclusion_proofs(store, [index for index, _ in some], size)
        for (index, leaf), proof in zip(some, proofs, strict=True):
            yield Entry(index, leaf, proof)


def write_bundle(
    target: Path,
    *,
    checkpoint: str,
    entries: Iterable[Entry],
    old: tuple[str, Sequence[bytes]] | None = None,
    openings: Iterable[Opening] = (),
    figures: Sequence[Figure] = (),
) -> None:
    """Write a bundle to `target`: a zip when its name ends in `.zip`, else a directory. It appears whole or not at all.

    `entries` ascend by index and are streamed; `openings` ascend by (index, name); `old` is an earlier checkpoint with the
    proof that the log only grew since. `FileExistsError` when `target` is there; `BundleError` for rows that do not fit.
    """
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with _zip_sink(part) if target.suffix == ".zip" else _folder_sink(part) as sink:
            _write_text(sink, layout.README, layout.README_TEXT)
            _write_checkpoints(sink, checkpoint, old)
            size = read_checkpoint(checkpoint).size
            _write_lines(sink, layout.ENTRIES, _checked(entries, size), layout.MAX_ENTRIES)
            _write_optional(sink, openings, figures)
        part.rename(target)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


class _Sink:
    """Somewhere to put a few named files, one after the other."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        raise NotImplementedError


class _Folder(_Sink):
    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return (self.path / name).open("xb")


class _Zip(_Sink):
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        info = zipfile.ZipInfo(name, ZIP_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system, info.external_attr = 3, 0o644 << 16
        return self.archive.open(info, "w")


@contextmanager
def _folder_sink(path: Path) -> Iterator[_Sink]:
    path.mkdir()
    yield _Folder(path)


@contextmanager
def _zip_sink(path: Path) -> Iterator[_Sink]:
    with zipfile.ZipFile(path, "x") as archive:
        yield _Zip(archive)


def _write_checkpoints(sink: _Sink, checkpoint: str, old: tuple[str, Sequence[bytes]] | None) -> None:
    _write_text(sink, layout.CHECKPOINT, checkpoint)
    if old is None:
        return
    note, proof = old
    before, after = read_checkpoint(note).size, read_checkpoint(checkpoint).size
    if not 1 <= before <= after:
        raise BundleError(f"a checkpoint of {before} leaves is not an earlier one of {after}")
    _write_text(sink, layout.OLD_CHECKPOINT, note)
    _write_text(sink, layout.CONSISTENCY, _dump(Consistency(before, after, proof).to_json()))


def _write_optional(sink: _Sink, openings: Iterable[Opening], figures: Sequence[Figure]) -> None:
    shown = iter(openings)
    first = next(shown, None)
    if first is not None:
        _write_lines(sink, layout.OPENINGS, _ordered(first, shown), layout.MAX_OPENINGS)
    if figures:
        if len(figures) > layout.MAX_FIGURES:
            raise BundleError(f"a bundle holds at most {layout.MAX_FIGURES} figures")
        for figure in figures:
            _check_figure(figure)
        _write_text(sink, layout.FIGURES, "[\n" + ",\n".join(_dump(f.to_json()).strip() for f in figures) + "\n]\n")


def _check_figure(figure: Figure) -> None:
    try:
        Figure.from_json(figure.to_json(), str(figure))
    except Unreadable as bad:
        raise BundleError(f"figure {figure}: {bad.finding.params}") from bad


def _checked(entries: Iterable[Entry], size: int) -> Iterator[Entry]:
    last = -1
    for entry in entries:
        if not last < entry.index < size:
            raise BundleError(f"entry {entry.index} does not come after {last} and before {size}")
        decode_leaf(entry.leaf)
        last = entry.index
        yield entry


def _ordered(first: Opening, rest: Iterator[Opening]) -> Iterator[Opening]:
    yield first
    last = (first.index, first.name)
    for opening in rest:
        if (opening.index, opening.name) <= last:
            raise BundleError(f"the opening of {opening.name} of entry {opening.index} is out of order")
        last = (opening.index, opening.name)
        yield opening


def _write_lines(sink: _Sink, name: str, rows: Iterable[Entry | Opening], most: int) -> None:
    written = 0
    with sink.open(name) as file:
        for number, row in enumerate(rows, 1):
            line = _dump(row.to_json()).encode()
            written += len(line)
            if number > most or len(line) > layout.MAX_LINE_BYTES or written > layout.MAX_BYTES[name]:
                raise BundleError(f"{name} would be larger than a reader takes")
            file.write(line)


def _write_text(sink: _Sink, name: str, text: str) -> None:
    raw = text.encode()
    if len(raw) > layout.MAX_BYTES[name]:
        raise BundleError(f"{name} would be larger than a reader takes")
    with sink.open(name) as file:
        file.write(raw)


def _dump(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
