"""Writes what the place reads: always `results.json` and JUnit, and then what is its own."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.atomic import written_whole
from grader.ci import github, gitlab
from grader.ci.locate import Locator
from grader.ci.metadata import Metadata
from grader.ci.place import Place
from grader.ci.request import Graded
from grader.ci.summary import markdown
from grader.errors import UsageError
from grader.export import classroom, gradescope, junit, sarif
from grader.export.marks import Numbers
from grader.results_file import Submission, write

NUMBERS = Numbers(4)  # no place asks for fewer, and half a point divided by days late needs them


@dataclass
class Report:
    """What was written.

    Attributes:
        files: the paths, in order.
        commands: lines for the log that the place acts on.
    """

    files: list[Path] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


def default_folder(place: Place) -> Path:
    """Where the files go unless somebody says otherwise."""
    return place.autograder / "grader-results" if place.kind == "gradescope" else Path("grader-results")


def write_report(graded: Graded, place: Place, folder: Path, metadata: Metadata) -> Report:
    """Write everything.

    Raises:
        UsageError: a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {folder} cannot be made: {error.strerror}. Choose another with --out.") from None
    report, submission = Report(), graded.submission
    locator = Locator(place.root, graded.folder, graded.topics)
    with _file(report, folder / "results.json") as stream:
        write(stream, [graded.row], course=graded.course, isolation=graded.isolation)
    with _file(report, folder / "junit.xml") as stream:
        junit.write(stream, graded.course or "grader", junit.suites_of(submission))
    if place.kind == "github":
        _github(report, graded, submission, place, folder, locator)
    elif place.kind == "gitlab":
        _json(report, folder / "gl-code-quality-report.json", gitlab.code_quality(submission, locator))
    elif place.kind == "gradescope" and graded.status != "error":
        output = "\n".join(metadata.lines(graded.language))
        results = place.autograder / "results" / "results.json"
        _make(results.parent)
        _json(report, results, gradescope.report(submission, NUMBERS, output))
    return report


def _github(
    report: Report, graded: Graded, submission: Submission, place: Place, folder: Path, locator: Locator
) -> None:
    result = classroom.encoded(classroom.report(submission, NUMBERS, locator.place))
    found = sarif.document(sarif.results_of(submission, locator.place))
    _json(report, folder / "results.sarif", found)
    summary = markdown(submission, graded.titles, graded.language, public_only=graded.public_only)
    files = {"results-file": str(folder / "results.json"), "junit-file": str(folder / "junit.xml")}
    _append(report, place, "GITHUB_STEP_SUMMARY", summary)
    _append(report, place, "GITHUB_OUTPUT", github.outputs(submission, graded.status, result, files))
    report.commands += github.annotations(submission, locator, graded.language)


def _append(report: Report, place: Place, variable: str, text: str) -> None:
    """Add to a file that the place names, if it names one."""
    name = place.variables.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"{variable} is {name}, which cannot be written: {error.strerror}. Set it anew.") from None
    report.files.append(Path(name))


@contextmanager
def _file(report: Report, path: Path) -> Iterator[Any]:
    with written_whole(path) as stream:
        yield stream
    report.files.append(path)


def _json(report: Report, path: Path, data: object) -> None:
    with _file(report, path) as stream:
        json.dump(data, stream, ensure_ascii=False, indent=1)
        stream.write("\n")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {folder} cannot be made: {os.strerror(error.errno or 0)}.") from None
