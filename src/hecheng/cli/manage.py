"""`hecheng migrate` and `hecheng manage`: Django's own commands, in the right database role."""

import click

from hecheng.cli.ready import ready

#: commands that change the schema
OWNERS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "dbshell"}
PASS_THROUGH = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when the schema is behind.")
@click.option("--quiet", is_flag=True, help="Say only what went wrong.")
def migrate(check: bool, quiet: bool) -> None:
    """Bring the database's schema up to date, as its owner."""
    ready("app" if check else "owner")
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0 if quiet else 1, check_unapplied=check)


@click.command(context_settings=PASS_THROUGH, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    ready("owner" if arguments and arguments[0] in OWNERS else "app")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hecheng manage", *arguments])
