"""A keeper of one county changes nothing of the next; keeping comes and goes with the appointment."""

from datetime import date

import pytest
from django.utils.translation import override

from hecheng.domains.people.models import Role
from hecheng.domains.people.permissions import ANYONE, Actor
from hecheng.domains.places import actions, queries
from hecheng.domains.places.models import Kind, Place
from hecheng.kernel.errors import Missing, NotAllowed
from tests.factories.areas import SYSTEM
from tests.factories.ground import holder, somebody

pytestmark = pytest.mark.usefixtures("land")

OURS, THEIRS = "230202001001", "230203002001"


def station(area: str) -> Place:
    return Place.objects.get(area=area, kind=Kind.STATION)


def test_a_keeper_changes_places_of_their_own_county_only() -> None:
    keeper = holder(Role.SITE_KEEPER, "230202")
    actions.change_place(by=keeper, place=station(OURS), phone="0452 2123 456")
    assert station(OURS).phone == "0452 2123 456"
    with pytest.raises(NotAllowed) as refused:
        actions.change_place(by=keeper, place=station(THEIRS), phone="1")
    assert station(THEIRS).phone == ""
    with override("zh-hans"):
        assert refused.value.sentence == "这个场所不在您的地区。"
    with override("en"):
        assert refused.value.sentence == "This place is not in your area."


@pytest.mark.parametrize("role", [Role.SITE_KEEPER, Role.AUDITOR, Role.VOLUNTEER])
def test_keepers_auditors_and_volunteers_open_and_close_nothing(role: Role) -> None:
    actor = holder(role, "2302")
    with pytest.raises(NotAllowed):
        actions.open_place(by=actor, kind=Kind.POINT, area=OURS, name="驿站")
    with pytest.raises(NotAllowed):
        actions.close_place(by=actor, place=station(OURS))


def test_a_dispatcher_opens_places_in_their_county_only_and_a_batch_is_all_or_nothing() -> None:
    dispatcher = holder(Role.COUNTY_DISPATCHER, "230202")
    point = actions.open_place(by=dispatcher, kind=Kind.POINT, area=OURS, name="驿站", parent=station(OURS))
    assert point.area == OURS
    before = Place.objects.count()
    with pytest.raises(NotAllowed):
        actions.open_places(
            by=dispatcher,
            places=[Place(kind=Kind.POINT, area=area, name="驿站二") for area in (OURS, THEIRS)],
        )
    assert Place.objects.count() == before


def test_everybody_sees_open_places_and_only_staff_of_the_area_see_closed_ones() -> None:
    place = station(OURS)
    assert queries.site(place.pk) == place
    actions.close_place(by=SYSTEM, place=place)
    assert queries.site(place.pk, holder(Role.SITE_KEEPER, "230202")) == place
    for stranger in (ANYONE, somebody(), holder(Role.SITE_KEEPER, "230203")):
        with pytest.raises(Missing):
            queries.site(place.pk, stranger)
        assert not queries.sites(OURS, actor=stranger).exists()


@pytest.mark.parametrize("id", ["", "1", "x" * 5000, "00000000-0000-0000-0000-000000000000"])
def test_an_address_that_names_no_place_is_answered_as_missing(id: str) -> None:
    with pytest.raises(Missing):
        queries.site(id)


def appoint(place: Place, keeper: Actor | None, by: Actor = SYSTEM) -> None:
    actions.appoint_keeper(by=by, place=place, person=keeper.person if keeper else None)


def fresh(actor: Actor) -> Actor:
    """The same person with the rights they hold now."""
    assert actor.person is not None
    return Actor.for_person(actor.person)


def test_a_keeper_gets_the_right_with_the_place_and_loses_it_to_the_next() -> None:
    office, first, second = holder(Role.CITY_OFFICE, "2302"), somebody(), somebody()
    appoint(station(OURS), first, by=office)
    assert fresh(first).holds(Role.SITE_KEEPER, area=OURS)
    assert not fresh(first).holds(Role.SITE_KEEPER, area="230202001002")
    appoint(station(OURS), second, by=office)
    assert not fresh(first).holds(Role.SITE_KEEPER, area=OURS)
    assert fresh(second).holds(Role.SITE_KEEPER, area=OURS)
    assert station(OURS).keeper == second.person


def test_the_right_ends_with_the_place_unless_another_one_is_kept_there() -> None:
    keeper = somebody()
    second = actions.open_place(by=SYSTEM, kind=Kind.STATION, area=OURS, name="第二站", opened_on=date(2021, 1, 1))
    for place in (station_first := Place.objects.get(area=OURS, name__startswith="新宫"), second):
        appoint(place, keeper)
    actions.close_place(by=SYSTEM, place=station_first)
    assert fresh(keeper).holds(Role.SITE_KEEPER, area=OURS)
    actions.close_place(by=SYSTEM, place=second)
    assert not fresh(keeper).holds(Role.SITE_KEEPER, area=OURS)


def test_nobody_appoints_outside_their_city_or_without_the_office() -> None:
    for actor in (holder(Role.CITY_OFFICE, "4509"), holder(Role.SITE_KEEPER, "230202"), somebody()):
        with pytest.raises(NotAllowed):
            appoint(station(OURS), somebody(), by=actor)
    office = holder(Role.CITY_OFFICE, "2302")
    with pytest.raises(NotAllowed):
        appoint(station(OURS), office, by=office)
    assert station(OURS).keeper is None
