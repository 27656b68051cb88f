"""Grades a submission with a kit's public suites, which lie in the repository itself."""

from contextlib import ExitStack
from pathlib import Path

from grader.ci.request import Graded, Request
from grader.ci.words import Language
from grader.errors import UsageError
from grader.intake import HandedIn, digest, read_topic
from grader.kit.manifest import KitTopic
from grader.language import say, speaking, spoken
from grader.results import TestResult, TopicResult, submission_json, topic_outcome
from grader.sandbox.isolation import settle
from grader.sandbox.launch import Launcher, make_launcher
from grader.secret import PUBLIC
from grader.suite.fingerprint import suite_hash
from grader.suite.handed import subject_of
from grader.suite.run import run_suites
from grader.suite.subject import Suite
from grader.suite.terms import kit_terms
from grader.worker.lockdown import LEVELS
from grader.workspace import Workspace


def with_kit(request: Request, folder: Path, student: str, workspace: Workspace) -> Graded:
    """Grade a folder with the tests of the kit around it.

    Raises:
        UsageError: a topic is unknown, or its tests are missing; the machine does not reach the level asked for.
        SuiteError: a suite is malformed.
    """
    kit = workspace.kit.only(request.topics)
    language: Language = request.language or kit.language or "en"
    graded = Graded(folder, language=language, public_only=True)
    digests: list[bytes | None] = []
    results: list[TopicResult] = []
    with ExitStack() as stack:
        stack.enter_context(speaking(language))
        launchers = {torch: _launcher(stack, torch=torch) for torch in {topic.torch for topic in kit.topics}}
        graded.isolation = min((each.isolation for each in launchers.values()), key=LEVELS.index)
        settle(request.isolation or LEVELS[0])
        for topic in kit.topics:
            handed = read_topic(folder, topic.topic, topic.path)
            results.append(_public_result(workspace.root, topic, handed, launchers[topic.torch]))
            graded.topics[topic.topic], graded.titles[topic.topic] = topic.path, getattr(topic.title, language)
            digests.append(None if handed.source is None else digest([handed.source]).encode())
    graded.row = submission_json(student, digest(digests), [result.to_json() for result in results])
    return graded


def _launcher(stack: ExitStack, *, torch: bool) -> Launcher:
    """One for all topics that need the same."""
    launcher = make_launcher(torch=torch)
    stack.callback(launcher.close)
    return launcher


def _public_result(root: Path, topic: KitTopic, handed: HandedIn, launcher: Launcher) -> TopicResult:
    suite = root / topic.path / f"test_{topic.topic}.py"
    if not suite.is_file():
        text = say("The tests {path} are missing. `grader start DIR` makes a new folder that has them.")
        raise UsageError(text.format(path=suite))
    subject = subject_of(topic.topic, topic.topic, handed.source, list(topic.functions), topic.forbid)
    tests: list[TestResult] = []
    suites = [Suite(str(suite), "public")]
    run_suites(
        suites, kit_terms(topic, PUBLIC, language=spoken()), [subject], lambda _, got: tests.extend(got), launcher
    )
    outcome = "unreadable" if handed.problem else topic_outcome(tests)
    return TopicResult(topic.topic, suite_hash([suite], PUBLIC), tuple(tests), outcome, handed.problem)
