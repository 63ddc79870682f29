"""`{% load shell %}`: the components. Small ones are built here (a list of fifty rows uses hundreds), large ones are templates."""

from datetime import date, datetime
from typing import Any
from zlib import crc32

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hecheng.web.shell import icons, words
from hecheng.web.shell.navigation import PUBLIC
from hecheng.web.shell.toasts import UNDO

register = template.Library()
register.filter("duration", words.duration)
register.filter("hours", words.hours)
register.filter("distance", words.distance)
register.filter("grouped", words.grouped)
register.filter("day", words.day)
register.filter("device", words.device)
register.simple_tag(words.when, name="when")
register.simple_tag(words.span, name="span")
register.simple_tag(icons.mark, name="mark")

EMPTY = mark_safe("")


def attributes(given: dict[str, Any]) -> SafeString:
    """`{"hx_get": "/x/", "x_on__click": "find", "hidden": True, "id": None}` → ` hx-get="/x/" x-on:click="find" hidden`."""
    pairs = [(name.rstrip("_").replace("__", ":").replace("_", "-"), value) for name, value in given.items()]
    kept = [(name, value) for name, value in pairs if value is not None and value is not False and value != ""]
    return format_html_join("", " {}{}", ((n, "" if v is True else format_html('="{}"', v)) for n, v in kept))


@register.simple_tag
def icon(name: str, size: str = "", label: str = "", solid: bool = False) -> SafeString:
    """A drawing; with `label` it also speaks."""
    drawn = icons.icon(name, size, solid)
    return format_html('{}<span class="sr-only">{}</span>', drawn, label) if label else drawn


@register.simple_tag
def button(
    label: str,
    href: str = "",
    kind: str = "plain",
    icon: str = "",
    size: str = "",
    full: bool = False,
    submits: bool = True,
    **more: Any,
) -> SafeString:
    """A link that looks like a button when it has `href`, else a button. kind: primary, plain, teal, quiet; size: "s".

    One primary a view. Further keywords become attributes (`hx_post`, `data_key`, `name`, `value`, `disabled`).
    """
    classes = f"btn btn-{kind}" + (f" btn-{size}" if size else "") + (" btn-full" if full else "")
    inner = format_html("{}{}", icons.icon(icon, "s") if icon else EMPTY, label)
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, attributes(more), inner)
    role = "submit" if submits else "button"
    return format_html('<button class="{}" type="{}"{}>{}</button>', classes, role, attributes(more), inner)


@register.simple_tag
def chip(label: object, tone: str = "", icon: str = "") -> SafeString:
    """One or two words on a tint: teal places and done, gold proposals, red alerts, none for the rest."""
    drawn = icons.icon(icon, "xs") if icon else EMPTY
    return format_html('<span class="chip{}">{}{}</span>', f" chip-{tone}" if tone else "", drawn, label)


@register.simple_tag
def date_tile(moment: date | datetime, month: bool = False) -> SafeString:
    """Weekday over day; with `month`, the month below (for lists that leave this month)."""
    that = words.as_day(moment)
    below = format_html("<span>{}</span>", words.MONTHS[that.month - 1]) if month else EMPTY
    return format_html(
        '<span class="date-tile"><span>{}</span><span>{}</span>{}</span>',
        words.WEEKDAYS[that.weekday()],
        that.day,
        below,
    )


@register.simple_tag
def figure(value: object, label: str = "", unit: str = "", href: str = "", of: object = None) -> SafeString:
    """A number with its unit on a card; with `href` it opens to its records (dotted gold, and nothing else has it)."""
    total = format_html(" / {}", words.grouped(of)) if of is not None else EMPTY
    rest = (
        format_html("<small>{}{}</small>", total, format_html(" {}", unit) if unit else EMPTY)
        if of is not None or unit
        else EMPTY
    )
    number = format_html('<span class="{}">{}{}</span>', "opens" if href else "number", words.grouped(value), rest)
    body = format_html('<span class="figure-number">{}</span><span class="figure-label">{}</span>', number, label)
    if href:
        return format_html('<a class="figure" href="{}">{}</a>', href, body)
    return format_html('<div class="figure">{}</div>', body)


@register.simple_tag
def opens(value: object, href: str, unit: str = "") -> SafeString:
    """A number inside a sentence or a table cell that opens to its records."""
    tail = format_html(" {}", unit) if unit else EMPTY
    return format_html('<a class="opens number" href="{}">{}</a>{}', href, words.grouped(value), tail)


@register.simple_tag
def facts(*parts: object) -> SafeString:
    """Facts in one line (when · how far · where); empty ones are left out, none breaks inside."""
    return format_html(
        '<span class="facts">{}</span>', format_html_join("", "<span>{}</span>", ((part,) for part in parts if part))
    )


@register.simple_tag
def avatar(name: str) -> SafeString:
    """The first character of a (masked) name in a circle."""
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', (name or "·")[0])


@register.simple_tag
def stars(value: float | None, count: int | None = None) -> SafeString:
    """4.8 → five stars, four and more lit, and the number in figures; says so to a screen reader."""
    if value is None:
        return format_html('<span class="note">{}</span>', _("No ratings yet"))
    lit = round(value)
    drawn = format_html_join("", "{}", ((icons.icon("star", "xs", solid=n < lit),) for n in range(5)))
    many = format_html(' <span class="note">({})</span>', words.grouped(count)) if count else EMPTY
    said = _("%(value)s of 5 stars") % {"value": f"{value:.1f}"}
    return format_html(
        '<span class="stars" role="img" aria-label="{}">{}<b>{}</b>{}</span>', said, drawn, f"{value:.1f}", many
    )


@register.simple_block_tag
def card(content: str, tone: str = "", flush: bool = False, **more: Any) -> SafeString:
    """White paper; tone "night" for the one dark card of a home page, "gold" for a proposal."""
    classes = "card" + (f" card-{tone}" if tone else "") + (" card-flush" if flush else "")
    return format_html('<div class="{}"{}>{}</div>', classes, attributes(more), content)


@register.simple_block_tag
def section(content: str, title: str, more: str = "", href: str = "") -> SafeString:
    """A heading, at its right a link to the rest, and what belongs below."""
    link = format_html('<a href="{}">{}{}</a>', href, more, icons.icon("forward", "xs")) if href else EMPTY
    return format_html(
        '<section class="section"><div class="section-head"><h2>{}</h2>{}</div>{}</section>', title, link, content
    )


@register.simple_block_tag
def row(
    content: str,
    title: object,
    href: str = "",
    day: date | datetime | None = None,
    icon: str = "",
    lines: object = "",
    where: object = "",
    aside: object = "",
    name: str = "",
) -> SafeString:
    """One line of a list inside `<div class="rows">`: tile (day, icon or a name's first character), title, facts (lines, where), chips (the block), aside."""
    lead = date_tile(day) if day else avatar(name) if name else EMPTY
    if icon:
        lead = format_html('<span class="avatar">{}</span>', icons.icon(icon, "s"))
    heading = format_html('<a href="{}">{}</a>', href, title) if href else title
    fact = format_html_join("", '<div class="row-fact">{}</div>', ((line,) for line in (lines, where) if line))
    chips = format_html('<div class="chips">{}</div>', content) if content.strip() else EMPTY
    end = format_html('<div class="row-aside">{}</div>', aside) if aside else EMPTY
    return format_html(
        '<article class="row">{}<div class="row-main"><h3 class="row-title">{}</h3>{}{}</div>{}</article>',
        lead,
        heading,
        fact,
        chips,
        end,
    )


@register.simple_block_tag
def notice(content: str, tone: str = "", icon: str = "info") -> SafeString:
    """Something to know before going on; tone teal, gold or red."""
    classes = "notice" + (f" notice-{tone}" if tone else "")
    return format_html('<div class="{}">{}<div class="notice-body">{}</div></div>', classes, icons.icon(icon), content)


@register.simple_tag
def heads(*titles: str) -> SafeString:
    """A table's head. An empty title is the column of actions; "…#" is a column of numbers."""
    cells = []
    for title in titles:
        if not title:
            cells.append(format_html('<th scope="col"><span class="sr-only">{}</span></th>', _("Action")))
        elif str(title).endswith("#"):
            cells.append(format_html('<th scope="col" class="num">{}</th>', str(title)[:-1]))
        else:
            cells.append(format_html('<th scope="col">{}</th>', title))
    return format_html("<thead><tr>{}</tr></thead>", mark_safe("".join(cells)))  # noqa: S308 — each cell is escaped above


@register.simple_block_tag
def cell(content: str, label: str = "", kind: str = "") -> SafeString:
    """A table's cell that keeps its column's name when the row becomes a card. kind: title, num, action."""
    classes = {"title": "cell-title", "num": "num", "action": "cell-action"}.get(kind, "")
    inner = mark_safe(content.strip())  # noqa: S308 — a template block, escaped as it was rendered
    return format_html(
        "<td{}{}>{}</td>",
        attributes({"class": classes}),
        attributes({"data-label": label}),
        inner if kind in ("action", "title") or not inner else format_html('<span class="cell">{}</span>', inner),
    )


@register.simple_tag
def steps(current: int, *labels: str) -> SafeString:
    """Where we are in a short walk; `current` counts from 1."""
    items = []
    for at, label in enumerate(labels, start=1):
        state = ' aria-current="step"' if at == current else " data-done" if at < current else ""
        items.append(format_html("<li{}>{}</li>", mark_safe(state), label))  # noqa: S308 — one of three constants
    return format_html('<ol class="steps">{}</ol>', mark_safe("".join(items)))  # noqa: S308 — each item is escaped above


@register.simple_tag
def skeleton(rows: int = 3) -> SafeString:
    """Grey shapes where rows will be; for parts that load by themselves."""
    line = "<div><i></i><i></i><i></i></div>" * rows
    return format_html('<div class="skeleton" aria-hidden="true">{}</div>', mark_safe(line))  # noqa: S308 — a constant


@register.simple_tag
def stars_input(name: str = "stars", chosen: int | None = None) -> SafeString:
    """Five radio buttons that look like stars; works without a script."""
    parts = []
    for n in range(5, 0, -1):
        said = _("%(value)s of 5 stars") % {"value": n}
        checked = mark_safe(" checked") if n == chosen else EMPTY
        parts.append(
            format_html(
                '<input type="radio" name="{0}" value="{1}" id="{0}-{1}" required{2}><label for="{0}-{1}">{3}<span class="sr-only">{4}</span></label>',
                name,
                n,
                checked,
                icons.icon("star", "l"),
                said,
            )
        )
    return format_html('<fieldset class="stars-input">{}</fieldset>', mark_safe("".join(parts)))  # noqa: S308 — escaped above


@register.inclusion_tag("shell/c/field.html")
def field(
    bound: BoundField, icon: str = "", placeholder: str = "", optional: bool = True, label: str = ""
) -> dict[str, Any]:
    """A form's field with label, help and error, 48 px high. `optional=False` leaves out the word "optional"."""
    widget = bound.field.widget
    shape = "input"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        shape = "choices"
    elif isinstance(widget, CheckboxInput):
        shape = "check"
    given: dict[str, Any] = {"class": "input"}
    if placeholder:
        given["placeholder"] = placeholder
    if bound.errors:
        given["aria-invalid"] = "true"
    counts = isinstance(widget, Textarea) and bool(widget.attrs.get("maxlength"))
    if counts:
        given["x-on:input"] = "count"
    drawn = bound.as_widget(attrs=given) if shape == "input" else ""
    return {
        "field": bound,
        "label": label or bound.label,
        "shape": shape,
        "drawn": drawn,
        "icon": "" if isinstance(widget, Select) else icon,
        "counts": counts,
        "optional": optional and not bound.field.required and shape != "check",
    }


@register.inclusion_tag("shell/c/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with the form as a whole (a refusal lands here); typed values stay in the fields."""
    return {"errors": form.non_field_errors() if form.is_bound else []}


@register.inclusion_tag("shell/c/filters.html", takes_context=True)
def filters(context: Context, form: Any, target: str = "list") -> dict[str, Any]:
    """A bar of filters whose state is the URL. The part with id `target` is renewed as one types or chooses."""
    shown = [bound for bound in form if bound.value() not in (None, "", [])]
    return {"form": form, "target": target, "path": context["request"].path, "any": bool(shown)}


@register.inclusion_tag("shell/c/pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, Any]:
    """Before and after, with "21–40 of 171"; other parameters of the URL stay."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("shell/c/empty.html")
def empty_state(
    title: str, text: str = "", icon: str = "document", action: str = "", href: str = "", example: str = ""
) -> dict[str, Any]:
    """An empty page that teaches (`empty` alone is the loop's own word): what it is for (text), the first thing to do (action, href), an example."""
    return {"title": title, "text": text, "icon": icon, "action": action, "href": href, "example": example}


@register.inclusion_tag("shell/c/confirm.html", takes_context=True)
def confirm(
    context: Context,
    label: str,
    question: str,
    action: str,
    yes: str = "",
    text: str = "",
    kind: str = "plain",
    size: str = "",
    key: str = "",
    **hidden: Any,
) -> dict[str, Any]:
    """A button that asks once more, then POSTs to `action`. `text` says what will happen and whether it can be undone.

    Further keywords become hidden fields. The sheet is the browser's own popover: no script, Escape closes it.
    """
    sheet = f"sheet-{crc32(f'{action} {label} {sorted(hidden.items())}'.encode()):x}"
    shown = {"label": label, "question": question, "action": action, "yes": yes or label, "text": text, "kind": kind}
    more = {"size": size, "key": key, "hidden": hidden, "sheet": sheet, "csrf_token": context.get("csrf_token")}
    return shown | more


@register.inclusion_tag("shell/c/tabs.html", takes_context=True)
def tabs(context: Context, name: str, chosen: str, choices: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Views of one list as links `?name=value`; choices are (value, label) or (value, label, count)."""
    options = []
    for value, label, *count in choices:
        query = context["request"].GET.copy()
        query.pop("page", None)
        query[name] = value
        current = str(value) == str(chosen)
        options.append(
            {"href": f"?{query.urlencode()}", "label": label, "count": count[0] if count else 0, "current": current}
        )
    return {"options": options}


@register.inclusion_tag("shell/c/toast.html", takes_context=True)
def toast(context: Context, message: Message) -> dict[str, Any]:
    """One of Django's messages; made by `toasts.say`, which also carries the way to undo."""
    level = message.level_tag or "success"
    undo = message.extra_tags[len(UNDO) :] if (message.extra_tags or "").startswith(UNDO) else ""
    drawing = {"error": "alert", "warning": "info"}.get(level, "check")
    return {
        "words": message.message,
        "level": level,
        "drawing": drawing,
        "undo": undo,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("shell/c/bar.html", takes_context=True)
def public_bar(context: Context, place: str) -> dict[str, Any]:
    """The five of the public pages, at the bottom (phone) or the top (wide)."""
    path = context["request"].path
    items = [{"item": item, "current": item.is_current(path)} for item in PUBLIC]
    return {"items": items, "place": place, "unread": context.get("unread", 0)}


@register.inclusion_tag("shell/c/desk_nav.html", takes_context=True)
def desk_menu(context: Context) -> dict[str, Any]:
    """The desk's menu from `desk_nav` in the context: a list of `navigation.Group`."""
    path = context["request"].path
    groups = [
        {"title": group.title, "items": [{"item": item, "current": item.is_current(path)} for item in group.items]}
        for group in context.get("desk_nav") or []
    ]
    return {"groups": groups}
