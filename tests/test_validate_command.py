"""`grader validate` on a command line."""

import io
import json

import pytest
from rich.console import Console

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.errors import UsageError
from grader.kit.generate import generate
from grader.terminal.validate_view import ValidateProgress, report_lines
from grader.validate.exercise import FalseFailure, Report
from grader.validate.mutants import MutantReport, Tried
from grader.validate.run import mutate_all, validate_all
from tests.validate_topic import make_sums, spoilt

WEAK = spoilt("test_hidden__py", ("rng.normal(size=(2, 3, 4))", "rng.normal(size=(2, 3))"))


@pytest.fixture
def solutions(tmp_path, monkeypatch):
    make_sums(tmp_path / "solutions")
    monkeypatch.chdir(tmp_path)
    generate(read_catalogue(tmp_path / "solutions"), tmp_path / "exercises")
    return tmp_path / "solutions"


def test_a_right_exercise_is_one_line(solutions, capsys):
    assert run(["validate", "--seeds", "2", "--jobs", "1"]) == 0
    out, err = capsys.readouterr()
    assert (
        out == "ok    sums: 4 tests, 4 points; 0 false failures in 2 seeds, stub 0, 5 misconceptions caught and named\n"
    )
    assert err == ""


def test_a_generated_file_that_is_missing_is_a_problem(solutions, capsys):
    (solutions.parent / "exercises/1_foundations/1_sums/sums.py").unlink()
    assert run(["validate", "--seeds", "1", "--jobs", "1"]) == 1
    assert "sums.py is missing. Run `grader generate`." in capsys.readouterr().out


def test_exercises_that_cannot_be_generated_are_a_problem(solutions, tmp_path):
    (tmp_path / "exercises/stray").mkdir()
    path = solutions / "1_foundations/1_sums/handout.md"
    path.write_text(path.read_text() + "\n    return np.sum(x, axis=-1)\n")
    (report,) = validate_all(read_catalogue(solutions), [], 1, tmp_path / "exercises")
    (problem,) = report.problems
    assert problem.startswith("students would get lines that are secret")
    assert problem.endswith("Rewrite one side of each pair.")


def test_mutants_are_counted_and_survivors_shown(tmp_path, monkeypatch, capsys):
    make_sums(tmp_path / "solutions", **WEAK)
    monkeypatch.chdir(tmp_path)
    assert run(["validate", "--mutants", "--jobs", "1", "--json", "found.json", "sums"]) == 1
    out = capsys.readouterr().out
    found = json.loads((tmp_path / "found.json").read_text())["topics"][0]
    assert out.startswith(f"FAIL  sums: {found['killed']} of {len(found['mutants'])} mutants killed (")
    assert "      - total, line 9: no test notices this change:\n        - return np.sum(x, axis=-1)\n        + " in out


def test_json_on_standard_output_stands_alone(solutions, capsys):
    assert run(["validate", "--seeds", "1", "--jobs", "1", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == 1
    assert [topic["topic"] for topic in found["topics"]] == ["sums"]


def test_quiet_prints_nothing(solutions, capsys):
    assert run(["validate", "--seeds", "1", "--jobs", "1", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_mutants_take_no_seeds(solutions, capsys):
    assert run(["validate", "--mutants", "--seeds", "3"]) == 2
    assert "--mutants takes no --seeds" in capsys.readouterr().err


def test_an_unknown_topic_is_refused(solutions, tmp_path):
    with pytest.raises(UsageError, match="nosuch"):
        list(mutate_all(read_catalogue(solutions), ["nosuch"]))
    with pytest.raises(UsageError, match="nosuch"):
        list(validate_all(read_catalogue(solutions), ["nosuch"], 1, tmp_path))


def test_topics_are_shared_among_processes_and_come_back_in_order(tmp_path):
    solutions = tmp_path / "solutions"
    make_sums(solutions)
    make_sums(solutions, 2, **WEAK)
    make_sums(solutions, 3, test_hidden__py="1 +")
    over: list[tuple[int, int]] = []
    first, second, third = mutate_all(read_catalogue(solutions), [], 2, lambda *counts: over.append(counts))
    assert [each.topic for each in (first, second, third)] == ["sums", "sums2", "sums3"]
    assert (first.problems == [], second.problems == []) == (True, False)
    assert "SyntaxError" in third.problems[0] or "cannot be collected" in third.problems[0]
    total = sum(len(each.mutants) + 1 for each in (first, second, third))
    assert over[-1] == (total, total)


def test_a_false_failure_is_counted_in_the_line():
    report = Report("sums", 4.0, 4, 1000, 5, [FalseFailure("test_f", "hidden", "off", [3, 9])], ["lost\nbecause"])
    assert report_lines(report) == (
        "FAIL  sums: 4 tests, 4 points; 2 false failures in 1000 seeds\n      - lost\n        because"
    )


def test_equivalent_mutants_are_shown_as_listed():
    mutants = [Tried("f", 3, "- a\n+ b", "test_f", "failed")] * 19 + [Tried("f", 4, "- c\n+ d", reason="Same.")]
    assert report_lines(MutantReport("sums", mutants)) == (
        "ok    sums: 19 of 20 mutants killed (95.0 %), 1 equivalent as listed\n"
        "      - f, line 4, equivalent: Same.\n        - c\n        + d"
    )


def test_progress_is_drawn_on_a_terminal_and_makes_room_for_the_lines(capsys):
    terminal = io.StringIO()
    with ValidateProgress(Console(file=terminal, force_terminal=True, width=60), "Mutants", quiet=False) as bar:
        bar.update(3, 12)
        bar.write("ok    sums")
        bar.update(12, 12)
    assert "Mutants" in terminal.getvalue()
    assert "12/12" in terminal.getvalue()
    assert capsys.readouterr().out == "ok    sums\n"


@pytest.mark.parametrize("quiet", [False, True])
def test_no_progress_without_a_terminal_or_when_quiet(quiet, capsys):
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=quiet, width=60)
    with ValidateProgress(console, "Mutants", quiet=quiet) as bar:
        bar.update(3, 12)
        bar.write("ok    sums")
    assert stream.getvalue() == ""
    assert capsys.readouterr().out == ("" if quiet else "ok    sums\n")
