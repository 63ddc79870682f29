"""`{% load desk %}`: what only the desk draws."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from hecheng.domains.services.models import Need

register = template.Library()

#: how a state is tinted
TONES = {
    "placed": "red", "routed": "gold", "dispatched": "gold", "accepted": "teal", "serving": "teal", "done": "teal",
}  # fmt: skip


@register.filter
def tone(state: str) -> str:
    """The tint of a state's chip."""
    return TONES.get(state, "")


@register.simple_tag
def every(count: int) -> str:
    """ "All 38": the words of the link to the rest of a list."""
    return _("All %(count)s") % {"count": f"{count:,}"}


@register.inclusion_tag("desk/c/fold.html", takes_context=True)
def folded_filters(context: Context, form: Any, target: str = "list") -> dict[str, Any]:
    """The bar of filters; on a phone it is folded away until it is wanted."""
    return {"form": form, "target": target, "request": context["request"]}


@register.inclusion_tag("desk/c/reasoned.html", takes_context=True)
def reasoned(
    context: Context,
    label: str,
    action: str,
    text: str = "",
    field: str = "reason",
    ask: str = "",
    kind: str = "plain",
    icon: str = "",
    most: int = 200,
    **hidden: Any,
) -> dict[str, Any]:
    """A button that unfolds into a question for the reason; what was refused stays open, with the sentence and the words.

    `text` says what will happen; further keywords become hidden fields.
    """
    refused = context.get("refused_at") == action
    return {
        "label": label,
        "action": action,
        "text": text,
        "field": field,
        "ask": ask or _("Reason"),
        "kind": kind,
        "icon": icon,
        "most": most,
        "hidden": hidden,
        "sentence": context.get("refused") if refused else "",
        "typed": context.get("typed", "") if refused else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def state_name(state: str) -> str:
    """What a state of a request is called."""
    return str(Need.State(state).label) if state in Need.State.values else state


@register.filter
def seconds(ms: int) -> str:
    """420 → "0.4"."""
    return f"{ms / 1000:.1f}"


@register.simple_tag
def proposed(row: Any, what: str) -> str:
    """ "proposed 王*", "locked 4": who, or how many."""
    who = row.lines[0].person.masked_name if len(row.lines) == 1 else _("%(n)s people") % {"n": len(row.lines)}
    return f"{what} {who}".strip()
