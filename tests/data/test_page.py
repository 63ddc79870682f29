"""The page's figures, each with the words it stands in; and the six cities."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.data.shipped import DATA, rows

HAN = re.compile(r"[\u3400-\u9fff]")
CITIES = {
    "qiqihar": "2302",
    "yulin": "4509",
    "qinhuangdao": "1303",
    "deyang": "5106",
    "honghe": "5325",
    "chengdu": "5101",
}


def city(name: str) -> dict:
    return yaml.safe_load((DATA / "cities" / f"{name}.yaml").read_text(encoding="utf-8"))


def page() -> str:
    """The newspaper page without its line breaks."""
    for folder in Path(__file__).parents:
        found = folder / "shared/source/newspaper-page.txt"
        if found.exists():
            return re.sub(r"\s", "", found.read_text(encoding="utf-8"))
    pytest.skip("the newspaper page is not on this machine (shared/source)")


@pytest.mark.parametrize("name", CITIES)
def test_every_figure_has_a_stable_code_both_names_and_an_indicator(name):
    found = rows(f"figures/{name}.csv")
    assert len({row["code"] for row in found}) == len(found)
    for row in found:
        assert row["code"] == f"{name}.{row['indicator']}"
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", row["indicator"])
        assert HAN.search(row["zh"])
        assert row["en"].isascii()
        assert row["en"]


@pytest.mark.parametrize("name", CITIES)
def test_every_figure_says_how_to_compare_at_what_scale_and_for_when(name):
    for row in rows(f"figures/{name}.csv"):
        assert row["op"] in ("=", ">=")
        assert row["scale"] in ("1", "100")
        assert row["period"] in ("as-of", "2022")
        assert int(row["page"]) % int(row["scale"]) == 0


@pytest.mark.parametrize("name", CITIES)
def test_every_figure_stands_on_the_page_in_these_words(name):
    text = page()
    for row in rows(f"figures/{name}.csv"):
        assert row["sentence"] in text, row["code"]


@pytest.mark.parametrize("name", CITIES)
def test_at_least_and_exactly_follow_the_page_s_words(name):
    for row in rows(f"figures/{name}.csv"):
        vague = bool(re.search(r"余|多件|等(?!奖)", row["sentence"]))
        assert (row["op"] == ">=") == vague, row["code"]


def test_people_and_sessions_are_scaled_and_structure_is_not():
    scaled = {row["indicator"] for name in CITIES for row in rows(f"figures/{name}.csv") if row["scale"] == "100"}
    assert scaled == {
        "people.organisations",
        "people.volunteers",
        "services.lecture_attendances",
        "services.lecture_sessions",
        "services.people_served",
        "services.sessions_held",
    }


def test_the_contest_s_prizes_add_up_to_its_winners():
    found = {row["indicator"]: int(row["page"]) for row in rows("figures/deyang.csv")}
    prizes = sum(n for code, n in found.items() if re.match(r"selections\.awards_(graphic|video|minors)", code))
    assert prizes == found["selections.awards"] == 79


def test_the_menu_and_the_sites_we_ship_meet_the_page():
    counted = {
        "menu.categories": len(rows("menu/categories.csv")),
        "menu.themes": len(rows("menu/themes.csv")),
        "menu.offerings": len(rows("menu/offerings.csv")),
        "menu.platforms": len(rows("menu/platforms.csv")),
        "menu.systems": len(rows("menu/systems.csv")),
    }
    for name in ("qiqihar", "yulin"):
        for row in rows(f"figures/{name}.csv"):
            if row["indicator"] in counted:
                expected, found = int(row["page"]), counted[row["indicator"]]
                assert found >= expected if row["op"] == ">=" else found == expected


@pytest.mark.parametrize("name", CITIES)
def test_a_city_has_its_own_name_words_and_map(name, outlines):
    said = city(name)
    assert said["prefix"] == CITIES[name]
    for text in (said["zh"], *(said["brand"][key] for key in ("zh", "motto_zh", "known_for_zh"))):
        assert HAN.search(text)
    for text in (said["en"], *(said["brand"][key] for key in ("en", "motto_en", "known_for_en"))):
        assert text.isascii()
    west, south, east, north = outlines["cities"][said["prefix"]]["bbox"]
    lon, lat = said["centre"]
    assert west < lon < east
    assert south < lat < north


def test_every_programme_belongs_to_exactly_one_city_file():
    listed = Counter(code for name in CITIES for code in city(name)["programmes"])
    assert listed == Counter(row["code"] for row in rows("menu/programmes.csv"))
    prefixes = {row["code"]: row["prefix"] for row in rows("menu/programmes.csv")}
    for name, prefix in CITIES.items():
        assert all(prefixes[code].startswith(prefix) for code in city(name)["programmes"])
