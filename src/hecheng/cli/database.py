"""`hecheng database`: start, stop and look at the database."""

import click

from hecheng.runtime import NotReady, database_addresses, ensure_database, var_folder
from hecheng.runtime.addresses import given_addresses, require_durability
from hecheng.runtime.locks import locked_or_none
from hecheng.runtime.postgres import Cluster
from hecheng.runtime.postgres.roles import script


@click.group()
def database() -> None:
    """Start, stop and look at the database."""


@database.command()
def start() -> None:
    """Start our own database unless it runs (or check the one of DATABASE_URL)."""
    ensure_database()
    click.echo(_state())


@database.command()
def stop() -> None:
    """Stop our own database in an orderly way."""
    if given_addresses():
        raise NotReady("The database of DATABASE_URL is not ours to stop.")
    with locked_or_none(var_folder() / "run" / "serve.lock") as nobody_serves:
        if not nobody_serves:
            raise NotReady("Hecheng is being served from this database: end that first.")
        click.echo("stopped" if Cluster().stop() else "was not running")


@database.command()
def status() -> None:
    """Say whether the database runs; exit 1 if not."""
    click.echo(_state())


@database.command()
@click.option("--owner", is_flag=True, help="The owner's address instead of the application's.")
def url(owner: bool) -> None:
    """Print the address, with its password, for other programs."""
    addresses = database_addresses()
    click.echo(addresses.owner_url if owner else addresses.app_url)


@database.command()
def sql() -> None:
    """Print what a server of your own is given first: hecheng database sql | psql -U postgres."""
    click.echo(script("hecheng"))


def _state() -> str:
    given = given_addresses()
    if given:
        require_durability(given.app_url)
        return "the database of DATABASE_URL answers"
    running = Cluster().running()
    if not running:
        raise NotReady("The database is not running: `hecheng database start` starts it.")
    return f"running on 127.0.0.1:{running.port}, pid {running.pid}"
