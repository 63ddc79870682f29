"""Two people do the same at the same moment, on connections of their own; each test has a twin without its protection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from hecheng.domains.services import actions, permissions
from hecheng.domains.services.actions import dispatches as answering
from hecheng.domains.services.actions import needs as placing
from hecheng.domains.services.actions import plans as planning
from hecheng.domains.services.actions import seats
from hecheng.domains.services.models import Dispatch, Need, Plan
from hecheng.jobs.services import solve_plan
from tests.api.callers import Answer, Caller
from tests.api.test_bad_input import a_form
from tests.databases import Database
from tests.factories.areas import LONGSHA
from tests.factories.people import a_dispatcher, a_resident, a_volunteer, acting
from tests.factories.services import a_routed_need


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """The answers of acts that begin together, each in a thread with its own connection."""
    answers: dict[int, Answer] = {}
    ready = Barrier(len(acts))

    def run(number: int, act: Callable[[], Answer]) -> None:
        try:
            ready.wait()
            answers[number] = act()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(acts))]


@contextmanager
def met_in(module: Any, name: str, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever comes to this step waits there until the other has come to it too, or is held back by a lock."""
    step, both, here = getattr(module, name), Event(), []

    def wait_for_the_other(*args: Any, **kwargs: Any) -> Any:
        here.append(1)
        while len(here) < 2 and not both.is_set() and not _somebody_waits():
            pass
        both.set()
        return step(*args, **kwargs)

    patch.setattr(module, name, wait_for_the_other)
    yield


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')")
        return bool(cursor.fetchone()[0])


def unlocked(patch: pytest.MonkeyPatch) -> None:
    """The sabotage: rows are found, but not locked."""
    found = permissions.found
    patch.setattr(permissions, "found", lambda rows, permitted, pk, *, lock=False: found(rows, permitted, pk))


def two_send(patch: pytest.MonkeyPatch) -> list[Answer]:
    """Two dispatchers send the same plan of one need."""
    a_volunteer()
    a_routed_need()
    first, second = a_dispatcher(LONGSHA), a_dispatcher(LONGSHA)
    plan = actions.request_plan(by=acting(first), prefix=LONGSHA)
    solve_plan.func(plan=str(plan.pk))
    apps = [Caller(first, language="en"), Caller(second, language="en")]
    with met_in(planning, "_send_lines", patch):
        return at_once(*[lambda app=app: app.post(f"/plans/{plan.pk}/send") for app in apps])


def one_was_first(answers: list[Answer]) -> bool:
    """One sent it; the other hears who was first."""
    first, second = sorted(answers, key=lambda answer: answer.status)
    sender = Plan.objects.get().sent_by
    assert sender is not None
    return (
        (first.status, second.code) == (200, (409, "plan_sent"))
        and second["message"] == f"This plan was already sent by {sender.masked_name}."
        and Dispatch.objects.count() == 1
    )


def test_two_dispatchers_send_the_same_plan(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one_was_first(two_send(monkeypatch))


def test_its_twin_without_the_lock(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert not one_was_first(two_send(monkeypatch))


def without(database: Database, *statements: str) -> None:
    """The sabotage: what the database would refuse, it lets through."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement)  # type: ignore[arg-type]  # constants of these tests


def two_forms(patch: pytest.MonkeyPatch) -> list[Answer]:
    """One resident's form arrives twice, the second before the first is written."""
    resident = a_resident()
    form = a_form()
    apps = [Caller(resident), Caller(resident)]
    with met_in(placing, "_check_window", patch):
        return at_once(*[lambda app=app: app.post("/needs", form) for app in apps])


def placed_once(answers: list[Answer]) -> bool:
    return [answer.status for answer in answers] == [201, 201] and Need.objects.count() == 1


def test_a_form_arrives_twice_at_once(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = two_forms(monkeypatch)
    assert placed_once(answers)
    assert answers[0]["id"] == answers[1]["id"]


def test_its_twin_without_the_unique_key(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    without(committed_db, "ALTER TABLE services_need DROP CONSTRAINT services_need_form_key_key")
    assert not placed_once(two_forms(monkeypatch))


def two_take(patch: pytest.MonkeyPatch) -> list[Answer]:
    """Two volunteers take the same need that one can serve; its session stands, as after an earlier refusal."""
    need = a_routed_need()
    seats.session_for(need)
    apps = [Caller(a_volunteer()), Caller(a_volunteer())]
    with met_in(answering, "_settle", patch):
        return at_once(*[lambda app=app: app.post(f"/needs/{need.pk}/take") for app in apps])


def taken_once(answers: list[Answer]) -> bool:
    came = Dispatch.objects.filter(state=Dispatch.State.ACCEPTED).count()
    return sorted(answer.status for answer in answers) in ([200, 404], [200, 409]) and came == 1


def test_two_volunteers_take_the_last_seat(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken_once(two_take(monkeypatch))


def test_its_twin_without_locks_and_seats(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    without(committed_db, "DROP INDEX signup_seat_once")
    unlocked(monkeypatch)
    monkeypatch.setattr(seats, "locked_role", lambda session, role: session.roles.get())
    assert not taken_once(two_take(monkeypatch))
