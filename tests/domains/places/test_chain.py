"""The chain of sites covers every division, and one that closes leaves a gap that is named."""

from collections import Counter
from datetime import date

import pytest

from hecheng.domains.areas.models import Area, Level
from hecheng.domains.places import actions, queries
from hecheng.domains.places.models import Kind, Place
from hecheng.kernel.errors import Conflict
from tests.factories.areas import SYSTEM
from tests.factories.ground import queries as counted

pytestmark = pytest.mark.usefixtures("land")


def place_at(area: str, kind: Kind) -> Place:
    return Place.objects.get(area=area, kind=kind, modelled=False)


def test_yulin_has_exactly_the_pages_sites() -> None:
    kinds = Counter(queries.sites("4509").values_list("kind", flat=True))
    assert kinds[Kind.CITY_CENTRE] + kinds[Kind.CENTRE] == 9
    assert kinds[Kind.OFFICE] == 194
    assert kinds[Kind.STATION] == 1557
    assert kinds.total() == 1760


def test_what_yulin_has_beyond_its_divisions_is_marked_as_modelled() -> None:
    modelled = Counter(queries.sites("4509").filter(modelled=True).values_list("kind", flat=True))
    assert modelled == {Kind.CITY_CENTRE: 1, Kind.CENTRE: 1, Kind.OFFICE: 84, Kind.STATION: 49}


def test_qiqihar_has_one_site_for_each_division() -> None:
    kinds = Counter(queries.sites("2302").values_list("kind", flat=True))
    levels = Counter(Area.objects.within("2302").values_list("level", flat=True))
    assert kinds == {
        Kind.CITY_CENTRE: 1,
        Kind.CENTRE: levels[Level.COUNTY],
        Kind.OFFICE: levels[Level.TOWN],
        Kind.STATION: levels[Level.VILLAGE],
    }


@pytest.mark.parametrize("prefix", ["2302", "4509"])
def test_every_division_is_covered(prefix: str) -> None:
    assert not queries.uncovered(prefix).exists()
    for county in queries.coverage(prefix):
        assert county.uncovered == 0
        assert county.at(Level.COUNTY).covered == 1, "two centres in one county cover it once"


def test_a_city_that_has_no_sites_yet_has_every_division_uncovered() -> None:
    divisions = Area.objects.within("1303").filter(level__gte=Level.COUNTY).count()
    assert queries.uncovered("1303").count() == divisions == 2500 + 102 + 9


def test_the_village_whose_station_closes_is_named() -> None:
    station = place_at("230202001001", Kind.STATION)
    actions.close_place(by=SYSTEM, place=station)
    assert [area.short for area in queries.uncovered("2302")] == ["新宫社区"]
    assert [area.code for area in queries.uncovered("2302", Level.VILLAGE)] == ["230202001001"]
    assert not queries.uncovered("2302", Level.TOWN).exists()
    longsha = queries.coverage("2302")[0]
    assert (longsha.name, longsha.uncovered, longsha.at(Level.VILLAGE).uncovered) == ("龙沙区", 1, 1)


def test_another_site_in_the_same_division_keeps_it_covered() -> None:
    station = place_at("230202001001", Kind.STATION)
    second = actions.open_place(
        by=SYSTEM,
        kind=Kind.STATION,
        area=station.area,
        name="铁路站",
        parent=station.parent,
        opened_on=date(2021, 5, 1),
    )
    actions.close_place(by=SYSTEM, place=station)
    assert not queries.uncovered("2302").exists()
    actions.close_place(by=SYSTEM, place=second)
    assert queries.uncovered("2302").count() == 1


def test_coverage_of_a_day_gone_by_counts_what_was_open_then() -> None:
    assert queries.uncovered("2302", day=date(2019, 12, 31)).count() == 16 + 209 + 1599
    assert not queries.uncovered("2302", day=date(2020, 1, 1)).exists()


def test_a_site_knows_what_it_belongs_to_in_one_query() -> None:
    station = place_at("230202001001", Kind.STATION)
    with counted() as asked:
        chain = queries.site_chain(station)
    assert len(asked) == 1
    assert [place.name for place in chain] == [
        "齐齐哈尔市新时代文明实践指导中心",
        "龙沙区新时代文明实践中心",
        "五龙街道新时代文明实践所",
    ]
    assert station.name == "新宫社区新时代文明实践站"
    assert station.name_en == "Xingong Community Civic Practice Station"


def test_a_site_with_open_sites_below_it_does_not_close() -> None:
    with pytest.raises(Conflict, match="place_has_others"):
        actions.close_place(by=SYSTEM, place=place_at("230202001000", Kind.OFFICE))


@pytest.mark.parametrize("prefix", ["230202001", "230202", "4509"])
def test_lists_maps_and_coverage_cost_the_same_whatever_the_rows(prefix: str) -> None:
    with counted() as asked:
        for place in queries.sites(prefix):
            assert place.name
            assert place.parent is None or place.parent.name
    assert len(asked) == 1
    with counted() as asked:
        queries.map_features(prefix)
    assert len(asked) == 1
    with counted() as asked:
        queries.coverage(prefix)
    assert len(asked) == 2


def test_the_map_shows_every_site_of_yulin_inside_the_city() -> None:
    features = queries.map_features("4509")["features"]
    assert len(features) == 1760
    for feature in features:
        lon, lat = feature["geometry"]["coordinates"]
        assert 109.5 < lon < 110.9
        assert 21.6 < lat < 23.2


def test_a_subtree_of_places_is_found_by_the_index() -> None:
    plan = Place.objects.within("230202").order_by().explain()
    assert "Index Cond" in plan
    assert "230202" in plan.split("Index Cond", 1)[1].splitlines()[0]
