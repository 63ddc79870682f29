"""Real databases for tests: one template per state of the schema, and cheap copies of it.

The cluster lives in `var/test` and keeps running between test runs. Tests connect as the application's role, so that
grants and sealed tables are as in production; it is as durable as production too, since switching that off gained nothing.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from secrets import token_hex

import psycopg
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from hecheng.runtime.addresses import APP, OWNER, local_addresses
from hecheng.runtime.folders import root, var_folder
from hecheng.runtime.locks import locked
from hecheng.runtime.postgres import Cluster
from hecheng.runtime.postgres.roles import provision

#: what the schema depends on
SCHEMA = ("src/hecheng/**/migrations/*.py", "src/hecheng/runtime/postgres/roles.py", "requirements.lock")


@dataclass(frozen=True)
class Database:
    """A database of the test cluster. Its rows are committed; other processes may connect to it too."""

    name: str
    port: int

    @property
    def app_url(self) -> str:
        return local_addresses("postgres", self.port, self.name).app_url

    @property
    def owner_url(self) -> str:
        return local_addresses("postgres", self.port, self.name).owner_url

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process (`hecheng web`, a worker …) that shall work on this database."""
        return {**os.environ, "DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url}


@contextmanager
def connected(database: Database) -> Iterator[Database]:
    """Django's connections, of this and of every later thread, lead to this database."""
    settings_dict = connections.settings["default"]
    before = dict(settings_dict)
    parts = conninfo_to_dict(database.app_url)
    connection.close()
    settings_dict |= {
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "PASSWORD": parts["password"],
        "HOST": parts["host"],
        "PORT": parts["port"],
    }
    try:
        yield database
    finally:
        connection.close()
        settings_dict |= before


class TestGround:
    """The test cluster: its template, and copies of it."""

    __test__ = False

    @cached_property
    def cluster(self) -> Cluster:
        cluster = Cluster()
        cluster.ensure()
        return cluster

    @cached_property
    def port(self) -> int:
        postmaster = self.cluster.running()
        assert postmaster, "the test cluster was just started"
        return postmaster.port

    @cached_property
    def template(self) -> str:
        """The name of a migrated, otherwise empty database; made when the migrations have changed."""
        name = f"template_{_schema_hash()}"
        with locked(var_folder() / "template.lock"):
            if name not in self._names():
                self._sweep()
                self._build(name)
        return name

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """A fresh copy of the template, dropped afterwards."""
        # the process id tells later runs whose copies are left over
        database = Database(f"copy_{os.getpid()}_{token_hex(3)}", self.port)
        self._run("CREATE DATABASE {} OWNER {} TEMPLATE {}", database.name, OWNER, self.template)
        try:
            yield database
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", database.name)

    def _build(self, name: str) -> None:
        draft = Database(f"draft_{token_hex(3)}", self.port)
        provision(self.cluster.name, self.port, draft.name)
        migrate = [sys.executable, "-m", "hecheng", "migrate"]
        done = subprocess.run(migrate, env=draft.environment, text=True, capture_output=True)
        if done.returncode:
            raise RuntimeError(f"the test database could not be migrated:\n{done.stdout}\n{done.stderr}")
        self._run("ALTER DATABASE {} RENAME TO {}", draft.name, name)

    def _sweep(self) -> None:
        """Drop what killed runs and older schemas left."""
        for name in self._names():
            kind, _, rest = name.partition("_")
            abandoned = kind == "copy" and not Path(f"/proc/{rest.partition('_')[0]}").exists()
            if abandoned or kind in ("draft", "template"):
                self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _names(self) -> list[str]:
        with psycopg.connect(self.cluster.superuser_url()) as connection:
            return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.cluster.superuser_url(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _schema_hash() -> str:
    digest = hashlib.sha256(f"{APP} {OWNER}".encode())
    for pattern in SCHEMA:
        for path in sorted(root().glob(pattern)):
            digest.update(str(path.relative_to(root())).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
