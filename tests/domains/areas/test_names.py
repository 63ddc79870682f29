"""Names of areas cost the same for a short list and a long one, and are never older than the request."""

import pytest
from django.utils.translation import override

from hecheng.domains.areas import actions, queries
from hecheng.domains.areas.models import Area, Level
from hecheng.domains.areas.remembered import remembering
from tests.factories.areas import SYSTEM
from tests.factories.ground import queries as counted

pytestmark = pytest.mark.usefixtures("land")

VILLAGES = 300


def villages(n: int) -> list[str]:
    return list(Area.objects.within("2302").filter(level=Level.VILLAGE).values_list("code", flat=True)[:n])


def test_a_path_is_said_from_the_county_down() -> None:
    assert queries.name_path("230202001000") == "龙沙区 · 五龙街道"
    assert queries.name_path("230202001001") == "龙沙区 · 五龙街道 · 新宫社区"
    assert queries.name_path("230200000000") == "齐齐哈尔市"


def test_a_path_is_said_in_the_readers_language_even_within_one_request() -> None:
    with remembering():
        assert queries.name_path("230202001000") == "龙沙区 · 五龙街道"
        with override("en"):
            assert queries.name_path("230202001000") == "Longsha District · Wulong Subdistrict"


def test_a_code_without_an_area_is_shown_as_it_is() -> None:
    assert queries.name_paths(["999999000000", "nonsense"]) == {"999999000000": "999999000000", "nonsense": "nonsense"}


def test_the_names_of_a_list_page_cost_one_query_whatever_the_rows() -> None:
    for rows in (1, VILLAGES):
        codes = villages(rows)
        with counted() as asked:
            paths = queries.name_paths(codes)
        assert len(asked) == 1
        assert len(paths) == rows


def test_names_asked_one_by_one_cost_a_request_four_queries_at_most() -> None:
    codes = villages(VILLAGES)
    with remembering(), counted() as asked:
        for code in codes:
            queries.name_path(code)
    assert len(asked) <= 4


def test_the_next_request_sees_a_new_name() -> None:
    with remembering():
        assert queries.name_path("230202000000") == "龙沙区"
    Area.objects.filter(code="230202000000").update(short="新龙沙区")  # as another process would
    with remembering():
        assert queries.name_path("230202000000") == "新龙沙区"


def test_a_request_asks_for_a_setting_once_and_sees_its_own_change() -> None:
    with remembering():
        with counted() as asked:
            for code in villages(20):
                assert queries.setting("brand", code, "鹤城") == "鹤城"
        assert len(asked) == 2, "the villages themselves, and the setting"
        actions.change_setting(by=SYSTEM, prefix="2302", key="brand", value="鹤城有约")
        assert queries.setting("brand", "230202000000") == "鹤城有约"
