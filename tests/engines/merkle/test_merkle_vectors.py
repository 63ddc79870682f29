"""The published RFC 6962 proof vectors: most of them are forgeries and must be refused."""

import json
from collections import Counter
from pathlib import Path

import pytest

from hecheng.engines.merkle import proofs
from hecheng.engines.merkle.vectors import run_vectors, vector_files
from hecheng.engines.merkle.verify import main

ROOT = Path(__file__).resolve().parents[3]
PLACES = [ROOT.parent / "shared/data", ROOT.parents[1] / "shared/data"]
DATA = next((place / "merkle/testdata" for place in PLACES if (place / "merkle/testdata").is_dir()), None)
FILES = vector_files([DATA]) if DATA else []

published = pytest.mark.skipif(
    DATA is None, reason="the published vectors are not here: no ../shared/data/merkle/testdata"
)


@published
@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(DATA)) for path in FILES] if DATA else None)
def test_a_published_proof_is_held_or_refused_as_its_file_wants(path: Path) -> None:
    [outcome] = run_vectors([path])
    assert outcome.agrees, f"refused: {outcome.refused}"


@published
def test_the_command_runs_all_four_shapes_and_counts_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--vector", str(DATA), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    counted = Counter({(row["shape"], row["refused"]): row["count"] for row in said["as_wanted"]})
    assert counted == {
        ("inclusion", True): 16,
        ("consistency", True): 15,
        ("consistency", False): 1,
        ("subtree inclusion", True): 33,
        ("subtree inclusion", False): 1,
        ("subtree consistency", True): 18,
        ("subtree consistency", False): 2,
    }


@published
def test_with_the_hash_comparison_off_forgeries_pass_and_the_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(proofs, "_check_same", lambda found, wanted: None)
    assert main(["--vector", str(DATA), "--lang", "en"]) == 1
    assert "must be refused, was accepted" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"wantErr": 1}', '{"wantErr": true, "size1": 1.5}', '{"wantErr": true}']
)
def test_a_file_that_is_no_vector_is_unreadable(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "vector.json"
    path.write_text(text)
    assert main(["--vector", str(path), "--lang", "en"]) == 2
    assert "vector.json: not a proof vector" in capsys.readouterr().out


def test_a_folder_without_vectors_is_unreadable_rather_than_fine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--vector", str(tmp_path)]) == 2
    assert "没有找到样例文件" in capsys.readouterr().out
