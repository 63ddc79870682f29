"""One city from bare ground to this morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from hecheng.demo.accounts import DemoAccount, open_accounts
from hecheng.demo.agenda import Agenda
from hecheng.demo.calls import Calls
from hecheng.demo.cast import Cast, actor, enlist, gather
from hecheng.demo.ground import SYSTEM, load_ground
from hecheng.demo.season import Season
from hecheng.demo.sites import open_city_sites
from hecheng.demo.targets import Targets
from hecheng.demo.words import Words
from hecheng.domains.areas.actions import change_setting
from hecheng.domains.notary.actions import sequence, sign_checkpoint
from hecheng.domains.places.models import Place
from hecheng.domains.services import actions
from hecheng.domains.services.models import Plan
from hecheng.kernel import clock

#: stage, done, known
Progress = Callable[[str, int, int], None]

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class City:
    """A city of the page."""

    code: str
    prefix: str
    zh: str
    en: str
    brand: dict[str, Any]


@dataclass(frozen=True)
class Played:
    """What was played, and how to sign in."""

    city: City
    accounts: list[DemoAccount]
    acts: int


def is_played(city: City) -> bool:
    """Whether this city's sites stand already."""
    return Place.objects.within(city.prefix).exists()


def play_city(city: City, *, now: datetime, progress: Progress, seed: int = 2022) -> Played:
    """Play a year of the city that ends `now`. The same seed and day make the same city."""
    targets, words = Targets.of(city.code), Words.load()
    began = now - YEAR
    with _messages_stay_in_the_house():
        progress("ground", 0, 1)
        with clock.at(began - timedelta(days=500)):
            load_ground()
            change_setting(by=SYSTEM, prefix=city.prefix, key="brand", value=city.brand)
        progress("sites", 0, 1)
        with clock.at(began - timedelta(days=450)):
            open_city_sites(
                city.prefix,
                opened_on=clock.today(),
                online_since=clock.today() + timedelta(days=30),
            )
        progress("people", 0, 1)
        cast = gather(city.prefix, targets, words, began, seed)
        _enlist_over_time(cast, targets, began, progress)
        agenda = _agenda(cast, targets, now)
        agenda.play(now, lambda done, known: progress("year", done, known))
        with clock.at(now):
            accounts = open_accounts(cast)
            _draft(cast)
            actions.close_missed_checkouts(by=SYSTEM)
        progress("log", 0, 1)
        while sequence():
            continue
        with clock.at(now):
            sign_checkpoint()
    return Played(city, accounts, agenda.played)


def _enlist_over_time(cast: Cast, targets: Targets, began: datetime, progress: Progress) -> None:
    """Most volunteers stand when the year begins; the rest join month by month."""
    monthly = targets.volunteers // 40
    first = targets.volunteers - 11 * monthly
    for month in range(12):
        progress("people", month, 12)
        with clock.at(began + timedelta(days=30 * month - 20)):
            enlist(cast, first if month == 0 else monthly, clock.today())


def _agenda(cast: Cast, targets: Targets, now: datetime) -> Agenda:
    agenda = Agenda()
    season = Season(cast, agenda, targets, now)
    season.plan()
    calls = Calls(cast, agenda, season, targets, now)
    calls.plan()
    for days in (24, 17, 10, 4):
        agenda.at(now - timedelta(days=days), _dispatch, cast, calls, agenda)
    agenda.at(now - timedelta(minutes=2), season.close_year)
    for month in range(12):
        agenda.at(now - YEAR + timedelta(days=30 * month + 29), _month_end)
    return agenda


def _month_end() -> None:
    """What was written is numbered and signed."""
    sequence()
    sign_checkpoint()


def _dispatch(cast: Cast, calls: Calls, agenda: Agenda) -> None:
    """A dispatcher's morning: ask for a plan, look at it, send it; the volunteers answer during the day."""
    plan = actions.request_plan(by=actor(cast.office), prefix=cast.prefix)
    actions.propose_plan(by=SYSTEM, plan=plan)
    for dispatch in actions.send_plan(by=actor(cast.office), plan=plan):
        answered = clock.now() + timedelta(hours=cast.rng.uniform(0.2, 9))
        agenda.at(answered, calls.answer, dispatch)


def _draft(cast: Cast) -> Plan:
    """This morning's proposal, which waits on the desk."""
    plan = actions.request_plan(by=actor(cast.office), prefix=cast.prefix)
    return actions.propose_plan(by=SYSTEM, plan=plan)


@contextmanager
def _messages_stay_in_the_house() -> Iterator[None]:
    """Played history is not sent out again: messages stay in the inbox."""
    channels = settings.MESSAGE_CHANNELS
    settings.MESSAGE_CHANNELS = []
    try:
        yield
    finally:
        settings.MESSAGE_CHANNELS = channels
