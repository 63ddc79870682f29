"""Where the database is, and whether it keeps what it acknowledges."""

import json
import os
import time
from dataclasses import dataclass, field
from urllib.parse import quote

import psycopg

from hecheng.runtime.errors import NotReady
from hecheng.runtime.folders import var_folder
from hecheng.runtime.secrets import password

OWNER, APP, SUPERUSER = "hecheng_owner", "hecheng_app", "postgres"

#: settings that let PostgreSQL forget what it said was written
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")
#: seconds for a server that replays its log after a crash
RECOVERY = 60


@dataclass(frozen=True)
class Addresses:
    """The database as its two roles see it: the owner changes the schema, the application reads and writes rows."""

    app_url: str = field(repr=False)
    owner: str | None = field(default=None, repr=False)

    @property
    def owner_url(self) -> str:
        """The owner's address; raises `NotReady` where this process was not given one."""
        if self.owner is None:
            raise NotReady("Changing the schema needs the owner's address: set DATABASE_OWNER_URL beside DATABASE_URL.")
        return self.owner


def given_addresses() -> Addresses | None:
    """The addresses of a server that somebody else runs (`DATABASE_URL`, `DATABASE_OWNER_URL`), if named."""
    app_url = os.environ.get("DATABASE_URL")
    return Addresses(app_url, os.environ.get("DATABASE_OWNER_URL")) if app_url else None


def database_addresses() -> Addresses:
    """The addresses to connect to, starting nothing. Raises `NotReady` when no database was ever started here."""
    given = given_addresses()
    if given:
        return given
    try:
        connection = json.loads((var_folder() / "postgres" / "connection.json").read_text())
    except FileNotFoundError:
        raise NotReady(
            "There is no database yet: start it with `hecheng database start`, or set DATABASE_URL."
        ) from None
    return local_addresses("postgres", connection["port"])


def local_addresses(cluster: str, port: int, database: str = "hecheng") -> Addresses:
    """Both addresses of a database in one of this machine's own clusters."""
    return Addresses(*(local_url(cluster, role, port, database) for role in (APP, OWNER)))


def local_url(cluster: str, role: str, port: int, database: str) -> str:
    return f"postgresql://{role}:{password(f'{cluster}-{role}')}@127.0.0.1:{port}/{quote(database)}"


def require_durability(url: str) -> None:
    """Connect and check that an acknowledged commit survives a crash; raises `NotReady` naming the setting if not."""
    with _connection(url) as connection:
        rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABILITY)])
        weak = [f"{name} = off" for name, value in rows if value == "off"]
    if weak:
        raise NotReady(
            f"PostgreSQL runs with {' and '.join(sorted(weak))}: what it acknowledges could be lost. "
            "Set it to on (ALTER SYSTEM, ALTER DATABASE or ALTER ROLE, wherever it was switched off) and start again."
        )


def _connection(url: str) -> psycopg.Connection:
    deadline = time.monotonic() + RECOVERY
    while True:
        try:
            return psycopg.connect(url, connect_timeout=10)
        except psycopg.OperationalError as error:
            starting = "the database system is" in str(error)  # … starting up, or in recovery mode
            if not starting or time.monotonic() > deadline:
                raise NotReady(f"The database does not answer: {str(error).strip().splitlines()[0]}") from error
            time.sleep(0.1)
