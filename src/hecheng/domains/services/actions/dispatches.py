"""Answering a dispatch (接单), and taking an open need (抢单)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions import notify
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.actions import seats
from hecheng.domains.services.actions.steps import step
from hecheng.domains.services.models import Dispatch, Need, Signup
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Missing


def _own(by: Actor, dispatch: Dispatch) -> tuple[Dispatch, Need]:
    """The actor's own dispatch; need and dispatch locked in that order, as every action on both does."""
    permissions.require_person(by)
    mine = Dispatch.objects.filter(pk=dispatch.pk, person=by.person)
    need_id = mine.values_list("need_id", flat=True).first()
    if need_id is None:
        raise Missing
    need = Need.objects.select_for_update().get(pk=need_id)
    return mine.select_for_update().get(), need


@action
def accept_dispatch(*, by: Actor, dispatch: Dispatch) -> Dispatch:
    """Accept: take a seat, tell the resident who comes. Accepting again changes nothing.

    Raises `Conflict` when it was answered otherwise, is full, or overlaps another sign-up.
    """
    dispatch, need = _own(by, dispatch)
    if dispatch.state == Dispatch.State.ACCEPTED:
        return dispatch
    if dispatch.state != Dispatch.State.SENT:
        raise Conflict("dispatch_answered", _("This request is no longer open to you."))
    _take_seat(need, dispatch)
    dispatch.state, dispatch.answered_at = Dispatch.State.ACCEPTED, clock.now()
    dispatch.save(update_fields=["state", "answered_at"])
    _settle(need, by)
    return dispatch


def _take_seat(need: Need, dispatch: Dispatch) -> Signup:
    role = seats.locked_role(dispatch.session, None)
    if seats.free_seat(role) is None:
        raise Conflict("need_full", _("Enough volunteers have already accepted. Thank you!"))
    return seats.seat_person(dispatch.session, role, dispatch.person)


def _settle(need: Need, by: Actor) -> None:
    """After an acceptance: the need counts as accepted, and the resident hears of it once."""
    if need.state in (Need.State.ROUTED, Need.State.DISPATCHED):
        step(need, Need.State.ACCEPTED, by=by.person)
        notify(
            need.asked_by,
            kind="services.need-accepted",
            params={"offering": need.offering_id, "starts": need.starts.isoformat()},
            link=f"/needs/{need.pk}/",
            dedupe_key=f"need-accepted:{need.pk}:{need.version}",
        )


@action
def decline_dispatch(*, by: Actor, dispatch: Dispatch, reason: str, words: str = "") -> Dispatch:
    """Decline with a reason; when nobody else is asked any more the need waits for volunteers again.

    After acceptance the way out is to withdraw the sign-up, so that the resident is told: raises `Conflict`.
    """
    dispatch, need = _own(by, dispatch)
    if dispatch.state == Dispatch.State.DECLINED:
        return dispatch
    if dispatch.state == Dispatch.State.ACCEPTED:
        raise Conflict(
            "already_accepted",
            _("You have already accepted. If you cannot come, withdraw, so that the resident is told."),
        )
    if dispatch.state != Dispatch.State.SENT:
        raise Conflict("dispatch_answered", _("This request is no longer open to you."))
    dispatch.state, dispatch.answered_at = Dispatch.State.DECLINED, clock.now()
    dispatch.decline = reason if reason in Dispatch.Decline.values else Dispatch.Decline.OTHER
    dispatch.decline_words = words[:200]
    dispatch.save(update_fields=["state", "answered_at", "decline", "decline_words"])
    reopen(need, by, reason=str(Dispatch.Decline(dispatch.decline).label))
    return dispatch


def reopen(need: Need, by: Actor, *, reason: str) -> None:
    """A need that nobody is asked for any more waits for volunteers again."""
    if need.dispatches.filter(state__in=["sent", "accepted"]).exists():
        return
    if need.state in (Need.State.DISPATCHED, Need.State.ACCEPTED):
        step(need, Need.State.ROUTED, by=by.person, reason=reason)


@action
def take_need(*, by: Actor, need: Need) -> Dispatch:
    """A volunteer takes an open need of their area (抢单). Raises `Missing`, `NotAllowed`, `Conflict`."""
    permissions.require_person(by)
    assert by.person is not None
    standing = Dispatch.objects.filter(need=need, person=by.person, state=Dispatch.State.ACCEPTED).first()
    if standing is not None:
        return standing
    need = permissions.found(Need.objects, permissions.needs_to_take(by), need.pk, lock=True)
    seats.require_fit(by.person, need.offering)
    dispatch = Dispatch.objects.create(
        need=need,
        area=need.area,
        person=by.person,
        session=seats.session_for(need),
        state=Dispatch.State.ACCEPTED,
        answered_at=clock.now(),
        taken=True,
    )
    _take_seat(need, dispatch)
    _settle(need, by)
    return dispatch
