"""What stages, steps and facts are called to the people they concern."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hecheng.domains.people.models import Person
from hecheng.domains.services.models import Need, NeedEvent

STATES = {
    "placed": lambda: _("received"),
    "routed": lambda: _("looking for somebody"),
    "dispatched": lambda: _("volunteers are asked"),
    "accepted": lambda: _("somebody comes"),
    "serving": lambda: _("under way"),
    "done": lambda: _("please rate"),
    "rated": lambda: _("done"),
    "cancelled": lambda: _("cancelled"),
    "expired": lambda: _("nobody was free"),
}


def need_state(state: str) -> str:
    """A state as its resident says it."""
    return STATES[state]()


@dataclass(frozen=True)
class Next:
    """What happens next: a heading, a sentence, the card's tone."""

    title: str
    text: str
    tone: str = ""


def next_words(need: Need, coming: list[Person]) -> Next:
    """The one thing a resident wants to know on opening the page."""
    if need.state == Need.State.ACCEPTED:
        names = "、".join(person.masked_name for person in coming) or _("Somebody")
        return Next(_("%(who)s comes") % {"who": names}, _("You need not do anything. They call if something changes."))
    return {
        "placed": lambda: Next(
            _("We have it"),
            _("The centre reads it, usually within two hours while it is open, and then looks for volunteers."),
            "gold",
        ),
        "routed": lambda: Next(
            _("Looking for somebody near you"), _("As soon as somebody accepts you get a message here."), "gold"
        ),
        "dispatched": lambda: Next(
            _("Volunteers have been asked"), _("As soon as somebody accepts you get a message here."), "gold"
        ),
        "serving": lambda: Next(_("They are with you now"), _("Afterwards you can say how it was.")),
        "done": lambda: Next(_("It is done"), _("Please say how it was: it helps whoever comes next.")),
        "rated": lambda: Next(_("Done, and rated"), _("Thank you. You can ask again at any time.")),
        "cancelled": lambda: Next(_("Cancelled"), _("Nobody comes. You can ask again at any time.")),
        "expired": lambda: Next(
            _("We are sorry: nobody was free"), _("Please ask again with another time, or call your site.")
        ),
    }[need.state]()


def event_words(event: NeedEvent) -> str:
    """One step of the history, with who took it where that is a person."""
    what = need_state(event.went_to) if event.went_to in STATES else event.went_to
    if event.went_to == Need.State.ROUTED and event.came_from not in ("", Need.State.PLACED):
        what = _("looking for somebody else")
    parts = [what, event.by.masked_name if event.by else "", event.reason]
    return " · ".join(part for part in parts if part)


FACTS = {
    "hours-confirmed": lambda: _("Hours confirmed"),
    "hours-reversed": lambda: _("Hours taken back"),
    "transfer-posted": lambda: _("Time credited"),
}


def fact_words(kind: str) -> str:
    """What an entry of the log states."""
    return FACTS[kind]() if kind in FACTS else kind
