"""What the journey keeps about a person, for them to take along."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person
from hecheng.domains.people.personal import PersonalData, personal, plain_rows
from hecheng.domains.services.models import Attendance, Dispatch, Feedback, Need, Presence, ServiceRecord, Signup


def _needs(person: Person) -> list[dict[str, Any]]:
    own = Need.objects.filter(Q(asked_by=person) | Q(beneficiary=person)).order_by("created_at", "id")
    fields = ("offering", "area", "words", "address", "lon", "lat", "starts", "ends", "risk", "state", "created_at")
    return plain_rows(own, *fields)


def _dispatches(person: Person) -> list[dict[str, Any]]:
    rows = Dispatch.objects.filter(person=person).order_by("created_at", "id")
    return plain_rows(rows, "need__offering", "area", "state", "decline", "decline_words", "created_at", "answered_at")


def _signups(person: Person) -> list[dict[str, Any]]:
    rows = Signup.objects.filter(person=person).order_by("created_at", "id")
    return plain_rows(rows, "session", "session__starts", "role__zh", "state", "created_at")


def _attendances(person: Person) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(person=person).order_by("checked_in_at", "id")
    return plain_rows(rows, "session", "checked_in_at", "checked_out_at", "in_lon", "in_lat", "flagged")


def _records(person: Person) -> list[dict[str, Any]]:
    rows = ServiceRecord.objects.filter(person=person).order_by("served_at", "id")
    return plain_rows(rows, "session", "minutes", "served_at", "created_at", "reversal__reason")


def _presences(person: Person) -> list[dict[str, Any]]:
    return plain_rows(Presence.objects.filter(person=person).order_by("at", "id"), "session", "kind", "at")


def _feedback(person: Person) -> list[dict[str, Any]]:
    rows = Feedback.objects.filter(person=person).order_by("created_at", "id")
    return plain_rows(rows, "session", "side", "stars", "words", "created_at")


for code, title, rows in (
    ("services.1-needs", _("Requests"), _needs),
    ("services.2-dispatches", _("What I was asked to do"), _dispatches),
    ("services.3-signups", _("Sign-ups"), _signups),
    ("services.4-attendances", _("When I came and left"), _attendances),
    ("services.5-records", _("Confirmed hours"), _records),
    ("services.6-presences", _("Where I was counted"), _presences),
    ("services.7-feedback", _("What I said of it"), _feedback),
):
    personal.add(PersonalData(code, title, rows))
