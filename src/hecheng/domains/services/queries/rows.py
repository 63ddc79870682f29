"""What every list of the journey shares: people without their secrets, and filters by area and time."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from hecheng.kernel.errors import Missing
from hecheng.kernel.rows import as_uuid

M = TypeVar("M", bound=Model)

#: ciphertext of a person that no list shows: it is neither fetched nor opened
SECRETS = ("name", "phone", "id_number")


def with_people(rows: QuerySet[M], *paths: str) -> QuerySet[M]:
    """Rows with these persons at hand: mask and year of birth, not what is encrypted."""
    return rows.select_related(*paths).defer(*(f"{path}__{secret}" for path in paths for secret in SECRETS))


def between(field: str, since: datetime | None, until: datetime | None) -> Q:
    """The condition that a moment is not before `since` and before `until`."""
    condition = Q(**{f"{field}__gte": since}) if since else Q()
    return condition & Q(**{f"{field}__lt": until}) if until else condition


def one(rows: QuerySet[M], pk: object) -> M:
    """The row of an id that somebody sent. Raises `Missing` when there is none among `rows`, or it is no id."""
    found = rows.filter(pk=as_uuid(str(pk))).first()
    if found is None:
        raise Missing
    return found
