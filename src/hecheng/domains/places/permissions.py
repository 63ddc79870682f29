"""Who sees and who changes places: filters over rows that also guard the actions."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Role
from hecheng.domains.people.permissions import STAFF, Actor
from hecheng.domains.places.models import Place
from hecheng.kernel import clock
from hecheng.kernel.errors import NotAllowed
from hecheng.kernel.scope import covers, within

#: who opens and closes places of their area and appoints keepers
OPENERS: tuple[Role, ...] = (Role.COUNTY_DISPATCHER, Role.CITY_OFFICE, Role.ADMINISTRATOR)
#: who keeps the facts about a place
CHANGERS: tuple[Role, ...] = (Role.SITE_KEEPER, *OPENERS)


def existing(day: date | None = None, path: str = "") -> Q:
    """Places that were open on a day (today): opened by then and not closed yet. `path` leads from a row to its place."""
    day = day or clock.today()
    to = f"{path}__" if path else ""
    still = Q(**{f"{to}closed_on__isnull": True}) | Q(**{f"{to}closed_on__gt": day})
    return Q(**{f"{to}opened_on__lte": day}) & still


def visible(actor: Actor) -> Q:
    """Everybody sees places that exist; staff see what was and what will be in their areas too."""
    return existing() | within("area", *actor.prefixes(*STAFF))


def changeable(actor: Actor) -> Q:
    """Places whose facts the actor may change."""
    return within("area", *actor.prefixes(*CHANGERS))


def may_change(actor: Actor, place: Place) -> bool:
    """Whether `changeable` lets this one through."""
    return actor.holds(*CHANGERS, area=place.area)


def require_change(actor: Actor, place: Place) -> None:
    """Raises `NotAllowed`."""
    if not may_change(actor, place):
        raise NotAllowed("place_of_others", _("This place is not in your area."))


def require_opening(actor: Actor, areas: set[str]) -> None:
    """Raises `NotAllowed` unless the actor may open and close places in all of these areas."""
    prefixes = actor.prefixes(*OPENERS)
    if not all(any(covers(prefix, area) for prefix in prefixes) for area in areas):
        raise NotAllowed("place_opening", _("Only the centre of this area may open or close places here."))
