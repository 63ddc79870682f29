"""`kill -9` of web, worker, sequencer and database in mid-loop: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from hecheng.domains.notary.actions import sign_checkpoint
from hecheng.domains.notary.queries import public_key, write_bundle
from hecheng.domains.people.models import Delivery, Message
from hecheng.kernel.jobs import defer
from tests.crash.audit import differences, undelivered, unnumbered
from tests.crash.clients import Acknowledged, Crew, hired
from tests.crash.house import SERVED, House
from tests.factories.people import a_person
from tests.factories.services import PLAIN
from tests.processes import eventually

pytestmark = pytest.mark.crash

SEED = 2022
#: twenty rounds
TIMES = {"web": 4, "worker": 3, "sequencer": 3, "postmaster": 4, "database": 4, "everything": 2}
#: acknowledgements of each client after a kill that show that all is well again
STEPS_AFTER = 2


@contextmanager
def at_work(crews: list[Crew]) -> Iterator[None]:
    """The clients work meanwhile; at the end each goes on until some more of its steps are acknowledged."""
    leaving = threading.Event()

    def work(crew: Crew) -> None:
        for _ in crew.at_work:
            if leaving.is_set() and crew.told >= goal[id(crew)]:
                return

    goal: dict[int, int] = {}
    with ThreadPoolExecutor(len(crews)) as pool:
        running = [pool.submit(work, crew) for crew in crews]
        try:
            yield
        finally:
            goal |= {id(crew): crew.told + STEPS_AFTER for crew in crews}
            leaving.set()
        for done in running:
            done.result()


def rounds() -> list[str]:
    """Whom to kill, in an order drawn by lot."""
    victims = [victim for victim, times in TIMES.items() for _ in range(times)]
    random.Random(SEED).shuffle(victims)
    return victims


def test_twenty_kills_lose_nothing_and_count_nothing_twice(open_house: House, tmp_path: Path) -> None:
    chance, acknowledged = random.Random(SEED), Acknowledged()
    crews = hired(open_house, acknowledged)
    for number, victim in enumerate(rounds(), 1):
        with at_work(crews):
            acknowledged.wait_for(chance.randint(2, 9))
            time.sleep(chance.uniform(0, 0.05))  # a moment drawn by lot, not a wait for anything
            open_house.kill(victim)
        connection.close()  # of before the kill
        assert differences(acknowledged) == [], f"after round {number}, in which {victim} was killed"
        if number == len(rounds()) // 2:
            sign_checkpoint()
    assert all(map(open_house.pid, SERVED)), "all are there again"
    a_minute_passes(open_house)
    eventually(lambda: not unnumbered() and not undelivered())
    assert differences(acknowledged) == []
    assert verified(tmp_path) == 0


def a_minute_passes(house: House) -> None:
    """Workers that are gone have not been heard of for a minute, and the schedule looks after their jobs."""
    with psycopg.connect(house.superuser_url) as time_machine:
        time_machine.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '61 s'"
            " WHERE id < (SELECT max(id) FROM procrastinate_workers)"
        )
    defer("people.revive", once="people.revive", timestamp=0)


def verified(folder: Path) -> int:
    """What `hecheng verify` says of the whole log: the exit status."""
    checkpoint = sign_checkpoint()
    assert checkpoint, "the log has entries"
    write_bundle(folder / "bundle.zip", checkpoint=checkpoint)
    command = [sys.executable, "-m", "hecheng", "verify", str(folder / "bundle.zip"), "--key", public_key()]
    return subprocess.run(command, stdout=subprocess.DEVNULL).returncode


def test_a_job_whose_worker_was_killed_is_taken_up_again(open_house: House) -> None:
    message = Message.objects.create(person=a_person(), kind="services.need-accepted", params={"offering": PLAIN})
    delivery = Delivery.objects.create(message=message, channel=settings.MESSAGE_CHANNELS[0])
    with psycopg.connect(open_house.superuser_url) as slow:
        slow.execute("SELECT FROM people_delivery WHERE id = %s FOR UPDATE", [delivery.pk])
        defer("people.deliver", messages=[str(message.pk)])
        eventually(ProcrastinateJob.objects.filter(task_name="people.deliver", status="doing").exists)
        open_house.kill("worker")
    first = ProcrastinateWorker.objects.latest("pk").pk
    eventually(ProcrastinateWorker.objects.filter(pk__gt=first).exists)
    assert undelivered() == 1, "by itself nobody takes it up"
    a_minute_passes(open_house)
    eventually(lambda: not undelivered())
