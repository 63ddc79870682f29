"""Organisations and teams are founded, joined and counted, and each count opens to its rows."""

from datetime import date

import pytest

from hecheng.domains.indicators import Period
from hecheng.domains.indicators.queries import count, opens
from hecheng.domains.people import actions, queries
from hecheng.domains.people.actions import NewMember, NewOrganisation, NewTeam, NewVolunteer
from hecheng.domains.people.models import Membership, Role
from hecheng.domains.people.permissions import ANYONE, Actor
from hecheng.kernel import clock
from hecheng.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from tests.factories.actors import OTHER_STREET, STREET, SYSTEM, acting, somebody, staff

pytestmark = pytest.mark.usefixtures("ground_laid")


def test_a_name_is_taken_once_in_an_area_and_a_number_once_anywhere() -> None:
    actions.found_organisation(by=SYSTEM, name=" 红马甲  志愿服务队 ", area=STREET, number="51230200MJ")
    with pytest.raises(Conflict) as refused:
        actions.found_organisation(by=SYSTEM, name="红马甲 志愿服务队", area=STREET)
    assert refused.value.code == "organisation_exists"
    with pytest.raises(Conflict) as refused:
        actions.found_organisation(by=SYSTEM, name="蓝马甲", area=OTHER_STREET, number="51230200MJ")
    assert refused.value.code == "number_taken"
    actions.found_organisation(by=SYSTEM, name="红马甲 志愿服务队", area=OTHER_STREET)


@pytest.mark.parametrize("name", ["", "  ", "队" * 121])
def test_a_group_needs_a_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.found_team(by=SYSTEM, name=name, area=STREET)
    assert refused.value.field == "name"


def test_a_resident_founds_the_team_they_lead_and_no_other() -> None:
    leader, other = somebody("周队长"), somebody("王芳")
    team = actions.found_team(by=acting(leader), name="邻里队", area=STREET, leader=leader)
    assert acting(leader).leads(team)
    assert queries.members_of(team).get().role == Membership.Role.LEADER
    with pytest.raises(NotAllowed):
        actions.found_team(by=acting(leader), name="别人的队", area=STREET, leader=other)
    with pytest.raises(NotAllowed):
        actions.found_teams(
            by=acting(leader), teams=[NewTeam(name=f"{n}队", area=STREET, leader=leader) for n in "一二"]
        )


def test_one_joins_once_leaves_and_joins_again_but_a_leader_stays() -> None:
    leader, member = somebody("周队长"), somebody("王芳")
    team = actions.found_team(by=SYSTEM, name="邻里队", area=STREET, leader=leader)
    actions.join_team(by=acting(member), team=team, person=member)
    with pytest.raises(Conflict) as refused:
        actions.join_team(by=acting(member), team=team, person=member)
    assert refused.value.code == "already_member"
    assert queries.teams_of(member).get() == team
    actions.leave_team(by=acting(member), team=team, person=member)
    actions.join_team(by=acting(member), team=team, person=member)
    with pytest.raises(Invalid) as refused_leader:
        actions.leave_team(by=acting(leader), team=team, person=leader)
    assert refused_leader.value.code == "leader_cannot_leave"


def test_a_keeper_takes_members_only_from_the_own_district() -> None:
    keeper = staff(Role.SITE_KEEPER, "230202")
    team = actions.found_team(by=keeper, name="邻里队", area=STREET)
    here, there = somebody("甲一", STREET), somebody("乙二", OTHER_STREET)
    actions.join_team(by=keeper, team=team, person=here)
    with pytest.raises(Missing):
        actions.join_teams(by=keeper, members=[NewMember(team, there)])


def test_volunteers_organisations_and_teams_are_counted_as_of_a_day_and_by_area() -> None:
    people = [somebody("甲一", STREET), somebody("乙二", STREET), somebody("丙三", OTHER_STREET)]
    days = [date(2026, 10, 1), date(2026, 11, 23), date(2026, 11, 23)]
    new = [NewVolunteer(person=person, since=day) for person, day in zip(people, days, strict=True)]
    left = actions.register_volunteers(by=SYSTEM, volunteers=new)[0]
    assert count("people.volunteers", "2302", Period.as_of(date(2026, 10, 31))) == 1
    assert count("people.volunteers", "2302", Period.as_of(date(2026, 11, 23))) == 3
    assert count("people.volunteers", "230203", Period.as_of(date(2026, 11, 23))) == 1
    type(left).objects.filter(pk=left.pk).update(until=date(2026, 11, 1))
    assert count("people.volunteers", "2302", Period.as_of(date(2026, 11, 23))) == 2
    kinds = ["volunteer", "volunteer", "department"]
    organisations = [NewOrganisation(name=f"组织{n}", area=STREET, kind=kind) for n, kind in enumerate(kinds)]
    actions.found_organisations(by=SYSTEM, organisations=organisations)
    assert count("people.organisations", "2302", Period.as_of(clock.today())) == 2
    assert count("people.teams", "2302", Period.as_of(clock.today())) == 0


def test_a_count_of_volunteers_opens_masked_and_only_as_far_as_one_may_see() -> None:
    new = [NewVolunteer(person=somebody(name, area)) for name, area in (("王芳", STREET), ("张伟", OTHER_STREET))]
    actions.register_volunteers(by=SYSTEM, volunteers=new)
    today = Period.as_of(clock.today())

    def opened(actor: Actor) -> tuple[int, list[str], int]:
        found = opens("people.volunteers", "2302", today, actor)
        return found.counted, [found.indicator.columns[0].of(row) for row in found.rows], found.hidden_rows

    assert opened(staff(Role.SITE_KEEPER, "230202")) == (2, ["王*"], 1)
    assert opened(staff(Role.CITY_OFFICE, "2302", name="赵主任")) == (2, ["王*", "张*"], 0)
    assert opened(ANYONE) == (2, [], 2)
