"""Keys are made once, kept to their owner, and never quietly replaced."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hecheng.runtime import NotReady, secret
from hecheng.runtime import secrets as room


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any keys."""
    monkeypatch.setenv("HECHENG_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL")
    for name in room.KEYS:
        monkeypatch.delenv(room.variable(name))
    return tmp_path / "secrets"


def test_a_key_is_made_once_and_read_by_its_owner_alone(folder: Path) -> None:
    first = secret("encryption")
    assert len(first) == 32
    assert secret("encryption") == first
    assert secret("blind-index") != first
    assert (folder.stat().st_mode & 0o777, (folder / "encryption").stat().st_mode & 0o777) == (0o700, 0o600)


def test_many_who_ask_first_get_the_same_key(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret("django"), range(32)))) == 1
    assert [path.name for path in folder.iterdir()] == ["django"], "no drafts are left"


def test_without_the_link_many_who_ask_first_get_different_keys(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: a plain write would have given the first one's key away."""
    monkeypatch.setattr(room.os, "link", lambda draft, path: Path(path).write_text(draft.read_text()))
    first = secret("django")
    room._create(folder / "django", "ab" * 32)
    assert secret("django") != first


def test_the_environment_goes_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret("django")
    monkeypatch.setenv("HECHENG_DJANGO_KEY", "ab" * 32)
    assert secret("django") == b"\xab" * 32


@pytest.mark.parametrize("value", ["", "ab", "not hexadecimal", "zz" * 32])
def test_a_wrong_key_is_refused_by_the_name_of_its_variable(
    folder: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HECHENG_BLIND_INDEX_KEY", value)
    with pytest.raises(NotReady, match=r"HECHENG_BLIND_INDEX_KEY .*64 hexadecimal digits"):
        secret("blind-index")


def test_beside_somebody_elses_database_a_key_must_be_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second machine with a key of its own could not read what the first one encrypted."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere")
    with pytest.raises(NotReady, match="HECHENG_ENCRYPTION_KEY"):
        secret("encryption")
    assert not folder.exists()
