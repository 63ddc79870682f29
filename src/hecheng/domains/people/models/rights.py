"""Rights: a role on the subtree of an area prefix, from a moment to a moment; and the log of every unmasked look."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields import DateTimeField
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models.person import Person
from hecheng.kernel import clock
from hecheng.kernel.rows import Row, SealedRow


class Role(models.TextChoices):
    """What somebody is to the service; the last five are staff."""

    RESIDENT = "resident", _("resident")
    VOLUNTEER = "volunteer", _("volunteer")
    TEAM_LEADER = "team_leader", _("team leader")
    SITE_KEEPER = "site_keeper", _("site keeper")
    COUNTY_DISPATCHER = "county_dispatcher", _("county dispatcher")
    CITY_OFFICE = "city_office", _("city office")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class GrantQuerySet(models.QuerySet["Grant"]):
    def holding_at(self, moment: datetime) -> Self:
        """Grants that have begun and not ended."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=moment), starts__lte=moment)


class Grant(Row):
    """A role for a person inside an area prefix ("" is everywhere)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    prefix = models.CharField(_("area prefix"), max_length=12, blank=True, db_collation="C")
    starts = models.DateTimeField(_("from"), default=clock.now)
    ends = models.DateTimeField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="grants_given", editable=False
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes = [models.Index(fields=["prefix", "role"], name="grant_by_prefix")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="grant_ends_after_start",
                violation_error_message=_("A role must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(prefix__regex=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$"),
                name="grant_prefix_is_an_area",
                violation_error_message=_("An area prefix has 2, 4, 6, 9 or 12 digits."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_is_known"),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                violation_error_message=_("This person already holds this role here at that time."),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("prefix", RangeOperators.EQUAL),
                    (
                        Func(F("starts"), F("ends"), function="tstzrange", output_field=DateTimeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.prefix}"


class Look(SealedRow):
    """Somebody saw an unmasked field of a person; the person can read this."""

    class Field(models.TextChoices):
        NAME = "name", _("name")
        PHONE = "phone", _("telephone")
        ID_NUMBER = "id_number", _("identity number")
        ADDRESS = "address", _("address")

    subject = models.ForeignKey(Person, models.PROTECT, related_name="looks")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("role of the reader"), max_length=20, choices=Role)
    field = models.CharField(_("what was read"), max_length=10, choices=Field)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("look")
        indexes = [models.Index(fields=["subject", "-at"], name="look_by_subject")]
