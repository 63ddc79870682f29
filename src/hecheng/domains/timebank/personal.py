"""What the time bank keeps about a person, for them to take along."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person
from hecheng.domains.people.personal import PersonalData, personal, plain_rows
from hecheng.domains.timebank.queries import statement


def _postings(person: Person) -> list[dict[str, Any]]:
    return plain_rows(statement(person), "minutes", "transfer__kind", "transfer__at", "transfer__reason")


personal.add(PersonalData("timebank.1-postings", _("Time bank"), _postings))
