"""check50's JSON: passed, failed, or (null) not checked."""

from typing import Any

from grader import __version__
from grader.results import EARNING
from grader.results_file import Submission, Test


def report(submission: Submission, course: str) -> dict[str, Any]:
    """The object that check50 writes with `--output json`."""
    results = [_result(topic.topic, test) for topic in submission.topics for test in topic.tests]
    return {"slug": course, "version": __version__, "results": results}


def _result(topic: str, test: Test) -> dict[str, Any]:
    passed = None if test.outcome in ("not_graded", "not_attempted") else test.outcome in EARNING
    first, _, rest = test.message.partition("\n")
    return {
        "name": f"{topic}/{test.name}",
        "description": test.title or test.name,
        "passed": passed,
        "log": [],
        "cause": None if passed else {"rationale": first or test.outcome.replace("_", " "), "help": rest or None},
        "data": {"points": test.points, "earned": test.earned},
        "dependency": None,
    }
