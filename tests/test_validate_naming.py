"""Whether the probes can tell the misconceptions apart."""

import pytest

from grader.results import Diagnosis, TestResult
from grader.suite.misconceptions import Misconceptions
from grader.validate.naming import Naming
from grader.validate.trial import Mark
from tests.validate_topic import make_sums, spoilt


def naming_of(folder, *replacements):
    sums = make_sums(folder / "solutions", **spoilt("misconceptions__py", *replacements))
    wrong = Misconceptions(str(sums.reference_path), str(sums.misconceptions_path)).all
    return Naming(sums, wrong)


def marked(name, *diagnoses, lost=True):
    test = TestResult("test_total", "Title", "hidden", "total", 1.0, "failed")
    return Mark("misconception", name, 0, 1, 1.0, 0.0, (), (test,) if lost else (), (), diagnoses)


def test_probes_that_tell_all_are_no_problem(tmp_path):
    naming = naming_of(tmp_path)
    assert (naming.problems, naming.unnamed) == ([], set())


def test_a_function_without_probes_is_told_what_to_add(tmp_path):
    naming = naming_of(tmp_path, ('@probes("mean")\n', ""))
    assert naming.problems == [
        "mean has 2 misconceptions and no probes, so that none is ever named. "
        'Add @probes("mean") in misconceptions.py: a function of a generator that returns a list of argument tuples.'
    ]
    assert naming.unnamed == {"forgets_to_divide", "divides_by_the_rows"}


def test_a_misconception_that_is_right_on_the_probes_is_told_what_to_add(tmp_path):
    positive = (
        "def rows(rng):\n    return [(rng.normal(size=(2, 3)),)]",
        "def rows(rng):\n    return [(rng.random((2, 3)),)]",
    )
    naming = naming_of(tmp_path, positive)
    assert naming.problems == [
        "the misconception drops_the_signs answers the probes of total as the reference does. "
        'Add an input on which it is wrong to @probes("total") in misconceptions.py.'
    ]
    assert naming.unnamed == {"drops_the_signs"}


def test_two_that_answer_alike_are_both_named_in_the_problem(tmp_path):
    one_row = (
        "def rows(rng):\n    return [(rng.normal(size=(2, 3)),)]",
        "def rows(rng):\n    return [(rng.normal(size=3),)]",
    )
    naming = naming_of(tmp_path, one_row)
    alike = [problem for problem in naming.problems if "alike" in problem]
    assert alike == [
        "the misconceptions adds_the_columns and adds_everything answer the probes of total alike. "
        'Add an input on which they differ to @probes("total") in misconceptions.py.'
    ]
    assert {"adds_the_columns", "adds_everything"} <= naming.unnamed


def test_what_one_secret_tells_every_secret_must(tmp_path):
    luck = (
        "def rows(rng):\n    return [(rng.normal(size=(2, 3)),)]",
        "def rows(rng):\n    return [(rng.normal(size=(1, 1)),)]",
    )
    assert "drops_the_signs" in naming_of(tmp_path, luck).unnamed  # with half of the secrets the only entry is positive


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return (rng.normal(size=3),)", "the probes of total are a tuple; return a list"),
        ("return [rng.nonsense()]", "the probes of total cannot be made: AttributeError"),
    ],
)
def test_probes_that_cannot_be_made_are_a_problem_of_their_function_alone(tmp_path, body, said):
    naming = naming_of(
        tmp_path, ("def rows(rng):\n    return [(rng.normal(size=(2, 3)),)]", f"def rows(rng):\n    {body}")
    )
    (problem,) = naming.problems
    assert said in problem
    assert naming.unnamed == {"adds_the_columns", "adds_everything", "drops_the_signs"}


def test_its_own_name_and_no_other_is_right(tmp_path):
    naming, own = naming_of(tmp_path), Diagnosis("total", "adds_everything", "")
    assert naming.recognised(marked("adds_everything", own), "total") is None


def test_another_name_is_a_problem(tmp_path):
    naming, own = naming_of(tmp_path), Diagnosis("total", "adds_everything", "")
    other = Diagnosis("mean", "forgets_to_divide", "")
    said = naming.recognised(marked("adds_everything", own, other), "total")
    assert said is not None
    assert "adds_everything is taken for forgets_to_divide in mean" in said


def test_no_name_is_a_problem_unless_the_probes_explain_it_or_nothing_was_lost(tmp_path):
    naming = naming_of(tmp_path, ('@probes("mean")\n', ""))
    said = naming.recognised(marked("adds_everything"), "total")
    assert said is not None
    assert "adds_everything of total is not named, although the probes can tell it" in said
    assert naming.recognised(marked("forgets_to_divide"), "mean") is None
    assert naming.recognised(marked("adds_everything", lost=False), "total") is None
