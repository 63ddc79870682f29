"""Needs of the last month, from the call to the stars, and those that wait for the dispatcher this morning."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hecheng.demo.agenda import Agenda
from hecheng.demo.cast import Cast, actor
from hecheng.demo.season import Season
from hecheng.demo.targets import Targets
from hecheng.domains.people.models import Person
from hecheng.domains.services import actions, codes
from hecheng.domains.services.models import Attendance, Dispatch, Need, Offering, Signup
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Refusal

DAYS = 28


class Calls:
    """Residents ask; keepers route; volunteers take or are asked; residents rate."""

    def __init__(self, cast: Cast, agenda: Agenda, season: Season, targets: Targets, now: datetime) -> None:
        self.cast, self.agenda, self.season, self.targets, self.now = cast, agenda, season, targets, now
        self.rng: random.Random = cast.rng

    def plan(self) -> None:
        """Put the month's needs and this week's open ones on the agenda."""
        for n in range(self.targets.needs):
            asked = self.now - timedelta(days=self.rng.uniform(3.5, DAYS), hours=self.rng.uniform(0, 5))
            self.agenda.at(asked, self._ask, n, (26, 70), False)
        for n in range(self.targets.open_needs):
            asked = self.now - timedelta(hours=self.rng.uniform(2, 40))
            self.agenda.at(asked, self._ask, n, (50, 150), True)

    def _window(self, offering: Offering, ahead: tuple[int, int]) -> tuple[datetime, datetime]:
        day = clock.local(clock.now() + timedelta(hours=self.rng.uniform(*ahead)))
        hour = self.rng.choice((8, 9, 9, 10, 13, 14, 14, 15, 17))
        start = in_china(day.year, day.month, day.day, hour, self.rng.choice((0, 30)))
        return start, start + timedelta(minutes=min(max(offering.minutes, 30), 240))

    def _ask(self, n: int, ahead: tuple[int, int], keep_open: bool) -> None:
        """A resident asks on the page, or by phone through a keeper."""
        rng = self.rng
        place = self.cast.somewhere()
        resident, keeper = rng.choice(self.cast.residents), rng.choice(self.cast.keepers[place.area[:6]])
        asked = self.cast.words.need(rng)
        offering = Offering.objects.get(pk=asked.offering)
        starts, ends = self._window(offering, ahead)
        by_phone = rng.random() < 0.45
        need = actions.place_need(
            by=actor(keeper if by_phone else resident),
            asked_by=resident,
            offering=offering,
            area=place.area,
            site=place,
            starts=starts,
            ends=ends,
            words=asked.words,
            address=self.cast.words.address(self.season.names[place.area][0], self.cast.prefix, rng),
            lon=round((place.lon or 0) + rng.uniform(-0.006, 0.006), 6),
            lat=round((place.lat or 0) + rng.uniform(-0.006, 0.006), 6),
            headcount=min(rng.choice((1, 1, 1, offering.headcount)), 6),
            urgency=asked.urgency,
            channel=Need.Channel.PHONE if by_phone else Need.Channel.WEB,
            form_key=f"demo-{self.cast.prefix}-{'open' if keep_open else 'past'}-{n}",
        )
        if keep_open and n % 7 == 0:
            return  # still waits for the keeper to route it
        self.agenda.at(clock.now() + timedelta(minutes=rng.randint(10, 90)), self._route, need, keeper, keep_open)

    def _route(self, need: Need, keeper: Person, keep_open: bool) -> None:
        actions.route_need(by=actor(keeper), need=need)
        if keep_open:
            return
        if self.rng.random() < 0.06:
            later = clock.now() + timedelta(hours=self.rng.uniform(0.5, 6))
            self.agenda.at(later, self._cancel, need)
            return
        hours = min(18.0, (need.starts - clock.now()).total_seconds() / 3600 - 2)
        for _n in range(need.headcount):
            self.agenda.at(clock.now() + timedelta(hours=self.rng.uniform(0.3, max(hours, 0.5))), self._taken, need)

    def _cancel(self, need: Need) -> None:
        reason = self.rng.choice(self.cast.words.tables["cancels"])["zh"]
        actions.cancel_need(by=actor(need.asked_by), need=need, reason=reason)

    def _taken(self, need: Need) -> None:
        """The nearest fit volunteer who is free takes it."""
        standing = Need.objects.select_related("offering").get(pk=need.pk)
        for person in self.season.fit(need.area[:6], standing.offering, standing.starts, standing.ends, 3):
            try:
                dispatch = actions.take_need(by=actor(person), need=standing)
            except Refusal:
                continue
            self._serve(dispatch, person)
            return

    def answer(self, asked: Dispatch) -> None:
        """A volunteer who was asked answers: most accept."""
        dispatch = Dispatch.objects.select_related("person", "session").get(pk=asked.pk)
        person = dispatch.person
        if self.rng.random() < 0.82:
            try:
                actions.accept_dispatch(by=actor(person), dispatch=dispatch)
            except Refusal:
                return
            self._serve(dispatch, person)
        else:
            reason, words = self.cast.words.decline(self.rng)
            actions.decline_dispatch(by=actor(person), dispatch=dispatch, reason=reason, words=words)

    def _serve(self, dispatch: Dispatch, person: Person) -> None:
        session = dispatch.session
        come = session.starts - timedelta(minutes=self.rng.randint(-4, 15))
        self.agenda.at(come, self._come, dispatch, person)

    def _come(self, dispatch: Dispatch, person: Person) -> None:
        signup = Signup.objects.filter(session=dispatch.session_id, person=person, state="active").first()
        if signup is None:
            return
        token = codes.token(dispatch.session, clock.now())
        attendance = actions.check_in(by=actor(person), token=token, lon=dispatch.session.lon, lat=dispatch.session.lat)
        leave = dispatch.session.ends + timedelta(minutes=self.rng.randint(-10, 12))
        self.agenda.at(leave, self._leave, attendance, person)

    def _leave(self, attendance: Attendance, person: Person) -> None:
        session = attendance.session
        actions.check_out(by=actor(person), attendance=attendance, token=codes.token(session, clock.now()))
        self.agenda.at(clock.now() + timedelta(hours=self.rng.uniform(1, 20)), self._confirm, attendance)

    def _confirm(self, attendance: Attendance) -> None:
        keeper = self.rng.choice(self.cast.keepers[attendance.area[:6]])
        actions.confirm_hours(by=actor(keeper), attendance=attendance)
        need = attendance.session.need
        if need is not None and self.rng.random() < 0.8:
            self.agenda.at(clock.now() + timedelta(hours=self.rng.uniform(0.2, 8)), self._rate, need)

    def _rate(self, need: Need) -> None:
        standing = Need.objects.select_related("asked_by", "offering").get(pk=need.pk)
        if standing.state == Need.State.DONE:
            stars, words = self.cast.words.feedback(self.rng, standing.offering.theme_id)
            actions.rate_need(by=actor(standing.asked_by), need=standing, stars=stars, words=words)
