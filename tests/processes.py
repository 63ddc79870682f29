"""Looking at other processes: whether they live, and waiting for what they do."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def eventually(ask: Callable[[], T], seconds: float = 120) -> T:
    """The first true answer; other processes take their time, so it is asked again and again, but not for ever."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return answer


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def number_in(path: Path) -> int:
    """The pid in a file, 0 as long as there is none."""
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return 0
