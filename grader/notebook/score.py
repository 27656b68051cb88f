"""What a notebook's test cells call: public tests, and points as the value that nbgrader takes for the score."""

import os
import sys

from grader.errors import GraderError
from grader.notebook.kernel import ENGINE, module_of_kernel, shell
from grader.results import TestResult

GRADING = ("NBGRADER_EXECUTION", "autograde")  # what nbgrader sets while it grades


def show_test(topic: str, function: str) -> None:
    """Run a function's public tests; where some fail, say so as an error, unless nbgrader is grading.

    Raises:
        AssertionError: public tests fail; the message is the tests' own.
    """
    if os.environ.get(GRADING[0]) == GRADING[1]:
        return
    tests = of_function(ENGINE.grade(topic, module_of_kernel(shell()), whole=False), function)
    lost = [test for test in tests if not test.earned]
    if lost:
        raise AssertionError(f"{function}: {len(lost)} of {len(tests)} public tests fail.\n\n{told(lost)}")


def points_of(topic: str, function: str) -> float:
    """A function's points over both suites: nbgrader takes a cell's last value for its partial credit.

    Raises:
        GraderError: it cannot be graded. nbgrader then shows the error at the cell.
    """
    tests = of_function(ENGINE.grade(topic, module_of_kernel(shell()), whole=True), function)
    if ours := [test for test in tests if test.outcome == "not_graded"]:
        raise GraderError(f"{function} could not be graded, through no fault of the student's: {ours[0].message}")
    lost = [test for test in tests if not test.earned]
    if lost:
        sys.stdout.write(told(lost) + "\n")  # the cell's output, which the student reads in nbgrader's feedback
    return round(sum(test.earned for test in tests if not test.extra_credit), 6)


def of_function(tests: list[TestResult], function: str) -> list[TestResult]:
    """The tests that a function's cell stands for; `topic` stands for those of no function in particular."""
    found = [test for test in tests if test.function == function]
    return found or [test for test in tests if function == "topic" and not test.function]


def told(tests: list[TestResult]) -> str:
    """Lost tests as text: each one's title, and its message where the one before has not said the same."""
    parts, before = [], ""
    for test in tests:
        parts.append(f"- {test.title} ({test.points:g})")
        if test.message and test.message != before:
            parts.append("\n".join(f"    {line}" for line in test.message.splitlines()))
        before = test.message
    return "\n".join(parts)
