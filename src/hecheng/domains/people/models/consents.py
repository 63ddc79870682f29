"""What people agreed to: versioned text, and when each said yes and no."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models.person import Person
from hecheng.kernel import clock
from hecheng.kernel.rows import Row


class ConsentText(Row):
    """One version of one text; a change is a new version."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("use of the service")
        VOLUNTEER = "volunteer", _("volunteer registration")
        PHOTO = "photo", _("photographs")
        GUARDIAN = "guardian", _("guardian's consent")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    zh = models.TextField(_("text in Chinese"))
    en = models.TextField(_("text in English"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="consent_text_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    @property
    def words(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


class Consent(Row):
    """A person's yes to a text; `recorded_by` when a clerk took it down."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(_("given"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], condition=Q(withdrawn_at=None), name="consent_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]
