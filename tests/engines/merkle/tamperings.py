"""Ways in which a bundle can be changed, and for each: what must be found, where, and the check that finds it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hecheng.engines.merkle import Checkpoint, SigningKey, audit, proofs, read_checkpoint, recount, sign_checkpoint
from tests.engines.merkle.longsha import KEY, ORIGIN

Spoil = Callable[[Path], Any]
Rows = list[dict[str, Any]]


def nothing(*_: Any) -> Any:
    return iter(())


# (where it lives, its name, what stands in its place when it is switched off)
HASHES = (proofs, "_check_same", nothing)
INCLUSION = (audit, "verify_inclusion", nothing)
GROWTH = (audit, "verify_consistency", nothing)
SIGNATURE = (audit, "open_checkpoint", lambda note, keys: read_checkpoint(note))
OPENS = (audit, "opens", lambda leaf, opening: True)
BELONGS = (recount, "misfit", lambda figure, days, leaf: None)
TOTALS = (recount.Recount, "finish", nothing)


@dataclass(frozen=True)
class Tampering:
    name: str
    spoil: Spoil
    found: str
    place: str
    checks: tuple[Any, ...]


def lines(name: str, change: Callable[[Rows], Any]) -> Spoil:
    def spoil(folder: Path) -> None:
        rows = [json.loads(line) for line in (folder / name).read_text().splitlines()]
        change(rows)
        (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    return spoil


def entries(change: Callable[[Rows], Any]) -> Spoil:
    return lines("entries.jsonl", change)


def openings(change: Callable[[Rows], Any]) -> Spoil:
    return lines("openings.jsonl", change)


def document(name: str, change: Callable[[Any], Any]) -> Spoil:
    def spoil(folder: Path) -> None:
        said = json.loads((folder / name).read_text())
        change(said)
        (folder / name).write_text(json.dumps(said))

    return spoil


def figure(number: int, **changed: Any) -> Spoil:
    return document("figures.json", lambda said: said[number].update(changed))


def note(name: str, change: Callable[[str], str]) -> Spoil:
    return lambda folder: (folder / name).write_text(change((folder / name).read_text()))


def both(*spoils: Spoil) -> Spoil:
    return lambda folder: [spoil(folder) for spoil in spoils]


def without(name: str) -> Spoil:
    return lambda folder: (folder / name).unlink()


def reworded(number: int, old: str, new: str) -> Callable[[Rows], None]:
    return lambda rows: rows[number].update(leaf=rows[number]["leaf"].replace(old, new))


def leaves_swapped(rows: Rows) -> None:
    rows[4]["leaf"], rows[5]["leaf"] = rows[5]["leaf"], rows[4]["leaf"]


def renumbered(rows: Rows) -> None:
    """Entry 8 is taken away and entry 9 put in its place."""
    del rows[8]
    rows[8]["index"] = 8


def committed_anew(rows: Rows) -> None:
    head, mark, tail = rows[7]["leaf"].partition('"person":"')
    rows[7]["leaf"] = head + mark + "0" * 64 + tail[64:]


def bend(hashes: list[str]) -> None:
    raw = bytearray(base64.b64decode(hashes[0]))
    raw[7] ^= 1
    hashes[0] = base64.b64encode(raw).decode()


def bent_signature(text: str) -> str:
    head, _, signature = text.rpartition(" ")
    raw = bytearray(base64.b64decode(signature))
    raw[40] ^= 1
    return f"{head} {base64.b64encode(raw).decode()}\n"


def other_root(text: str) -> str:
    return text.replace(text.split("\n")[2], base64.b64encode(bytes(32)).decode())


def by_an_impostor(text: str) -> str:
    return sign_checkpoint(read_checkpoint(text), SigningKey.generate(ORIGIN))


def of_another_history(text: str) -> str:
    return sign_checkpoint(Checkpoint(ORIGIN, 7, bytes(range(32))), KEY)


FIRST = "figures.json #1 (hours 230202 2026-11): "
SECOND = "figures.json #2 (confirmed 2302 2026-11-21..2026-11-23): "
LISTED = list(range(10))

IN_ENTRIES = [
    Tampering(
        "ninety minutes become nine hundred, and the figure with them",
        both(entries(reworded(0, '"minutes":90', '"minutes":900')), figure(0, counted=1530)),
        "entry-differs",
        "entries.jsonl:1: entry 0 ",
        (HASHES,),
    ),
    Tampering(
        "two entries change places", entries(leaves_swapped), "entry-differs", "entries.jsonl:5: entry 4 ", (HASHES,)
    ),
    Tampering(
        "an entry is taken away and the next takes its number",
        both(entries(renumbered), without("figures.json")),
        "entry-differs",
        "entries.jsonl:9: entry 8 ",
        (HASHES,),
    ),
    Tampering(
        "an entry is moved to another street",
        entries(reworded(6, "230202001001", "230202001002")),
        "entry-differs",
        "entries.jsonl:7: entry 6 ",
        (HASHES,),
    ),
    Tampering(
        "another person is written into an entry",
        entries(committed_anew),
        "entry-differs",
        "entries.jsonl:8: entry 7 ",
        (HASHES,),
    ),
    Tampering(
        "a proof is bent by one bit",
        entries(lambda rows: bend(rows[2]["proof"])),
        "entry-differs",
        "entries.jsonl:3: entry 2 ",
        (HASHES,),
    ),
    Tampering(
        "a proof is cut short",
        entries(lambda rows: rows[9]["proof"].pop()),
        "entry-differs",
        "entries.jsonl:10: entry 9 ",
        (INCLUSION,),
    ),
]

IN_CHECKPOINTS = [
    Tampering(
        "a signature is bent by one bit",
        note("checkpoint.txt", bent_signature),
        "signature-forged",
        "checkpoint.txt: ",
        (SIGNATURE,),
    ),
    Tampering(
        "somebody else signs in the log's name",
        note("checkpoint.txt", by_an_impostor),
        "signature-untrusted",
        "checkpoint.txt: ",
        (SIGNATURE,),
    ),
    Tampering(
        "the checkpoint gets another root",
        note("checkpoint.txt", other_root),
        "signature-forged",
        "checkpoint.txt: ",
        (SIGNATURE, INCLUSION, GROWTH),
    ),
    Tampering(
        "the old checkpoint gets a bent signature",
        note("checkpoint-old.txt", bent_signature),
        "signature-forged",
        "checkpoint-old.txt: ",
        (SIGNATURE,),
    ),
    Tampering(
        "the operator signs two histories",
        note("checkpoint-old.txt", of_another_history),
        "consistency-differs",
        "consistency.json: the log of 11 entries did not grow from the one of 7 ",
        (GROWTH,),
    ),
    Tampering(
        "the consistency proof is bent by one bit",
        document("consistency.json", lambda said: bend(said["proof"])),
        "consistency-differs",
        "consistency.json: ",
        (HASHES,),
    ),
    Tampering(
        "the consistency proof is for other sizes",
        document("consistency.json", lambda said: said.update(old=6)),
        "consistency-sizes",
        "consistency.json: ",
        ((audit, "_growth", nothing),),
    ),
]

IN_OPENINGS = [
    Tampering(
        "another name is shown for an entry",
        openings(lambda rows: rows[0].update(value="王䢻")),
        "opening-differs",
        "openings.jsonl:1: person shown for entry 1 ",
        (OPENS,),
    ),
    Tampering(
        "a salt is changed",
        openings(lambda rows: rows[1].update(salt="ab" * 32)),
        "opening-differs",
        "openings.jsonl:2: person shown for entry 2 ",
        (OPENS,),
    ),
    Tampering(
        "a value is shown that the entry never held",
        openings(lambda rows: rows[1].update(name="phone")),
        "opening-differs",
        "openings.jsonl:2: phone shown for entry 2 ",
        (OPENS,),
    ),
]

IN_FIGURES = [
    Tampering(
        "a total is raised",
        figure(0, counted=765),
        "figure-differs",
        FIRST + "it says 765, its entries count to 720",
        (TOTALS,),
    ),
    Tampering("a count is raised", figure(1, counted=4), "figure-differs", SECOND, (TOTALS,)),
    Tampering(
        "a transfer of the next district is counted as hours",
        figure(0, counted=780, entries=[*LISTED, 10]),
        "figure-entry-misfit",
        FIRST + "entry 10 does not belong to it: kind",
        (BELONGS,),
    ),
    Tampering(
        "last week is counted into this one",
        figure(1, counted=4, entries=[1, 2, 3, 4]),
        "figure-entry-misfit",
        SECOND + "entry 4 does not belong to it: at",
        (BELONGS,),
    ),
    Tampering(
        "a figure claims an area that its entries are not in",
        figure(1, area="2303"),
        "figure-entry-misfit",
        "entry 1 does not belong to it: area",
        (BELONGS,),
    ),
    Tampering(
        "an entry is counted that nobody can see",
        figure(0, entries=[*LISTED, 11]),
        "figure-entry-missing",
        FIRST + "entry 11 is counted but not in the bundle",
        (TOTALS,),
    ),
    Tampering(
        "a reversal is left out, so that the reversed hours count",
        figure(0, counted=765, entries=LISTED[:9]),
        "figure-left-out",
        FIRST + "entry 9 belongs to it but is left out",
        (TOTALS,),
    ),
]

TAMPERINGS = IN_ENTRIES + IN_CHECKPOINTS + IN_OPENINGS + IN_FIGURES
