"""Activities and their sessions: drafted, published before they start, cancelled with word to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions import notify_many
from hecheng.domains.people.models import Team
from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.models import Place
from hecheng.domains.services import permissions
from hecheng.domains.services.codes import new_secret
from hecheng.domains.services.models import (
    Activity,
    Attendance,
    Offering,
    Programme,
    SeatRole,
    ServiceSystem,
    Session,
    Signup,
)
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Invalid, NotAllowed

LONGEST = timedelta(hours=24)
MOST_SESSIONS = 400


@dataclass(frozen=True)
class NewRole:
    """A role with its seats, for every session that is added."""

    zh: str
    seats: int
    en: str = ""


@action
def draft_activity(
    *,
    by: Actor,
    place: Place,
    offering: Offering,
    zh: str,
    en: str = "",
    summary: str = "",
    team: Team | None = None,
    programme: Programme | None = None,
    system: ServiceSystem | None = None,
    lecture: bool = False,
) -> Activity:
    """Draft an activity at a place, as its staff or as leader of the team. Raises `NotAllowed`, `Invalid`."""
    leads = team is not None and by.person is not None and team.leader_id == by.person.pk
    if not leads:
        by.require(*permissions.KEEPERS, area=place.area)
    if not zh.strip():
        raise Invalid("title_missing", _("Please give it a title."), field="zh")
    return Activity.objects.create(
        area=place.area,
        place=place,
        team=team,
        offering=offering,
        programme=programme,
        system=system,
        zh=zh.strip()[:80],
        en=en.strip()[:120],
        summary=summary[:1000],
        lecture=lecture,
        made_by=by.person,
    )


@action
def add_sessions(
    *, by: Actor, activity: Activity, times: Sequence[tuple[datetime, datetime]], roles: Sequence[NewRole]
) -> list[Session]:
    """Add sessions (starts, ends), each with these roles. A session cannot be added after it began: an activity that is
    first published when it is over is how figures are invented. Raises `Invalid`, `Conflict`."""
    activity = permissions.found(Activity.objects, permissions.activities_run(by), activity.pk, lock=True)
    if activity.state == Activity.State.CANCELLED:
        raise Conflict("activity_cancelled", _("This activity was cancelled."))
    if not times or len(times) > MOST_SESSIONS:
        raise Invalid(
            "sessions_off",
            _("Between 1 and %(most)s sessions can be added at once."),
            field="starts",
            most=MOST_SESSIONS,
        )
    if not roles:
        raise Invalid("roles_missing", _("Please add at least one role with seats."), field="seats")
    for starts, ends in times:
        if starts <= clock.now():
            raise Invalid("session_in_past", _("A session must be announced before it starts."), field="starts")
        if ends - starts > LONGEST:
            raise Invalid("session_too_long", _("A session lasts at most 24 hours."), field="ends")
    place = activity.place
    sessions = Session.objects.bulk_create(
        [
            Session(
                area=activity.area,
                activity=activity,
                place=place,
                offering_id=activity.offering_id,
                lon=place.lon,
                lat=place.lat,
                starts=starts,
                ends=ends,
                check_secret=new_secret(),
            )
            for starts, ends in times
        ]
    )
    SeatRole.objects.bulk_create(
        [
            SeatRole(session=session, zh=role.zh[:40], en=role.en[:60], seats=role.seats)
            for session in sessions
            for role in roles
        ]
    )
    return sessions


@action
def publish_activity(*, by: Actor, activity: Activity) -> Activity:
    """Make it public. Raises `Conflict` when it has no session yet. Publishing twice changes nothing."""
    activity = permissions.found(Activity.objects, permissions.activities_run(by), activity.pk, lock=True)
    if activity.state == Activity.State.PUBLISHED:
        return activity
    if activity.state == Activity.State.CANCELLED:
        raise Conflict("activity_cancelled", _("This activity was cancelled."))
    if not activity.sessions.exists():
        raise Conflict("no_session", _("Please add a date before publishing."))
    activity.state, activity.published_at = Activity.State.PUBLISHED, clock.now()
    activity.version += 1
    activity.save(update_fields=["state", "published_at", "version"])
    return activity


@action
def cancel_activity(*, by: Actor, activity: Activity, reason: str) -> Activity:
    """Cancel it and every session to come; everybody who signed up is told."""
    activity = permissions.found(Activity.objects, permissions.activities_run(by), activity.pk, lock=True)
    if activity.state == Activity.State.CANCELLED:
        return activity
    for session in activity.sessions.filter(state=Session.State.PLANNED, ends__gt=clock.now()):
        cancel_session(by=by, session=session, reason=reason)
    activity.state = Activity.State.CANCELLED
    activity.version += 1
    activity.save(update_fields=["state", "version"])
    return activity


@action
def cancel_session(*, by: Actor, session: Session, reason: str) -> Session:
    """Cancel one session to which nobody has come yet; everybody who signed up is told why."""
    session = permissions.found(Session.objects, permissions.sessions_run(by), session.pk, lock=True)
    if session.state == Session.State.CANCELLED:
        return session
    if session.need_id is not None:
        raise NotAllowed("cancel_the_need", _("Please cancel the request itself, so that the resident is told."))
    if session.state == Session.State.HELD or Attendance.objects.filter(session=session).exists():
        raise Conflict("session_began", _("People have already come; it cannot be cancelled any more."))
    if not reason.strip():
        raise Invalid("reason_missing", _("Please say why: everybody who signed up will read it."), field="reason")
    signups = list(session.signups.filter(state__in=["active", "waiting"]).select_related("person"))
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(state=Signup.State.ENDED, seat=None)
    session.state, session.cancel_reason = Session.State.CANCELLED, reason[:200]
    session.save(update_fields=["state", "cancel_reason"])
    notify_many(
        [signup.person for signup in signups],
        kind="services.session-cancelled",
        params={"title": session.title, "starts": session.starts.isoformat(), "reason": reason[:200]},
        link="/me/",
        dedupe_prefix=f"session-cancelled:{session.pk}",
    )
    return session
