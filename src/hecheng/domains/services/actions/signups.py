"""Sign-up (报名), the waiting list, and withdrawing."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions import notify
from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.actions import seats
from hecheng.domains.services.actions.dispatches import reopen
from hecheng.domains.services.models import Activity, Attendance, Dispatch, Need, SeatRole, Session, Signup
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Missing, NotAllowed


@action
def sign_up(*, by: Actor, session: Session, role: SeatRole | None = None, person: Person | None = None) -> Signup:
    """Sign up oneself, or somebody else as who runs the session. Full roles lead to the waiting list; signing up again
    returns the standing sign-up. Raises `NotAllowed`, `Conflict` (over, overlap)."""
    permissions.require_person(by)
    assert by.person is not None
    who = person or by.person
    session = permissions.found(Session.objects, permissions.sessions_seen(by), session.pk)
    if who.pk != by.person.pk:
        permissions.found(Session.objects, permissions.sessions_run(by), session.pk)
    if session.activity is None:
        raise NotAllowed("not_by_signup", _("Requests of residents are taken or dispatched, not signed up for."))
    _require_open(session)
    chosen = seats.locked_role(session, role)
    standing = Signup.objects.filter(session=session, person=who, state__in=["active", "waiting"]).first()
    if standing is not None:
        return standing
    seats.require_fit(who, session.offering, chosen)
    return seats.seat_person(session, chosen, who, entered_by=by.person if who.pk != by.person.pk else None)


def _require_open(session: Session) -> None:
    published = session.activity is not None and session.activity.state == Activity.State.PUBLISHED
    if not published or session.state == Session.State.CANCELLED:
        raise Conflict("session_not_open", _("This session is not open for sign-up."))
    if session.ends <= clock.now():
        raise Conflict("session_over", _("This session is over."))


@action
def withdraw_signup(*, by: Actor, signup: Signup, reason: str = "") -> Signup:
    """Give the seat back; the first of the waiting list who is free moves up and is told.

    For a need, the resident is told and the need waits for volunteers again. Raises `Conflict` after check-in.
    """
    own = Q(person=by.person) if by.person else Q(pk__in=[])
    run = Q(session__in=Session.objects.filter(permissions.sessions_run(by)).values("pk"))
    need_id = Signup.objects.filter(pk=signup.pk).values_list("session__need_id", flat=True).first()
    need = Need.objects.select_for_update().get(pk=need_id) if need_id else None
    role_id = Signup.objects.filter(pk=signup.pk).values_list("role_id", flat=True).first()
    if role_id is None:
        raise Missing
    role = SeatRole.objects.select_for_update().get(pk=role_id)
    signup = permissions.found(Signup.objects, own | run, signup.pk, lock=True)
    if signup.state not in (Signup.State.ACTIVE, Signup.State.WAITING):
        return signup
    if Attendance.objects.filter(signup=signup).exists():
        raise Conflict("already_came", _("Already checked in; please check out instead."))
    signup.state, signup.seat = Signup.State.WITHDRAWN, None
    signup.save(update_fields=["state", "seat"])
    if need is not None:
        _leave_need(need, signup, by, reason)
    else:
        _move_up(role)
    return signup


def _leave_need(need: Need, signup: Signup, by: Actor, reason: str) -> None:
    Dispatch.objects.filter(need=need, person=signup.person, state=Dispatch.State.ACCEPTED).update(
        state=Dispatch.State.WITHDRAWN, decline_words=reason[:200], answered_at=clock.now()
    )
    reopen(need, by, reason=reason)
    notify(
        need.asked_by,
        kind="services.volunteer-withdrew",
        params={"offering": need.offering_id, "starts": need.starts.isoformat()},
        link=f"/needs/{need.pk}/",
        dedupe_key=f"volunteer-withdrew:{signup.pk}",
    )


def _move_up(role: SeatRole) -> None:
    """The first waiting person without an overlapping sign-up takes the free seat."""
    seat = seats.free_seat(role)
    waiting = Signup.objects.filter(role=role, state=Signup.State.WAITING).order_by("created_at", "id")
    if seat is None or role.session.starts <= clock.now():
        return
    for candidate in waiting.select_related("person"):
        busy = Signup.objects.filter(
            person=candidate.person, state=Signup.State.ACTIVE, during__overlap=candidate.during
        ).exists()
        if busy:
            continue
        candidate.state, candidate.seat = Signup.State.ACTIVE, seat
        candidate.save(update_fields=["state", "seat"])
        notify(
            candidate.person,
            kind="services.moved-up",
            params={"title": role.session.title, "starts": role.session.starts.isoformat()},
            link=f"/activities/{role.session.activity_id}/",
            dedupe_key=f"moved-up:{candidate.pk}",
        )
        return
