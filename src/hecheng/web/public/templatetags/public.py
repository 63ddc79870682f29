"""`{% load public %}`: rows and words that several public pages share."""

from __future__ import annotations

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hecheng.domains.areas.queries import name_path
from hecheng.domains.people.contacts import shown_phone
from hecheng.domains.people.models import Look
from hecheng.domains.places.opening import hours_sentence, is_open_at
from hecheng.domains.places.queries import Near
from hecheng.domains.services.models import Need, ServiceRecord, Session, Signup
from hecheng.domains.timebank.models import Posting
from hecheng.kernel import clock
from hecheng.web.public import wording
from hecheng.web.shell import words
from hecheng.web.shell.templatetags import shell

register = template.Library()
register.filter("shown_phone", shown_phone)
register.simple_tag(wording.next_words, name="next_words")
register.simple_tag(wording.event_words, name="event_words")
register.simple_tag(wording.fact_words, name="kind_words")


@register.filter
def weekday(number: int) -> str:
    """0 → "Mon"."""
    return str(words.WEEKDAYS[number])


@register.simple_tag
def signup_id(signup: Signup) -> str:
    """The id as a form sends it back."""
    return str(signup.pk)


TIMES = re.compile(r"\d\d:\d\d–\d\d:\d\d")


@register.filter
def whole_times(sentence: str) -> SafeString:
    """Opening hours whose times never break over a line."""
    parts = TIMES.split(sentence), [*TIMES.findall(sentence), ""]
    return format_html_join("", '{}<span class="nowrap">{}</span>', zip(*parts, strict=True))


def seats_left(session: Session) -> str:
    """ "4 wanted", "full", "waiting: 2": what a volunteer can still do here."""
    free = session.seats - session.taken  # type: ignore[attr-defined]  # annotated by the query
    if free > 0:
        return ngettext("%(n)d wanted", "%(n)d wanted", free) % {"n": free}
    waiting = session.waiting  # type: ignore[attr-defined]  # annotated by the query
    return _("Waiting: %(n)d") % {"n": waiting} if waiting else _("Full")


@register.simple_tag
def session_row(session: Session) -> SafeString:
    """A session of an activity in a list: day, time, how far, where, platform, seats left for volunteers."""
    km = getattr(session, "km", None)
    chips = shell.chip(session.offering.platform.name, "teal")
    if session.activity is not None and session.activity.lecture:
        chips += shell.chip(_("lecture"))
    return shell.row(
        chips,
        session.title,
        href=reverse("public:activity", args=[session.activity_id]),
        day=session.starts,
        lines=shell.facts(words.span(session.starts, session.ends), words.distance(km) if km is not None else ""),
        where=session.place.label if session.place else "",
        aside=seats_left(session),
    )


@register.simple_tag
def site_row(near: Near) -> SafeString:
    """A site in a list: name, kind, how far, whether the door is open, opening hours."""
    place = near.place
    is_open = is_open_at(place.hours, clock.now())
    return shell.row(
        "",
        place.label,
        href=reverse("public:site", args=[place.pk]),
        icon="pin",
        lines=shell.facts(place.get_kind_display(), words.distance(near.km), _("open now") if is_open else ""),
        where=whole_times(hours_sentence(place.hours)),
    )


TONES = {"placed": "gold", "routed": "gold", "dispatched": "gold", "accepted": "teal", "serving": "teal", "done": "red"}


@register.simple_tag
def state_chip(need: Need) -> SafeString:
    """Where a need stands, as its resident says it."""
    return shell.chip(wording.need_state(need.state), TONES.get(need.state, ""))


@register.simple_tag
def need_row(need: Need) -> SafeString:
    """One of my needs in a list."""
    return shell.row(
        state_chip(need),
        need.offering.name,
        href=reverse("public:need", args=[need.pk]),
        day=need.starts,
        lines=words.span(need.starts, need.ends),
        where=need.site.label if need.site else name_path(need.area),
    )


@register.simple_tag
def signup_row(signup: Signup) -> SafeString:
    """Where I am expected: an activity, or somebody's need."""
    session = signup.session
    waiting = signup.state == Signup.State.WAITING
    here = getattr(signup, "attendance", None)
    chip = shell.chip(_("on the waiting list"), "gold") if waiting else shell.chip(signup.role.name, "teal")
    if here is not None:
        chip = shell.chip(_("checked in") if here.checked_out_at is None else _("checked out"), "teal", icon="check")
    if session.activity_id:
        href = reverse("public:activity", args=[session.activity_id])
    else:
        href = reverse("public:need", args=[session.need_id])  # which leads on to what I was asked
    return shell.row(
        chip,
        session.title,
        href=href,
        day=session.starts,
        lines=words.span(session.starts, session.ends),
        where=session.place.label if session.place else name_path(session.area),
    )


def _entry(number: int | None) -> SafeString:
    if number is None:
        return shell.chip(_("waits for its number"), "gold")
    return shell.chip(_("entry %(n)s") % {"n": words.grouped(number)}, icon="shield")


@register.simple_tag
def record_row(record: ServiceRecord, number: int | None) -> SafeString:
    """Confirmed hours in a list, with their number in the log."""
    back = shell.chip(_("taken back"), "red") if hasattr(record, "reversal") else SafeString("")
    return shell.row(
        _entry(number) + back,
        record.session.title,
        href=reverse("public:receipt", args=[record.pk]),
        day=record.served_at,
        lines=words.span(record.session.starts, record.session.ends),
        where=record.session.place.label if record.session.place else name_path(record.area),
        aside=words.duration(record.minutes),
    )


@register.simple_tag
def posting_row(posting: Posting, number: int | None) -> SafeString:
    """One line of the statement."""
    sign = "+" if posting.minutes > 0 else "−"
    amount = format_html(
        '<b class="number{}">{}{}</b>',
        "" if posting.minutes > 0 else " text-red-deep",
        sign,
        words.duration(abs(posting.minutes)),
    )
    return shell.row(
        _entry(number),
        posting.transfer.get_kind_display(),
        day=posting.transfer.at,
        lines=words.span(posting.transfer.at),
        where=posting.transfer.reason,
        aside=amount,
    )


@register.simple_tag
def look_row(look: Look) -> SafeString:
    """Who saw what of me, and why."""
    reader = look.reader.person
    return shell.row(
        shell.chip(look.get_field_display(), "gold"),
        f"{reader.masked_name if reader else '—'} · {look.get_role_display()}",
        icon="eye",
        lines=look.reason,
        where=f"{words.day(look.at)} {words.span(look.at)}",
    )
