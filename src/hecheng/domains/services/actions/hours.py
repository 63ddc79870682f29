"""Confirming hours: the record, the transfer and the leaf stand or fall together."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from hecheng.domains.notary.actions import Fact, append_many, instant
from hecheng.domains.people.actions import notify
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import (
    Attendance,
    Need,
    Presence,
    RecordReversal,
    ServiceRecord,
    Session,
)
from hecheng.domains.services.models.presence import Side
from hecheng.domains.timebank.actions import Earning, earn_many, reverse
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Invalid, Missing


@dataclass(frozen=True)
class Confirmation:
    """One attendance and the minutes to confirm; None takes the minutes from check-in to check-out."""

    attendance: Attendance
    minutes: int | None = None


@action
def confirm_hours(*, by: Actor, attendance: Attendance, minutes: int | None = None) -> ServiceRecord:
    """Confirm one volunteer's minutes. Confirming again returns the standing record."""
    return confirm_attendances(by=by, confirmations=[Confirmation(attendance, minutes)])[0]


@action
def confirm_attendances(*, by: Actor, confirmations: Sequence[Confirmation]) -> list[ServiceRecord]:
    """Confirm attendances of sessions one runs: record, balanced transfer and sealed leaf in one transaction.

    Standing records are returned as they are. Raises `Missing` (not one's session), `Invalid` (0 or more than 24 hours,
    one's own hours), `Conflict` (still present; more than was served; confirmed already with other minutes).
    """
    permissions.require_person(by)
    wanted = {confirmation.attendance.pk: confirmation.minutes for confirmation in confirmations}
    attendances = _lock(by, list(wanted))
    standing = {
        record.attendance_id: record
        for record in ServiceRecord.objects.filter(attendance__in=wanted, reversal=None).select_related("attendance")
    }
    for pk, record in standing.items():
        if wanted[pk] not in (None, record.minutes):
            raise Conflict("already_confirmed", _("These hours are already confirmed."), field="minutes")
    earlier = ServiceRecord.objects.filter(attendance__in=wanted.keys() - standing.keys()).order_by()
    attempts = dict(earlier.values_list("attendance").annotate(attempts=Count("pk")))
    fresh = [
        _record(by, attendance, wanted[attendance.pk], attempts.get(attendance.pk, 0) + 1)
        for attendance in attendances
        if attendance.pk not in standing
    ]
    _bank(fresh)
    _mark_held(fresh)
    standing |= {record.attendance_id: record for record in fresh}
    return [standing[pk] for pk in wanted]


def _lock(by: Actor, ids: list[uuid.UUID]) -> list[Attendance]:
    run = Session.objects.filter(permissions.sessions_run(by)).values("pk")
    rows = list(
        Attendance.objects.select_for_update(of=("self",))
        .filter(pk__in=ids, session__in=run)
        .select_related("session", "person")
        .order_by("pk")
    )
    if len(rows) != len(ids):
        raise Missing
    return rows


def _record(by: Actor, attendance: Attendance, minutes: int | None, attempt: int) -> ServiceRecord:
    present = attendance.minutes
    if present is None:
        raise Conflict("still_present", _("%(who)s has not checked out yet."), who=attendance.person.masked_name)
    served = present if minutes is None else minutes
    if not 1 <= served <= 1440:
        raise Invalid("minutes_off", _("Hours must be more than 0 and at most 24."), field="minutes")
    if served > present:
        raise Invalid(
            "minutes_more_than_present",
            _("Only %(present)s minutes were served; more needs evidence and a second approver."),
            field="minutes",
            present=present,
        )
    assert by.person is not None
    if attendance.person_id == by.person.pk:
        raise Invalid("own_hours", _("Nobody confirms their own hours. Please ask a colleague."))
    return ServiceRecord(
        attendance=attendance,
        attempt=attempt,
        session=attendance.session,
        person=attendance.person,
        area=attendance.area,
        minutes=served,
        served_at=attendance.checked_in_at,
        confirmed_by=by.person,
    )


def _bank(records: Sequence[ServiceRecord]) -> None:
    """Book the minutes and seal each record: a leaf holds the minutes and the session, the person only as commitment."""
    transfers = earn_many(
        [
            Earning(
                person=record.person,
                minutes=record.minutes,
                key=f"hours:{record.attendance_id}:{record.attempt}",
                area=record.area,
            )
            for record in records
        ]
    )
    for record, transfer in zip(records, transfers, strict=True):
        record.transfer = transfer
    ServiceRecord.objects.bulk_create(records, batch_size=2000)
    append_many(
        [
            Fact(
                kind="hours-confirmed",
                area=record.area,
                record=record.pk,
                facts={
                    "minutes": record.minutes,
                    "session": str(record.session_id),
                    "served": instant(record.served_at),
                },
                personal={"person": str(record.person_id), "confirmed_by": str(record.confirmed_by_id)},
            )
            for record in records
        ]
    )


def _mark_held(records: Sequence[ServiceRecord]) -> None:
    """The first confirmed hour makes a session held; a need served counts the resident as served."""
    sessions = {record.session_id for record in records}
    Session.objects.filter(pk__in=sessions, state=Session.State.PLANNED).update(
        state=Session.State.HELD, held_at=clock.now()
    )
    for need in Need.objects.filter(session__in=sessions).select_related("session"):
        Presence.objects.bulk_create(
            [
                Presence(
                    session=need.session,
                    area=need.area,
                    kind=Side.SERVED,
                    person_id=need.beneficiary_id or need.asked_by_id,
                    at=need.session.starts,
                )
            ],
            ignore_conflicts=True,
        )


@action
def reverse_hours(*, by: Actor, record: ServiceRecord, reason: str) -> RecordReversal:
    """Take confirmed hours back, on record: reversing transfer, sealed leaf, a message to the volunteer.

    Raises `Conflict` when it was already taken back or the minutes are spent.
    """
    keeper = permissions.require_person(by)
    if not reason.strip():
        raise Invalid("reason_missing", _("Please say why the hours are taken back."), field="reason")
    run = ServiceRecord.objects.filter(session__in=Session.objects.filter(permissions.sessions_run(by)).values("pk"))
    found = run.select_related("person", "transfer").filter(pk=record.pk).first()
    if found is None:
        raise Missing
    # the sealed record cannot be locked by the application's role; its attendance can, and confirming locks it too
    Attendance.objects.select_for_update().get(pk=found.attendance_id)
    undo = reverse(found.transfer, reason=reason[:200])
    reversal = RecordReversal.objects.create(record=found, by=keeper, reason=reason[:200], transfer=undo)
    append_many(
        [
            Fact(
                kind="hours-reversed",
                area=found.area,
                record=reversal.pk,
                facts={"minutes": found.minutes, "reverses": str(found.pk), "served": instant(found.served_at)},
            )
        ]
    )
    notify(
        found.person,
        kind="services.hours-reversed",
        params={"minutes": found.minutes, "reason": reason[:200]},
        link="/me/hours/",
        dedupe_key=f"hours-reversed:{found.pk}",
    )
    return reversal
