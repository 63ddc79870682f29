"""A year of activities: which sessions are held where and when, and how each is played from publishing to confirmed hours."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hecheng.demo.agenda import Agenda
from hecheng.demo.cast import Cast, actor
from hecheng.demo.figures import demo_period
from hecheng.demo.targets import Targets
from hecheng.domains.areas.models import Area
from hecheng.domains.indicators.queries import count
from hecheng.domains.people.models import Person, Team
from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.models import Kind, Place
from hecheng.domains.services import actions, codes
from hecheng.domains.services.models import Activity, Attendance, Offering, Programme, Session
from hecheng.domains.services.models.presence import Side
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Refusal

#: starts of day and evening sessions: hour, minute
STARTS = ((8, 30), (9, 0), (9, 30), (14, 0), (14, 30), (15, 0), (18, 30))
#: the last days are played person by person; before, a few of each session's volunteers
CLOSE_DAYS = 30
#: people whom the month's needs will serve, about; the year's last count takes what is left to the page's figure
KEPT_BACK = 180


@dataclass(frozen=True)
class Counts:
    """People at one session, counted by hand: audience and served."""

    heard: int
    served: int


class Season:
    """Plans the year's sessions onto the agenda."""

    def __init__(self, cast: Cast, agenda: Agenda, targets: Targets, now: datetime) -> None:
        self.cast, self.agenda, self.targets, self.now = cast, agenda, targets, now
        self.rng: random.Random = cast.rng
        self.places = list(
            Place.objects.within(cast.prefix)
            .filter(kind__in=[Kind.CENTRE, Kind.OFFICE, Kind.STATION], lon__isnull=False)
            .order_by("area", "id")
        )
        areas = Area.objects.within(cast.prefix)
        self.names = {area.code: (area.short, area.en) for area in areas}
        self.by_kind: dict[bool, list[Offering]] = defaultdict(list)
        for offering in Offering.objects.filter(active=True).prefetch_related("skills").order_by("order"):
            if not offering.prefix or cast.prefix.startswith(offering.prefix):
                self.by_kind[offering.platform_id == "theory"].append(offering)
        self.programmes = self._programmes()
        self.busy: dict[object, list[tuple[datetime, datetime]]] = defaultdict(list)

    def _programmes(self) -> dict[str, list[Programme]]:
        found: dict[str, list[Programme]] = defaultdict(list)
        for programme in Programme.objects.prefetch_related("themes").order_by("order"):
            if not programme.prefix or self.cast.prefix.startswith(programme.prefix):
                for theme in programme.themes.all():
                    found[theme.code].append(programme)
        return found

    def plan(self) -> None:
        """Put the year's sessions on the agenda, and those of the next two weeks that are only announced."""
        total = self.targets.sessions
        days = self._days(total)
        lectures = set(self.rng.sample(range(total), min(self.targets.lectures, total)))
        heard = _share(self.rng, self.targets.heard, len(lectures), usual=42)
        served = _share(self.rng, self.targets.served and self.targets.served - KEPT_BACK, total, usual=38)
        if self.targets.served is not None:
            served[0] = 0  # pops last: the newest session waits for `close_year`
        index = 0
        while index < total:
            run, lecture = min(self.rng.choice((1, 1, 2, 3, 4)), total - index), index in lectures
            after = next((n for n in range(index, index + run) if (n in lectures) != lecture), index + run)
            numbers = range(index, after)
            counts = [Counts(heard.pop() if n in lectures else self.rng.randint(0, 25), served.pop()) for n in numbers]
            self._activity([days[n] for n in numbers], counts, lecture=lecture)
            index += len(numbers)
        for ahead in range(1, 25):
            self._activity(
                [(clock.local(self.now) + timedelta(days=1 + ahead % 13)).date()], [], lecture=ahead % 6 == 0
            )

    def close_year(self) -> None:
        """The last session of the year is counted last, and makes up the page's figure of people served."""
        if self.targets.served is None:
            return
        year = demo_period("year", clock.local(self.now).date())
        left = self.targets.served - count("services.people_served", self.cast.prefix, year)
        held = Session.objects.within(self.cast.prefix).filter(state="held", ends__lt=self.now, activity__isnull=False)
        session = held.exclude(headcounts__kind=Side.SERVED).order_by("-starts").first()
        assert session is not None
        assert left > 0
        keeper, second = self.cast.keepers[session.area[:6]][:2]
        headcount = actions.attest_headcount(by=actor(keeper), session=session, kind=Side.SERVED, count=left)
        actions.countersign_headcount(by=actor(second), headcount=headcount)

    def _days(self, total: int) -> list[date]:
        """Days of the year that ended yesterday, in order, a twelfth of them in the last thirty days."""
        last = clock.local(self.now).date() - timedelta(days=1)
        close = total // 12
        far = [last - timedelta(days=self.rng.randint(CLOSE_DAYS, 360)) for _ in range(total - close)]
        near = [last - timedelta(days=self.rng.randint(0, CLOSE_DAYS - 1)) for _ in range(close)]
        return sorted(far + near)

    def _activity(self, days: list[date], counts: list[Counts], *, lecture: bool) -> None:
        """One activity with sessions on these days, announced a week before the first."""
        rng = self.rng
        place = rng.choice(self.places)
        while place.area[:6] not in self.cast.keepers or not self.cast.volunteers[place.area[:6]]:
            place = rng.choice(self.places)
        offering = rng.choice(self.by_kind[lecture])
        teams = self.cast.teams[place.area[:6]]
        team = rng.choice(teams) if teams else None
        hour, minute = rng.choice(STARTS)
        length = timedelta(minutes=min(max(offering.minutes, 60), 180))
        begins = sorted({in_china(day.year, day.month, day.day, hour, minute) for day in days})
        times = [(start, start + length) for start in begins]
        # two sessions planned for one day become one in the morning and one in the evening of it
        while len(times) < len(days):
            start = times[-1][0] + timedelta(days=0, hours=4) if len(times) % 2 else times[-1][0] - timedelta(hours=5)
            times.append((start, start + length))
        times.sort()
        people_wanted = min(max(offering.headcount, 2), 12)

        def publish() -> None:
            keeper = actor(rng.choice(self.cast.keepers[place.area[:6]]))
            activity = self._announce(keeper, place, offering, team, times, people_wanted, lecture)
            sessions = activity.sessions.order_by("starts")
            for session, counted in zip(sessions, counts or itertools.repeat(None), strict=False):
                self._play(session, counted, team, people_wanted)

        announced = min(times[0][0] - timedelta(days=rng.randint(4, 9), hours=3), self.now - timedelta(hours=3))
        self.agenda.at(announced, publish)

    def _announce(
        self,
        keeper: Actor,
        place: Place,
        offering: Offering,
        team: Team | None,
        times: list[tuple[datetime, datetime]],
        seats: int,
        lecture: bool,
    ) -> Activity:
        programmes = self.programmes.get(offering.theme_id, [])
        programme = self.rng.choice(programmes) if programmes and self.rng.random() < 0.7 else None
        zh, en = self.cast.words.activity(offering, *self.names[place.area], self.rng)
        activity = actions.draft_activity(
            by=keeper,
            place=place,
            offering=offering,
            zh=zh,
            en=en,
            summary=offering.summary_zh,
            team=team,
            programme=programme,
            system=programme.system if programme else None,
            lecture=lecture,
        )
        role = actions.NewRole(zh="服务志愿者", en="Volunteer", seats=seats)
        actions.add_sessions(by=keeper, activity=activity, times=times, roles=[role])
        return actions.publish_activity(by=keeper, activity=activity)

    def _play(self, session: Session, counts: Counts | None, team: Team | None, seats: int) -> None:
        """Sign-ups, presence, counting and confirming of one session."""
        rng, county = self.rng, session.area[:6]
        close = session.starts > self.now - timedelta(days=CLOSE_DAYS)
        number = rng.randint(max(seats - 2, 1), seats + 1) if close else rng.randint(1, 2)
        keepers = self.cast.keepers[county]
        keeper, second = rng.sample(keepers, 2)
        for person in self.fit(county, session.offering, session.starts, session.ends, number):
            signed = max(session.starts - timedelta(hours=rng.randint(4, 90)), clock.now() + timedelta(minutes=9))
            self.agenda.at(min(signed, session.starts - timedelta(minutes=70)), self._join, session, person, keeper)
        if counts is None:
            return
        self.agenda.at(session.ends + timedelta(minutes=9), self._count, session, counts, keeper)
        self.agenda.at(session.ends + timedelta(minutes=50), self._countersign, session, second)
        self.agenda.at(session.ends + timedelta(hours=rng.randint(1, 20)), self._confirm, session, team, keeper, second)

    def fit(self, county: str, offering: Offering, starts: datetime, ends: datetime, number: int) -> list[Person]:
        """Volunteers of the county with the skills and clearance, free at that time."""
        wanted = {skill.code for skill in offering.skills.all()}
        found: list[Person] = []
        pool = self.cast.volunteers[county]
        for person in self.rng.sample(pool, min(len(pool), 400)):
            if not wanted <= self.cast.skills[person.pk]:
                continue
            if offering.safeguarding != "none" and person.pk not in self.cast.cleared:
                continue
            if any(begin < ends and starts < end for begin, end in self.busy[person.pk]):
                continue
            self.busy[person.pk].append((starts - timedelta(hours=1), ends + timedelta(hours=1)))
            found.append(person)
            if len(found) == number:
                break
        return found

    def _join(self, session: Session, person: Person, keeper: Person) -> None:
        """Sign up; come (a few do not), by code or list; leave (a few forget)."""
        rng = self.rng
        try:
            signup = actions.sign_up(by=actor(person), session=session)
        except Refusal:  # the waiting list may be what they got, or nothing: both are life
            return
        if signup.seat is None or rng.random() < 0.05:
            return

        def come() -> None:
            standing = type(signup).objects.get(pk=signup.pk)
            if standing.state != "active":
                return
            by = actor(person) if rng.random() < 0.7 else actor(keeper)
            digits = codes.digits(session, clock.now()) if by.person == person else ""
            attendance = actions.check_in(by=by, signup=standing, digits=digits)
            if rng.random() > 0.04:
                leaves = session.ends + timedelta(minutes=rng.randint(-8, 6))
                self.agenda.at(leaves, self._leave, attendance, keeper)

        self.agenda.at(session.starts - timedelta(minutes=rng.randint(-6, 25)), come)

    def _leave(self, attendance: Attendance, keeper: Person) -> None:
        actions.check_out(by=actor(keeper), attendance=attendance)

    def _count(self, session: Session, counts: Counts, keeper: Person) -> None:
        by = actor(keeper)
        if counts.served:
            actions.attest_headcount(by=by, session=session, kind=Side.SERVED, count=counts.served)
        if counts.heard:
            actions.attest_headcount(by=by, session=session, kind=Side.AUDIENCE, count=counts.heard)

    def _countersign(self, session: Session, second: Person) -> None:
        by = actor(second)
        for headcount in session.headcounts.filter(countersigned_by=None):
            actions.countersign_headcount(by=by, headcount=headcount)

    def _confirm(self, session: Session, team: Team | None, keeper: Person, second: Person) -> None:
        left = Attendance.objects.filter(session=session, checked_out_at__isnull=False).exclude(person=second)
        confirmations = [actions.Confirmation(attendance) for attendance in left.select_related("person")]
        if confirmations:
            actions.confirm_attendances(by=actor(second), confirmations=confirmations)
        for attendance in left.select_related("person"):
            if self.rng.random() < 0.25:
                stars, words = self.cast.words.feedback(self.rng, session.offering.theme_id, "volunteer")
                actions.give_feedback(by=actor(attendance.person), session=session, stars=stars, words=words)


def _share(rng: random.Random, total: int | None, parts: int, usual: int) -> list[int]:
    """`total` people over `parts` sessions, each at least one; about `usual` each where no total is asked."""
    if total is None:
        return [max(1, int(rng.gauss(usual, usual / 3))) for _ in range(parts)]
    weights = [rng.uniform(0.5, 1.5) for _ in range(parts)]
    shares = [max(1, int(total * weight / sum(weights))) for weight in weights]
    for n in range(total - sum(shares)):
        shares[n % parts] += 1
    return shares
