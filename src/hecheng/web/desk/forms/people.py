"""Who is given which role, where, until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Role
from hecheng.domains.people.permissions import STAFF, Actor, roles_given_by
from hecheng.web.desk.forms.filters import DAY, Filter, select


def roles_for(actor: Actor) -> list[tuple[str, Any]]:
    """The staff roles that somebody may give."""
    return [(role.value, Role(role).label) for role in STAFF if actor.holds(*roles_given_by(role))]


class GrantForm(forms.Form):
    """A role for somebody known, on an area."""

    who = forms.CharField(label=_("Exact phone or name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"))
    area = forms.CharField(
        label=_("Area"), max_length=12, required=False, help_text=_("Left empty, it is your whole area.")
    )
    ends = forms.DateField(label=_("Last day"), required=False, widget=DAY)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        field: Any = self.fields["role"]
        field.choices = [("", _("Choose")), *roles_for(actor)]


class GrantFilter(Filter):
    """Roles in one's area."""

    q = forms.CharField(label=_("Exact name or phone"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))
    role = select(_("Role"), _("All roles"), [(role.value, Role(role).label) for role in STAFF])
