"""Whoever changes a bundle is seen, and the message names the place.

Each tampering has a twin: with the one check that should see it switched off, the same bundle passes.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hecheng.engines.merkle import audit
from hecheng.engines.merkle.verify import main
from tests.engines.merkle.longsha import District, Verify
from tests.engines.merkle.tamperings import TAMPERINGS, Rows, Tampering, entries, note, openings, reworded

every_tampering = pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])


@every_tampering
def test_it_is_seen_and_its_place_is_named(tampering: Tampering, bundle: Path, verify: Verify) -> None:
    tampering.spoil(bundle)
    seen = verify(bundle)
    assert seen.code == 1
    assert tampering.found in seen.found
    assert tampering.place in seen.messages


@every_tampering
def test_it_goes_unseen_when_its_check_is_switched_off(
    tampering: Tampering, bundle: Path, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    tampering.spoil(bundle)
    for where, name, instead in tampering.checks:
        monkeypatch.setattr(where, name, instead)
    seen = verify(bundle)
    assert (seen.code, seen.found) == (0, [])


@every_tampering
def test_it_is_seen_in_a_zip_and_said_in_chinese(
    tampering: Tampering, bundle: Path, tmp_path: Path, verify: Verify
) -> None:
    tampering.spoil(bundle)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for item in bundle.iterdir():
            archive.write(item, item.name)
    seen = verify(tmp_path / "b.zip", lang="zh")
    assert tampering.found in seen.found
    assert not any(word in seen.messages for word in (" is ", " not ", "entry "))


def repeated(rows: Rows) -> None:
    rows.insert(3, rows[3])


def shown_twice(rows: Rows) -> None:
    rows.insert(1, rows[1])


@pytest.mark.parametrize(
    ("spoil", "found", "place"),
    [
        (entries(repeated), "entry-order", "entries.jsonl:5: entry 3 is repeated"),
        (entries(lambda rows: rows.reverse()), "entry-order", "entries.jsonl:2: entry 9 is repeated or out of order"),
        (entries(lambda rows: rows[10].update(index=11)), "entry-outside", "entries.jsonl:11: entry 11 lies beyond"),
        (entries(reworded(5, '"v":1', '"v": 1')), "leaf-form", "entries.jsonl:6: entry 5 is not written"),
        (entries(reworded(5, "hours-", "Hours-")), "leaf-field", "entries.jsonl:6: kind of entry 5"),
        (entries(reworded(5, ":30", ":30.5")), "leaf-form", "entries.jsonl:6: entry 5 is not written"),
        (entries(lambda rows: rows.pop(2)), "opening-without-entry", "openings.jsonl:2: person is shown for entry 2"),
        (entries(lambda rows: rows.pop(2)), "figure-entry-missing", "entry 2 is counted but not in the bundle"),
        (openings(shown_twice), "opening-order", "openings.jsonl:3: person of entry 2 is repeated"),
        (openings(lambda rows: rows.reverse()), "opening-order", "openings.jsonl:2: person of entry 1 is repeated"),
        (openings(lambda rows: rows[0].update(value="e\u0301")), "opening-differs", "openings.jsonl:1"),
    ],
)
def test_disorder_is_seen_even_where_every_hash_fits(
    spoil: Any, found: str, place: str, bundle: Path, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(bundle)
    monkeypatch.setattr(audit, "verify_inclusion", lambda *_: None)
    seen = verify(bundle)
    assert seen.code == 1
    assert found in seen.found
    assert place in seen.messages


def test_a_checkpoint_of_another_log_is_not_taken_for_this_one(bundle: Path, verify: Verify) -> None:
    note("checkpoint.txt", lambda text: text.replace("longsha\n", "elsewhere\n", 1))(bundle)
    assert verify(bundle).found[:2] == ["signature-forged", "other-log"]


def test_a_thousand_differences_are_counted_and_a_hundred_listed(
    district: District, tmp_path: Path, verify: Verify, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    path = district.write(tmp_path / "b", openings=(), figures=())
    line = (path / "entries.jsonl").read_text().splitlines()[0]
    (path / "entries.jsonl").write_text((line + "\n") * 1001)
    seen = verify(path)
    assert (seen.said["different"], len(seen.found)) == (1000, 100)
    main([str(path), "--key", key, "--lang", "en"])
    assert "900 more differences are not listed" in capsys.readouterr().out


ESSENTIAL = ["checkpoint.txt", "checkpoint-old.txt", "consistency.json", "entries.jsonl", "openings.jsonl"]


def meaning(raw: bytes, name: str) -> Any:
    text = raw.decode()
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.removesuffix("\n").split("\n")]
    return json.loads(text) if name.endswith(".json") else text


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_byte_changed_dropped_or_added_goes_unseen_or_brings_the_verifier_down(
    bundle: Path, verify: Verify, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(ESSENTIAL))
    before = (bundle / name).read_bytes()
    at = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.sampled_from([at, at + 1, at + 2]))
    after = before[:at] + data.draw(st.binary(max_size=2)) + before[end:]
    (bundle / name).write_bytes(after)
    try:
        code = verify(bundle).code
        assert code in (1, 2) or meaning(after, name) == meaning(before, name)
    finally:
        (bundle / name).write_bytes(before)
