"""Dispatches (派单) as the volunteer sees them: asked, accepted, declined."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.kinds import (
    AreaRef,
    Choice,
    Filters,
    Id,
    Moment,
    Named,
    Page,
    PlaceRef,
    Refused,
    Sent,
    Words,
    area_ref,
    choice,
    listed,
    named,
    page_of,
    place_ref_if_any,
)
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.services import actions
from hecheng.domains.services.models import Dispatch
from hecheng.domains.services.queries import needs

router = Router(tags=["dispatches"], auth=SIGNED_IN)


class DispatchOut(Schema):
    """One is asked to serve a need. The need's own address (`/needs/{need}`) tells where, once one has accepted."""

    id: Id
    state: Choice
    need: Id
    session: Id
    offering: Named
    area: AreaRef
    site: PlaceRef | None
    starts: Moment
    ends: Moment
    words: str
    risk: str
    taken: bool
    sent_at: Moment
    answered_at: Moment | None


class DispatchFilters(Filters):
    state: list[Dispatch.State] = Field(default_factory=list, max_length=5)


class Declining(Sent):
    """`reason`: busy, far, skill, health or other; in one's words beside it."""

    reason: Dispatch.Decline
    words: Words = ""


def _out(dispatch: Dispatch) -> DispatchOut:
    need = dispatch.need
    return DispatchOut(
        id=dispatch.pk,
        state=choice(dispatch, "state"),
        need=need.pk,
        session=dispatch.session_id,
        offering=named(need.offering),
        area=area_ref(need.area),
        site=place_ref_if_any(need.site),
        starts=need.starts,
        ends=need.ends,
        words=need.words,
        risk=need.risk,
        taken=dispatch.taken,
        sent_at=dispatch.created_at,
        answered_at=dispatch.answered_at,
    )


@router.get("", response=Page[DispatchOut])
def list_dispatches(request: Request, asked: Query[DispatchFilters]) -> dict[str, Any]:
    """What one was asked to do, newest first."""
    count, found = page_of(needs.dispatches(request.actor, states=asked.state), asked)
    name_paths(dispatch.need.area for dispatch in found)
    return listed(count, asked, [_out(dispatch) for dispatch in found])


@router.get("/{id}", response=DispatchOut)
def get_dispatch(request: Request, id: str) -> DispatchOut:
    """One of one's own dispatches."""
    return _out(needs.dispatch(request.actor, id))


@router.post("/{id}/accept", response={200: DispatchOut, 409: Refused})
def accept_dispatch(request: Request, id: str) -> DispatchOut:
    """Accept (接单): one's seat is taken, and the resident is told."""
    actions.accept_dispatch(by=request.actor, dispatch=needs.dispatch(request.actor, id))
    return get_dispatch(request, id)


@router.post("/{id}/decline", response={200: DispatchOut, 409: Refused})
def decline_dispatch(request: Request, id: str, sent: Declining) -> DispatchOut:
    """Decline; the need waits for somebody else."""
    dispatch = needs.dispatch(request.actor, id)
    actions.decline_dispatch(by=request.actor, dispatch=dispatch, reason=sent.reason, words=sent.words)
    return get_dispatch(request, id)
