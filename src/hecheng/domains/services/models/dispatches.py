"""Plans that the engine proposes, and the dispatches (派单) that people send."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import Row
from hecheng.kernel.scope import Scoped


class Plan(Row):
    """A proposal for all open needs of a subtree. Nobody is told before somebody sends it."""

    class State(models.TextChoices):
        COMPUTING = "computing", _("being computed")
        DRAFT = "draft", _("proposed")
        SENT = "sent", _("sent")
        DISCARDED = "discarded", _("discarded")

    prefix = models.CharField(_("area prefix"), max_length=12, db_collation="C")
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    horizon = models.DateField(_("first day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COMPUTING)
    objective = models.BigIntegerField(_("value"), default=0)
    upper_bound = models.BigIntegerField(_("upper bound"), default=0)
    took_ms = models.PositiveIntegerField(_("computing time, ms"), default=0)
    seed = models.IntegerField(default=0)
    weights = models.JSONField(default=dict)
    problem = models.CharField(_("why it failed"), max_length=200, blank=True)
    sent_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefix"], condition=models.Q(state__in=["computing", "draft"]), name="plan_one_open_per_prefix"
            )
        ]

    @property
    def gap(self) -> float | None:
        """How far from the proven best, 0…1; None when nothing could be planned."""
        return 1 - self.objective / self.upper_bound if self.upper_bound > 0 else None


class PlanLine(Row):
    """One person proposed for one need, with the reason as codes (rendered in the reader's language)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    need = models.ForeignKey("services.Need", models.PROTECT, related_name="plan_lines")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    value = models.BigIntegerField(default=0)
    reason = models.JSONField(default=dict)
    locked = models.BooleanField(_("locked"), default=False)
    removed = models.BooleanField(_("taken out"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "need", "person"], name="plan_line_once")]


class PlanGap(Row):
    """Seats that stay empty, and why not."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gaps")
    need = models.ForeignKey("services.Need", models.PROTECT, related_name="plan_gaps")
    missing = models.PositiveSmallIntegerField(_("empty seats"))
    reason = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "need"], name="plan_gap_once")]


class Dispatch(Row, Scoped):
    """One person asked to serve one need."""

    class State(models.TextChoices):
        SENT = "sent", _("asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    class Decline(models.TextChoices):
        BUSY = "busy", _("no time then")
        FAR = "far", _("too far")
        SKILL = "skill", _("not my skill")
        HEALTH = "health", _("not well")
        OTHER = "other", _("another reason")

    need = models.ForeignKey("services.Need", models.PROTECT, related_name="dispatches")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="dispatches")
    session = models.ForeignKey("services.Session", models.PROTECT, related_name="dispatches")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="dispatches")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT, db_index=True)
    reason = models.JSONField(_("why this person"), default=dict)
    taken = models.BooleanField(_("taken by the volunteer"), default=False)
    sent_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    decline = models.CharField(_("why not"), max_length=10, choices=Decline, blank=True)
    decline_words = models.CharField(_("in their words"), max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "person"],
                condition=models.Q(state__in=["sent", "accepted"]),
                name="dispatch_one_open_per_person",
            )
        ]
