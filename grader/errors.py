"""Every exception that the grader raises on purpose, and the exit code each one means.

    GraderError                 what a user can put right; exit code 2
    ├── UsageError              a wrong argument: unknown topic, missing folder
    ├── CatalogueError          a malformed exercise folder or exercise.yaml
    ├── CourseError             a malformed course file or roster
    ├── IntakeError             a hand-in that cannot be read: that attempt alone is unreadable, the run goes on
    ├── GenerateError           solutions/ cannot become exercises/
    ├── SuiteError              a test suite is malformed (found while collecting it)
    ├── ResultsError            a results file that cannot be read, or holds what cannot be passed on
    ├── BundleError             a course bundle that cannot be opened
    ├── WorkerError             the worker could not be started or kept alive: our fault, never the student's
    ├── StoreError              the store of gradings cannot be read or written; what is in it is kept
    └── ClusterError            the cluster cannot be reached, or its workers are not like this machine

A student's mistake is data (an outcome), not an exception of this tree; what a student's call can
do to a *suite* is drawn in `grader/sandbox/failures.py`.
"""

from grader.language import spoken


class GraderError(Exception):
    """What a user can put right. The message names what, the value that was wrong, and the next step.

    Attributes:
        language: of the message: what is printed around it speaks the same.
    """

    exit_code = 2

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.language = spoken()


class UsageError(GraderError):
    """A wrong argument of a command."""


class CatalogueError(GraderError):
    """A malformed exercise folder or `exercise.yaml`."""


class CourseError(GraderError):
    """A malformed course file or roster."""


class IntakeError(GraderError):
    """A hand-in, or a file of one, that cannot be read. The attempt is marked so, and the run goes on.

    Attributes:
        ours: whether the reason lies with this machine and not with what was handed in.
    """

    def __init__(self, message: str, *, ours: bool = False) -> None:
        super().__init__(message)
        self.ours = ours


class GenerateError(GraderError):
    """`solutions/` cannot be turned into `exercises/`."""


class SuiteError(GraderError):
    """A test suite is malformed: found while it is collected, before any student is graded."""


class UnfitValueError(SuiteError):
    """A suite cannot go on with a value: its own fault, or the submission's where the value may be an answer of its."""


class ResultsError(GraderError):
    """A results file that cannot be read, or that holds what must not be passed on."""


class BundleError(GraderError):
    """A course bundle that cannot be opened: no key or a wrong one, changed, cut short, of another version."""


class WorkerError(GraderError):
    """The worker could not be started or kept alive. Nobody loses marks for it: the work is `not_graded`."""


class StoreError(GraderError):
    """The store of gradings cannot be read or written. What it holds already is kept."""


class ClusterError(GraderError):
    """The cluster cannot be reached, or its workers are not like this machine."""
