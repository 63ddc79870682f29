"""Activities, their sessions (场次), seats and sign-ups (报名)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import Row
from hecheng.kernel.scope import Scoped


class Activity(Row, Scoped):
    """Something that is offered at a place, once or again and again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="activities", verbose_name=_("place"))
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="activities")
    offering = models.ForeignKey("services.Offering", models.PROTECT, related_name="activities")
    programme = models.ForeignKey(
        "services.Programme", models.PROTECT, null=True, blank=True, related_name="activities"
    )
    system = models.ForeignKey(
        "services.ServiceSystem", models.PROTECT, null=True, blank=True, related_name="activities"
    )
    zh = models.CharField(_("Chinese title"), max_length=80)
    en = models.CharField(_("English title"), max_length=120, blank=True)
    summary = models.CharField(_("what happens"), max_length=1000, blank=True)
    lecture = models.BooleanField(_("a lecture (宣讲)"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True)
    published_at = models.DateTimeField(_("published"), null=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language; Chinese where there is no English one."""
        return self.en if self.en and (get_language() or "").startswith("en") else self.zh


class Session(Row, Scoped):
    """People meeting at a time and place: one date of an activity, or the serving of one need."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="sessions")
    need = models.OneToOneField("services.Need", models.PROTECT, null=True, blank=True, related_name="session")
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, blank=True, related_name="sessions")
    offering = models.ForeignKey("services.Offering", models.PROTECT, related_name="sessions")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    starts = models.DateTimeField(_("starts"), db_index=True)
    ends = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED, db_index=True)
    held_at = models.DateTimeField(_("first evidence that it took place"), null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    check_secret = models.BinaryField(editable=False)

    class Meta:
        ordering = ("starts", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(activity=None, need__isnull=False) | models.Q(activity__isnull=False, need=None),
                name="session_of_activity_or_need",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held") | models.Q(held_at__isnull=False), name="session_held_with_evidence"
            ),
            models.UniqueConstraint(fields=["activity", "starts"], name="session_once_per_start"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.activity.title if self.activity else self.offering.name

    @property
    def minutes(self) -> int:
        """Planned length."""
        return int((self.ends - self.starts).total_seconds() // 60)


class SeatRole(Row):
    """A role at a session with its seats (岗位)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="roles")
    zh = models.CharField(_("Chinese name"), max_length=40)
    en = models.CharField(_("English name"), max_length=60, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    skills = models.ManyToManyField("people.Skill", blank=True, related_name="+")

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(seats__gte=1, seats__lte=1000), name="role_seats_sensible")
        ]

    @property
    def name(self) -> str:
        return self.en if self.en and (get_language() or "").startswith("en") else self.zh


class Signup(Row, Scoped):
    """A person's seat at a session, or their place in the queue (`seat` empty, ordered by id)."""

    class State(models.TextChoices):
        ACTIVE = "active", _("signed up")
        WAITING = "waiting", _("on the waiting list")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ENDED = "ended", _("session cancelled")

    session = models.ForeignKey(Session, models.PROTECT, related_name="signups")
    role = models.ForeignKey(SeatRole, models.PROTECT, related_name="signups")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="signups")
    seat = models.PositiveSmallIntegerField(_("seat"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    during = DateTimeRangeField(_("during"))
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="signup_no_overlap",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=models.Q(state="active"),
            ),
            models.UniqueConstraint(
                fields=["role", "seat"], condition=models.Q(state="active"), name="signup_seat_once"
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=models.Q(state__in=["active", "waiting"]),
                name="signup_once_per_session",
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", seat__gte=1) | (~models.Q(state="active") & models.Q(seat=None)),
                name="signup_seat_while_active",
            ),
        ]
