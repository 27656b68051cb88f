"""Gradescope's autograder: a zip with `setup.sh`, `run_autograder`, the grader itself, and the course."""

from collections.abc import Sequence
from pathlib import Path

from grader.archive import write_zip
from grader.atomic import bytes_written_whole
from grader.bundle.contents import course_files
from grader.catalogue import read_catalogue
from grader.ci.pipeline import template
from grader.ci.wheel import WHEEL_NAME, make_wheel, pins
from grader.plan import secret_of

PROGRAMS = frozenset({"setup.sh", "run_autograder"})


def write_autograder(
    out: Path, solutions: Path, course_file: Path | None, topics: Sequence[str] = (), secret_file: Path | None = None
) -> list[str]:
    """Write the zip.

    Args:
        out: the zip.
        solutions: the folder `solutions/`.
        course_file: of the course, if there is one.
        topics: instead of the course file's.
        secret_file: of the course, so that inputs are the same here and there.

    Returns:
        The topics in it.

    Raises:
        UsageError, CatalogueError, CourseError: what is wrong, and what to do about it.
    """
    course = course_files(solutions, course_file, topics, secret_of(solutions, course_file, secret_file))
    names = course["topics"].decode().split()
    extras = ["instructor"] + ["torch"] * any(exercise.info.torch for exercise in read_catalogue(solutions).only(names))
    files = {f"course/{name}": content for name, content in course.items()}
    files[f"wheels/{WHEEL_NAME}"] = make_wheel()
    files["constraints.txt"] = pins(extras).encode()
    setup = template("setup.sh").replace("{wheel}", f"wheels/{WHEEL_NAME}").replace("{extras}", f"[{','.join(extras)}]")
    files["setup.sh"] = setup.encode()
    files["run_autograder"] = template("run_autograder").encode()
    with bytes_written_whole(out, 0o600) as stream:
        write_zip(stream, files, PROGRAMS)
    return names
