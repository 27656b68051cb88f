"""From a results file, and what lies beside it, to report pages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from grader.atomic import written_whole
from grader.catalogue import Catalogue, Exercise, read_catalogue
from grader.errors import UsageError
from grader.export.folder import file_name
from grader.export.source import open_results
from grader.intake import Attempt, Intake, latest, read_topic
from grader.report.class_page import Pair, class_page
from grader.report.pictures import Drawn, pictures_of
from grader.report.student_page import student_page, topic_of
from grader.report.summary import summarise
from grader.results_file import Results, Submission
from grader.results_file import Topic as TopicResult
from grader.sandbox.launch import Launcher, make_launcher

LOST = frozenset({"failed", "errored", "timed_out", "crashed", "out_of_memory"})


def write_class(results: str | Path, out: Path, similarity: Path | None = None, course: str | None = None) -> Path:
    """Write a class report, and return its place. `course` says which, where `results` is a store of several.

    Raises:
        UsageError: a file cannot be read or written, or is not what it should be.
    """
    found = open_results(str(results), course)
    summary = summarise(found.submissions(), course=found.course, isolation=found.isolation)
    with written_whole(out) as stream:
        stream.write(class_page(summary, None if similarity is None else _pairs(similarity)))
    return out


def _pairs(path: Path) -> list[Pair]:
    """The pairs that `grader similarity --json` wrote."""
    try:
        return [Pair(row["topic"], row["one"], row["other"], float(row["share"])) for row in _json(path)["pairs"]]
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"{path} is no file of `grader similarity --json`. Make it anew.") from None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def write_students(
    results: Sequence[str | Path], wanted: str | None, out: Path, solutions: Path | None, submissions: Path | None,
    course: str | None = None,
) -> list[Path]:  # fmt: skip
    """Write the report of one student to `out`, or of all into the folder `out`.

    Args:
        results: results files or stores; the last is what counts, earlier ones are the history of attempts.
        wanted: the student, None for all.
        out: a file for one student, a folder for all.
        solutions: where titles, docstrings and hints come from; None does without.
        submissions: the class's folder, for pictures; None does without.
        course: which of the courses of a store.

    Raises:
        UsageError: the student is not in the file, two students would get the same page, or a file cannot be read or
            written.
    """
    catalogue = read_catalogue(solutions) if solutions is not None else None
    *before, found = [open_results(str(path), course) for path in results]
    history = [{each.student: each for each in _chosen(earlier, wanted)} for earlier in before]
    written: dict[str, Path] = {}
    with _attempts(submissions, catalogue) as attempts, closing(_Reporter(catalogue, attempts)) as reporter:
        for submission in _chosen(found, wanted):
            earlier = [kept[submission.student] for kept in history if submission.student in kept]
            place = out if wanted is not None else out / f"{file_name(submission.student)}.html"
            if place.name.casefold() in written:  # one would read the other's marks
                raise UsageError(f"Two students would get the same page {place}: rename {submission.student!r}.")
            _write(place, reporter.page(submission, found.course, earlier))
            written[place.name.casefold()] = place
    if not written:
        raise UsageError(f"{results[-1]} holds no student {wanted!r}. Names are those of the results file.")
    return list(written.values())


@contextmanager
def _attempts(submissions: Path | None, catalogue: Catalogue | None) -> Iterator[dict[str, Attempt]]:
    """Student -> the latest attempt, as long as the block lasts; nobody where there is nothing to draw from."""
    if submissions is None or catalogue is None:
        yield {}
        return
    with Intake(submissions, topics={each.topic: each.relative for each in catalogue}) as intake:
        yield latest(intake.attempts)


def _chosen(results: Results, wanted: str | None) -> Iterator[Submission]:
    return (each for each in results.submissions() if wanted in (None, each.student))


def _write(place: Path, page: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{place.parent} cannot be made: {error.strerror}. Choose another place.") from None
    with written_whole(place) as stream:
        stream.write(page)


class _Reporter:
    """Makes students' pages, with a warm launcher of each kind for their pictures."""

    def __init__(self, catalogue: Catalogue | None, attempts: Mapping[str, Attempt]) -> None:
        self._exercises = {exercise.topic: exercise for exercise in catalogue or ()}
        self._known = {name: topic_of(exercise) for name, exercise in self._exercises.items()}
        self._attempts = attempts
        self._launchers: dict[bool, Launcher] = {}

    def close(self) -> None:
        for launcher in self._launchers.values():
            launcher.close()

    def page(self, submission: Submission, course: str, history: Sequence[Submission]) -> str:
        pictures = {
            topic.topic: list(self._pictures(self._exercises[topic.topic], submission.student, topic))
            for topic in submission.topics
            if topic.topic in self._exercises
        }
        return student_page(submission, course, self._known, pictures, history)

    def _pictures(self, exercise: Exercise, student: str, topic: TopicResult) -> Iterator[Drawn]:
        """Pictures of what lost points, where a message may say something of it."""
        lost = [test.function for test in topic.tests if test.outcome in LOST and test.message]
        attempt = self._attempts.get(student)
        if not lost or attempt is None or exercise.pictures_path is None:
            return
        source = read_topic(attempt.folder, exercise.topic, exercise.relative).source
        if source is not None:
            yield from pictures_of(exercise, source, dict.fromkeys(lost), self._launcher(torch=exercise.info.torch))

    def _launcher(self, *, torch: bool) -> Launcher:
        found = self._launchers.get(torch)
        if found is None or not found.alive:
            found = self._launchers[torch] = make_launcher(torch=torch)
        return found
