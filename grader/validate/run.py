"""Validates exercises one after the other, all cores at work, and what was generated from them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from grader.catalogue import Catalogue, Exercise
from grader.errors import GenerateError, SuiteError
from grader.kit.generate import out_of_date
from grader.validate.exercise import Report, Validation
from grader.validate.mutants import MutantReport, MutantTrials
from grader.validate.pool import in_order
from grader.validate.trial import Batch, Outcome, mark

OnProgress = Callable[[int, int], None]  # trials that are over, trials in all
Kind = TypeVar("Kind", covariant=True)


class Inquiry(Protocol[Kind]):
    """Something to find out about one exercise."""

    batches: list[Batch]

    def take(self, outcome: Outcome) -> None:
        """Judge what a batch came to."""

    def failed(self, error: SuiteError) -> None:
        """A batch could not be marked."""

    def finished(self) -> Kind:
        """The report."""


def _silent(over: int, total: int) -> None:
    """No progress is shown."""


def validate_all(
    catalogue: Catalogue,
    topics: Sequence[str],
    seeds: int,
    generated: Path,
    jobs: int = 1,
    on_progress: OnProgress = _silent,
) -> Iterator[Report]:
    """A report for each topic named (all, if none is), as soon as it is there.

    Args:
        catalogue: all exercises.
        topics: the names of some.
        seeds: how many secrets each reference is tried with.
        generated: the folder that should hold what is generated from the catalogue.
        jobs: how many processes.
        on_progress: told how far it is.

    Raises:
        UsageError: a topic is unknown.
        WorkerError: a process was killed.
    """
    chosen = catalogue.only(topics).exercises
    stale = _stale(catalogue, generated)
    reports = _run([Validation(each, seeds) for each in chosen], jobs, on_progress)
    for exercise, report in zip(chosen, reports, strict=True):
        report.problems += [line for line in stale if _concerns(line, exercise)]
        yield report


def mutate_all(
    catalogue: Catalogue, topics: Sequence[str], jobs: int = 1, on_progress: OnProgress = _silent
) -> Iterator[MutantReport]:
    """The same for mutants of the references.

    Raises:
        UsageError: a topic is unknown.
        GenerateError: a reference cannot be read, or its markers are wrong.
        WorkerError: a process was killed.
    """
    yield from _run([MutantTrials(each) for each in catalogue.only(topics)], jobs, on_progress)


def _run(inquiries: Sequence[Inquiry[Kind]], jobs: int, on_progress: OnProgress) -> Iterator[Kind]:
    tasks = [batch for inquiry in inquiries for batch in inquiry.batches]
    total, over = sum(map(len, tasks)), 0

    def done(batch: Batch) -> None:
        nonlocal over
        over += len(batch)
        on_progress(over, total)

    with closing(in_order(mark, tasks, jobs, done)) as results:
        for inquiry in inquiries:
            for _ in inquiry.batches:
                result = next(results)
                try:
                    inquiry.take(result())
                except SuiteError as error:
                    inquiry.failed(error)
            yield inquiry.finished()


def _stale(catalogue: Catalogue, generated: Path) -> list[str]:
    try:
        return [f"{line}. Run `grader generate`." for line in out_of_date(catalogue, generated)]
    except GenerateError as error:
        return [str(error)]


def _concerns(line: str, exercise: Exercise) -> bool:
    """Whether a line about a generated file is about this exercise, or about all of them."""
    return f"/{exercise.relative}/" in line or "/" not in line or "kit.yaml" in line
