"""A watching session: one warm pytest session a topic, which waits for the next save between two submissions."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from grader.check import how_to_check, result_of, subject_in
from grader.errors import GraderError, UsageError
from grader.hints import Hint, next_hint
from grader.kit.manifest import KitTopic
from grader.progress import Points, next_topic, note, progress
from grader.results import TestResult, TopicResult
from grader.sandbox.launch import Launcher, make_launcher
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.watch.events import Broken, Events, Saved
from grader.workspace import Workspace


class Screen(Protocol):
    """Where a session shows what happens."""

    def waiting(self, topic: KitTopic) -> None:
        """A topic's tests are about to run for the first time."""

    def result(self, topic: KitTopic, result: TopicResult, following: KitTopic | None) -> None:
        """A topic was checked; `following` is what to do after it."""

    def overview(self, rows: list[tuple[KitTopic, Points | None]]) -> None:
        """Every topic was checked; None where one could not be."""

    def hint(self, hint: Hint) -> None:
        """A hint was asked for."""

    def handout(self, path: Path) -> None:
        """The handout was asked for."""

    def message(self, text: str) -> None:
        """Something to know."""


class Session:
    """Checks a topic whenever its file is saved, until `q`.

    Args:
        workspace: the kit or clone.
        topic: the topic to begin with.
        events: what happens.
        screen: shows it.
        language: of hints and handouts.
    """

    def __init__(self, workspace: Workspace, topic: KitTopic, events: Events, screen: Screen, language: str) -> None:
        self._workspace = workspace
        self._topic: KitTopic | None = topic
        self._events = events
        self._screen = screen
        self._language = language
        self._launchers: dict[bool, Launcher] = {}
        self._latest: TopicResult | None = None
        self._source: bytes | None = None
        self._all_wanted = False

    def run(self) -> None:
        """Run until the user quits.

        Raises:
            UsageError: the folder can no longer be watched.
        """
        with ExitStack() as stack:
            stack.callback(self._close)
            while self._topic is not None:
                topic = self._topic
                self._watch(topic)
                while self._all_wanted:
                    self._all_wanted = False
                    self._run_all()
                    self._stays(topic)

    def _close(self) -> None:
        for launcher in self._launchers.values():
            launcher.close()

    def _launcher(self, topic: KitTopic) -> Launcher:
        found = self._launchers.get(topic.torch)
        if found is None or not found.alive:
            found = self._launchers[topic.torch] = make_launcher(torch=topic.torch)
        return found

    def _watch(self, topic: KitTopic) -> None:
        """One topic, until another one is chosen or its tests change."""
        self._latest, self._source = None, None
        self._screen.waiting(topic)
        try:
            self._run(topic, self._submissions(topic))
        except GraderError as error:  # tests that cannot be collected, workers that do not start
            if self._topic is None:  # the folder is gone
                raise
            self._screen.message(str(error))
            self._stays(topic)

    def _run(self, topic: KitTopic, subjects: Iterator[Subject]) -> None:
        launcher = self._launcher(topic)  # warms up while the suites are collected
        suites, terms, fingerprint = how_to_check(self._workspace, topic)

        def show(_: Subject, tests: list[TestResult]) -> None:
            self._latest = result_of(topic, fingerprint, tests)
            note(self._workspace.root, topic, self._latest)
            self._screen.result(topic, self._latest, self._following(topic))

        run_suites(suites, terms, subjects, show, launcher)

    def _submissions(self, topic: KitTopic) -> Iterator[Subject]:
        """The file as it stands now, and again after each save."""
        while True:
            try:
                subject = subject_in(self._workspace, topic)
            except UsageError as error:
                self._screen.message(str(error))
                self._source = None
            else:
                if subject.source != self._source:  # some editors save twice
                    self._source = subject.source
                    yield subject
            if not self._stays(topic):
                return

    def _stays(self, topic: KitTopic) -> bool:
        """Answer events until the topic's file is to be read again (True) or the session moves on (False)."""
        while True:
            event = self._events.wait()
            if isinstance(event, Broken):
                self._topic = None
                raise UsageError(f"{self._workspace.root} can no longer be watched: {event.why}")
            again = self._saved(topic, event.path) if isinstance(event, Saved) else self._pressed(topic, event.key)
            if again is not None:
                return again

    def _saved(self, topic: KitTopic, path: Path) -> bool | None:
        root = self._workspace.root.resolve()
        for other in self._workspace.kit.topics:
            if path == root / other.stub:
                self._topic = other
                return other.path == topic.path
        is_test = path == root / topic.path / f"test_{topic.topic}.py"
        return False if is_test else None  # changed tests are collected anew

    def _pressed(self, topic: KitTopic, key: str) -> bool | None:
        if key in ("q", "\x04"):
            self._topic = None
            return False
        if key in ("n", "p"):
            self._topic = self._following(topic) if key == "n" else self._previous(topic)
            return False
        if key in ("r", "\n", "\r"):
            self._source = None
            return True
        if key == "a":
            self._all_wanted = True  # not from here: one pytest session does not run inside another
            return False
        if key == "h":
            self._hint(topic)
        elif key == "o":
            name = "README.zh.md" if self._language == "zh" else "README.md"
            self._screen.handout(self._workspace.root / topic.path / name)
        return None

    def _following(self, topic: KitTopic) -> KitTopic:
        """The topic to do after this one: the next that is unlocked and not done, else the next in order."""
        kit = self._workspace.kit
        points = progress(self._workspace.root, kit)
        suggested = next_topic(kit, points)
        if suggested is not None and suggested.path != topic.path:
            return suggested
        return kit.topics[(_place(kit.topics, topic) + 1) % len(kit.topics)]

    def _previous(self, topic: KitTopic) -> KitTopic:
        topics = self._workspace.kit.topics
        return topics[_place(topics, topic) - 1]

    def _hint(self, topic: KitTopic) -> None:
        tests = self._latest.tests if self._latest is not None else ()
        lost = next((test.function for test in tests if not test.earned and test.function in topic.functions), None)
        function = lost or next(iter(topic.functions))
        self._screen.hint(next_hint(self._workspace.root, topic, function, self._language))

    def _run_all(self) -> None:
        """Check every topic once; the session stays where it is."""
        rows: list[tuple[KitTopic, Points | None]] = []
        for topic in self._workspace.kit.topics:
            found: list[Points] = []
            try:
                self._check_once(topic, found)
            except GraderError:
                found = []
            rows.append((topic, found[0] if found else None))
        self._screen.overview(rows)

    def _check_once(self, topic: KitTopic, found: list[Points]) -> None:
        launcher = self._launcher(topic)
        suites, terms, fingerprint = how_to_check(self._workspace, topic)

        def keep(_: Subject, tests: list[TestResult]) -> None:
            result = result_of(topic, fingerprint, tests)
            note(self._workspace.root, topic, result)
            found.append(Points(result.score, result.max_score))

        run_suites(suites, terms, [subject_in(self._workspace, topic)], keep, launcher)


def _place(topics: list[KitTopic], topic: KitTopic) -> int:
    return next(number for number, each in enumerate(topics) if each.path == topic.path)


def first_topic(workspace: Workspace, name: str | None) -> KitTopic:
    """The topic that was named, else the next to do, else the first. Raises UsageError."""
    kit = workspace.kit
    if name is not None:
        return kit.find(name)
    return next_topic(kit, progress(workspace.root, kit)) or kit.topics[0]
