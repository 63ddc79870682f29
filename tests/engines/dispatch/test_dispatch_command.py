"""`hecheng dispatch solve` on files: figures on success; on bad input one sentence, status 2, nothing written."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hecheng.cli.dispatch import dispatch
from hecheng.engines.dispatch import check_plan, load_plan, problem_from, save_problem
from tests.engines.dispatch.dispatch_instances import city, village


@pytest.fixture
def week(tmp_path: Path) -> Path:
    save_problem(problem_from(city(1, 30, 500)), tmp_path / "in.npz")
    return tmp_path / "in.npz"


def test_the_plan_is_written_with_its_certificate(week: Path) -> None:
    out = week.with_name("out.npz")
    run = CliRunner().invoke(dispatch, ["solve", str(week), str(out), "--seed", "4", "--work", "2", "--json"])
    figures = json.loads(run.stdout)
    with np.load(out) as arrays:
        assert {name: (arrays[name].dtype.str[1:], arrays[name].ndim) for name in arrays.files} == {
            "pair_v": ("i4", 1),
            "pair_o": ("i4", 1),
            "dual_o": ("i8", 1),
            "objective": ("i8", 0),
            "upper_bound": ("i8", 0),
            "gap": ("f8", 0),
        }
        assert check_plan(problem_from(city(1, 30, 500)), dict(arrays)) == []
    assert run.exit_code == 0
    assert figures["objective"] == load_plan(out).objective
    assert (figures["orders"], figures["volunteers"], figures["filled"]) == (30, 500, len(load_plan(out).pair_v))


@pytest.mark.parametrize(("lang", "word"), [("zh_CN.UTF-8", "差距"), ("en_GB.UTF-8", "gap"), ("C", "gap")])
def test_it_speaks_the_terminals_language(week: Path, lang: str, word: str) -> None:
    run = CliRunner(env={"LC_ALL": lang}).invoke(dispatch, ["solve", str(week), str(week.with_name("out.npz"))])
    assert run.exit_code == 0
    assert word in run.stdout


def test_a_malformed_instance_gets_one_sentence_and_status_2(tmp_path: Path) -> None:
    arrays = village(2, 2)
    arrays["o_need"][1] = -1
    np.savez(tmp_path / "in.npz", **arrays)
    run = CliRunner(env={"LC_ALL": "C"}).invoke(
        dispatch, ["solve", str(tmp_path / "in.npz"), str(tmp_path / "out.npz")]
    )
    assert (run.exit_code, run.stderr) == (2, "o_need row 1: -1 is outside 1 to 1000.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in.npz"]


def test_an_earlier_plan_survives_bad_input_and_a_place_that_cannot_be_written(week: Path) -> None:
    out = week.with_name("out.npz")
    out.write_bytes(b"earlier")
    assert CliRunner().invoke(dispatch, ["solve", str(week.with_name("absent.npz")), str(out)]).exit_code == 2
    assert out.read_bytes() == b"earlier"
    nowhere = week.parent / "no" / "folder" / "out.npz"
    run = CliRunner().invoke(dispatch, ["solve", str(week), str(nowhere)])
    assert run.exit_code == 2
    assert "out.npz" in run.stderr


def test_a_plan_is_checked_against_its_week(week: Path) -> None:
    out = week.with_name("out.npz")
    CliRunner().invoke(dispatch, ["solve", str(week), str(out)])
    assert CliRunner().invoke(dispatch, ["check", str(week), str(out)]).exit_code == 0
    with np.load(out) as arrays:
        spoilt = dict(arrays)
    spoilt["pair_v"] = spoilt["pair_v"][::-1]
    np.savez(out, **spoilt)
    run = CliRunner().invoke(dispatch, ["check", str(week), str(out)])
    assert run.exit_code == 1
    assert "objective: " in run.stdout
