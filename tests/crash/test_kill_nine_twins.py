"""The twins of `test_kill_nine`: with a protection off the same audit finds what was lost, or counted twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from hecheng.domains.services.models import Need
from hecheng.runtime import programs
from tests.crash.audit import differences
from tests.crash.clients import Acknowledged, Crew, hired
from tests.crash.house import House
from tests.processes import eventually

pytestmark = pytest.mark.crash


def place_unheard(house: House, crew: Crew, key: str) -> None:
    """The need is placed and committed; the answer never arrives, as the web process dies with it."""
    headers = {**crew.resident.http.headers, "Content-Type": "application/json"}
    with closing(HTTPConnection(urlsplit(house.url).netloc, timeout=60)) as line:
        line.request("POST", "/api/v1/needs", json.dumps(crew.wanted(0, key)), headers)
        eventually(Need.objects.filter(words=key).exists)
        house.kill("web")


def test_a_request_whose_answer_was_lost_counts_once_when_it_is_sent_again(open_house: House) -> None:
    acknowledged = Acknowledged()
    [crew] = hired(open_house, acknowledged, 1)
    place_unheard(open_house, crew, "sent-twice")
    crew.place(0, "sent-twice")
    assert differences(acknowledged) == []


def test_without_its_key_it_counts_twice_and_the_audit_sees_it(open_house: House) -> None:
    acknowledged = Acknowledged()
    [crew] = hired(open_house, acknowledged, 1, fresh_keys=True)
    place_unheard(open_house, crew, "placed-twice")
    crew.place(0, "placed-twice")
    assert "placed placed-twice: is there 2×" in differences(acknowledged)


@pytest.fixture
def forgetful(open_house: House) -> Iterator[House]:
    """Its database says "done" before it is written down, and writes when it likes."""
    with psycopg.connect(open_house.superuser_url, autocommit=True) as superuser:
        for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'", "bgwriter_lru_maxpages = 0"):
            superuser.execute(f"ALTER SYSTEM SET {setting}")
    open_house.close()
    yield open_house
    connection.close()


def test_a_house_that_may_forget_does_not_open(forgetful: House) -> None:
    command = [sys.executable, "-m", "hecheng", "web", "--port", str(forgetful.port)]
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "synchronous_commit = off" in refused.stderr


@contextmanager
def opened_anyway(house: House) -> Iterator[None]:
    """The web process alone, started past the check that its command makes."""
    house.cluster.ensure()
    web = house.start(programs.web("127.0.0.1", house.port, 1))
    try:
        house.until_open()
        yield
    finally:
        house.kill_group(web.pid)
        web.wait()


def test_without_synchronous_commit_a_power_cut_loses_what_was_acknowledged(forgetful: House) -> None:
    acknowledged = Acknowledged()
    with opened_anyway(forgetful):
        [crew] = hired(forgetful, acknowledged, 1)
        with psycopg.connect(forgetful.superuser_url, autocommit=True) as superuser:
            superuser.execute("CHECKPOINT")  # everybody's sign-in is written down; what follows is not
        for _ in crew.story(0):
            pass
        connection.close()
        forgetful.kill_database()
    forgetful.cluster.ensure()
    lost = [line for line in differences(acknowledged) if line.endswith("is lost")]
    assert any(line.startswith("confirmed") for line in lost), lost
