"""Organisations and teams are founded; people join and leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions.persons import BATCH, require_kept
from hecheng.domains.people.models import Membership, Organisation, Person, Team
from hecheng.domains.people.permissions import KEEPERS, Actor, visible_persons
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid, Missing


@dataclass(frozen=True, kw_only=True)
class NewOrganisation:
    """An organisation to found; see the fields of `Organisation`."""

    name: str
    area: str
    kind: str = Organisation.Kind.VOLUNTEER
    registered: bool = False
    number: str = ""
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewTeam:
    """A team to found; its leader becomes a member. It need not be registered."""

    name: str
    area: str
    kind: str = Team.Kind.RESIDENTS
    organisation: Organisation | None = None
    leader: Person | None = None
    registered: bool = False
    since: date | None = None


@dataclass(frozen=True)
class NewMember:
    """Somebody who joins a team."""

    team: Team
    person: Person
    since: date | None = None


def _named(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > 120:
        raise Invalid("group_name", _("Please give a name of at most 120 characters."), field="name")
    return text


@action
def found_organisations(*, by: Actor, organisations: Sequence[NewOrganisation]) -> list[Organisation]:
    """Enter organisations, in order; all or none. Raises `NotAllowed`, or `Conflict` for a name or number that exists."""
    require_kept(by, (new.area for new in organisations))
    rows = [
        Organisation(
            name=_named(new.name),
            area=new.area,
            kind=new.kind,
            registered=new.registered,
            number=new.number.strip(),
            since=new.since or clock.today(),
        )
        for new in organisations
    ]
    return Organisation.objects.bulk_create(rows, batch_size=BATCH)


@action
def found_organisation(
    *,
    by: Actor,
    name: str,
    area: str,
    kind: str = Organisation.Kind.VOLUNTEER,
    registered: bool = False,
    number: str = "",
) -> Organisation:
    """Enter one organisation; see `found_organisations`."""
    new = NewOrganisation(name=name, area=area, kind=kind, registered=registered, number=number)
    return found_organisations(by=by, organisations=[new])[0]


@action
def found_teams(*, by: Actor, teams: Sequence[NewTeam]) -> list[Team]:
    """Enter teams with their leaders, in order; all or none. Anybody may found one team that they lead themselves."""
    own = len(teams) == 1 and by.person is not None and by.is_person(teams[0].leader)
    if not own:
        require_kept(by, (new.area for new in teams))
    rows = [
        Team(
            name=_named(new.name),
            area=new.area,
            kind=new.kind,
            organisation=new.organisation,
            leader=new.leader,
            registered=new.registered,
            since=new.since or clock.today(),
        )
        for new in teams
    ]
    founded = Team.objects.bulk_create(rows, batch_size=BATCH)
    leaders = [
        Membership(team=team, person=team.leader, role=Membership.Role.LEADER, since=team.since)
        for team in founded
        if team.leader
    ]
    Membership.objects.bulk_create(leaders, batch_size=BATCH)
    return founded


@action
def found_team(
    *,
    by: Actor,
    name: str,
    area: str,
    leader: Person | None = None,
    organisation: Organisation | None = None,
    kind: str = Team.Kind.RESIDENTS,
    registered: bool = False,
) -> Team:
    """Enter one team; see `found_teams`."""
    new = NewTeam(name=name, area=area, leader=leader, organisation=organisation, kind=kind, registered=registered)
    return found_teams(by=by, teams=[new])[0]


@action
def join_teams(*, by: Actor, members: Sequence[NewMember]) -> list[Membership]:
    """Take people into teams: oneself; or, by the team's leader or a keeper of its area, people whom these may see.

    A leader sees the members, so that taking in a stranger by id must not make them visible: strangers join themselves.
    Raises `Missing`, `NotAllowed`, or `Conflict` for a member.
    """
    others = {new.person.pk for new in members if not by.is_person(new.person)}
    if others and Person.objects.filter(visible_persons(by), pk__in=others).count() != len(others):
        raise Missing
    for team in {new.team.pk: new.team for new in members}.values():
        alone = all(by.is_person(new.person) for new in members if new.team.pk == team.pk)
        if not alone and not by.leads(team):
            by.require(*KEEPERS, area=team.area)
        if team.until is not None:
            raise Invalid("team_dissolved", _("“%(team)s” has been dissolved."), team=team.name)
    rows = [
        Membership(team=new.team, person=new.person, role=Membership.Role.MEMBER, since=new.since or clock.today())
        for new in members
    ]
    return Membership.objects.bulk_create(rows, batch_size=BATCH)


@action
def join_team(*, by: Actor, team: Team, person: Person) -> Membership:
    """Take one person into a team; see `join_teams`."""
    return join_teams(by=by, members=[NewMember(team, person)])[0]


@action
def leave_team(*, by: Actor, team: Team, person: Person) -> Membership:
    """End a membership today: oneself, by the team's leader, or by staff. A leader cannot leave before another is named."""
    if not by.is_person(person) and not by.leads(team):
        by.require(*KEEPERS, area=team.area)
    membership = Membership.objects.select_for_update().filter(team=team, person=person, until=None).first()
    if membership is None:
        raise Missing
    if Team.objects.filter(pk=team.pk, leader=person).exists():
        raise Invalid("leader_cannot_leave", _("Please name another leader first."))
    membership.until = clock.today()
    membership.save(update_fields=["until"])
    return membership
