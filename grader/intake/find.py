"""Which form a class comes in, and the class in it."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from grader.errors import IntakeError, UsageError
from grader.intake.archive import OF_A_CLASS, Archive, ZipPlace
from grader.intake.forms import canvas, classroom, files, folders, gradescope, moodle, nbgrader
from grader.intake.forms.context import Context
from grader.intake.gather import topic_meant
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import DiskPlace, Place
from grader.intake.topic import SUFFIXES

LAYOUT = (
    "It must hold one folder a student, or one zip, with <topic>.py or <chapter>/<topic>/<topic>.py in it, "
    "or be a download of Canvas, Moodle, Gradescope, nbgrader or GitHub Classroom."
)
MOST_ODD = 5  # entries that are named when they are left out
MOST_WRAPPED = 3  # folders that hold nothing but the next one


class Form(Protocol):
    """A module of `grader.intake.forms`."""

    def looks_so(self, place: Place, context: Context) -> bool:
        """Whether a place has this form."""

    def read(self, place: Place, context: Context) -> Found:
        """The class in it."""


FORMS: dict[str, Form] = {
    "folders": folders,
    "canvas": canvas,
    "moodle": moodle,
    "gradescope": gradescope,
    "nbgrader": nbgrader,
    "classroom": classroom,
    "files": files,
}
_UNMISTAKABLE = ("gradescope", "moodle", "canvas", "nbgrader", "classroom")  # by names that no other form has


def find_class(path: Path, form: str, context: Context, stack: ExitStack) -> Found:
    """The class at a path.

    Args:
        path: a folder, a zip or a single file.
        form: "auto", or one of FORMS.
        context: of the run.
        stack: closes what has to stay open while files are gathered.

    Raises:
        UsageError: there is no class that can be read.
    """
    if path.is_file() and path.suffix.lower() in SUFFIXES:
        return _single(path, context)
    try:
        place = _open(path, stack)
        name, place = _recognised(place, context) if form == "auto" else (form, _inside(place, form, context))
        found = FORMS[name].read(place, context)
        odd = [reason for _, reason in place.odd()]
    except IntakeError as error:
        raise UsageError(f"The submissions {path} cannot be read: {error}") from None
    if not found.handins:
        how = f", read as --from {form}" if form != "auto" else ""
        raise UsageError(f"The submissions folder {path} holds no student's folder or zip{how}. {LAYOUT}")
    rest = (f"and {len(odd) - MOST_ODD} more like it",) if len(odd) > MOST_ODD else ()
    return replace(found, notes=(*found.notes, *odd[:MOST_ODD], *rest))


def _open(path: Path, stack: ExitStack) -> Place:
    """A folder, or a zip as one."""
    try:
        kind = path.stat()
    except FileNotFoundError:
        raise UsageError(f"The submissions folder {path} does not exist. {LAYOUT}") from None
    except OSError as error:
        raise UsageError(f"The submissions folder {path} cannot be read: {error.strerror}. {LAYOUT}") from None
    if path.is_dir():
        return DiskPlace(path.resolve(), str(path))
    if path.suffix.lower() != ".zip":
        raise UsageError(f"{path} is a file, not a folder of submissions or a zip. {LAYOUT}")
    real = path.resolve()  # a link that the instructor names is followed
    archive = Archive(DiskPlace(real.parent).stream(real.name, kind.st_size), path.stem, str(path), OF_A_CLASS)
    stack.callback(archive.close)
    return ZipPlace(archive)


def _single(path: Path, context: Context) -> Found:
    """A file by itself: the work of whoever it, or its folder, is called after.

    Raises:
        UsageError: its name is no topic's.
    """
    topics = context.topics or {}
    student, called = path.absolute().parent.name, path.name
    if topics and topic_meant(path.name, topics) is None:
        student, topic = files.whose(path.stem, topics)
        if not topic and len(topics) == 1:
            student, topic = path.stem, next(iter(topics))
        if not topic:
            raise UsageError(
                f"{path} is called like none of the topics: {', '.join(topics)}. Rename it, such as "
                f"{next(iter(topics))}{path.suffix}, or say with --topic which one it is."
            )
        called = topic + path.suffix
    real = path.resolve()
    part = Part(DiskPlace(real.parent), real.name, called)
    return Found("a single file", [Handin(Who(student or "you"), (part,))])


def _recognised(place: Place, context: Context) -> tuple[str, Place]:
    """The form of a place, or of the only folder in it."""
    inner = place
    for _ in range(MOST_WRAPPED):
        name = next((each for each in _UNMISTAKABLE if FORMS[each].looks_so(inner, context)), "")
        if name:
            return name, inner
        if len(inner.folders()) != 1 or inner.files() or not _opens(inner, inner.folders()[0]):
            break
        inner = inner.enter(inner.folders()[0])
    if isinstance(place, ZipPlace):
        place = _unwrapped(place, context)
    return next((each for each in ("files", "folders") if FORMS[each].looks_so(place, context)), "folders"), place


def _inside(place: Place, form: str, context: Context) -> Place:
    """The place, or the only folder in it, whichever has the form that was asked for."""
    inner = place
    for _ in range(MOST_WRAPPED):
        if FORMS[form].looks_so(inner, context):
            return inner
        if len(inner.folders()) != 1 or not _opens(inner, inner.folders()[0]):
            break
        inner = inner.enter(inner.folders()[0])
    return place


def _opens(place: Place, name: str) -> bool:
    """Whether a folder can be looked into: if it is a student's, the others are read all the same."""
    try:
        place.enter(name).files()
    except IntakeError:
        return False
    return True


def _unwrapped(place: Place, context: Context) -> Place:
    """What a zip holds, without the folder that was zipped: `class/ada`, `class/bob` as `ada`, `bob`.

    Where that folder is one student's work, it is the zip's whose work that is; where the roster has a student of
    that name, it is that student's.
    """
    for _ in range(MOST_WRAPPED):
        if len(place.folders()) != 1 or place.files() or files.looks_so(place, context):
            break
        (name,) = place.folders()
        if name.casefold() in context.known:
            break
        outer, place = place.name, place.enter(name)
        place.name = outer
    return place
