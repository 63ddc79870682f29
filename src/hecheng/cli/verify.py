"""`hecheng verify`: hands over to the stand-alone verifier, which needs neither Django nor a database."""

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> int:
    """Check a bundle of log entries against a public key."""
    from hecheng.engines.merkle.verify import main

    return main(list(arguments))
