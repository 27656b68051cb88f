"""Mutants of a reference: killed, surviving, and listed as equivalent."""

import json

import pytest

from grader.validate.mutants import MutantReport, MutantTrials, Tried
from grader.validate.trial import mark
from tests.validate_topic import REFERENCE, make_sums, spoilt

WEAK = spoilt("test_hidden__py", ("rng.normal(size=(2, 3, 4))", "rng.normal(size=(2, 3))"))
HOLE = "- return np.sum(x, axis=-1)\n+ return np.sum(x, axis=1)"
OTHER_HOLE = "- return total(x) / x.shape[-1]\n+ return total(x) / x.shape[1]"


def tried(folder, **changes) -> MutantReport:
    trials = MutantTrials(make_sums(folder / "solutions", **changes))
    for batch in trials.batches:
        trials.take(mark(batch))
    return trials.finished()


def listing(*entries: tuple[str, str, str]) -> str:
    text = spoilt("exercise__yaml")["exercise__yaml"] + "equivalent_mutants:\n"
    for function, diff, reason in entries:
        lines = "".join(f"      {line}\n" for line in diff.splitlines())
        text += f"  - function: {function}\n    diff: |\n{lines}    reason: {reason}\n"
    return text


def test_suites_that_see_every_change_have_no_problem(tmp_path):
    report = tried(tmp_path)
    assert report.problems == []
    assert (report.killed, report.rate, report.listed) == (len(report.mutants), 1.0, [])
    assert len(report.mutants) > 10
    assert {each.killed_by for each in report.mutants} <= {
        "test_total_of_two_rows", "test_mean_of_two_rows", "test_total_of_any_cube", "test_mean_of_any_cube",
    }  # fmt: skip


def test_a_survivor_is_shown_with_its_function_its_line_and_its_change(tmp_path):
    report = tried(tmp_path, **WEAK)
    assert f"total, line 9: no test notices this change:\n{HOLE}" in report.problems
    assert f"mean, line 16: no test notices this change:\n{OTHER_HOLE}" in report.problems
    assert any("under equivalent_mutants in exercise.yaml" in problem for problem in report.problems)
    assert any("of the mutants lose points, and 95% must" in problem for problem in report.problems)


def test_a_survivor_that_is_listed_is_no_problem_but_counts_in_the_rate(tmp_path, monkeypatch):
    listed = listing(("total", HOLE, "Rows only."), ("mean", OTHER_HOLE, "Rows only."))
    report = tried(tmp_path, exercise__yaml=listed, **WEAK)
    assert [each.diff for each in report.listed] == [HOLE, OTHER_HOLE]
    (problem,) = report.problems
    assert problem.startswith(f"only {report.rate:.1%} of the mutants lose points")
    assert report.killed == len(report.mutants) - 2


def test_a_list_that_is_out_of_date_is_a_problem(tmp_path):
    gone = "- return np.prod(x)\n+ return x"
    report = tried(tmp_path, exercise__yaml=listing(("total", HOLE, "Rows only."), ("total", gone, "It was.")))
    killed, missing = report.problems
    assert killed == (
        "exercise.yaml lists a mutant of total as equivalent, but test_total_of_any_cube tells it from the reference. "
        f"Delete it there:\n{HOLE}"
    )
    assert missing.startswith("exercise.yaml lists an equivalent mutant of total that does not exist.")
    assert missing.endswith(gone)


def test_a_reference_that_loses_points_itself_makes_the_rest_worthless(tmp_path):
    wrong = ("np.array([7.0, 5.0])", "np.array([7.0, 6.0])")
    (problem,) = tried(tmp_path, **spoilt("test_public__py", wrong)).problems
    assert problem.startswith("the reference itself loses test_total_of_two_rows (public)")


def test_suites_that_cannot_be_collected_are_a_problem(tmp_path):
    from grader.errors import SuiteError

    trials = MutantTrials(make_sums(tmp_path / "solutions", test_hidden__py="1 +"))
    with pytest.raises(SuiteError) as caught:
        mark(trials.batches[0])
    trials.failed(caught.value)
    trials.failed(caught.value)
    assert trials.finished().problems == [str(caught.value)]


def test_what_could_not_be_graded_is_a_problem(tmp_path):
    ours = ("    assert_close(student.mean(x), reference.mean(x))", "    reference.no_such_function(x)")
    problems = tried(tmp_path, **spoilt("test_hidden__py", ours)).problems
    assert len(problems) == 1
    assert "test_mean_of_any_cube could not be graded" in problems[0]


def test_a_solution_without_anything_to_change_is_right():
    assert MutantReport("empty").rate == 1.0


def test_the_report_as_json_has_every_mutant():
    mutants = [Tried("f", 3, "- a\n+ b", "test_f", "failed"), Tried("f", 4, "- c\n+ d", reason="Why.")]
    found = json.loads(json.dumps(MutantReport("sums", mutants).to_json()))
    assert (found["killed"], found["equivalent"], found["rate"], found["holds"]) == (1, 1, 0.5, True)
    assert found["mutants"][0] == {
        "function": "f", "line": 3, "diff": "- a\n+ b", "killed_by": "test_f", "outcome": "failed", "reason": "",
    }  # fmt: skip


def test_the_batches_begin_with_the_reference(tmp_path):
    trials = MutantTrials(make_sums(tmp_path / "solutions"))
    assert [batch.trials[0].source for batch in trials.batches] == [REFERENCE.encode()] * len(trials.batches)
    assert all(batch.for_mutants for batch in trials.batches)


def test_a_file_that_is_saved_meanwhile_makes_the_report_worthless(tmp_path):
    sums = make_sums(tmp_path / "solutions")
    trials = MutantTrials(sums)
    sums.hidden_suite.write_text(sums.hidden_suite.read_text() + "\n")
    (problem,) = trials.finished().problems
    assert "saved while it was validated" in problem
