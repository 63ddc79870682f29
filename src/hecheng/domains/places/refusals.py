"""What a broken constraint of a place says to a person."""

from django.utils.translation import gettext_lazy as _

from hecheng.kernel.errors import Conflict, Invalid, on_constraint

on_constraint("place_kind_is_known", lambda: Invalid("place_kind", _("There is no such kind of place."), field="kind"))
on_constraint(
    "place_position_is_on_earth",
    lambda: Invalid("place_position", _("A position needs a longitude and a latitude, both in degrees."), field="lon"),
)
on_constraint(
    "place_is_not_its_own_parent",
    lambda: Invalid("place_own_parent", _("A place cannot belong to itself."), field="parent"),
)
on_constraint(
    "place_closes_after_opening",
    lambda: Invalid("place_closed_early", _("A place cannot close before it opened."), field="closed_on"),
)
on_constraint(
    "place_open_name_is_one",
    lambda: Conflict(
        "place_name_taken", _("A place of this kind and name is already open in this area."), field="name"
    ),
)
