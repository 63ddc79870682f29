"""Processes that die are started again, and none outlives the supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hecheng.runtime import NotReady
from hecheng.runtime.serving import chosen_port
from tests.databases import Database
from tests.processes import alive, eventually, number_in

pytestmark = pytest.mark.crash

#: a supervisor of shell scripts: name, script, name, script …
SUPERVISOR = """
import sys
from pathlib import Path
from typing import TypeVar
from hecheng.runtime.programs import Program
from hecheng.runtime.supervise import Supervisor
pairs = zip(sys.argv[2::2], sys.argv[3::2])
Supervisor([Program(name, ["sh", "-c", script]) for name, script in pairs], Path(sys.argv[1])).run()
"""


class Supervised:
    """A running supervisor and its folder of pid files."""

    def __init__(self, folder: Path, *scripts: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(folder), *scripts])

    def pid(self, name: str, other_than: int = 0) -> int:
        return eventually(lambda: (pid := number_in(self.folder / f"{name}.pid")) != other_than and alive(pid) and pid)


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Callable[..., Supervised]]:
    started: list[Supervised] = []

    def start(*scripts: str) -> Supervised:
        started.append(Supervised(tmp_path, *scripts))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def test_a_killed_process_is_started_again(supervised: Callable[..., Supervised]) -> None:
    it = supervised("web", "exec sleep 600", "worker", "exec sleep 600")
    first, worker = it.pid("web"), it.pid("worker")
    os.kill(first, signal.SIGKILL)
    assert it.pid("web", other_than=first) != first
    assert it.pid("worker") == worker, "the other one is left alone"


def test_what_a_killed_process_had_started_goes_with_it(supervised: Callable[..., Supervised], tmp_path: Path) -> None:
    it = supervised("web", f"sleep 600 & echo $! > {tmp_path}/orphan; wait")
    first, orphan = it.pid("web"), eventually(lambda: number_in(tmp_path / "orphan"))
    os.kill(first, signal.SIGKILL)
    eventually(lambda: not alive(orphan))


def test_a_signal_ends_all_and_leaves_no_pid_file(supervised: Callable[..., Supervised]) -> None:
    it = supervised("web", "exec sleep 600", "worker", "exec sleep 600")
    pids = it.pid("web"), it.pid("worker")
    it.process.terminate()
    assert it.process.wait(30) == 0
    assert not any(map(alive, pids))
    assert list(it.folder.glob("*.pid")) == []


def test_a_second_signal_does_not_wait_for_a_deaf_process(
    supervised: Callable[..., Supervised], tmp_path: Path
) -> None:
    it = supervised("deaf", f"trap '' TERM; touch {tmp_path}/deaf; while :; do sleep 1; done")
    pid = it.pid("deaf")
    eventually((tmp_path / "deaf").exists)
    it.process.terminate()
    began = time.monotonic()
    while it.process.poll() is None:
        it.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    assert not alive(pid)
    assert time.monotonic() - began < 10, "that is what it would have been given"


def test_nothing_outlives_a_killed_supervisor(supervised: Callable[..., Supervised]) -> None:
    it = supervised("web", "exec sleep 600")
    pid = it.pid("web")
    it.process.kill()
    eventually(lambda: not alive(pid))


def test_stale_pid_files_do_not_matter(supervised: Callable[..., Supervised], tmp_path: Path) -> None:
    (tmp_path / "web.pid").write_text(f"{os.getpid()}\n")
    it = supervised("web", "exec sleep 600")
    assert it.pid("web", other_than=os.getpid())


def test_a_taken_port_is_refused_with_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(NotReady, match="is taken"):
        chosen_port("127.0.0.1", server.getsockname()[1])


class Served:
    """`hecheng serve` on a database of its own."""

    def __init__(self, database: Database, var: Path) -> None:
        self.environment = {**database.environment, "HECHENG_VAR": str(var)}
        self.run = var / "run"
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "hecheng", "serve", "--workers", "1"]
        return subprocess.Popen(command, env=self.environment, text=True, stderr=subprocess.PIPE)

    def answers(self) -> bool:
        try:
            url = (self.run / "url").read_text().strip()
            return bool(urllib.request.urlopen(url + "healthz", timeout=5).status == 200)
        except (OSError, urllib.error.URLError):
            return False


@pytest.fixture
def served(committed_db: Database, tmp_path: Path) -> Iterator[Served]:
    served = Served(committed_db, tmp_path)
    yield served
    served.process.terminate()
    served.process.communicate()


def test_a_served_city_survives_the_death_of_each_process_and_ends_when_told(served: Served) -> None:
    eventually(served.answers)
    second = served.start()
    assert "already being served at http://localhost:" in second.communicate()[1]
    assert second.returncode == 1
    for name in ("web", "worker", "sequencer"):
        pid = eventually(lambda name=name: number_in(served.run / f"{name}.pid"))
        os.kill(pid, signal.SIGKILL)
        eventually(lambda name=name, pid=pid: number_in(served.run / f"{name}.pid") not in (0, pid))
    eventually(served.answers)
    pids = [number_in(path) for path in served.run.glob("*.pid")]
    served.process.terminate()
    assert served.process.wait(60) == 0
    assert not any(map(alive, pids))
    assert not served.answers()
