"""The command `hecheng`: thin, and quick to answer; a command's code is loaded only when it is called."""

import importlib
import os
import sys
from importlib.util import find_spec
from typing import Any, NoReturn

import click

#: command: (where it is, what it does); one whose module is not there is not offered
COMMANDS = {
    "demo": ("hecheng.cli.demo:demo", "Play a city from its records and open it."),
    "figures": ("hecheng.cli.figures:figures", "Count the page's figures from the records."),
    "dispatch": ("hecheng.cli.dispatch:dispatch", "Solve and check dispatch problems in files."),
    "verify": ("hecheng.cli.verify:verify", "Check a bundle of log entries against a public key."),
    "serve": ("hecheng.cli.processes:serve", "Run the database, the web server and the background work together."),
    "web": ("hecheng.cli.processes:web", "Run the web server alone."),
    "worker": ("hecheng.cli.processes:worker", "Run the worker of background jobs alone."),
    "sequencer": ("hecheng.cli.processes:sequencer", "Run the log's sequencer alone."),
    "database": ("hecheng.cli.database:database", "Start, stop and look at the database."),
    "migrate": ("hecheng.cli.manage:migrate", "Bring the database's schema up to date, as its owner."),
    "manage": ("hecheng.cli.manage:manage", "Run one of Django's management commands."),
}


class LazyGroup(click.Group):
    """Lists and helps from the table above; imports a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (place, _) in COMMANDS.items() if find_spec(place.partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hecheng", message="%(prog)s %(version)s")
def program() -> None:
    """Hecheng: a city's civic-practice service, in which every number opens to its records."""


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the command line. Exits 1 with one sentence on a refusal, 2 on wrong usage, 70 on a defect of ours.

    HECHENG_DEBUG=1 shows where a failure came from.
    """
    try:
        code = program.main(argv, prog_name="hecheng", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except Exception as error:
        if os.environ.get("HECHENG_DEBUG") == "1":
            raise
        sys.exit(_explained(error))


def _explained(error: Exception) -> int:
    """Say what went wrong; what has a sentence of its own (a refusal, a ground not ready) speaks for itself."""
    sentence: Any = getattr(error, "sentence", None)
    if sentence:
        click.echo(f"hecheng: {sentence}", err=True)
        return 1
    click.echo(
        f"hecheng: this is a defect: {type(error).__name__}: {error}\nHECHENG_DEBUG=1 shows where it happened.",
        err=True,
    )
    return 70
