"""The words from which a demo city is made: natural, in both languages, and nobody's name."""

import json
import re
import string
from collections import Counter

import pytest

from tests.data.shipped import rows

HAN = re.compile(r"[\u3400-\u9fff]")
SLOTS = {
    "activities": {"area"},
    "sites": {"area"},
    "teams": {"area"},
    "organisations": {"area"},
    "addresses": {"area", "street", "n", "building", "block", "unit", "room", "group"},
}
LEAST = {
    "needs": 150,
    "activities": 120,
    "feedback": 120,
    "declines": 10,
    "sites": 40,
    "teams": 60,
    "organisations": 60,
}
BOTH = (*LEAST, "cancels", "streets", "buildings", "addresses")


def words(name: str) -> list[dict[str, str]]:
    return rows(f"demo/words/{name}.csv")


def slots(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("name", LEAST)
def test_there_are_enough_words_that_a_page_does_not_repeat_itself(name):
    assert len(words(name)) >= LEAST[name]


@pytest.mark.parametrize("name", BOTH)
def test_every_line_is_in_both_languages_with_the_same_slots(name):
    for row in words(name):
        assert HAN.search(row["zh"])
        assert not re.search(r"[,;:?!]", row["zh"]), row["zh"]
        assert row["en"].strip() == row["en"] != ""
        assert row["en"].isascii(), row["en"]
        assert slots(row["zh"]) == slots(row["en"]) <= SLOTS.get(name, set())


@pytest.mark.parametrize("name", BOTH)
def test_no_line_comes_twice(name):
    assert max(Counter(row["zh"] for row in words(name)).values()) == 1


@pytest.mark.parametrize("name", ["needs", "activities"])
def test_what_people_ask_and_do_is_on_the_menu(name):
    menu = {row["code"] for row in rows("menu/offerings.csv")}
    assert {row["offering"] for row in words(name)} <= menu


def test_needs_come_in_every_urgency_and_for_every_platform():
    platform = {row["code"]: row["platform"] for row in rows("menu/offerings.csv")}
    assert {row["urgency"] for row in words("needs")} == set("12345")
    assert {platform[row["offering"]] for row in words("needs")} == {row["code"] for row in rows("menu/platforms.csv")}


def test_words_of_thanks_and_of_complaint_exist_for_every_star():
    sides = Counter((row["side"], row["stars"]) for row in words("feedback"))
    assert all(sides["resident", star] >= 5 and sides["volunteer", star] >= 1 for star in "12345")


def test_words_of_feedback_fit_a_theme_or_anything():
    themes = {row["code"] for row in rows("menu/themes.csv")}
    assert all(set(row["themes"].split()) <= themes for row in words("feedback"))
    general = Counter((row["side"], row["stars"]) for row in words("feedback") if not row["themes"])
    assert all(general["resident", star] >= 3 for star in "12345")


def test_family_names_are_weighted_and_given_names_have_a_gender_and_an_era():
    names = words("family_names")
    assert len(names) > 1000
    assert names[0]["name"] == "王"
    assert all(HAN.fullmatch(row["name"][0]) and int(row["weight"]) > 0 for row in names)
    given = Counter((row["gender"], row["era"]) for row in words("given_characters"))
    assert set(given) == {(g, e) for g in "mf" for e in ("elder", "middle", "young")}
    assert min(given.values()) >= 25


def test_rare_names_hold_the_cases_that_break_naive_code():
    names = {json.loads(f'"{row["name"]}"') for row in words("rare_names")}
    assert "王小明\u200b" in names
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any("·" in name for name in names)
    assert any("䢺" in name for name in names)
    assert {row["accepted"] for row in words("rare_names")} == {"0", "1"}
    assert all(row["why"] for row in words("rare_names"))
