"""People as the platform comes to know them: entered, registered, given their roles."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

from django.test import Client

from hecheng.domains.people import actions
from hecheng.domains.people.models import Account, Person, Role, Skill, Team, Volunteer
from hecheng.domains.people.permissions import Actor
from hecheng.kernel import clock
from hecheng.kernel.scope import padded
from tests.factories.areas import HUXI, LONGSHA, QIQIHAR, SYSTEM, XINGONG, the_areas

PASSWORD = "crane-over-water-9"
#: where Longsha lies, degrees
LON, LAT = 123.957, 47.318
NAMES = ("王芳", "李·阿依古丽", "欧阳小红", "𠮷田明", "䢺文", "赵一", "John Smith", "孙丽😀")
_numbers = itertools.count(1)


def a_phone() -> str:
    """A telephone number that nobody else in this run has."""
    return f"138{next(_numbers):08d}"


def a_person(area: str = XINGONG, **facts: object) -> Person:
    """Somebody without rights; facts as in `register_person`."""
    the_areas()
    known = {"name": NAMES[next(_numbers) % len(NAMES)], "phone": a_phone(), "lon": LON, "lat": LAT} | facts
    return actions.register_person(by=SYSTEM, area=area, **known)  # type: ignore[arg-type]  # as the caller gives them


def an_account(person: Person, *, phone: str = "", email: str = "") -> Account:
    """A way in for a person, with `PASSWORD`; by a new number unless one is given."""
    number = phone or ("" if email else a_phone())
    return actions.register_account(by=SYSTEM, person=person, password=PASSWORD, phone=number, email=email)


def signed_in(person: Person) -> Client:
    """A browser in which this person is signed in; their account is opened if need be."""
    client = Client()
    client.force_login(Account.objects.filter(person=person).first() or an_account(person))
    return client


def acting(person: Person) -> Actor:
    """The actor that a person is now."""
    return Actor.for_person(person)


def a_resident(area: str = XINGONG) -> Person:
    """Somebody who may ask for help, with an account."""
    person = a_person(area)
    an_account(person)
    return person


def a_holder(role: str, prefix: str) -> Person:
    """Somebody who holds a role on a subtree, with an account."""
    person = a_person(padded(prefix) if prefix else XINGONG)
    actions.give_grant(by=SYSTEM, person=person, role=role, prefix=prefix)
    an_account(person)
    return person


def a_keeper(prefix: str = LONGSHA) -> Person:
    return a_holder(Role.SITE_KEEPER, prefix)


def a_dispatcher(prefix: str = LONGSHA) -> Person:
    return a_holder(Role.COUNTY_DISPATCHER, prefix)


def a_city_office(prefix: str = QIQIHAR) -> Person:
    return a_holder(Role.CITY_OFFICE, prefix)


def an_auditor(prefix: str = QIQIHAR) -> Person:
    return a_holder(Role.AUDITOR, prefix)


def an_administrator(prefix: str = "") -> Person:
    return a_holder(Role.ADMINISTRATOR, prefix)


def a_volunteer(
    area: str = HUXI, *, skills: Sequence[str] = (), cleared: Sequence[str] = (), **facts: object
) -> Person:
    """Somebody who gives time, free on every half-day, with an account; skills by code, cleared for adult or child."""
    person = a_person(area, **facts)
    held = [actions.HeldSkill(skill) for skill in Skill.objects.filter(code__in=skills)]
    assert len(held) == len(skills), "load the menu before skills are asked of somebody"
    actions.register_volunteer(by=SYSTEM, person=person, radius_km=20, max_per_week=3, skills=held)
    for kind in cleared:
        actions.clear_person(by=SYSTEM, person=person, kind=kind, until=clock.today() + timedelta(days=365))
    an_account(person)
    return person


def the_volunteer(person: Person) -> Volunteer:
    """The volunteer that a person is."""
    return Volunteer.objects.get(person=person)


def a_team(area: str = HUXI, leader: Person | None = None) -> Team:
    """A team, led by a new volunteer unless one is given."""
    chief = leader or a_volunteer(area)
    return actions.found_team(by=SYSTEM, name=f"红马甲{next(_numbers)}队", area=area, leader=chief)
