"""Puts a pipeline into a kit: the workflow of GitHub or GitLab, and the course's bundle beside it."""

from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from grader import __version__
from grader.atomic import bytes_written_whole, written_whole
from grader.errors import UsageError
from grader.kit.manifest import Kit

KEY = "GRADER_KEY"  # of `grader.bundle`, which needs a package that a kit without a bundle does not


class Target(NamedTuple):
    """Where a system looks: for its workflow, and for what belongs to it."""

    workflow: str
    bundle: str


TARGETS = {
    "github": Target(".github/workflows/grade.yml", ".github/course.bundle"),
    "gitlab": Target(".gitlab-ci.yml", ".gitlab/course.bundle"),
}


def write_pipeline(out: Path, kit: Kit, system: str, bundle: bytes | None) -> list[Path]:
    """Write the workflow, and the bundle if there is one.

    Args:
        out: the kit.
        kit: what is in it.
        system: `github` or `gitlab`.
        bundle: the secret side of the course; without one the public suites are run.

    Returns:
        The files that were written.

    Raises:
        UsageError: a file cannot be written.
    """
    target = TARGETS[system]
    extras = ["instructor"] * (bundle is not None) + ["torch"] * any(topic.torch for topic in kit.topics)
    written = [out / target.workflow]
    text = template(f"{system}.yml").format(
        version=__version__,
        extras=f"[{','.join(extras)}]" if extras else "",
        options=f" --bundle {target.bundle}" if bundle is not None else "",
        environment=f"\n        env:\n          {KEY}: ${{{{ secrets.{KEY} }}}}" if bundle is not None else "",
    )
    _make(written[0].parent)
    with written_whole(written[0]) as stream:
        stream.write(text)
    if bundle is not None:
        written.append(out / target.bundle)
        _make(written[1].parent)
        with bytes_written_whole(written[1]) as raw:
            raw.write(bundle)
    return written


def template(name: str) -> str:
    """One of the files that are filled in."""
    return (files("grader.ci") / "templates" / f"{name}.txt").read_text("utf-8")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {folder} cannot be made: {error.strerror}. Choose another place.") from None


def read_bundle(path: Path) -> bytes:
    """A bundle as it is. Raises UsageError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"The bundle {path} cannot be read: {error.strerror}. Make one with `grader bundle COURSE.yaml --out FILE`."
        ) from None
