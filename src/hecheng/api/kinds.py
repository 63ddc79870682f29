"""What may be sent and what is shown: kinds of fields, pages of lists, and people by their mask only."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AwareDatetime, ConfigDict

from hecheng.domains.areas.models import Area
from hecheng.domains.areas.queries import area_or_refuse, name_path
from hecheng.domains.people.models import Person
from hecheng.domains.places.models import Place
from hecheng.kernel.errors import Invalid, Missing

T = TypeVar("T")
M = TypeVar("M", bound=Model)

#: a moment that is written with its zone, in the centuries that a calendar of ours knows
Moment = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=-100_000, le=100_000)]
Small = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Code = Annotated[str, Field(max_length=80)]
AreaCode = Annotated[str, Field(max_length=40, examples=["230202001001"])]
Prefix = Annotated[str, Field(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$", max_length=12, examples=["230202"])]
#: words are capped by the actions, in a sentence that says by how much; the body as a whole is capped before
Words = str
Id = uuid.UUID


class Sent(Schema):
    """A body: a field that we do not know is refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Filters(Schema):
    """Filters of a list, and which page of it."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(1, ge=1, le=100_000)
    limit: int = Field(20, ge=1, le=100)


class Page(Schema, Generic[T]):
    """A page of a list in a fixed order; `count` is of the whole list."""

    count: int
    page: int
    limit: int
    items: list[T]


class Refused(Schema):
    """Why it was not done: a stable code, one sentence, and the field it is about."""

    code: str
    message: str
    field: str | None = None


def page_of(rows: QuerySet[M], asked: Filters) -> tuple[int, list[M]]:
    """How many there are, and the rows of the page that was asked for."""
    start = (asked.page - 1) * asked.limit
    count = rows.order_by().count()
    return count, list(rows[start : start + asked.limit]) if start < count else []


def listed(count: int, asked: Filters, items: list[Any]) -> dict[str, Any]:
    """The body of a `Page`."""
    return {"count": count, "page": asked.page, "limit": asked.limit, "items": items}


class PersonOut(Schema):
    """Somebody, by mask; a minor is not even named so."""

    id: Id
    masked_name: str


def person_out(person: Person | None) -> PersonOut | None:
    """What everybody may know of a person."""
    if person is None:
        return None
    return PersonOut(id=person.pk, masked_name=_("a minor") if person.is_minor else person.masked_name)


def listed_person_out(person: Person) -> PersonOut:
    """For whoever runs a session and has to tell its people apart: the mask of a minor too."""
    return PersonOut(id=person.pk, masked_name=person.masked_name)


class Named(Schema):
    """A coded thing, by its name in the asker's language."""

    code: str
    name: str


def named(row: Any) -> Named:
    """A coded row by its name."""
    return Named(code=row.pk, name=row.name)


def named_if_any(row: Any) -> Named | None:
    return None if row is None else named(row)


class AreaRef(Schema):
    """An area, with its names below the city."""

    code: str
    name: str


def area_at(code: str) -> Area:
    """The area of an address. Raises `Missing` where there is none in use."""
    try:
        return area_or_refuse(code)
    except Invalid as unknown:
        raise Missing(unknown.code, unknown.message, field=unknown.field, **unknown.params) from None


def area_ref(code: str) -> AreaRef:
    """The path of names costs no query when the list has asked for all of them (`name_paths`)."""
    return AreaRef(code=code, name=name_path(code))


class PlaceRef(Schema):
    """A place, by its name in the asker's language."""

    id: Id
    name: str


def place_ref(place: Place) -> PlaceRef:
    return PlaceRef(id=place.pk, name=place.label)


def place_ref_if_any(place: Place | None) -> PlaceRef | None:
    return None if place is None else place_ref(place)


class Choice(Schema):
    """A state or kind: its stable code, and how it is called."""

    code: str
    name: str


def choice(row: Any, field: str) -> Choice:
    """The value of a field with choices, in words."""
    return Choice(code=str(getattr(row, field)), name=str(getattr(row, f"get_{field}_display")()))


def counted_out(row: Model, *names: str) -> dict[str, Any]:
    """What the list's query has counted for a row, by name."""
    return {name: getattr(row, name) for name in names}
