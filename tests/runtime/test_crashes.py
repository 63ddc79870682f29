"""After `kill -9` the database comes back with all it acknowledged; nothing stale stands in the way."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from hecheng.runtime import NotReady
from hecheng.runtime.postgres import Cluster, Postmaster
from hecheng.runtime.postgres import cluster as cluster_room
from hecheng.runtime.postgres.processes import workers

pytestmark = pytest.mark.crash
PR_SET_CHILD_SUBREAPER = 36


def started(cluster: Cluster) -> Postmaster:
    cluster.ensure()
    postmaster = cluster.running()
    assert postmaster
    return postmaster


def kill_all(cluster: Cluster) -> None:
    """What a power cut does to processes: none of the server's may say a last word."""
    for pid in sorted(workers(cluster.data, cluster.programs)):
        os.kill(pid, signal.SIGKILL)


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.ensure().app_url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return int(row[0])


@pytest.fixture
def kept(cluster: Cluster) -> Iterator[None]:
    """A table to keep rows in."""
    with psycopg.connect(cluster.ensure().owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (id int)")
    yield
    with psycopg.connect(cluster.ensure().owner_url, autocommit=True) as owner:
        owner.execute("DROP TABLE kept")


@pytest.mark.usefixtures("kept")
def test_a_killed_server_comes_back_with_every_acknowledged_row(cluster: Cluster) -> None:
    for round_ in range(1, 6):
        with psycopg.connect(cluster.ensure().app_url, autocommit=True) as connection:
            connection.execute("INSERT INTO kept VALUES (%s)", [round_])
            kill_all(cluster)
        assert count(cluster) == round_


@pytest.mark.usefixtures("kept")
def test_without_synchronous_commit_the_same_kill_loses_the_row(cluster: Cluster) -> None:
    options = "-csynchronous_commit=off"
    with psycopg.connect(cluster.superuser_url("hecheng"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("SELECT pg_reload_conf()")
    before = count(cluster)
    with psycopg.connect(cluster.ensure().app_url, autocommit=True, options=options) as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
        kill_all(cluster)
    assert count(cluster) == before, "an acknowledged row survived without the protection: the test proves nothing"


def test_the_killed_postmaster_alone_is_replaced(cluster: Cluster) -> None:
    first = started(cluster)
    with psycopg.connect(cluster.ensure().app_url):  # its backend still has to notice
        os.kill(first.pid, signal.SIGKILL)
        second = started(cluster)
    assert second.identity != first.identity
    assert second.port == first.port, "clients find it where it was"


@pytest.fixture
def late_reaper() -> Iterator[None]:
    """Orphans come to this process, which does not reap them until the end: like a container's careless PID 1."""
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    yield
    assert libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) == 0


@pytest.mark.usefixtures("late_reaper")
def test_a_killed_postmaster_that_nobody_reaps_does_not_stop_the_next_start(cluster: Cluster) -> None:
    cluster.stop()
    first = started(cluster)
    os.kill(first.pid, signal.SIGKILL)
    second = started(cluster)
    assert second.pid != first.pid
    assert os.waitpid(first.pid, 0)[0] == first.pid, "it was a zombie all along"
    cluster.stop()
    assert os.waitpid(second.pid, 0)[0] == second.pid


def leave_pid(cluster: Cluster, pid: int) -> None:
    """The pid file of a server that was killed, whose number is now `pid`."""
    postmaster = started(cluster)
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    os.kill(postmaster.pid, signal.SIGKILL)
    while workers(cluster.data, cluster.programs):
        pass
    (cluster.data / "postmaster.pid").write_text("\n".join([str(pid), *lines[1:]]) + "\n")


def test_the_pid_file_of_a_dead_process_does_not_stop_the_next_start(cluster: Cluster) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    leave_pid(cluster, gone.pid)
    assert started(cluster).pid != gone.pid


@pytest.fixture
def stranger(cluster: Cluster) -> Iterator[int]:
    """A living process of the database's own user that is no PostgreSQL."""
    user = cluster.programs.user
    process = subprocess.Popen(["sleep", "600"], user=user.pw_uid if user else None, cwd="/")
    yield process.pid
    process.kill()
    process.wait()


def test_a_stranger_who_got_the_pid_is_left_alone_and_the_server_starts(cluster: Cluster, stranger: int) -> None:
    leave_pid(cluster, stranger)
    assert started(cluster).pid != stranger
    os.kill(stranger, 0)


def test_without_clearing_up_a_strangers_pid_stops_the_start(
    cluster: Cluster, stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_pid(cluster, stranger)
    with monkeypatch.context() as patch:
        patch.setattr(cluster_room, "left_behind", lambda *_: None)
        patch.setattr(cluster_room, "AFTERMATH", 0)
        with pytest.raises(NotReady, match="already exists"):
            cluster.ensure()
    assert started(cluster)
