"""Figures of the ground: how many sites there are, and how many divisions have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import Area, Level, reads_english
from hecheng.domains.areas.queries import name_path
from hecheng.domains.indicators.declaration import Column, Indicator
from hecheng.domains.indicators.registry import registry
from hecheng.domains.places.models import SITES, Kind, Place
from hecheng.domains.places.queries import uncovered

NAME = Column("name", _("name"), "label")
KIND = Column("kind", _("kind"), "get_kind_display")
DIVISION = Column("division", _("division"), lambda row: (reads_english() and row.division_en) or row.division_zh)
PARENT = Column("parent", _("belongs to"), "parent.label")
OPENED = Column("opened_on", _("opened on"), "opened_on")
ONLINE = Column("online_since", _("online since"), "online_since")
MODELLED = Column("modelled", _("modelled"), lambda row: _("modelled") if row.modelled else "")


def _of(*kinds: Kind) -> Callable[[], QuerySet]:
    """Places of these kinds, with the short names of their own divisions, so that opening asks no more queries."""
    division = Area.objects.filter(code=OuterRef("area"))

    def rows() -> QuerySet:
        return (
            Place.objects.filter(kind__in=kinds)
            .select_related("parent")
            .annotate(division_zh=Subquery(division.values("short")), division_en=Subquery(division.values("en")))
        )

    return rows


def _page(row: Any) -> str:
    return f"/s/{row.pk}/"


for code, name, kinds in (
    ("places.centres", _("practice centres"), (Kind.CITY_CENTRE, Kind.CENTRE)),
    ("places.offices", _("practice offices"), (Kind.OFFICE,)),
    ("places.stations", _("practice stations"), (Kind.STATION,)),
):
    registry.add(
        Indicator(
            code=code,
            name=name,
            unit=_("sites"),
            records=_of(*kinds),
            moment="opened_on",
            until="closed_on",
            columns=(NAME, DIVISION, PARENT, OPENED, MODELLED),
            order=("area", "name"),
            detail_url=_page,
        )
    )

registry.add(
    Indicator(
        code="places.sites_online",
        name=_("sites online"),
        unit=_("sites"),
        records=_of(*SITES),
        moment="online_since",
        until="closed_on",
        columns=(NAME, KIND, DIVISION, ONLINE, MODELLED),
        order=("area", "name"),
        detail_url=_page,
    )
)

registry.add(
    Indicator(
        code="places.uncovered",
        name=_("divisions without a site"),
        unit=_("divisions"),
        records=lambda: uncovered(""),
        area="code",
        columns=(
            Column("code", _("code"), "code"),
            Column("division", _("division"), lambda row: name_path(row.code)),
            Column("level", _("level"), lambda row: Level(row.level).label),
        ),
        order=("code",),
    )
)
