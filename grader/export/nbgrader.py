"""nbgrader's gradebook: scores, comments, late penalties and extra credit, through nbgrader's own API.

What people entered stays: manual scores and manual comments are not touched, and a student's name only where there is
none. The assignment is the one that has a notebook of the topic's name, as `grader generate --format ipynb` makes it.
"""

import os
import sys
import warnings
from collections import defaultdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grader.errors import ResultsError, UsageError
from grader.export.options import Options, Report
from grader.results_file import Results, Submission, Test, Topic

NEAR = 1e-6  # points


def export(results: Results, out: Path, options: Options) -> Report:
    """Write the results into a gradebook that exists.

    Args:
        results: what was graded.
        out: `gradebook.db`.
        options: nothing of it matters here, but that work which is not graded was let through.

    Raises:
        UsageError: nbgrader is not installed, or there is no gradebook.
        ResultsError: the gradebook has no notebook of a topic's name, or other points than the results.
    """
    if find_spec("nbgrader") is None:
        raise UsageError("This needs nbgrader, which is not installed. Run `pip install 'deep-grader[instructor]'`.")
    if not out.is_file():
        raise UsageError(
            f"There is no gradebook {out}. Run `nbgrader generate_assignment` in the course folder first: it makes one."
        )
    report = Report()
    with warnings.catch_warnings(), _opened(out) as gradebook:
        warnings.simplefilter("ignore")  # nbgrader's models make SQLAlchemy 2 warn at each new submission
        homes = _homes(gradebook)
        count = 0
        for submission in results.submissions():
            if not submission.missing and not submission.excused:
                count += _write_submission(gradebook, homes, submission, results.source, report)
    report.notes.append(f"{out}: {count} notebooks of {results.source} are in the gradebook.")
    return report


def _opened(path: Path) -> Any:
    """The gradebook. nbgrader calls `alembic` for that, which is installed beside Python, wherever PATH leads."""
    from nbgrader.api import Gradebook

    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        return Gradebook(f"sqlite:///{path.resolve()}")
    finally:
        os.environ["PATH"] = before


def _homes(gradebook: Any) -> dict[str, list[str]]:
    """Topic -> the assignments that have a notebook of that name."""
    homes = defaultdict(list)
    for assignment in gradebook.assignments:
        for notebook in assignment.notebooks:
            homes[notebook.name].append(assignment.name)
    return homes


def _write_submission(
    gradebook: Any, homes: dict[str, list[str]], submission: Submission, source: str, report: Report
) -> int:
    """One student's topics; returns how many notebooks that were."""
    _write_student(gradebook, submission)
    latest: dict[str, datetime] = {}
    graded = [topic for topic in submission.topics if not topic.excused and not topic.ungraded]
    for topic in graded:
        (home, *others) = homes.get(topic.topic) or [""]
        if not home or others:
            what = f"is in several assignments: {', '.join([home, *others])}" if home else "is in no assignment"
            raise ResultsError(
                f"{source}: the notebook {topic.topic} {what} of this gradebook. "
                "Generate the course with `grader generate --format ipynb`, then run `nbgrader generate_assignment`."
            )
        at = _moment(topic.submitted_at)
        if at is not None:
            latest[home] = max(at, latest.get(home, at))
        given = {"timestamp": latest[home]} if home in latest else {}
        gradebook.update_or_create_submission(home, submission.student, **given)
        _write_notebook(gradebook, home, submission.student, topic, source)
    gradebook.db.commit()
    left = [topic.topic for topic in submission.topics if topic.ungraded]
    report.names("Not graded, and left as they were", [f"{submission.student} ({', '.join(left)})"] if left else [])
    return len(graded)


def _write_student(gradebook: Any, submission: Submission) -> None:
    """A student, with what is known of them where the gradebook knows nothing yet."""
    known = gradebook.update_or_create_student(submission.student)
    first, _, last = (submission.name or "").rpartition(" ")
    given = {"first_name": first, "last_name": last, "email": submission.email or ""}
    if new := {key: value for key, value in given.items() if value and not getattr(known, key)}:
        gradebook.update_or_create_student(submission.student, **new)


def _write_notebook(gradebook: Any, assignment: str, student: str, topic: Topic, source: str) -> None:
    """A topic's scores and comments, cell by cell."""
    notebook = gradebook.find_submission_notebook(topic.topic, assignment, student)
    by_function: dict[str, list[Test]] = defaultdict(list)
    for test in topic.tests:
        by_function[test.function or "topic"].append(test)
    grades = {grade.name: grade for grade in notebook.grades}
    by_hand = False
    for function, tests in by_function.items():
        grade = grades.get(f"test_{function}")
        most = sum(test.points for test in tests if not test.extra_credit)
        if grade is None or abs(grade.max_score - most) > NEAR:
            there = "is not there" if grade is None else f"has {grade.max_score:g} points"
            raise ResultsError(
                f"{source}: test_{function} of {topic.topic} has {most:g} points in the results, and {there} in the "
                "gradebook. Generate the course anew, then run `nbgrader generate_assignment --force`."
            )
        by_hand |= grade.manual_score is not None
        _write_grade(grade, tests)
    for comment in notebook.comments:
        if comment.name in by_function:
            comment.auto_comment = comment_on(by_function[comment.name])
    gradebook.db.flush()
    gradebook.db.refresh(notebook)
    notebook.late_submission_penalty = _penalty(topic, notebook.score if by_hand else topic.score, by_hand=by_hand)


def _write_grade(grade: Any, tests: list[Test]) -> None:
    """A cell's points. Where a person gave other points, a changed result asks to look at them again."""
    earned = round(sum(test.earned for test in tests if not test.extra_credit), 6)
    changed = grade.auto_score is None or abs(grade.auto_score - earned) > NEAR
    grade.auto_score = earned
    if any(test.extra_credit for test in tests):
        grade.extra_credit = round(sum(test.earned for test in tests if test.extra_credit), 6)
    if grade.manual_score is None:
        grade.needs_manual_grade = False
    elif changed:
        grade.needs_manual_grade = True


def _penalty(topic: Topic, score: float, *, by_hand: bool) -> float | None:
    """The points that lateness costs; a share of the score where a person changed it."""
    if by_hand and topic.penalty:
        return round(score * topic.penalty, 6)
    if by_hand or topic.final_score is None:
        return None
    return round(max(topic.score - topic.final_score, 0.0), 6) or None


def comment_on(tests: list[Test]) -> str | None:
    """What a student reads at the solution: the lost tests with their messages; nothing where none is lost."""
    parts, before = [], ""
    for test in tests:
        if test.earned < test.points:
            said = f"\n{test.message}" if test.message and test.message != before else ""
            parts.append(f"{test.title or test.name} ({test.points:g}){said}")
            before = test.message
    return "\n\n".join(parts) or None


def _moment(text: str | None) -> datetime | None:
    """A moment as nbgrader keeps it: in UTC, without saying so."""
    if not text:
        return None
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
