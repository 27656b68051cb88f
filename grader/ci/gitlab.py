"""GitLab's code quality report: a finding for each function to repair, at its line."""

import hashlib
from typing import Any

from grader.ci.locate import Locator
from grader.ci.summary import failing
from grader.results_file import Submission


def code_quality(submission: Submission, locator: Locator) -> list[dict[str, Any]]:
    """The findings. Each has a fingerprint that stays the same while the finding does."""
    found = []
    for topic in submission.topics:
        for tests in failing(topic):
            first = tests[0]
            file, line = locator.place(topic, first)
            text = " ".join(part for part in (first.title, first.message.partition("\n")[0]) if part)
            found.append(_finding(f"{topic.topic}/{first.function}", text or first.outcome, "major", file, line))
        blank = list(dict.fromkeys(test.function for test in topic.tests if test.outcome == "not_attempted"))
        for function in blank:
            file = locator.file(topic.topic)
            found.append(_finding(f"{topic.topic}/{function}", f"{function} is not written yet.", "info", file, 1))
    return found


def _finding(name: str, text: str, severity: str, file: str, line: int) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": name,
        "fingerprint": hashlib.sha256(f"{name}\0{file}\0{severity}".encode()).hexdigest(),
        "severity": severity,
        "location": {"path": file, "lines": {"begin": line}},
    }
