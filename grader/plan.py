"""From the arguments of `grade` to a job: topics, students, secret and feedback."""

from collections.abc import Sequence
from pathlib import Path

from grader.catalogue import read_catalogue
from grader.course import Course, read_course
from grader.grade import Job
from grader.intake import find_students
from grader.sandbox.isolation import settle
from grader.secret import course_secret


def plan(
    submissions: Path, solutions: Path, course_file: Path | None, topics: Sequence[str], secret_file: Path | None,
    *, isolation: str | None = None,
) -> Job:  # fmt: skip
    """Read everything that a run needs, before anything is graded.

    `isolation` is the least level that the run needs, whatever the course says.

    Raises:
        UsageError, CatalogueError, CourseError: what is wrong, and what to do about it.
    """
    course = read_course(course_file) if course_file else Course(title=submissions.resolve().name)
    students = find_students(submissions)
    catalogue = read_catalogue(solutions).only(topics or course.topics)
    return Job(
        exercises=catalogue.exercises,
        students=students,
        secret=course_secret(secret_file or _secret_file(course, course_file, solutions)),
        feedback=course.feedback.model_dump(),
        course=course.title,
        language=course.language or "en",
        isolation=settle(isolation or course.isolation),
    )


def _secret_file(course: Course, course_file: Path | None, solutions: Path) -> Path:
    if course_file is not None and course.secret_file is not None:
        return course_file.parent / course.secret_file
    return solutions.resolve().parent / ".grader" / "secret"
