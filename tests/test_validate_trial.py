"""Made-up submissions through the normal worker: all tests, or up to the first that is lost."""

import pytest

from grader.validate import trial
from grader.validate.trial import Batch, Trial, batches, mark
from tests.validate_topic import PUBLIC, REFERENCE, make_sums, spoilt

WRONG_TOTAL = REFERENCE.replace("np.sum(x, axis=-1)", "np.sum(x, axis=0)").encode()
WRONG_MEAN = REFERENCE.replace("x.shape[-1]", "2").encode()
ENDLESS = REFERENCE.replace("return np.sum(x, axis=-1)", "while True: pass").encode()


@pytest.fixture
def sums(tmp_path):
    return make_sums(tmp_path / "solutions")


def test_a_batch_marks_each_trial_in_order(sums):
    trials = (Trial("reference", "right", REFERENCE.encode(), 7), Trial("misconception", "wrong", WRONG_MEAN))
    right, wrong = mark(Batch(sums, trials)).marks
    assert (right.kind, right.name, right.seed, right.tests, right.points, right.earned) == (
        "reference", "right", 7, 4, 4.0, 4.0,
    )  # fmt: skip
    assert [test.name for test in wrong.lost] == ["test_mean_of_two_rows", "test_mean_of_any_cube"]
    assert wrong.won == ("test_total_of_two_rows", "test_total_of_any_cube")
    assert (wrong.earned, wrong.ungraded) == (2.0, ())


def test_the_diagnoses_of_a_trial_are_kept(sums):
    (found,) = mark(Batch(sums, (Trial("misconception", "wrong", WRONG_TOTAL),))).marks
    assert [(item.function, item.misconception) for item in found.diagnoses] == [("total", "adds_the_columns")]


def test_a_mutant_stops_at_its_first_lost_test_and_the_next_trial_is_none_the_worse(sums):
    sources = [WRONG_MEAN, REFERENCE.encode(), WRONG_TOTAL, REFERENCE.encode()]
    found = mark(Batch(sums, tuple(Trial("mutant", "", source) for source in sources), for_mutants=True)).marks
    assert [(each.tests, [test.name for test in each.lost]) for each in found] == [
        (2, ["test_mean_of_two_rows"]),
        (4, []),
        (1, ["test_total_of_two_rows"]),
        (4, []),
    ]


def test_a_test_that_is_carried_is_not_lost_to_a_mutant(tmp_path):
    head, mean = PUBLIC[: PUBLIC.index("def test_total")], PUBLIC[PUBLIC.index("def test_mean") :]
    sums = make_sums(tmp_path / "solutions", test_public__py=head + mean, test_hidden__py=head + mean)
    (found,) = mark(Batch(sums, (Trial("mutant", "0", WRONG_TOTAL),), for_mutants=True)).marks
    assert (found.tests, found.lost) == (2, ())


def test_an_endless_loop_costs_a_mutant_no_more_than_its_processor_time(sums, monkeypatch):
    monkeypatch.setattr(trial, "MUTANT_CPU_S", 0.5)
    (found,) = mark(Batch(sums, (Trial("mutant", "0", ENDLESS),), for_mutants=True)).marks
    assert [test.outcome for test in found.lost] == ["timed_out"]


def test_policy_says_nothing_about_mutants(tmp_path):
    sums = make_sums(tmp_path / "solutions", **spoilt("exercise__yaml", ("numpy.median", "numpy.sum")))
    right = REFERENCE.encode()
    (mutant,) = mark(Batch(sums, (Trial("mutant", "0", right),), for_mutants=True)).marks
    (submission,) = mark(Batch(sums, (Trial("reference", "reference", right),))).marks
    assert mutant.lost == ()
    assert "numpy.sum" in submission.lost[0].message


def test_a_suite_that_changes_the_reference_is_told_on(tmp_path):
    spoiler = ("    assert_close(student.mean(x), reference.mean(x))", "    reference.EPS = 1")
    sums = make_sums(tmp_path / "solutions", **spoilt("test_hidden__py", spoiler))
    assert mark(Batch(sums, (Trial("reference", "reference", REFERENCE.encode()),))).changed == ("EPS",)


def test_trials_are_cut_into_batches(sums, monkeypatch):
    monkeypatch.setattr(trial, "BATCH", 2)
    trials = [Trial("mutant", str(number), b"") for number in range(5)]
    parts = batches(sums, trials, for_mutants=True)
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [each for part in parts for each in part.trials] == trials
    assert all(part.for_mutants for part in parts)
