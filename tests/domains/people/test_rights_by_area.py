"""A right reaches as far as its prefix and lasts as long as its grant."""

from datetime import timedelta

import pytest

from hecheng.domains.people import actions, queries
from hecheng.domains.people.models import Look, Person, Role, Volunteer
from hecheng.domains.people.permissions import ANYONE, Actor, visible_persons
from hecheng.kernel import clock
from hecheng.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from tests.factories.actors import (
    CITY,
    JIANHUA,
    LONGSHA,
    OTHER_STREET,
    STREET,
    SYSTEM,
    account_of,
    acting,
    somebody,
    staff,
)

pytestmark = pytest.mark.usefixtures("ground_laid")


def test_a_keeper_of_one_district_neither_finds_nor_reveals_nor_changes_people_of_the_next() -> None:
    keeper = staff(Role.SITE_KEEPER, "230202")
    neighbour = somebody("张伟", area=OTHER_STREET, phone="138 0013 8000")
    assert queries.find_people(keeper, "张伟") == []
    assert queries.find_people(keeper, "13800138000") == []
    with pytest.raises(Missing):
        queries.person_or_missing(keeper, neighbour.pk)
    with pytest.raises(Missing):
        actions.reveal(by=keeper, person=neighbour, field="phone", reason="电话回访确认")
    with pytest.raises(NotAllowed):
        actions.change_person(by=keeper, person=neighbour, name="张三")
    with pytest.raises(NotAllowed):
        actions.register_person(by=keeper, name="张三", area=OTHER_STREET)
    assert not Look.objects.exists()


def test_a_keeper_finds_people_of_the_own_district_by_exact_name_or_number_however_typed() -> None:
    keeper = staff(Role.SITE_KEEPER, "230202")
    here = somebody("张伟", area=STREET, phone="13800138000")
    assert queries.find_people(keeper, " 张伟 ") == [here]
    assert queries.find_people(keeper, "+86 138-0013-8000") == [here]
    assert queries.find_people(keeper, "张") == []


def test_a_keeper_cannot_move_somebody_into_a_district_of_others() -> None:
    keeper, here = staff(Role.SITE_KEEPER, "230202"), somebody(area=STREET)
    with pytest.raises(NotAllowed):
        actions.change_person(by=keeper, person=here, area=OTHER_STREET)


@pytest.mark.parametrize(
    ("role", "prefix", "seen"),
    [
        (Role.SITE_KEEPER, "230202", {"here", "self"}),
        (Role.CITY_OFFICE, "2302", {"here", "there", "self"}),
        (Role.ADMINISTRATOR, "", {"here", "there", "self"}),
        (Role.RESIDENT, "2302", {"self"}),
        (Role.TEAM_LEADER, "2302", {"self"}),
    ],
)
def test_staff_see_the_people_of_their_prefix_and_nobody_else_does(role: str, prefix: str, seen: set[str]) -> None:
    people = {"here": somebody("甲一", STREET), "there": somebody("乙二", OTHER_STREET)}
    actor = staff(role, prefix)
    assert actor.person
    people["self"] = actor.person
    visible = set(Person.objects.filter(visible_persons(actor)))
    assert {name for name, person in people.items() if person in visible} == seen


def test_everywhere_stays_everywhere_when_something_is_added_to_it() -> None:
    administrator, stranger = staff(Role.ADMINISTRATOR, ""), somebody(area=OTHER_STREET)
    assert stranger in Person.objects.filter(visible_persons(administrator))
    actions.register_volunteer(by=SYSTEM, person=stranger)
    assert Volunteer.objects.filter(visible_persons(SYSTEM, "person")).count() == 1
    assert Volunteer.objects.filter(visible_persons(administrator, "person")).count() == 1
    assert Volunteer.objects.filter(visible_persons(ANYONE, "person")).count() == 0


def test_a_grant_that_ended_or_has_not_begun_gives_nothing() -> None:
    person = somebody()
    account = account_of(person)
    grant = actions.give_grant(by=SYSTEM, person=person, role=Role.SITE_KEEPER, prefix="230202")
    actions.give_grant(
        by=SYSTEM, person=person, role=Role.AUDITOR, prefix="2302", starts=clock.now() + timedelta(days=1)
    )
    assert Actor.of(account).holds(Role.SITE_KEEPER, area=STREET)
    assert not Actor.of(account).holds(Role.AUDITOR, area=STREET)
    actions.end_grant(by=SYSTEM, grant=grant)
    assert not Actor.of(account).holds(Role.SITE_KEEPER, area=STREET)
    assert Actor.of(account).prefixes(Role.SITE_KEEPER) == ()
    with clock.at(clock.now() + timedelta(days=2)):
        assert Actor.of(account).holds(Role.AUDITOR, area=STREET)


def test_a_grant_ends_no_earlier_than_now() -> None:
    grant = actions.give_grant(by=SYSTEM, person=somebody(), role=Role.SITE_KEEPER, prefix="230202")
    before = clock.now()
    ended = actions.end_grant(by=SYSTEM, grant=grant, at=before - timedelta(days=30))
    assert ended.ends
    assert ended.ends >= before


def test_the_same_role_is_not_held_twice_at_a_time_but_again_after_its_end() -> None:
    person = somebody()
    grant = actions.give_grant(by=SYSTEM, person=person, role=Role.SITE_KEEPER, prefix="230202")
    with pytest.raises(Conflict) as refused:
        actions.give_grant(by=SYSTEM, person=person, role=Role.SITE_KEEPER, prefix="230202")
    assert refused.value.code == "already_granted"
    actions.end_grant(by=SYSTEM, grant=grant)
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.give_grant(by=SYSTEM, person=person, role=Role.SITE_KEEPER, prefix="230202")


@pytest.mark.parametrize(
    ("role", "prefix", "code"), [("king", "2302", "role_unknown"), (Role.AUDITOR, "23x", "prefix_unknown")]
)
def test_an_unknown_role_or_prefix_is_refused(role: str, prefix: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.give_grant(by=SYSTEM, person=somebody(), role=role, prefix=prefix)
    assert refused.value.code == code


def test_a_grant_must_end_after_it_begins() -> None:
    now = clock.now()
    with pytest.raises(Invalid) as refused:
        actions.give_grant(by=SYSTEM, person=somebody(), role=Role.AUDITOR, prefix="2302", starts=now, ends=now)
    assert refused.value.code == "ends_before_start"


def test_nobody_gives_more_than_they_may() -> None:
    office, somebody_else = staff(Role.CITY_OFFICE, "2302"), somebody()
    actions.give_grant(by=office, person=somebody_else, role=Role.COUNTY_DISPATCHER, prefix="230203")
    for role, prefix in [(Role.ADMINISTRATOR, "2302"), (Role.AUDITOR, "2302"), (Role.SITE_KEEPER, "4509")]:
        with pytest.raises(NotAllowed):
            actions.give_grant(by=office, person=somebody_else, role=role, prefix=prefix)
    assert office.person
    with pytest.raises(NotAllowed):
        actions.give_grant(by=office, person=office.person, role=Role.SITE_KEEPER, prefix="230202")
    with pytest.raises(NotAllowed):
        actions.give_grant(by=acting(somebody()), person=somebody_else, role=Role.SITE_KEEPER, prefix="230202")


def test_a_keeper_opens_no_account_for_somebody_with_more_rights() -> None:
    keeper, officer = staff(Role.SITE_KEEPER, "230202"), somebody(area=STREET)
    actions.give_grant(by=SYSTEM, person=officer, role=Role.CITY_OFFICE, prefix="2302")
    with pytest.raises(NotAllowed):
        actions.register_account(by=keeper, person=officer, email="x@example.cn", password="a long password")


def test_an_auditor_reads_and_changes_nothing() -> None:
    auditor, person = staff(Role.AUDITOR, "2302"), somebody()
    assert queries.person_or_missing(auditor, person.pk) == person
    with pytest.raises(NotAllowed):
        actions.change_person(by=auditor, person=person, name="张三")
    with pytest.raises(NotAllowed):
        actions.register_person(by=auditor, name="张三", area=STREET)


def test_a_closed_account_acts_as_nobody() -> None:
    actor = staff(Role.CITY_OFFICE, "2302")
    assert actor.account
    actor.account.is_active = False
    assert Actor.of(actor.account) == ANYONE


def test_prefixes_inside_others_are_left_out() -> None:
    person = somebody(area=CITY)
    for prefix in ("2302", "230202", "4509"):
        actions.give_grant(by=SYSTEM, person=person, role=Role.SITE_KEEPER, prefix=prefix)
    actor = acting(person)
    assert actor.prefixes(Role.SITE_KEEPER) == ("2302", "4509")
    assert actor.holds(Role.SITE_KEEPER, area=JIANHUA)
    assert not actor.holds(Role.SITE_KEEPER, area="130300000000")
    assert not actor.holds(Role.CITY_OFFICE, area=LONGSHA)
