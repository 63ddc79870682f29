"""`hecheng serve`, and each of its processes alone: `hecheng web`, `worker`, `sequencer`."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click

from hecheng.runtime import NotReady, ensure_database, programs
from hecheng.runtime.serving import Serving, chosen_port


def listening(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that open a port."""
    for option in (
        click.option("--workers", default=2, show_default=True, help="Web processes."),
        click.option("--port", default=0, help="Port; by default 8000 if it is free, else any."),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    ):
        command = option(command)
    return command


@click.command()
@listening
@click.option("--dev", is_flag=True, help="Start again when the source changes; build the front end as it changes.")
@click.option("--keep-database", is_flag=True, help="Leave our own database running afterwards.")
def serve(host: str, port: int, workers: int, dev: bool, keep_database: bool) -> None:
    """Run the database, the web server, the worker and the sequencer together."""
    ensure_database()
    if subprocess.run([sys.executable, "-m", "hecheng", "migrate", "--check", "--quiet"]).returncode:
        raise NotReady("The database's schema is behind the program: run `hecheng migrate` first.")
    Serving(host, port, workers, dev, keep_database).until_stopped()


def serve_until_stopped(*, port: int = 0) -> None:
    """Serve on this machine until stopped, on a database that is known to be up to date."""
    Serving(port=port).until_stopped()


@click.command()
@listening
def web(host: str, port: int, workers: int) -> None:
    """Run the web server alone."""
    become(programs.web(host, chosen_port(host, port), workers))


@click.command()
def worker() -> None:
    """Run the worker of background jobs alone."""
    become(programs.worker())


@click.command()
def sequencer() -> None:
    """Run the log's sequencer alone."""
    become(programs.sequencer())


def become(program: programs.Program) -> None:
    """Turn this process into the program: whoever supervises us supervises it."""
    ensure_database()
    os.execve(program.command[0], program.command, {**os.environ, **program.environment})  # noqa: S606  # no shell is wanted
