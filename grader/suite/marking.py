"""One submission's tests as marks: run, run again with the blame elsewhere, named where the mistake has a name."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import pytest

from grader.errors import SuiteError, WorkerError
from grader.language import later, say
from grader.results import EARNING, Diagnosis, TestResult, diagnosis_text
from grader.sandbox.conversation import Known, start_of
from grader.sandbox.failures import LoadFailed, MissingFunction, NotAttempted
from grader.suite.bench import Bench
from grader.suite.calls import calls_of
from grader.suite.diagnosis import Diagnostician
from grader.suite.module import SuiteModule
from grader.suite.outcome import FULL, HINT, OUTCOME, Verdict, message, verdict
from grader.suite.subject import Subject, Terms

NOT_WRITTEN = later("Nothing was handed in for this topic.")

Attempt = Callable[[pytest.Function], BaseException | None]


class Tried(NamedTuple):
    """How one test went.

    Attributes:
        verdict: its outcome, with both texts.
        text: what the student reads of it.
        final: whether it would go the same way if the functions that it calls were right.
        called: the substitutes that were called.
        asked: the submission's functions that the test itself called.
    """

    verdict: Verdict
    text: str = ""
    final: bool = True
    called: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


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
        self._known: Known | None = None
        self._held = Known()
        self._filename = ""
        self._called: dict[tuple[str, str], frozenset[str]] = {}  # (suite, test) -> what had to be right for it

    def grade(self, items: list[pytest.Function], subject: Subject, *, again: bool = False) -> list[TestResult]:
        """Every test's result for one submission; `again` after a fault of ours."""
        if subject.source is None:
            return [self._result(item, Verdict("not_attempted"), say(NOT_WRITTEN), 0.0) for item in items]
        self._calls = calls_of(subject.source, self._terms.functions)
        self._filename = subject.filename
        self._called = {}
        # Under a seed of its own no other submission is asked the same; after a fault of ours nothing is presumed.
        self._known = None if again or subject.secret else self._held
        self._bench.seat(subject, again=again)
        try:
            if subject.stop_early:
                return self._until_lost(items, subject.blocked)
            results = [self._mark(item, subject.blocked) for item in items]
            return self._diagnose(self._blamed(results), subject.blocked)
        finally:
            self._bench.unseat()

    def _until_lost(self, items: list[pytest.Function], blocked: dict[str, str]) -> list[TestResult]:
        """The results up to the first test that earns nothing."""
        results: list[TestResult] = []
        for item in items:
            with self._bench.cases.as_they_are():
                results.append(self._mark(item, blocked))
            if not results[-1].earned:
                break
        return results

    def _mark(self, item: pytest.Function, blocked: dict[str, str]) -> TestResult:
        function = item.marked_function  # type: ignore[attr-defined]
        if function in blocked:
            return self._result(item, Verdict("failed"), blocked[function], 0.0)
        started = time.perf_counter()
        tried = self._try(item)
        found, text = tried.verdict, tried.text
        called = frozenset() if tried.final else self._carried(item, tried.asked)
        if called:
            self._called[kind_of(item), item.name] = called
            found, text = Verdict("carried"), ""
        return self._result(item, found, text, time.perf_counter() - started)

    def _try(self, item: pytest.Function, *substitutes: str) -> Tried:
        """Run one test, or only its calls where it is known what follows from their answers."""
        worker, known = self._bench.worker, self._known
        start = start_of(self._filename, kind_of(item), item.name, self._bench.cases.shrinks, substitutes)
        ending = worker.rehearse(known, start, self._bench.time_s(item)) if known is not None else None
        if ending is not None:
            found: Tried = ending.value
            return found
        tried = self._run(item)
        if known is not None and tried.verdict.outcome != "not_graded":
            worker.remember(known, start, tried)
        return tried

    def _run(self, item: pytest.Function) -> Tried:
        error = self._attempt(item)
        called = frozenset(self._bench.worker.substitutes_called)
        if error is None:
            return Tried(Verdict("passed"), called=called)
        student = self._bench.last
        found = verdict(error, student)
        text = message(found, self._terms.feedback.get(kind_of(item), HINT), error, student)
        own_stub = isinstance(error, NotAttempted) and error.function == item.marked_function  # type: ignore[attr-defined]
        final = own_stub or found.outcome == "not_graded" or isinstance(error, (LoadFailed, MissingFunction))
        return Tried(found, text, final, called, frozenset() if student is None else student.functions)

    def _carried(self, item: pytest.Function, asked: frozenset[str]) -> frozenset[str]:
        """The functions that were replaced when the test passed; empty if it did not.

        Args:
            item: a test that failed.
            asked: what it called besides the function that it marks, as one of a backward function calls the forward
                function for the cache.
        """
        substitutes = self._substitutes(item.marked_function, asked)  # type: ignore[attr-defined]
        if not substitutes:
            return frozenset()
        with self._bench.worker.substituted(substitutes), self._bench.cases.as_they_are():
            again = self._try(item, *substitutes)
        return again.called if again.verdict.outcome == "passed" else frozenset()

    def _blamed(self, results: list[TestResult]) -> list[TestResult]:
        """Say in each carried result what to repair: of the functions that were replaced, those that lose tests."""
        losing = {result.function for result in results if result.outcome not in EARNING}
        blamed = []
        for result in results:
            called = self._called.get((result.suite, result.name), frozenset())
            text = _carried_text(result.function, sorted(called & losing or called))
            told = called and self._terms.feedback.get(result.suite, HINT) in (FULL, HINT)
            blamed.append(replace(result, message=text) if told else result)
        return blamed

    def _substitutes(self, function: str, asked: frozenset[str] = frozenset()) -> dict[str, Callable[..., Any]]:
        """The reference's versions of the functions that the student's `function` calls, and of those in `asked`.

        A function that is itself made from `function`, by the student or by its nature, is not among them: x / x's unit
        vector is no norm, and two functions that call each other would each be right thanks to the other.
        """
        called = (self._calls.get(function, set()) | asked & set(self._terms.functions)) - {function}
        called = {name for name in called if function not in self._calls.get(name, set())}
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
            with suppress(SuiteError, WorkerError):
                found = self._name(self._diagnostician, function)
                if found is not None:  # without a name the marks are what they are; `validate` tells the author
                    named[function] = found
        return [
            self._with_diagnosis(result, named[result.function])
            if result.function in named and result.outcome not in EARNING
            else result
            for result in results
        ]

    def _name(self, diagnostician: Diagnostician, function: str) -> Diagnosis | None:
        worker, known, substitutes = self._bench.worker, self._known, self._substitutes(function)
        start = start_of(self._filename, "diagnosis", function, *substitutes)
        with worker.substituted(substitutes):
            ending = worker.rehearse(known, start) if known is not None else None
            if ending is not None:
                found: Diagnosis | None = ending.value
                return found
            found = diagnostician.name(worker, function)
            if known is not None:
                worker.remember(known, start, found)
            return found

    def _with_diagnosis(self, result: TestResult, diagnosis: Diagnosis) -> TestResult:
        if self._terms.feedback.get(result.suite, HINT) == OUTCOME:
            return replace(result, diagnosis=diagnosis)
        return replace(result, diagnosis=diagnosis, message=f"{result.message}\n{diagnosis_text(diagnosis)}".strip())

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


def _carried_text(function: str, to_blame: list[str]) -> str:
    text = say("{function} itself is right: with a correct {names} this test passes. Repair {names}.")
    return text.format(function=function, names=say(" and ").join(to_blame))
