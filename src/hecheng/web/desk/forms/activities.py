"""Planning an activity and its dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Team
from hecheng.domains.places.models import Place
from hecheng.domains.services.actions import NewRole
from hecheng.domains.services.models import Programme, ServiceSystem
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Invalid
from hecheng.web.desk.forms.filters import DAY
from hecheng.web.desk.forms.needs import TIME, offering_choices

ROLES = 3
MOST_DAYS = 12


class ActivityForm(forms.Form):
    """What, where, by whom. What is too long or missing the action says."""

    zh = forms.CharField(label=_("Title"), required=False, max_length=80)
    en = forms.CharField(label=_("English title"), required=False, max_length=120)
    summary = forms.CharField(
        label=_("What happens"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Place"))
    offering = forms.ChoiceField(label=_("Offering"))
    team = forms.ChoiceField(label=_("Team"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    system = forms.ChoiceField(label=_("Service system"), required=False)
    lecture = forms.BooleanField(label=_("It is a lecture (宣讲)"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        area: str,
        places: list[Place],
        teams: list[Team],
        programmes: list[Programme],
        systems: list[ServiceSystem],
    ) -> None:
        super().__init__(data)
        none = [("", _("None"))]
        fields: dict[str, Any] = self.fields
        fields["place"].choices = [("", _("Choose")), *((str(row.pk), row.label) for row in places)]
        fields["offering"].choices = offering_choices(area)
        fields["team"].choices = [*none, *((str(row.pk), row.name) for row in teams)]
        fields["programme"].choices = [*none, *((row.code, row.name) for row in programmes)]
        fields["system"].choices = [*none, *((row.code, row.name) for row in systems)]


class DatesForm(forms.Form):
    """One or several days at the same hours, or the same weekday for some weeks; and the roles with their seats."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    begins = forms.TimeField(label=_("From"), widget=TIME)
    until = forms.TimeField(label=_("Until"), widget=TIME)
    weeks = forms.IntegerField(
        label=_("Every week, so many times"), min_value=1, max_value=53, initial=1, required=False,
        help_text=_("1 is this day only."),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        sent = data if isinstance(data, QueryDict) else QueryDict()
        names, seats = sent.getlist("role"), sent.getlist("seats")
        self.more = (sent.getlist("more") + [""] * 4)[:MOST_DAYS] if data else [""] * 4
        self.roles = [
            (names[at] if at < len(names) else "", seats[at] if at < len(seats) else "") for at in range(ROLES)
        ]
        if data is None:
            self.roles[0] = (str(_("Volunteer")), "10")

    def times(self) -> list[tuple[datetime, datetime]]:
        """Every date, in order. Raises `Invalid` for a further day that is none."""
        data = self.cleaned_data
        weeks = data["weeks"] or 1
        days = {data["day"] + timedelta(weeks=week) for week in range(weeks)} | {
            _day(text) for text in self.more if text
        }
        return [
            (
                in_china(day.year, day.month, day.day, data["begins"].hour, data["begins"].minute),
                in_china(day.year, day.month, day.day, data["until"].hour, data["until"].minute),
            )
            for day in sorted(days)
        ]

    def new_roles(self) -> list[NewRole]:
        """The roles with a name. Raises `Invalid` for seats that are no number."""
        return [NewRole(name.strip(), _seats(seats)) for name, seats in self.roles if name.strip()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("day_unreadable", _("One of the further days cannot be read."), field="day") from None


def _seats(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        raise Invalid("seats_off", _("A role has between 1 and 1,000 seats."), field="seats")
    return int(digits)
