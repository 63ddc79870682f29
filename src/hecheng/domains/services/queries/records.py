"""Hours: what is confirmed, what waits for it, and what was taken back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Attendance, ServiceRecord, Session
from hecheng.domains.services.queries.rows import between, one, with_people
from hecheng.kernel.rows import as_uuid


def records(
    actor: Actor,
    *,
    prefix: str = "",
    person: object = None,
    session: Session | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    standing: bool | None = None,
) -> QuerySet[ServiceRecord]:
    """Service records that the actor sees, newest first, with person, session and reversal.

    since, until: of the time served. standing: only those not taken back, or only those taken back.
    """
    rows = ServiceRecord.objects.filter(permissions.records_seen(actor)).within(prefix)
    rows = rows.filter(between("served_at", since, until))
    wanted = {"person": person, "session": session}
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    if standing is not None:
        rows = rows.filter(reversal__isnull=standing)
    rows = rows.select_related("session__activity", "session__offering", "session__place", "reversal")
    return with_people(rows, "person", "confirmed_by").defer("session__check_secret").order_by("-served_at", "id")


def record(actor: Actor, pk: object) -> ServiceRecord:
    """One service record that the actor sees. Raises `Missing`."""
    return one(records(actor), pk)


def minutes_served(person: Person, since: datetime | None = None, until: datetime | None = None) -> int:
    """Confirmed minutes of a person that stand."""
    rows = ServiceRecord.objects.filter(person=person, reversal=None).filter(between("served_at", since, until))
    return rows.aggregate(minutes=Sum("minutes", default=0))["minutes"]


def minutes_in_all_and_since(person: Person, since: datetime) -> tuple[int, int]:
    """Confirmed minutes of a person that stand: in all, and served since a moment; one query."""
    found = ServiceRecord.objects.filter(person=person, reversal=None).aggregate(
        every=Sum("minutes", default=0), late=Sum("minutes", filter=Q(served_at__gte=since), default=0)
    )
    return found["every"], found["late"]


def to_confirm(actor: Actor, *, session: Session | None = None) -> QuerySet[Attendance]:
    """Attendances of sessions one runs that are over and not confirmed, but one's own; flagged ones first."""
    run = Session.objects.filter(permissions.sessions_run(actor)).order_by().values("pk")
    standing = ServiceRecord.objects.filter(attendance=OuterRef("pk"), reversal=None)
    rows = Attendance.objects.filter(session__in=run, checked_out_at__isnull=False).exclude(Exists(standing))
    if actor.person is not None:
        rows = rows.exclude(person=actor.person)
    if session:
        rows = rows.filter(session=as_uuid(str(session)))
    rows = rows.select_related("session__activity", "session__offering").defer("session__check_secret")
    return with_people(rows, "person").order_by("-flagged", "session__starts", "id")
