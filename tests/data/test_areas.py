"""The ground the platform stands on: divisions, outlines, positions, sites beyond the divisions."""

import itertools
import math
import re
from collections import Counter, defaultdict

import pytest
from english import english
from make_divisions import short_name, sort_key
from make_positions import positions as model
from plane import inside, simplify

from tests.data.shipped import rows

LEVELS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
PARENT = {"city": "province", "county": "city", "town": "county", "village": "town"}
COUNTS = {
    "1303": (9, 102, 2500),
    "2302": (16, 209, 1599),
    "4509": (7, 110, 1508),
    "5101": (20, 261, 3047),
    "5106": (6, 84, 1189),
    "5325": (13, 139, 1363),
}


def rings_of(feature):
    return [ring for rings in feature["geometry"]["coordinates"] for ring in rings]


def test_codes_are_twelve_digits_sorted_and_unique():
    codes = [row["code"] for row in rows("areas/divisions.csv.xz")]
    assert codes == sorted(set(codes))
    assert all(len(code) == 12 and code.isdecimal() for code in codes)


def test_no_division_is_an_orphan(divisions):
    for code, row in divisions.items():
        digits = LEVELS[row["level"]]
        assert set(code[digits:]) <= {"0"}
        if row["level"] in PARENT:
            parent = code[: LEVELS[PARENT[row["level"]]]].ljust(12, "0")
            assert divisions[parent]["level"] == PARENT[row["level"]]


@pytest.mark.parametrize("city", COUNTS)
def test_each_city_has_the_divisions_the_note_says(city, divisions):
    levels = Counter(row["level"] for code, row in divisions.items() if code.startswith(city))
    assert (levels["county"], levels["town"], levels["village"]) == COUNTS[city]
    assert levels["city"] == 1


def test_placeholders_below_farms_are_the_ones_the_note_counts(divisions):
    placeholders = Counter(code[:4] for code, row in divisions.items() if "虚拟" in row["name"])
    assert placeholders == {"2302": 43}
    assert not any("虚拟" in row["short"] for row in divisions.values())


def test_every_division_has_a_name_and_a_key_to_sort_by(divisions):
    for row in divisions.values():
        assert row["name"]
        assert row["short"]
        assert row["pinyin"].replace(" ", "").isascii()
        assert row["pinyin"]


def test_a_village_is_called_what_people_call_it():
    assert short_name("胜利村村民委员会") == "胜利村"
    assert short_name("长城社区居委会") == "长城社区"
    assert short_name("葡萄场虚拟生活区") == "葡萄场"
    assert short_name("卸粮口村委会") == "卸粮口村"
    assert short_name("西盐务居委会") == "西盐务社区"


def test_names_with_unusual_readings_sort_where_people_look_for_them():
    assert sort_key("什邡市") == "shi fang shi"
    assert sort_key("长桥村") == "chang qiao cun"
    assert sort_key("朝阳街道") == "chao yang jie dao"


def test_every_division_has_an_english_name_without_chinese(divisions):
    assert all(re.fullmatch(r"[A-Za-zü' ,0-9]{3,60}", row["en"]) for row in divisions.values())
    assert english("依安县", "county") == "Yi'an County"
    assert english("金平苗族瑶族傣族自治县", "county") == "Jinping Miao, Yao and Dai Autonomous County"
    assert english("克山县种猪场", "town") == "Keshan County Pig Breeding Farm"
    assert english("绿春县", "county") == "Lüchun County"


def test_every_county_has_an_outline_or_a_host_with_one(divisions, outlines):
    outlined = {feature["id"] for feature in outlines["features"]}
    counties = {code[:6] for code, row in divisions.items() if row["level"] == "county"}
    assert counties == outlined | set(outlines["hosts"])
    assert set(outlines["hosts"].values()) <= outlined


def test_outlines_are_closed_and_hold_their_seat_and_label(outlines):
    for feature in outlines["features"]:
        rings = rings_of(feature)
        facts = feature["properties"]
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
        assert inside(tuple(facts["seat"]), rings), facts["name"]
        assert inside(tuple(facts["label"]), rings), facts["name"]


def test_neighbours_share_their_border_point_for_point(outlines):
    edges = Counter(
        frozenset((tuple(a), tuple(b)))
        for feature in outlines["features"]
        for ring in rings_of(feature)
        for a, b in itertools.pairwise(ring)
    )
    assert max(edges.values()) == 2
    assert sum(1 for times in edges.values() if times == 2) > 2000


def test_every_city_box_holds_its_outlines(outlines):
    for feature in outlines["features"]:
        west, south, east, north = outlines["cities"][feature["id"][:4]]["bbox"]
        assert all(west <= x <= east and south <= y <= north for ring in rings_of(feature) for x, y in ring)


def test_every_town_and_village_stands_inside_its_county(divisions, outlines, positions):
    rings = {feature["id"]: rings_of(feature) for feature in outlines["features"]}
    placed = {code for code, row in divisions.items() if row["level"] in ("town", "village")}
    assert set(positions) == placed
    strays = [
        code for code, spot in positions.items() if not inside(spot, rings[outlines["hosts"].get(code[:6], code[:6])])
    ]
    assert strays == []


def test_modelled_positions_say_so():
    assert {row["modelled"] for row in rows("areas/positions.csv.xz")} == {"1"}


def test_no_two_towns_stand_on_the_same_spot_and_villages_are_near_their_town(positions):
    towns = {code: spot for code, spot in positions.items() if code.endswith("000")}
    assert len(set(towns.values())) == len(towns)
    far = defaultdict(float)
    for code, (x, y) in positions.items():
        tx, ty = towns[code[:9] + "000"]
        far[code[:6]] = max(far[code[:6]], math.hypot((x - tx) * math.cos(math.radians(y)), y - ty) * 111)
    assert max(far.values()) < 60


@pytest.mark.parametrize("county", ["230207", "450902", "130372"])
def test_positions_come_out_the_same_when_made_again(county, positions):
    again = model(county)
    assert again == {code: spot for code, spot in positions.items() if code.startswith(county)}


def test_simplifying_keeps_ends_and_corners():
    line = [(0.0, 0.0), (0.5, 0.0001), (1.0, 0.0), (1.0, 1.0)]
    assert simplify(line, 0.2) == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]


def test_yulin_comes_to_the_sites_the_page_counts(divisions):
    extra = rows("cities/yulin.sites.csv")
    kinds = Counter("centre" if row["kind"] == "city_centre" else row["kind"] for row in extra)
    counties, towns, villages = COUNTS["4509"]
    assert (counties + kinds["centre"], towns + kinds["office"], villages + kinds["station"]) == (9, 194, 1557)
    assert all(row["area"] in divisions and row["modelled"] == "1" for row in extra)
    assert len({row["zh"] for row in extra}) == len({row["en"] for row in extra}) == len(extra)


def test_yulin_departments_sites_stand_in_their_county(outlines):
    rings = {feature["id"]: rings_of(feature) for feature in outlines["features"]}
    for row in rows("cities/yulin.sites.csv"):
        if row["kind"] in ("office", "station"):
            assert inside((float(row["lon"]), float(row["lat"])), rings[row["area"][:6]]), row["zh"]
