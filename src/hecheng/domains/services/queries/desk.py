"""What only the desk asks: how many of each, and what waits at a session."""

from __future__ import annotations

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Attendance, Headcount, Need, ServiceRecord, Session


def need_states(actor: Actor) -> dict[str, int]:
    """How many needs of the actor's areas stand in each state."""
    rows = Need.objects.filter(permissions.in_areas(actor, permissions.READERS)).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def needs_of_area(actor: Actor, rows: QuerySet[Need]) -> QuerySet[Need]:
    """Of these needs, those of the actor's areas as staff: not those that are merely their own."""
    return rows.filter(permissions.in_areas(actor, permissions.READERS))


def activities_of_area(actor: Actor, rows: QuerySet) -> QuerySet:
    """Of these activities, those that the actor's task is about: of their areas as staff, of the teams they lead."""
    own = Q(team__leader=actor.person) if actor.person else Q(pk__in=[])
    return rows.filter(permissions.in_areas(actor, permissions.READERS) | own)


def _unconfirmed() -> QuerySet[Attendance]:
    standing = ServiceRecord.objects.filter(attendance=OuterRef("pk"), reversal=None)
    return Attendance.objects.filter(checked_out_at__isnull=False).exclude(Exists(standing))


def with_waiting(rows: QuerySet[Session], actor: Actor) -> QuerySet[Session]:
    """Sessions, each with `present` (came and not left), `unconfirmed` (left, hours not confirmed) and `unsigned` counts."""
    whole = IntegerField()

    def counted(query: QuerySet) -> Coalesce:
        told = query.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(told, output_field=whole), 0)

    return rows.annotate(
        present=counted(Attendance.objects.filter(checked_out_at=None)),
        unconfirmed=counted(_unconfirmed().exclude(person=actor.person_id)),
        unsigned=counted(
            Headcount.objects.filter(countersigned_by=None, withdrawn=False).exclude(attested_by=actor.person_id)
        ),
    )


def that_wait(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Of `with_waiting`, those where hours or counts wait for somebody."""
    return rows.filter(Q(unconfirmed__gt=0) | Q(unsigned__gt=0))


def seats_of(rows: QuerySet[Need]) -> QuerySet[Need]:
    """Needs, each with `asked`: seats for which somebody was asked or has accepted."""
    asked = Count("dispatches", filter=Q(dispatches__state__in=["sent", "accepted"]), distinct=True)
    return rows.annotate(asked=asked)
