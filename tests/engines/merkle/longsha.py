"""A small log of a district's service hours, and the bundle that an outsider gets of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hecheng.engines.merkle import (
    Checkpoint,
    Figure,
    Leaf,
    MemoryStore,
    Opening,
    SigningKey,
    append,
    commit,
    consistency_proof,
    encode_leaf,
    leaf_hash,
    prove_entries,
    salt_for,
    sign_checkpoint,
    write_bundle,
)

ORIGIN = "log.example.org/longsha"
KEY = SigningKey.generate(ORIGIN)
MINUTES = [90, 60, 120, 45, 180, 30, 75, 150, 15]
NAMES = ["李秀兰", "王䢺", "𠮷田·阿依古丽", "赵一", "钱二", "孙三", "周四", "吴五", "郑六"]


def record(number: int) -> UUID:
    return UUID(int=0x0193_5E00_0000_7000_8000_0000_0000_0000 + number)


def salt(number: int) -> bytes:
    return bytes([number]) * 32


def leaves() -> list[Leaf]:
    """Nine people's hours confirmed in November, the fourth's reversed in December, and a transfer in the next district."""
    start = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    made = [
        Leaf(
            "hours-confirmed",
            start + timedelta(days=n),
            "230202001001",
            record(n),
            {"minutes": minutes, "held": f"2026-11-{19 + n:02}"},
            {"person": commit(salt(n), "person", NAMES[n])},
        )
        for n, minutes in enumerate(MINUTES)
    ]
    made.append(
        Leaf(
            "hours-reversed",
            datetime(2026, 12, 2, tzinfo=UTC),
            "230202001001",
            record(3),
            {"minutes": 45, "held": "2026-11-22"},
        )
    )
    made.append(Leaf("transfer-posted", datetime(2026, 12, 3, tzinfo=UTC), "230203001001", record(90), {"minutes": 60}))
    return made


FIGURES = [
    Figure(
        "hours",
        "230202",
        "2026-11",
        720,
        "sum:minutes",
        ["hours-confirmed"],
        list(range(10)),
        ["hours-reversed"],
        "held",
        whole=True,
    ),
    Figure("confirmed", "2302", "2026-11-21..2026-11-23", 3, "count", ["hours-confirmed"], [1, 2, 3], where={}),
]


@dataclass
class District:
    """The log with a checkpoint at seven leaves and one at all eleven."""

    store: MemoryStore = field(default_factory=MemoryStore)
    rows: list[bytes] = field(default_factory=lambda: [encode_leaf(leaf) for leaf in leaves()])
    notes: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = 0
        for until in (7, len(self.rows)):
            size, root = append(self.store, size, map(leaf_hash, self.rows[size:until]))
            self.notes[size] = sign_checkpoint(Checkpoint(ORIGIN, size, root), KEY)

    def write(self, target: Path, indexes: list[int] | None = None, **changed: Any) -> Path:
        """The bundle of some (or all) entries, with whatever else is changed in the call to the writer."""
        chosen = range(len(self.rows)) if indexes is None else indexes
        size = len(self.rows)
        told = {
            "checkpoint": self.notes[size],
            "entries": prove_entries(self.store, size, ((n, self.rows[n]) for n in chosen), batch=4),
            "old": (self.notes[7], consistency_proof(self.store, 7, size)),
            "openings": [Opening(n, "person", salt_for(salt(n), "person"), NAMES[n]) for n in (1, 2)],
            "figures": FIGURES,
        }
        write_bundle(target, **{**told, **changed})
        return target


@dataclass
class Verdict:
    """What the verifier said: exit code, the codes of all it found, and its JSON."""

    code: int
    said: dict[str, Any]

    @property
    def found(self) -> list[str]:
        return [one["code"] for one in self.said["differences"]]

    @property
    def messages(self) -> str:
        trouble = [self.said["unreadable"]] if self.said["unreadable"] else []
        return "\n".join(one["message"] for one in self.said["differences"] + trouble)


Verify = Callable[..., Verdict]
