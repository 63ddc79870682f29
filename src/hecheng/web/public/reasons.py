"""Why somebody was asked, in words for themselves: nobody else is named."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hecheng.web.shell import words

NEARNESS = {
    "team": lambda: _("You belong to the team that is there."),
    "town": lambda: _("You live in the same street or town."),
    "county": lambda: _("You live in the same county."),
}


def why_me(reason: dict[str, Any], taken: bool) -> list[str]:
    """Short sentences, the weightiest first."""
    if taken:
        return [_("You took this request yourself.")]
    if reason.get("code") != "seat":
        return [_("A dispatcher chose you.")]
    rank, eligible = int(reason.get("rank", 0)), int(reason.get("eligible", 0))
    told = [
        _("You are the nearest of %(n)d who can do this and are free.") % {"n": eligible}
        if rank == 1
        else _("You are one of %(n)d who can do this and are free.") % {"n": eligible}
    ]
    told.append(_("It is %(far)s from you.") % {"far": words.distance(float(reason.get("km", 0)))})
    if near := NEARNESS.get(str(reason.get("affinity"))):
        told.append(near())
    return told
