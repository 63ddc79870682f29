"""Volunteers register, say when they can and what they know; stars are for hours they chose to give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hecheng.domains.files.models import StoredFile
from hecheng.domains.people.actions.persons import BATCH, NewPerson, require_kept
from hecheng.domains.people.models import ALWAYS, Clearance, Person, Skill, Volunteer, VolunteerSkill
from hecheng.domains.people.permissions import KEEPERS, OFFICES, Actor, Role, on_own_or_kept
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid


@dataclass(frozen=True)
class HeldSkill:
    """A skill that somebody has, through the day `until`."""

    skill: Skill
    until: date | None = None
    certificate: StoredFile | None = None


@dataclass(frozen=True, kw_only=True)
class NewVolunteer:
    """A volunteer to register: a person who is known, or somebody new. Units and bits as in `Volunteer`."""

    person: Person | NewPerson
    area: str = ""
    since: date | None = None
    radius_km: int = 5
    availability: int = ALWAYS
    languages: int = 1
    max_per_week: int = 2
    stars: int = 0
    skills: Sequence[HeldSkill] = ()

    def row(self, person: Person) -> Volunteer:
        return Volunteer(
            person=person,
            area=self.area or person.area,
            since=self.since or clock.today(),
            radius_km=self.radius_km,
            availability=self.availability,
            languages=self.languages,
            max_per_week=self.max_per_week,
            stars=self.stars,
        )


@action
def register_volunteers(*, by: Actor, volunteers: Sequence[NewVolunteer]) -> list[Volunteer]:
    """Register volunteers, in order; all or none. One may register oneself, without stars; staff register their area.

    Raises `Invalid`, `NotAllowed`, or `Conflict` for somebody who is one already.
    """
    himself = [new for new in volunteers if isinstance(new.person, Person) and by.is_person(new.person)]
    if len(himself) != len(volunteers):
        require_kept(by, (area for new in volunteers for area in (new.area, new.person.area) if area))
    elif any(new.stars for new in himself):
        by.require(*KEEPERS, area=himself[0].area or himself[0].person.area)
    known = [new.person if isinstance(new.person, Person) else new.person.row() for new in volunteers]
    fresh = [person for person, new in zip(known, volunteers, strict=True) if isinstance(new.person, NewPerson)]
    Person.objects.bulk_create(fresh, batch_size=BATCH)
    rows = [new.row(person) for new, person in zip(volunteers, known, strict=True)]
    registered = Volunteer.objects.bulk_create(rows, batch_size=BATCH)
    skills = [
        VolunteerSkill(volunteer=row, skill=held.skill, until=held.until, certificate=held.certificate)
        for row, new in zip(registered, volunteers, strict=True)
        for held in new.skills
    ]
    VolunteerSkill.objects.bulk_create(skills, batch_size=BATCH)
    return registered


@action
def register_volunteer(
    *,
    by: Actor,
    person: Person | NewPerson,
    radius_km: int = 5,
    availability: int = ALWAYS,
    languages: int = 1,
    max_per_week: int = 2,
    skills: Sequence[HeldSkill] = (),
) -> Volunteer:
    """Register one volunteer; see `register_volunteers`."""
    new = NewVolunteer(
        person=person,
        radius_km=radius_km,
        availability=availability,
        languages=languages,
        max_per_week=max_per_week,
        skills=skills,
    )
    return register_volunteers(by=by, volunteers=[new])[0]


@action
def change_volunteer(
    *,
    by: Actor,
    volunteer: Volunteer,
    radius_km: int | None = None,
    availability: int | None = None,
    languages: int | None = None,
    max_per_week: int | None = None,
) -> Volunteer:
    """Say anew when and how far one goes, oneself or through staff. What is None stays."""
    found = Volunteer.objects.select_for_update(of=("self",)).select_related("person").get(pk=volunteer.pk)
    on_own_or_kept(by, found.person)
    if availability == 0:
        raise Invalid(
            "never_free", _("Please choose at least one half-day, or take a rest instead."), field="availability"
        )
    for name, value in {
        "radius_km": radius_km,
        "availability": availability,
        "languages": languages,
        "max_per_week": max_per_week,
    }.items():
        if value is not None:
            setattr(found, name, value)
    found.save()
    return found


@action
def rest_until(*, by: Actor, volunteer: Volunteer, until: date | None) -> Volunteer:
    """Be left alone through a day, or with None be asked again from now on."""
    on_own_or_kept(by, volunteer.person)
    volunteer.paused_until = until
    volunteer.save(update_fields=["paused_until"])
    return volunteer


@action
def hold_skills(*, by: Actor, volunteer: Volunteer, skills: Sequence[HeldSkill]) -> list[VolunteerSkill]:
    """Enter skills, or their new dates, as staff who have seen the proof."""
    by.require(*KEEPERS, area=volunteer.area)
    rows = [
        VolunteerSkill(volunteer=volunteer, skill=held.skill, until=held.until, certificate=held.certificate)
        for held in skills
    ]
    return VolunteerSkill.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["volunteer", "skill"], update_fields=["until", "certificate"]
    )


@action
def award_stars(*, by: Actor, volunteer: Volunteer, stars: int) -> Volunteer:
    """Set the stars that reward hours given."""
    by.require(*OFFICES, area=volunteer.area)
    volunteer.stars = stars
    volunteer.save(update_fields=["stars"])
    return volunteer


@action
def clear_person(*, by: Actor, person: Person, kind: str, until: date) -> Clearance:
    """Record that somebody was found fit to work with children or with adults in care."""
    by.require(*OFFICES, area=person.area)
    if until < clock.today():
        raise Invalid("clearance_over", _("A clearance must end today or later."), field="until")
    clearance, _made = Clearance.objects.get_or_create(person=person, kind=kind, until=until)
    return clearance


@action
def name_skill(*, by: Actor, code: str, bit: int, zh: str, en: str) -> Skill:
    """Enter a skill, or rename the one of this code; its bit stays what it was."""
    by.require(Role.ADMINISTRATOR, area="")
    skill, _made = Skill.objects.update_or_create(
        code=code, defaults={"zh": zh, "en": en}, create_defaults={"bit": bit, "zh": zh, "en": en}
    )
    return skill
