"""SARIF 2.1.0, for code scanning: a result for each function that lost points, at its line where that is known."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, TextIO

from grader import __version__
from grader.export.options import Options, Report
from grader.results import EARNING
from grader.results_file import Results, Submission, Test, Topic

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Place = Callable[[Topic, Test], tuple[str, int]]


def export(results: Results, stream: TextIO, _: Options) -> Report:
    """Write a class: the place of a result is `<student>/<topic>.py`."""
    found = [
        result
        for submission in results.submissions()
        for result in results_of(submission, lambda topic, _: (f"{topic.topic}.py", 0), f"{submission.student}/")
    ]
    json.dump(document(found), stream, ensure_ascii=False, indent=1)
    stream.write("\n")
    return Report()


def document(results: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The whole file."""
    found = list(results)
    rules = [{"id": rule} for rule in dict.fromkeys(result["ruleId"] for result in found)]
    driver = {"name": "grader", "version": __version__, "rules": rules}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": found}]}


def results_of(submission: Submission, place: Place, prefix: str = "") -> Iterator[dict[str, Any]]:
    """A submission's results; what is not written yet is none."""
    for topic in submission.topics:
        lost = [test for test in topic.tests if test.outcome not in EARNING | {"not_attempted", "not_graded"}]
        for function, tests in groupby(sorted(lost, key=lambda test: test.function), key=lambda test: test.function):
            first = next(tests)
            file, line = place(topic, first)
            physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(prefix + file)}}
            if line:
                physical["region"] = {"startLine": line}
            yield {
                "ruleId": f"{topic.topic}/{function or first.name}",
                "level": "error",
                "message": {"text": "\n".join(part for part in (first.title, first.message) if part) or first.name},
                "locations": [{"physicalLocation": physical}],
            }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)
