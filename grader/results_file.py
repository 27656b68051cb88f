"""Writes `results.json` (schema 1) as a stream: a class of any size never stands in memory at once."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from grader import __version__
from grader.results import SCHEMA


def write(stream: TextIO, submissions: Iterable[dict[str, Any]], *, course: str, isolation: str) -> None:
    """Write the head, then one submission after the other."""
    head = {"schema": SCHEMA, "grader": __version__, "course": course, "isolation": isolation}
    stream.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "submissions": [')
    separator = "\n"
    for submission in submissions:
        stream.write(separator + json.dumps(submission, ensure_ascii=False))
        separator = ",\n"
    stream.write("\n]}\n")
