"""The command line answers quickly, loads only what it needs, and refuses with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hecheng import cli
from hecheng.cli import COMMANDS, main
from hecheng.runtime.locks import locked
from tests.databases import Database


def hecheng(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "hecheng", *arguments]
    return subprocess.run(command, text=True, capture_output=True, env={**os.environ, **environment})


@pytest.mark.parametrize("words", [["--help"], ["verify", "--help"], ["dispatch", "--help"]])
def test_these_need_neither_django_nor_a_database(words: list[str]) -> None:
    script = (
        "import sys, atexit; from hecheng.cli import main\n"
        "atexit.register(lambda: print({'django', 'psycopg'} & set(sys.modules), file=sys.stderr))\n"
        f"main({words!r})"
    )
    done = subprocess.run([sys.executable, "-c", script], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "set()"
    assert "Usage" in done.stdout or "usage" in done.stdout


def test_every_command_of_the_list_has_its_own_help() -> None:
    listed = hecheng("--help").stdout
    assert all(name in listed for name in COMMANDS)
    for name in set(COMMANDS) - {"manage"}:  # Django's own help would ask for a database
        done = hecheng(name, "--help")
        assert done.returncode == 0, done.stderr


def test_a_missing_database_is_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    done = hecheng("database", "url", DATABASE_URL="", HECHENG_VAR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == (
        "hecheng: There is no database yet: start it with `hecheng database start`, or set DATABASE_URL.\n"
    )


def test_the_database_of_a_city_that_is_being_served_is_not_stopped(tmp_path: Path) -> None:
    with locked(tmp_path / "run" / "serve.lock"):
        done = hecheng("database", "stop", DATABASE_URL="", HECHENG_VAR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "hecheng: Hecheng is being served from this database: end that first.\n"
    assert hecheng("database", "stop", DATABASE_URL="", HECHENG_VAR=str(tmp_path)).stdout == "was not running\n"


def test_an_unknown_command_is_wrong_usage_and_exit_code_2() -> None:
    done = hecheng("flie")
    assert done.returncode == 2
    assert "No such command 'flie'" in done.stderr


def test_a_defect_of_ours_says_so_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(cli.COMMANDS, "verify", ("hecheng.cli.verify:nothing_of_this_name", ""))
    with pytest.raises(SystemExit) as ended:
        main(["verify"])
    assert ended.value.code == 70
    said = capsys.readouterr().err
    assert "this is a defect" in said
    assert "Traceback" not in said


def test_a_wrong_management_command_is_a_sentence(committed_db: Database) -> None:
    done = hecheng("migrate", "--check", "--quiet", **committed_db.environment)
    assert done.returncode == 0, done.stderr
    done = hecheng("manage", "no_such_command", **committed_db.environment)
    assert done.returncode == 1
    assert "Unknown command: 'no_such_command'" in done.stderr
    assert "Traceback" not in done.stderr
