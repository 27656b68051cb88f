"""The course secret: what makes a hidden suite's inputs the same for everybody and known to nobody."""

import os
import secrets
import stat
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
    except OSError as error:
        raise UsageError(
            f"The course secret {file} cannot be used: {error.strerror}. "
            f"Give another place with --secret-file, or the secret itself in {VARIABLE}."
        ) from None


def _create(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(file, mode, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError:
        return  # another grader was faster, and its secret is as good
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(secrets.token_hex(32) + "\n")


def _long_enough(value: str, where: str) -> bytes:
    if len(value) < LEAST_LENGTH:
        raise UsageError(
            f"{where} holds a secret of {len(value)} characters; "
            f"at least {LEAST_LENGTH} are needed, so that nobody guesses it."
        )
    return value.encode()
