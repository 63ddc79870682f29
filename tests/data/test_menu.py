"""The menu: six categories, more than fifty themes and two hundred offerings, in both languages."""

import re

import pytest

from tests.data.shipped import rows

HAN = re.compile(r"[\u3400-\u9fff]")
TABLES = ("platforms", "skills", "categories", "themes", "offerings", "programmes", "systems")


def menu(table: str) -> list[dict[str, str]]:
    return rows(f"menu/{table}.csv")


def codes(table: str) -> set[str]:
    return {row["code"] for row in menu(table)}


@pytest.mark.parametrize("table", TABLES)
def test_codes_are_short_slugs_and_unique(table):
    found = [row["code"] for row in menu(table)]
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{1,58}", code) for code in found)


@pytest.mark.parametrize("table", TABLES)
def test_every_text_is_there_in_both_languages_and_in_the_right_one(table):
    for row in menu(table):
        for column, text in row.items():
            if column == "zh" or column.endswith("_zh"):
                assert HAN.search(text), (row["code"], column)
                assert not re.search(r"[,;:?!]", text), (row["code"], column)
            if column == "en" or column.endswith("_en"):
                assert text.strip() == text != "", (row["code"], column)
                assert text.isascii(), (row["code"], column)


@pytest.mark.parametrize("table", ["offerings", "themes", "programmes"])
def test_no_two_things_have_the_same_name(table):
    found = menu(table)
    assert len({row["zh"] for row in found}) == len({row["en"] for row in found}) == len(found)


def test_the_menu_is_as_wide_as_the_page_says():
    assert len(menu("categories")) == 6
    assert len(menu("themes")) >= 50
    offerings = menu("offerings")
    for city in ("2302", "4509"):
        assert sum(row["prefix"] in ("", city) for row in offerings) >= 200
    assert len(menu("platforms")) == 5
    assert len(menu("systems")) == 4


def test_every_offering_hangs_on_a_theme_a_platform_and_known_skills():
    for row in menu("offerings"):
        assert row["theme"] in codes("themes")
        assert row["platform"] in codes("platforms")
        assert set(row["skills"].split()) | set(row["lead_skills"].split()) <= codes("skills")
        assert row["safeguarding"] in ("none", "adult", "child")
        assert 10 <= int(row["minutes"]) <= 720
        assert 1 <= int(row["headcount"]) <= 100


def test_an_offering_asks_everybody_for_one_skill_at_most():
    assert all(len(row["skills"].split()) <= 1 for row in menu("offerings"))


def test_no_category_theme_platform_or_skill_stays_unused():
    offerings = menu("offerings")
    assert {row["theme"] for row in offerings} == codes("themes")
    assert {row["platform"] for row in offerings} == codes("platforms")
    assert {row["category"] for row in menu("themes")} == codes("categories")
    asked = {skill for row in offerings for skill in (row["skills"] + " " + row["lead_skills"]).split()}
    assert asked == codes("skills")


def test_skills_have_fixed_bits_that_fit_in_forty():
    bits = [int(row["bit"]) for row in menu("skills")]
    assert bits == list(range(len(bits)))
    assert len(bits) <= 40


def test_programmes_belong_to_a_city_and_draw_on_known_themes():
    for row in menu("programmes"):
        assert row["prefix"][:4] in ("2302", "4509")
        assert row["system"] in codes("systems") | {""}
        assert row["kind"] in ("service", "lecture")
        assert row["themes"]
        assert set(row["themes"].split()) <= codes("themes")


def test_working_with_children_always_asks_for_clearance():
    for row in menu("offerings"):
        if row["audience_zh"] in ("中小学生", "青少年", "留守儿童", "特殊需要的孩子和家人"):
            assert row["safeguarding"] == "child", row["code"]
