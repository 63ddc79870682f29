"""Reading people, within the reader's rights."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hecheng.domains.people import contacts, names
from hecheng.domains.people.messages import ShownMessage, in_words
from hecheng.domains.people.models import (
    Consent,
    ConsentText,
    Look,
    Membership,
    Message,
    Person,
    Skill,
    Team,
    Volunteer,
    VolunteerSkill,
)
from hecheng.domains.people.permissions import Actor, visible_persons
from hecheng.domains.people.personal import personal
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid, Missing
from hecheng.kernel.rows import NOBODY, as_uuid

#: rows that a search shows at most: it finds somebody, it does not list a town
MOST_FOUND = 20


def person_or_missing(actor: Actor, pk: uuid.UUID | str) -> Person:
    """A person whose entry the actor may see. Raises `Missing` otherwise."""
    known = as_uuid(pk)
    found = Person.objects.filter(visible_persons(actor), pk=known).first() if known else None
    if found is None:
        raise Missing
    return found


def find_people(actor: Actor, text: str) -> list[Person]:
    """People by their exact name or telephone number, within the actor's rights."""
    return list(_exactly(text, visible_persons(actor)))


def _exactly(text: str, seen: Q) -> QuerySet[Person]:
    match = Q(pk__in=[])
    try:
        match |= Q(name_index=Person.index_name(names.clean_name(text)))
        match |= Q(phone_index=Person.index_phone(contacts.clean_phone(text)))
    except Invalid:
        pass  # what is no telephone number is looked for as a name only
    return Person.objects.filter(match, seen).order_by("sort_key", "id")[:MOST_FOUND]


def volunteers_within(actor: Actor, *prefixes: str, skill: Skill | None = None) -> QuerySet[Volunteer]:
    """Volunteers of these subtrees (all by default) whom the actor may see, with person and skills at hand."""
    rows = Volunteer.objects.filter(visible_persons(actor, "person"), until=None)
    if prefixes:
        rows = rows.within(*prefixes)
    if skill is not None:
        rows = rows.filter(
            pk__in=VolunteerSkill.objects.valid_on(clock.today()).filter(skill=skill).values("volunteer")
        )
    skills = Prefetch("skills", VolunteerSkill.objects.valid_on(clock.today()).select_related("skill"), to_attr="held")
    return rows.select_related("person").prefetch_related(skills).order_by("person__sort_key", "id")


def skill_or_missing(code: str) -> Skill:
    """A skill by its code. Raises `Missing`."""
    found = Skill.objects.filter(code=code).first()
    if found is None:
        raise Missing
    return found


def team_or_missing(pk: object) -> Team:
    """A team that was not dissolved; that it exists is no secret. Raises `Missing`."""
    found = Team.objects.filter(pk=as_uuid(str(pk)) or NOBODY, until=None).first()
    if found is None:
        raise Missing
    return found


def teams_of(person: Person) -> QuerySet[Team]:
    """Teams that somebody belongs to now."""
    return Team.objects.filter(memberships__person=person, memberships__until=None).order_by("name")


def members_of(team: Team) -> QuerySet[Membership]:
    """Who belongs to a team now, leaders first."""
    return team.memberships.filter(until=None).select_related("person").order_by("role", "person__sort_key", "id")


def inbox(person: Person, *, most: int = 50, link: str = "") -> list[ShownMessage]:
    """The newest messages of a person, in words; with `link` only those that lead to that page."""
    rows = Message.objects.filter(person=person)
    return in_words((rows.filter(link=link) if link else rows)[:most])


def skills() -> QuerySet[Skill]:
    """Every skill that an offering can ask for, in its order."""
    return Skill.objects.order_by("bit")


def messages_of(person: Person) -> QuerySet[Message]:
    """Every message of a person, newest first; `messages.in_words` tells a page of them."""
    return Message.objects.filter(person=person).order_by("-created_at", "-id")


def message_or_missing(actor: Actor, pk: object) -> Message:
    """One of the actor's own messages. Raises `Missing`."""
    found = Message.objects.filter(person=actor.person_id, pk=as_uuid(str(pk)) or NOBODY).first()
    if found is None:
        raise Missing
    return found


def unread(person: Person) -> int:
    """How many messages a person has not read."""
    return Message.objects.filter(person=person, read_at=None).count()


def looks_at(person: Person) -> QuerySet[Look]:
    """Every unmasked look at a person, newest first, for the person themselves."""
    return Look.objects.filter(subject=person).select_related("reader__person").order_by("-at", "-id")


def newest_text(kind: str) -> ConsentText | None:
    """The version of a consent text that is put before people now."""
    return ConsentText.objects.filter(kind=kind).order_by("-version").first()


def has_consented(person: Person, kind: str) -> bool:
    """Whether a consent of this kind stands."""
    return Consent.objects.filter(person=person, text__kind=kind, withdrawn_at=None).exists()


def own_data(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Everything that the platform keeps about the actor, by kind, as JSON values. Raises `Missing` for nobody."""
    if actor.person is None:
        raise Missing
    return {kind.code: kind.rows(actor.person) for kind in personal}
