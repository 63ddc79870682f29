"""Steps of the set-up: each done once for its inputs, as many at a time as their order allows, with a log of its own."""

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
STAMPS = ROOT / "var" / "setup"


class Unfit(Exception):  # noqa: N818  # it is the machine that is unfit, not a programming error
    """The machine lacks something that we may not or cannot install; the message is the sentence to show."""


@dataclass(frozen=True)
class Step:
    """One step: `run(log)` is skipped when the stamp of the same inputs is there and so is everything it made."""

    name: str
    title: str
    run: Callable[["Log"], None]
    inputs: Callable[[], Iterable[Path]] = tuple
    makes: Sequence[Path] = ()
    after: Sequence[str] = ()

    @property
    def stamp(self) -> Path:
        return STAMPS / f"{self.name}.stamp"

    def digest(self) -> str:
        digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
        for path in sorted(self.inputs()):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()

    def done(self) -> bool:
        made = all(path.exists() for path in self.makes)
        return made and self.stamp.exists() and self.stamp.read_text() == self.digest()


@dataclass(frozen=True)
class Log:
    """Where a step's programs write."""

    path: Path

    def call(self, *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
        """Run a program into the log; raises `Unfit` with its last words when it fails."""
        with self.path.open("a") as file:
            file.write(f"$ {' '.join(map(str, command))}\n")
            file.flush()
            code = subprocess.run(list(map(str, command)), cwd=cwd, env=env, stdout=file, stderr=file).returncode
        if code:
            last = [line for line in self.path.read_text(errors="replace").splitlines() if line.strip()][-12:]
            raise Unfit("\n    ".join([f"`{Path(command[0]).name}` failed ({self.path.relative_to(ROOT)}):", *last]))


@dataclass
class Runner:
    """Runs the steps that are not done, each in a thread of its own once those it comes after have ended well."""

    steps: Sequence[Step]
    failures: list[str] = field(default_factory=list)
    running: dict[str, float] = field(default_factory=dict)

    def run(self) -> bool:
        """True when all is in place; failures are printed."""
        due = [step for step in self.steps if not step.done()]
        if not due:
            return True
        print(f"Setting up {len(due)} of {len(self.steps)} parts; logs are in {STAMPS.relative_to(ROOT)}/", flush=True)
        self.ended = {step.name: threading.Event() for step in due}
        threads = [threading.Thread(target=self._take, args=(step,)) for step in due]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self._show_progress()
            time.sleep(0.2)
        return not self.failures

    def _show_progress(self) -> None:
        """On a terminal, one line that says what is going on and for how long."""
        if sys.stdout.isatty():
            now = time.monotonic()
            running = " · ".join(f"{title} {now - since:.0f} s" for title, since in list(self.running.items()))
            print(f"\r\033[K  {running}", end="", flush=True)

    def _say(self, line: str, **where: TextIO) -> None:
        print(f"\r\033[K{line}" if sys.stdout.isatty() else line, flush=True, **where)

    def _take(self, step: Step) -> None:
        try:
            for name in step.after:
                if name in self.ended:
                    self.ended[name].wait()
            if not self.failures:
                self._do(step)
        except Unfit as unfit:
            self.failures.append(step.name)
            self._say(f"  ✗ {step.title}\n    {unfit}", file=sys.stderr)
        finally:
            self.running.pop(step.title, None)
            self.ended[step.name].set()

    def _do(self, step: Step) -> None:
        started = time.monotonic()
        self.running[step.title] = started
        log = Log(STAMPS / f"{step.name}.log")
        log.path.write_text("")
        step.stamp.unlink(missing_ok=True)
        step.run(log)
        step.stamp.write_text(step.digest())
        self._say(f"  ✓ {step.title} ({time.monotonic() - started:.0f} s)")
