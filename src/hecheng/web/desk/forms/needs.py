"""Routing a request, and the phone clerk's quick form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person
from hecheng.domains.places.models import Place
from hecheng.domains.services.models import Need, Offering
from hecheng.domains.services.queries import menu
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Invalid
from hecheng.web.desk.forms.filters import DAY

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RouteForm(forms.Form):
    """To which platform, and why, if not to the one suggested."""

    platform = forms.ChoiceField(label=_("Platform"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why another one"), required=False, help_text=_("Only if you choose another than the one suggested.")
    )

    def __init__(self, data: Any, need: Need) -> None:
        suggested = need.platform_id or need.offering.platform_id
        super().__init__(data, initial={"platform": suggested})
        field: Any = self.fields["platform"]
        self.platforms = {row.code: row for row in menu.platforms()}
        field.choices = [
            (code, _("%(name)s (suggested)") % {"name": row.name} if code == need.offering.platform_id else row.name)
            for code, row in self.platforms.items()
        ]


def offering_choices(area: str) -> list[Any]:
    """The menu of an area, by theme."""
    themes: dict[str, list[tuple[str, str]]] = {}
    for row in menu.offerings(area).prefetch_related(None):
        themes.setdefault(f"{row.theme.category.name} · {row.theme.name}", []).append((row.code, row.name))
    return [("", _("Choose")), *themes.items()]


class PhoneNeedForm(forms.Form):
    """Who calls, what for, where and when. How long the words may be the action says: nothing typed is cut off."""

    phone = forms.CharField(
        label=_("Caller's phone"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    person = forms.ChoiceField(label=_("Who is it?"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of a new caller"), required=False)
    offering = forms.ChoiceField(label=_("What is asked for"))
    area = forms.CharField(label=_("Where"), max_length=12)
    site = forms.ChoiceField(label=_("Near which site"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    day = forms.DateField(label=_("Day"), widget=DAY)
    begins = forms.TimeField(label=_("From"), widget=TIME)
    until = forms.TimeField(label=_("Until"), required=False, widget=TIME)
    headcount = forms.IntegerField(label=_("Volunteers"), initial=1)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), coerce=int, choices=list(Need.Urgency.choices)[::-1], initial=Need.Urgency.SOON
    )
    words = forms.CharField(label=_("In the caller's words"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    risk = forms.CharField(label=_("Anything to be careful about"), required=False)
    channel = forms.ChoiceField(
        label=_("Came by"),
        choices=[
            (Need.Channel.PHONE.value, Need.Channel.PHONE.label),
            (Need.Channel.SITE.value, Need.Channel.SITE.label),
        ],
        initial=Need.Channel.PHONE,
        widget=forms.RadioSelect,
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, data: Any, *, initial: dict[str, Any], area: str, found: list[Person], places: list[Place]
    ) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["offering"].choices = offering_choices(area)
        fields["site"].choices = [("", _("None in particular")), *((str(place.pk), place.label) for place in places)]
        known = [(str(person.pk), person.masked_name) for person in found]
        fields["person"].choices = [*known, ("new", _("Somebody new"))] if known else []

    def window(self, offering: Offering) -> tuple[datetime, datetime]:
        """From when to when; without an end it takes as long as such a thing takes. Raises `Invalid`."""
        day, begins, until = (self.cleaned_data[name] for name in ("day", "begins", "until"))
        starts = in_china(day.year, day.month, day.day, begins.hour, begins.minute)
        if until is None:
            return starts, starts + timedelta(minutes=offering.minutes)
        ends = in_china(day.year, day.month, day.day, until.hour, until.minute)
        if ends <= starts:
            raise Invalid("need_ends_before_start", _("The end must be after the start."), field="until")
        return starts, ends
