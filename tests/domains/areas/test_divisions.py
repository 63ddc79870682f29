"""The division tree is the real one, whole, and found by its prefix."""

import csv
import lzma
from collections import Counter
from pathlib import Path

import pytest
from django.utils.translation import override

from hecheng.domains.areas import actions, queries
from hecheng.domains.areas.models import Area, Level
from hecheng.domains.people.models import Role
from hecheng.kernel.errors import Invalid, NotAllowed
from tests.factories.areas import SYSTEM, shipped
from tests.factories.ground import holder, somebody

pytestmark = pytest.mark.usefixtures("land")

HEADING = "code,level,name,short,en,pinyin,lon,lat\n"


def source() -> list[dict[str, str]]:
    with lzma.open(shipped("areas/divisions.csv.xz"), "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "divisions.csv"
    path.write_text(HEADING + "\n".join(lines), encoding="utf-8")
    return path


def test_every_level_of_every_city_has_as_many_divisions_as_the_source() -> None:
    expected = Counter((row["code"][:4], row["level"]) for row in source())
    counted = Counter((area.code[:4], Level(area.level).name.lower()) for area in Area.objects.all())
    assert counted == expected
    assert counted["2302", "village"] == 1599
    assert counted["4509", "town"] == 110


def test_every_division_lies_inside_its_parent() -> None:
    for area in Area.objects.select_related("parent").exclude(level=Level.PROVINCE):
        assert area.parent is not None
        assert area.parent.level == area.level - 1
        assert area.code.startswith(area.parent.prefix)


def test_loading_the_same_file_again_changes_nothing() -> None:
    before = list(Area.objects.order_by("code").values())
    actions.load_divisions(by=SYSTEM, path=shipped("areas/divisions.csv.xz"))
    assert list(Area.objects.order_by("code").values()) == before


def test_an_orphan_is_refused_by_name_and_nothing_is_loaded(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "230202001999,village,好村委会,好村,Hao Village,hao cun,,",
        "990101001000,town,孤儿镇,孤儿镇,Guer Town,gu er zhen,,",
    )
    with pytest.raises(Invalid) as refused:
        actions.load_divisions(by=SYSTEM, path=path)
    assert refused.value.code == "division_orphan"
    assert "990101001000 孤儿镇" in refused.value.sentence
    assert queries.area("230202001999") is None


def test_a_level_that_does_not_fit_the_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="division_level_unfit"):
        actions.load_divisions(
            by=SYSTEM, path=file_of(tmp_path, "230202000000,town,龙沙区,龙沙区,Longsha District,long sha qu,,")
        )


def test_a_division_that_a_later_edition_leaves_out_stays_but_is_out_of_use(tmp_path: Path) -> None:
    gone = "230202001001"
    lines = [
        ",".join(f'"{value}"' for value in row.values())
        for row in source()
        if row["code"].startswith("23") and row["code"] != gone
    ]
    actions.load_divisions(by=SYSTEM, path=file_of(tmp_path, *lines), edition="2024-06-30")
    assert queries.area(gone) is not None
    with pytest.raises(Invalid, match="area_unknown"):
        queries.area_or_refuse(gone)
    assert Area.objects.within("4509").filter(is_active=False).count() == 0, "other cities are left alone"


@pytest.mark.parametrize("role", [Role.SITE_KEEPER, Role.CITY_OFFICE])
def test_only_the_platforms_administrators_load_divisions(role: Role) -> None:
    for actor in (somebody(), holder(role, "2302"), holder(Role.ADMINISTRATOR, "2302")):
        with pytest.raises(NotAllowed):
            actions.load_divisions(by=actor, path=shipped("areas/divisions.csv.xz"))


def test_a_subtree_is_found_by_the_index() -> None:
    plan = Area.objects.within("230202").order_by().explain()
    assert "Seq Scan" not in plan
    assert "Index Cond" in plan
    assert "230202" in plan.split("Index Cond", 1)[1].splitlines()[0]


def test_an_area_knows_what_it_is_part_of_and_what_is_inside() -> None:
    assert [area.short for area in queries.ancestors("230202001001")] == [
        "黑龙江省",
        "齐齐哈尔市",
        "龙沙区",
        "五龙街道",
    ]
    assert [area.short for area in queries.children("450900000000")][:2] == ["玉州区", "福绵区"]
    assert queries.city_of("450923001001").short == "玉林市"


@pytest.mark.parametrize(
    ("text", "found"), [("龙沙", "龙沙区"), ("longsha", "龙沙区"), ("Long Sha", "龙沙区"), ("正阳", "正阳街道")]
)
def test_a_division_is_found_by_name_and_by_pinyin(text: str, found: str) -> None:
    assert queries.search(text, "2302")[0].short == found


@pytest.mark.parametrize("text", ["", "   ", "%", "[a", "x" * 500, "𠮷"])
def test_a_search_for_nothing_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert queries.search(text, "2302") == []


def test_an_unknown_code_is_refused_in_both_languages() -> None:
    with pytest.raises(Invalid) as refused:
        queries.area_or_refuse("230299000000")
    assert (refused.value.code, refused.value.field, refused.value.status) == ("area_unknown", "area", 422)
    with override("en"):
        assert refused.value.sentence == "There is no area with the code “230299000000”."
    with override("zh-hans"):
        assert refused.value.sentence == "没有代码为“230299000000”的区划。"


@pytest.mark.parametrize(
    "code", ["", "2302", "23020200000x", "２３０２０２００００００", "2302020000000", "a" * 10_000]
)
def test_what_is_no_code_at_all_is_refused_too(code: str) -> None:
    with pytest.raises(Invalid, match="area_unknown"):
        queries.area_or_refuse(code)


def test_outlines_cover_the_counties_of_a_city() -> None:
    drawn = queries.outlines("4509")["features"]
    counties = list(Area.objects.within("4509").filter(level=Level.COUNTY).values_list("code", flat=True))
    assert [feature["id"] for feature in drawn] == counties
    assert {feature["geometry"]["type"] for feature in drawn} <= {"Polygon", "MultiPolygon"}
    assert all(feature["bbox"][0] < feature["properties"]["label"][0] < feature["bbox"][2] for feature in drawn)
