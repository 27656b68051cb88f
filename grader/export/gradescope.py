"""Gradescope's `results.json`: one submission's tests and score."""

from typing import Any

from grader.export.marks import Mark, Numbers, exact, row_of
from grader.results import EARNING
from grader.results_file import Submission, Test


def report(submission: Submission, numbers: Numbers, output: str = "") -> dict[str, Any]:
    """The object that Gradescope reads. Without marks there is no `score`: then Gradescope asks for a person.

    Args:
        submission: what was graded.
        numbers: how numbers are written.
        output: said above the tests.
    """
    row = row_of(submission)
    late = [f"{topic}: {mark.note}" for topic, mark in row.topics.items() if mark.note]
    data: dict[str, Any] = {
        "output": "\n".join(part for part in (output, *late) if part),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(sum(test.seconds for topic in submission.topics for test in topic.tests), 3),
        "tests": [
            _test(test, f"{place}.{number}", topic.topic, row.topics[topic.topic], numbers)
            for place, topic in enumerate(submission.topics, 1)
            for number, test in enumerate(topic.tests, 1)
        ],
    }
    return data if row.total.score is None else {"score": numbers.number(row.total.score), **data}


def _test(test: Test, number: str, topic: str, mark: Mark, numbers: Numbers) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": f"{topic}: {test.title or test.name}",
        "number": number,
        "status": "passed" if test.outcome in EARNING else "failed",
        "output": test.message,
        "tags": [tag for tag in (test.suite, test.function) if tag],
        "visibility": "visible",
    }
    if test.outcome == "not_graded" or mark.excused:
        return data
    points, extra = numbers.number(exact(test.points)), test.extra_credit or mark.extra
    return data | {"score": numbers.number(exact(test.earned)), "max_score": 0.0 if extra else points}
