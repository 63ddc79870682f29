"""Opening, changing and closing places, and appointing who keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import Area
from hecheng.domains.people.actions import end_grant, give_grant
from hecheng.domains.people.models import Grant, Organisation, Person, Role
from hecheng.domains.people.permissions import Actor, roles_given_by
from hecheng.domains.places.models import RANK, Kind, Place
from hecheng.domains.places.opening import Hours, clean_hours
from hecheng.domains.places.permissions import require_change, require_opening
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Invalid, Missing
from hecheng.kernel.scope import covers, significant

BATCH = 1000
#: longest texts, in characters
LENGTHS = {"name": 120, "name_en": 160, "address": 200, "phone": 40}


class Facts(TypedDict, total=False):
    """What is known of a place and may change."""

    name: str
    name_en: str
    parent: Place | None
    organisation: Organisation | None
    address: str
    phone: str
    hours: Hours
    lon: float | None
    lat: float | None
    modelled: bool
    position_modelled: bool
    online_since: date | None
    opened_on: date


@action
def open_place(*, by: Actor, kind: str, area: str, **facts: Unpack[Facts]) -> Place:
    """Open one place; see `open_places`."""
    return open_places(by=by, places=[Place(kind=kind, area=area, **facts)])[0]


@action
def open_places(*, by: Actor, places: Sequence[Place]) -> list[Place]:
    """Open many places (rows not yet saved; a parent may be among them) in a handful of queries.

    Raises `NotAllowed` outside the areas where `by` opens places; `Invalid` for an unknown area, kind, hours or position,
    or a parent that is not above it; `Conflict` for a name already open there.
    """
    require_opening(by, {place.area for place in places})
    known = set(
        Area.objects.filter(code__in={place.area for place in places}, is_active=True).values_list("code", flat=True)
    )
    for place in places:
        if place.area not in known:
            raise Invalid(
                "area_unknown", _("There is no area with the code “%(code)s”."), field="area", code=place.area[:40]
            )
    _read_parents(places)
    for place in places:
        _clean(place)
    return Place.objects.bulk_create(places, batch_size=BATCH)


@action
def change_place(*, by: Actor, place: Place, **changes: Unpack[Facts]) -> Place:
    """Change facts about a place; kind and area never change (close it and open another). Raises as `open_places`."""
    place = Place.objects.select_for_update(of=("self",)).select_related("parent").get(pk=place.pk)
    require_change(by, place)
    for name, value in changes.items():
        if name not in Facts.__annotations__:
            raise TypeError(f"{name} of a place is not changed here")
        setattr(place, name, value)
    _read_parents([place])
    _clean(place)
    place.save(update_fields=[*changes])
    return place


@action
def close_place(*, by: Actor, place: Place, on: date | None = None) -> Place:
    """Close a place from a day on (today). Raises `Conflict` while other places still belong to it, or if it is closed."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    require_opening(by, {place.area})
    if place.closed_on is not None:
        raise _closed()
    below = Place.objects.filter(parent=place, closed_on__isnull=True).count()
    if below:
        raise Conflict("place_has_others", _("%(below)d open places still belong to this one."), below=below)
    place.closed_on = on or clock.today()
    place.save(update_fields=["closed_on"])
    _end_keeping(place, by=Actor.system())  # whoever may close the place thereby ends the role that came with it
    return place


@action
def appoint_keeper(*, by: Actor, place: Place, person: Person | None) -> Place:
    """Put somebody in charge of a place, or nobody; the role of site keeper over its area comes and goes with it.

    The role of whoever kept it before ends unless they keep another open place of the same area. Raises `NotAllowed`
    for those who do not give this role, and for appointing oneself.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=place.pk)
    by.require(*roles_given_by(Role.SITE_KEEPER), area=place.area)
    if place.closed_on is not None:
        raise _closed()
    if place.keeper_id != (person.pk if person else None):
        _end_keeping(place, by=by)
        place.keeper = person
        place.save(update_fields=["keeper"])
    if person is not None and not _keeping(person, place).exists():
        give_grant(by=by, person=person, role=Role.SITE_KEEPER, prefix=significant(place.area))
    return place


def _keeping(person: Person, place: Place) -> QuerySet[Grant]:
    """The role of keeper that a person holds now over exactly the area of a place."""
    holding = Grant.objects.holding_at(clock.now())
    return holding.filter(person=person, role=Role.SITE_KEEPER, prefix=significant(place.area))


def _end_keeping(place: Place, *, by: Actor) -> None:
    """End the keeper's role over the area, unless another open place there is theirs too."""
    if place.keeper is None:
        return
    others = Place.objects.filter(keeper=place.keeper, area=place.area, closed_on__isnull=True).exclude(pk=place.pk)
    if not others.exists():
        for grant in _keeping(place.keeper, place):
            end_grant(by=by, grant=grant)


def _read_parents(places: Sequence[Place]) -> None:
    """Parents as they are now, locked, so that none closes while a place is put below it."""
    among = {place.pk for place in places}
    wanted = {place.parent_id for place in places if place.parent_id} - among
    rows = Place.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    parents = {row.pk: row for row in rows}
    for place in places:
        if place.parent_id in wanted:
            if place.parent_id not in parents:
                raise Missing("place_missing", _("There is no such place, or it has closed."), field="parent")
            place.parent = parents[place.parent_id]


def _closed() -> Conflict:
    return Conflict("place_closed", _("This place is already closed."))


def _clean(place: Place) -> None:
    """Bring texts and hours into form; raises `Invalid` naming the field."""
    for name, longest in LENGTHS.items():
        text = " ".join(str(getattr(place, name) or "").split())
        if len(text) > longest:
            raise Invalid(
                "place_text_long", _("This is longer than %(longest)d characters."), field=name, longest=longest
            )
        setattr(place, name, text)
    if not place.name:
        raise Invalid("place_name_missing", _("A place needs a name."), field="name")
    if place.kind not in Kind.values:
        raise Invalid("place_kind", _("There is no such kind of place."), field="kind")
    place.hours = clean_hours(place.hours)
    _check_parent(place)


def _check_parent(place: Place) -> None:
    parent = place.parent
    if parent is None:
        return
    if RANK[Kind(parent.kind)] >= RANK[Kind(place.kind)]:
        raise Invalid(
            "place_parent_kind",
            _("A place of the kind “%(kind)s” cannot belong to one of the kind “%(parent)s”."),
            field="parent",
            kind=Kind(place.kind).label,
            parent=Kind(parent.kind).label,
        )
    if parent.closed_on is not None or not covers(significant(parent.area), place.area):
        raise Invalid(
            "place_parent_elsewhere",
            _("A place belongs to an open one whose area it lies in."),
            field="parent",
        )
