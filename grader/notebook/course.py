"""`generate --format ipynb`: an nbgrader course folder."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grader.catalogue import Catalogue, Exercise
from grader.errors import GenerateError
from grader.notebook.cells import notebook_of
from grader.results import TestResult
from grader.secret import PUBLIC
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of

CONFIG = "nbgrader_config.py"
SEAL = "deep_grader"  # in a notebook's metadata: the hash of what was generated, so that nobody's edits are lost
_CONFIG = '''\
"""nbgrader's settings for this course. Made once by `grader generate --format ipynb`; change it as you like."""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader gives it

c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.root = str(Path(__file__).parent.resolve()) if "__file__" in globals() else os.getcwd()

# Where the references and the hidden suites are. Test cells ask for them while nbgrader grades.
os.environ.setdefault("GRADER_SOLUTIONS", {solutions!r})

# `nbgrader autograde` grades these notebooks with the engine, in isolated workers, and runs no cell of a student's.
# Without this line it runs each notebook in a kernel, as nbgrader does; the scores are the same.
from grader.notebook.autograde import preprocessors

c.Autograde.autograde_preprocessors = preprocessors()

# In a kernel, a cell that grades takes as long as the tests of its function, and the first one starts the engine.
c.Execute.timeout = 180
'''


def render_course(catalogue: Catalogue, language: str, assignment: str) -> dict[str, bytes]:
    """The notebooks, by their path in the course folder: equal catalogues give equal bytes.

    Raises:
        GenerateError: a reference cannot be cut into cells; nbgrader is not installed.
    """
    _require_nbgrader()
    return {
        f"source/{assignment}/{exercise.topic}.ipynb": _sealed(
            notebook_of(exercise, points_by_function(exercise), language)
        )
        for exercise in catalogue.exercises
    }


def out_of_date(files: dict[str, bytes], out: Path) -> list[str]:
    """How the folder differs from these files: a line for each."""
    lines = [] if (out / CONFIG).exists() else [f"{out.as_posix()}/{CONFIG} is missing"]
    for name, content in files.items():
        path = out / name
        if not path.is_file():
            lines.append(f"{out.as_posix()}/{name} is missing")
        elif path.read_bytes() != content:
            lines.append(f"{out.as_posix()}/{name} differs from what solutions/ gives")
    return lines


def generate_course(
    catalogue: Catalogue, out: Path, language: str, assignment: str, course: str, *, check: bool
) -> list[str]:
    """Bring an nbgrader course folder up to date; with `check` only say what is not.

    Args:
        catalogue: the topics.
        out: the course folder. What is not ours in it stays as it is.
        language: of handouts and comments.
        assignment: nbgrader's name for all these notebooks together.
        course: the course's id in nbgrader.
        check: whether nothing is to be written.

    Returns:
        What is, or was, out of date: a line for each file.

    Raises:
        GenerateError: `assignment` is no name that nbgrader takes; see `render_course` and `write_course`.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", assignment, re.ASCII):
        raise GenerateError(
            f"{assignment!r} is no name for an assignment. Use letters, digits, - and _, such as week1."
        )
    files = render_course(catalogue, language, assignment)
    stale = out_of_date(files, out)
    if stale and not check:
        write_course(files, out, catalogue.root, course)
    return stale


def write_course(files: dict[str, bytes], out: Path, solutions: Path, course: str) -> None:
    """Write the notebooks, and nbgrader's settings where there are none yet.

    Raises:
        GenerateError: a notebook that stands there was edited by hand; the files cannot be written.
    """
    for name in files:
        if (out / name).is_file() and not _is_as_generated(out / name):
            raise GenerateError(
                f"{out / name} was edited since it was generated. Move it away if you want it made anew; "
                "or make your changes in solutions/."
            )
    try:
        for name, content in files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(content)
        if not (out / CONFIG).exists():
            text = _CONFIG.format(course=course, solutions=str(solutions.resolve()))
            (out / CONFIG).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GenerateError(f"{out} cannot be written: {error}. Check the folder's rights and free space.") from error


def points_by_function(exercise: Exercise) -> dict[str, float]:
    """Function -> its points over both suites, extra credit left out, in the order of the exercise.

    Raises:
        SuiteError: a suite cannot be collected.
    """
    tests: list[TestResult] = []
    nobody = Subject(None, exercise.reference_path.name, None)  # nothing is run: the tests are only collected
    run_suites(suites_of(exercise), terms_of(exercise, PUBLIC), [nobody], lambda _, found: tests.extend(found))
    return add_up(exercise.info.functions, ((test.function, test.points) for test in tests if not test.extra_credit))


def add_up(functions: Iterable[str], points: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Function -> the sum of its points; tests of no function in particular count under `topic`."""
    known, total = list(functions), defaultdict[str, float](float)
    for function, worth in points:
        total[function if function in known else "topic"] += worth
    order = [*known, "topic"] if "topic" in total and "topic" not in known else known
    return {function: round(total[function], 6) for function in order}


def _sealed(notebook: Any) -> bytes:
    import nbformat

    seal = _hash_of(notebook)
    notebook.metadata[SEAL] = {"generated": seal}
    nbformat.validate(notebook)
    return (str(nbformat.writes(notebook)) + "\n").encode()


def _is_as_generated(path: Path) -> bool:
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception:  # nbformat raises what its parts raise; a notebook that cannot be read is not one of ours
        return False
    return bool(notebook.metadata.get(SEAL, {}).get("generated") == _hash_of(notebook))


def _hash_of(notebook: Any) -> str:
    total = hashlib.sha256()
    for cell in notebook.cells:
        total.update(f"{cell.cell_type}\0{cell.source}\0{cell.metadata.get('nbgrader', {}).get('points')}\0".encode())
    return total.hexdigest()[:32]


def _require_nbgrader() -> None:
    if find_spec("nbgrader") is None:
        raise GenerateError(
            "Notebooks need nbgrader, which is not installed. Run `pip install 'deep-grader[instructor]'`."
        )
