"""What awaits people along the journey."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.queries import name_path
from hecheng.domains.people.awaits import AwaitingRow, Awaits, awaiting
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Attendance, Dispatch, Headcount, Need, ServiceRecord, Session
from hecheng.kernel import clock


def _needs(actor: Actor, state: str, permitted: Q) -> QuerySet[Need]:
    rows = Need.objects.filter(permitted, state=state, starts__gt=clock.now())
    return rows.select_related("offering").order_by("-urgency", "starts")


def _need_row(need: Need) -> AwaitingRow:
    detail = f"{name_path(need.area)} · {need.get_urgency_display()}"
    return AwaitingRow(need.offering.name, detail, need.starts, reverse("desk:need", args=[need.pk]))


def _to_confirm(actor: Actor) -> QuerySet[Session]:
    """Sessions with somebody who has left and whose minutes are not confirmed."""
    standing = ServiceRecord.objects.filter(attendance=OuterRef("pk"), reversal=None)
    waiting = Attendance.objects.filter(session=OuterRef("pk"), checked_out_at__isnull=False).exclude(Exists(standing))
    if actor.person is not None:
        waiting = waiting.exclude(person=actor.person)
    rows = Session.objects.filter(permissions.sessions_run(actor)).filter(Exists(waiting))
    return rows.select_related("activity", "offering").order_by("starts")


def _session_row(session: Session) -> AwaitingRow:
    return AwaitingRow(session.title, name_path(session.area), session.ends, reverse("desk:session", args=[session.pk]))


def _to_countersign(actor: Actor) -> QuerySet[Headcount]:
    run = Session.objects.filter(permissions.sessions_run(actor)).values("pk")
    rows = Headcount.objects.filter(session__in=run, countersigned_by=None, withdrawn=False)
    if actor.person is not None:
        rows = rows.exclude(attested_by=actor.person)
    return rows.select_related("session__activity", "session__offering").order_by("created_at")


def _headcount_row(count: Headcount) -> AwaitingRow:
    detail = f"{count.get_kind_display()} {count.count}"
    return AwaitingRow(
        count.session.title, detail, count.session.ends, reverse("desk:session", args=[count.session_id])
    )


def _asked(actor: Actor) -> QuerySet[Dispatch]:
    rows = (
        Dispatch.objects.filter(person=actor.person, state=Dispatch.State.SENT)
        if actor.person
        else Dispatch.objects.none()
    )
    return rows.select_related("need__offering").order_by("need__starts")


def _dispatch_row(dispatch: Dispatch) -> AwaitingRow:
    need = dispatch.need
    return AwaitingRow(
        need.offering.name, name_path(need.area), need.starts, reverse("public:dispatch", args=[dispatch.pk])
    )


def _to_rate(actor: Actor) -> QuerySet[Need]:
    if actor.person is None:
        return Need.objects.none()
    own = Q(asked_by=actor.person) | Q(entered_by=actor.person)
    return Need.objects.filter(own, state=Need.State.DONE).select_related("offering").order_by("starts")


def _rate_row(need: Need) -> AwaitingRow:
    return AwaitingRow(need.offering.name, name_path(need.area), None, reverse("public:need", args=[need.pk]))


awaiting.add(
    Awaits(
        "needs.1-route",
        _("Requests to route"),
        _("Route"),
        lambda actor: _needs(actor, Need.State.PLACED, permissions.needs_kept(actor)),
        _need_row,
    )
)
awaiting.add(
    Awaits(
        "needs.2-dispatch",
        _("Requests to dispatch"),
        _("Dispatch"),
        lambda actor: _needs(actor, Need.State.ROUTED, permissions.needs_dispatched(actor)),
        _need_row,
    )
)
awaiting.add(Awaits("sessions.confirm", _("Hours to confirm"), _("Confirm hours"), _to_confirm, _session_row))
awaiting.add(
    Awaits("sessions.countersign", _("Counts to counter-sign"), _("Counter-sign"), _to_countersign, _headcount_row)
)
awaiting.add(Awaits("mine.asked", _("You are asked to help"), _("Answer"), _asked, _dispatch_row, staff=False))
awaiting.add(Awaits("mine.rate", _("Please rate"), _("Rate"), _to_rate, _rate_row, staff=False))
