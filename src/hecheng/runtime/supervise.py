"""Keeps processes running: one that dies is started again, all end together, and nothing outlives the supervisor."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from hecheng.runtime.programs import GRACE, Program

#: seconds: the first pause before a restart, the longest, and the life after which a death is no longer "at once"
PAUSE, LONGEST_PAUSE, SETTLED = 0.2, 30.0, 10.0
TICK = 0.2
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process, and when it may be started (again)."""

    program: Program
    pid_file: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = PAUSE

    def tend(self, now: float) -> None:
        """Start the process if it is due; if it has died, clear up after it and say when it starts again."""
        if self.process is None:
            if now >= self.due:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self._bury()
            self.pause = PAUSE if now - self.started > SETTLED else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            say(f"{self.program.name} ended ({_reason(code)}); it starts again in {self.pause:.1f} s")

    def ask_to_stop(self) -> None:
        if self.process:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the process until the deadline, then kill it and whatever it started."""
        if not self.process:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._bury()

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.program.command,
            env={**os.environ, **self.program.environment},
            cwd=self.program.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # a group of its own: Ctrl+C reaches it through us, and the group ends as one
            preexec_fn=_end_with_parent,
        )
        self.started = now
        self.pid_file.write_text(f"{self.process.pid}\n")

    def _bury(self) -> None:
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its orphans would keep the port and the old code
        self.process.wait()
        self.process = None
        self.pid_file.unlink(missing_ok=True)


@dataclass
class Supervisor:
    """Runs programs until it is told to stop (SIGTERM, SIGINT); `watch` is called at every tick."""

    programs: Sequence[Program]
    folder: Path
    watch: Callable[[], None] = lambda: None
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Return when all has ended. A second signal does not wait for what is still at work."""
        self.folder.mkdir(parents=True, exist_ok=True)
        children = [Child(program, self.folder / f"{program.name}.pid") for program in self.programs]
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self.stopping.is_set():
                for child in children:
                    child.tend(time.monotonic())
                self.watch()
                self.stopping.wait(TICK)
        finally:
            self._end(children)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            raise KeyboardInterrupt
        self.stopping.set()

    def _end(self, children: list[Child]) -> None:
        deadline = time.monotonic() + GRACE + 2
        for child in children:
            child.ask_to_stop()
        try:
            for child in children:
                child.end(deadline)
        except KeyboardInterrupt:
            for child in children:
                child.end(0)


def say(line: str) -> None:
    """To whoever watches the terminal or keeps the log."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201  # the supervisor's only voice


def _end_with_parent() -> None:
    """In the new process: have the kernel end it when the supervisor is killed without a last word."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
