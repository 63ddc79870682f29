"""Activities, their sessions, and who comes to them."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from datetime import datetime
from math import cos, radians
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.queries.sites import KM_PER_DEGREE, km_from
from hecheng.domains.services import permissions
from hecheng.domains.services.models import (
    Activity,
    Attendance,
    Feedback,
    Headcount,
    SeatRole,
    ServiceRecord,
    Session,
    Signup,
)
from hecheng.domains.services.queries.rows import between, one, with_people
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing


class Near(NamedTuple):
    """Within so many km of a position (degrees WGS-84)."""

    lon: float
    lat: float
    km: float = 10


def activities(
    actor: Actor,
    *,
    prefix: str = "",
    place: object = None,
    team: object = None,
    programme: str = "",
    system: str = "",
    theme: str = "",
    states: Sequence[str] = (),
    lecture: bool | None = None,
    text: str = "",
    coming: bool = False,
) -> QuerySet[Activity]:
    """Activities that the actor sees, those that meet next first, each with `next_starts` (or None) and `dates` to come.

    coming: only those with a session to come.
    """
    rows = Activity.objects.filter(permissions.activities_seen(actor)).within(prefix)
    wanted = {
        "place": place,
        "team": team,
        "programme": programme,
        "system": system,
        "offering__theme": theme,
        "state__in": list(states),
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    if lecture is not None:
        rows = rows.filter(lecture=lecture)
    if words := text.strip()[:60]:
        rows = rows.filter(Q(zh__icontains=words) | Q(en__icontains=words) | Q(summary__icontains=words))
    if coming:
        to_come = Session.objects.filter(activity=OuterRef("pk"), state=Session.State.PLANNED, ends__gt=clock.now())
        rows = rows.filter(Exists(to_come))
    return _dated(rows).order_by(F("next_starts"), "-created_at", "id")


def _dated(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    to_come = Q(sessions__state=Session.State.PLANNED, sessions__ends__gt=clock.now())
    following = Session.objects.filter(activity=OuterRef("pk"), state=Session.State.PLANNED, ends__gt=clock.now())
    return rows.select_related("place", "team", "offering__theme", "programme", "system").annotate(
        next_starts=Subquery(following.order_by("starts").values("starts")[:1]), dates=Count("sessions", filter=to_come)
    )


def activity(actor: Actor, pk: object) -> Activity:
    """One activity that the actor sees. Raises `Missing`."""
    return one(_dated(Activity.objects.filter(permissions.activities_seen(actor))), pk)


def sessions(
    actor: Actor,
    *,
    prefix: str = "",
    activity: object = None,
    place: object = None,
    states: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    near: Near | None = None,
    run: bool = False,
    offering: str = "",
    platform: str = "",
    text: str = "",
    announced: bool = False,
    free: bool = False,
    roles: bool = True,
) -> QuerySet[Session]:
    """Sessions that the actor sees, soonest first; with `near` those of activities, nearest first, each with `km`.

    Roles are at hand, with `taken` seats each; `seats`, `taken` and `waiting` of the session too. since, until: of the
    start. run: only those whose day the actor handles. text: part of the activity's title, the offering or the place.
    announced: only those of published activities, none that serve a need. free: with a seat left. roles=False: a list that shows no roles
    does not fetch them.
    """
    permitted = permissions.sessions_run(actor) if run else permissions.sessions_seen(actor)
    rows = Session.objects.filter(pk__in=Session.objects.filter(permitted).order_by().values("pk"))
    rows = rows.within(prefix).filter(between("starts", since, until))
    wanted = {
        "activity": activity,
        "place": place,
        "state__in": list(states),
        "offering": offering,
        "offering__platform": platform,
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value}).filter(_says(text))
    if announced:
        rows = rows.filter(activity__state=Activity.State.PUBLISHED)
    seated: QuerySet[Any] = _seated(rows) if roles else _seated(rows).prefetch_related(None)
    if free:
        seated = seated.filter(taken__lt=F("seats"))
    return seated.order_by("starts", "id") if near is None else _nearest(seated, near)


def _nearest(rows: QuerySet[Any], near: Near) -> QuerySet[Any]:
    high = near.km / KM_PER_DEGREE
    wide = high / max(cos(radians(near.lat)), 0.01)
    box = Q(lat__range=(near.lat - high, near.lat + high), lon__range=(near.lon - wide, near.lon + wide))
    public = rows.filter(box, activity__isnull=False)  # three distances would tell where a resident lives
    return public.annotate(km=km_from(near.lon, near.lat)).filter(km__lte=near.km).order_by("km", "starts", "id")


def _says(text: str) -> Q:
    words = text.strip()[:60]
    paths = ("activity__zh", "activity__en", "offering__zh", "offering__en", "place__name", "place__name_en")
    return functools.reduce(operator.or_, (Q(**{f"{path}__icontains": words}) for path in paths)) if words else Q()


def _seated(rows: QuerySet[Session]) -> QuerySet[Session]:
    """With titles, place, and seats: what there are, what is taken, who waits."""
    whole = IntegerField()
    every = SeatRole.objects.filter(session=OuterRef("pk")).order_by().values("session")
    signed = Signup.objects.filter(session=OuterRef("pk")).order_by().values("session")
    counted = {
        "seats": every.annotate(n=Sum("seats")).values("n"),
        "taken": signed.filter(state=Signup.State.ACTIVE).annotate(n=Count("pk")).values("n"),
        "waiting": signed.filter(state=Signup.State.WAITING).annotate(n=Count("pk")).values("n"),
    }
    taken = Count("signups", filter=Q(signups__state=Signup.State.ACTIVE))
    roles = SeatRole.objects.annotate(taken=taken).prefetch_related("skills").order_by("created_at", "id")
    return (
        rows.select_related("activity", "offering__platform", "place", "need")
        .defer("need__address", "need__phone", "check_secret")
        .annotate(**{name: Coalesce(Subquery(query, output_field=whole), 0) for name, query in counted.items()})
        .prefetch_related(Prefetch("roles", roles))
    )


def session(actor: Actor, pk: object) -> Session:
    """One session that the actor sees. Raises `Missing`."""
    return one(sessions(actor), pk)


def session_run(actor: Actor, pk: object) -> Session:
    """One session whose day the actor handles. Raises `Missing`."""
    return one(sessions(actor, run=True), pk)


def roster(row: Session) -> QuerySet[Signup]:
    """Who is signed up or waits, in the order of roles and seats, with person, role and attendance; for who runs it.

    Each attendance has `standing`: its confirmed records that were not taken back (none or one).
    """
    rows = Signup.objects.filter(session=row, state__in=["active", "waiting"]).select_related("role")
    confirmed = ServiceRecord.objects.filter(reversal=None)
    attendances = Attendance.objects.prefetch_related(Prefetch("records", confirmed, to_attr="standing"))
    return (
        with_people(rows, "person")
        .prefetch_related(Prefetch("attendance", attendances))
        .order_by("role__created_at", "state", "seat", "created_at", "id")
    )


def signups(actor: Actor, *, states: Sequence[str] = (), since: datetime | None = None) -> QuerySet[Signup]:
    """The actor's own sign-ups, latest session first, with session, role and attendance."""
    rows = Signup.objects.filter(person=actor.person) if actor.person else Signup.objects.none()
    if states:
        rows = rows.filter(state__in=list(states))
    rows = rows.filter(between("session__starts", since, None))
    rows = rows.select_related("session__activity", "session__offering", "session__place", "role", "attendance")
    return rows.defer("session__check_secret").order_by("-session__starts", "id")


def place_in_line(row: Signup) -> int:
    """Which one somebody on the waiting list is: 1 is next."""
    earlier = Q(created_at__lt=row.created_at) | Q(created_at=row.created_at, id__lte=row.pk)
    return Signup.objects.filter(earlier, role=row.role_id, state=Signup.State.WAITING).count()


def signup(actor: Actor, pk: object) -> Signup:
    """A sign-up: one's own, or of a session one runs. Raises `Missing`."""
    run = Session.objects.filter(permissions.sessions_run(actor)).values("pk")
    rows = Signup.objects.filter(Q(person=actor.person_id) | Q(session__in=run))
    return one(with_people(rows.select_related("session__activity", "session__offering", "role"), "person"), pk)


def own_signup(actor: Actor, row: Session) -> Signup:
    """The actor's own seat or place in the queue. Raises `Missing`."""
    found = signups(actor, states=["active", "waiting"]).filter(session=row).first()
    if found is None:
        raise Missing("not_signed_up", _("You are not signed up for this session. Please ask the leader to add you."))
    return found


def attendances(row: Session) -> QuerySet[Attendance]:
    """Who came to a session, in order of arrival."""
    return with_people(Attendance.objects.filter(session=row), "person").order_by("checked_in_at", "id")


def attendance(actor: Actor, pk: object) -> Attendance:
    """An attendance: one's own, or of a session one runs. Raises `Missing`."""
    run = Session.objects.filter(permissions.sessions_run(actor)).values("pk")
    rows = Attendance.objects.filter(Q(person=actor.person_id) | Q(session__in=run))
    return one(rows.select_related("session__activity", "session__offering", "signup", "person"), pk)


def headcounts(row: Session) -> QuerySet[Headcount]:
    """The standing counts by hand of a session, with who signed."""
    rows = Headcount.objects.filter(session=row, withdrawn=False)
    return with_people(rows, "attested_by", "countersigned_by").order_by("kind")


def headcount(pk: object) -> Headcount:
    """A standing count by hand; who may sign it, the action decides. Raises `Missing`."""
    return one(Headcount.objects.filter(withdrawn=False).select_related("session"), pk)


def feedback(row: Session) -> QuerySet[Feedback]:
    """What people said of a session, newest first."""
    return with_people(Feedback.objects.filter(session=row), "person").order_by("-created_at", "id")
