"""A need (需求, 点单) and its history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.crypto import EncryptedTextField
from hecheng.kernel.rows import Row, SealedRow
from hecheng.kernel.scope import Scoped


class Need(Row, Scoped):
    """What somebody asks for, where and when. `version` counts changes, so that a stale page cannot overwrite."""

    class State(models.TextChoices):
        PLACED = "placed", _("placed")
        ROUTED = "routed", _("waiting for volunteers")
        DISPATCHED = "dispatched", _("volunteers asked")
        ACCEPTED = "accepted", _("accepted")
        SERVING = "serving", _("being served")
        DONE = "done", _("done")
        RATED = "rated", _("rated")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    class Channel(models.TextChoices):
        WEB = "web", _("page")
        PHONE = "phone", _("phone call")
        SITE = "site", _("at the site")
        API = "api", _("app")

    class Urgency(models.IntegerChoices):
        WHENEVER = 1, _("whenever it suits")
        WEEK = 2, _("this week")
        SOON = 3, _("in a few days")
        URGENT = 4, _("urgent")
        TODAY = 5, _("today")

    offering = models.ForeignKey("services.Offering", models.PROTECT, verbose_name=_("offering"), related_name="needs")
    site = models.ForeignKey("places.Place", models.PROTECT, null=True, blank=True, related_name="needs")
    words = models.CharField(_("in their words"), max_length=2000, blank=True)
    address = EncryptedTextField(_("address"))
    phone = EncryptedTextField(_("telephone, if not that of who asks"))
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    headcount = models.PositiveSmallIntegerField(_("volunteers needed"), default=1)
    urgency = models.SmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.SOON)
    risk = models.CharField(_("risk declared"), max_length=200, blank=True)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="needs_asked")
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="needs_entered")
    beneficiary = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="needs_for_them"
    )
    channel = models.CharField(_("channel"), max_length=5, choices=Channel, default=Channel.WEB)
    platform = models.ForeignKey("services.Platform", models.PROTECT, null=True, blank=True, related_name="needs")
    route_note = models.CharField(_("why this route"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED, db_index=True)
    version = models.PositiveIntegerField(default=1)
    form_key = models.CharField(max_length=64, unique=True)

    OPEN = (State.PLACED, State.ROUTED, State.DISPATCHED)
    UNDER_WAY = (State.ACCEPTED, State.SERVING)
    SERVED = (State.DONE, State.RATED)

    class Meta:
        ordering = ("starts", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="need_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(headcount__gte=1, headcount__lte=1000), name="need_headcount_sensible"
            ),
            models.CheckConstraint(condition=models.Q(urgency__gte=1, urgency__lte=5), name="need_urgency_known"),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None) | models.Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="need_position_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts"], name="need_state_starts")]

    def __str__(self) -> str:
        return f"{self.offering} {self.starts:%Y-%m-%d}"


class NeedEvent(SealedRow):
    """One step of a need: from where to where, by whom, why."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="events")
    came_from = models.CharField(max_length=10, blank=True)
    went_to = models.CharField(max_length=10)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("created_at", "id")
