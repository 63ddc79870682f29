"""Told to stop, the platform finishes what it is doing; without its database it says so, and goes on when it is back."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import httpx
import psycopg
import pytest
from django.db import connection

from hecheng.domains.services.models import Need
from tests.crash.clients import Acknowledged, Crew, hired
from tests.crash.house import House
from tests.processes import alive, eventually

pytestmark = pytest.mark.crash

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@contextmanager
def held_back(house: House, need: str) -> Iterator[psycopg.Connection]:
    """Whoever wants to change this need waits until the end."""
    with psycopg.connect(house.superuser_url) as other:
        other.execute("SELECT FROM services_need WHERE id = %s FOR UPDATE", [need])
        yield other


def waits(house: House) -> bool:
    with psycopg.connect(house.superuser_url) as looking:
        row = looking.execute(WAITING).fetchone()
    return bool(row and row[0])


@pytest.fixture
def crew(open_house: House) -> Crew:
    return hired(open_house, Acknowledged(), 1)[0]


def test_a_request_under_way_is_finished_before_the_platform_stops(open_house: House, crew: Crew) -> None:
    need = crew.place(0, "under-way")
    sequencer, server = open_house.pid("sequencer"), open_house.server
    assert server
    with ThreadPoolExecutor() as pool:
        with held_back(open_house, need["id"]):
            routing = pool.submit(crew.keeper.http.post, f"/api/v1/needs/{need['id']}/route", json={})
            eventually(lambda: waits(open_house))
            server.send_signal(signal.SIGTERM)
            eventually(lambda: not alive(sequencer))  # those who have nothing under way end at once
            assert not routing.done()
        assert routing.result().status_code == 200
    assert server.wait(60) == 0
    open_house.server = None
    connection.close()
    open_house.cluster.ensure()
    assert Need.objects.get(pk=need["id"]).state == "routed"
    open_house.open()
    open_house.until_open()


def test_a_request_whose_database_dies_under_it_is_answered_with_503(open_house: House, crew: Crew) -> None:
    need = crew.place(0, "left-alone")
    with ThreadPoolExecutor() as pool, suppress(psycopg.OperationalError), held_back(open_house, need["id"]):
        routing = pool.submit(crew.keeper.http.post, f"/api/v1/needs/{need['id']}/route", json={})
        eventually(lambda: waits(open_house))
        open_house.kill("database")
        answered = routing.result()
    assert (answered.status_code, answered.json()["code"]) == (503, "pausing")
    crew.route(need)
    connection.close()
    assert Need.objects.get(pk=need["id"]).state == "routed"


@pytest.fixture
def web_alone(open_house: House) -> Iterator[subprocess.Popen[bytes]]:
    """The web process and the database, with nobody who starts the database again."""
    open_house.close()
    command = [sys.executable, "-m", "hecheng", "web", "--workers", "1", "--port", str(open_house.port)]
    web = subprocess.Popen(command)
    open_house.until_open()
    yield web
    web.terminate()
    web.wait()


def test_without_its_database_every_page_says_so_and_works_again_when_it_is_back(
    open_house: House, web_alone: subprocess.Popen[bytes]
) -> None:
    [crew] = hired(open_house, Acknowledged(), 1)
    app, browser = crew.keeper.http, httpx.Client(base_url=open_house.url, headers={"Accept-Language": "zh-hans"})
    asked = [(app, "/healthz"), (app, "/api/v1/needs"), (browser, "/figures/"), (browser, "/figures/")]
    connection.close()
    open_house.cluster.stop()
    with ThreadPoolExecutor() as pool:
        health, needs, figures, again = pool.map(lambda ask: ask[0].get(ask[1], timeout=60), asked)
    assert [health.status_code, needs.status_code, figures.status_code, again.status_code] == [503] * 4
    assert health.json() == {"ok": False, "database": False}
    assert needs.json()["code"] == "pausing"
    assert "What was confirmed is safe" in needs.json()["message"]
    assert "系统正在恢复" in figures.text
    assert figures.headers["Retry-After"] == needs.headers["Retry-After"] == "3"
    open_house.cluster.ensure()
    eventually(lambda: all(client.get(path, timeout=60).status_code == 200 for client, path in asked))
    assert web_alone.poll() is None, "it was never started again"
