"""Working days follow the State Council's calendar, make-up workdays included."""

from datetime import date
from pathlib import Path

import pytest

from hecheng.domains.areas import actions, queries
from hecheng.domains.areas.models import Holiday
from hecheng.domains.people.models import Role
from hecheng.kernel.errors import Invalid, NotAllowed
from tests.factories.areas import SYSTEM, shipped
from tests.factories.ground import holder

pytestmark = pytest.mark.usefixtures("land")


@pytest.mark.parametrize("day", [8, 9])
def test_the_weekend_after_national_day_2022_was_worked(day: int) -> None:
    assert date(2022, 10, day).weekday() >= 5
    assert queries.is_working_day(date(2022, 10, day))


def test_the_golden_week_was_off() -> None:
    assert not any(queries.is_working_day(date(2022, 10, day)) for day in range(1, 8))


def test_an_ordinary_week_has_five_working_days() -> None:
    assert [queries.is_working_day(date(2022, 11, day)) for day in range(7, 14)] == [True] * 5 + [False] * 2


def test_working_days_are_counted_across_the_golden_week() -> None:
    friday = date(2022, 9, 30)
    assert queries.add_working_days(friday, 0) == friday
    assert queries.add_working_days(friday, 1) == date(2022, 10, 8)
    assert queries.add_working_days(friday, 5) == date(2022, 10, 12)


def test_past_the_known_years_only_weekends_are_free_and_the_calendar_says_until_when_it_knows() -> None:
    known = queries.known_until()
    assert known == date(2026, 12, 31)
    new_year = date(2027, 1, 1)
    assert new_year > known
    assert queries.is_working_day(new_year), "a Friday; the holiday is not announced yet"
    assert queries.add_working_days(date(2026, 12, 31), 1) == new_year


@pytest.mark.parametrize("n", [-1, 1001])
def test_an_absurd_number_of_working_days_is_refused(n: int) -> None:
    with pytest.raises(Invalid):
        queries.add_working_days(date(2022, 9, 30), n)


def test_loading_the_calendar_again_changes_nothing() -> None:
    before = list(Holiday.objects.values())
    actions.load_holidays(by=SYSTEM, path=shipped("holidays/CN.csv"))
    assert list(Holiday.objects.values()) == before


def test_an_unreadable_day_is_refused_by_its_row_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "holidays.csv"
    path.write_text("date,name,off,source\n2022-02-30,立春,1,x\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        actions.load_holidays(by=SYSTEM, path=path)
    assert "2022-02-30" in refused.value.sentence
    assert not queries.is_working_day(date(2022, 10, 1))


def test_one_day_is_marked_and_cleared_by_the_platforms_administrator_only() -> None:
    actions.mark_day(by=SYSTEM, day=date(2027, 1, 1), off=True, name="元旦")
    assert not queries.is_working_day(date(2027, 1, 1))
    actions.clear_day(by=SYSTEM, day=date(2027, 1, 1))
    assert queries.is_working_day(date(2027, 1, 1))
    with pytest.raises(NotAllowed):
        actions.mark_day(by=holder(Role.ADMINISTRATOR, "2302"), day=date(2027, 1, 1), off=True, name="元旦")
