"""Our own PostgreSQL: started once by many, with two roles, keeping what it acknowledged."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from hecheng.runtime import Addresses, NotReady, database_addresses, ensure_database
from hecheng.runtime import postgres as postgres_room
from hecheng.runtime.addresses import DURABILITY, local_addresses
from hecheng.runtime.postgres import Cluster
from hecheng.runtime.postgres import cluster as cluster_room


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


@pytest.fixture
def addresses(cluster: Cluster) -> Addresses:
    return cluster.ensure()


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses.owner_url, autocommit=True) as connection:
        yield connection
        connection.execute("DROP TABLE IF EXISTS stone")


def test_a_stopped_database_starts_again_at_the_same_address(cluster: Cluster) -> None:
    before = cluster.ensure()
    assert cluster.stop()
    assert not cluster.stop(), "it was stopped already"
    assert cluster.running() is None
    assert cluster.ensure() == before
    assert answers(before.app_url)


def test_two_starters_at_once_start_one_server(cluster: Cluster) -> None:
    cluster.stop()
    starter = [sys.executable, "-c", "from hecheng.runtime import ensure_database as e; print(e().app_url)"]
    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda _: subprocess.check_output(starter, text=True).strip(), range(3)))
    assert set(said) == {database_addresses().app_url}
    assert answers(said[0])


def test_another_program_on_the_port_moves_the_database_to_a_free_one(cluster: Cluster) -> None:
    cluster.ensure()
    running = cluster.running()
    assert running
    cluster.stop()
    with socket.create_server(("127.0.0.1", running.port)):
        assert answers(cluster.ensure().app_url)
    moved = cluster.running()
    assert moved
    assert moved.port != running.port


def test_the_application_reads_and_writes_the_owners_tables(addresses: Addresses, owner: psycopg.Connection) -> None:
    owner.execute("CREATE TABLE stone (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    with psycopg.connect(addresses.app_url) as app:
        app.execute("INSERT INTO stone (name) VALUES ('jade')")
        app.execute("UPDATE stone SET name = 'agate'")
        assert app.execute("SELECT id, name FROM stone").fetchall() == [(1, "agate")]
        app.execute("DELETE FROM stone")


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine ()", "CREATE SCHEMA mine", "DROP TABLE stone", "TRUNCATE stone", "ALTER TABLE stone ADD x int"],
)
def test_the_application_cannot_change_the_schema(
    addresses: Addresses, owner: psycopg.Connection, statement: str
) -> None:
    owner.execute("CREATE TABLE stone (id bigint)")
    with psycopg.connect(addresses.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_passwords_are_always_asked_for_and_files_are_closed(addresses: Addresses, own_var: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(addresses.app_url, password="")
    files = list((own_var / "secrets").iterdir())
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert "hecheng_app:" not in repr(addresses), "addresses do not spell passwords into logs"


def test_the_database_knows_chinese_and_the_two_extensions(owner: psycopg.Connection) -> None:
    words = owner.execute("SELECT upper('é'), length('𠮷·䢺'), similarity('邻里守望', '邻里相望') > 0").fetchone()
    assert words == ("É", 3, True)
    known = {name for (name,) in owner.execute("SELECT extname FROM pg_extension")}
    assert {"pg_trgm", "btree_gist"} <= known


@pytest.fixture(params=DURABILITY)
def weakened(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[str]:
    """A setting somebody has switched off, to be faster."""
    cluster.ensure()
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET {request.param} = off")
        connection.execute("SELECT pg_reload_conf()")
    cluster.stop()
    yield request.param
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET ALL")
    cluster.stop()


def test_a_server_that_may_forget_is_refused_by_the_name_of_the_setting(weakened: str) -> None:
    with pytest.raises(NotReady, match=f"runs with {weakened} = off"):
        ensure_database()


def test_without_the_check_a_server_that_may_forget_is_taken(weakened: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_room, "require_durability", lambda url: None)
    assert answers(ensure_database().app_url)


def test_a_weak_server_behind_database_url_is_refused_too(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.ensure()
    url = cluster.superuser_url("hecheng") + "?options=-csynchronous_commit%3Doff"
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(NotReady, match="synchronous_commit = off"):
        ensure_database()


def test_a_server_behind_database_url_is_used_and_nothing_is_started(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.ensure().app_url
    monkeypatch.setenv("DATABASE_URL", url)
    assert ensure_database().app_url == url
    with pytest.raises(NotReady, match="DATABASE_OWNER_URL"):
        _ = ensure_database().owner_url
    cluster.stop()
    with pytest.raises(NotReady, match="does not answer"):
        ensure_database()
    assert cluster.running() is None


def test_before_the_first_start_the_sentence_says_how(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HECHENG_VAR", str(own_var / "elsewhere"))
    with pytest.raises(NotReady, match="hecheng database start"):
        database_addresses()


def test_data_of_another_version_is_not_touched(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.ensure()
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(NotReady, match="made by PostgreSQL 9"):
            cluster.ensure()
    finally:
        version.write_text(right)


def test_secrets_of_another_database_are_named_as_the_reason(cluster: Cluster, own_var: Path) -> None:
    cluster.ensure()
    cluster.stop()
    secret = own_var / "secrets" / "postgres-postgres"
    right = secret.read_text()
    secret.write_text("0" * 48)
    try:
        with pytest.raises(NotReady, match="put back the secrets"):
            cluster.ensure()
    finally:
        secret.write_text(right)
    assert answers(cluster.ensure().app_url)


def test_half_a_cluster_is_never_taken_for_a_whole_one(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted = Cluster("interrupted")
    (interrupted.home / "data.new").mkdir(parents=True)
    (interrupted.home / "data.new" / "PG_VERSION").write_text("18\n")
    addresses = interrupted.ensure()
    running = interrupted.running()
    assert running
    assert addresses == local_addresses("interrupted", running.port)
    assert answers(addresses.app_url)
    interrupted.stop()


def test_a_server_that_cannot_start_says_why(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.stop()
    monkeypatch.setattr(cluster_room, "AFTERMATH", 0)
    monkeypatch.setitem(cluster_room.configuration.SETTINGS, "shared_buffers", "'a pint'")
    with pytest.raises(NotReady, match=r"does not start in .*hecheng\.conf"):
        cluster.ensure()
