"""The course secret: what makes a hidden suite's inputs the same for everybody and known to nobody."""

import os
import secrets
import tempfile
from pathlib import Path

from grader.errors import UsageError

VARIABLE = "GRADER_SECRET"
LEAST_LENGTH = 16  # characters
PUBLIC = b"deep-grader public suites"  # what `check` in a kit uses: there is nothing to hide there


def course_secret(file: Path) -> bytes:
    """The secret from the environment variable GRADER_SECRET, else from `file`, which is made on first use.

    Raises:
        UsageError: the secret is too short, or the file can be neither read nor written.
    """
    value = os.environ.get(VARIABLE)
    if value is not None:
        return _long_enough(value, f"The environment variable {VARIABLE}")
    try:
        if not file.exists():
            _create(file)
        return _long_enough(file.read_text(encoding="utf-8").strip(), str(file))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(
            f"The course secret {file} cannot be used: {why}. "
            f"Give another place with --secret-file, or the secret itself in {VARIABLE}."
        ) from None


def secret_in(variable: str) -> bytes:
    """The secret that a course keeps in an environment variable of its own. Raises UsageError where it is not set."""
    value = os.environ.get(variable)
    if value is None:
        raise UsageError(
            f"The environment variable {variable}, in which the course file looks for the secret, is not set. "
            "Set it, or give a file with --secret-file."
        )
    return _long_enough(value, f"The environment variable {variable}")


def _create(file: Path) -> None:
    """Make the file; it is there whole or not at all, and one that another grader made meanwhile is as good."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # for the owner's eyes only
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_hex(32) + "\n")
        _put(fresh, file)
    finally:
        fresh.unlink(missing_ok=True)


def _put(fresh: Path, file: Path) -> None:
    try:
        file.hardlink_to(fresh)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        fresh.replace(file)


def _long_enough(value: str, where: str) -> bytes:
    if len(value) < LEAST_LENGTH:
        raise UsageError(
            f"{where} holds a secret of {len(value)} characters; "
            f"at least {LEAST_LENGTH} are needed, so that nobody guesses it."
        )
    return os.fsencode(value)
