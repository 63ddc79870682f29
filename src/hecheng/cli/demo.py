"""`hecheng demo`: play a city, show that the page's figures are counted from its records, and open it."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click

from hecheng.cli.ready import ready

if TYPE_CHECKING:
    from hecheng.demo.figures import PageFigure

STAGES = {
    "ground": "Divisions, outlines, calendar, menu",
    "sites": "The chain of sites",
    "people": "Staff, teams, volunteers",
    "year": "A year of activities and requests",
    "log": "Numbering and signing the log",
}


@click.command()
@click.option(
    "--city", default="qiqihar", show_default=True, help="qiqihar, yulin, qinhuangdao, deyang, honghe, chengdu"
)
@click.option("--check", is_flag=True, help="Do not open the server; exit 1 when a built figure differs.")
@click.option("--port", type=int, default=0, help="Port of the server; a free one if left out.")
def demo(city: str, check: bool, port: int) -> None:
    """Play CITY if it is not there yet, print accounts and figures, and open the server."""
    subprocess.run([sys.executable, "-m", "hecheng", "migrate", "--quiet"], check=True)
    ready()
    _play(city)
    agree = _show_figures(city)
    if check:
        sys.exit(0 if agree else 1)
    from hecheng.cli.processes import serve_until_stopped

    serve_until_stopped(port=port)


def _play(city: str) -> None:
    from django.utils import translation
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from hecheng.demo.accounts import PASSWORD
    from hecheng.demo.cities import city_of
    from hecheng.demo.city import is_played, play_city
    from hecheng.kernel import clock

    translation.activate("zh-hans")
    found = city_of(city)
    if is_played(found):
        return
    began = time.monotonic()
    with Progress(TextColumn("{task.description:<40}"), BarColumn(), TimeElapsedColumn()) as bars:
        tasks = {stage: bars.add_task(words, total=1, visible=False) for stage, words in STAGES.items()}
        last = ""

        def progress(stage: str, done: int, known: int) -> None:
            nonlocal last
            if last and last != stage:
                bars.update(tasks[last], completed=1, total=1)  # no row: a progress bar
            last = stage
            bars.update(tasks[stage], completed=done, total=known, visible=True)  # no row: a progress bar

        played = play_city(found, now=clock.now(), progress=progress)
        bars.update(tasks[last], completed=1, total=1)  # no row: a progress bar
    click.echo(
        f"{played.acts} acts played in {time.monotonic() - began:.0f} s. Password of every demo account: {PASSWORD}"
    )


def _show_figures(city: str) -> bool:
    """Print the page's figures beside the counted ones; whether all built ones agree."""
    from rich.console import Console
    from rich.table import Table

    from hecheng.demo.accounts import demo_accounts
    from hecheng.demo.cities import city_of
    from hecheng.demo.figures import page_figures

    found = city_of(city)
    figures = page_figures(city, found.prefix)
    table = Table(
        "figure", "page", "scale", "period", "expected", "counted", "", title=f"{found.zh} — the page and the records"
    )
    for figure in figures:
        table.add_row(*_cells(figure))
    console = Console()
    console.print(table)
    people = Table("role", "sign in as", "area", title="Demo accounts")
    for account in demo_accounts(found.prefix):
        people.add_row(account.role, account.email, account.where)
    console.print(people)
    wrong = [figure.code for figure in figures if figure.ok is False]
    if wrong:
        click.echo(f"These figures differ from the page: {', '.join(wrong)}", err=True)
    return not wrong


def _cells(figure: PageFigure) -> tuple[str, ...]:
    counted = "not built yet" if figure.counted is None else f"{figure.counted:,}"
    mark = {True: "✓", False: "✗ differs", None: ""}[figure.ok]
    scale = "1:1" if figure.scale == 1 else f"1:{figure.scale}"
    return (
        figure.zh,
        f"{figure.op} {figure.page:,}",
        scale,
        str(figure.period) if figure.scale > 1 else f"{figure.period.last}",
        f"{figure.expected:,}",
        counted,
        mark,
    )
