"""`hecheng-verify`: checks a bundle without the platform, without Django and without a database.

Exit code: 0 agrees, 1 differs (says what and where), 2 cannot be read.
"""

import argparse
import base64
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hecheng.engines.merkle.audit import Report, audit
from hecheng.engines.merkle.findings import Finding, Unreadable
from hecheng.engines.merkle.notes import MAX_NOTE_BYTES, NoteError, PublicKey
from hecheng.engines.merkle.reader import open_bundle
from hecheng.engines.merkle.vectors import Outcome, run_vectors, vector_files
from hecheng.engines.merkle.words import LANGUAGES, padded, plain, say, sentence

AGREES, DIFFERS, UNREADABLE = 0, 1, 2
OUTCOMES = ("agrees", "differs", "unreadable")
LABEL_COLUMNS = 16
FIGURES_SHOWN = 20


def main(argv: list[str] | None = None) -> int:
    """Run the command with `argv` (the process's own when None); the exit code."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as said:
        return int(said.code or 0)
    if asked.vector:
        return _vectors([Path(path) for path in asked.vector], asked.lang, asked.json)
    if asked.bundle is None or not asked.key:
        _parser().print_usage(sys.stderr)
        return UNREADABLE
    report = Report()
    trouble = None
    try:
        keys = [key for text in asked.key for key in _keys(text, asked.bundle)]
        seen = _outside_text(asked.seen) if asked.seen else None
        with open_bundle(asked.bundle) as bundle:
            audit(bundle, keys, report, seen)
    except Unreadable as bad:
        trouble = bad.finding
    code = UNREADABLE if trouble else AGREES if report.agrees else DIFFERS
    if asked.json:
        _print(json.dumps(_as_json(report, trouble, code, asked.lang), ensure_ascii=False, indent=2))
    else:
        _print("\n".join(_table(report, trouble, code, asked.lang)))
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hecheng-verify",
        description="核对证据包 · Check an evidence bundle. 0 相符 agrees, 1 不相符 differs, 2 无法读取 unreadable.",
    )
    parser.add_argument("bundle", nargs="?", type=Path, help="文件夹或 zip · folder or zip")
    parser.add_argument(
        "--key", action="append", metavar="PUBLIC", help="公钥或其文件，从别处取得 · key text or file, from elsewhere"
    )
    parser.add_argument("--seen", metavar="FILE", help="您早先留存的检查点 · a checkpoint that you kept")
    parser.add_argument("--vector", nargs="+", metavar="FILE", help="RFC 6962 样例 · proof vectors, files or folders")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh")
    parser.add_argument("--json", action="store_true", help="供程序读取 · for programs")
    return parser


def _keys(text: str, bundle: Path) -> list[PublicKey]:
    """The key that a text spells, or those of the file that it names, one a line."""
    try:
        return [PublicKey.parse(text)]
    except NoteError:
        path = Path(text)
    if bundle.is_dir() and path.resolve().is_relative_to(bundle.resolve()):
        raise Unreadable("key-inside", text)
    if not path.is_file():
        raise Unreadable("bad-key", text)
    try:
        return [PublicKey.parse(line) for line in _outside_text(text).split("\n") if line.strip()]
    except NoteError as bad:
        raise Unreadable("bad-key", text) from bad


def _outside_text(name: str) -> str:
    """The text of a small file that the reader brings."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_NOTE_BYTES).decode()
    except (OSError, UnicodeDecodeError) as bad:
        raise Unreadable("no-file", name) from bad


def _table(report: Report, trouble: Finding | None, code: int, lang: str) -> Iterator[str]:
    yield say("title", lang)
    yield from _head(report, lang)
    for finding in report.differences:
        yield _line("differs", sentence(finding, lang), lang)
    if report.different > len(report.differences):
        yield _line("differs", say("more", lang, count=report.different - len(report.differences)), lang)
    for note in report.notes:
        yield _line("note", sentence(note, lang), lang)
    if trouble:
        yield _line("outcome-unreadable", sentence(trouble, lang), lang)
    yield _line("outcome", say(f"outcome-{OUTCOMES[code]}", lang), lang)


def _head(report: Report, lang: str) -> Iterator[str]:
    if report.checkpoint is None:
        return
    checkpoint = report.checkpoint
    root = base64.b64encode(checkpoint.root).decode()
    yield _line("log", plain(checkpoint.origin), lang)
    yield _line("checkpoint", say("checkpoint-line", lang, size=checkpoint.size, root=root), lang)
    if report.old:
        yield _line("growth", say("growth-line", lang, size=report.old.size), lang)
    yield _line("entries", str(report.entries), lang)
    if report.openings:
        yield _line("openings", str(report.openings), lang)
    for figure, found in report.figures[:FIGURES_SHOWN]:
        yield _line("recounted", plain(f"{figure}: {found}"), lang)
    if len(report.figures) > FIGURES_SHOWN:
        yield _line("recounted", f"… {len(report.figures)}", lang)


def _line(label: str, text: str, lang: str) -> str:
    return f"  {padded(say(label, lang), LABEL_COLUMNS)}{text}"


def _as_json(report: Report, trouble: Finding | None, code: int, lang: str) -> dict[str, Any]:
    checkpoint = report.checkpoint
    return {
        "outcome": OUTCOMES[code],
        "exit": code,
        "origin": checkpoint.origin if checkpoint else None,
        "size": checkpoint.size if checkpoint else None,
        "root": base64.b64encode(checkpoint.root).decode() if checkpoint else None,
        "old_size": report.old.size if report.old else None,
        "entries": report.entries,
        "openings": report.openings,
        "figures": [
            {"code": one.code, "area": one.area, "period": one.period, "counted": one.counted, "found": found}
            for one, found in report.figures
        ],
        "different": report.different,
        "differences": [_finding_json(one, lang) for one in report.differences],
        "notes": [_finding_json(one, lang) for one in report.notes],
        "unreadable": _finding_json(trouble, lang) if trouble else None,
    }


def _finding_json(finding: Finding, lang: str) -> dict[str, Any]:
    said = {"code": finding.code, "place": finding.place, "message": sentence(finding, lang)}
    return {**said, "params": dict(finding.params)}


def _vectors(paths: Sequence[Path], lang: str, as_json: bool) -> int:
    outcomes: list[Outcome] = []
    trouble = None
    try:
        outcomes.extend(run_vectors(vector_files(paths)))
        if not outcomes:
            raise Unreadable("no-vectors", ", ".join(str(path) for path in paths))
    except Unreadable as bad:
        trouble = bad.finding
    wrong = [one for one in outcomes if not one.agrees]
    code = UNREADABLE if trouble else DIFFERS if wrong else AGREES
    counts = Counter((one.shape, one.wants_refusal) for one in outcomes if one.agrees)
    if as_json:
        rows = [{"shape": s, "refused": r, "count": n} for (s, r), n in sorted(counts.items())]
        said = {"outcome": OUTCOMES[code], "exit": code, "run": len(outcomes), "as_wanted": rows}
        said["differences"] = [{"path": str(one.path), "refused": one.refused} for one in wrong]
        said["unreadable"] = _finding_json(trouble, lang) if trouble else None
        _print(json.dumps(said, ensure_ascii=False, indent=2))
        return code
    for (shape, refused), count in sorted(counts.items()):
        _print(f"  {padded(shape, 22)}{count:>4}  {say('refused-as-wanted' if refused else 'held-as-wanted', lang)}")
    for one in wrong:
        _print(_line("differs", f"{plain(str(one.path))}: {say(_wanted(one), lang)}", lang))
    if trouble:
        _print(_line("outcome-unreadable", sentence(trouble, lang), lang))
    _print(_line("outcome", f"{say(f'outcome-{OUTCOMES[code]}', lang)} ({len(outcomes)})", lang))
    return code


def _wanted(outcome: Outcome) -> str:
    return "wants-refusal" if outcome.wants_refusal else "wants-proof"


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main())
