"""Where and when: the filter above every figure."""

from __future__ import annotations

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.queries import ancestors, area, children
from hecheng.domains.indicators import Period
from hecheng.kernel import clock


class Where(forms.Form):
    """An area (itself, what lies above and below it) and a month or year."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)

    @classmethod
    def of(cls, code: str, period: Period) -> Where:
        """The form filled with what is shown."""
        form = cls(data={"area": code, "period": str(period)})
        here = area(code)
        above = [row for row in ancestors(code) if row.code != code and row.level > 0]
        around = [*above, *([here] if here else []), *children(code)]
        form.fields["area"].choices = [(row.code, f"{'　' * max(row.level - 1, 0)}{row.label}") for row in around]  # type: ignore[attr-defined]  # a choice field
        form.fields["period"].choices = _periods(period)  # type: ignore[attr-defined]  # a choice field
        return form


def _periods(shown: Period) -> list[tuple[str, str]]:
    today = clock.today()
    months = Period(today.replace(year=today.year - 1, day=1), today).months()
    every = [*reversed(months), Period.year(today.year), Period.year(today.year - 1)]
    if shown not in every:
        every.insert(0, shown)
    return [(str(period), spoken(period)) for period in every]


def spoken(period: Period) -> str:
    """A period as people say it."""
    text = str(period)
    if len(text) == 7:
        return formats.date_format(period.first, "YEAR_MONTH_FORMAT")
    if len(text) == 4:
        return str(_("%(year)s, the whole year")) % {"year": text}
    return f"{formats.date_format(period.first, 'SHORT_DATE_FORMAT')} – {formats.date_format(period.last, 'SHORT_DATE_FORMAT')}"
