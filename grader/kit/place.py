"""Exercises where a student wants them: a new folder, a fresh stub, the way back to the kit."""

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

import grader
from grader.catalogue.model import Language
from grader.errors import UsageError
from grader.kit.manifest import FILE, README, STARTED, Kit, read_kit
from grader.kit.readme import render_readme
from grader.language import say


def kit_source() -> Path:
    """The exercises that came with the grader.

    They are `grader/kit_files` in an installed package, `exercises/` in a checkout of the source.

    Raises:
        UsageError: neither is there.
    """
    package = Path(grader.__file__).resolve().parent
    for folder in (package / "kit_files", package.parent / "exercises"):
        if (folder / FILE).is_file():
            return folder
    text = say(
        "there are no exercises in {installed} or {source}. Install the grader again; in a checkout of the source run "
        "`grader generate`."
    )
    raise UsageError(text.format(installed=package / "kit_files", source=package.parent / "exercises"))


def start(source: Path, target: Path, topics: Iterable[str] = (), language: Language | None = None) -> Kit:
    """Copy the exercises into a new or empty folder, all of them or none.

    Args:
        source: the kit to copy, see `kit_source`.
        target: the folder to make; the folders above it are made too.
        topics: the topics wanted, by any of their names; all when there are none.
        language: the new kit's; that of `source` when None.

    Returns:
        The new kit.

    Raises:
        UsageError: `target` is a file or not empty; a topic is unknown; `source` is no complete kit;
            the files cannot be written.
    """
    kit = read_kit(source).only(topics)
    kit = kit.model_copy(update={"language": language or kit.language})
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        text = (
            say("{folder} is not empty. Name a new folder, so that nothing of yours is lost.")
            if target.is_dir()
            else say("{folder} is a file. Name a new folder, so that nothing of yours is lost.")
        )
        raise UsageError(text.format(folder=target))
    inside = target if target.is_dir() else target.absolute().parent
    fresh = inside / f".grader-start-{secrets.token_hex(4)}"
    try:
        _copy(kit, source, fresh)
        _move(fresh, target)
    except OSError as error:
        text = say("the exercises cannot be copied to {folder}: {why}. Try another folder.")
        raise UsageError(text.format(folder=target, why=error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return kit


def reset(root: Path, name: str, source: Path | None = None) -> Path | None:
    """Put a topic's fresh stub back, and keep the student's file beside it.

    Args:
        root: the student's folder of exercises.
        name: the topic, by any of its names.
        source: the kit with the fresh stub; the one that came with the grader when None.

    Returns:
        Where the student's file is now (`norms.py.bak`, `norms.py.bak2`, ...); None when there was none,
        or it was the stub already.

    Raises:
        UsageError: the topic is unknown here or in `source`; `root` is `source` itself; the stub is
            missing in `source`, or a file cannot be read or written.
    """
    source = source or kit_source()
    if root.resolve() == source.resolve():
        text = say("{folder} is where fresh stubs come from. Run `grader generate` to make it anew.")
        raise UsageError(text.format(folder=root))
    topic = read_kit(root).find(name)
    stub = source / read_kit(source).find(topic.topic).stub
    mine = root / topic.stub
    partial = mine.with_name(f".{mine.name}.{secrets.token_hex(4)}")
    try:
        fresh = stub.read_bytes()
        old = mine.read_bytes() if mine.exists() else fresh
        kept = _keep(mine, old) if old != fresh else None
        mine.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(fresh)
        os.replace(partial, mine)  # noqa: PTH105 - one step: the file is the old one or the new one
    except OSError as error:
        text = say("{file} cannot be reset: {why}. Your file is as it was.")
        raise UsageError(text.format(file=mine, why=error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return kept


def _copy(kit: Kit, source: Path, fresh: Path) -> None:
    for name in kit.files():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == FILE:
            path.write_text(kit.to_yaml(STARTED), encoding="utf-8", newline="\n")
        elif name == README:
            path.write_text(render_readme(kit), encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(source / name, path)


def _move(fresh: Path, target: Path) -> None:
    """Make `fresh` the target; an empty target stays the same folder, for it may be where the user is."""
    if not target.exists():
        fresh.rename(target)
        return
    try:
        for path in sorted(fresh.iterdir(), key=lambda path: path.name == FILE):  # a kit from the last step on
            path.rename(target / path.name)
    except OSError:
        for path in target.iterdir():  # it was empty: all of it is ours
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _keep(mine: Path, content: bytes) -> Path:
    """Copy a file beside itself, under a name that is free."""
    number = 1
    while True:
        kept = mine.with_name(f"{mine.name}.bak{number if number > 1 else ''}")
        try:
            with kept.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
        else:
            return kept
