"""Reading a bundle from a stranger: every cap is checked before a byte is unpacked, and nothing is written anywhere."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from hecheng.engines.merkle import layout, strictjson
from hecheng.engines.merkle.findings import Unreadable
from hecheng.engines.merkle.records import Consistency, Entry, Figure, Opening

_EOCD = struct.Struct("<4s4H2LH")
_EOCD_MARK, _ZIP64_MARK = b"PK\x05\x06", b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES = 20
_SYMLINK, _FILE_TYPE = 0o120000, 0o170000
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Bundle:
    """An open bundle: which files of the format it has, what else lies in it, and how to read a file."""

    files: frozenset[str]
    ignored: tuple[str, ...]
    _open: Callable[[str], IO[bytes]]

    def text(self, name: str) -> str:
        try:
            return self._bytes(name).decode()
        except UnicodeDecodeError as bad:
            raise Unreadable("bad-text", name) from bad

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """The entries, streamed, each with its place in words."""
        for place, row in self._lines(layout.ENTRIES, layout.MAX_ENTRIES):
            yield place, Entry.from_json(row, place)

    def openings(self) -> Iterator[tuple[str, Opening]]:
        for place, row in self._lines(layout.OPENINGS, layout.MAX_OPENINGS):
            yield place, Opening.from_json(row, place)

    def figures(self) -> list[Figure]:
        said = _json(self._bytes(layout.FIGURES), layout.FIGURES)
        if not isinstance(said, list):
            raise Unreadable("bad-shape", layout.FIGURES, field="[]")
        if len(said) > layout.MAX_FIGURES:
            raise Unreadable("too-many", layout.FIGURES, most=layout.MAX_FIGURES)
        return [Figure.from_json(row, f"{layout.FIGURES} #{number}") for number, row in enumerate(said, 1)]

    def consistency(self) -> Consistency:
        return Consistency.from_json(_json(self._bytes(layout.CONSISTENCY), layout.CONSISTENCY), layout.CONSISTENCY)

    def _bytes(self, name: str) -> bytes:
        most = layout.MAX_BYTES[name]
        try:
            with self._open(name) as file:
                raw = file.read(most + 1)
        except _BROKEN as bad:
            raise Unreadable("broken", name) from bad
        if len(raw) > most:
            raise Unreadable("too-large", name, most=most)
        return raw

    def _lines(self, name: str, most: int) -> Iterator[tuple[str, Any]]:
        number = 0
        try:
            with self._open(name) as file:
                while line := file.readline(layout.MAX_LINE_BYTES + 1):
                    number += 1
                    place = f"{name}:{number}"
                    if number > most:
                        raise Unreadable("too-many", name, most=most)
                    if len(line) > layout.MAX_LINE_BYTES:
                        raise Unreadable("too-large", place, most=layout.MAX_LINE_BYTES)
                    if not line.endswith(b"\n"):
                        raise Unreadable("cut-short", place)
                    yield place, _json(line, place)
        except _BROKEN as bad:
            raise Unreadable("broken", f"{name}:{number + 1}") from bad


@contextmanager
def open_bundle(path: Path) -> Iterator[Bundle]:
    """Open a bundle directory or zip; `Unreadable` when it is neither, breaks a cap, or lacks what it must have."""
    if path.is_dir():
        yield _checked(*_folder(path))
        return
    try:
        size = path.stat().st_size
        _check_zip_directory(path, size)
        archive = zipfile.ZipFile(path)
    except _BROKEN as bad:
        raise Unreadable("not-a-bundle", path.name) from bad
    with archive:
        yield _checked(*_zip(archive))


def _checked(sizes: Mapping[str, int], opener: Callable[[str], IO[bytes]]) -> Bundle:
    for name, size in sizes.items():
        if size > layout.MAX_BYTES.get(name, layout.MAX_BYTES[layout.ENTRIES]):
            raise Unreadable("too-large", name, most=layout.MAX_BYTES.get(name, layout.MAX_BYTES[layout.ENTRIES]))
    known = frozenset(sizes) & layout.MAX_BYTES.keys()
    needed = [layout.CHECKPOINT, layout.ENTRIES]
    if known & {layout.OLD_CHECKPOINT, layout.CONSISTENCY}:
        needed += [layout.OLD_CHECKPOINT, layout.CONSISTENCY]
    for name in needed:
        if name not in known:
            raise Unreadable("missing-file", name)
    return Bundle(known, tuple(sorted(sizes.keys() - known)), opener)


def _folder(path: Path) -> tuple[Mapping[str, int], Callable[[str], IO[bytes]]]:
    sizes: dict[str, int] = {}
    try:
        for item in path.iterdir():
            if len(sizes) == layout.MAX_FILES:
                raise Unreadable("too-many", "", most=layout.MAX_FILES)
            regular = item.is_file() and not item.is_symlink()
            if item.name in layout.MAX_BYTES and not regular:
                raise Unreadable("bad-name", item.name)
            sizes[item.name] = item.stat().st_size if regular else 0
    except OSError as bad:
        raise Unreadable("not-a-bundle", path.name) from bad
    return sizes, lambda name: (path / name).open("rb")


def _zip(archive: zipfile.ZipFile) -> tuple[Mapping[str, int], Callable[[str], IO[bytes]]]:
    sizes: dict[str, int] = {}
    for info in archive.infolist():
        name = info.orig_filename
        linked = (info.external_attr >> 16) & _FILE_TYPE == _SYMLINK
        if linked or name in ("", ".", "..") or any(ch in name for ch in "/\\:\0"):
            raise Unreadable("bad-name", name)
        if name in sizes:
            raise Unreadable("twice", name)
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("broken", name)
        sizes[name] = info.file_size

    def buffered(name: str) -> IO[bytes]:
        # A zip member's own capped readline is four times slower than a buffer's over it.
        return io.BufferedReader(cast(io.RawIOBase, archive.open(name)), 64 * layout.KIB)

    return sizes, buffered


def _check_zip_directory(path: Path, size: int) -> None:
    """Look at the end record alone: the library reads the whole directory, however long, as soon as it opens a zip."""
    with path.open("rb") as file:
        file.seek(max(0, size - _EOCD.size - _ZIP64_LOCATOR_BYTES))
        tail = file.read()
    if size < _EOCD.size or not tail[-_EOCD.size :].startswith(_EOCD_MARK):
        raise Unreadable("not-a-bundle", path.name)
    *_, count, directory_bytes, _offset, comment_bytes = _EOCD.unpack(tail[-_EOCD.size :])
    if comment_bytes:
        raise Unreadable("not-a-bundle", path.name)
    if count > layout.MAX_FILES or directory_bytes > 64 * layout.KIB or tail.startswith(_ZIP64_MARK):
        raise Unreadable("too-many", path.name, most=layout.MAX_FILES)


def _json(raw: bytes, place: str) -> Any:
    try:
        return strictjson.loads(raw)
    except strictjson.JsonError as bad:
        raise Unreadable("bad-json", place, why=str(bad)) from bad
