"""Where marks come from: a results file, or the store of what was graded."""

from pathlib import Path

from grader.errors import UsageError
from grader.results_file import Results, read

SQLITE = b"SQLite format 3\0"  # how such a file begins


def open_results(where: str, course: str | None = None) -> Results:
    """The results at a place.

    Args:
        where: the path of a results file or of a store, or a store's URL.
        course: which of a store's courses.

    Raises:
        ResultsError, StoreError: they cannot be read.
        UsageError: a course was named, and a results file has but one; what reads stores is not installed.
    """
    if "://" not in where and not _is_database(Path(where)):
        if course is not None:
            raise UsageError("--course is for a store: a results file holds one course. Leave it out.")
        return read(Path(where))
    try:
        from grader.export.from_store import read_store  # needs what a student's machine does without
    except ModuleNotFoundError as error:
        raise UsageError(
            f"A store needs the package {error.name}, which is not installed. "
            "Run: pip install 'deep-grader[instructor]'"
        ) from None
    return read_store(where, course)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(SQLITE)) == SQLITE
    except OSError:
        return False  # whoever reads it says why it cannot be read
