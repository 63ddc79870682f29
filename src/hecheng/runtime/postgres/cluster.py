"""One PostgreSQL cluster under `var`: made, started, found running, taken up again after a crash, stopped."""

import json
import os
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from hecheng.runtime.addresses import SUPERUSER, Addresses, local_addresses, local_url
from hecheng.runtime.errors import NotReady
from hecheng.runtime.folders import var_folder
from hecheng.runtime.locks import locked
from hecheng.runtime.ports import free_port
from hecheng.runtime.postgres import configuration
from hecheng.runtime.postgres.processes import Postmaster, left_behind, read_postmaster
from hecheng.runtime.postgres.programs import REACHABLE, Programs, find_programs, reachable_folder, reaches
from hecheng.runtime.postgres.roles import provision
from hecheng.runtime.secrets import password

DATABASE = "hecheng"
#: seconds: recovery after a crash may have to replay all of `max_wal_size`
PATIENCE = 300
#: seconds for the children of a killed server to notice, and for the kernel to hand back its port
AFTERMATH = 20


@dataclass(frozen=True)
class Cluster:
    """The cluster `var/<name>`: `connection.json`, the lock, and `data` (or a link to it where `var` lies in a closed home)."""

    name: str = "postgres"

    @property
    def home(self) -> Path:
        return var_folder() / self.name

    @property
    def data(self) -> Path:
        return (self.home / "data").resolve()

    @cached_property
    def programs(self) -> Programs:
        return find_programs(self.data.stat().st_uid if self.data.exists() else None)

    def ensure(self) -> Addresses:
        """Start the server unless it runs, and return its addresses. Raises `NotReady` with the reason."""
        with locked(self.home / "lock"):
            postmaster = self.running()
            if not postmaster or self._recorded() != postmaster.identity or not self._answers(postmaster):
                postmaster = self._start()
            return local_addresses(self.name, postmaster.port, DATABASE)

    def running(self) -> Postmaster | None:
        """The server that serves this cluster now, if any."""
        postmaster = read_postmaster(self.data)
        return postmaster if postmaster and postmaster.alive(self.data) else None

    def stop(self) -> bool:
        """Stop the server in an orderly way; False when it did not run."""
        with locked(self.home / "lock"):
            if not self.running():
                return False
            self.programs.run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", str(PATIENCE))
            return True

    def superuser_url(self, database: str = "postgres") -> str:
        """The superuser's address in the running cluster: for making and dropping databases in tests."""
        postmaster = self.running()
        if not postmaster:
            raise NotReady(f"The database in {self.home} is not running.")
        return local_url(self.name, SUPERUSER, postmaster.port, database)

    def _start(self) -> Postmaster:
        if not self.data.exists():
            self._create()
        self._require_same_version()
        postmaster = self._run()
        provision(self.name, postmaster.port, DATABASE)
        record = self.home / "connection.json"
        draft = record.with_suffix(".new")
        draft.write_text(json.dumps({"port": postmaster.port, "server": postmaster.identity}) + "\n")
        draft.rename(record)
        return postmaster

    def _recorded(self) -> str | None:
        return self._last().get("server")

    def _last(self) -> dict[str, str]:
        try:
            return dict(json.loads((self.home / "connection.json").read_text()))
        except (FileNotFoundError, ValueError):
            return {}

    def _create(self) -> None:
        """Run initdb beside the final place and move the result there: half a cluster is never taken for a whole one."""
        (self.home / "data").unlink(missing_ok=True)  # a link whose target is gone
        place = self._place()
        draft = place.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        words = place.with_name("password.new")
        words.touch(mode=0o600)
        words.write_text(password(f"{self.name}-{SUPERUSER}"))
        if self.programs.user:
            for path in (draft, words):
                os.chown(path, self.programs.user.pw_uid, self.programs.user.pw_gid)
        try:
            self.programs.run("initdb", "-D", draft, *configuration.initdb(words, SUPERUSER))
        except subprocess.CalledProcessError as error:
            raise NotReady(f"PostgreSQL could not make a cluster in {place}: {_last_line(error.stderr)}") from error
        finally:
            words.unlink()
        configuration.include(draft)
        draft.rename(place)
        if place != self.home / "data":
            (self.home / "data").symlink_to(place)

    def _place(self) -> Path:
        """Where the data can lie: below `var` if the database's user gets there, else below `/var/lib`."""
        user = self.programs.user
        if user and not reaches(user, self.home, "-x"):
            return reachable_folder(REACHABLE / "clusters" / secrets.token_hex(8)) / "data"
        return self.home / "data"

    def _require_same_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self.programs.major):
            raise NotReady(
                f"The database in {self.home} was made by PostgreSQL {made_by}, but {self.programs.folder} holds "
                f"{self.programs.major}: use the same version, or move the data by pg_dump."
            )

    def _run(self) -> Postmaster:
        """The server, answering; what a killed one left (children, a pid file, a busy port) is waited for or cleared away."""
        configuration.write(self.data)
        aftermath, patience = time.monotonic() + AFTERMATH, time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            left_behind(self.data, self.programs, aftermath)
            postmaster = self.running()
            if postmaster and self._answers(postmaster):
                return postmaster
            if not postmaster:
                self._launch(aftermath)
            time.sleep(0.1)  # it recovers from a crash, or is just dying
        raise NotReady(f"PostgreSQL in {self.home} does not answer after {PATIENCE} seconds.")

    def _launch(self, deadline: float) -> None:
        """Start the server and wait until it is ready; a failure is final only after the deadline."""
        configuration.rotate_log(self.data)
        options = f"-p {free_port(int(self._last().get('port', 0)))}"
        log = self.data / configuration.LOG
        try:
            self.programs.run("pg_ctl", "start", "-D", self.data, "-l", log, "-o", options, "-w", "-t", str(PATIENCE))
        except subprocess.CalledProcessError as error:
            if time.monotonic() > deadline:
                reason = configuration.last_complaint(self.data) or _last_line(error.stderr)
                raise NotReady(f"PostgreSQL does not start in {self.home}: {reason}") from error

    def _answers(self, postmaster: Postmaster) -> bool:
        """Whether the server lets us in; a pid may be that of a server about to start, recovering, or just killed."""
        try:
            psycopg.connect(local_url(self.name, SUPERUSER, postmaster.port, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" not in str(error):
                return False
            raise NotReady(
                f"The database in {self.home} refuses the password in {var_folder() / 'secrets'}: "
                "put back the secrets that belong to it."
            ) from error
        return True


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
