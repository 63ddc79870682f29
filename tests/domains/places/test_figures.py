"""The figures of the ground open to the places and divisions that make them."""

from datetime import date

import pytest

from hecheng.domains.indicators.period import Period
from hecheng.domains.indicators.queries import count, opens, series
from hecheng.domains.people.permissions import ANYONE
from hecheng.domains.places import actions
from hecheng.domains.places.models import Kind, Place
from tests.factories.areas import SYSTEM
from tests.factories.ground import queries as counted

pytestmark = pytest.mark.usefixtures("land")

NOW = Period.as_of(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("code", "yulin", "qiqihar"),
    [
        ("places.centres", 9, 17),
        ("places.offices", 194, 209),
        ("places.stations", 1557, 1599),
        ("places.sites_online", 1760, 1825),
        ("places.uncovered", 0, 0),
    ],
)
def test_a_figure_counts_its_city(code: str, yulin: int, qiqihar: int) -> None:
    assert count(code, "4509", NOW) == yulin
    assert count(code, "2302", NOW) == qiqihar


@pytest.mark.parametrize("code", ["places.centres", "places.offices", "places.stations", "places.sites_online"])
def test_a_figure_opens_to_as_many_records_with_every_column_in_one_query(code: str) -> None:
    opened = opens(code, "4509", NOW, ANYONE)
    assert opened.counted == opened.shown_rows == len(opened.rows)
    assert opened.hidden_rows == 0
    with counted() as asked:
        for row in opened.rows.all():
            shown = [column.of(row) for column in opened.indicator.columns]
            assert shown[0]
            assert shown[1] is not None
    assert len(asked) == 1


def test_a_closed_station_leaves_the_figure_from_its_day_on_and_opens_as_a_gap() -> None:
    station = Place.objects.get(area="450902001001", kind=Kind.STATION)
    actions.close_place(by=SYSTEM, place=station, on=date(2026, 11, 2))
    months = {str(month): n for month, n in series("places.stations", "4509", Period.year(2026))}
    assert (months["2026-10"], months["2026-11"]) == (1557, 1556)
    opened = opens("places.uncovered", "4509", NOW, ANYONE)
    assert opened.counted == 1
    assert opened.rows[0].code == "450902001001"
    assert opened.indicator.columns[1].of(opened.rows[0]).startswith("玉州区 · ")
