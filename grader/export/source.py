"""Where marks come from: a results file."""

from pathlib import Path

from grader.results_file import Results, read


def open_results(where: str) -> Results:
    """The results at a place.

    Args:
        where: the path of a results file.

    Raises:
        ResultsError: it cannot be read.
    """
    return read(Path(where))
