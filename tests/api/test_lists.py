"""Lists cost the same for any number of rows, come in a fixed order, page by page, and count themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hecheng.domains.people.models import Person
from hecheng.domains.services.actions import rate_need, request_plan
from hecheng.jobs.services import solve_plan
from hecheng.kernel import clock
from tests.api.callers import Caller
from tests.factories.areas import LONGSHA, MINLE, QIQIHAR, XINGONG
from tests.factories.people import a_city_office, a_dispatcher, a_resident, a_volunteer, acting
from tests.factories.places import a_place
from tests.factories.services import (
    a_confirmed_record,
    a_need,
    a_routed_need,
    a_signup,
    an_activity_with_session,
    tomorrow,
)

pytestmark = pytest.mark.django_db

#: session, account with person, and rights: what every signed-in request asks before its own question
MOST = 12


def a_day(volunteer: Person, number: int) -> None:
    """One more of everything, some days further on."""
    starts = tomorrow() + timedelta(days=2 * number + 1)
    resident = a_resident(XINGONG)
    a_need(resident, starts=starts, site=a_place(XINGONG))
    a_routed_need(resident, starts=starts)
    record = a_confirmed_record(volunteer, asked_by=resident, starts=starts)
    with clock.at(record.session.ends):
        rate_need(by=acting(resident), need=record.session.need, stars=5)
    session = an_activity_with_session(a_place(MINLE), starts=starts + timedelta(hours=6))
    a_signup(volunteer, session)
    plan = request_plan(by=acting(a_dispatcher(LONGSHA)), prefix=LONGSHA, horizon=starts.date())
    solve_plan.func(plan=str(plan.pk))


LISTS: list[tuple[str, dict[str, Any]]] = [
    ("/needs", {}),
    ("/needs", {"state": "rated", "within": LONGSHA, "text": "棉衣"}),
    ("/needs/open", {}),
    ("/plans", {}),
    ("/dispatches", {}),
    ("/activities", {"coming": True}),
    ("/sessions", {}),
    ("/sessions", {"lon": 123.95, "lat": 47.31, "km": 50}),
    ("/records", {}),
    ("/volunteers", {}),
    ("/places", {"within": QIQIHAR}),
    ("/places/nearest", {"lon": 123.95, "lat": 47.31}),
    ("/areas/230202000000/children", {}),
    ("/menu", {}),
    ("/menu/offerings", {"limit": 100}),
    ("/me/messages", {}),
    ("/me/signups", {}),
    ("/me/statement", {}),
    ("/figures", {"area": "230200000000"}),
    ("/figures/services.needs_placed", {"area": "230200000000"}),
    ("/figures/services.minutes_confirmed", {"area": "230200000000"}),
]


def test_a_list_costs_the_same_for_any_number_of_rows() -> None:
    volunteer = a_volunteer()
    apps = [Caller(volunteer), Caller(a_city_office())]
    a_day(volunteer, 0)
    few = {one: cost(*one) for one in asked(apps)}
    for number in range(1, 5):
        a_day(volunteer, number)
    many = {one: cost(*one) for one in asked(apps)}
    dear = {(path, str(filters)): n for (_app, path, filters), n in many.items() if n > MOST}
    grown = {(path, str(filters)): n for (_app, path, filters), n in many.items() if n > few[_app, path, filters]}
    assert (dear, grown) == ({}, {})


def asked(apps: list[Caller]) -> list[tuple[Caller, str, tuple[tuple[str, Any], ...]]]:
    return [(app, path, tuple(filters.items())) for path, filters in LISTS for app in apps]


def cost(app: Caller, path: str, filters: tuple[tuple[str, Any], ...]) -> int:
    """How many queries a list asks; the first time around warms what a process keeps."""
    app.get(path, **dict(filters))
    with CaptureQueriesContext(connection) as questions:
        assert app.get(path, **dict(filters)).status == 200
    return len(questions)


def test_pages_follow_each_other_and_count_the_whole() -> None:
    resident = a_resident()
    placed = [str(a_need(resident, starts=tomorrow(hour)).pk) for hour in (8, 9, 10, 11, 12)]
    app = Caller(resident)
    pages = [app.get("/needs", limit=2, page=page).body for page in (1, 2, 3, 4)]
    assert [need["id"] for page in pages for need in page["items"]] == placed
    assert [(page["count"], len(page["items"])) for page in pages] == [(5, 2), (5, 2), (5, 1), (5, 0)]


def test_a_plan_of_many_lines_costs_no_more_than_one_of_few() -> None:
    volunteers = [a_volunteer() for _ in range(4)]
    assert len(volunteers) == 4
    desk = Caller(a_dispatcher(LONGSHA))
    costs = []
    for hour in (8, 11, 14, 17):
        a_routed_need(starts=tomorrow(hour), headcount=2)
        plan = desk.post("/plans", {"prefix": LONGSHA})
        solve_plan.func(plan=plan["id"])
        with CaptureQueriesContext(connection) as questions:
            lines = desk.get(f"/plans/{plan['id']}")["lines"]
        costs.append((len(lines), len(questions)))
    assert costs[0][0] < costs[-1][0]
    assert costs[-1][1] <= MOST
    assert costs[0][1] == costs[-1][1]
