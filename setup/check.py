"""`make check`: everything that can be said about the source without running it, two at a time, none left out."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from setup import messages

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

#: the slowest first; what each says when it fails is shown
CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy"],
    "translations": [sys.executable, messages.__file__, "check"],
    "import directions": [BIN / "lint-imports", "--no-cache"],
    "house rules": [sys.executable, "-m", "pytest", "tests/architecture"],
    "migrations": [sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "."],
}


def passes(name: str) -> bool:
    """Run one check; print its name, its seconds and, when it fails, its words."""
    started = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    good = done.returncode == 0
    said = "" if good else "\n" + done.stdout.rstrip()
    print(f"{'✓' if good else '✗'} {name} ({time.monotonic() - started:.0f} s){said}", flush=True)
    return good


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=2) as pool:
        sys.exit(0 if all(list(pool.map(passes, CHECKS))) else 1)
