"""Volunteers: when they can, how far they go, what they know. Bits as in `engines.dispatch`."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hecheng.domains.files.models import StoredFile
from hecheng.domains.people.models.person import Person
from hecheng.kernel import clock
from hecheng.kernel.rows import Row
from hecheng.kernel.scope import Scoped

#: languages by bit
LANGUAGES = (_("Putonghua"), _("English"), _("sign language"), _("local dialect"))
#: parts of a day by bit: 06–12, 12–18 and 18–24 o'clock
PARTS = (_("morning"), _("afternoon"), _("evening"))
ALWAYS = 2**21 - 1


def half_day(weekday: int, part: int) -> int:
    """The availability bit of a part (0…2) of a weekday (Monday is 0)."""
    return 1 << (3 * weekday + part)


class Skill(Row):
    """A skill that an offering can ask for; `bit` is its place in the dispatch engine's mask of 40."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    bit = models.PositiveSmallIntegerField(_("bit"), unique=True)
    zh = models.CharField(_("name in Chinese"), max_length=60)
    en = models.CharField(_("name in English"), max_length=60)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [models.CheckConstraint(condition=Q(bit__gte=0, bit__lt=40), name="skill_bit_below_forty")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


class Volunteer(Row, Scoped):
    """A person who gives time."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer")
    since = models.DateField(_("volunteer since"), default=clock.today)
    until = models.DateField(_("left on"), null=True, blank=True)
    radius_km = models.PositiveSmallIntegerField(_("goes as far as, km"), default=5)
    availability = models.PositiveIntegerField(_("free half-days"), default=ALWAYS)
    languages = models.PositiveSmallIntegerField(_("languages"), default=1)
    max_per_week = models.PositiveSmallIntegerField(_("most orders in a week"), default=2)
    stars = models.PositiveSmallIntegerField(_("stars"), default=0)
    paused_until = models.DateField(_("rests until"), null=True, blank=True)

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = [
            models.CheckConstraint(condition=Q(radius_km__gte=1, radius_km__lte=30), name="volunteer_radius_1_to_30"),
            models.CheckConstraint(condition=Q(availability__lte=ALWAYS), name="volunteer_availability_is_a_week"),
            models.CheckConstraint(condition=Q(languages__lte=15), name="volunteer_languages_are_known"),
            models.CheckConstraint(
                condition=Q(max_per_week__gte=1, max_per_week__lte=3), name="volunteer_1_to_3_a_week"
            ),
            models.CheckConstraint(condition=Q(stars__lte=5), name="volunteer_stars_0_to_5"),
        ]

    def free_at(self, weekday: int, part: int) -> bool:
        """Whether a part (0…2) of a weekday (Monday is 0) is free."""
        return bool(self.availability & half_day(weekday, part))

    def current_skills(self) -> VolunteerSkillQuerySet:
        """Skills that are valid today."""
        return VolunteerSkill.objects.filter(volunteer=self).valid_on(clock.today())


class VolunteerSkillQuerySet(models.QuerySet["VolunteerSkill"]):
    def valid_on(self, day: date) -> Self:
        """Skills whose last day has not passed."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class VolunteerSkill(Row):
    """A skill of a volunteer, valid through the day `until`, with its certificate where there is one."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    until = models.DateField(_("valid until"), null=True, blank=True)
    certificate = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    objects = VolunteerSkillQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteer_skill_once")]


class Clearance(Row):
    """Somebody was found fit to work with children or with adults in care, through the day `until`."""

    class Kind(models.TextChoices):
        ADULT = "adult", _("adults in care")
        CHILD = "child", _("children")

    person = models.ForeignKey(Person, models.PROTECT, related_name="clearances")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    until = models.DateField(_("valid until"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "until"], name="clearance_once")]
