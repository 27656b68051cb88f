"""A results file again: what a store or another results file holds, one submission a line."""

from typing import TextIO

from grader.export.options import Options, Report
from grader.results_file import Results, write


def export(results: Results, stream: TextIO, _: Options) -> Report:
    """Write it."""
    rows = (each.model_dump(exclude_unset=True) for each in results.submissions())
    write(stream, rows, course=results.course, isolation=results.isolation)
    return Report()
