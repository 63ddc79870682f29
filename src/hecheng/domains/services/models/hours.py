"""Presence person by person (签到) and the hours that follow (服务记录)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import Row, SealedRow
from hecheng.kernel.scope import Scoped


class Attendance(Row, Scoped):
    """When a volunteer came and went. A position is a hint, never a gate."""

    class Means(models.TextChoices):
        QR = "qr", _("QR code")
        KEEPER = "keeper", _("keeper's list")
        CODE = "code", _("code")
        CLOSED = "closed", _("closed at the planned end")

    signup = models.OneToOneField("services.Signup", models.PROTECT, related_name="attendance")
    session = models.ForeignKey("services.Session", models.PROTECT, related_name="attendances")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="attendances")
    checked_in_at = models.DateTimeField(_("came"))
    in_by = models.CharField(_("by"), max_length=6, choices=Means)
    in_lon = models.FloatField(null=True)
    in_lat = models.FloatField(null=True)
    checked_out_at = models.DateTimeField(_("left"), null=True)
    out_by = models.CharField(_("by"), max_length=6, choices=Means, blank=True)
    flagged = models.BooleanField(_("check-out missed"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_out_at=None) | models.Q(checked_out_at__gte=models.F("checked_in_at")),
                name="attendance_leaves_after_coming",
            )
        ]

    @property
    def minutes(self) -> int | None:
        """Minutes present; None while present."""
        if self.checked_out_at is None:
            return None
        return max(1, int((self.checked_out_at - self.checked_in_at).total_seconds() // 60))


class ServiceRecord(SealedRow, Scoped):
    """Confirmed minutes of one attendance, banked and sealed. Changed only by a reversal and a new attempt."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="records")
    attempt = models.PositiveSmallIntegerField(default=1)
    session = models.ForeignKey("services.Session", models.PROTECT, related_name="records")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="service_records")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    served_at = models.DateTimeField(_("served"), db_index=True)
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    transfer = models.OneToOneField("timebank.Transfer", models.PROTECT, related_name="service_record")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=1440), name="record_minutes_in_a_day"
            ),
            models.UniqueConstraint(fields=["attendance", "attempt"], name="record_once_per_attempt"),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("person")), name="record_confirmed_by_another"
            ),
        ]


class RecordReversal(SealedRow):
    """A service record taken back, with the reason and the reversing transfer; the record itself stays."""

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="reversal")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    transfer = models.OneToOneField("timebank.Transfer", models.PROTECT, related_name="+")
