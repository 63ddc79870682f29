"""A whole installation that may be killed: its own cluster, secrets, ports and processes, run by `hecheng serve`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from hecheng.runtime.postgres import Cluster
from hecheng.runtime.postgres.processes import workers
from hecheng.runtime.programs import Program
from tests.databases import Database
from tests.processes import eventually, number_in

#: what `hecheng serve` keeps running
SERVED = ("web", "worker", "sequencer")
#: what may be killed: a process, PostgreSQL's first process or all of them, or everything as by a power cut
VICTIMS = (*SERVED, "postmaster", "database", "everything")


class House:
    """One installation in `folder` (this process's HECHENG_VAR too). Only what it started itself is ever killed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.cluster = Cluster()
        self.server: subprocess.Popen[bytes] | None = None
        self.log = folder / "serve.log"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Database:
        """The installation's rows, for looking at them from here."""
        self.cluster.ensure()
        postmaster = self.cluster.running()
        assert postmaster, "it was just made sure of"
        return Database("hecheng", postmaster.port)

    @property
    def superuser_url(self) -> str:
        return self.cluster.superuser_url("hecheng")

    def open(self) -> None:
        """Start it as one would after a crash, or for the first time."""
        command = [sys.executable, "-m", "hecheng", "serve", "--workers", "1", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(command, stdout=log, stderr=log)

    def close(self) -> None:
        """End it in an orderly way; the database stops with it."""
        if self.server:
            self.server.terminate()
            self.server.wait(60)
            self.server = None
        self.cluster.stop()

    def start(self, program: Program) -> subprocess.Popen[bytes]:
        """One of the processes alone, past every check that its command would make first."""
        with self.log.open("ab") as log:
            environment = {**os.environ, **program.environment}
            return subprocess.Popen(program.command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def status(self) -> int:
        """What `/healthz` answers; 0 when nobody does."""
        try:
            return int(urllib.request.urlopen(self.url + "/healthz", timeout=30).status)
        except urllib.error.HTTPError as answered:
            return answered.code
        except OSError:
            return 0

    def until_open(self) -> None:
        eventually(lambda: self.status() == 200)

    def pid(self, name: str) -> int:
        """The process that `hecheng serve` runs under this name now; waits for it while it is started again."""
        path = self.folder / "run" / f"{name}.pid"
        return eventually(lambda: self._ours(pid := number_in(path)) and pid)

    def _ours(self, pid: int) -> bool:
        """Whether that process lives and works in our folder: a stale pid file may name anybody by now."""
        try:
            words = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return f"HECHENG_VAR={self.folder}".encode() in words

    def kill(self, victim: str) -> None:
        """SIGKILL, without a last word. Whatever `hecheng serve` does not start again is started again here."""
        if victim == "postmaster":
            postmaster = self.cluster.running()
            assert postmaster, "it was not killed before its time"
            os.kill(postmaster.pid, signal.SIGKILL)
        elif victim == "database":
            self.kill_database()
        elif victim == "everything":
            self.cut_power()
            self.open()
        else:
            self.kill_group(self.pid(victim))

    def kill_group(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    def cut_power(self) -> None:
        """All at once: the supervisor first, so that it starts nothing again."""
        if self.server:
            self.server.kill()
        for path in (self.folder / "run").glob("*.pid"):
            if self._ours(pid := number_in(path)):
                self.kill_group(pid)
        self.kill_database()
        if self.server:
            self.server.wait()

    def kill_database(self) -> None:
        """Every process of the server, so that nothing can still be written."""
        for pid in sorted(workers(self.cluster.data, self.cluster.programs)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
