"""What cannot be a place is refused in one sentence, beside its field, in both languages; nothing is written."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from hecheng.domains.places import actions
from hecheng.domains.places.models import Kind, Place
from hecheng.kernel.errors import Conflict, Refusal
from tests.factories.areas import SYSTEM

pytestmark = pytest.mark.usefixtures("land")

GOOD = {"kind": Kind.POINT, "area": "230202001001", "name": "驿站"}


@pytest.mark.parametrize(
    ("wrong", "code", "field", "chinese"),
    [
        ({"area": "230299000000"}, "area_unknown", "area", "没有代码为“230299000000”的区划。"),
        ({"name": " \u3000 "}, "place_name_missing", "name", "请填写名称。"),
        ({"name": "站" * 121}, "place_text_long", "name", "最多 120 个字。"),
        ({"kind": "castle"}, "place_kind", "kind", "没有这种场所类型。"),
        ({"lon": 123.9}, "place_position", "lon", "位置要同时有经度和纬度，以度为单位。"),
        ({"lon": 123.9, "lat": 97.0}, "place_position", "lon", "位置要同时有经度和纬度，以度为单位。"),
        (
            {"hours": {"8": [["08:00", "09:00"]]}},
            "hours_unreadable",
            "hours",
            "开放时间写成 08:30–17:00，先早后晚，不要重叠。",
        ),
    ],
)
def test_a_wrong_fact_is_refused_beside_its_field(wrong: dict[str, Any], code: str, field: str, chinese: str) -> None:
    before = Place.objects.count()
    with pytest.raises(Refusal) as refused:
        actions.open_place(by=SYSTEM, **{**GOOD, **wrong})
    assert (refused.value.code, refused.value.field) == (code, field)
    with override("zh-hans"):
        assert refused.value.sentence == chinese
    with override("en"):
        assert refused.value.sentence.isascii() or "“" in refused.value.sentence or "–" in refused.value.sentence
    assert Place.objects.count() == before


def test_rare_characters_and_long_addresses_are_kept_as_typed() -> None:
    place = actions.open_place(by=SYSTEM, **{**GOOD, "name": " 𠮷祥·䢺家  驿站 🏠 ", "address": "中环路 1 号"})
    place.refresh_from_db()
    assert place.name == "𠮷祥·䢺家 驿站 🏠"


def test_a_name_is_open_once_in_its_area_and_free_again_after_closing() -> None:
    first = actions.open_place(by=SYSTEM, **GOOD)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        actions.open_place(by=SYSTEM, **GOOD)
    assert (refused.value.code, refused.value.field) == ("place_name_taken", "name")
    actions.close_place(by=SYSTEM, place=first)
    assert actions.open_place(by=SYSTEM, **GOOD).pk != first.pk


def test_a_place_belongs_to_an_open_one_of_a_higher_kind_around_it() -> None:
    station = Place.objects.get(area="230202001001", kind=Kind.STATION)
    elsewhere = Place.objects.get(area="230203002001", kind=Kind.STATION)
    with pytest.raises(Refusal, match="place_parent_elsewhere"):
        actions.open_place(by=SYSTEM, **GOOD, parent=elsewhere)
    with pytest.raises(Refusal, match="place_parent_kind"):
        actions.change_place(by=SYSTEM, place=station, parent=station)
    actions.close_place(by=SYSTEM, place=station)
    with pytest.raises(Refusal, match="place_parent_elsewhere"):
        actions.open_place(by=SYSTEM, **GOOD, parent=station)


def test_a_place_closes_once_and_not_before_it_opened() -> None:
    place = actions.open_place(by=SYSTEM, **GOOD, opened_on=date(2022, 1, 1))
    with pytest.raises(Refusal, match="place_closed_early"), transaction.atomic():
        actions.close_place(by=SYSTEM, place=place, on=date(2021, 12, 31))
    actions.close_place(by=SYSTEM, place=place, on=date(2022, 6, 1))
    with pytest.raises(Conflict, match="place_closed"):
        actions.close_place(by=SYSTEM, place=place)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"kind": "castle"}, "place_kind_is_known"),
        ({"lat": 47.0}, "place_position_is_on_earth"),
        ({"lon": 0.0, "lat": 91.0}, "place_position_is_on_earth"),
        ({"opened_on": date(2022, 1, 2), "closed_on": date(2022, 1, 1)}, "place_closes_after_opening"),
    ],
)
def test_the_database_itself_keeps_what_must_never_be_false(facts: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Place(**{**GOOD, **facts}).save()


def test_the_database_lets_no_place_be_its_own_parent() -> None:
    place = actions.open_place(by=SYSTEM, **GOOD)
    with pytest.raises(IntegrityError, match="place_is_not_its_own_parent"), transaction.atomic():
        Place.objects.filter(pk=place.pk).update(parent=place)
