"""Staff of one county and the neighbour's records: nothing is seen, nothing is changed, by any operation there is.

Every operation of the interface stands in one of the tables below; one that is added and forgotten here fails the test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from hecheng.api.urls import v1
from hecheng.domains.people.models import Person
from hecheng.domains.services import actions
from hecheng.domains.services.models import Need, PlanLine
from hecheng.jobs.services import solve_plan
from hecheng.kernel import clock
from tests.api.callers import V1, Caller
from tests.factories.areas import JIANHUA, LONGSHA, MINLE, XINGONG
from tests.factories.people import (
    LAT,
    LON,
    a_dispatcher,
    a_holder,
    a_keeper,
    a_resident,
    a_volunteer,
    acting,
    an_auditor,
)
from tests.factories.places import a_place
from tests.factories.services import (
    PLAIN,
    a_confirmed_record,
    a_need,
    a_routed_need,
    a_served_need,
    an_activity_with_session,
    tomorrow,
)

pytestmark = pytest.mark.django_db

WINDOW = {"starts": "2030-05-01T09:00+08:00", "ends": "2030-05-01T11:00+08:00"}


@dataclass
class Neighbour:
    """What there is in the other county; `told`: ids that nobody of ours may meet in a list, `ids` by part of a path."""

    resident: Person
    volunteer: Person
    ids: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


def a_neighbour() -> Neighbour:
    """A county with needs in several states, a plan, a draft, hours: all of it somebody else's."""
    there = Neighbour(a_resident(MINLE), a_volunteer(MINLE))
    keeper = a_keeper(JIANHUA)
    placed = a_need(there.resident, MINLE)
    record = a_confirmed_record(there.volunteer, keeper, asked_by=there.resident, area=MINLE)
    served = a_served_need(there.volunteer, asked_by=there.resident, area=MINLE, starts=tomorrow() + timedelta(days=2))
    plan, line = _a_plan(there)
    draft = an_activity_with_session(a_place(MINLE), by=keeper, starts=tomorrow(14), publish=False)
    with clock.at(served.session.ends):
        count = actions.attest_headcount(by=acting(keeper), session=served.session, kind="served", count=9)
    there.ids = {
        "needs": str(placed.pk),
        "plans": plan,
        "lines": line,
        "dispatches": str(record.session.dispatches.get().pk),
        "activities": str(draft.activity_id),
        "sessions": str(served.session_id),
        "counts": str(count.pk),
        "attendances": str(served.pk),
        "signups": str(served.signup_id),
        "records": str(record.pk),
        "persons": str(there.volunteer.pk),
        "messages": str(there.volunteer.messages.latest("created_at").pk)
        if there.volunteer.messages.exists()
        else str(there.resident.messages.latest("created_at").pk),
    }
    there.told = {*there.ids.values(), str(there.resident.pk), str(draft.pk), str(record.session_id)}
    return there


def _a_plan(there: Neighbour) -> tuple[str, str]:
    """A draft for the county, and one of its lines."""
    a_routed_need(there.resident, MINLE, starts=tomorrow() + timedelta(days=1))
    plan = actions.request_plan(by=acting(a_dispatcher(JIANHUA)), prefix=JIANHUA)
    solve_plan.func(plan=str(plan.pk))
    return str(plan.pk), str(PlanLine.objects.get(plan=plan).pk)


def operations() -> set[tuple[str, str]]:
    """(method, path) of everything there is."""
    paths = v1.get_openapi_schema(path_prefix="/")["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def forbidden(there: Neighbour) -> dict[tuple[str, str], Any]:
    """Operations on one thing of the neighbour's: what would be sent."""
    ids = there.ids
    confirmation = {"confirmations": [{"attendance": ids["attendances"]}]}
    return {
        ("GET", "/needs/{id}"): None,
        ("POST", "/needs/{id}/address"): {"reason": "想看看地址"},
        ("POST", "/needs/{id}/route"): {},
        ("POST", "/needs/{id}/cancel"): {"reason": "不需要了"},
        ("POST", "/needs/{id}/take"): {},
        ("POST", "/needs/{id}/rate"): {"stars": 5},
        ("POST", "/plans"): {"prefix": JIANHUA},
        ("GET", "/plans/{id}"): None,
        ("POST", "/plans/{id}/lines/{line}/lock"): {},
        ("POST", "/plans/{id}/lines/{line}/change"): {"person": None},
        ("POST", "/plans/{id}/send"): {},
        ("POST", "/plans/{id}/discard"): {},
        ("GET", "/dispatches/{id}"): None,
        ("POST", "/dispatches/{id}/accept"): {},
        ("POST", "/dispatches/{id}/decline"): {"reason": "busy"},
        ("GET", "/activities/{id}"): None,
        ("POST", "/activities/{id}/dates"): {"dates": [WINDOW], "roles": [{"seats": 1}]},
        ("POST", "/activities/{id}/publish"): {},
        ("POST", "/activities/{id}/cancel"): {"reason": "下雨"},
        ("GET", "/sessions/{id}"): None,
        ("POST", "/sessions/{id}/signup"): {},
        ("POST", "/sessions/{id}/withdraw"): {},
        ("GET", "/sessions/{id}/roster"): None,
        ("GET", "/sessions/{id}/code"): None,
        ("POST", "/sessions/{id}/confirm"): confirmation,
        ("GET", "/sessions/{id}/counts"): None,
        ("POST", "/sessions/{id}/counts"): {"kind": "served", "count": 3},
        ("POST", "/sessions/{id}/counts/{count}/countersign"): {},
        ("POST", "/sessions/{id}/cancel"): {"reason": "下雨"},
        ("GET", "/sessions/{id}/feedback"): None,
        ("POST", "/sessions/{id}/feedback"): {"stars": 5},
        ("POST", "/attendances"): {"signup": ids["signups"]},
        ("POST", "/attendances/{id}/check-out"): {},
        ("GET", "/records/{id}"): None,
        ("POST", "/records/{id}/reverse"): {"reason": "写错了"},
        ("POST", "/volunteers/persons/{id}/reveal"): {"field": "phone", "reason": "需要打电话"},
        ("POST", "/me/messages/{id}/read"): {},
    }


#: lists, and answers about oneself: what is the neighbour's must not be in them
LISTS = {
    ("GET", f"/{path}")
    for path in (
        *("needs", "needs/open", "plans", "dispatches", "activities", "sessions", "records", "volunteers"),
        *("me", "me/messages", "me/signups", "me/statement", "me/looks", "me/data", "me/hours", "me/balance"),
        *("figures/{code}", "figures/{code}/export.{form}", "volunteers/me"),
    )
}
#: what everybody may read, or what touches nobody's rows but one's own
OPEN = {
    *(("GET", path) for _method, path in operations() if path.startswith(("/areas", "/places", "/menu", "/log"))),
    *(("GET", f"/figures{path}") for path in ("", "/{code}/series")),
    *{("POST", "/needs"), ("POST", "/activities"), ("POST", "/attendances/taps"), ("POST", "/files")},
    *{("POST", "/volunteers"), ("PATCH", "/volunteers/me"), ("PATCH", "/me"), ("POST", "/me/messages/read")},
}


def our_staff() -> dict[str, Caller]:
    """Everybody who works for this county, and an administrator of it."""
    holders = {
        "keeper": a_keeper(LONGSHA),
        "dispatcher": a_dispatcher(LONGSHA),
        "administrator": a_holder("administrator", LONGSHA),
        "auditor": an_auditor(LONGSHA),
        "volunteer": a_volunteer(XINGONG),
    }
    return {name: Caller(person) for name, person in holders.items()}


def address(path: str, there: Neighbour) -> str:
    """The path with the neighbour's ids in it."""
    room = path.split("/")[1]
    own = (
        there.ids["persons"] if "/persons/" in path else there.ids["messages"] if room == "me" else there.ids.get(room)
    )
    known = {"id": own or "", "line": there.ids["lines"], "count": there.ids["counts"]}
    return path.format(**known, code="services.needs_placed", form="csv", record=there.ids["records"])


def test_every_operation_is_tried_on_the_neighbour() -> None:
    tried = set(forbidden(Neighbour(Person(), Person(), dict.fromkeys(("attendances", "signups"), ""))))
    assert operations() == tried | LISTS | OPEN


def test_nothing_of_the_neighbour_is_opened_or_changed() -> None:
    there, staff = a_neighbour(), our_staff()
    before = {need.pk: (need.state, need.version) for need in Need.objects.all()}
    opened = [
        f"{name}: {method} {path} → {answer}"
        for (method, path), sent in forbidden(there).items()
        for name, app in staff.items()
        if (answer := app.send(method, V1 + address(path, there), sent)).status not in (403, 404)
    ]
    assert opened == []
    assert {need.pk: (need.state, need.version) for need in Need.objects.all()} == before


def test_nothing_of_the_neighbour_is_in_a_list() -> None:
    there, staff = a_neighbour(), our_staff()
    for (_method, path), (name, app) in ((one, two) for one in LISTS for two in staff.items()):
        filters = {} if path.startswith("/me") or "volunteers/me" in path else {"limit": 100}
        if "export" in path:
            filters = {}
        response = app.get(address(path, there), **filters).response
        text = b"".join(response) if response.streaming else response.content
        assert response.status_code in (200, 404), f"{name}: {path} {text[:200]!r}"
        assert [one for one in there.told if one.encode() in text] == [], f"{name}: {path}"


def test_the_neighbours_own_keeper_sees_it_all() -> None:
    """Otherwise the tests above would prove nothing."""
    there = a_neighbour()
    app = Caller(a_dispatcher(JIANHUA))
    seen = [("GET", "/needs/{id}"), ("GET", "/plans/{id}"), ("GET", "/sessions/{id}/roster"), ("GET", "/records/{id}")]
    assert [app.get(address(path, there)).status for _method, path in seen] == [200] * len(seen)
    assert there.ids["needs"] in {need["id"] for need in app.get("/needs", limit=100)["items"]}


def test_staff_asks_for_nobody_of_the_neighbours() -> None:
    app, stranger = Caller(a_keeper(LONGSHA)), a_resident(MINLE)
    form = {"offering": PLAIN, "area": MINLE, "form_key": "k", "lon": LON, "lat": LAT} | WINDOW
    a_need()
    assert app.post("/needs", form | {"asked_by": str(stranger.pk)}).status == 404
    ours = {"asked_by": str(a_resident(XINGONG).pk)}
    assert app.post("/needs", form | ours).code == (403, "not_for_another")


def test_what_everybody_may_read_needs_no_sign_in_and_the_rest_does() -> None:
    there, anybody = a_neighbour(), Caller()
    public = {"/activities", "/activities/{id}", "/sessions", "/sessions/{id}", "/figures/{code}"}
    public |= {"/figures/{code}/export.{form}"}
    for method, path in operations() - OPEN:
        answer = anybody.send(method, V1 + address(path, there), forbidden(there).get((method, path)))
        expected = (200, 404) if path in public and method == "GET" else (401,)
        assert answer.status in expected, f"{method} {path} → {answer}"


def test_a_volunteer_on_the_way_is_told_the_address_and_staff_read_it_on_record() -> None:
    resident, volunteer, keeper = a_resident(), a_volunteer(), a_keeper(LONGSHA)
    need = a_routed_need(resident)
    coming, desk, home = Caller(volunteer), Caller(keeper), Caller(resident)
    assert coming.get(f"/needs/{need.pk}")["address"] is None
    assert coming.post(f"/needs/{need.pk}/address", {"reason": "想先看看远不远"}).status == 404
    assert coming.post(f"/needs/{need.pk}/take").status == 200
    assert coming.get(f"/needs/{need.pk}")["address"] == need.address
    seen = desk.get(f"/needs/{need.pk}")
    assert (seen["address"], seen["lon"]) == (None, round(LON, 2)), "about a kilometre"
    assert desk.post(f"/needs/{need.pk}/address").code == (422, "reason_missing")
    assert desk.post(f"/needs/{need.pk}/address", {"reason": "志愿者找不到门"})["address"] == need.address
    [look] = home.get("/me/looks")["items"]
    assert (look["field"]["code"], look["reason"]) == ("address", "志愿者找不到门")


def test_a_minor_is_not_named() -> None:
    volunteer = a_volunteer(birth_year=clock.today().year - 15)
    desk = Caller(a_keeper(LONGSHA), language="en")
    [listed] = desk.get("/volunteers")["items"]
    assert listed["person"] == {"id": str(volunteer.pk), "masked_name": "a minor"}
    assert desk.post(f"/volunteers/persons/{volunteer.pk}/reveal", {"field": "name", "reason": "short"}).status == 422
