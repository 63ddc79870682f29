"""Needs (需求): place, list, follow, route, cancel, take, rate. Addresses only for those whom the resident told."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.kinds import (
    AreaCode,
    AreaRef,
    Choice,
    Code,
    Filters,
    Id,
    Latitude,
    Longitude,
    Moment,
    Named,
    Page,
    PersonOut,
    PlaceRef,
    Prefix,
    Refused,
    Sent,
    Small,
    Words,
    area_ref,
    choice,
    counted_out,
    listed,
    named,
    page_of,
    person_out,
    place_ref_if_any,
)
from hecheng.api.limits import PLACING, Limit
from hecheng.domains.areas.queries import name_paths
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import person_or_missing
from hecheng.domains.places.queries import site
from hecheng.domains.services import actions
from hecheng.domains.services.models import Need
from hecheng.domains.services.queries import menu, needs
from hecheng.kernel.errors import Conflict, Invalid

router = Router(tags=["needs"], auth=SIGNED_IN)

#: a position told to those who were not told the address: about a kilometre
COARSE = 2


class NewNeed(Sent):
    """A need. Send `form_key` (or the header `Idempotency-Key`): the same key with the same contents makes nothing new.

    asked_by: only staff, for somebody who phoned or came in. beneficiary: left out where no name is needed.
    """

    offering: Code
    area: AreaCode
    starts: Moment
    ends: Moment
    form_key: str = Field("", max_length=200)
    site: Id | None = None
    words: Words = ""
    address: Words = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    headcount: Small = 1
    urgency: Small = Need.Urgency.SOON.value
    risk: Words = ""
    asked_by: Id | None = None
    beneficiary: Id | None = None


class NeedOut(Schema):
    """A need as its list shows it. `coming`: volunteers who have accepted. Position to about a kilometre."""

    id: Id
    state: Choice
    offering: Named
    platform: Named | None
    area: AreaRef
    site: PlaceRef | None
    starts: Moment
    ends: Moment
    headcount: int
    coming: int
    urgency: int
    words: str
    risk: str
    lon: float | None
    lat: float | None
    asked_by: PersonOut | None
    entered_by: PersonOut | None
    channel: Choice
    session: Id | None
    version: int
    placed_at: Moment


class StepOut(Schema):
    """One step of a need's history."""

    came_from: str
    went_to: str
    at: Moment
    by: PersonOut | None
    reason: str


class AnswerOut(Schema):
    """One volunteer who was asked, or took it."""

    id: Id
    volunteer: PersonOut | None
    state: Choice
    taken: bool
    sent_at: Moment
    answered_at: Moment | None


class NeedDetail(NeedOut):
    """`address` (and the exact position) is null for those whom the resident did not tell: staff read it on record."""

    address: str | None
    history: list[StepOut]
    answers: list[AnswerOut]


class NeedFilters(Filters):
    """since, until: of the start. text: part of the words or of what is asked for."""

    state: list[Need.State] = Field(default_factory=list, max_length=9)
    within: Prefix = ""
    offering: Code = ""
    platform: Code = ""
    urgency_from: int | None = Field(None, ge=1, le=5)
    since: Moment | None = None
    until: Moment | None = None
    text: str = Field("", max_length=60)
    mine: bool = False


class TakeFilters(Filters):
    within: Prefix = ""
    offering: Code = ""


class Routing(Sent):
    """Another platform than the suggested one wants a reason. `version`: of the need that was looked at."""

    platform: Code = ""
    reason: str = Field("", max_length=200)
    version: Small | None = None


class Reason(Sent):
    reason: str = Field("", max_length=200)
    version: Small | None = None


class Rating(Sent):
    stars: Small
    words: Words = ""


class RatingOut(Schema):
    id: Id
    stars: int
    words: str


class Address(Schema):
    address: str


class TakenOut(Schema):
    """The dispatch by which one comes, and the session in which it is served."""

    dispatch: Id
    session: Id
    state: Choice


def _facts(need: Need, *, exact: bool = False) -> dict[str, Any]:
    position = {name: getattr(need, name) for name in ("lon", "lat")}
    if not exact:
        position = {name: None if value is None else round(value, COARSE) for name, value in position.items()}
    return (
        position
        | counted_out(need, "coming")
        | {
            "id": need.pk,
            "state": choice(need, "state"),
            "offering": named(need.offering),
            "platform": named(need.platform or need.offering.platform),
            "area": area_ref(need.area),
            "site": place_ref_if_any(need.site),
            "starts": need.starts,
            "ends": need.ends,
            "headcount": need.headcount,
            "urgency": need.urgency,
            "words": need.words,
            "risk": need.risk,
            "asked_by": person_out(need.asked_by),
            "entered_by": person_out(need.entered_by),
            "channel": choice(need, "channel"),
            "session": need.session.pk if hasattr(need, "session") else None,
            "version": need.version,
            "placed_at": need.created_at,
        }
    )


def _page(rows: Any, asked: Filters) -> dict[str, Any]:
    count, found = page_of(rows, asked)
    name_paths(need.area for need in found)
    return listed(count, asked, [NeedOut(**_facts(need)) for need in found])


def _detail(request: Request, need: Need) -> NeedDetail:
    row = needs.need(request.actor, need.pk)
    address = needs.address(request.actor, row)
    return NeedDetail(
        **_facts(row, exact=address is not None),
        address=address,
        history=[
            StepOut(
                came_from=step.came_from,
                went_to=step.went_to,
                at=step.created_at,
                by=person_out(step.by),
                reason=step.reason,
            )
            for step in needs.history(row)
        ],
        answers=[
            AnswerOut(
                id=dispatch.pk,
                volunteer=person_out(dispatch.person),
                state=choice(dispatch, "state"),
                taken=dispatch.taken,
                sent_at=dispatch.created_at,
                answered_at=dispatch.answered_at,
            )
            for dispatch in needs.answers(request.actor, row)
        ],
    )


def _form_key(request: Request, body: NewNeed, header: str) -> str:
    """The sender's key, made theirs: two people may use the same one."""
    key = body.form_key or header
    if not key:
        raise Invalid(
            "form_key_missing",
            _("Please send a form_key, so that a request sent twice is placed once."),
            field="form_key",
        )
    return "api:" + hashlib.sha256(f"{request.actor.person_id}:{key}".encode()).hexdigest()[:60]


def _place(actor: Actor, sent: NewNeed, form_key: str) -> Need:
    facts = sent.dict(exclude={"offering", "form_key", "site", "asked_by", "beneficiary"})
    return actions.place_need(
        by=actor,
        offering=menu.offering(sent.offering),
        form_key=form_key,
        site=site(sent.site, actor) if sent.site else None,
        asked_by=person_or_missing(actor, sent.asked_by) if sent.asked_by else None,
        beneficiary=person_or_missing(actor, sent.beneficiary) if sent.beneficiary else None,
        channel=Need.Channel.PHONE if sent.asked_by else Need.Channel.API,
        **facts,
    )


@router.post("", response={201: NeedDetail, 409: Refused, 422: Refused}, throttle=Limit("place", PLACING))
def place_need(
    request: Request, sent: NewNeed, idempotency_key: str = Header("", max_length=200)
) -> Status[NeedDetail]:
    """Place a need for oneself; as staff of the area, for somebody else."""
    key = _form_key(request, sent, idempotency_key)
    try:
        need = _place(request.actor, sent, key)
    except Conflict as refused:
        if refused.code != "form_twice":
            raise
        need = _place(request.actor, sent, key)  # it was sent twice at once: by now the other one stands
    return Status(201, _detail(request, need))


@router.get("", response=Page[NeedOut])
def list_needs(request: Request, asked: Query[NeedFilters]) -> dict[str, Any]:
    """Needs of one's areas as staff, one's own, and those one is asked to serve; soonest first."""
    filters = asked.dict(exclude={"page", "limit", "state", "within"})
    return _page(needs.needs(request.actor, states=asked.state, prefix=asked.within, **filters), asked)


@router.get("/open", response=Page[NeedOut])
def list_open(request: Request, asked: Query[TakeFilters]) -> dict[str, Any]:
    """Needs that one may take as a volunteer (抢单), the most urgent first."""
    return _page(needs.open_to_take(request.actor, prefix=asked.within, offering=asked.offering), asked)


@router.get("/{id}", response=NeedDetail)
def get_need(request: Request, id: str) -> NeedDetail:
    """One need with its history."""
    return _detail(request, needs.need(request.actor, id))


@router.post("/{id}/address", response=Address)
def reveal_address(request: Request, id: str, sent: Reason) -> Address:
    """Read where it is to be served; staff on record, with a reason that the resident can read."""
    need = needs.need(request.actor, id)
    return Address(address=actions.reveal_address(by=request.actor, need=need, reason=sent.reason))


@router.post("/{id}/route", response=NeedDetail)
def route_need(request: Request, id: str, sent: Routing) -> NeedDetail:
    """Send a need to a platform, so that volunteers can be found."""
    need = needs.need(request.actor, id)
    chosen = menu.platform(sent.platform) if sent.platform else None
    actions.route_need(by=request.actor, need=need, platform=chosen, reason=sent.reason, seen_version=sent.version)
    return _detail(request, need)


@router.post("/{id}/cancel", response=NeedDetail)
def cancel_need(request: Request, id: str, sent: Reason) -> NeedDetail:
    """Cancel one's own need, or one of one's area as staff; volunteers who were asked are told."""
    need = needs.need(request.actor, id)
    actions.cancel_need(by=request.actor, need=need, reason=sent.reason, seen_version=sent.version)
    return _detail(request, need)


@router.post("/{id}/take", response=TakenOut)
def take_need(request: Request, id: str) -> TakenOut:
    """Take an open need of one's county (抢单)."""
    dispatch = actions.take_need(by=request.actor, need=needs.need(request.actor, id))
    return TakenOut(dispatch=dispatch.pk, session=dispatch.session_id, state=choice(dispatch, "state"))


@router.post("/{id}/rate", response=RatingOut)
def rate_need(request: Request, id: str, sent: Rating) -> RatingOut:
    """Rate a need that was served: one to five stars and words, once (评单)."""
    need = needs.need(request.actor, id)
    given = actions.rate_need(by=request.actor, need=need, stars=sent.stars, words=sent.words)
    return RatingOut(id=given.pk, stars=given.stars, words=given.words)
