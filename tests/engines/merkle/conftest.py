"""Longsha's log, its bundle, and the verifier run on it."""

import json
from pathlib import Path

import pytest

from hecheng.engines.merkle.verify import main
from tests.engines.merkle.longsha import KEY, District, Verdict, Verify


@pytest.fixture(scope="session")
def district() -> District:
    return District()


@pytest.fixture
def bundle(district: District, tmp_path: Path) -> Path:
    """The whole bundle as a folder, for a test to read or to spoil."""
    return district.write(tmp_path / "bundle")


@pytest.fixture
def key() -> str:
    return str(KEY.public)


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], key: str) -> Verify:
    """Run the command on a bundle with the operator's key."""

    def run(path: Path, *more: str, key: str = key, lang: str = "en") -> Verdict:
        capsys.readouterr()
        code = main([str(path), "--key", key, "--json", "--lang", lang, *more])
        return Verdict(code, json.loads(capsys.readouterr().out))

    return run
