"""Faults of ours in the middle of a run: nobody loses marks for them, and nobody gains by causing them."""

import pytest

from grader.errors import WorkerError
from grader.sandbox.budget import Budget
from grader.sandbox.launch import ZygoteLauncher
from grader.suite.run import run_suites
from grader.suite.subject import Subject, Suite, Terms

SUITE = '''"""A suite."""


def test_one(student):
    """It is 1."""
    assert student.one() == 1


def test_two(student):
    """It is 2."""
    assert student.two() == 2
'''
GOOD = b"def one():\n    return 1\ndef two():\n    return 2\n"
EVIL = b"import os, time\ndef one():\n    os.kill(os.getppid(), 9)\n    time.sleep(60)\ndef two():\n    return 2\n"


@pytest.fixture
def suite(tmp_path):
    path = tmp_path / "test_public.py"
    path.write_text(SUITE)
    return Suite(str(path), "public")


def outcomes(suite, sources, launcher=None, after=None):
    """Each submission's outcomes, in order; `after(number)` is called when one is done."""
    found = []

    def note(subject, tests):
        found.append([test.outcome for test in tests])
        if after is not None:
            after(len(found))

    subjects = [Subject(number, "topic.py", source) for number, source in enumerate(sources)]
    run_suites([suite], Terms("topic", b"a secret of the tests", Budget()), subjects, note, launcher)
    return found


def test_a_zygote_that_dies_between_two_submissions_costs_nobody_a_mark(suite):
    launcher = ZygoteLauncher(torch=False)

    def kill_once(done):
        if done == 1:
            launcher._process.kill()
            launcher._process.wait()

    assert outcomes(suite, [GOOD, GOOD, GOOD], launcher, kill_once) == [["passed", "passed"]] * 3
    launcher.close()


def test_a_submission_that_kills_the_zygote_crashes_and_the_others_come_out_as_without_it(suite, monkeypatch):
    monkeypatch.setenv("GRADER_ISOLATION", "process")  # at every other level it cannot
    found = outcomes(suite, [GOOD, EVIL, GOOD])
    assert found == [["passed", "passed"], ["crashed", "passed"], ["passed", "passed"]]


def test_workers_that_cannot_start_end_the_run_with_a_reason(suite, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(WorkerError, match="grader doctor"):
        outcomes(suite, [GOOD])
