"""The walk of asking for help: what is typed at one step travels with the form, so the back button loses nothing.

Nothing of it stands in an address, since addresses are kept in logs. Who is not signed in yet finds it again afterwards:
it waits, encrypted, in their session for half an hour.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hecheng.domains.services.models import Offering
from hecheng.domains.services.queries import menu
from hecheng.kernel import clock
from hecheng.kernel.crypto import decrypt, encrypt
from hecheng.kernel.errors import Refusal
from hecheng.web.public import windows

KEPT = "asking"
KEPT_FOR = timedelta(minutes=30)
PLACE = "ask.draft"

WHAT, WHERE, WHO = "what", "where", "who"
#: the step at which each thing is typed
STEP_OF = {
    "offering": WHAT,
    "area": WHERE,
    "site": WHERE,
    "address": WHERE,
    "lon": WHERE,
    "lat": WHERE,
    "headcount": WHERE,
    "window": WHERE,
    "day": WHERE,
    "begins": WHERE,
    "until": WHERE,
    "words": WHO,
    "whom": WHO,
    "whom_words": WHO,
    "phone": WHO,
    "risk": WHO,
    "urgent": WHO,
    "form_key": "",
}
#: where a refusal of the action about one of its fields is said
SAID_AT = {"starts": "window", "ends": "window"}


class WhereForm(forms.Form):
    """Where, when, how many."""

    area = forms.CharField(label=_("Where do you need it?"), max_length=12)
    site = forms.CharField(required=False, max_length=36)
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=200,
        help_text=_("Street, building, door. Only the volunteer who comes sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    headcount = forms.IntegerField(
        label=_("How many volunteers?"), required=False, min_value=1, max_value=1000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    window = forms.CharField(required=False, max_length=20)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def window_for(self, offering: Offering) -> windows.Window:
        """What was tapped, else what was typed. Raises `Invalid`."""
        data = self.cleaned_data
        if code := data.get("window"):
            return windows.chosen(code, offering.minutes)
        return windows.typed(data.get("day"), data.get("begins"), data.get("until"), offering.minutes)


class WhoForm(forms.Form):
    """For whom, and what helps whoever comes. How long the words may be the action says: nothing typed is cut off."""

    whom = forms.ChoiceField(
        label=_("For whom?"),
        choices=[("me", _("For me")), ("other", _("For somebody else"))],
        initial="me",
        widget=forms.RadioSelect,
    )
    whom_words = forms.CharField(
        label=_("Who is it?"), required=False, max_length=60, help_text=_("No name needed: “my mother, 82”.")
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What should they know or bring? Leave out identity numbers."),
    )
    phone = forms.CharField(
        label=_("Whom shall we call?"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Only the volunteer who comes sees it. Left empty, it is the number you sign in with."),
    )
    risk = forms.CharField(
        label=_("Anything to be careful about?"), required=False, help_text=_("A dog, stairs, an infection …")
    )
    urgent = forms.BooleanField(label=_("It is urgent"), required=False)


@dataclass
class Walk:
    """What somebody has said so far."""

    data: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Walk:
        """From the form that was sent, else from the address (what of the menu, at which site)."""
        sent = request.POST if request.method == "POST" else request.GET
        names = STEP_OF if request.method == "POST" else ("offering", "site")
        return cls({name: sent[name] for name in names if sent.get(name)})

    @cached_property
    def offering(self) -> Offering | None:
        """What was chosen; None while nothing is, or it is no longer on the menu."""
        try:
            return menu.offering(self.data["offering"]) if self.data.get("offering") else None
        except Refusal:
            return None

    @property
    def form_key(self) -> str:
        """Made once for each walk: a form that is sent again asks for nothing new."""
        return self.data.setdefault("form_key", uuid4().hex)

    def carried(self, step: str) -> list[tuple[str, str]]:
        """What is said at the other steps, for the hidden fields of this one."""
        return [(name, value) for name, value in self.data.items() if STEP_OF[name] != step]


def keep(request: HttpRequest, walk: Walk) -> None:
    """Keep the walk for after signing in."""
    packed = base64.b64encode(zlib.compress(json.dumps(walk.data).encode())).decode()
    sealed = encrypt(f"{clock.now().timestamp():.0f} {packed}", PLACE)
    request.session[KEPT] = base64.b64encode(sealed).decode()


def kept(request: HttpRequest) -> Walk | None:
    """The walk that was kept, if it is fresh and whole."""
    try:
        at, packed = decrypt(base64.b64decode(request.session[KEPT]), PLACE).split(" ", 1)
    except (KeyError, ValueError):
        return None
    if clock.now().timestamp() - float(at) > KEPT_FOR.total_seconds():
        forget(request)
        return None
    data = json.loads(zlib.decompress(base64.b64decode(packed)))
    return Walk({name: value for name, value in data.items() if name in STEP_OF})


def forget(request: HttpRequest) -> None:
    """Drop what was kept."""
    request.session.pop(KEPT, None)
