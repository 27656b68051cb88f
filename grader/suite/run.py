"""Runs a topic's suites over many submissions in one pytest session: collected once, no file read twice."""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, redirect_stdout, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from _pytest.config import _prepareconfig

from grader.errors import SuiteError, WorkerError
from grader.ipynb.lines import Lines
from grader.language import speaking
from grader.results import TestResult
from grader.sandbox.launch import Launcher
from grader.suite import plugin
from grader.suite.bench import Bench
from grader.suite.marking import Marking
from grader.suite.memory import bounded_memory
from grader.suite.module import SuiteModule
from grader.suite.subject import Subject, Suite, Terms

CONFIG = Path(__file__).with_name("suites.ini")
# Plugins of pytest's own that a suite does not need: each would cost time in every test.
UNUSED = ("cacheprovider", "logging", "warnings", "junitxml", "pastebin", "doctest", "faulthandler", "stepwise",
          "threadexception", "unraisableexception", "nose", "setuponly", "setupplan")  # fmt: skip

OnResult = Callable[[Subject, list[TestResult]], None]


def run_suites(
    suites: Iterable[Suite],
    terms: Terms,
    subjects: Iterable[Subject],
    on_result: OnResult,
    launcher: Launcher | None = None,
) -> None:
    """Run every suite on every subject, in order, and hand over each subject's results as they come.

    Args:
        suites: the topic's suite files.
        terms: how the topic is graded.
        subjects: may be a generator; one is held at a time.
        on_result: called with each subject and its tests' results.
        launcher: starts workers; without one, a launcher is made for this run.

    Raises:
        SuiteError: a suite cannot be collected.
        WorkerError: no worker can be started at all.
    """
    with closing(OpenSuites(suites, terms, launcher)) as opened:
        for subject in subjects:
            on_result(subject, opened.grade(subject))


class OpenSuites:
    """A topic's suites, collected once; then one submission after the other, whenever it comes.

    Args:
        suites: the topic's suite files.
        terms: how the topic is graded.
        launcher: starts workers; without one, a launcher is made that ends with this.

    Attributes:
        known: the conversations that submissions had with the suites so far.

    Raises:
        SuiteError: a suite cannot be collected.
    """

    def __init__(self, suites: Iterable[Suite], terms: Terms, launcher: Launcher | None = None) -> None:
        kinds = {str(Path(suite.path).resolve()): suite.kind for suite in suites}
        self._bench = Bench(terms, kinds, launcher)
        self._driver = _Driver(self._bench, terms)
        self.known = self._driver.marking.held
        self._language = terms.language
        options = ["-c", str(CONFIG), "--rootdir", Path(CONFIG).anchor, "--noconftest", "--import-mode=importlib",
                   "--disable-plugin-autoload", "--capture=no", "-qq", "-p", "grader.suite.plugin"]  # fmt: skip
        for name in UNUSED:
            options += ["-p", f"no:{name}"]
        self._closing = ExitStack()
        self._closing.callback(self._bench.close)
        try:
            with speaking(self._language), _quiet_environment():
                self._items = self._collected(options)
            self._driver.raise_error(collected=bool(self._items))
        except BaseException:
            self.close()
            raise

    def grade(self, subject: Subject) -> list[TestResult]:
        """A submission's results; after a fault of ours it is graded once more, by new processes.

        Raises:
            WorkerError: no worker can be started at all.
        """
        with speaking(self._language), _quiet_environment():
            results = self._driver.graded(self._items, subject)
        lines = Lines(subject.filename, subject.source or b"")
        return [replace(result, message=lines.told(result.message)) for result in results] if lines.known else results

    def close(self) -> None:
        """End the workers, and forget the suites."""
        with _quiet_environment():
            self._closing.close()

    def _collected(self, options: list[str]) -> list[pytest.Function]:
        """The tests. This is the first half of `pytest.main`, so that they can wait for submissions."""
        config = _prepareconfig(options, [self._driver])
        self._closing.callback(config._ensure_unconfigure)
        config._do_configure()
        session = pytest.Session.from_config(config)
        config.hook.pytest_sessionstart(session=session)
        self._closing.callback(config.hook.pytest_sessionfinish, session=session, exitstatus=0)
        config.hook.pytest_collection(session=session)
        return [item for item in session.items if isinstance(item, pytest.Function)]


class _Driver:
    """The pytest plugin that collects the suites and runs their tests over and over, once for each subject."""

    def __init__(self, bench: Bench, terms: Terms) -> None:
        self._bench = bench
        self.marking = Marking(terms, bench, self._attempt)
        self._error: SuiteError | None = None
        self._caught: BaseException | None = None
        self._last: pytest.Item | None = None  # the test that ran, whose module is still set up

    def raise_error(self, *, collected: bool) -> None:
        """Raise what is wrong with the suites, if anything is."""
        if self._error is not None:
            raise self._error
        if not collected:
            raise SuiteError("The suites hold no test.")

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.BENCH] = self._bench
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:  # results go to the caller, and only there
            config.pluginmanager.unregister(reporter)

    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect the suites and nothing else: pytest itself would look through every folder above them."""
        for path, kind in self._bench.kinds.items():
            with redirect_stdout(sys.stderr):  # what a suite prints is for its author, not among the results
                found = list(session.genitems(SuiteModule.at(session, Path(path), kind)))
            if not found and self._error is None:
                self._error = SuiteError(f"{path} holds no test: a function named test_... with a docstring.")
            session.items += found
        session.testscollected = len(session.items)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed and self._error is None:
            said = report.longrepr
            why = f"{said[0]}: {said[2]}" if isinstance(said, tuple) else str(said).strip()
            self._error = SuiteError(f"A suite cannot be collected: {why}")

    def graded(self, items: list[pytest.Function], subject: Subject) -> list[TestResult]:
        """A submission's results; after a fault of ours it is graded once more, by new processes."""
        try:
            with suppress(WorkerError):  # between two tests, or when all was over
                results = self.marking.grade(items, subject)
                if all(result.outcome != "not_graded" for result in results):
                    return results
            self._bench.require_workers()
            return self.marking.grade(items, subject, again=True)
        finally:
            self._tear_down(None)  # nothing is left standing for the next subject

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """A report without pytest's rendering of the traceback, which costs more than the test."""
        if call.excinfo is not None and self._caught is None:
            self._caught = call.excinfo.value
        when: Any = call.when
        outcome: Any = "failed" if call.excinfo is not None else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when, duration=call.duration)

    def _tear_down(self, next_item: pytest.Item | None) -> None:
        """Tear down the modules that are set up and that the next test is not in.

        Raises:
            SuiteError: a fixture of a suite's fails in this.
        """
        last, self._last = self._last, None
        if last is None:
            return
        try:
            last.config.hook.pytest_runtest_teardown(item=last, nextitem=next_item)
        except Exception as error:
            raise SuiteError(
                f"A fixture in {last.path} cannot be torn down: {type(error).__name__}: {error}. Correct the suite."
            ) from error

    def _attempt(self, item: pytest.Function) -> BaseException | None:
        """Run one test on the submission that sits on the bench; returns what ended it, None if it passed."""
        self._caught, self._bench.last = None, None
        self._tear_down(item)
        self._last = item
        with redirect_stdout(sys.stderr), bounded_memory():
            # Which test runs next is not known yet. In the place of an item the module stands: it stays set up.
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.parent)
        if isinstance(self._caught, (KeyboardInterrupt, SystemExit)):
            raise self._caught
        return self._caught


@contextmanager
def _quiet_environment() -> Iterator[None]:
    """Neither the user's pytest settings nor a library's warnings reach a grading run."""
    hidden = {name: os.environ.pop(name) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if name in os.environ}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.environ.update(hidden)
