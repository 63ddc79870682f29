"""Figures of people."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.queries import name_path
from hecheng.domains.indicators import Column, Indicator, distinct, registry
from hecheng.domains.people.models import Organisation, Team, Volunteer
from hecheng.domains.people.permissions import Actor, visible_persons

NAME = Column("name", _("name"), "name")
AREA = Column("area", _("area"), lambda row: name_path(row.area))
SINCE = Column("since", _("since"), lambda row: row.since.isoformat())
KIND = Column("kind", _("kind"), "get_kind_display")


def _may_open_volunteers(actor: Actor) -> Q:
    return visible_persons(actor, "person")


registry.add(
    Indicator(
        code="people.volunteers",
        name=_("registered volunteers"),
        unit=_("people"),
        records=lambda: Volunteer.objects.select_related("person"),
        columns=(Column("name", _("name"), "person.masked_name"), AREA, SINCE, Column("stars", _("stars"), "stars")),
        measure=distinct("person"),
        moment="since",
        until="until",
        may_open=_may_open_volunteers,
        order=("person__sort_key", "pk"),
    )
)
registry.add(
    Indicator(
        code="people.organisations",
        name=_("volunteer organisations"),
        unit=_("organisations"),
        records=lambda: Organisation.objects.filter(kind=Organisation.Kind.VOLUNTEER),
        columns=(NAME, AREA, SINCE),
        moment="since",
        until="until",
        order=("area", "name"),
    )
)
registry.add(
    Indicator(
        code="people.teams",
        name=_("teams"),
        unit=_("teams"),
        records=lambda: Team.objects.all(),
        columns=(NAME, KIND, AREA, SINCE),
        moment="since",
        until="until",
        order=("area", "name"),
    )
)
