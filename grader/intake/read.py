"""From a path to the attempts of a class."""

import os
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from grader.errors import UsageError
from grader.intake.attempt import Attempt, shown_name
from grader.intake.roster import Roster, RosterRow

FORMS = ("auto", "folders", "canvas", "moodle", "gradescope", "nbgrader", "classroom", "files")


class Intake:
    """A class's work while it is graded; what had to be unpacked for it is gone at the end of the block.

    Attributes:
        attempts: by student and number.
        missing: the students of the roster who handed in nothing.
        report: lines for the instructor: in which form it was read, and what was odd about it.
    """

    def __init__(
        self,
        path: Path,
        roster: Roster | None = None,
        *,
        topics: Mapping[str, str] | None = None,
        form: str = "auto",
        zone: tzinfo | None = None,
    ) -> None:
        """Name what to read; it is read at the start of the block.

        Args:
            path: a folder, a zip or a single file.
            roster: of the course.
            topics: those to look for -> their folders in a kit; None for every Python file.
            form: one of FORMS.
            zone: of times that are written without one.
        """
        self._path, self._roster = path, roster
        self._scratch = TemporaryDirectory(prefix="grader-intake-")
        self.attempts: list[Attempt] = []
        self.missing: list[RosterRow] = []
        self.report: list[str] = []

    def __enter__(self) -> Self:
        self.attempts = find_students(self._path)
        here = {attempt.student for attempt in self.attempts}
        self.missing = [row for row in self._roster or () if row.id not in here]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.cleanup()


def absent(row: RosterRow) -> Attempt:
    """The attempt of somebody who handed in nothing: a folder that holds nothing."""
    return Attempt(row.id, Path(os.devnull), number=0, name=row.name)


def find_students(submissions: Path) -> list[Attempt]:
    """The students' folders, by name.

    Raises:
        UsageError: the folder is missing, is not a folder, cannot be read, or holds no student's folder.
    """
    layout = "It must hold one folder a student, with <topic>.py or <chapter>/<topic>/<topic>.py in it."
    try:
        entries = sorted(os.scandir(submissions), key=lambda entry: entry.name)
    except FileNotFoundError:
        raise UsageError(f"The submissions folder {submissions} does not exist. {layout}") from None
    except NotADirectoryError:
        raise UsageError(f"{submissions} is a file, not a folder of submissions. {layout}") from None
    except OSError as error:
        raise UsageError(f"The submissions folder {submissions} cannot be read: {error.strerror}. {layout}") from None
    found = [
        Attempt(shown_name(entry.name), Path(entry.path))
        for entry in entries
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__"))
    ]
    if not found:
        raise UsageError(f"The submissions folder {submissions} holds no student's folder. {layout}")
    return found
