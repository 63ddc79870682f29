"""Organisations, teams and who belongs to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models.person import Person
from hecheng.kernel import clock
from hecheng.kernel.rows import Row
from hecheng.kernel.scope import Scoped


class Organisation(Row, Scoped):
    """A body that runs teams or places."""

    class Kind(models.TextChoices):
        VOLUNTEER = "volunteer", _("volunteer organisation")
        SOCIAL = "social", _("social organisation")
        DEPARTMENT = "department", _("department")
        UNIT = "unit", _("civilised unit")
        ENTERPRISE = "enterprise", _("enterprise")
        SCHOOL = "school", _("school")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.VOLUNTEER)
    registered = models.BooleanField(_("registered with civil affairs"), default=False)
    number = models.CharField(_("registration number"), max_length=40, blank=True)
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="organisation_name_once_per_area"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="organisation_number_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="organisation_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(Row, Scoped):
    """People who serve together; it need not be registered anywhere."""

    class Kind(models.TextChoices):
        RESIDENTS = "residents", _("residents' team")
        DEPARTMENT = "department", _("department's team")
        SOCIAL = "social", _("social organisation's team")
        LECTURERS = "lecturers", _("lecturers' pool")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RESIDENTS)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("organisation")
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="led_teams", verbose_name=_("leader")
    )
    registered = models.BooleanField(_("registered"), default=False)
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="team_name_once_per_area"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="team_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Row):
    """A person in a team from a day to a day."""

    class Role(models.TextChoices):
        LEADER = "leader", _("leader")
        MEMBER = "member", _("member")

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.MEMBER)
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(until=None), name="membership_once_per_team"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"
            ),
        ]
