"""Writes keys and bundles."""

from collections.abc import Sequence
from pathlib import Path

from grader.atomic import bytes_written_whole
from grader.bundle.contents import course_files, make_bundle
from grader.bundle.lock import course_key, new_key
from grader.errors import UsageError
from grader.plan import secret_of


def write_key(file: Path | None) -> str | None:
    """A new key: in the file, for its owner's eyes only, or else returned.

    Raises:
        UsageError: the file is there already; a bundle that was locked with its key would be lost.
    """
    key = new_key()
    if file is None:
        return key
    if file.exists():
        raise UsageError(f"{file} is there already. A new key does not open old bundles: name another file.")
    with bytes_written_whole(file, 0o600) as stream:
        stream.write(key.encode() + b"\n")
    return None


def write_bundle(
    out: Path | None, solutions: Path, course_file: Path | None, topics: Sequence[str], key_file: Path | None,
    secret_file: Path | None,
) -> list[str]:  # fmt: skip
    """Write a bundle; returns what to say about it.

    Raises:
        UsageError, BundleError, CatalogueError, CourseError: what is missing or wrong, and what to do about it.
    """
    if out is None:
        raise UsageError("Name the file to write: --out course.bundle.")
    key = course_key(key_file)
    files = course_files(solutions, course_file, topics, secret_of(solutions, course_file, secret_file))
    data = make_bundle(files, key)
    with bytes_written_whole(out) as stream:
        stream.write(data)
    suites = sum(name.endswith("/test_hidden.py") for name in files)
    return [
        f"{out}: {suites} topic{'s' * (suites != 1)}, {len(files)} files, {len(data)} bytes, "
        f"locked with the key {key.id}.",
        f"Grade with it: GRADER_KEY=... grader ci --bundle {out}",
    ]
