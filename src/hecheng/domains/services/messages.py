"""What people are told along the journey; filled in when read, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hecheng.domains.services.models import Offering


def _offerings(codes: set[str]) -> Mapping[str, str]:
    return {offering.code: offering.name for offering in Offering.objects.filter(code__in=codes)}


FILLINGS = {"offering": _offerings}

#: kind → (title, body); params are named in the sentence
TEXTS = {
    "services.need-accepted": (_("Somebody is coming"), _("“%(offering)s”, %(starts)s: a volunteer has accepted.")),
    "services.need-expired": (
        _("Nobody could come"),
        _("“%(offering)s”, %(starts)s: we are sorry, nobody was free. Please ask again or call your centre."),
    ),
    "services.need-expired-volunteer": (_("No longer needed"), _("“%(offering)s”, %(starts)s has lapsed.")),
    "services.need-cancelled": (_("Cancelled"), _("“%(offering)s”, %(starts)s was cancelled by the resident.")),
    "services.dispatch-sent": (
        _("Can you help?"),
        _("“%(offering)s”, %(starts)s, %(area)s. Please accept or decline."),
    ),
    "services.volunteer-withdrew": (
        _("A volunteer cannot come"),
        _("“%(offering)s”, %(starts)s: we are looking for somebody else."),
    ),
    "services.session-cancelled": (_("Cancelled"), _("“%(title)s”, %(starts)s will not take place: %(reason)s")),
    "services.moved-up": (_("You have a seat"), _("“%(title)s”, %(starts)s: a seat became free and is yours.")),
    "services.hours-reversed": (_("Hours taken back"), _("%(minutes)s minutes were taken back: %(reason)s")),
}
