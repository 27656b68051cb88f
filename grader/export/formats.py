"""The formats by name, and the one function that writes any of them."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from grader.atomic import written_whole
from grader.errors import UsageError
from grader.export.folder import write_folder
from grader.export.marks import ROUNDING, refuse_ungraded
from grader.export.options import Options, Report
from grader.results_file import Results, Submission


class Format(NamedTuple):
    """A format: its module under `grader.export`, and whether it is a `file`, a `folder` of files, or a `database`."""

    module: str
    kind: str
    what: str


FORMATS = {
    "canvas": Format("canvas", "file", "a gradebook to import; --check fills in the one that Canvas gave"),
    "moodle": Format("moodle", "file", "a grade import with feedback"),
    "gradescope": Format("gradescope", "folder", "results.json of each student"),
    "github-classroom": Format("classroom", "folder", "the result of each student, before base64"),
    "prairielearn": Format("prairielearn", "folder", "results.json of each student"),
    "check50": Format("check50", "folder", "check50's JSON of each student"),
    "junit": Format("junit", "file", "JUnit XML of the class"),
    "sarif": Format("sarif", "file", "SARIF 2.1.0 of the class, for code scanning"),
    "csv": Format("csv_wide", "file", "a row a student"),
    "csv-long": Format("csv_long", "file", "a row a test"),
    "otter": Format("otter", "file", "Otter-Grader's final_grades.csv"),
    "nbgrader": Format("nbgrader", "database", "nbgrader's gradebook.db, in place: scores, comments, penalties"),
    "json": Format("results_json", "file", "a results file (schema 1)"),
}


def export(name: str, results: Results, out: Path | TextIO | None, options: Options) -> Report:
    """Write the results in a format.

    Args:
        name: of the format.
        results: what was graded.
        out: a file or folder, or a stream.
        options: what else is asked for.

    Returns:
        What a person should know.

    Raises:
        ResultsError: work is not graded yet and `options.partial` is not set; the results cannot be read.
        UsageError: `out` is missing or cannot be written; the LMS's file does not fit.
    """
    found = FORMATS[name]
    if name != "canvas" and (options.check or options.scale or options.columns):
        raise UsageError(f"--check, --column and --scale are for canvas, not for {name}. Leave them out.")
    ungraded = {each.student: each.ungraded for each in results.submissions() if each.ungraded}
    if not options.partial:
        refuse_ungraded(ungraded, results.source)
    module = importlib.import_module(f"grader.export.{found.module}")
    if found.kind == "database":
        if not isinstance(out, Path):
            raise UsageError(f"{name} writes into a gradebook. Name it with --out gradebook.db.")
        return module.export(results, out, options)  # type: ignore[no-any-return]  # a module by its name
    if found.kind == "folder":
        report = _folder(name, module.report, results, out, options)
    elif isinstance(out, Path):
        with written_whole(out) as stream:
            report = module.export(results, stream, options)
    else:
        report = module.export(results, out, options)
    if found.module not in ("results_json", "junit", "sarif", "check50"):
        report.notes.insert(0, f"Numbers have {options.numbers.decimals} decimals, rounded {ROUNDING}.")
    report.notes += [results.note] if results.note else []
    report.names("Not all graded", list(ungraded))
    return report


def _folder(
    name: str, make: Callable[..., dict[str, Any]], results: Results, out: Path | TextIO | None, options: Options
) -> Report:
    if not isinstance(out, Path):
        raise UsageError(f"{name} writes a file for each student. Name the folder for them with --out DIR.")
    rest: object = results.course if name == "check50" else options.numbers

    def one(submission: Submission) -> dict[str, Any]:
        return make(submission, rest)

    count = write_folder(out, results.submissions(), one)
    return Report([f"{count} files are in {out}."])
