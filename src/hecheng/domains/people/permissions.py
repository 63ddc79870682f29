"""Who acts, and what they may see: predicates that filter lists and guard actions alike."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from hecheng.domains.people.models import Account, Grant, Membership, Person, Role, Team, Volunteer
from hecheng.kernel import clock
from hecheng.kernel.errors import NotAllowed
from hecheng.kernel.scope import covers, within

#: who works for the service; ordinary residents, volunteers and team leaders do not
STAFF = (Role.SITE_KEEPER, Role.COUNTY_DISPATCHER, Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
#: staff who enter and change things; an auditor only reads
KEEPERS = (Role.SITE_KEEPER, Role.COUNTY_DISPATCHER, Role.CITY_OFFICE, Role.ADMINISTRATOR)
#: who may award and clear people
OFFICES = (Role.COUNTY_DISPATCHER, Role.CITY_OFFICE, Role.ADMINISTRATOR)


class Right(NamedTuple):
    """A role on the subtree of a prefix, held now."""

    role: str
    prefix: str


@dataclass(frozen=True)
class Actor:
    """Somebody with the rights they hold at one moment; made once per request, so an ended grant ends at once."""

    account: Account | None = None
    person: Person | None = None
    grants: tuple[Right, ...] = ()
    is_system: bool = False

    @classmethod
    def of(cls, account: Account | AnonymousUser | None) -> Actor:
        """The actor behind a signed-in account; `ANYONE` for nobody, or for an account that may not sign in."""
        if not isinstance(account, Account) or not account.is_active:
            return ANYONE
        grants = rights_of(account.person_id) if account.person_id else ()
        return cls(account, account.person, ((Right(Role.ADMINISTRATOR, ""),) if account.is_superuser else ()) + grants)

    @classmethod
    def for_person(cls, person: Person) -> Actor:
        """The actor that a person is, with or without an account."""
        account = Account.objects.filter(person=person).first()
        return cls(account, person, rights_of(person.pk))

    @classmethod
    def system(cls) -> Actor:
        """Runs jobs, imports and the demo; holds everything."""
        return cls(is_system=True)

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def person_id(self) -> uuid.UUID | None:
        return self.person.pk if self.person else None

    @property
    def is_anyone(self) -> bool:
        """Whether this is the public: nobody in particular."""
        return self.person is None and self.account is None and not self.is_system

    def is_person(self, person: Person | uuid.UUID | None) -> bool:
        """Whether this is the actor's own person."""
        wanted = person.pk if isinstance(person, Person) else person
        return wanted is not None and wanted == self.person_id

    @cached_property
    def volunteer(self) -> Volunteer | None:
        """The actor's own entry as a volunteer, if there is one."""
        return Volunteer.objects.filter(person=self.person, until=None).first() if self.person else None

    @cached_property
    def led_teams(self) -> tuple[uuid.UUID, ...]:
        """Teams that this person leads now."""
        if self.person is None:
            return ()
        return tuple(Team.objects.filter(leader=self.person, until=None).values_list("pk", flat=True))

    def leads(self, team: Any) -> bool:
        """Whether the actor leads this team (row or id); the system leads every team."""
        return self.is_system or getattr(team, "pk", team) in self.led_teams

    def prefixes(self, *roles: str) -> tuple[str, ...]:
        """Area prefixes on which one of the roles is granted, without those inside others; ("",) is everywhere."""
        if self.is_system:
            return ("",)
        held = {right.prefix for right in self.grants if right.role in roles}
        return tuple(
            prefix for prefix in sorted(held) if not any(prefix != wider and covers(wider, prefix) for wider in held)
        )

    def holds(self, *roles: str, area: str | None = None) -> bool:
        """Whether one of the roles is held, for an `area` code or prefix if given.

        Resident, volunteer and team leader are also held by being one, but only when no area is asked: being one gives no
        right over an area. For a team ask `leads`.
        """
        if self.is_system:
            return True
        if area is not None:
            return any(covers(prefix, area) for prefix in self.prefixes(*roles))
        return bool(self.prefixes(*roles)) or self._is_one_of(roles)

    def _is_one_of(self, roles: tuple[str, ...]) -> bool:
        return (
            (Role.RESIDENT in roles and self.person is not None)
            or (Role.VOLUNTEER in roles and self.volunteer is not None)
            or (Role.TEAM_LEADER in roles and bool(self.led_teams))
        )

    def require(self, *roles: str, area: str | None = None) -> None:
        """Raises `NotAllowed` unless `holds`."""
        if not self.holds(*roles, area=area):
            raise NotAllowed

    def require_system(self) -> None:
        """Raises `NotAllowed` unless this is the system."""
        if not self.is_system:
            raise NotAllowed

    def role_over(self, area: str) -> str:
        """The strongest role as staff over an area; team leader where there is none."""
        held = [role for role in STAFF if self.holds(role, area=area)]
        return held[-1] if held else Role.TEAM_LEADER


ANYONE = Actor()


def rights_of(person_id: uuid.UUID) -> tuple[Right, ...]:
    """The grants of a person that hold now."""
    holding = Grant.objects.holding_at(clock.now()).filter(person=person_id)
    return tuple(Right(role, prefix) for role, prefix in holding.values_list("role", "prefix"))


def visible_persons(actor: Actor, path: str = "") -> Q:
    """Persons whose entry the actor may see (masked): oneself, members of the teams one leads, one's areas as staff.

    path: way from the filtered rows to the person (`"volunteer__person"`), empty for persons themselves.
    """
    to = f"{path}__" if path else ""
    seen = within(f"{to}area", *actor.prefixes(*STAFF))
    if actor.person is None:
        return seen
    seen |= Q(**{path or "pk": actor.person.pk})
    if actor.led_teams:
        members = Membership.objects.filter(team__in=actor.led_teams, until=None).values("person")
        seen |= Q(**{f"{path or 'pk'}__in": members})
    return seen


def may_see(actor: Actor, person: Person) -> bool:
    """Whether `visible_persons` lets this one through."""
    return actor.is_person(person) or Person.objects.filter(visible_persons(actor), pk=person.pk).exists()


def on_own_or_kept(actor: Actor, person: Person) -> None:
    """Raises `NotAllowed` unless it is the person themselves or a keeper of their area."""
    if not actor.is_person(person):
        actor.require(*KEEPERS, area=person.area)


def roles_given_by(role: str) -> tuple[Role, ...]:
    """Who gives and ends a role: administrators every one, city offices those below their own."""
    above = (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    return (Role.ADMINISTRATOR,) if role in above else (Role.CITY_OFFICE, Role.ADMINISTRATOR)
