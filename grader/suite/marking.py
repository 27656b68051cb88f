"""One submission's tests as marks: run, run again with the blame elsewhere, named where the mistake has a name."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from grader.errors import SuiteError, WorkerError
from grader.results import EARNING, Diagnosis, TestResult
from grader.sandbox.failures import LoadFailed, MissingFunction, NotAttempted
from grader.suite.bench import Bench
from grader.suite.calls import calls_of
from grader.suite.diagnosis import Diagnostician
from grader.suite.module import SuiteModule
from grader.suite.outcome import FULL, HINT, OUTCOME, Verdict, message, verdict
from grader.suite.subject import Subject, Terms

NOT_WRITTEN = "Nothing was handed in for this topic."

Attempt = Callable[[pytest.Function, pytest.Item | None], BaseException | None]


class Marking:
    """Marks submissions of one topic.

    Args:
        terms: how the topic is graded.
        bench: holds the submission at hand.
        attempt: runs one test on it and returns what ended the test.
    """

    def __init__(self, terms: Terms, bench: Bench, attempt: Attempt) -> None:
        self._terms = terms
        self._bench = bench
        self._attempt = attempt
        self._diagnostician = Diagnostician(terms) if terms.misconceptions else None
        self._calls: dict[str, set[str]] = {}
        self._by_nature: dict[str, set[str]] | None = None

    def grade(self, items: list[pytest.Function], subject: Subject, *, again: bool = False) -> list[TestResult]:
        """Every test's result for one submission; `again` after a fault of ours."""
        if subject.source is None:
            return [self._result(item, Verdict("not_attempted"), NOT_WRITTEN, 0.0) for item in items]
        self._calls = calls_of(subject.source, self._terms.functions)
        self._bench.seat(subject, again=again)
        try:
            running = [item for item in items if item.marked_function not in subject.blocked]  # type: ignore[attr-defined]
            following = dict(pairwise([*running, None]))  # after None nothing is left standing for the next subject
            if subject.stop_early:
                return self._until_lost(items, following, subject.blocked)
            results = [self._mark(item, following.get(item), subject.blocked) for item in items]
            return self._diagnose(results, subject.blocked)
        finally:
            self._bench.unseat()

    def _until_lost(
        self, items: list[pytest.Function], following: dict[Any, Any], blocked: dict[str, str]
    ) -> list[TestResult]:
        """The results up to the first test that earns nothing."""
        results: list[TestResult] = []
        for item in items:
            with self._bench.cases.as_they_are():
                results.append(self._mark(item, following.get(item), blocked))
            if not results[-1].earned:
                item.config.hook.pytest_runtest_teardown(item=item, nextitem=None)
                break
        return results

    def _mark(self, item: pytest.Function, next_item: pytest.Item | None, blocked: dict[str, str]) -> TestResult:
        function = item.marked_function  # type: ignore[attr-defined]
        if function in blocked:
            return self._result(item, Verdict("failed"), blocked[function], 0.0)
        started = time.perf_counter()
        error = self._attempt(item, next_item)
        student = self._bench.last
        if error is None:
            return self._result(item, Verdict("passed"), "", time.perf_counter() - started)
        found = verdict(error, student)
        level = self._terms.feedback.get(kind_of(item), HINT)
        text = message(found, level, error, student)
        to_blame = self._carried(item, next_item, error, found)
        if to_blame:
            found, text = Verdict("carried"), _carried_text(function, to_blame, level)
        return self._result(item, found, text, time.perf_counter() - started)

    def _carried(
        self, item: pytest.Function, next_item: pytest.Item | None, error: BaseException, found: Verdict
    ) -> list[str]:
        """The functions without whose mistakes the test passes; empty if it does not."""
        function = item.marked_function  # type: ignore[attr-defined]
        own_stub = isinstance(error, NotAttempted) and error.function == function
        if own_stub or found.outcome == "not_graded" or isinstance(error, (LoadFailed, MissingFunction)):
            return []
        substitutes = self._substitutes(function)
        if not substitutes:
            return []
        worker = self._bench.worker
        with worker.substituted(substitutes), self._bench.cases.as_they_are():
            again = self._attempt(item, next_item)
            called = worker.substitutes_called
        return sorted(called) if again is None else []

    def _substitutes(self, function: str) -> dict[str, Callable[..., Any]]:
        """The reference's versions of the functions that the student's `function` calls.

        A function that is itself made from `function`, by the student or by its nature, is not among them: x / x's unit
        vector is no norm, and two functions that call each other would each be right thanks to the other.
        """
        called = {name for name in self._calls.get(function, set()) if function not in self._calls.get(name, set())}
        if self._terms.reference is None or not called:
            return {}
        solution = vars(self._bench.solution(self._terms))
        by_nature = self._reference_calls()
        return {
            name: solution[name]
            for name in sorted(called)
            if isinstance(solution.get(name), FunctionType) and function not in by_nature.get(name, set())
        }

    def _reference_calls(self) -> dict[str, set[str]]:
        """Function -> the exercise's other functions that the reference makes it from."""
        if self._by_nature is None:
            assert self._terms.reference is not None
            self._by_nature = calls_of(Path(self._terms.reference).read_bytes(), self._terms.functions)
        return self._by_nature

    def _diagnose(self, results: list[TestResult], blocked: dict[str, str]) -> list[TestResult]:
        """Give the failed tests of a function the name of its mistake, if it has one."""
        if self._diagnostician is None:
            return results
        lost = dict.fromkeys(
            result.function
            for result in results
            if result.outcome not in EARNING | {"not_attempted", "not_graded"} and result.function not in blocked
        )
        named: dict[str, Diagnosis] = {}
        for function in lost:
            with suppress(SuiteError, WorkerError), self._bench.worker.substituted(self._substitutes(function)):
                found = self._diagnostician.name(self._bench.worker, function)
                if found is not None:  # without a name the marks are what they are; `validate` tells the author
                    named[function] = found
        return [
            self._with_diagnosis(result, named[result.function])
            if result.function in named and result.outcome not in EARNING
            else result
            for result in results
        ]

    def _with_diagnosis(self, result: TestResult, diagnosis: Diagnosis) -> TestResult:
        if self._terms.feedback.get(result.suite, HINT) == OUTCOME:
            return replace(result, diagnosis=diagnosis)
        words = diagnosis.misconception.replace("_", " ")
        return replace(result, diagnosis=diagnosis, message=f"{result.message}\nIt {words}: {diagnosis.hint}".strip())

    def _result(self, item: pytest.Function, found: Verdict, text: str, seconds: float) -> TestResult:
        return TestResult(
            name=item.name,
            title=item.title,  # type: ignore[attr-defined]
            suite=kind_of(item),
            function=item.marked_function,  # type: ignore[attr-defined]
            points=item.points,  # type: ignore[attr-defined]
            outcome=found.outcome,
            message=text,
            seconds=seconds,
            extra_credit=item.get_closest_marker("extra_credit") is not None,
        )


def kind_of(item: pytest.Item) -> str:
    """The suite that a test belongs to: "public" or "hidden"."""
    module = item.getparent(SuiteModule)
    assert module is not None
    return module.kind


def _carried_text(function: str, to_blame: list[str], level: str) -> str:
    if level not in (FULL, HINT):
        return ""
    names = " and ".join(to_blame)
    return f"{function} itself is right: with a correct {names} this test passes. Repair {names}."
