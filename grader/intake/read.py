"""From a path to the attempts of a class."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from grader.intake.attempt import Attempt, shown_name
from grader.intake.find import find_class
from grader.intake.forms import folders
from grader.intake.forms.context import Context
from grader.intake.gather import NO_TOPIC, NOWHERE, Gatherer
from grader.intake.handin import Found
from grader.intake.match import Matched, match
from grader.intake.place import DiskPlace
from grader.intake.roster import Roster, RosterRow

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
MOST_ATTEMPTS = 20  # of one student: names of files are the student's to choose, and each attempt costs us time
MOST_NAMED = 10  # students in one line of the report


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
            form: "auto", or one of `grader.intake.find.FORMS`.
            zone: of times that are written without one.
        """
        self._path, self._roster, self._form = path, roster, form
        known = frozenset(name.casefold() for row in roster or () for name in (row.id, *row.logins))
        self._context = Context(topics, zone, known)
        self._scratch: TemporaryDirectory[str] | None = None
        self._folders = 0
        self.attempts: list[Attempt] = []
        self.missing: list[RosterRow] = []
        self.report: list[str] = []

    def __enter__(self) -> Self:
        """Read the class. Raises UsageError where there is none to be read."""
        try:
            with ExitStack() as stack:
                found = find_class(self._path, self._form, self._context, stack)
                matched = match(found.handins, self._roster)
                self.attempts = self._attempts(matched)
            self._look_back(found, matched)
        except BaseException:
            self._clean()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clean()

    def _clean(self) -> None:
        if self._scratch is not None:
            self._scratch.cleanup()

    def _new_folder(self) -> Path:
        """A folder of ours, for what has to be unpacked of one hand-in."""
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="grader-intake-")
        self._folders += 1
        folder = Path(self._scratch.name) / str(self._folders)
        folder.mkdir()
        return folder

    def _attempts(self, matched: list[Matched]) -> list[Attempt]:
        """The attempts of all, numbered in the order of time."""
        gatherer = Gatherer(self._context.topics, self._new_folder)
        by_student: dict[str, list[Matched]] = defaultdict(list)
        for each in matched:
            by_student[shown_name(each.student)].append(each)
        found = []
        for student, theirs in sorted(by_student.items()):
            theirs.sort(key=lambda each: (each.handin.at or _LONG_AGO, each.handin.rank))
            out = max(0, len(theirs) - MOST_ATTEMPTS)
            kept = [
                _attempt(student, number, each, gatherer) for number, each in enumerate(theirs[out:], start=out + 1)
            ]
            note = (f"only the last {MOST_ATTEMPTS} of {len(theirs)} attempts are read",) if out else ()
            found += [replace(attempt, notes=(*attempt.notes, *note)) for attempt in kept]
        return found

    def _look_back(self, found: Found, matched: list[Matched]) -> None:
        """Who is missing, and what there is to say."""
        here = {attempt.student for attempt in self.attempts}
        self.missing = [row for row in self._roster or () if row.id not in here]
        rest = len(found.notes) - MOST_NAMED
        more = [f"and {rest} more notes of this kind"] if rest > 0 else []
        odd = [*found.notes[:MOST_NAMED], *more, *self._odd(matched)]
        if odd or found.form != folders.FORM:  # the usual form needs no word
            self.report = [_headline(found, len(here)), *odd]

    def _odd(self, matched: list[Matched]) -> list[str]:
        """Lines about who is missing or unknown, and about what cannot be read."""
        unknown = sorted({shown_name(each.student) for each in matched if each.stranger})
        unreadable = [line for attempt in self.attempts for line in _unreadable(attempt)]
        lines = unreadable[:MOST_NAMED]
        if len(unreadable) > MOST_NAMED:
            lines.append(f"{len(unreadable) - MOST_NAMED} more cannot be read; their notes in the results say why")
        if self.missing:
            lines.append(f"handed in nothing, by the roster: {_named([row.id for row in self.missing])}")
        if unknown:
            lines.append(f"not in the roster, and graded all the same: {_named(unknown)}")
        return lines


def absent(row: RosterRow) -> Attempt:
    """The attempt of somebody who handed in nothing: a folder that holds nothing."""
    return Attempt(row.id, NOWHERE, number=0, name=row.name)


def _attempt(student: str, number: int, matched: Matched, gatherer: Gatherer) -> Attempt:
    handin, gathered = matched.handin, gatherer.gather(matched.handin)
    problem, ours = gathered.problem
    return Attempt(
        student=student,
        folder=gathered.folder,
        number=number,
        submitted_at=handin.at.astimezone(UTC) if handin.at is not None else None,
        problem=shown_name(problem),
        notes=tuple(map(shown_name, (*handin.notes, *matched.notes, *gathered.notes))),
        ours=ours,
        times={topic: at.astimezone(UTC) for topic, at in gathered.times.items()},
        refused={topic: (shown_name(reason), fault) for topic, (reason, fault) in gathered.refused.items()},
        name=shown_name(matched.name),
    )


def _unreadable(attempt: Attempt) -> list[str]:
    """A line for all that is lost to somebody, and why: nobody should have to look for a zero's reason."""
    if attempt.problem:
        return [f"{attempt.student} cannot be read: {attempt.problem}"]
    lost = [f"{attempt.student}, {topic} cannot be read: {reason}" for topic, (reason, _) in attempt.refused.items()]
    return lost or [f"{attempt.student}: {note}" for note in attempt.notes if note.startswith(NO_TOPIC)]


def _headline(found: Found, students: int) -> str:
    return ", ".join((f"Read as {found.form}: {students} student{'s' * (students != 1)}", *found.counts))


def _named(students: list[str]) -> str:
    rest = len(students) - MOST_NAMED
    return ", ".join(students[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def find_students(submissions: Path) -> list[Attempt]:
    """The students' folders, by name, when a folder for each is all that there is.

    Raises:
        UsageError: the folder is missing, is not a folder, cannot be read, or holds no student's folder.
    """
    with ExitStack() as stack:
        found = find_class(submissions, "folders", Context(), stack).handins
        places = [(handin.who.own, handin.parts[0].place) for handin in found if handin.parts]
    return [Attempt(student, place.path) for student, place in places if isinstance(place, DiskPlace)]
