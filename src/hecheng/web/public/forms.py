"""Forms of the public pages that more than one view fills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions import HeldSkill
from hecheng.domains.people.models import ALWAYS, Volunteer
from hecheng.domains.people.models.volunteers import LANGUAGES, PARTS, half_day
from hecheng.domains.people.queries import skills
from hecheng.web.public.where import Standpoint
from hecheng.web.shell.words import WEEKDAYS

RADII = (1, 2, 3, 5, 8, 12, 20, 30)


class VolunteerForm(forms.Form):
    """When a volunteer is free, how far they go, what they know. Bits as in `people.models.Volunteer`."""

    availability = forms.TypedMultipleChoiceField(
        label=_("When are you free?"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one half-day.")},
    )  # fmt: skip
    radius_km = forms.TypedChoiceField(
        label=_("How far do you go?"), coerce=int, choices=[(km, format_lazy(_("{km} km"), km=km)) for km in RADII]
    )
    max_per_week = forms.TypedChoiceField(
        label=_("How often in a week at most?"), coerce=int, choices=[(n, n) for n in (1, 2, 3)]
    )
    languages = forms.TypedMultipleChoiceField(
        label=_("What do you speak?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    skills: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("What do you know?"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this and agree"), error_messages={"required": _("Please read the text and agree to it.")}
    )

    def __init__(self, data: Any, *, volunteer: Volunteer | None, here: Standpoint) -> None:
        super().__init__(data, initial=_as_kept(volunteer, here))
        fields: dict[str, Any] = self.fields
        fields["availability"].choices = [
            (half_day(day, part), f"{WEEKDAYS[day]} {PARTS[part]}") for day in range(7) for part in range(3)
        ]
        fields["languages"].choices = [(1 << bit, name) for bit, name in enumerate(LANGUAGES)]
        fields["skills"].queryset = skills()
        if volunteer is not None:
            del fields["agreed"]
            del fields["skills"]

    def clean_availability(self) -> int:
        return sum(set(self.cleaned_data["availability"]))

    def clean_languages(self) -> int:
        return sum(set(self.cleaned_data["languages"])) or 1

    def held_skills(self) -> list[HeldSkill]:
        """What was ticked."""
        return [HeldSkill(skill) for skill in self.cleaned_data.get("skills", ())]

    @property
    def week(self) -> list[tuple[Any, list[Any]]]:
        """The half-days as a table shows them: a part of the day with its seven boxes."""
        boxes = list(self["availability"])
        return [(PARTS[part], boxes[part::3]) for part in range(3)]


def _as_kept(volunteer: Volunteer | None, here: Standpoint) -> dict[str, Any]:
    week, spoken = (volunteer.availability, volunteer.languages) if volunteer else (0, 1)
    return {
        "availability": [1 << bit for bit in range(ALWAYS.bit_length()) if week >> bit & 1],
        "languages": [1 << bit for bit in range(len(LANGUAGES)) if spoken >> bit & 1],
        "radius_km": volunteer.radius_km if volunteer else 5,
        "max_per_week": volunteer.max_per_week if volunteer else 2,
        "lon": here.lon if here.exact else None,
        "lat": here.lat if here.exact else None,
    }
