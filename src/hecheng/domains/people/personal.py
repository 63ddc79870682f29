"""Personal data: each domain announces in `<domain>/personal.py` what it keeps about a person, for them to take along."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Consent, Grant, Look, Membership, Message, Person, Volunteer, VolunteerSkill
from hecheng.kernel.registry import Registry


@dataclass(frozen=True)
class PersonalData:
    """One kind of data. `rows(person)` gives JSON values, moments as ISO 8601."""

    code: str
    title: str | Promise
    rows: Callable[[Person], list[dict[str, Any]]]


personal: Registry[PersonalData] = Registry("personal data")


def plain_rows(rows: Any, *fields: str) -> list[dict[str, Any]]:
    """These fields of a queryset's rows as JSON values: moments as ISO 8601, ids as text."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows.values(*fields)]


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _person(person: Person) -> list[dict[str, Any]]:
    own = Person.objects.filter(pk=person.pk)
    return plain_rows(own, "name", "phone", "id_number", "area", "lon", "lat", "birth_year", "created_at")


def _account(person: Person) -> list[dict[str, Any]]:
    account = getattr(person, "account", None)
    if account is None:
        return []
    return [{"phone": account.phone, "email": account.email, "joined": _plain(account.date_joined)}]


def _volunteer(person: Person) -> list[dict[str, Any]]:
    fields = ("area", "since", "radius_km", "availability", "languages", "max_per_week", "stars", "paused_until")
    return plain_rows(Volunteer.objects.filter(person=person), *fields)


for code, title, rows in (
    ("people.1-person", _("Person"), _person),
    ("people.2-account", _("Account"), _account),
    ("people.3-volunteer", _("Volunteer"), _volunteer),
    (
        "people.4-skills",
        _("Skills"),
        lambda person: plain_rows(VolunteerSkill.objects.filter(volunteer__person=person), "skill__code", "until"),
    ),
    (
        "people.5-teams",
        _("Teams"),
        lambda person: plain_rows(Membership.objects.filter(person=person), "team__name", "role", "since", "until"),
    ),
    (
        "people.6-consents",
        _("Consents"),
        lambda person: plain_rows(
            Consent.objects.filter(person=person), "text__kind", "text__version", "given_at", "withdrawn_at"
        ),
    ),
    (
        "people.7-roles",
        _("Roles"),
        lambda person: plain_rows(Grant.objects.filter(person=person), "role", "prefix", "starts", "ends"),
    ),
    (
        "people.8-looks",
        _("Who looked"),
        lambda person: plain_rows(Look.objects.filter(subject=person), "role", "field", "reason", "at"),
    ),
    (
        "people.9-messages",
        _("Messages"),
        lambda person: plain_rows(Message.objects.filter(person=person), "kind", "params", "created_at", "read_at"),
    ),
):
    personal.add(PersonalData(code, title, rows))
