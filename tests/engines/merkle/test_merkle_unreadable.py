"""What is no bundle, or is made to hurt its reader, is called unreadable at once: exit code 2 and one sentence."""

import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hecheng.engines.merkle import layout
from hecheng.engines.merkle.verify import main
from tests.engines.merkle.longsha import District, Verify


def line(name: str, number: int, change: Callable[[str], str]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        rows = (folder / name).read_text().splitlines(keepends=True)
        rows[number] = change(rows[number])
        (folder / name).write_text("".join(rows))

    return spoil


def put(name: str, raw: bytes) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).write_bytes(raw)


def linked(folder: Path) -> None:
    (folder / "entries.jsonl").rename(folder.parent / "elsewhere")
    (folder / "entries.jsonl").symlink_to(folder.parent / "elsewhere")


def crowded(folder: Path) -> None:
    for number in range(layout.MAX_FILES):
        (folder / f"extra-{number}").touch()


FIGURE = b'[{"code":"a","area":"","period":"2026","counted":0,"measure":"count","kinds":[],"entries":[%s]}]'

SPOILT: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a line is cut": (line("entries.jsonl", 10, lambda row: row[:40]), "entries.jsonl:11: this line is cut short"),
    "a line has no end": (line("entries.jsonl", 10, lambda row: row[:-1]), "entries.jsonl:11: this line is cut short"),
    "JSON is broken": (line("entries.jsonl", 3, lambda row: "{" + row), "entries.jsonl:4: not valid JSON"),
    "a blank line": (line("entries.jsonl", 3, lambda row: "\n" + row), "entries.jsonl:4: not valid JSON"),
    "NaN": (line("entries.jsonl", 0, lambda row: row.replace(":0", ":NaN", 1)), "NaN is not an integer"),
    "Infinity": (line("entries.jsonl", 0, lambda row: row.replace(":0", ":-Infinity", 1)), "is not an integer"),
    "a fraction": (line("entries.jsonl", 1, lambda row: row.replace(":1", ":1.0", 1)), "1.0 is not an integer"),
    "a number too long": (
        line("entries.jsonl", 1, lambda row: row.replace(":1", ":" + "1" * 5000, 1)),
        "exact integers",
    ),
    "a key twice": (line("entries.jsonl", 1, lambda row: '{"index":1,' + row[1:]), "a key is there twice"),
    "a field too many": (line("entries.jsonl", 1, lambda row: '{"more":1,' + row[1:]), "the field more"),
    "a field missing": (line("openings.jsonl", 0, lambda row: row.replace('"value"', '"valu"')), "the field valu"),
    "an index below nought": (line("entries.jsonl", 0, lambda row: row.replace(":0", ":-1", 1)), "the field index"),
    "an index in quotes": (line("entries.jsonl", 0, lambda row: row.replace(":0", ':"0"', 1)), "the field index"),
    "half a character": (
        line("openings.jsonl", 0, lambda row: row.replace("王", "\\ud83d")),
        "is not what was committed",
    ),
    "half a character in a leaf": (line("entries.jsonl", 0, lambda row: row.replace("hours", "\\ud83d")), "field leaf"),
    "a list instead of a row": (line("entries.jsonl", 0, lambda row: "[]\n"), "entries.jsonl:1: the field {}"),
    "a hash too short": (put("consistency.json", b'{"old":7,"new":11,"proof":["AAAA"]}'), "the field proof"),
    "a hash not in base64": (put("consistency.json", b'{"old":7,"new":11,"proof":["?"]}'), "the field proof"),
    "too many hashes": (
        put("consistency.json", b'{"old":7,"new":11,"proof":[' + b",".join([b'"' + b"A" * 43 + b'="'] * 65) + b"]}"),
        "the field proof",
    ),
    "a line too long": (
        line("entries.jsonl", 2, lambda row: row[:-1] + " " * 200_000 + "\n"),
        "entries.jsonl:3: larger",
    ),
    "deep JSON": (put("figures.json", b"[" * 200_000 + b"]" * 200_000), "nested deeper than 8"),
    "deep JSON in a line": (line("entries.jsonl", 0, lambda row: '{"a":' * 20_000 + "\n"), "nested deeper than 8"),
    "figures not a list": (put("figures.json", b"{}"), "figures.json: the field []"),
    "a month that is none": (put("figures.json", FIGURE.replace(b"2026", b"2026-13") % b""), "the field period"),
    "figures out of order": (put("figures.json", FIGURE % b"2,1"), "figures.json #1: the field entries"),
    "true is no index": (put("figures.json", FIGURE % b"true"), "figures.json #1: the field entries"),
    "too many figures": (
        put("figures.json", b"[" + b",".join([(FIGURE % b"")[1:-1]] * 10_001) + b"]"),
        "more than the limit of 10000",
    ),
    "no checkpoint": (lambda folder: (folder / "checkpoint.txt").unlink(), "checkpoint.txt: this file is missing"),
    "no entries": (lambda folder: (folder / "entries.jsonl").unlink(), "entries.jsonl: this file is missing"),
    "no proof of growth": (
        lambda folder: (folder / "consistency.json").unlink(),
        "consistency.json: this file is missing",
    ),
    "growth from nothing": (
        lambda folder: (folder / "checkpoint-old.txt").unlink(),
        "checkpoint-old.txt: this file is",
    ),
    "a checkpoint of two lines": (put("checkpoint.txt", b"log\n11\n"), "checkpoint.txt: not a checkpoint"),
    "a checkpoint in another coding": (put("checkpoint.txt", "龙沙".encode("gb18030")), "checkpoint.txt: not UTF-8"),
    "a checkpoint too large": (put("checkpoint.txt", b"x" * 70_000), "checkpoint.txt: larger than"),
    "a link out of the bundle": (linked, "entries.jsonl: a bundle cannot hold such a file"),
    "a folder in place of a file": (
        lambda folder: ((folder / "figures.json").unlink(), (folder / "figures.json").mkdir()),
        "figures.json: a bundle cannot hold such a file",
    ),
    "a crowd of files": (crowded, "more than the limit of 16"),
}


@pytest.mark.parametrize(("spoil", "words"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_folder(spoil: Callable[[Path], Any], words: str, bundle: Path, verify: Verify) -> None:
    spoil(bundle)
    seen = verify(bundle)
    assert words in seen.messages
    assert seen.code == (1 if "committed" in words else 2)


def packed(folder: Path, target: Path, *extra: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        replaced = {name for name, _ in extra if isinstance(name, str)}
        for item in sorted(folder.iterdir()):
            if item.name not in replaced:
                archive.write(item, item.name)
        for name, raw in extra:
            archive.writestr(name, raw)
    return target


@pytest.mark.parametrize(
    "name", ["../checkpoint.txt", "/etc/passwd", "a/b.txt", "..\\a.txt", "C:a.txt", "..", "\x1b[2J/..", "folder/"]
)
def test_a_zip_with_a_path_in_it(name: str, bundle: Path, tmp_path: Path, verify: Verify) -> None:
    seen = verify(packed(bundle, tmp_path / "b.zip", (name, b"")))
    assert (seen.code, seen.said["unreadable"]["code"]) == (2, "bad-name")
    assert "\x1b" not in seen.messages
    assert sorted(item.name for item in tmp_path.iterdir()) == ["b.zip", "bundle"]


def test_a_zip_with_a_link_in_it(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    link = zipfile.ZipInfo("figures.json")
    link.external_attr = 0o120777 << 16
    (bundle / "figures.json").unlink()
    seen = verify(packed(bundle, tmp_path / "b.zip", (link, b"/etc/passwd")))
    assert (seen.code, seen.said["unreadable"]["code"]) == (2, "bad-name")


def test_a_zip_that_holds_the_same_file_twice(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(bundle, tmp_path / "b.zip", (zipfile.ZipInfo("entries.jsonl"), b""))
    seen = verify(path)
    assert (seen.code, seen.said["unreadable"]["code"]) == (2, "twice")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("figures.json", "figures.json: larger"),
        ("checkpoint.txt", "checkpoint.txt: larger"),
        ("entries.jsonl", "entries.jsonl:1: larger"),
    ],
)
def test_a_zip_bomb_is_not_unpacked(name: str, place: str, bundle: Path, tmp_path: Path, verify: Verify) -> None:
    path = packed(bundle, tmp_path / "b.zip", (name, b" " * 40 * layout.MIB))
    assert path.stat().st_size < 100 * layout.KIB
    seen = verify(path)
    assert seen.code == 2
    assert place in seen.messages


def test_a_zip_that_lies_about_a_size_is_broken(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    path = packed(bundle, tmp_path / "b.zip", ("figures.json", b" " * 40 * layout.MIB))
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 40 * layout.MIB), struct.pack("<L", 2)))
    seen = verify(path)
    assert (seen.code, seen.said["unreadable"]["code"]) == (2, "broken")


def test_a_zip_with_a_long_directory_is_refused_before_it_is_read(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    path = packed(bundle, tmp_path / "b.zip", *[(f"extra-{n}", b"") for n in range(20)])
    assert verify(path).said["unreadable"]["code"] == "too-many"
    short_of_it = path.read_bytes()[:-22] + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 2**20, 0, 0)
    path.write_bytes(short_of_it)
    assert verify(path).said["unreadable"]["code"] == "too-many"


def test_a_sealed_zip_cannot_be_read(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    path = packed(bundle, tmp_path / "b.zip")
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)
    assert (verify(path).code, verify(path).said["unreadable"]["code"]) == (2, "broken")


@pytest.mark.parametrize("cut", [0, 1, 10, 22, 100, 1000, -1])
def test_a_zip_that_is_cut_is_not_a_bundle(cut: int, district: District, tmp_path: Path, verify: Verify) -> None:
    path = district.write(tmp_path / "b.zip")
    path.write_bytes(path.read_bytes()[:cut])
    assert (verify(path).code, verify(path).said["unreadable"]["code"]) == (2, "not-a-bundle")


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "README.txt"}


def test_a_zip_damaged_inside_never_agrees_unless_all_it_says_is_whole(
    district: District, tmp_path: Path, verify: Verify
) -> None:
    path = district.write(tmp_path / "b.zip")
    raw, whole = path.read_bytes(), contents(path)
    for at in range(0, len(raw), 37):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        assert verify(path).code in (1, 2) or contents(path) == whole


@pytest.mark.parametrize("raw", [b"", b"hello", b"\x1f\x8b", b"PK\x05\x06" + bytes(18), os.urandom(500)])
def test_a_file_that_is_no_zip(raw: bytes, tmp_path: Path, verify: Verify) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(raw)
    assert verify(path).code == 2


def test_nothing_there(tmp_path: Path, verify: Verify) -> None:
    assert verify(tmp_path / "absent.zip").messages == "absent.zip: neither a bundle folder nor a zip"
    assert verify(tmp_path).messages == "checkpoint.txt: this file is missing"


@pytest.mark.parametrize("key", ["", "nonsense", "a+00000000+AAAA", "/nowhere/key.txt"])
def test_without_a_real_key_nothing_is_said_of_the_bundle(key: str, bundle: Path, verify: Verify) -> None:
    seen = verify(bundle, key=key)
    assert (seen.code, seen.said["unreadable"]["code"], seen.said["size"]) == (2, "bad-key", None)


def test_a_kept_checkpoint_that_cannot_be_opened(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    assert verify(bundle, "--seen", str(tmp_path / "absent")).said["unreadable"]["code"] == "no-file"


@pytest.mark.parametrize("arguments", [[], ["somewhere"], ["--key", "x"], ["--nonsense"], ["b", "--lang", "fr"]])
def test_a_command_that_asks_for_nothing_exits_as_unreadable(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_what_was_found_before_the_end_is_still_told(bundle: Path, verify: Verify) -> None:
    line("entries.jsonl", 0, lambda row: row.replace('\\"minutes\\":90', '\\"minutes\\":99'))(bundle)
    line("entries.jsonl", 5, lambda row: row[:10])(bundle)
    seen = verify(bundle)
    assert (seen.code, seen.found) == (2, ["entry-differs"])
