"""`solutions/` as `exercises/`: everything a student gets, and nothing else."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from grader.catalogue import Catalogue, Exercise
from grader.catalogue.model import Language
from grader.errors import GenerateError, UsageError
from grader.kit.leaks import find_leaks
from grader.kit.manifest import FILE, GENERATED, README, make_kit, read_kit
from grader.kit.readme import render_readme
from grader.kit.stub import make_stub


def generate(catalogue: Catalogue, out: Path, language: Language | None = None) -> None:
    """Write the kit into `out`, in place of the kit that is there.

    It is written beside `out` and renamed, so that `out` is never half a kit. Dotfiles in `out`
    (`.git`) stay where they are.

    Raises:
        GenerateError: a reference has no stub; a secret line would be published; `out` holds something
            that was not generated; the files cannot be written.
    """
    files = render(catalogue, language)
    out = out.resolve()
    _refuse_to_lose(out, files, catalogue)
    fresh = out.with_name(f".{out.name}.new-{secrets.token_hex(4)}")
    try:
        _write(fresh, files)
        _replace(out, fresh)
    except OSError as error:
        raise GenerateError(f"{out} cannot be written: {error}. Check the folder's rights and free space.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def out_of_date(catalogue: Catalogue, out: Path, language: Language | None = None) -> list[str]:
    """How `out` differs from what `generate` would write: a line for each file; empty when it is current.

    Raises:
        GenerateError: the kit cannot be generated at all.
    """
    files, present = render(catalogue, language), {path.relative_to(out).as_posix(): path for path in _visible(out)}
    lines = [f"{out.as_posix()}/{name} is missing" for name in files.keys() - present.keys()]
    lines += [f"{out.as_posix()}/{name} is not generated" for name in present.keys() - files.keys()]
    for name in files.keys() & present.keys():
        if not _same(files[name], present[name].read_bytes()):
            lines.append(f"{out.as_posix()}/{name} differs from what solutions/ gives")
    return sorted(lines)


def render(catalogue: Catalogue, language: Language | None = None) -> dict[str, bytes]:
    """The kit's files, by their path: equal catalogues give equal bytes.

    Raises:
        GenerateError: a reference has no stub, or a secret line would be published.
    """
    kit = make_kit(catalogue.exercises, language)
    files = {FILE: kit.to_yaml(GENERATED).encode(), README: render_readme(kit).encode()}
    for exercise in catalogue.exercises:
        files |= {f"{exercise.relative}/{name}": content for name, content in _topic_files(exercise)}
    hints = {f"{exercise.relative}/hints": _hints(exercise) for exercise in catalogue.exercises}
    if leaks := find_leaks(catalogue.exercises, files | hints):
        said = "\n".join(f"  {leak.public} repeats {leak.secret}: {leak.text}" for leak in leaks)
        raise GenerateError(f"students would get lines that are secret:\n{said}\nRewrite one side of each pair.")
    return files


def _topic_files(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    reference = exercise.reference_path
    source = reference.read_text("utf-8-sig")
    yield reference.name, make_stub(source, f"{exercise.shown}/{reference.name}").encode()
    yield f"test_{exercise.topic}.py", exercise.public_suite.read_bytes()
    yield "README.md", exercise.handouts["en"].read_bytes()
    yield "README.zh.md", exercise.handouts["zh"].read_bytes()
    for figure in exercise.figures:
        yield figure.name, figure.read_bytes()


def _hints(exercise: Exercise) -> bytes:
    """The hints as they read, not as YAML quotes and folds them."""
    hints = [hint for info in exercise.info.functions.values() for hint in info.hints]
    return "\n".join(text for hint in hints for text in (hint.en, hint.zh)).encode()


def _visible(folder: Path) -> list[Path]:
    """The files under a folder that are not a tool's own: no caches, no dotfiles."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
        and not any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _same(new: bytes, old: bytes) -> bool:
    """Equal, but for the ends of lines, which git may have changed."""
    return new == old or new.replace(b"\r\n", b"\n") == old.replace(b"\r\n", b"\n")


def _refuse_to_lose(out: Path, files: dict[str, bytes], catalogue: Catalogue) -> None:
    if out.is_relative_to(catalogue.root) or catalogue.root.is_relative_to(out):
        raise GenerateError(f"{out} is inside {catalogue.root}, or around it. Name a folder of its own.")
    if out.exists() and not out.is_dir():
        raise GenerateError(f"{out} is a file. Name a folder.")
    present = {path.relative_to(out).as_posix() for path in _visible(out)}
    if not present:
        return
    header = (out / FILE).read_bytes().splitlines()[:1] if (out / FILE).is_file() else []
    if header != [GENERATED.encode()]:
        raise GenerateError(
            f"{out} is not empty and was not generated: its {FILE} does not say so. Name a new or an empty folder."
        )
    if strange := sorted(present - files.keys() - _generated_before(out)):
        raise GenerateError(
            f"{out} holds files that were not generated: {', '.join(strange)}. Move them away, or delete them."
        )


def _generated_before(out: Path) -> set[str]:
    try:
        return set(read_kit(out).files())
    except UsageError:  # damaged, or of another version: then only the files of the new kit are known
        return set()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _replace(out: Path, fresh: Path) -> None:
    """Put `fresh` where `out` is; on failure `out` is as it was."""
    if not out.exists():
        os.rename(fresh, out)  # noqa: PTH104 - fails if something has come to stand there
        return
    old = out.with_name(f".{out.name}.old-{secrets.token_hex(4)}")
    out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise
    for path in old.iterdir():
        if path.name.startswith("."):
            path.rename(out / path.name)
    shutil.rmtree(old)
