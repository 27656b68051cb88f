"""PrairieLearn's `results.json`: a score from 0 to 1, tests with points, at most 1 MB."""

import json
from typing import Any

from grader.export.marks import Numbers, exact, row_of
from grader.results_file import Submission

LARGEST = 1_000_000  # bytes, of the whole file
SHORTER = (10_000, 1_000, 100, 0)  # characters of a message, tried in turn


def report(submission: Submission, numbers: Numbers) -> dict[str, Any]:
    """The object that PrairieLearn reads. Messages are cut until it fits."""
    data = _report(submission, numbers, None)
    for most in SHORTER:
        if size_of(data) <= LARGEST:
            break
        data = _report(submission, numbers, most)
    return data


def size_of(data: dict[str, Any]) -> int:
    """The bytes that it takes as a file."""
    return len(json.dumps(data, ensure_ascii=False, indent=1).encode()) + 1


def _report(submission: Submission, numbers: Numbers, most: int | None) -> dict[str, Any]:
    row = row_of(submission)
    tests = [
        {
            "name": f"{topic.topic}: {test.title or test.name}",
            "description": test.function,
            "points": numbers.number(exact(test.earned)),
            "max_points": 0.0 if test.extra_credit or topic.extra_credit else numbers.number(exact(test.points)),
            "message": _cut(test.message, most),
            "output": "",
        }
        for topic in submission.topics
        for test in topic.tests
    ]
    if row.total.score is None:
        why = f"Not graded, through no fault of yours: {', '.join(submission.ungraded) or 'excused'}."
        return {"gradable": False, "format_errors": [why], "tests": tests}
    late = "\n".join(f"{topic}: {mark.note}" for topic, mark in row.topics.items() if mark.note)
    share = row.total.score / row.total.max_score if row.total.max_score else exact(0.0)
    score = min(max(float(round(share, 6)), 0.0), 1.0)
    return {"gradable": True, "score": score, "message": late, "output": "", "tests": tests}


def _cut(text: str, most: int | None) -> str:
    return text if most is None or len(text) <= most else text[:most] + " ..."
