"""nbgrader: `submitted/<student>/<assignment>/`, with a `timestamp.txt`, or its exchange's `inbound/` folder."""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath

from grader.errors import IntakeError
from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place
from grader.moments import in_zone, read_moment

TIMESTAMP = "timestamp.txt"
_COURSE = ("gradebook.db", "nbgrader_config.py", "source", "release", "autograded")
# <student>+<assignment>+<time in UTC>[+<random letters>]; a student's name may hold a plus itself
_INBOUND = re.compile(r"(?P<user>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* \w+)(?:\+\w+)?")
_TIME = re.compile(r"(?P<clock>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?)\s*(?P<zone>[A-Za-z]*|[+-]\d\d:?\d\d)")
_UTC = {"", "UTC", "UCT", "GMT", "Z"}


def looks_so(place: Place, context: Context) -> bool:
    """Whether it is a course's folder, its `submitted` folder, or an inbound folder."""
    folders = place.folders()
    if any(map(_INBOUND.fullmatch, folders)):
        return True
    if "submitted" in folders and any(map(place.holds, _COURSE)):
        return True
    return (place.name == "submitted" and bool(folders)) or any(map(_has_timestamp, map(place.enter, folders)))


def read(place: Place, context: Context) -> Found:
    """One hand-in for each student, with all assignments in it; for each time in an inbound folder."""
    if "submitted" in place.folders():
        place = place.enter("submitted")
    inbound = {name: _INBOUND.fullmatch(name) for name in place.folders()}
    if any(inbound.values()):
        handins = [_of_inbound(place, name, match, context) for name, match in inbound.items() if match]
        other = tuple(f"{name} is no hand-in, and is left out" for name, match in inbound.items() if not match)
        return Found("an inbound folder of nbgrader", handins, other)
    return Found("nbgrader's submitted folder", [_of_student(place, name, context) for name in place.folders()])


def _has_timestamp(student: Place) -> bool:
    try:
        return any(student.enter(name).holds(TIMESTAMP) for name in student.folders())
    except IntakeError:
        return False


def _of_inbound(place: Place, name: str, match: re.Match[str], context: Context) -> Handin:
    at, notes = _moment(match["time"], name, context)
    return Handin(Who(match["user"]), (Part(place.enter(name)),), at, notes=notes)


def _of_student(place: Place, name: str, context: Context) -> Handin:
    student, parts, notes = place.enter(name), [], list[str]()
    try:
        for assignment in student.folders():
            at, odd = _timestamp(student.enter(assignment), context)
            parts.append(Part(student.enter(assignment), at=at))
            notes += odd
        if not parts:  # files right in the student's folder: not as nbgrader has it, but nobody's work is lost
            parts.append(Part(student))
    except IntakeError as error:
        return Handin(Who(name), problem=str(error), ours=error.ours)
    times = [part.at for part in parts if part.at is not None]
    return Handin(Who(name), tuple(parts), max(times, default=None), notes=tuple(notes))


def _timestamp(assignment: Place, context: Context) -> tuple[datetime | None, tuple[str, ...]]:
    if TIMESTAMP not in assignment.files():
        return None, ()
    shown = f"{PurePosixPath(assignment.shown).name}/{TIMESTAMP}"
    try:
        return _moment(assignment.read(TIMESTAMP, 1024).decode("utf-8", "replace"), shown, context)
    except IntakeError as error:
        return None, (f"{shown}: {error}",)


def _moment(text: str, shown: str, context: Context) -> tuple[datetime | None, tuple[str, ...]]:
    """A time as nbgrader writes it. The short name of a zone is understood if it is UTC's or the course's own."""
    match = _TIME.fullmatch(text.strip())
    try:
        if match and match["zone"][:1] in ("+", "-"):
            return read_moment(match["clock"] + match["zone"]), ()
        if match and match["zone"].upper() in _UTC:
            return in_zone(read_moment(match["clock"]), UTC), ()
        local = in_zone(read_moment(match["clock"]), context.zone) if match and context.zone else None
        if match and local is not None and local.tzname() == match["zone"]:
            return local, ()
    except ValueError:
        pass
    return None, (f"{shown} says {text.strip()[:40]!r}, which is no time in UTC or the course's zone; it is not used",)
