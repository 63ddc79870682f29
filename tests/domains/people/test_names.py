"""Names are cleaned, masked and sorted sign by sign as people read them."""

import pytest

from hecheng.domains.people.names import clean_name, graphemes, mask, sort_key
from hecheng.kernel.errors import Invalid

FAMILY = "👨‍👩‍👧"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王芳", "王*"),
        ("王小明", "王**"),
        ("欧阳小红", "欧阳**"),
        ("欧阳", "欧*"),
        ("𠮷野", "𠮷*"),
        ("䢺小明", "䢺**"),
        ("阿卜杜拉·买买提", "阿***"),
        ("王", "*"),
        (f"{FAMILY}小明", f"{FAMILY}**"),
        ("王🇨🇳", "王*"),
        ("John Smith", "J. S***"),
        ("Madonna", "M***"),
        ("José Álvarez", "J. Á***"),
    ],
)
def test_a_stranger_sees_the_family_name_only(name: str, masked: str) -> None:
    assert mask(clean_name(name)) == masked


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  王　芳 ", "王 芳"), ("阿卜杜拉•买买提", "阿卜杜拉·买买提"), ("Jose\u0301", "José"), ("𠮷䢺🙂", "𠮷䢺🙂")],
)
def test_a_name_is_kept_as_it_is_but_for_blanks_and_kinds_of_dots(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "王\x00芳", "王\u202e芳", "王" * 61, "e" + "\u0301" * 300])
def test_what_is_no_name_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_name(typed)
    assert refused.value.field == "name"
    assert refused.value.sentence


def test_joined_emoji_flags_and_marks_are_one_sign_each() -> None:
    assert graphemes(f"{FAMILY}🇨🇳e\u0301👍🏽王") == [FAMILY, "🇨🇳", "e\u0301", "👍🏽", "王"]


@pytest.mark.parametrize(
    ("name", "key"),
    [("王芳", "wang"), ("单小明", "shan"), ("欧阳小红", "ouyang"), ("曾国", "zeng"), ("Ann Lee", "lee"), ("🙂", "🙂")],
)
def test_lists_sort_by_the_sound_of_the_family_name(name: str, key: str) -> None:
    assert sort_key(name) == key
