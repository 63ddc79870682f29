"""A folder, a cluster and secrets of the runtime tests' own: the test database of the others is not disturbed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from hecheng.runtime import root
from hecheng.runtime.postgres import Cluster


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder that the database's user reaches (pytest's own are closed), gone afterwards."""
    folder = root() / "var" / "scratch" / token_hex(4)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def own_var(scratch: Path) -> Iterator[Path]:
    """The environment of a machine where nothing is set but the folder to work in."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("HECHENG_", "DATABASE_"))]:
            if name != "HECHENG_POSTGRES_BIN":
                patch.delenv(name)
        patch.setenv("HECHENG_VAR", str(scratch))
        yield scratch


@pytest.fixture(scope="module")
def cluster(own_var: Path) -> Iterator[Cluster]:
    """A durable cluster, as in production; each test starts it as it needs."""
    cluster = Cluster()
    yield cluster
    cluster.stop()
