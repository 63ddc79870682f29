"""Demo accounts: one per role, whose days are full; for a demo only, so their password is printed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from django.db.models import Count

from hecheng.demo.cast import Cast
from hecheng.demo.ground import SYSTEM
from hecheng.domains.people.actions import give_consent, give_grant, register_account
from hecheng.domains.people.models import Account, Person, Role
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services.models import Dispatch, Need
from hecheng.kernel.errors import Refusal

PASSWORD = "crane-flies-home"  # noqa: S105  # printed for everybody who opens the demo


@dataclass(frozen=True)
class DemoAccount:
    """How to sign in as a role."""

    role: str
    email: str
    person: Person
    where: str


def open_accounts(cast: Cast) -> list[DemoAccount]:
    """Accounts for people of the played city, each picked because something awaits them."""
    county, dispatcher = max(cast.dispatchers.items(), key=lambda item: len(cast.volunteers[item[0]]))
    resident = _busiest(Need.objects.within(cast.prefix).filter(entered_by=None), "asked_by") or cast.residents[0]
    volunteer = _busiest(Dispatch.objects.filter(area__startswith=cast.prefix, state="accepted"), "person")
    keeper = cast.keepers[county][0]
    leader = cast.teams[county][0].leader
    administrator = cast.residents[-1]
    give_grant(by=SYSTEM, person=administrator, role=Role.ADMINISTRATOR, prefix=cast.prefix)
    auditor = Person.objects.get(grants__role=Role.AUDITOR, grants__prefix=cast.prefix)
    parts = [
        ("resident", resident, Role.RESIDENT, cast.prefix),
        ("volunteer", volunteer or cast.volunteers[county][0], Role.VOLUNTEER, county),
        ("leader", leader, Role.TEAM_LEADER, county),
        ("keeper", keeper, Role.SITE_KEEPER, county),
        ("dispatcher", dispatcher, Role.COUNTY_DISPATCHER, county),
        ("office", cast.office, Role.CITY_OFFICE, cast.prefix),
        ("auditor", auditor, Role.AUDITOR, cast.prefix),
        ("admin", administrator, Role.ADMINISTRATOR, cast.prefix),
    ]
    return [_open(cast, name, person, role, where) for name, person, role, where in parts if person is not None]


def _busiest(rows: object, path: str) -> Person | None:
    found = rows.values(path).annotate(n=Count("pk")).order_by("-n", path).first()  # type: ignore[attr-defined]  # a queryset
    return Person.objects.get(pk=found[path]) if found else None


def _open(cast: Cast, name: str, person: Person, role: str, where: str) -> DemoAccount:
    email = name + _domain(cast.prefix)
    register_account(by=SYSTEM, person=person, phone="", email=email, password=PASSWORD)
    give_consent(by=Actor.for_person(person), person=person, kind="service")
    if role in (Role.RESIDENT, Role.VOLUNTEER, Role.TEAM_LEADER):
        with contextlib.suppress(Refusal):  # the part was held already
            give_grant(by=SYSTEM, person=person, role=role, prefix=where)
    return DemoAccount(str(Role(role).label), email, person, where)


def demo_accounts(prefix: str) -> list[DemoAccount]:
    """The demo accounts of a city that was played before."""
    rows = (
        Account.objects.filter(email__endswith=_domain(prefix))
        .select_related("person")
        .order_by("date_joined", "email")
    )
    return [_told(account) for account in rows if account.person is not None and account.email is not None]


def _told(account: Account) -> DemoAccount:
    person = account.person
    assert person is not None
    assert account.email is not None
    grant = person.grants.order_by("-prefix").first()
    role = str(Role(grant.role).label) if grant else ""
    return DemoAccount(role, account.email, person, grant.prefix if grant else "")


def _domain(prefix: str) -> str:
    return f"@{prefix}.hecheng.example"
