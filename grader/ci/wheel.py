"""The installed grader as a wheel, and the versions beside it: what another machine needs to be this grader."""

import base64
import hashlib
import io
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

import grader
from grader import __version__
from grader.archive import write_zip
from grader.errors import UsageError

NAME = "deep-grader"
INFO = f"deep_grader-{__version__}.dist-info"
WHEEL_NAME = f"deep_grader-{__version__}-py3-none-any.whl"


def make_wheel() -> bytes:
    """The package as it runs here, ready for pip. Raises UsageError."""
    package = Path(grader.__file__).resolve().parent
    files = {
        f"grader/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    try:
        metadata = distribution(NAME)
    except PackageNotFoundError:
        raise UsageError(
            f"{NAME} runs here from its source and is not installed, so it cannot be packed. Run: pip install -e ."
        ) from None
    files[f"{INFO}/METADATA"] = (metadata.read_text("METADATA") or "").encode()
    files[f"{INFO}/entry_points.txt"] = (metadata.read_text("entry_points.txt") or "").encode()
    files[f"{INFO}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    lines = [f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items()]
    files[f"{INFO}/RECORD"] = "".join([*lines, f"{INFO}/RECORD,,\n"]).encode()
    packed = io.BytesIO()
    write_zip(packed, files)
    return packed.getvalue()


def pins(extras: list[str]) -> str:
    """`name==version` for everything that the grader needs, as it is installed here."""
    found: dict[str, str] = {}
    waiting = [Requirement(f"{NAME}[{','.join(extras)}]")]
    while waiting:
        wanted = waiting.pop()
        try:
            installed = distribution(wanted.name)
        except PackageNotFoundError:  # of an extra that this machine does without
            continue
        first = wanted.name not in found
        found[wanted.name] = installed.version.partition("+")[0]  # `2.0+cpu` is known to one index only
        for line in installed.requires or [] if first or wanted.extras else []:
            need = Requirement(line)
            chosen = [{"extra": extra} for extra in (*wanted.extras, "")]
            if need.marker is None or any(need.marker.evaluate(environment) for environment in chosen):
                waiting += [need] if need.name not in found else []
    found.pop(NAME, None)
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode("ascii").rstrip("=")
