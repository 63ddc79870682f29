"""What is typed at a session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hecheng.domains.services.models.presence import Side


class HeadcountForm(forms.Form):
    """People counted by hand. How many there can be the action says."""

    kind = forms.ChoiceField(
        label=_("Who was counted"), choices=Side.choices, initial=Side.SERVED.value, widget=forms.RadioSelect
    )
    count = forms.IntegerField(
        label=_("How many"), min_value=None, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("A photo of the room makes the count credible."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
    )
