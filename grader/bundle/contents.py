"""What a bundle holds: the exercises of a course as `solutions/` has them, the course file, and the course's secret."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from grader.archive import write_zip
from grader.bundle.lock import Key, lock, unlock
from grader.catalogue import Catalogue, Exercise, read_catalogue
from grader.course import read_course
from grader.errors import BundleError
from grader.sigterm import sigterm_as_interrupt

COURSE, SECRET, TOPICS, SOLUTIONS = "course.yaml", "secret", "topics", "solutions"
LARGEST = 256 << 20  # bytes


class Unlocked(NamedTuple):
    """A bundle that lies open in a private folder."""

    solutions: Path
    course_file: Path
    secret_file: Path
    topics: tuple[str, ...]


def course_files(solutions: Path, course_file: Path | None, topics: Sequence[str], secret: bytes) -> dict[str, bytes]:
    """Everything that grading a course needs, by path.

    Args:
        solutions: the folder `solutions/`.
        course_file: of the course, if there is one.
        topics: instead of the course file's.
        secret: of the course, so that inputs are the same here and there.

    Raises:
        CatalogueError, CourseError, UsageError: what is wrong, and what to do about it.
    """
    course = read_course(course_file) if course_file else None
    catalogue = read_catalogue(solutions)
    wanted = catalogue.only(topics or (course.topics if course else []))
    text = course_file.read_bytes() if course_file else b"title: course\n"
    names = "".join(f"{each.topic}\n" for each in wanted)
    files = {COURSE: text, SECRET: secret + b"\n", TOPICS: names.encode()}
    for exercise in _with_prerequisites(catalogue, wanted):
        for path in _files_of(exercise):
            files[f"{SOLUTIONS}/{exercise.relative}/{path.name}"] = path.read_bytes()
    return files


def make_bundle(files: dict[str, bytes], key: Key) -> bytes:
    """The files, packed and locked."""
    packed = io.BytesIO()
    write_zip(packed, files)
    return lock(packed.getvalue(), key)


@contextmanager
def unlocked(path: Path, key: Key) -> Iterator[Unlocked]:
    """The bundle's files in a folder that only this user can enter, for the length of the block.

    The folder is gone afterwards, also after an error, Ctrl-C or a polite kill.

    Raises:
        BundleError: the bundle cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise BundleError(f"The bundle {path} cannot be read: {error.strerror}. Name the file.") from None
    if len(data) > LARGEST:
        raise BundleError(f"{path} has more than {LARGEST >> 20} MiB; no bundle has. Name the right file.")
    content = unlock(data, key, str(path))
    with sigterm_as_interrupt():  # a pipeline that is cancelled sends it: the folder must not stay behind
        folder = Path(tempfile.mkdtemp(prefix="grader-bundle-"))  # mode 700
        try:
            _unpack(content, folder, path)
            topics = tuple((folder / TOPICS).read_text("utf-8").split())
            yield Unlocked(folder / SOLUTIONS, folder / COURSE, folder / SECRET, topics)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _unpack(content: bytes, folder: Path, path: Path) -> None:
    """Write the files. Whoever has the key made them; a name that leads outside is refused all the same."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            parts = PurePosixPath(info.filename).parts
            if not parts or ".." in parts or info.filename.startswith("/") or "\\" in info.filename:
                raise BundleError(f"{path} holds the name {info.filename!r}, which no bundle has. Make it anew.")
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(info))


def _with_prerequisites(catalogue: Catalogue, wanted: Catalogue) -> list[Exercise]:
    """The topics with all that they build on: a catalogue without those would not be whole."""
    topics = {exercise.topic: exercise for exercise in catalogue}
    found: dict[str, Exercise] = {}
    waiting = [exercise.topic for exercise in wanted]
    while waiting:
        topic = waiting.pop()
        if topic not in found:
            found[topic] = topics[topic]
            waiting += topics[topic].info.prerequisites
    return [exercise for exercise in catalogue if exercise.topic in found]


def _files_of(exercise: Exercise) -> list[Path]:
    return [
        exercise.folder / "exercise.yaml",
        exercise.reference_path,
        exercise.public_suite,
        exercise.hidden_suite,
        exercise.misconceptions_path,
        *exercise.handouts.values(),
        *exercise.figures,
    ]
