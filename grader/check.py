"""Check one's own work: the public suite in a kit, both suites in a clone."""

from collections.abc import Iterable

from grader.catalogue import Exercise, read_catalogue
from grader.errors import UsageError
from grader.intake import HandedIn, read_topic
from grader.kit.manifest import KitTopic
from grader.language import say, spoken
from grader.results import TestResult, TopicResult, topic_outcome
from grader.sandbox.launch import make_launcher
from grader.secret import PUBLIC
from grader.suite.fingerprint import exercise_hash, suite_hash
from grader.suite.handed import subject_of
from grader.suite.run import run_suites
from grader.suite.subject import Subject, Suite, Terms
from grader.suite.terms import kit_terms, suites_of, terms_of
from grader.workspace import Workspace


def check_topic(workspace: Workspace, topic: KitTopic) -> TopicResult:
    """Run a topic's suites on the file in the workspace.

    Raises:
        UsageError: the file cannot be read.
        SuiteError: the suite is malformed.
        WorkerError: the worker could not be kept running.
    """
    launcher = make_launcher(torch=topic.torch)  # starts to warm up while the suites are collected
    try:
        suites, terms, fingerprint = how_to_check(workspace, topic)
        found: list[TestResult] = []
        run_suites(suites, terms, [subject_in(workspace, topic)], lambda _, tests: found.extend(tests), launcher)
    finally:
        launcher.close()
    return result_of(topic, fingerprint, found)


def result_of(topic: KitTopic, fingerprint: str, tests: list[TestResult]) -> TopicResult:
    """A topic's tests as its result."""
    return TopicResult(topic.topic, fingerprint, tuple(tests), topic_outcome(tests))


def subject_in(workspace: Workspace, topic: KitTopic) -> Subject:
    """The file in the workspace as it stands now. Raises UsageError."""
    handed = _own_file(workspace, topic)
    return subject_of(topic.topic, topic.topic, handed.source, list(topic.functions), topic.forbid)


def how_to_check(workspace: Workspace, topic: KitTopic) -> tuple[list[Suite], Terms, str]:
    """The suites of a topic, the terms, and their hash. Raises UsageError where the tests are missing."""
    if workspace.solutions is not None:
        exercise = _exercise(workspace, topic)
        return suites_of(exercise), terms_of(exercise, PUBLIC, language=spoken()), exercise_hash(exercise, PUBLIC)
    path = workspace.root / topic.path / f"test_{topic.topic}.py"
    if not path.is_file():
        text = say("The tests {path} are missing. `grader start DIR` makes a new folder that has them.")
        raise UsageError(text.format(path=path))
    return [Suite(str(path), "public")], kit_terms(topic, PUBLIC, language=spoken()), suite_hash([path], PUBLIC)


def _exercise(workspace: Workspace, topic: KitTopic) -> Exercise:
    assert workspace.solutions is not None
    return read_catalogue(workspace.solutions).find(topic.path)


def _own_file(workspace: Workspace, topic: KitTopic) -> HandedIn:
    folder = workspace.root / topic.path
    handed = read_topic(folder, topic.topic, topic.path)
    if handed.problem:
        raise UsageError(say("In {folder}: {problem}").format(folder=folder, problem=handed.problem))
    if handed.source is None:
        text = say("{file} is missing. `grader reset {topic}` puts a fresh stub there.")
        raise UsageError(text.format(file=f"{folder / topic.topic}.py", topic=topic.topic))
    return handed


def chosen_topics(workspace: Workspace, names: Iterable[str]) -> list[KitTopic]:
    """The topics that were named, or all of them. A path of a file or folder names its topic. Raises UsageError."""
    return workspace.kit.only([_topic_name(name) for name in names]).topics


def _topic_name(name: str) -> str:
    return name.rstrip("/").removesuffix(".py").rpartition("/")[2]
