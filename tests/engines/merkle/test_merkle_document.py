"""`docs/formats/bundle.md` is true: its example verifies, and so does the program that it gives to strangers."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hecheng.engines.merkle import commit, decode_leaf, encode_leaf, layout, leaf_hash
from tests.engines.merkle.longsha import Verify

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs/formats/bundle.md").read_text()


def fenced(label: str) -> str:
    [found] = re.findall(rf"```{label}\n(.*?)\n```", DOCUMENT, re.DOTALL)
    return found


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The bundle of the worked example, put together from the page."""
    for name, text in re.findall(r"\*\*`([a-z.-]+)`\*\*\n\n```text\n(.*?)```", DOCUMENT, re.DOTALL):
        (tmp_path / name).write_text(text)
    return tmp_path


def check(example: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", fenced("python"), str(example), fenced("key")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def spoil(example: Path, name: str, old: str, new: str) -> None:
    text = (example / name).read_text()
    assert old in text
    (example / name).write_text(text.replace(old, new, 1))


def test_the_example_agrees(example: Path, verify: Verify) -> None:
    seen = verify(example, key=fenced("key"))
    assert (seen.code, seen.said["entries"], seen.said["old_size"], seen.said["notes"]) == (0, 3, 2, [])
    assert [(figure["code"], figure["found"]) for figure in seen.said["figures"]] == [("service.minutes", 90)]


def test_the_leaf_is_byte_for_byte_what_the_page_says() -> None:
    raw = fenced("leaf").encode()
    assert encode_leaf(decode_leaf(raw)) == raw
    assert leaf_hash(raw).hex() == hashlib.sha256(b"\0" + raw).hexdigest() == fenced("leaf-hash")


def test_the_commitment_is_made_with_the_salt_that_the_page_gives() -> None:
    [salt] = re.findall(r"^`([0-9a-f]{64})`:$", DOCUMENT, re.MULTILINE)
    leaf = decode_leaf(fenced("leaf").encode())
    assert commit(bytes.fromhex(salt), "person", "李秀兰") == leaf.commitments["person"]


def test_the_strangers_program_is_short_and_agrees(example: Path) -> None:
    assert len(fenced("python").splitlines()) <= 30
    ran = check(example)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("entries.jsonl", '\\"minutes\\":90', '\\"minutes\\":99', "entry 0 is not in the log"),
        ("entries.jsonl", '"index":1', '"index":2', "entry 2 is not in the log"),
        ("openings.jsonl", "李秀兰", "李秀蓝", "entry 0: person"),
        ("figures.json", '"counted":90', '"counted":150', "service.minutes: 90"),
        ("checkpoint.txt", "\n3\n", "\n4\n", "InvalidSignature"),
    ],
)
def test_the_strangers_program_sees_what_is_changed(
    name: str, old: str, new: str, said: str, example: Path, verify: Verify
) -> None:
    spoil(example, name, old, new)
    ran = check(example)
    assert ran.returncode == 1
    assert said in ran.stderr
    assert verify(example, key=fenced("key")).code == 1


def test_every_file_of_the_format_is_on_the_page() -> None:
    assert set(re.findall(r"^\| `([A-Za-z.-]+)` \|", DOCUMENT, re.MULTILINE)) >= layout.MAX_BYTES.keys()
