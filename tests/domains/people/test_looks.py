"""Every unmasked look has a reason and is read by its subject."""

import pytest

from hecheng.domains.people import actions, queries
from hecheng.domains.people.models import Look, Role
from hecheng.domains.people.permissions import ANYONE, Actor
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid, Missing, NotAllowed
from tests.factories.actors import STREET, SYSTEM, acting, somebody, staff

pytestmark = pytest.mark.usefixtures("ground_laid")

ID_NUMBER = "11010519491231002X"


def test_a_reveal_gives_the_value_and_is_in_the_looks_of_its_subject() -> None:
    keeper = staff(Role.SITE_KEEPER, "230202")
    person = somebody("王芳", phone="13800138000")
    assert actions.reveal(by=keeper, person=person, field="phone", reason="电话回访 确认时间") == "+8613800138000"
    assert actions.reveal(by=keeper, person=person, field="name", reason="上门核对") == "王芳"
    looks = queries.looks_at(person)
    assert [(look.field, look.role, look.reason, look.reader) for look in looks] == [
        ("name", Role.SITE_KEEPER, "上门核对", keeper.account),
        ("phone", Role.SITE_KEEPER, "电话回访 确认时间", keeper.account),
    ]


def test_a_look_cannot_be_taken_back_or_changed() -> None:
    keeper, person = staff(Role.SITE_KEEPER, "230202"), somebody()
    actions.reveal(by=keeper, person=person, field="name", reason="上门核对")
    look = Look.objects.get()
    with pytest.raises(TypeError):
        look.delete()
    with pytest.raises(Exception, match=r"sealed|permission denied"):
        Look.objects.filter(pk=look.pk).update(reason="没看过")


def test_a_refused_look_shows_nothing_and_leaves_nothing() -> None:
    keeper, person = staff(Role.SITE_KEEPER, "230202"), somebody()
    with pytest.raises(Invalid) as refused:
        actions.reveal(by=keeper, person=person, field="name", reason=" ")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
    with pytest.raises(Invalid):
        actions.reveal(by=keeper, person=person, field="password", reason="上门核对")
    assert not Look.objects.exists()


def test_ones_own_needs_no_reason_and_is_no_look() -> None:
    person = somebody("王芳", phone="13800138000", id_number=ID_NUMBER)
    assert actions.reveal(by=acting(person), person=person, field="id_number") == ID_NUMBER
    assert not Look.objects.exists()


def test_identity_numbers_are_for_offices() -> None:
    person = somebody(id_number=ID_NUMBER)
    with pytest.raises(NotAllowed):
        actions.reveal(by=staff(Role.SITE_KEEPER, "230202"), person=person, field="id_number", reason="核对身份信息")
    office = staff(Role.CITY_OFFICE, "2302", name="赵主任")
    assert actions.reveal(by=office, person=person, field="id_number", reason="核对身份信息") == ID_NUMBER


def test_a_stranger_and_the_public_learn_not_even_that_there_is_somebody() -> None:
    person = somebody()
    for actor in (ANYONE, acting(somebody("张伟", area=STREET))):
        with pytest.raises(Missing):
            actions.reveal(by=actor, person=person, field="name", reason="想认识一下")


def test_a_leader_reads_the_number_of_a_member_but_not_of_a_minor() -> None:
    leader = somebody("周队长")
    team = actions.found_team(by=acting(leader), name="邻里队", area=STREET, leader=leader)
    grown_up = somebody("王芳", phone="13800138000", birth_year=1990)
    child = somebody("李小明", phone="13800138000", birth_year=clock.today().year - 12)
    for member in (grown_up, child):
        actions.join_team(by=SYSTEM, team=team, person=member)
    by = Actor.of(acting(leader).account)
    assert actions.reveal(by=by, person=grown_up, field="phone", reason="通知集合时间") == "+8613800138000"
    assert Look.objects.get().role == Role.TEAM_LEADER
    with pytest.raises(NotAllowed):
        actions.reveal(by=by, person=child, field="phone", reason="通知集合时间和地点变了")


def test_a_minor_is_looked_at_only_for_a_fuller_reason() -> None:
    keeper = staff(Role.SITE_KEEPER, "230202")
    child = somebody("李小明", birth_year=clock.today().year - 12)
    with pytest.raises(Invalid):
        actions.reveal(by=keeper, person=child, field="name", reason="上门核对")
    assert actions.reveal(by=keeper, person=child, field="name", reason="联系监护人确认活动安排") == "李小明"


def test_a_leader_cannot_take_in_strangers_to_see_them() -> None:
    leader, stranger = somebody("周队长"), somebody("王芳")
    team = actions.found_team(by=acting(leader), name="邻里队", area=STREET, leader=leader)
    with pytest.raises(Missing):
        actions.join_team(by=acting(leader), team=team, person=stranger)
    actions.join_team(by=acting(stranger), team=team, person=stranger)
    assert queries.person_or_missing(acting(leader), stranger.pk) == stranger
    actions.leave_team(by=acting(stranger), team=team, person=stranger)
    with pytest.raises(Missing):
        queries.person_or_missing(acting(leader), stranger.pk)
