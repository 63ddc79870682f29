"""Sessions as calendars (RFC 5545) that a phone can take over or subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from icalendar import Calendar, Event

from hecheng.domains.services.models import Session
from hecheng.kernel import clock

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One entry: a session as somebody's calendar shows it."""

    session: Session
    url: str
    where: str = ""
    detail: str = ""


def answer(name: str, entries: Iterable[Entry], filename: str = "") -> HttpResponse:
    """A calendar file; with `filename` the browser offers to keep it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hecheng//civic practice//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    done = HttpResponse(calendar.to_ical(), content_type=MEDIA_TYPE)
    if filename:
        done["Content-Disposition"] = f'attachment; filename="{filename}"'
    return done


def _event(entry: Entry) -> Event:
    session = entry.session
    event = Event()
    event.add("uid", f"{session.pk}@hecheng")
    event.add("dtstamp", _utc(clock.now()))
    event.add("dtstart", _utc(session.starts))
    event.add("dtend", _utc(session.ends))
    event.add("summary", session.title)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if session.state == Session.State.CANCELLED else "CONFIRMED")
    if entry.where:
        event.add("location", entry.where)
    if entry.detail:
        event.add("description", entry.detail)
    if session.activity_id and session.lat is not None:  # where a resident lives is in no calendar
        event.add("geo", (session.lat, session.lon))
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(clock.now().tzinfo).replace(microsecond=0)
