"""Telephone and identity numbers are understood as people type them."""

from datetime import date

import pytest

from hecheng.domains.people.contacts import clean_id_number, clean_phone, mask_phone, shown_phone
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        " 138-0013-8000 ",
        "+86 138 0013 8000",
        "0086 13800138000",
        "１３８００１３８０００",
        "86 13800138000",
    ],
)
def test_a_mobile_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert clean_phone(typed) == "+8613800138000"


def test_a_landline_is_a_number_too() -> None:
    assert clean_phone("0452-2791234") == "+864522791234"


@pytest.mark.parametrize("typed", ["", "12345", "1380013800", "138001380000", "请打电话", "+1 555", "9" * 500])
def test_what_cannot_be_called_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_phone(typed)
    assert refused.value.code == "phone_unreadable"


def test_a_number_is_shown_in_groups_and_masked_in_the_middle() -> None:
    assert shown_phone("+8613800138000") == "138 0013 8000"
    assert mask_phone("+8613800138000") == "138****8000"
    assert shown_phone("") == mask_phone("") == ""


@pytest.mark.parametrize("typed", ["11010519491231002X", "11010519491231002x", " 110105 19491231 002X "])
def test_an_identity_number_is_checked_and_kept_in_capitals(typed: str) -> None:
    assert clean_id_number(typed) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("110105194912310021", "id_number_wrong_check"),
        ("11010519491331002X", "id_number_wrong_date"),
        ("110105209912310027", "id_number_wrong_date"),
        ("1101051949123100", "id_number_unreadable"),
        ("ABCDEFGHIJKLMNOPQR", "id_number_unreadable"),
        ("", "id_number_unreadable"),
    ],
)
def test_a_wrong_identity_number_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_id_number(typed)
    assert refused.value.code == code


def test_nobody_is_born_tomorrow() -> None:
    with clock.at(clock.in_china(1949, 12, 30)), pytest.raises(Invalid):
        clean_id_number("11010519491231002X")
    with clock.at(clock.in_china(1949, 12, 31)):
        assert clock.today() == date(1949, 12, 31)
        assert clean_id_number("11010519491231002X")
