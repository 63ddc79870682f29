"""The whole ground of the six cities, and actors with rights on it, for tests of areas and places."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hecheng.domains.areas import actions
from hecheng.domains.people.actions import give_grant
from hecheng.domains.people.models import Role
from hecheng.domains.people.permissions import Actor
from tests.factories.areas import SYSTEM, shipped
from tests.factories.people import a_person, acting


def lay_ground() -> None:
    """Load the facts that a new installation loads."""
    actions.load_divisions(by=SYSTEM, path=shipped("areas/divisions.csv.xz"))
    actions.load_outlines(by=SYSTEM, path=shipped("areas/outlines.geojson.xz"))
    actions.load_holidays(by=SYSTEM, path=shipped("holidays/CN.csv"))


def somebody() -> Actor:
    """A new person without any right."""
    return acting(a_person())


def holder(role: Role, prefix: str) -> Actor:
    """A new person who holds a role on the subtree of `prefix`; no account is opened, as hashing its password is slow."""
    person = a_person()
    give_grant(by=SYSTEM, person=person, role=role, prefix=prefix)
    return acting(person)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    """How many queries are asked inside: `len(asked)`."""
    with CaptureQueriesContext(connection) as asked:
        yield asked
