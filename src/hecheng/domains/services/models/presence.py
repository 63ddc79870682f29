"""Audience and people served: a QR tap each, or a headcount by hand that a second person signs; and feedback (评单)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import Row, SealedRow
from hecheng.kernel.scope import Scoped


class Side(models.TextChoices):
    AUDIENCE = "audience", _("audience")
    SERVED = "served", _("people served")


class Presence(SealedRow, Scoped):
    """One person who was there: known by account, or by an anonymous token of their phone."""

    session = models.ForeignKey("services.Session", models.PROTECT, related_name="presences")
    kind = models.CharField(_("kind"), max_length=8, choices=Side)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="presences")
    token = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("moment"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "person"], name="presence_once_per_person"),
            models.UniqueConstraint(
                fields=["session", "kind", "token"], condition=~models.Q(token=""), name="presence_once_per_phone"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(token=""), name="presence_of_somebody"
            ),
        ]


class Headcount(Row, Scoped):
    """Counted by hand: attested by the keeper with a photo; counts once another person has counter-signed."""

    session = models.ForeignKey("services.Session", models.PROTECT, related_name="headcounts")
    kind = models.CharField(_("kind"), max_length=8, choices=Side)
    count = models.PositiveIntegerField(_("people counted by hand"))
    attested_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    photo = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    countersigned_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    countersigned_at = models.DateTimeField(_("counter-signed"), null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gte=1, count__lte=100_000), name="headcount_sensible"),
            models.CheckConstraint(
                condition=models.Q(countersigned_by=None) | ~models.Q(countersigned_by=models.F("attested_by")),
                name="headcount_signed_by_two",
            ),
            models.UniqueConstraint(
                fields=["session", "kind"], condition=models.Q(withdrawn=False), name="headcount_one_per_session"
            ),
        ]


class Feedback(Row, Scoped):
    """Stars and words after a session."""

    class From(models.TextChoices):
        RESIDENT = "resident", _("resident")
        VOLUNTEER = "volunteer", _("volunteer")

    session = models.ForeignKey("services.Session", models.PROTECT, related_name="feedback")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="feedback")
    side = models.CharField(_("from"), max_length=9, choices=From)
    stars = models.PositiveSmallIntegerField(_("stars"))
    words = models.CharField(_("words"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="feedback_stars_one_to_five"),
            models.UniqueConstraint(fields=["session", "person", "side"], name="feedback_once"),
        ]
