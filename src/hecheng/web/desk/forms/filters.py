"""Filters above the lists: everything stands in the address, and what is not understood there is left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import Level
from hecheng.domains.areas.queries import at_level, children, names
from hecheng.domains.people.models import Skill
from hecheng.domains.people.models.volunteers import PARTS, half_day
from hecheng.domains.places.models import SITES
from hecheng.domains.services.models import Activity, Need
from hecheng.domains.services.queries import menu
from hecheng.kernel.clock import in_china
from hecheng.kernel.scope import padded, significant
from hecheng.web.shell.words import WEEKDAYS

Choices = list[tuple[Any, Any]]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def area_choices(prefixes: tuple[str, ...]) -> Choices:
    """The areas in which somebody works, and what lies directly inside."""
    if "" in prefixes:
        return [(row.code, row.short) for row in at_level(Level.CITY)]
    found: Choices = []
    called = names(padded(prefix) for prefix in prefixes)
    for prefix in prefixes:
        code = padded(prefix)
        found.append((code, called.get(code, code)))
        found += [(row.code, f"　{row.short}") for row in children(code)]
    return found


def select(label: Any, every: Any, choices: Choices = ()) -> forms.ChoiceField:  # type: ignore[assignment]  # no choices yet
    """A select that may stay on `every`."""
    return forms.ChoiceField(label=label, choices=[("", every), *choices], required=False)


class Filter(forms.Form):
    """A filter bar; `told` is what was understood."""

    def __init__(self, data: Any, prefixes: tuple[str, ...] = ()) -> None:
        super().__init__(data)
        if "area" in self.fields:
            self._choose("area", area_choices(prefixes))
        self.is_valid()

    def _choose(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = [field.choices[0], *choices]

    def told(self, name: str, otherwise: Any = "") -> Any:
        """What a field says; `otherwise` where it is empty or makes no sense."""
        return self.cleaned_data.get(name) or otherwise

    @property
    def inside(self) -> str:
        """The area asked for, as a prefix; all by default."""
        code = self.told("area")
        return significant(code) if code else ""

    @property
    def first_moment(self) -> datetime | None:
        """The midnight of the first day asked for."""
        return _midnight(self.told("since", None))

    @property
    def last_moment(self) -> datetime | None:
        """The first moment after the last day asked for."""
        day = self.told("until", None)
        return _midnight(day + timedelta(days=1)) if day else None

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered."""
        return any(self.cleaned_data.get(name) for name in self.fields if name != "order")


def _midnight(day: date | None) -> datetime | None:
    return in_china(day.year, day.month, day.day) if day else None


class Days(forms.Form):
    """From a day to a day."""

    since = forms.DateField(label=_("From day"), required=False, widget=DAY)
    until = forms.DateField(label=_("To day"), required=False, widget=DAY)


class NeedFilter(Days, Filter):
    """Requests: where, when, how urgent, which way they came."""

    q = forms.CharField(label=_("Words or offering"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))
    platform = select(_("Platform"), _("All platforms"))
    urgency = select(_("Urgency"), _("Any urgency"), list(Need.Urgency.choices)[::-1])
    channel = select(_("Came by"), _("Any way"), list(Need.Channel.choices))
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("new", _("Newest first")), ("urgency", _("Most urgent first")), ("starts", _("Soonest first"))],
    )
    field_order = ("q", "area", "platform", "urgency", "channel", "since", "until", "order")

    def __init__(self, data: Any, prefixes: tuple[str, ...]) -> None:
        super().__init__(data, prefixes)
        self._choose("platform", [(row.code, row.name) for row in menu.platforms()])
        self.full_clean()


class ActivityFilter(Filter):
    """Activities of one's area."""

    q = forms.CharField(label=_("Title"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))
    state = select(_("State"), _("Any state"), list(Activity.State.choices))


class SessionFilter(Days, Filter):
    """Sessions of one's area or teams."""

    q = forms.CharField(label=_("Title or place"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))
    field_order = ("q", "area", "since", "until")


class VolunteerFilter(Filter):
    """Volunteers: what they know, when they are free."""

    q = forms.CharField(label=_("Exact name or phone"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))
    skill = select(_("Skill"), _("Any skill"))
    stars = select(_("Stars"), _("Any stars"), [(n, "★" * n) for n in range(1, 6)])
    free = select(
        _("Free on"),
        _("Any time"),
        [(half_day(day, part), f"{WEEKDAYS[day]} {PARTS[part]}") for day in range(7) for part in range(3)],
    )

    def __init__(self, data: Any, prefixes: tuple[str, ...], skills: list[Skill]) -> None:
        super().__init__(data, prefixes)
        self._choose("skill", [(skill.code, skill.name) for skill in skills])
        self.full_clean()


class SiteFilter(Filter):
    """Sites of one's area."""

    q = forms.CharField(label=_("Name"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))
    kind = select(_("Kind"), _("All kinds"), [(kind.value, kind.label) for kind in SITES])
    lacking = select(
        _("Lacking"),
        _("Nothing in particular"),
        [("keeper", _("a keeper")), ("hours", _("hours")), ("phone", _("phone"))],
    )


class TeamFilter(Filter):
    """Teams of one's area."""

    q = forms.CharField(label=_("Name"), required=False, max_length=60)
    area = select(_("Area"), _("My whole area"))


class LogFilter(Filter):
    """Entries of the log."""

    area = select(_("Area"), _("My whole area"))
    kind = select(_("Kind"), _("All kinds"))

    def __init__(self, data: Any, prefixes: tuple[str, ...], kinds: Choices) -> None:
        super().__init__(data, prefixes)
        self._choose("kind", kinds)
        self.full_clean()
