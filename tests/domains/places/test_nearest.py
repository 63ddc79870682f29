"""The nearest site is the nearest on the ground."""

import pytest

from hecheng.domains.places import actions, queries
from hecheng.domains.places.models import Kind, Place
from hecheng.kernel.geo import distance_km
from tests.factories.areas import SYSTEM
from tests.factories.ground import queries as counted

pytestmark = pytest.mark.usefixtures("land")

HERE = (123.95, 47.33)


def by_hand(lon: float, lat: float, limit: int) -> list[Place]:
    rows = Place.objects.filter(lon__isnull=False, closed_on__isnull=True)
    return sorted(rows, key=lambda place: distance_km(lon, lat, place.lon, place.lat))[:limit]


@pytest.mark.parametrize(("lon", "lat"), [HERE, (125.31, 47.89), (122.5, 46.9), (110.15, 22.63)])
def test_the_nearest_places_are_those_that_a_ruler_finds(lon: float, lat: float) -> None:
    found = queries.nearest(lon, lat, limit=7)
    expected = by_hand(lon, lat, 7)
    assert [near.km for near in found] == pytest.approx([distance_km(lon, lat, p.lon, p.lat) for p in expected])
    assert {near.place.pk for near in found} == {place.pk for place in expected}


def test_only_the_kinds_asked_for_are_found() -> None:
    assert {near.place.kind for near in queries.nearest(*HERE, limit=3, kinds=[Kind.CENTRE])} == {Kind.CENTRE}


def test_a_closed_place_is_not_near() -> None:
    station = queries.nearest(*HERE, limit=1, kinds=[Kind.STATION])[0].place
    actions.close_place(by=SYSTEM, place=station)
    assert queries.nearest(*HERE, limit=1, kinds=[Kind.STATION])[0].place != station


def test_far_from_everything_nothing_is_near_and_few_questions_are_asked() -> None:
    with counted() as asked:
        assert queries.nearest(-30.0, 89.9) == []
    assert len(asked) <= 4
