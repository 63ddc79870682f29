"""`hecheng dispatch solve IN.npz OUT.npz`: plan a week from a file, certify it, write the plan."""

import json
import os
import sys
from pathlib import Path

import click


@click.group()
def dispatch() -> None:
    """Match orders and volunteers."""


@dispatch.command()
@click.argument("instance", metavar="IN.npz", type=click.Path(path_type=Path))
@click.argument("result", metavar="OUT.npz", type=click.Path(path_type=Path))
@click.option("--seed", default=0, show_default=True, help="Fixes every choice between equals.")
@click.option(
    "--work", default=None, type=click.IntRange(min=0), help="Rounds of search; the result never depends on the clock."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def solve(instance: Path, result: Path, seed: int, work: int | None, as_json: bool) -> None:
    """Solve IN.npz and write the plan with its certificate to OUT.npz.

    A malformed instance gets one sentence and exit status 2; nothing is written.
    """
    from hecheng.engines import dispatch as engine  # here, so that `hecheng --help` does not load numpy

    try:
        problem = engine.load_problem(instance)
        plan = engine.solve(problem, seed=seed, work=engine.DEFAULT_WORK if work is None else work)
    except engine.MalformedInstance as malformed:
        click.echo(malformed.sentence_in(_language()), err=True)
        sys.exit(2)
    try:
        engine.save_plan(plan, result)
    except OSError as failed:
        click.echo(f"{result}: {failed.strerror}", err=True)
        sys.exit(2)
    figures = {
        "orders": problem.orders,
        "volunteers": problem.volunteers,
        "seats": int(problem.o_need.sum()),
        "filled": len(plan.pair_v),
        "objective": plan.objective,
        "upper_bound": plan.upper_bound,
        "gap": plan.gap,
        "proven": plan.proven,
    }
    click.echo(json.dumps(figures) if as_json else _sentence(figures))


@dispatch.command()
@click.argument("instance", metavar="IN.npz", type=click.Path(path_type=Path))
@click.argument("result", metavar="OUT.npz", type=click.Path(path_type=Path))
def check(instance: Path, result: Path) -> None:
    """Check a plan against its instance, rule by rule and number by number.

    Exit status 0 if all is right, 1 with a line for each fault, 2 if a file cannot be read.
    """
    from hecheng.engines import dispatch as engine  # here, so that `hecheng --help` does not load numpy

    try:
        faults = engine.check_plan(engine.load_problem(instance), engine.load_plan(result))
    except engine.MalformedInstance as malformed:
        click.echo(malformed.sentence_in(_language()), err=True)
        sys.exit(2)
    for fault in faults:
        click.echo(fault)
    sys.exit(1 if faults else 0)


def _language() -> str:
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if chosen.startswith("zh") else "en"


def _sentence(figures: dict[str, int | float]) -> str:
    """The outcome in one line."""
    text = (
        "{orders} 个需求、{volunteers} 名志愿者：{seats} 个名额派出 {filled} 人；得分 {objective}，上限 {upper_bound}，差距 {gap:.3%}。"
        if _language() == "zh"
        else "{orders} orders, {volunteers} volunteers: {filled} of {seats} seats filled; "
        "worth {objective} of at most {upper_bound}, gap {gap:.3%}."
    )
    return text.format(**figures)
