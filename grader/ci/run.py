"""The whole of a pipeline's step: find the place, grade, write."""

from dataclasses import replace
from pathlib import Path

from grader.ci.grade import grade
from grader.ci.metadata import Metadata, read_metadata
from grader.ci.place import Place, find_place
from grader.ci.report import Report, default_folder, write_report
from grader.ci.request import Graded, Request


def run(request: Request, wanted: str | None = None, out: Path | None = None) -> tuple[Graded, Place, Report]:
    """Grade and report.

    Args:
        request: what is asked for.
        wanted: the place, if it is not to be found out.
        out: the folder for the files.

    Raises:
        GraderError: what is wrong, and what to do about it.
    """
    place = find_place(wanted)
    metadata = read_metadata(place.autograder) if place.kind == "gradescope" else Metadata()
    asked = replace(
        request,
        student=request.student or metadata.student,
        attempt=metadata.attempt,
        submitted_at=metadata.created_at,
        due=metadata.due,
    )
    graded = grade(asked, place)
    rest = {key: value for key, value in graded.row.items() if key != "topics"}
    graded.row = rest | metadata.people | {"topics": graded.row["topics"]}  # topics last: they are long
    return graded, place, write_report(graded, place, out or default_folder(place), metadata)
