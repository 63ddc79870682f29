"""Figures of the journey. Each is one declaration; nobody types a total."""

from __future__ import annotations

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.queries import name_path
from hecheng.domains.indicators import COUNT, Column, Indicator, Measure, distinct, registry, total
from hecheng.domains.services import permissions
from hecheng.domains.services.models import (
    Category,
    Dispatch,
    Feedback,
    Headcount,
    Need,
    Offering,
    Platform,
    Presence,
    ServiceRecord,
    ServiceSystem,
    Session,
    Theme,
)
from hecheng.domains.services.models.menu import Named
from hecheng.domains.services.models.presence import Side
from hecheng.kernel import clock

AREA = Column("area", _("area"), lambda row: name_path(row.area))


def _moment(field: str) -> Column:
    def value(row: object) -> str:
        found = getattr(row, field)
        return clock.local(found).strftime("%Y-%m-%d %H:%M") if found else ""

    return Column(field, _("time"), value)


STARTS = _moment("starts")
MENU_COLUMNS = (Column("code", _("code"), "code"), Column("name", _("name"), "name"))
SESSION_COLUMNS = (STARTS, Column("title", _("title"), "title"), AREA, Column("place", _("place"), "place.name"))
NEED_COLUMNS = (
    STARTS,
    Column("offering", _("asked for"), "offering.name"),
    AREA,
    Column("state", _("state"), "get_state_display"),
)
RECORD_COLUMNS = (
    _moment("served_at"),
    Column("person", _("volunteer"), "person.masked_name"),
    Column("session", _("session"), "session.title"),
    AREA,
    Column("minutes", _("minutes"), "minutes"),
)


def _held() -> QuerySet:
    return Session.objects.filter(state=Session.State.HELD).select_related("activity", "offering", "place")


def _people(side: str) -> QuerySet:
    """Held sessions with `people`: taps, plus the count by hand once counter-signed, of one side."""
    counts = Headcount.objects.filter(
        session=OuterRef("pk"), kind=side, withdrawn=False, countersigned_by__isnull=False
    ).values("count")
    taps = (
        Presence.objects.filter(session=OuterRef("pk"), kind=side)
        .order_by()
        .values("session")
        .annotate(taps=Sum(Value(1)))
        .values("taps")
    )
    whole = IntegerField()
    return (
        _held()
        .annotate(
            by_hand=Coalesce(Subquery(counts[:1], output_field=whole), 0),
            tapped=Coalesce(Subquery(taps, output_field=whole), 0),
        )
        .annotate(people=F("by_hand") + F("tapped"))
        .filter(people__gt=0)
    )


def _records() -> QuerySet:
    return ServiceRecord.objects.filter(reversal=None).select_related(
        "person", "session", "session__activity", "session__offering"
    )


def _needs() -> QuerySet:
    return Need.objects.select_related("offering")


PEOPLE_COLUMNS = (
    *SESSION_COLUMNS,
    Column("tapped", _("by QR code"), "tapped"),
    Column("by_hand", _("counted by hand"), "by_hand"),
    Column("people", _("people"), "people"),
)


def _session_url(row: Session) -> str:
    """The public page: whoever runs the session goes on to the desk from there."""
    if row.activity_id is None:
        return reverse("public:need", args=[row.need_id])
    return reverse("public:activity", args=[row.activity_id])


def _need_url(row: Need) -> str:
    return reverse("public:need", args=[row.pk])


def _menu(code: str, name: Promise, model: type[Named], **only: bool) -> None:
    registry.add(
        Indicator(
            code=f"menu.{code}",
            name=name,
            unit=_("items"),
            records=lambda: model._default_manager.filter(**only),
            columns=MENU_COLUMNS,
            area=None,
        )
    )


_menu("categories", _("menu categories"), Category)
_menu("themes", _("menu themes"), Theme)
_menu("offerings", _("menu offerings"), Offering, active=True)
_menu("platforms", _("service platforms"), Platform)
_menu("systems", _("service systems"), ServiceSystem)


def _sessions(code: str, name: Promise, only: Q) -> None:
    registry.add(
        Indicator(
            code=f"services.{code}",
            name=name,
            unit=_("sessions"),
            records=lambda: _held().filter(only),
            columns=SESSION_COLUMNS,
            moment="starts",
            order=("starts", "pk"),
            may_open=permissions.sessions_seen,
            detail_url=_session_url,
        )
    )


_sessions("sessions_held", _("activity sessions held"), Q(activity__isnull=False))
_sessions("lecture_sessions", _("lectures held"), Q(activity__lecture=True))
_sessions("need_sessions", _("requests served on the spot"), Q(need__isnull=False))


def _attended(code: str, name: Promise, side: str, only: Q) -> None:
    registry.add(
        Indicator(
            code=f"services.{code}",
            name=name,
            unit=_("person-times"),
            records=lambda: _people(side).filter(only),
            measure=total("people"),
            columns=PEOPLE_COLUMNS,
            moment="starts",
            order=("starts", "pk"),
            may_open=permissions.sessions_seen,
            detail_url=_session_url,
        )
    )


_attended("people_served", _("people served"), Side.SERVED, Q())
_attended("lecture_attendances", _("lecture attendances"), Side.AUDIENCE, Q(activity__lecture=True))
_attended("audience", _("audience"), Side.AUDIENCE, Q())


def _hours(code: str, name: Promise, unit: Promise, measure: Measure) -> None:
    registry.add(
        Indicator(
            code=f"services.{code}",
            name=name,
            unit=unit,
            records=_records,
            measure=measure,
            columns=RECORD_COLUMNS,
            moment="served_at",
            order=("served_at", "pk"),
            may_open=permissions.records_seen,
        )
    )


_hours("minutes_confirmed", _("volunteer time confirmed"), _("minutes"), total("minutes"))
_hours("volunteer_attendances", _("volunteer attendances"), _("person-times"), COUNT)
_hours("volunteers_active", _("volunteers who served"), _("people"), distinct("person"))


def _need_figure(code: str, name: Promise, only: Q) -> None:
    registry.add(
        Indicator(
            code=f"services.{code}",
            name=name,
            unit=_("requests"),
            records=lambda: _needs().filter(only),
            columns=NEED_COLUMNS,
            moment="created_at",
            order=("created_at", "pk"),
            may_open=permissions.needs_seen,
            detail_url=_need_url,
        )
    )


_need_figure("needs_placed", _("requests placed"), Q())
_need_figure("needs_answered", _("requests answered"), Q(state__in=[*Need.UNDER_WAY, *Need.SERVED]))
_need_figure("needs_served", _("requests served"), Q(state__in=Need.SERVED))
_need_figure("needs_by_phone", _("requests by phone"), Q(channel=Need.Channel.PHONE))
_need_figure("needs_expired", _("requests nobody could serve"), Q(state=Need.State.EXPIRED))

registry.add(
    Indicator(
        code="services.dispatches_declined",
        name=_("dispatches declined"),
        unit=_("times"),
        records=lambda: Dispatch.objects.filter(state=Dispatch.State.DECLINED).select_related(
            "person", "need__offering"
        ),
        columns=(
            _moment("answered_at"),
            Column("person", _("volunteer"), "person.masked_name"),
            Column("need", _("asked for"), "need.offering.name"),
            Column("decline", _("why not"), "get_decline_display"),
            AREA,
        ),
        moment="answered_at",
        order=("answered_at", "pk"),
        may_open=lambda actor: permissions.in_areas(actor, permissions.READERS),
    )
)


def _ratings() -> QuerySet:
    return Feedback.objects.filter(side=Feedback.From.RESIDENT).select_related("session__activity", "session__offering")


RATING_COLUMNS = (
    _moment("created_at"),
    Column("session", _("session"), "session.title"),
    AREA,
    Column("stars", _("stars"), "stars"),
    Column("words", _("words"), "words"),
)


def _rating(code: str, name: Promise, only: Q) -> None:
    registry.add(
        Indicator(
            code=f"services.{code}",
            name=name,
            unit=_("ratings"),
            records=lambda: _ratings().filter(only),
            columns=RATING_COLUMNS,
            moment="created_at",
            order=("created_at", "pk"),
            may_open=lambda actor: permissions.in_areas(actor, permissions.READERS),
        )
    )


_rating("ratings", _("ratings by residents"), Q())
_rating("ratings_five", _("five-star ratings"), Q(stars=5))
