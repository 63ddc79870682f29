"""The catalogues of messages: compile them, take up new strings from the source, and say what is not translated.

usage: messages.py compile | update | check
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCES = Path(__file__).resolve().parents[1] / "src" / "hecheng"


def compile_all() -> None:
    """Write each catalogue's .mo beside it; they are not committed."""
    for path in sorted(SOURCES.rglob("*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def update(sources: Path) -> None:
    """Take up the source's strings into the nearest catalogues; what is no longer said is dropped."""
    command = [sys.executable, "-m", "django", "makemessages", "--locale=zh_Hans", "--no-obsolete", "--no-wrap"]
    command += ["--add-location=file", "--extension=html,txt,py"]
    done = subprocess.run(command, cwd=sources, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"makemessages failed:\n{done.stdout}{done.stderr}")


def untranslated() -> list[str]:
    """One line for each string of the source that its catalogue does not say in Chinese, or only by a guess."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "hecheng"
        shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        update(copy)
        lines = []
        for path in sorted(copy.rglob("*.po")):
            catalogue = polib.pofile(str(path))
            where = path.relative_to(copy)
            lines += [f"{where}: not translated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
            lines += [f"{where}: only guessed: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
        return lines


def main(verb: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hecheng.config.settings")
    if verb == "check":
        lines = untranslated()
        sys.exit("\n".join(lines) if lines else 0)
    if verb == "update":
        update(SOURCES)
    compile_all()


if __name__ == "__main__":
    main(sys.argv[1])
