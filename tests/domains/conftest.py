"""The real ground under tests of areas and places: six cities' divisions, two of them with their whole chains of sites.

It is laid once per process. `land` gives it to a test and rolls back what the test changed. pytest reads this file
before Django is set up, so the factories are imported by the fixtures.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import Database, TestGround, connected


@pytest.fixture(scope="session")
def six_cities(ground: TestGround, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database with the ground; nobody may change it for good."""
    from hecheng.demo.sites import open_city_sites
    from tests.factories.ground import lay_ground

    with ground.copy() as database:
        with django_db_blocker.unblock(), connected(database):
            lay_ground()
            for prefix in ("2302", "4509"):
                open_city_sites(prefix, opened_on=date(2020, 1, 1), online_since=date(2020, 3, 1))
        yield database


@pytest.fixture(scope="module")
def on_six_cities(six_cities: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), connected(six_cities):
        yield


@pytest.fixture
def land(on_six_cities: None) -> Iterator[None]:
    """The ground, as it was when the test ends."""
    from tests.factories.ground import undone

    with undone():
        yield
