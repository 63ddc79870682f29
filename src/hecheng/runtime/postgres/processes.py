"""Who works in a cluster's folder: told from `/proc`, because a pid file alone may name a dead or a foreign process."""

import time
from dataclasses import dataclass
from pathlib import Path

from hecheng.runtime.errors import NotReady
from hecheng.runtime.postgres.programs import Programs, run_as


@dataclass(frozen=True)
class Postmaster:
    """What `postmaster.pid` says."""

    pid: int
    started: int
    port: int

    @property
    def identity(self) -> str:
        """Tells this run of the server from every other, even one with the same pid."""
        return f"{self.pid}@{self.started}"

    def alive(self, data: Path) -> bool:
        """Whether that process is a PostgreSQL server of this folder (a zombie has no command line left)."""
        try:
            words = Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return words[0].endswith(b"postgres") and str(data).encode() in words


def read_postmaster(data: Path) -> Postmaster | None:
    """The contents of `postmaster.pid`, or None when it is missing or half written."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), int(lines[2]), int(lines[3]))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def left_behind(data: Path, programs: Programs, deadline: float) -> None:
    """Wait until nobody of a killed server works in the folder, then clear away a pid file that would mislead.

    PostgreSQL takes any living pid for a rival, also a zombie that PID 1 has not reaped yet and a stranger who got the
    number since. It is removed only after the kernel has said that no process works in this folder: two servers on
    one folder would destroy it. Raises `NotReady` after `deadline` (monotonic seconds).
    """
    while (present := workers(data, programs)) and not _serving(data, present):
        if time.monotonic() > deadline:
            raise NotReady(f"Processes of a killed PostgreSQL still work in {data}: {sorted(present)}.")
        time.sleep(0.1)
    if not present:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _serving(data: Path, present: set[int]) -> bool:
    postmaster = read_postmaster(data)
    return postmaster is not None and postmaster.pid in present


def workers(data: Path, programs: Programs) -> set[int]:
    """The processes whose working folder is the cluster's: asked as its user, since not even root sees it everywhere."""
    command = ["/usr/bin/find", "/proc", "-maxdepth", "2", "-name", "cwd", "-printf", r"%h\t%l\n"]
    listing = run_as(programs.user, *command, check=False).stdout
    rows = (line.partition("\t") for line in listing.splitlines())
    return {int(folder.rpartition("/")[2]) for folder, _, place in rows if place == str(data)}
