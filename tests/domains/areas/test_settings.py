"""Rules differ by area: the longest prefix that covers an area decides."""

import pytest
from django.utils.translation import override

from hecheng.domains.areas import actions, queries
from hecheng.domains.people.models import Role
from hecheng.kernel.errors import Invalid, NotAllowed
from tests.factories.areas import SYSTEM
from tests.factories.ground import holder

pytestmark = pytest.mark.usefixtures("land")


def put(prefix: str, value: object) -> None:
    actions.change_setting(by=SYSTEM, prefix=prefix, key="answer-hours", value=value)


def test_the_longest_prefix_decides() -> None:
    put("", 48)
    put("2302", 24)
    put("230202", 4)
    assert queries.setting("answer-hours", "230202001001") == 4
    assert queries.setting("answer-hours", "230203000000") == 24
    assert queries.setting("answer-hours", "450902000000") == 48
    assert queries.setting("answer-hours", "2302") == 24, "a prefix may ask as well"


def test_without_a_setting_the_default_holds() -> None:
    assert queries.setting("answer-hours", "230202000000", 72) == 72


def test_a_setting_that_is_taken_away_gives_way_to_the_wider_one() -> None:
    put("2302", 24)
    put("230202", 0)
    assert queries.setting("answer-hours", "230202000000") == 0, "nought is a value"
    put("230202", None)
    assert queries.setting("answer-hours", "230202000000") == 24


def test_administrators_change_settings_of_their_own_area_only() -> None:
    ours = holder(Role.ADMINISTRATOR, "2302")
    actions.change_setting(by=ours, prefix="230202", key="brand", value="鹤城")
    for prefix in ("4509", "23", ""):
        with pytest.raises(NotAllowed):
            actions.change_setting(by=ours, prefix=prefix, key="brand", value="鹤城")
    with pytest.raises(NotAllowed):
        actions.change_setting(by=holder(Role.CITY_OFFICE, "2302"), prefix="2302", key="brand", value="x")


@pytest.mark.parametrize("prefix", ["2", "230", "23x2", "230202001001000"])
def test_a_prefix_that_is_none_is_refused_in_both_languages(prefix: str) -> None:
    with pytest.raises(Invalid) as refused, override("zh-hans"):
        put(prefix, 1)
    assert refused.value.field == "prefix"
    with pytest.raises(Invalid) as refused, override("en"):
        put(prefix, 1)
    assert refused.value.sentence.startswith(("A prefix has", "Ensure this value"))
