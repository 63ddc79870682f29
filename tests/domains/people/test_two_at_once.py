"""What two do at the same moment is still done once; each protection has a twin that shows what it protects from."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.db import connection
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from hecheng.domains.people import actions
from hecheng.domains.people.channels import Letter
from hecheng.domains.people.models import Account, Message, Person
from hecheng.kernel.errors import Conflict
from hecheng.kernel.jobs import defer
from tests.databases import Database
from tests.factories import channels
from tests.factories.actors import PASSWORD, STREET, lay_ground, somebody

PHONE = "+8613800138000"


@pytest.fixture
def reader(committed_db: Database) -> Person:
    lay_ground()
    return somebody()


@pytest.fixture
def slow(settings: Settings) -> Iterator[channels.SlowLetterbox]:
    settings.MESSAGE_CHANNELS = ["tests.factories.channels.slow"]
    yield channels.slow
    channels.slow.reset()


def in_thread(pool: ThreadPoolExecutor, verb: object, **how: object) -> Future:
    def run() -> object:
        try:
            return verb(**how)  # type: ignore[operator]  # an action
        finally:
            connection.close()

    return pool.submit(run)


def until_somebody_waits() -> None:
    """Returns once a connection of this database waits for a row that another one holds."""
    sql = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _look in range(20_000):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def told(reader: Person) -> Message:
    message = actions.notify(reader, kind="people.grant-given", params={"role": "auditor", "area": STREET})
    assert message
    return message


def test_two_workers_with_the_same_message_send_it_once(reader: Person, slow: channels.SlowLetterbox) -> None:
    message = told(reader)
    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, actions.deliver_message, message=message.pk)
        assert slow.entered.wait(20)
        second = in_thread(pool, actions.deliver_message, message=message.pk)
        until_somebody_waits()
        slow.go_on.set()
        assert first.result(20)
        assert second.result(20)
    assert len(slow.box) == 1


def test_without_the_lock_they_send_it_twice(
    reader: Person, slow: channels.SlowLetterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    message = told(reader)
    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, actions.deliver_message, message=message.pk)
        assert slow.entered.wait(20)
        second = in_thread(pool, actions.deliver_message, message=message.pk)
        assert slow.both.wait(20)
        slow.go_on.set()
        assert first.result(20)
        assert second.result(20)
    assert len(slow.box) == 2


def sign_up(name: str, ready: Event) -> Account:
    ready.wait(20)
    return actions.sign_up(account=Account(), name=name, area=STREET, phone=PHONE, password=PASSWORD)


def signed_up_together() -> list[BaseException | None]:
    ready = Event()
    with ThreadPoolExecutor(6) as pool:
        asked = [in_thread(pool, sign_up, name=f"王{n}", ready=ready) for n in range(6)]
        ready.set()
        return [future.exception(60) for future in asked]


def test_of_six_who_sign_up_with_one_number_one_gets_it_and_nothing_is_left_of_the_others(reader: Person) -> None:
    outcomes = signed_up_together()
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert len(refused) == 5
    assert all(isinstance(outcome, Conflict) and outcome.code == "phone_taken" for outcome in refused)
    assert Account.objects.filter(phone_index=Account.index_phone(PHONE)).count() == 1
    assert Person.objects.exclude(pk=reader.pk).count() == 1


def test_without_the_constraint_all_six_get_it(reader: Person, committed_db: Database) -> None:
    connection.close()
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("ALTER TABLE people_account DROP CONSTRAINT people_account_phone_index_key")
    assert signed_up_together() == [None] * 6
    assert Account.objects.filter(phone_index=Account.index_phone(PHONE)).count() == 6


def test_a_job_whose_worker_died_is_taken_up_again(reader: Person, settings: Settings) -> None:
    settings.MESSAGE_CHANNELS = ["tests.factories.channels.letterbox"]
    channels.box.clear()
    told(reader)
    with connection.cursor() as cursor:  # a worker took it and was killed: nobody sends its heartbeat
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
    job = ProcrastinateJob.objects.get(task_name="people.deliver")
    assert job.status == "doing", "which no worker fetches"
    defer("people.revive", once="people.revive")
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        for _round in ("revive", "deliver"):
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="never")
    job.refresh_from_db()
    assert job.status == "succeeded"
    [letter] = channels.box
    assert isinstance(letter, Letter)
