"""The people of a played city: who works for it, who volunteers in which team, who asks. All names are made up."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count

from hecheng.demo.ground import SYSTEM
from hecheng.demo.targets import Targets
from hecheng.demo.words import Words
from hecheng.domains.areas.models import Area, Level
from hecheng.domains.people import actions as people
from hecheng.domains.people.models import Person, Role, Skill, Team
from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.models import Kind, Place
from hecheng.domains.services.models import Offering
from hecheng.kernel import clock

#: how far a home may lie from its village's point, degrees
NEAR = 0.008
#: of a hundred volunteers, so many are found fit to work with children and with adults in care
CLEARED = 20


@dataclass
class Cast:
    """Everybody by their part. Keepers by county prefix; teams and volunteers (persons) by county prefix."""

    prefix: str
    rng: random.Random
    words: Words
    office: Person | None = None
    dispatchers: dict[str, Person] = field(default_factory=dict)
    keepers: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    teams: dict[str, list[Team]] = field(default_factory=lambda: defaultdict(list))
    volunteers: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    residents: list[Person] = field(default_factory=list)
    skills: dict[object, set[str]] = field(default_factory=lambda: defaultdict(set))
    cleared: set[object] = field(default_factory=set)
    homes: list[Place] = field(default_factory=list)
    crowd: list[int] = field(default_factory=list)
    #: telephone numbers of one block that no subscriber has, so that a played call reaches nobody
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))

    def somewhere(self) -> Place:
        """A station, those of town districts more often, as more people live there."""
        return self.rng.choices(self.homes, self.crowd)[0]

    def new_person(self, place: Place, *, age: tuple[int, int] = (22, 68)) -> people.NewPerson:
        """Somebody who lives near a place."""
        rng = self.rng
        return people.NewPerson(
            name=self.words.full_name(rng),
            area=place.area,
            phone=f"1990000{next(self.numbers):04d}",
            lon=round((place.lon or 0) + rng.uniform(-NEAR, NEAR), 6),
            lat=round((place.lat or 0) + rng.uniform(-NEAR, NEAR), 6),
            birth_year=clock.today().year - rng.randint(*age),
        )


def gather(prefix: str, targets: Targets, words: Words, began: datetime, seed: int) -> Cast:
    """Register staff, organisations, teams and residents as they stood when the year began."""
    cast = Cast(prefix, random.Random(seed), words)  # noqa: S311  # a played city, not a secret
    homes = list(Place.objects.within(prefix).filter(kind=Kind.STATION, lon__isnull=False).order_by("area", "id"))
    cast.homes, cast.crowd = homes, [_crowd(place) for place in homes]
    with clock.at(began - timedelta(days=400)):
        _employ(cast, homes)
        _found(cast, homes, targets)
    with clock.at(began - timedelta(days=60)):
        newcomers = [cast.new_person(cast.somewhere(), age=(30, 84)) for _ in range(160)]
        cast.residents = people.register_persons(by=SYSTEM, persons=newcomers)
    return cast


def _employ(cast: Cast, homes: list[Place]) -> None:
    """One city office and auditor; a dispatcher and three keepers for every county."""
    counties = Area.objects.within(cast.prefix).filter(level=Level.COUNTY, is_active=True).order_by("code")
    by_county = _by_county(homes)
    posts: list[tuple[str, str]] = [(Role.CITY_OFFICE, cast.prefix), (Role.AUDITOR, cast.prefix)]
    for county in counties:
        key = county.code[:6]
        if key in by_county:
            posts += [(Role.COUNTY_DISPATCHER, key), *[(Role.SITE_KEEPER, key)] * 3]
    newcomers = [cast.new_person(cast.rng.choice(by_county.get(prefix, homes))) for _role, prefix in posts]
    for (role, prefix), person in zip(posts, people.register_persons(by=SYSTEM, persons=newcomers), strict=True):
        people.give_grant(by=SYSTEM, person=person, role=role, prefix=prefix)
        if role == Role.CITY_OFFICE:
            cast.office = person
        elif role == Role.COUNTY_DISPATCHER:
            cast.dispatchers[prefix] = person
        elif role == Role.SITE_KEEPER:
            cast.keepers[prefix].append(person)


def _crowd(place: Place) -> int:
    """How many live around a station, in proportion: a residents' community counts for ten villages."""
    return 10 if "社区" in place.name else 1


def _by_county(places: list[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[place.area[:6]].append(place)
    return found


def _found(cast: Cast, homes: list[Place], targets: Targets) -> None:
    """Organisations and their teams, each team with a leader of its own county."""
    rng, by_county = cast.rng, _by_county(homes)
    counties = sorted(by_county)
    names = {area.code[:6]: area.short for area in Area.objects.filter(code__in=[f"{c}000000" for c in counties])}
    seats = [counties[n % len(counties)] for n in range(targets.organisations)]
    organisations = people.found_organisations(
        by=SYSTEM,
        organisations=[
            people.NewOrganisation(
                name=cast.words.organisation(names[county], n), area=f"{county}000000", registered=n % 3 != 0
            )
            for n, county in enumerate(seats)
        ],
    )
    bodies = [*organisations, *organisations]
    leaders = people.register_persons(
        by=SYSTEM, persons=[cast.new_person(rng.choice(by_county[body.area[:6]])) for body in bodies]
    )
    teams = people.found_teams(
        by=SYSTEM,
        teams=[
            people.NewTeam(
                name=cast.words.team(names[body.area[:6]], n), area=body.area, organisation=body, leader=leader
            )
            for n, (body, leader) in enumerate(zip(bodies, leaders, strict=True))
        ],
    )
    for team in teams:
        cast.teams[team.area[:6]].append(team)


def enlist(cast: Cast, count: int, since: date) -> None:
    """Register volunteers near the city's sites, with skills, free half-days and a team."""
    rng = cast.rng
    skills, asked = _skills_by_demand()
    wanted = [
        people.NewVolunteer(
            person=cast.new_person(cast.somewhere()),
            since=since,
            radius_km=rng.choice((3, 5, 8, 8, 12, 20)),
            availability=_free_half_days(rng),
            languages=1 | (2 if rng.random() < 0.08 else 0) | (4 if rng.random() < 0.02 else 0) | 8 * rng.randint(0, 1),
            max_per_week=rng.choice((1, 2, 2, 3)),
            skills=[
                people.HeldSkill(s) for s in dict.fromkeys(rng.choices(skills, asked, k=rng.choice((1, 2, 2, 3, 4))))
            ],
        )
        for _ in range(count)
    ]
    registered = people.register_volunteers(by=SYSTEM, volunteers=wanted)
    members = []
    for volunteer, new in zip(registered, wanted, strict=True):
        county = volunteer.area[:6]
        cast.volunteers[county].append(volunteer.person)
        cast.skills[volunteer.person_id] = {held.skill.code for held in new.skills}
        if cast.teams[county]:
            members.append(people.NewMember(rng.choice(cast.teams[county]), volunteer.person, since))
    people.join_teams(by=SYSTEM, members=members)
    for volunteer in rng.sample(registered, len(registered) * CLEARED // 100):
        until = clock.today() + timedelta(days=730)
        people.clear_person(by=SYSTEM, person=volunteer.person, kind="child", until=until)
        people.clear_person(by=SYSTEM, person=volunteer.person, kind="adult", until=until)
        cast.cleared.add(volunteer.person_id)


def _skills_by_demand() -> tuple[list[Skill], list[int]]:
    """Skills, and how often the menu asks for each: people come because they can do what is wanted."""
    wanted = dict(Offering.skills.through.objects.values_list("skill").annotate(n=Count("pk")))
    skills = list(Skill.objects.order_by("bit"))
    return skills, [wanted.get(skill.pk, 0) + 1 for skill in skills]


def _free_half_days(rng: random.Random) -> int:
    """Evenings and weekends for most, weekdays for those who no longer work."""
    retired = rng.random() < 0.45
    mask = 0
    for weekday in range(7):
        for part in range(3):
            likely = 0.75 if retired or weekday > 4 else 0.5 if part == 2 else 0.15
            if rng.random() < likely:
                mask |= 1 << (3 * weekday + part)
    return mask or 0b111 << 15


def actor(person: Person | None) -> Actor:
    """The actor of a played person. Rights are read once a person: nobody in the play changes office."""
    assert person is not None
    known = _actors.get(person.pk)
    if known is None:
        known = _actors[person.pk] = Actor.for_person(person)
    return known


_actors: dict[uuid.UUID, Actor] = {}
