"""Needs and the dispatches that answer them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.models import Dispatch, Need, NeedEvent
from hecheng.domains.services.queries.rows import between, one, with_people
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid


def needs(
    actor: Actor,
    *,
    states: Sequence[str] = (),
    prefix: str = "",
    offering: str = "",
    platform: str = "",
    urgency_from: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    text: str = "",
    mine: bool = False,
) -> QuerySet[Need]:
    """Needs that the actor sees, soonest first, with offering, platform, site and people; the address is not fetched.

    since, until: of the start, half-open. text: part of the words or of the offering's name. mine: asked for or entered by
    the actor. Raises `Invalid` for an unknown state.
    """
    rows = Need.objects.filter(permissions.needs_seen(actor)).within(prefix).filter(between("starts", since, until))
    if unknown := set(states) - set(Need.State.values):
        raise Invalid("state_unknown", _("There is no state “%(state)s”."), field="state", state=min(unknown)[:40])
    if states:
        rows = rows.filter(state__in=states)
    if offering:
        rows = rows.filter(offering=offering)
    if platform:
        rows = rows.filter(platform=platform)
    if urgency_from is not None:
        rows = rows.filter(urgency__gte=urgency_from)
    if wanted := text.strip()[:60]:
        rows = rows.filter(
            Q(words__icontains=wanted) | Q(offering__zh__icontains=wanted) | Q(offering__en__icontains=wanted)
        )
    if mine:
        rows = rows.filter(Q(asked_by=actor.person_id) | Q(entered_by=actor.person_id))
    return _shown(rows).order_by("starts", "id")


def need(actor: Actor, pk: object) -> Need:
    """One need that the actor sees, the address not fetched. Raises `Missing`."""
    return one(_shown(Need.objects.filter(permissions.needs_seen(actor) | permissions.needs_to_take(actor))), pk)


def open_to_take(actor: Actor, *, prefix: str = "", offering: str = "") -> QuerySet[Need]:
    """Needs that the actor may take (抢单), soonest first."""
    rows = Need.objects.filter(permissions.needs_to_take(actor)).within(prefix)
    if actor.person is not None:
        rows = rows.exclude(dispatches__in=actor.person.dispatches.all())
    if offering:
        rows = rows.filter(offering=offering)
    return _shown(rows).order_by("-urgency", "starts", "id")


def waiting(prefix: str) -> int:
    """How many requests of an area wait for volunteers: a number anybody may see."""
    rows = Need.objects.within(prefix).filter(state__in=[Need.State.ROUTED, Need.State.DISPATCHED])
    return rows.filter(starts__gt=clock.now()).count()


def _shown(rows: QuerySet[Need]) -> QuerySet[Need]:
    rows = rows.select_related("offering__platform", "offering__theme", "platform", "site", "session").defer(
        "address", "phone"
    )
    coming = Count("dispatches", filter=Q(dispatches__state="accepted"))
    return with_people(rows, "asked_by", "entered_by", "beneficiary").annotate(coming=coming)


def address(actor: Actor, row: Need) -> str | None:
    """Where a need is to be served, for those whom the resident told; None for others (staff: `reveal_address`)."""
    known = Need.objects.filter(permissions.addresses_known(actor), pk=row.pk).only("address").first()
    return str(known.address) if known else None


def history(row: Need) -> QuerySet[NeedEvent]:
    """The steps of a need, oldest first, with who took them."""
    return with_people(row.events.all(), "by").order_by("created_at", "id")


def answers(actor: Actor, row: Need) -> QuerySet[Dispatch]:
    """The dispatches of a need, newest first, with the volunteers: all for staff of its area; for others those who come,
    and their own."""
    rows = row.dispatches.all()
    if not actor.holds(*permissions.READERS, area=row.area):
        rows = rows.filter(Q(state=Dispatch.State.ACCEPTED) | Q(person=actor.person_id))
    return with_people(rows, "person").order_by("-created_at", "id")


def dispatches(actor: Actor, *, states: Sequence[str] = ()) -> QuerySet[Dispatch]:
    """What the actor was asked to do, newest first, with need, offering, site and session."""
    rows = Dispatch.objects.filter(person=actor.person) if actor.person else Dispatch.objects.none()
    if unknown := set(states) - set(Dispatch.State.values):
        raise Invalid("state_unknown", _("There is no state “%(state)s”."), field="state", state=min(unknown)[:40])
    if states:
        rows = rows.filter(state__in=states)
    rows = rows.select_related("need__offering", "need__site", "session").defer("need__address", "need__phone")
    return rows.order_by("-created_at", "id")


def dispatch(actor: Actor, pk: object) -> Dispatch:
    """One of the actor's own dispatches. Raises `Missing`."""
    return one(dispatches(actor), pk)
