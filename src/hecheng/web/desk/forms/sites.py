"""What is kept about a site."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hecheng.domains.places.models import Place
from hecheng.domains.places.opening import DAYS, Hours
from hecheng.kernel.errors import Invalid
from hecheng.web.shell.words import WEEKDAYS

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]+\s*(\d{1,2})[:：](\d{2})")
_BETWEEN = re.compile(r"[\s,，、;；/]*")


class SiteForm(forms.Form):
    """Telephone, address, opening hours by day, position. How long texts may be the action says."""

    phone = forms.CharField(label=_("Telephone"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    address = forms.CharField(label=_("Address"), required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)

    def __init__(self, data: Any, place: Place) -> None:
        kept = {
            f"hours_{day}": " ".join(f"{begins}–{ends}" for begins, ends in place.hours.get(day, [])) for day in DAYS
        }
        about = {"phone": place.phone, "address": place.address, "lon": place.lon, "lat": place.lat}
        super().__init__(data, initial=about | kept)
        for day, name in zip(DAYS, WEEKDAYS, strict=True):
            self.fields[f"hours_{day}"] = forms.CharField(label=name, required=False, max_length=80)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"hours_{day}"] for day in DAYS]

    def hours(self) -> Hours:
        """The hours as kept. Raises `Invalid`."""
        return {day: spans for day in DAYS if (spans := _spans(self.cleaned_data[f"hours_{day}"]))}


def _spans(text: str) -> list[list[str]]:
    """`8:30-11:30 13:30-17:00` → two spans. Raises `Invalid` for what is left over."""
    if not _BETWEEN.fullmatch(_SPAN.sub("", text)):
        sentence = _("Opening hours are written like 08:30–17:00, the earlier time first, without overlaps.")
        raise Invalid("hours_unreadable", sentence, field="hours")
    return [[f"{int(a):02}:{b}", f"{int(c):02}:{d}"] for a, b, c, d in _SPAN.findall(text)]
