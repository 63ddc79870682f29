"""`hecheng demo --check` agrees with the page as long as every record is there, and not a record less."""

import json
import subprocess
import sys
from datetime import date

import psycopg
import pytest

from hecheng.demo.ground import load_ground
from hecheng.demo.sites import open_city_sites
from tests.databases import Database

#: figures that the chain of sites and the menu make; sessions and people are played by `make demo`
STRUCTURAL = ("yulin.places.centres", "yulin.places.offices", "yulin.places.stations", "yulin.menu.platforms")


@pytest.fixture(scope="module")
def city(module_db: Database) -> Database:
    load_ground()
    open_city_sites("4509", opened_on=date(2021, 6, 1))
    return module_db


def hecheng(database: Database, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hecheng", *words]
    return subprocess.run(command, env=database.environment, capture_output=True, text=True, check=False)


def test_the_figures_of_the_page_are_counted_from_the_records(city: Database) -> None:
    told = hecheng(city, "figures", "--city", "yulin", "--json")
    figures = {figure["code"]: figure for figure in json.loads(told.stdout)}
    assert {code: figures[code]["counted"] for code in STRUCTURAL} == dict(
        zip(STRUCTURAL, (9, 194, 1557, 5), strict=True)
    )
    assert all(figures[code]["ok"] for code in STRUCTURAL)
    assert set(figures[STRUCTURAL[0]]) == {"code", "page", "op", "scale", "period", "expected", "counted", "ok"}


def test_what_is_not_built_yet_is_not_counted_as_nothing(city: Database) -> None:
    figures = json.loads(hecheng(city, "figures", "--city", "qiqihar", "--json").stdout)
    pairs = next(figure for figure in figures if figure["code"].endswith("unit_pairs"))
    assert (pairs["counted"], pairs["ok"]) == (None, None)


def test_one_record_less_and_the_check_fails_and_names_the_figure(city: Database) -> None:
    before = hecheng(city, "demo", "--city", "yulin", "--check")
    assert "yulin.places.stations" not in before.stderr
    with psycopg.connect(city.owner_url) as owner:
        owner.execute(
            "DELETE FROM places_place WHERE id = (SELECT id FROM places_place WHERE kind = 'station' LIMIT 1)"
        )
    after = hecheng(city, "demo", "--city", "yulin", "--check")
    assert after.returncode == 1
    assert "yulin.places.stations" in after.stderr


def test_a_city_that_is_not_on_the_page_is_refused_with_a_sentence(city: Database) -> None:
    refused = hecheng(city, "figures", "--city", "atlantis")
    assert refused.returncode == 1
    assert "atlantis" in refused.stderr
