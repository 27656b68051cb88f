"""GitHub Classroom's result: what its reporter reads, in base64, from the output `result` of a step."""

import base64
import json
from collections.abc import Callable
from decimal import Decimal
from itertools import groupby
from typing import Any

from grader.export.marks import Numbers, exact, row_of
from grader.results import EARNING
from grader.results_file import Submission, Test, Topic

LARGEST = 100_000  # characters; Linux takes 131,072 in one variable of the environment
SHORTER = (None, 2_000, 500, 100, 0)  # characters of a message, tried in turn
Place = Callable[[Topic, Test], tuple[str, int]]


def report(submission: Submission, numbers: Numbers, place: Place | None = None) -> dict[str, Any]:
    """The object that is encoded.

    The reporter adds up the tests. So what a course takes off for lateness, or adds, is a line of its own.

    Args:
        submission: what was graded.
        numbers: how numbers are written.
        place: says where a test's function stands, as file and line.
    """
    row = row_of(submission)
    tests = [_test(topic, test, numbers, place) for topic in submission.topics for test in topic.tests]
    earned = sum((exact(test.earned) for topic in submission.topics for test in topic.tests), Decimal())
    if row.total.score is not None and (difference := numbers.rounded(row.total.score - earned)):
        said = "; ".join(f"{topic}: {mark.note}" for topic, mark in row.topics.items() if mark.note)
        tests.append(
            {"name": "Adjusted by the course", "status": "pass", "message": said, "test_code": "", "filename": "",
             "line_no": 0, "duration": 0.0, "score": float(difference)}
        )  # fmt: skip
    score = row.total.score
    status = "error" if score is None else "pass" if score >= row.total.max_score else "fail"
    return {"version": 1, "status": status, "max_score": numbers.number(row.total.max_score), "tests": tests}


def encoded(data: dict[str, Any]) -> str:
    """The value of the output. It travels in an environment variable: messages are cut until it fits, points never."""
    for most in SHORTER:
        tests = [test | {"message": test["message"][:most]} for test in data["tests"]]
        text = _base64(data | {"tests": tests})
        if len(text) <= LARGEST:
            return text
    return _base64(data | {"tests": _by_topic(data["tests"])})


def _base64(data: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(data, ensure_ascii=False).encode()).decode("ascii")


def _by_topic(tests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line a topic, where there are so many tests that not even their names fit."""
    lines = []
    for topic, group in groupby(tests, key=lambda test: str(test["name"]).partition(": ")[0]):
        found = list(group)
        statuses = {test["status"] for test in found}
        status = next((each for each in ("error", "fail") if each in statuses), "pass")
        score = float(sum((exact(test["score"]) for test in found), Decimal()))
        lines.append(found[0] | {"name": topic, "status": status, "message": "", "score": score})
    return lines


def _test(topic: Topic, test: Test, numbers: Numbers, place: Place | None) -> dict[str, Any]:
    file, line = place(topic, test) if place is not None else ("", 0)
    status = "error" if test.outcome == "not_graded" else "pass" if test.outcome in EARNING else "fail"
    return {
        "name": f"{topic.topic}: {test.title or test.name}",
        "status": status,
        "message": test.message,
        "test_code": "",
        "filename": file,
        "line_no": line,
        "duration": test.seconds,
        "score": numbers.number(exact(test.earned)),
    }
