"""What to grade, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.catalogue import Exercise
from grader.cores import cores
from grader.course import Course
from grader.intake import Attempt, Roster
from grader.worker.lockdown import LEVELS


@dataclass(frozen=True)
class Job:
    """What to grade and how.

    Attributes:
        exercises: the topics, in order.
        students: the attempts of the class, each student's together and in the order of time.
        secret: of the course.
        feedback: suite kind -> level.
        course: its title, for the results file.
        language: of the hints.
        isolation: the least level at which results count.
        rules: the course file that marks are derived by, None where there is none.
        roster: of the course, None where there is none.
        report: what intake has to say to the instructor.
        jobs: how many processes on this machine.
        cluster: the address of a Dask scheduler, whose workers are used instead; empty for none.
        regrade: the topics that are graded again whatever the store has.
    """

    exercises: Sequence[Exercise]
    students: Sequence[Attempt]
    secret: bytes = field(repr=False)
    feedback: dict[str, str] | None = None
    course: str = ""
    language: str = "en"
    isolation: str = LEVELS[0]
    rules: Course | None = None
    roster: Roster | None = None
    report: Sequence[str] = ()
    jobs: int = field(default_factory=lambda: len(cores()))
    cluster: str = ""
    regrade: frozenset[str] = frozenset()
