"""A running Hecheng on this machine: database, pages, background work, sequencer; one at a time for each `var`."""

import http.client
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from hecheng.runtime import programs
from hecheng.runtime.addresses import given_addresses
from hecheng.runtime.errors import NotReady
from hecheng.runtime.folders import var_folder
from hecheng.runtime.locks import locked_or_none
from hecheng.runtime.ports import free_port, is_free
from hecheng.runtime.postgres import Cluster, ensure_database
from hecheng.runtime.supervise import Supervisor, say

USUAL_PORT = 8000


@dataclass(frozen=True)
class Serving:
    """How to serve. port 0: the usual one, or any that is free. The database stops with us unless it is to be kept."""

    host: str = "127.0.0.1"
    port: int = 0
    workers: int = 2
    dev: bool = False
    keep_database: bool = False

    def until_stopped(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises `NotReady` if that cannot be: already served, port taken, no database."""
        folder = var_folder() / "run"
        with locked_or_none(folder / "serve.lock") as ours:
            if not ours:
                raise NotReady(f"Hecheng is already being served{_where(folder)}.")
            ensure_database()
            try:
                self._serve(folder)
            finally:
                (folder / "url").unlink(missing_ok=True)
                if not self.keep_database and not given_addresses():
                    Cluster().stop()

    def _serve(self, folder: Path) -> None:
        port = chosen_port(self.host, self.port)
        running = [
            programs.web(self.host, port, self.workers, reload=self.dev),
            programs.worker(),
            programs.sequencer(),
        ]
        if self.dev:
            os.environ["HECHENG_DEBUG"] = "1"
            running.append(programs.front_end())
        Supervisor(running, folder, Watch(folder, port)).run()


@dataclass
class Watch:
    """At every tick: is our own database still there; and, once, do the pages answer."""

    folder: Path
    port: int
    announced: bool = False
    retry: float = 0.0
    cluster: Cluster | None = field(default_factory=lambda: None if given_addresses() else Cluster())

    def __call__(self) -> None:
        if self.cluster and time.monotonic() >= self.retry and not self.cluster.running():
            self._raise_database()
        if not self.announced and answers(self.port):
            self.announced = True
            url = f"http://localhost:{self.port}/"  # by name: passkeys refuse an address of numbers
            (self.folder / "url").write_text(url + "\n")
            say(f"Hecheng is open at {url} — Ctrl+C stops it.")

    def _raise_database(self) -> None:
        try:
            ensure_database()
            say("The database had gone; it is back.")
        except NotReady as unready:
            self.retry = time.monotonic() + 5
            say(unready.sentence)


def chosen_port(host: str, port: int) -> int:
    """The port to listen on; raises `NotReady` when a certain one is wanted and taken."""
    if port and not is_free(port, host):
        raise NotReady(f"Port {port} is taken by another program; say another with --port, or none.")
    return port or free_port(USUAL_PORT)


def answers(port: int) -> bool:
    """Whether the pages, and the database behind them, answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _where(folder: Path) -> str:
    try:
        return f" at {(folder / 'url').read_text().strip()}"
    except FileNotFoundError:
        return ""
