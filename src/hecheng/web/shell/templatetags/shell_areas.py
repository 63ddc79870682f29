"""`{% load shell_areas %}`: the field in which one chooses a county, then a town, then a village."""

from itertools import groupby
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.translation import gettext as _

from hecheng.domains.areas.models import Area, Level
from hecheng.domains.areas.queries import ancestors, area, at_level, children, names
from hecheng.kernel.errors import Refusal

register = template.Library()


def _steps(chosen: Area) -> list[dict[str, Any]]:
    """The choices below the county, as they were made."""
    chain = [above for above in ancestors(chosen.code) if above.level >= Level.COUNTY] + [chosen]
    below = [(above, chain[at + 1].code if at + 1 < len(chain) else "") for at, above in enumerate(chain)]
    return [
        {"options": list(children(above.code)), "chosen": code, "label": STEPS[Level(above.level)]()}
        for above, code in below
        if above.level < Level.VILLAGE
    ]


STEPS = {Level.COUNTY: lambda: _("Street or town"), Level.TOWN: lambda: _("Community or village")}


def _chosen(value: object) -> Area | None:
    try:
        return area(str(value)) if value else None
    except Refusal:
        return None  # what was typed is no code: the field starts anew and the form says why


@register.inclusion_tag("shell/c/area_field.html")
def area_field(bound: BoundField, prefix: str = "", label: str = "") -> dict[str, Any]:
    """A county to choose (of the city `prefix`, or of all cities here); with a script, then a town and a village.

    The value is the deepest chosen code. Without a script the county is precise enough to be served.
    """
    counties = list(at_level(Level.COUNTY, prefix))
    cities = names({row.parent_id for row in counties})
    groups = [
        {"city": cities[city], "counties": list(rows)} for city, rows in groupby(counties, lambda row: row.parent_id)
    ]
    chosen = _chosen(bound.value())
    steps = _steps(chosen) if chosen and chosen.level >= Level.COUNTY else []
    county = next((code for code in [row.code for row in counties] if chosen and chosen.code[:6] == code[:6]), "")
    return {"field": bound, "label": label or bound.label, "groups": groups, "county": county, "steps": steps}
