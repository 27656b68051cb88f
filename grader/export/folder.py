"""Formats of which every student gets a file: the folder that holds them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from grader.atomic import written_whole
from grader.errors import UsageError
from grader.results_file import Submission

ALLOWED = frozenset("._-@+ ")
LONGEST = 200  # bytes of a name; file systems take 255


def write_folder(folder: Path, submissions: Iterable[Submission], make: Callable[[Submission], dict[str, Any]]) -> int:
    """Write `<student>.json` for each.

    Args:
        folder: is made if it is missing.
        submissions: the class.
        make: gives the content.

    Returns:
        How many files were written.

    Raises:
        UsageError: the folder cannot be made or written to; two students would get the same file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {folder} cannot be made: {error.strerror}. Choose another with --out.") from None
    taken: dict[str, str] = {}
    for submission in submissions:
        name = file_name(submission.student)
        other = taken.setdefault(name.casefold(), submission.student)
        if other != submission.student:
            raise UsageError(
                f"{other!r} and {submission.student!r} would get the same file {name}.json. Rename one of the two."
            )
        with written_whole(folder / f"{name}.json") as stream:
            json.dump(make(submission), stream, ensure_ascii=False, indent=1)
            stream.write("\n")
    return len(taken)


def file_name(student: str) -> str:
    """A student's id as the name of a file on any system: what does not belong there becomes %XX."""
    kept = (char if (char.isalnum() or char in ALLOWED) else _escaped(char) for char in student)
    name = "".join(kept)
    if name[0] in ". " or name[-1] in ". ":
        name = _escaped(name[0]) + name[1:] if len(name) == 1 or name[0] in ". " else name[:-1] + _escaped(name[-1])
    while len(name.encode()) > LONGEST:
        name = name[:-1]
    return name


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
