"""`hecheng figures`: the page's figures of a city, counted now."""

import json

import click

from hecheng.cli.ready import ready


@click.command()
@click.option("--city", default="qiqihar", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def figures(city: str, as_json: bool) -> None:
    """Count the page's figures of CITY from its records."""
    ready()
    from hecheng.demo.cities import city_of
    from hecheng.demo.figures import page_figures

    found = page_figures(city, city_of(city).prefix)
    if as_json:
        click.echo(json.dumps([figure.as_json() for figure in found], ensure_ascii=False, indent=1))
        return
    for figure in found:
        counted = "—" if figure.counted is None else f"{figure.counted:,}"
        click.echo(f"{figure.zh}  {figure.op} {figure.expected:,}  →  {counted}")
