"""The ground of all tests: an environment of their own, Django on a real PostgreSQL, as the application's role.

`db` (or `@pytest.mark.django_db`): one transaction, rolled back. `committed_db`: a database of the test's own, for
what needs commits, several connections or other processes; `module_db`: one for all tests of a module. `site`: the
pages of that database behind a real address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from tests import environment

environment.enter()  # before Django is imported: settings read it

import django
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.databases import Database, TestGround, connected


def pytest_configure() -> None:
    assert settings.DATABASES, "loads the settings, so that pytest-django guards the database from here on"
    django.setup()


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Every test begins in the first language: a request leaves the reader's language behind in its thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def ground() -> TestGround:
    """The cluster that all test databases live in."""
    return TestGround()


@pytest.fixture(scope="session")
def django_db_setup(ground: TestGround) -> Iterator[None]:
    """For `db`: every test process has one copy of the migrated template."""
    with ground.copy() as database, connected(database):
        yield


@pytest.fixture
def committed_db(ground: TestGround, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database of this test's own, whose commits are real and seen by other connections and processes."""
    with ground.copy() as database, django_db_blocker.unblock(), connected(database):
        yield database


@pytest.fixture(scope="module")
def module_db(ground: TestGround, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """As `committed_db`, one for all tests of the module: for what is costly to fill."""
    with ground.copy() as database, django_db_blocker.unblock(), connected(database):
        yield database


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests look at pages, not at access logs."""


@contextmanager
def served() -> Iterator[str]:
    """This process's Django behind a real port; each request thread has a connection of its own."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"  # by name: passkeys refuse an address of numbers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site(committed_db: Database) -> Iterator[str]:
    """The address of the pages on `committed_db`, for browsers and API clients."""
    with served() as url:
        yield url


@pytest.fixture(scope="module")
def module_site(module_db: Database) -> Iterator[str]:
    """The address of the pages on `module_db`."""
    with served() as url:
        yield url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pytest-django's way with commits empties every table afterwards, which the application's role may not."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if fixtures or (marker and marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: ask for `committed_db` (or `site`) instead")
