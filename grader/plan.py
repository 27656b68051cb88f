"""From the arguments of `grade` to a job: topics, students, roster, rules, secret and feedback."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from grader.catalogue import Catalogue, Exercise, read_catalogue
from grader.catalogue.names import suggest
from grader.cores import cores
from grader.course import Course, check_topics, read_course
from grader.grade import Job
from grader.intake import Attempt, Intake, Roster, absent, read_roster
from grader.marks import handed_in_at
from grader.sandbox.isolation import settle, warnings
from grader.secret import course_secret, secret_in

ALL = "*"  # every topic, where topics to grade again are named


@contextmanager
def plan(
    submissions: Path, solutions: Path, course_file: Path | None, topics: Sequence[str], secret_file: Path | None,
    *, roster_file: Path | None = None, form: str = "auto", jobs: int | None = None, cluster: str = "",
    regrade: Sequence[str] = (), isolation: str | None = None,
) -> Iterator[Job]:  # fmt: skip
    """Read everything that a run needs, before anything is graded; what had to be unpacked is gone after the block.

    Raises:
        UsageError, CatalogueError, CourseError: what is wrong, and what to do about it.
    """
    catalogue = read_catalogue(solutions)
    course = check_topics(course_file, read_course(course_file), catalogue) if course_file else None
    rules = course or Course(title=submissions.resolve().name.removesuffix(".zip"))
    exercises = [limited(each, rules) for each in catalogue.only(topics or rules.topics)]
    roster = read_roster(roster_file, rules.zone) if roster_file else None
    relatives = {exercise.topic: exercise.relative for exercise in exercises}
    least = isolation or rules.isolation
    level = least if cluster else settle(least)  # a cluster's machines prove theirs before they get work
    with Intake(submissions, roster, topics=relatives, form=form, zone=rules.zone) as intake:
        attempts = [*intake.attempts, *map(absent, intake.missing)]
        yield Job(
            exercises=exercises,
            students=sorted(attempts, key=lambda attempt: (attempt.student, attempt.number)),
            secret=_secret(rules, course_file, secret_file, solutions),
            feedback=rules.feedback.model_dump(),
            course=rules.title,
            language=rules.language or "en",
            rules=course,
            roster=roster,
            isolation=least,
            report=[
                *(() if cluster else warnings(level)),
                *intake.report,
                *_undated(rules, roster, intake.attempts, relatives),
                *_for_nobody(rules, [attempt.student for attempt in attempts]),
            ],
            jobs=jobs or len(cores()),
            cluster=cluster,
            regrade=_topics_of(catalogue, regrade),
        )


def _topics_of(catalogue: Catalogue, names: Iterable[str]) -> frozenset[str]:
    """The topics of these names, ALL standing for every one."""
    return frozenset(each.topic for name in names for each in catalogue.only([name] if name != ALL else []))


def secret_of(solutions: Path, course_file: Path | None, secret_file: Path | None) -> bytes:
    """The course secret: from the file that is named, else from where the course file says, else beside solutions/."""
    course = read_course(course_file) if course_file else Course(title="any")
    return _secret(course, course_file, secret_file, solutions)


def _for_nobody(course: Course, students: Sequence[str]) -> Iterator[str]:
    """A line for each extension that nobody gets."""
    for who in sorted(course.extensions.keys() - set(students)):
        yield f"the course file gives {who} an extension, but there is nobody of that id. {suggest(who, students)}"


def _undated(
    course: Course, roster: Roster | None, attempts: Sequence[Attempt], topics: Iterable[str]
) -> Iterator[str]:
    """A line about those whose lateness nobody can tell."""
    due = [topic for topic in topics if course.due_of(topic) is not None]
    students = {
        attempt.student
        for attempt in attempts
        for topic in due
        if handed_in_at(attempt, roster.find(attempt.student) if roster else None, topic) is None
    }
    if students:
        everybody = len({attempt.student for attempt in attempts})
        yield (
            f"of {len(students)} of {everybody} students nothing says when they handed in: they count as on time "
            "(a column submitted_at in the roster can say it)"
        )


def store_place(course_file: Path | None, solutions: Path) -> Path:
    """Where the store is, unless the command line says otherwise: beside the course file, else beside solutions/."""
    return (course_file or solutions).resolve().parent / ".grader" / "store.sqlite"


def limited(exercise: Exercise, course: Course) -> Exercise:
    """The exercise under the limits that the course sets; the others stay its own."""
    limits = exercise.info.limits.model_copy(update=course.limits.model_dump(exclude_unset=True))
    return replace(exercise, info=exercise.info.model_copy(update={"limits": limits}))


def _secret(course: Course, course_file: Path | None, secret_file: Path | None, solutions: Path) -> bytes:
    """The secret from where the command line says, else the course file, else from its place beside solutions/."""
    if secret_file is None and course.secret_env:
        return secret_in(course.secret_env)
    if secret_file is None and course_file is not None and course.secret_file:
        secret_file = course_file.parent / course.secret_file
    return course_secret(secret_file or solutions.resolve().parent / ".grader" / "secret")
