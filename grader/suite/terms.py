"""How a topic is graded, read off its folder: suites, limits, torch."""

from pathlib import Path

from grader.catalogue import Exercise, read_catalogue
from grader.catalogue.model import Limits
from grader.kit.manifest import KitTopic, read_kit
from grader.sandbox.budget import Budget
from grader.secret import PUBLIC
from grader.suite.fingerprint import FEEDBACK
from grader.suite.subject import Suite, Terms


def suites_of(exercise: Exercise) -> list[Suite]:
    """Both suites of an exercise, the public one first."""
    return [Suite(str(exercise.public_suite), "public"), Suite(str(exercise.hidden_suite), "hidden")]


def terms_of(exercise: Exercise, secret: bytes, feedback: dict[str, str] | None = None, language: str = "en") -> Terms:
    """Terms of an exercise under `solutions/`; messages and hints speak `language`."""
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


def kit_terms(topic: KitTopic, secret: bytes, feedback: dict[str, str] | None = None, language: str = "en") -> Terms:
    """Terms of a topic of a kit, where there is no reference; messages speak `language`."""
    return Terms(topic.topic, secret, budget_of(topic.limits), topic.torch, feedback or FEEDBACK, language=language)


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
