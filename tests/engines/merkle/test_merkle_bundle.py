"""A bundle holds what an outsider needs, and the verifier agrees with what the log's operator wrote honestly."""

import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import hecheng
from hecheng.engines.merkle import (
    BundleError,
    Checkpoint,
    MemoryStore,
    Opening,
    append,
    encode_leaf,
    leaf_hash,
    prove_entries,
    sign_checkpoint,
    write_bundle,
)
from hecheng.engines.merkle.verify import main
from tests.engines.merkle.longsha import FIGURES, KEY, ORIGIN, District, Verify, leaves


def test_an_honest_bundle_agrees_and_its_figures_come_out_again(bundle: Path, verify: Verify) -> None:
    seen = verify(bundle)
    assert (seen.code, seen.found, seen.said["notes"]) == (0, [], [])
    assert (seen.said["size"], seen.said["old_size"], seen.said["entries"], seen.said["openings"]) == (11, 7, 11, 2)
    assert [(one["code"], one["found"]) for one in seen.said["figures"]] == [("hours", 720), ("confirmed", 3)]


def test_the_zip_says_what_the_folder_says(district: District, tmp_path: Path, verify: Verify) -> None:
    folder, packed = verify(district.write(tmp_path / "b")), verify(district.write(tmp_path / "b.zip"))
    assert packed.said == folder.said


def test_a_zip_written_twice_is_the_same_file(district: District, tmp_path: Path) -> None:
    first, second = district.write(tmp_path / "a.zip"), district.write(tmp_path / "b.zip")
    assert first.read_bytes() == second.read_bytes()


def test_a_few_entries_are_enough_to_check_those_few(district: District, tmp_path: Path, verify: Verify) -> None:
    some = district.write(tmp_path / "some", [1, 2, 3], figures=FIGURES[1:])
    assert verify(some).code == 0


def test_whether_a_figure_is_whole_cannot_be_told_from_a_part_and_it_is_said(
    district: District, tmp_path: Path, verify: Verify
) -> None:
    seen = verify(district.write(tmp_path / "some", list(range(10))))
    assert (seen.code, [note["code"] for note in seen.said["notes"]]) == (0, ["whole-unchecked"])
    assert "10 of 11 entries" in seen.said["notes"][0]["message"]


def test_a_log_of_one_entry_has_a_bundle_too(district: District, tmp_path: Path, verify: Verify) -> None:
    store, row = MemoryStore(), district.rows[0]
    note = sign_checkpoint(Checkpoint(ORIGIN, *append(store, 0, [leaf_hash(row)])), KEY)
    write_bundle(tmp_path / "one", checkpoint=note, entries=prove_entries(store, 1, [(0, row)]))
    assert verify(tmp_path / "one").code == 0


def test_a_reader_who_kept_a_checkpoint_sees_that_the_log_grew_from_it(
    bundle: Path, district: District, tmp_path: Path, verify: Verify
) -> None:
    for size in (7, 11):
        kept = tmp_path / f"kept-{size}.txt"
        kept.write_text(district.notes[size])
        assert verify(bundle, "--seen", str(kept)).code == 0


def test_a_reader_who_kept_another_checkpoint_sees_two_faces(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(sign_checkpoint(Checkpoint(ORIGIN, 7, bytes(32)), KEY))
    assert verify(bundle, "--seen", str(kept)).found == ["seen-differs"]
    kept.write_text(sign_checkpoint(Checkpoint(ORIGIN, 5, bytes(32)), KEY))
    assert verify(bundle, "--seen", str(kept)).found == ["seen-elsewhere"]


def test_a_key_that_comes_with_the_bundle_is_ignored_and_named(bundle: Path, verify: Verify, key: str) -> None:
    (bundle / "key.txt").write_text(key)
    assert [(note["code"], note["place"]) for note in verify(bundle).said["notes"]] == [("ignored", "key.txt")]
    inside = verify(bundle, key=str(bundle / "key.txt"))
    assert inside.code == 2
    assert "proves nothing" in inside.messages


def test_the_key_may_be_a_file_of_several_keys(bundle: Path, tmp_path: Path, verify: Verify, key: str) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_text(f"\n{key}\nPeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")
    assert verify(bundle, key=str(keys)).code == 0


def test_people_read_a_short_table_in_their_language(
    bundle: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bundle), "--key", key]) == 0
    chinese = capsys.readouterr().out
    assert main([str(bundle), "--key", key, "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert chinese.splitlines()[0] == "鹤城证据包核对"
    assert chinese.splitlines()[-1].split() == ["结论", "相符"]
    assert english.splitlines()[-1].split() == ["outcome", "agrees"]
    assert "hours 230202 2026-11: 720" in chinese
    assert len(chinese.splitlines()) == len(english.splitlines()) == 9


def test_the_readme_tells_both_readers_what_to_do(bundle: Path) -> None:
    text = (bundle / "README.txt").read_text()
    assert "请从别处" in text
    assert "Get the public key from elsewhere" in text


def test_nothing_half_written_is_left_when_writing_fails(district: District, tmp_path: Path) -> None:
    for name in ("b", "b.zip"):
        with pytest.raises(BundleError, match="does not come after"):
            district.write(tmp_path / name, [3, 2])
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_is_never_written_over_another(bundle: Path, district: District) -> None:
    with pytest.raises(FileExistsError):
        district.write(bundle)


def test_rows_that_a_reader_would_refuse_are_not_written(district: District, tmp_path: Path) -> None:
    shown = Opening(1, "person", bytes(32), "x")
    for changed in (
        {"openings": [shown, shown]},
        {"figures": [replace(FIGURES[0], period="November")]},
        {"figures": [replace(FIGURES[0], entries=[2, 1])]},
        {"old": (district.notes[11].replace("\n11\n", "\n12\n"), [])},
    ):
        with pytest.raises(BundleError):
            district.write(tmp_path / "b", **changed)


ALONE = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
from hecheng.engines.merkle.verify import main
code = main(sys.argv[2:])
strangers = {
    name.partition(".")[0] for name in set(sys.modules) - before
} - set(sys.stdlib_module_names) - {"hecheng", "cryptography", "_cffi_backend", "_openssl"}
rooms = {name for name in sys.modules if name.startswith("hecheng.")}
rooms = {name for name in rooms if not name.startswith("hecheng.engines.merkle")} - {"hecheng.engines"}
assert not strangers and not rooms, (strangers, rooms)
sys.exit(code)
"""


def test_the_verifier_runs_alone_without_django_or_any_other_room(bundle: Path, key: str) -> None:
    source = str(Path(hecheng.__file__).parents[1])
    command = [sys.executable, "-I", "-c", ALONE, source, str(bundle), "--key", key]
    ran = subprocess.run(command, capture_output=True, text=True, cwd="/", env={}, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "相符" in ran.stdout


def test_a_bundle_unpacked_and_packed_by_other_tools_still_agrees(bundle: Path, tmp_path: Path, verify: Verify) -> None:
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as archive:
        for item in sorted(bundle.iterdir(), reverse=True):
            archive.write(item, item.name)
    assert verify(again).code == 0


def test_a_record_logged_twice_cannot_be_counted_twice(tmp_path: Path, verify: Verify) -> None:
    cheat = District()
    cheat.rows.append(cheat.rows[0])
    size, root = append(cheat.store, 11, [leaf_hash(cheat.rows[0])])
    cheat.notes[size] = sign_checkpoint(Checkpoint(ORIGIN, size, root), KEY)
    figure = replace(FIGURES[0], counted=810, entries=[*FIGURES[0].entries, 11])
    seen = verify(cheat.write(tmp_path / "b", figures=[figure]))
    assert (seen.code, seen.found) == (1, ["figure-record-twice"])
    assert "entries 0 and 11 are one record" in seen.messages


def test_leaves_of_the_district_are_canonical(district: District) -> None:
    assert [encode_leaf(leaf) for leaf in leaves()] == district.rows
