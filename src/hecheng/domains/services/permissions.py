"""Who may, as filters over rows: the same filter makes a list and guards an action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from django.db.models import Count, F, Manager, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor, Role
from hecheng.domains.services.models import Need
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing, NotAllowed
from hecheng.kernel.scope import within

#: who runs a site's day
KEEPERS: tuple[Role, ...] = (Role.SITE_KEEPER, Role.COUNTY_DISPATCHER, Role.CITY_OFFICE, Role.ADMINISTRATOR)
#: who decides whom to ask
DISPATCHERS: tuple[Role, ...] = (Role.COUNTY_DISPATCHER, Role.CITY_OFFICE, Role.ADMINISTRATOR)
#: who sees the work of an area
READERS: tuple[Role, ...] = (*KEEPERS, Role.AUDITOR)

M = TypeVar("M", bound=Model)

_NOTHING = Q(pk__in=[])


def in_areas(actor: Actor, roles: Sequence[Role], field: str = "area") -> Q:
    """Rows that lie in the subtrees where the actor holds one of the roles."""
    return within(field, *actor.prefixes(*roles))


def _mine(actor: Actor, **paths: str) -> Q:
    """Any of these paths leads to the actor's own person."""
    if actor.person is None:
        return _NOTHING
    condition = _NOTHING
    for path in paths.values():
        condition |= Q(**{path: actor.person})
    return condition


def needs_seen(actor: Actor) -> Q:
    """Needs in one's area, one's own, those entered for somebody, and those one is asked to serve."""
    if actor.person is None:
        return in_areas(actor, READERS)
    asked_to = Q(pk__in=actor.person.dispatches.filter(state__in=["sent", "accepted"]).values("need"))
    own = _mine(actor, asked="asked_by", entered="entered_by", theirs="beneficiary")
    return in_areas(actor, READERS) | own | asked_to


def addresses_known(actor: Actor) -> Q:
    """Needs whose address the actor was told: one's own, those entered for somebody, those one has agreed to serve."""
    if actor.person is None:
        return _NOTHING
    coming = Q(pk__in=actor.person.dispatches.filter(state="accepted").values("need"))
    return _mine(actor, asked="asked_by", entered="entered_by", theirs="beneficiary") | coming


def addresses_revealed(actor: Actor) -> Q:
    """Needs whose address the actor may read as staff, on record."""
    return in_areas(actor, KEEPERS)


def contacts_seen(actor: Actor) -> Q:
    """Needs that the actor comes to serve, until the day after: the way there and the number to call are theirs to know."""
    if actor.person is None:
        return _NOTHING
    coming = actor.person.dispatches.filter(state="accepted", need__ends__gt=clock.now() - timedelta(days=1))
    return Q(pk__in=coming.values("need"))


def needs_kept(actor: Actor) -> Q:
    """Needs that the actor may route or cancel as staff."""
    return in_areas(actor, KEEPERS)


def needs_dispatched(actor: Actor) -> Q:
    """Needs for which the actor decides whom to ask."""
    return in_areas(actor, DISPATCHERS)


def needs_to_take(actor: Actor) -> Q:
    """Open needs that a volunteer may take (抢单): with a seat nobody is asked for, in the county where they volunteer."""
    volunteer = actor.volunteer
    if volunteer is None:
        return _NOTHING
    asked = Count("dispatches", filter=Q(dispatches__state__in=["sent", "accepted"]))
    waiting = Need.objects.filter(state__in=["routed", "accepted"], starts__gt=clock.now()).within(volunteer.area[:6])
    return Q(pk__in=waiting.annotate(asked=asked).filter(asked__lt=F("headcount")).values("pk"))


def activities_seen(actor: Actor) -> Q:
    """Published activities are public; drafts are seen by those who run them."""
    return Q(state__in=["published", "cancelled"]) | activities_run(actor)


def activities_run(actor: Actor) -> Q:
    """Activities of one's area as staff, or of a team one leads."""
    return in_areas(actor, KEEPERS) | _mine(actor, leader="team__leader")


def sessions_run(actor: Actor) -> Q:
    """Sessions whose roster, presence and hours the actor handles."""
    return in_areas(actor, KEEPERS) | _mine(actor, leader="activity__team__leader")


def sessions_seen(actor: Actor) -> Q:
    """Sessions of public activities; those of needs by whom they concern."""
    public = Q(activity__state__in=["published", "cancelled"])
    return public | in_areas(actor, READERS) | _mine(actor, mine="signups__person", asked="need__asked_by")


def records_seen(actor: Actor) -> Q:
    """Service records: one's own, those of one's area as staff, those of one's team's sessions."""
    return in_areas(actor, READERS) | _mine(actor, own="person", leader="session__activity__team__leader")


def plans_made(actor: Actor) -> Q:
    """Plans of subtrees inside the actor's own."""
    return in_areas(actor, DISPATCHERS, "prefix")


def require_person(actor: Actor) -> Person:
    """The actor's person. Raises `NotAllowed` for somebody who has not signed in."""
    if actor.person is None:
        raise NotAllowed("sign_in_first", _("Please sign in first."))
    return actor.person


def require_system(actor: Actor) -> None:
    """Raises `NotAllowed` for everybody but the platform's own jobs."""
    if not actor.is_system:
        raise NotAllowed


def found(rows: Manager[M] | QuerySet[M], permitted: Q, pk: object, *, lock: bool = False) -> M:
    """The row that the actor may handle; raises `Missing` otherwise, without telling which of the two it is."""
    allowed = rows.filter(pk=pk).filter(pk__in=rows.model._default_manager.filter(permitted).values("pk"))
    row = (allowed.select_for_update(of=("self",)) if lock else allowed).first()
    if row is None:
        raise Missing
    return row
