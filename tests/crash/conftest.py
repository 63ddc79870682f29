"""A house of the crash tests' own, on ground that the factories laid, with people who have accounts."""

import shutil
import subprocess
from collections.abc import Iterator
from secrets import token_hex

import pytest
from pytest_django import DjangoDbBlocker

from hecheng.runtime import root
from hecheng.runtime.ports import free_port
from tests.crash.house import House
from tests.databases import TestGround, connected


@pytest.fixture(scope="module")
def house(ground: TestGround, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """An installation with the schema and the ground, not yet open; this process looks at its rows too."""
    from tests.factories.services import an_offering  # models load only once pytest has set up Django

    schema = dumped(ground)
    folder = root() / "var" / "crash" / token_hex(4)  # pytest's own folders are closed to the database's user
    folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL")
        patch.setenv("HECHENG_VAR", str(folder))
        house = House(folder, free_port())
        try:
            with connected(house.database), django_db_blocker.unblock():
                restore = [house.cluster.programs.folder / "pg_restore", "--dbname", house.superuser_url]
                subprocess.run(restore, input=schema, check=True)
                an_offering()
                yield house
        finally:
            house.close()
            shutil.rmtree(folder)


def dumped(ground: TestGround) -> bytes:
    """The migrated template: restoring it is quicker than migrating once more."""
    url = ground.cluster.superuser_url(ground.template)
    dump = [ground.cluster.programs.folder / "pg_dump", "--format=custom", "--dbname", url]
    return subprocess.run(dump, stdout=subprocess.PIPE, check=True).stdout


@pytest.fixture(scope="module")
def open_house(house: House) -> House:
    """It serves."""
    house.open()
    house.until_open()
    return house
