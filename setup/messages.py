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
HEADER = {
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
#: context and msgid → what it is in Chinese (one text, or one per plural form)
Memory = dict[tuple[str | None, str], polib.POEntry]


def compile_all() -> None:
    """Write each catalogue's .mo beside it; they are not committed."""
    for path in catalogues(SOURCES):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def update(sources: Path) -> list[str]:
    """Take up the source's strings into the nearest catalogues; a line for each that is not translated.

    What is no longer said is dropped; what moved to another catalogue keeps its translation; nothing is guessed.
    """
    memory = remembered(sources)
    extract(sources)
    lines = []
    for path in catalogues(sources):
        catalogue = polib.pofile(str(path), wrapwidth=0)
        catalogue.metadata, catalogue.header = dict(HEADER), ""
        for entry in catalogue:
            said = memory.get((entry.msgctxt, entry.msgid))
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
            if entry.msgid_plural:
                entry.msgstr_plural = dict(said.msgstr_plural) if said else {0: ""}
            else:
                entry.msgstr = said.msgstr if said else ""
            if not (entry.msgstr or entry.msgstr_plural.get(0)):
                lines.append(f"{path.relative_to(sources)}: not translated: {entry.msgid!r}")
        catalogue.save()
    return lines


def extract(sources: Path) -> None:
    """Django's makemessages; the strings of a room without a catalogue go to the one at the top."""
    (sources / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--locale=zh_Hans", "--no-obsolete", "--no-wrap"]
    command += ["--add-location=file", "--extension=html,txt,py"]
    # without settings, which would name the catalogues of the checkout instead of those at hand
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"makemessages failed:\n{done.stdout}{done.stderr}")


def catalogues(sources: Path) -> list[Path]:
    return sorted(sources.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))


def remembered(sources: Path) -> Memory:
    """All that any catalogue says in Chinese."""
    memory: Memory = {}
    for path in catalogues(sources):
        for entry in polib.pofile(str(path)):
            if entry.translated():
                memory[entry.msgctxt, entry.msgid] = entry
    return memory


def untranslated() -> list[str]:
    """A line for each string of the source that no catalogue says in Chinese, from a fresh extraction."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "hecheng"
        shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        return update(copy)


def main(verb: str) -> None:
    if verb == "check":
        lines = untranslated()
        sys.exit("\n".join(lines) if lines else 0)
    if verb == "update":
        print("\n".join(update(SOURCES)))
    compile_all()


if __name__ == "__main__":
    main(sys.argv[1])
