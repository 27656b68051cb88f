"""Grades one submission in a pipeline: with `solutions/`, with a bundle, or with a kit's public suites alone."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from grader.ci.place import Place
from grader.ci.public import with_kit
from grader.ci.request import Graded, Request
from grader.ci.shield import hide_process
from grader.errors import UsageError
from grader.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from grader.bundle.contents import Unlocked


def grade(request: Request, place: Place) -> Graded:
    """Grade the submission.

    Raises:
        UsageError, CatalogueError, CourseError, BundleError, SuiteError: what is wrong, and what to do about it.
    """
    workspace = _workspace(request)
    folder = _folder(request, place, workspace)
    student = request.student or place.owner or folder.name or "submission"
    with ExitStack() as stack:
        course_file, solutions, secret, topics = request.course, request.solutions, request.secret_file, request.topics
        if request.bundle is not None:
            opened = stack.enter_context(_unlocked(request.bundle, request.key_file))
            course_file, solutions = course_file or opened.course_file, opened.solutions
            secret = secret or opened.secret_file
            topics = topics or (() if request.course else opened.topics)  # a course that was named has its own
        elif solutions is None:
            solutions = workspace.solutions if workspace is not None else None
        if solutions is not None:
            return _with_solutions(request, folder, student, solutions, course_file, secret, topics)
        if workspace is None:
            raise UsageError(
                f"There is nothing to grade {folder} with: no kit.yaml in it or above it, and neither --solutions nor "
                "--bundle. Run this in a folder that `grader start` or `grader generate` made, or name one of the two."
            )
        if course_file is not None:
            raise UsageError(
                f"The course file {course_file} asks for hidden suites, and there are none here. Name the folder with "
                "--solutions, or a bundle with --bundle."
            )
        return with_kit(request, folder, student, workspace)


def _unlocked(bundle: Path, key_file: Path | None) -> "AbstractContextManager[Unlocked]":
    from grader.bundle import course_key, unlocked  # needs a package that students do without

    key = course_key(key_file)
    hide_process()
    return unlocked(bundle, key)


def _workspace(request: Request) -> Workspace | None:
    for start in (Path.cwd(), request.submission):
        if start is not None:
            try:
                return find_workspace(start)
            except UsageError as error:
                if "kit.yaml" in str(error):  # there is a kit, and it is malformed
                    raise
    return None


def _folder(request: Request, place: Place, workspace: Workspace | None) -> Path:
    if request.submission is not None:
        folder = request.submission
    elif place.kind == "gradescope":
        folder = place.autograder / "submission"
    else:
        folder = workspace.root if workspace is not None else Path.cwd()
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UsageError(f"The submission {folder} {what}. Name the student's folder with --submission.")
    return folder.resolve()


def _with_solutions(
    request: Request, folder: Path, student: str, solutions: Path, course_file: Path | None, secret: Path | None,
    topics: Sequence[str],
) -> Graded:  # fmt: skip
    try:
        from grader.ci.both import with_solutions  # needs what a student's machine does without
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Hidden suites need the package {error.name}, which is not installed. "
            "Run: pip install 'deep-grader[instructor]'"
        ) from None
    return with_solutions(request, folder, student, solutions, course_file, secret, topics)
