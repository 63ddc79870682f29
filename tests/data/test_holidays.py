"""Chinese holidays: whole years, each day once."""

from datetime import date

from tests.data.shipped import rows


def worked(day: date) -> bool:
    exceptions = {row["date"]: row["off"] == "0" for row in rows("holidays/CN.csv")}
    return exceptions.get(day.isoformat(), day.weekday() < 5)


def test_every_year_from_2019_to_2026_is_covered_and_each_day_comes_once():
    days = [row["date"] for row in rows("holidays/CN.csv")]
    assert days == sorted(set(days))
    for year in range(2019, 2027):
        names = {row["name"] for row in rows("holidays/CN.csv") if row["date"].startswith(str(year))}
        assert any("春节" in name for name in names)
        assert any("国庆" in name for name in names)


def test_a_weekend_can_be_worked_and_a_weekday_off():
    assert worked(date(2022, 1, 29))  # Saturday before Spring Festival
    assert not worked(date(2022, 10, 3))  # Monday, National Day
    assert worked(date(2026, 2, 14))
    assert not worked(date(2026, 2, 17))


def test_a_worked_exception_is_a_weekend():
    for row in rows("holidays/CN.csv"):
        assert row["source"] in ("holiday-cn", "chinesecalendar")
        assert row["off"] in "01"
        if (
            row["off"] == "0" and row["date"] != "2020-02-03"
        ):  # a Monday: the end of an extended holiday, announced late
            assert date.fromisoformat(row["date"]).weekday() >= 5
