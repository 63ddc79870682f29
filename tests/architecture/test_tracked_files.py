"""What must not be in any committed file, whatever its kind."""

import json
import re

from .source import ROOT, modules, tracked

#: bracketed dots, so that this file does not find itself
HOSTS = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npm[j]s[.](?:org|com)|npmmirror[.]com|deb[.]debian[.]org|security[.]debian[.]org"
    r"|tuna[.]tsinghua|mirrors[.]aliyun"
)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|lorem [i]psum")
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
SILENT = re.compile(r"#\s*(?:noqa(?::[\sA-Z0-9,]+)?|type:\s*ignore(?:\[[^]]*\])?)\s*$")


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        try:
            found[str(path)] = (ROOT / path).read_text()
        except UnicodeDecodeError:
            continue  # pictures and packed data hold no addresses
    return found


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the installer's business."""
    assert [name for name, text in texts().items() if HOSTS.search(text)] == []


def test_the_locks_name_no_addresses() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_modules_are_named_for_what_they_do() -> None:
    vague = [str(path) for path in tracked() if path.suffix == ".py" and VAGUE & set(path.stem.split("_"))]
    vague += [str(path) for path in tracked() if VAGUE & set(path.parent.parts)]
    assert vague == []


def test_nothing_is_left_for_later() -> None:
    code = {name: text for name, text in texts().items() if name.endswith((".py", ".js", ".html", ".css", "Makefile"))}
    assert [name for name, text in code.items() if UNFINISHED.search(text)] == []


def test_whoever_silences_a_check_says_why() -> None:
    silent = [
        f"{module.path}:{number}: {line.strip()}"
        for module in modules()
        for number, line in enumerate(module.lines, 1)
        if SILENT.search(line)
    ]
    assert silent == []
