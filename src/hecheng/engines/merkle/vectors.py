"""Running files of RFC 6962 proof vectors: each holds a proof and says whether it must be refused (`wantErr`).

The four shapes are told apart by their fields: inclusion (`treeSize`), consistency (`size1`), and their subtree forms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hecheng.engines.merkle import layout, strictjson
from hecheng.engines.merkle.findings import Unreadable
from hecheng.engines.merkle.notes import NoteError, unbase64
from hecheng.engines.merkle.proofs import (
    ProofError,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)


@dataclass(frozen=True)
class Outcome:
    """One vector: its shape, whether the file wants the proof refused, and whether it was."""

    path: Path
    shape: str
    wants_refusal: bool
    refused: bool

    @property
    def agrees(self) -> bool:
        return self.wants_refusal == self.refused


def vector_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and every `.json` below the directories named, in order."""
    found = []
    for path in paths:
        found += sorted(path.rglob("*.json")) if path.is_dir() else [path]
    return found


def run_vectors(paths: Iterable[Path]) -> Iterator[Outcome]:
    """Try each vector; `Unreadable` names a file that is none."""
    for path in paths:
        try:
            yield _run(path)
        except (OSError, strictjson.JsonError, NoteError, KeyError, TypeError) as bad:
            raise Unreadable("bad-vector", str(path), why=str(bad)) from bad


def _run(path: Path) -> Outcome:
    with path.open("rb") as file:
        said = strictjson.loads(file.read(layout.MIB), integers=2**64 - 1)
    if not isinstance(said, dict) or type(said["wantErr"]) is not bool:
        raise TypeError("not a vector")
    shape = _shape(said)
    try:
        _verify(shape, said)
    except ProofError:
        return Outcome(path, shape, said["wantErr"], refused=True)
    return Outcome(path, shape, said["wantErr"], refused=False)


def _shape(said: dict[str, Any]) -> str:
    if "leafIdx" in said:
        return "inclusion" if "treeSize" in said else "subtree inclusion"
    return "consistency" if "size1" in said else "subtree consistency"


def _verify(shape: str, said: dict[str, Any]) -> None:
    proof = [unbase64(one) for one in said["proof"] or ()]
    if shape == "inclusion":
        leaf, root = unbase64(said["leafHash"]), unbase64(said["root"])
        verify_inclusion(_whole(said, "leafIdx"), _whole(said, "treeSize"), leaf, proof, root)
    elif shape == "subtree inclusion":
        leaf, root = unbase64(said["leafHash"]), unbase64(said["root"])
        start, end = _whole(said, "start"), _whole(said, "end")
        verify_subtree_inclusion(_whole(said, "leafIdx"), start, end, leaf, proof, root)
    else:
        first, second = unbase64(said["root1"]), unbase64(said["root2"])
        if shape == "consistency":
            verify_consistency(_whole(said, "size1"), _whole(said, "size2"), first, second, proof)
        else:
            start, end, size = (_whole(said, name) for name in ("start", "end", "size"))
            verify_subtree_consistency(start, end, size, first, second, proof)


def _whole(said: dict[str, Any], name: str) -> int:
    if type(said[name]) is not int:
        raise TypeError(f"{name} is not a whole number")
    number: int = said[name]
    return number
