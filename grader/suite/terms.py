"""How a topic is graded, read off its folder: suites, limits, torch, and a hash of all that decides marks."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader import __version__
from grader.catalogue import Exercise, read_catalogue
from grader.catalogue.model import Limits
from grader.kit.manifest import KitTopic, read_kit
from grader.sandbox.budget import Budget
from grader.secret import PUBLIC
from grader.suite.subject import FEEDBACK, Suite, Terms, seed_of


def suites_of(exercise: Exercise) -> list[Suite]:
    """Both suites of an exercise, the public one first."""
    return [Suite(str(exercise.public_suite), "public"), Suite(str(exercise.hidden_suite), "hidden")]


def terms_of(exercise: Exercise, secret: bytes, feedback: dict[str, str] | None = None, language: str = "en") -> Terms:
    """Terms of an exercise under `solutions/`; diagnoses speak `language`."""
    info = exercise.info
    return Terms(
        topic=exercise.topic,
        secret=secret,
        budget=budget_of(info.limits),
        torch=info.torch,
        feedback=feedback or FEEDBACK,
        reference=str(exercise.reference_path),
        misconceptions=str(exercise.misconceptions_path),
        functions=tuple(info.functions),
        language=language,
    )


def kit_terms(topic: KitTopic, secret: bytes, feedback: dict[str, str] | None = None) -> Terms:
    """Terms of a topic of a kit, where there is no reference."""
    return Terms(topic.topic, secret, budget_of(topic.limits), topic.torch, feedback or FEEDBACK)


def terms_of_folder(folder: Path) -> Terms:
    """Terms of the topic in a folder of `solutions/` or of a kit, for plain pytest; seeded as `check` seeds.

    Raises:
        CatalogueError, UsageError: the folder is malformed.
    """
    if (folder / "exercise.yaml").is_file():
        return terms_of(read_catalogue(folder.parents[1]).find(folder.name), PUBLIC)
    return kit_terms(read_kit(folder.parents[1]).find(folder.name), PUBLIC)


def budget_of(limits: Limits) -> Budget:
    """The worker's budget from the exercise's limits."""
    return Budget(**limits.model_dump())


def suite_hash(files: Iterable[Path], secret: bytes) -> str:
    """Hash of everything that decides a topic's marks: its files, the grader's version, the secret's seeds."""
    return hash_of({file.name: file.read_bytes() for file in files}, secret)


def hash_of(files: Mapping[str, bytes], secret: bytes, *more: str) -> str:
    """`suite_hash` of files whose content is at hand, and of what else decides the results."""
    total = hashlib.sha256(" ".join([__version__, str(seed_of(secret, "suite hash")), *more]).encode())
    for name, content in files.items():
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


def files_of(exercise: Exercise) -> dict[str, bytes]:
    """The files that decide a topic's marks, by name."""
    names = ("exercise.yaml", exercise.reference_path.name, "test_public.py", "test_hidden.py", "misconceptions.py")
    return {name: (exercise.folder / name).read_bytes() for name in names}


def exercise_hash(exercise: Exercise, secret: bytes) -> str:
    """`suite_hash` of an exercise under `solutions/`."""
    return hash_of(files_of(exercise), secret)
