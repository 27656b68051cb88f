"""Validates exercises one after the other, and what was generated from them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.catalogue import Catalogue
from grader.errors import GenerateError, SuiteError
from grader.kit.generate import out_of_date
from grader.validate.exercise import Report, validate


def validate_all(catalogue: Catalogue, topics: Sequence[str], seeds: int, generated: Path) -> Iterator[Report]:
    """A report for each topic named (all, if none is), as soon as it is there.

    Raises:
        UsageError: a topic is unknown.
    """
    chosen = catalogue.only(topics)
    try:
        stale = out_of_date(catalogue, generated)
    except GenerateError as error:
        stale = [str(error)]
    for exercise in chosen.exercises:
        try:
            report = validate(exercise, seeds)
        except SuiteError as error:
            report = Report(exercise.topic, problems=[str(error)])
        own = [line for line in stale if f"/{exercise.relative}/" in line or "/" not in line or "kit.yaml" in line]
        report.problems += [f"{line}. Run `grader generate`." for line in own]
        yield report
