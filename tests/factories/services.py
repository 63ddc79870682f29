"""The journey in steps: each function takes a need or a session one stage further, by the people who would do it."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hecheng.domains.people.models import Person
from hecheng.domains.places.models import Place
from hecheng.domains.services import actions, codes
from hecheng.domains.services.models import (
    Activity,
    Attendance,
    Dispatch,
    Need,
    Offering,
    ServiceRecord,
    Session,
    Signup,
)
from hecheng.kernel import clock
from tests.factories.areas import LONGSHA, SYSTEM, XINGONG, shipped, the_areas
from tests.factories.people import LAT, LON, a_holder, a_resident, a_volunteer, acting
from tests.factories.places import a_place

HOUR = timedelta(hours=1)
#: asks for no skill and no clearance: 120 minutes, four volunteers
PLAIN = "winter-clothes"
_numbers = itertools.count(1)


def the_menu() -> None:
    """The shipped menu, loaded once."""
    if not Offering.objects.exists():
        actions.load_menu(by=SYSTEM, folder=shipped("menu"))


def an_offering(code: str = PLAIN) -> Offering:
    """An offering of the shipped menu."""
    the_menu()
    return Offering.objects.get(pk=code)


def tomorrow(hour: int = 9) -> datetime:
    """A full hour of the day after today, in China."""
    return clock.local(clock.now() + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def a_need(asked_by: Person | None = None, area: str = XINGONG, **facts: Any) -> Need:
    """A need that a resident placed for tomorrow, 9 to 11 o'clock, one volunteer; facts as in `place_need`."""
    starts = facts.pop("starts", None) or tomorrow()
    known: dict[str, Any] = {
        "offering": facts.pop("offering", None) or an_offering(),
        "ends": starts + 2 * HOUR,
        "form_key": uuid4().hex,
        "words": "请帮忙送两件棉衣",
        "address": "龙华路 1 号 2 单元 301",
        "lon": LON,
        "lat": LAT,
    }
    the_areas()
    return actions.place_need(by=acting(asked_by or a_resident(area)), area=area, starts=starts, **(known | facts))


def _office() -> Person:
    return a_holder("city_office", LONGSHA[:4])


def a_routed_need(asked_by: Person | None = None, area: str = XINGONG, **facts: Any) -> Need:
    """A need that waits for volunteers."""
    need = a_need(asked_by, area, **facts)
    return actions.route_need(by=acting(_office()), need=need)


def an_accepted_need(volunteer: Person, **facts: Any) -> Need:
    """A need of the volunteer's county that they took."""
    need = a_routed_need(**facts)
    actions.take_need(by=acting(volunteer), need=need)
    need.refresh_from_db()
    return need


def a_dispatch_accepted(volunteer: Person, **facts: Any) -> Dispatch:
    """The dispatch by which a volunteer comes."""
    return Dispatch.objects.select_related("need", "session").get(
        need=an_accepted_need(volunteer, **facts), person=volunteer
    )


def came_and_left(volunteer: Person, session: Session, minutes: int | None = None) -> Attendance:
    """The volunteer's attendance, by the session's code: from its start for so many minutes, to its end by default."""
    with clock.at(session.starts):
        shown = codes.token(session, clock.now())
        attendance = actions.check_in(by=acting(volunteer), token=shown)
    left = session.starts + timedelta(minutes=minutes) if minutes else session.ends
    with clock.at(left):
        shown = codes.token(session, clock.now())
        return actions.check_out(by=acting(volunteer), attendance=attendance, token=shown)


def a_served_need(volunteer: Person | None = None, **facts: Any) -> Attendance:
    """A need that a volunteer served to its end; their hours wait for confirmation."""
    who = volunteer or a_volunteer()
    return came_and_left(who, a_dispatch_accepted(who, **facts).session)


def a_confirmed_record(volunteer: Person | None = None, keeper: Person | None = None, **facts: Any) -> ServiceRecord:
    """Confirmed hours of a served need."""
    attendance = a_served_need(volunteer, **facts)
    with clock.at(attendance.session.ends + HOUR):
        by = acting(keeper or a_holder("site_keeper", attendance.area[:6]))
        return actions.confirm_hours(by=by, attendance=attendance)


def an_activity_with_session(
    place: Place | None = None,
    *,
    by: Person | None = None,
    seats: int = 2,
    starts: datetime | None = None,
    hours: int = 2,
    times: Sequence[tuple[datetime, datetime]] = (),
    publish: bool = True,
    **facts: Any,
) -> Session:
    """The first session of an activity at a place, tomorrow 9 to 11 o'clock by default; `times` for several."""
    where = place or a_place()
    keeper = acting(by or a_holder("site_keeper", where.area[:6]))
    known: dict[str, Any] = {
        "offering": facts.pop("offering", None) or an_offering(),
        "zh": f"暖冬行动{next(_numbers)}",
    }
    activity = actions.draft_activity(by=keeper, place=where, **(known | facts))
    begins = starts or tomorrow()
    sessions = actions.add_sessions(
        by=keeper,
        activity=activity,
        times=times or [(begins, begins + hours * HOUR)],
        roles=[actions.NewRole("志愿者", seats, "Volunteer")],
    )
    if publish:
        actions.publish_activity(by=keeper, activity=activity)
    return Session.objects.select_related("activity", "offering").get(pk=sessions[0].pk)


def an_activity(**facts: Any) -> Activity:
    """A published activity with one session; facts as in `an_activity_with_session`."""
    activity = an_activity_with_session(**facts).activity
    assert activity is not None
    return activity


def a_signup(volunteer: Person, session: Session) -> Signup:
    """The volunteer's seat at a session of an activity."""
    return actions.sign_up(by=acting(volunteer), session=session)
