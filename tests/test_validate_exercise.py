"""What `grader validate` finds wrong with an exercise that was spoilt in one place."""

import json

import pytest

from grader.results import Diagnosis, TestResult
from grader.validate.exercise import Validation, validate
from grader.validate.trial import Mark, Outcome
from tests.validate_topic import make_sums, spoilt


def problems_of(folder, seeds=1, **changes):
    return "\n".join(validate(make_sums(folder / "solutions", **changes), seeds).problems)


def test_a_right_exercise_has_no_problem_and_its_facts_are_counted(tmp_path):
    report = validate(make_sums(tmp_path / "solutions"), 3)
    assert report.problems == []
    assert (report.topic, report.tests, report.points, report.seeds, report.misconceptions) == ("sums", 4, 4.0, 3, 5)
    assert json.loads(json.dumps(report.to_json()))["holds"] is True


def test_a_test_that_some_seeds_fail_is_named_with_them(tmp_path):
    luck = ("    assert_close(student.total(x), reference.total(x))",
            "    assert_close(student.total(x), reference.total(x))\n    assert x[0, 0, 0] > 0, 'a bad draw'")  # fmt: skip
    report = validate(make_sums(tmp_path / "solutions", **spoilt("test_hidden__py", luck)), 12)
    (item,) = report.false_failures
    assert (item.test, item.suite) == ("test_total_of_any_cube", "hidden")
    assert 0 < len(item.seeds) < 12
    lost = f"the reference loses test_total_of_any_cube (hidden) with {len(item.seeds)} of 12 seeds (seed"
    assert report.problems[0].startswith(lost)
    assert "a bad draw" in report.problems[0]


def test_a_stub_that_earns_points_is_a_problem(tmp_path):
    generous = ("    assert_close(student.mean(x), reference.mean(x))",
                "    try:\n        student.mean(x)\n    except BaseException:\n        pass")  # fmt: skip
    said = problems_of(tmp_path, **spoilt("test_hidden__py", generous))
    assert "the stub earns 1 points: test_mean_of_any_cube." in said
    assert "answering with None earns 1 of 4 points, more than 10 %: test_mean_of_any_cube." in said


def test_a_misconception_that_loses_nothing_is_a_problem(tmp_path):
    right = ("    return np.sum(np.abs(x), axis=-1)", "    return x.sum(axis=-1)")
    said = problems_of(tmp_path, **spoilt("misconceptions__py", right))
    assert "the misconception drops_the_signs loses no point; add a test that catches it." in said
    assert "drops_the_signs answers the probes of total as the reference does" in said
    assert "is not named" not in said


def test_a_misconception_that_a_worker_runs_otherwise_is_a_problem(tmp_path):
    both = ("    return np.sum(np.abs(x), axis=-1)",
            "    import sys\n    return np.sum(np.abs(x), axis=-1) + ('pytest' in sys.modules)")  # fmt: skip
    said = problems_of(tmp_path, **spoilt("misconceptions__py", both))
    assert "the misconception drops_the_signs of total is not named, although the probes can tell it" in said


def test_a_name_that_two_tests_have_is_a_problem(tmp_path):
    said = problems_of(tmp_path, **spoilt("test_hidden__py", ("test_mean_of_any_cube", "test_mean_of_two_rows")))
    assert "test_mean_of_two_rows is in both suites" in said
    assert "test_total" not in said


def test_too_few_misconceptions_are_a_problem(tmp_path):
    fewer = ('@misconception("mean", hint="Divide by the number of entries.", zh="要除以元素个数。")\n', "")
    assert "has 4 misconceptions; at least 5 are needed." in problems_of(
        tmp_path, **spoilt("misconceptions__py", fewer)
    )


def test_a_misconception_about_no_function_of_the_exercise_is_a_problem(tmp_path):
    lost = ('@misconception("mean", hint="Divide by the number of entries.', '@misconception("median", hint="Divide.')
    said = problems_of(tmp_path, **spoilt("misconceptions__py", lost))
    assert "forgets_to_divide is about 'median', which is no function of this exercise." in said


def test_a_suite_that_changes_the_reference_is_a_problem(tmp_path):
    spoiler = ("    assert_close(student.mean(x), reference.mean(x))",
               "    assert_close(student.mean(x), reference.mean(x))\n    reference.SEEN = 1")  # fmt: skip
    said = problems_of(tmp_path, **spoilt("test_hidden__py", spoiler))
    assert said == "the suites change SEEN of the reference module, which all later tests see. Work on a copy."


@pytest.mark.parametrize("points", ["0", "-1"])
def test_a_test_that_is_worth_nothing_is_a_problem_said_once(tmp_path, points):
    worthless = ('@function("mean")', f'@function("mean")\n@points({points})')
    more = ("assert_close, function", "assert_close, function, points")
    said = problems_of(tmp_path, seeds=60, **spoilt("test_hidden__py", worthless, more))
    assert said.count("test_mean_of_any_cube") == 1
    assert "above 0" in said


def test_what_could_not_be_graded_is_a_problem_said_once(tmp_path):
    ours = ("    assert_close(student.mean(x), reference.mean(x))", "    reference.no_such_function(x)")
    said = problems_of(tmp_path, seeds=2, **spoilt("test_hidden__py", ours))
    assert said.count("reference reference: test_mean_of_any_cube could not be graded") == 1


def test_a_reference_that_is_diagnosed_is_a_problem(tmp_path):
    validation = Validation(make_sums(tmp_path / "solutions"), 1)
    test = TestResult("test_total", "Title", "hidden", "total", 1.0, "failed", "wrong")
    named = Diagnosis("total", "adds_everything", "")
    validation.take(Outcome((Mark("reference", "reference", 0, 1, 1.0, 0.0, (), (test,), (), (named,)),)))
    assert validation.finished().problems == [
        "the reference loses test_total (hidden) with 1 of 1 seeds (seed 0): wrong",
        "the reference is taken for adds_everything in total.",
    ]


def test_many_seeds_are_shown_in_part(tmp_path):
    validation = Validation(make_sums(tmp_path / "solutions"), 40)
    test = TestResult("test_total", "Title", "hidden", "total", 1.0, "failed", "wrong")
    marks = [Mark("reference", "reference", seed, 1, 1.0, 0.0, (), (test,), (), ()) for seed in range(3, 30)]
    validation.take(Outcome(tuple(marks)))
    (problem,) = validation.finished().problems
    assert "with 27 of 40 seeds (seeds 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ...): wrong" in problem


def test_a_file_that_is_saved_meanwhile_makes_the_report_worthless(tmp_path):
    sums = make_sums(tmp_path / "solutions")
    validation = Validation(sums, 1)
    sums.misconceptions_path.write_text(sums.misconceptions_path.read_text() + "\n")
    (problem,) = validation.finished().problems
    assert "saved while it was validated" in problem
