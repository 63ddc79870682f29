"""Opening hours are kept in one form and said in both languages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import override

from hecheng.domains.places.opening import clean_hours, hours_sentence, is_open_at
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Invalid

OFFICE = {day: [["08:30", "11:30"], ["13:30", "17:00"]] for day in "12345"} | {"6": [["09:00", "12:00"]]}


def test_hours_are_said_in_both_languages() -> None:
    with override("zh-hans"):
        assert hours_sentence(OFFICE) == "周一至周五 08:30–11:30、13:30–17:00；周六 09:00–12:00"
        assert hours_sentence({day: [["00:00", "24:00"]] for day in "1234567"}) == "每天 00:00–24:00"
    with override("en"):
        assert hours_sentence(OFFICE) == "Mon to Fri 08:30–11:30, 13:30–17:00; Sat 09:00–12:00"
        assert (
            hours_sentence({"1": [["08:00", "09:00"]], "3": [["08:00", "09:00"]]}) == "Mon 08:00–09:00; Wed 08:00–09:00"
        )
    assert hours_sentence({}) == ""


def test_hours_are_put_in_order_and_days_off_left_out() -> None:
    assert clean_hours({7: [], 1: [("13:00", "17:00"), ("08:00", "12:00")]}) == {
        "1": [["08:00", "12:00"], ["13:00", "17:00"]]
    }
    assert clean_hours(None) == clean_hours({}) == {}


@pytest.mark.parametrize(
    "given",
    [
        "08:00-17:00",
        {"0": [["08:00", "09:00"]]},
        {"1": "08:00"},
        {"1": [["08:00"]]},
        {"1": [["8:00", "9:00"]]},
        {"1": [["17:00", "08:00"]]},
        {"1": [["08:00", "25:00"]]},
        {"1": [["08:00", "12:00"], ["11:00", "13:00"]]},
        {"1": [[8, 9]]},
        {"1": [["08:00", "09:00"]] * 5},
        {"1": None, "2": 5},
        [1, 2],
    ],
)
def test_what_are_no_hours_is_refused(given: Any) -> None:
    with pytest.raises(Invalid, match="hours_unreadable"):
        clean_hours(given)


def test_the_door_is_open_by_the_clock_in_china() -> None:
    monday = in_china(2022, 10, 10, 8, 30)
    assert is_open_at(OFFICE, monday)
    assert is_open_at(OFFICE, monday.astimezone(UTC))
    assert not is_open_at(OFFICE, datetime(2022, 10, 10, 4, 0, tzinfo=UTC)), "noon in China"
    assert not is_open_at(OFFICE, in_china(2022, 10, 9, 10)), "a Sunday"
