"""One submission's tests as marks: run, run again with the blame elsewhere, named where the mistake has a name."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
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
from grader.suite.memory import bounded_memory
from grader.suite.module import SuiteModule
from grader.suite.outcome import FULL, HINT, OUTCOME, Verdict, message, verdict
from grader.suite.parts import Parts, hollow_functions
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
        lasting: whether it follows from the answers alone, and not from how long they took.
        asked: the submission's functions that the test itself called.
    """

    verdict: Verdict
    text: str = ""
    final: bool = True
    called: frozenset[str] = frozenset()
    lasting: bool = True
    asked: frozenset[str] = frozenset()


class Carried(NamedTuple):
    """How a test passed: with these functions replaced. And how it had gone before."""

    called: frozenset[str]
    before: Tried


class Marking:
    """Marks submissions of one topic.

    Args:
        terms: how the topic is graded.
        bench: holds the submission at hand.
        attempt: runs one test on it and returns what ended the test.

    Attributes:
        held: the conversations that submissions had with the suites so far.
    """

    def __init__(self, terms: Terms, bench: Bench, attempt: Attempt) -> None:
        self._terms = terms
        self._bench = bench
        self._attempt = attempt
        self._diagnostician = Diagnostician(terms) if terms.misconceptions else None
        self._calls: dict[str, set[str]] = {}
        self._parts = Parts(terms)
        self._known: Known | None = None
        self.held = Known()
        self._filename = ""
        self._carried: dict[tuple[str, str], Carried] = {}  # (suite, test) ->

    def grade(self, items: list[pytest.Function], subject: Subject, *, again: bool = False) -> list[TestResult]:
        """Every test's result for one submission; `again` after a fault of ours."""
        if subject.source is None:
            return [self._result(item, Verdict("not_attempted"), say(NOT_WRITTEN), 0.0) for item in items]
        self._calls = calls_of(subject.source, self._terms.functions)
        self._filename = subject.filename
        self._carried = {}
        # Under a seed of its own no other submission is asked the same; after a fault of ours nothing is presumed.
        self._known = None if again or subject.secret else self.held
        self._bench.seat(subject, again=again)
        try:
            if subject.stop_early:
                return self._until_lost(items, subject.blocked)
            return self._in_full(items, subject.blocked)
        finally:
            self._bench.unseat()

    def _in_full(self, items: list[pytest.Function], blocked: dict[str, str]) -> list[TestResult]:
        """Every test as it is, and what it is without the functions that its own calls; then mistakes by their names.

        What needs no answers of the reference comes first: a process that has had some does not serve for it any more.
        """
        tested = [self._tested(item, blocked) for item in items]
        first = [result for result, _ in tested]
        named = self._named(name for name in self._lost(first, blocked) if not self._substitutes(name))
        carried = [self._carried_forward(item, *each) for item, each in zip(items, tested, strict=True)]
        results = self._blamed(carried)
        named |= self._named(name for name in self._lost(results, blocked) if name not in named)
        return [self._with_diagnosis(result, named.get(result.function)) for result in results]

    def _until_lost(self, items: list[pytest.Function], blocked: dict[str, str]) -> list[TestResult]:
        """The results up to the first test that earns nothing."""
        results: list[TestResult] = []
        for item in items:
            with self._bench.cases.as_they_are():
                results.append(self._carried_forward(item, *self._tested(item, blocked)))
            if not results[-1].earned:
                break
        return results

    def _tested(self, item: pytest.Function, blocked: dict[str, str]) -> tuple[TestResult, Tried]:
        """How a test goes with the submission as it is."""
        function = item.marked_function  # type: ignore[attr-defined]
        if function in blocked:
            found = Verdict("failed")
            return self._result(item, found, blocked[function], 0.0), Tried(found)
        started = time.perf_counter()
        tried = self._try(item)
        return self._result(item, tried.verdict, tried.text, time.perf_counter() - started), tried

    def _carried_forward(self, item: pytest.Function, result: TestResult, tried: Tried) -> TestResult:
        """The same result; or another one, if the test passes with the functions replaced that its function calls."""
        if tried.final:
            return result
        started = time.perf_counter()
        called = self._called(item, tried.asked)
        seconds = result.seconds + time.perf_counter() - started
        if not called:
            return replace(result, seconds=seconds)
        self._carried[kind_of(item), item.name] = Carried(called, tried)
        return replace(result, outcome="carried", message="", seconds=seconds)

    def _try(self, item: pytest.Function, *substitutes: str) -> Tried:
        """Run one test, or only its calls where it is known what follows from their answers."""
        worker, known = self._bench.worker, self._known
        start = start_of(self._filename, kind_of(item), item.name, self._bench.cases.shrinks, substitutes)
        ending = worker.rehearse(known, start, self._bench.time_s(item)) if known is not None else None
        if ending is not None:
            found: Tried = ending.value
            return found
        tried = self._run(item)
        if known is not None and tried.lasting and tried.verdict.outcome != "not_graded":
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
        asked = frozenset() if student is None else student.functions
        return Tried(found, text, final, called, not getattr(error, "__hurried__", False), asked)

    def _called(self, item: pytest.Function, asked: frozenset[str]) -> frozenset[str]:
        """The functions that were replaced when the test passed; empty if it did not.

        Args:
            item: a test that failed.
            asked: what it called; besides the function that it marks, as one of a backward function calls the forward
                function for the cache.
        """
        function = item.marked_function  # type: ignore[attr-defined]
        tried, substitutes = dict[str, Callable[..., Any]](), self._substitutes(function, asked)
        while len(substitutes) > len(tried):  # with them the test may come as far as to another function
            with self._bench.worker.substituted(substitutes), self._bench.cases.as_they_are():
                again = self._try(item, *substitutes)
            if again.verdict.outcome == "passed":
                return again.called
            asked |= again.asked
            tried, substitutes = substitutes, self._substitutes(function, asked)
        return frozenset()

    def _blamed(self, results: list[TestResult]) -> list[TestResult]:
        """Say in each carried result what to repair: of the functions that were replaced, those that lose tests.

        What nobody has written carries nothing: see `hollow_functions`.
        """
        hollow = hollow_functions(results)
        losing = {result.function for result in results if result.outcome not in EARNING}
        blamed = []
        for result in results:
            carried = self._carried.get((result.suite, result.name))
            if carried is None:
                blamed.append(result)
            elif carried.called & self._calls.get(result.function, set()) & hollow - self._parts.of(result.function):
                found = carried.before
                blamed.append(replace(result, outcome=found.verdict.outcome, message=found.text))
            else:
                text = _carried_text(result.function, sorted(carried.called & losing or carried.called))
                told = self._terms.feedback.get(result.suite, HINT) in (FULL, HINT)
                blamed.append(replace(result, message=text if told else ""))
        return blamed

    def _substitutes(self, function: str, asked: frozenset[str] = frozenset()) -> dict[str, Callable[..., Any]]:
        """The reference's versions of what the student's `function` calls, and of what was asked for beside it."""
        if self._terms.reference is None:
            return {}
        names = self._parts.to_replace(function, self._calls, asked)
        solution = vars(self._bench.solution(self._terms)) if names else {}
        return {name: solution[name] for name in names if isinstance(solution.get(name), FunctionType)}

    def _lost(self, results: list[TestResult], blocked: dict[str, str]) -> list[str]:
        """The functions that lost points by what they answer."""
        other = EARNING | {"not_attempted", "not_graded"}
        lost = dict.fromkeys(each.function for each in results if each.outcome not in other)
        return [function for function in lost if function not in blocked]

    def _named(self, functions: Iterable[str]) -> dict[str, Diagnosis | None]:
        """Each function with the name of its mistake, None where it has none."""
        named = dict[str, Diagnosis | None]()
        if self._diagnostician is not None:
            for function in functions:
                named[function] = None
                with suppress(SuiteError, WorkerError):  # without a name the marks are what they are; `validate` tells
                    named[function] = self._name(self._diagnostician, function)
        return named

    def _name(self, diagnostician: Diagnostician, function: str) -> Diagnosis | None:
        worker, known, substitutes = self._bench.worker, self._known, self._substitutes(function)
        start = start_of(self._filename, "diagnosis", function, *substitutes)
        with worker.substituted(substitutes):
            ending = worker.rehearse(known, start) if known is not None else None
            if ending is not None:
                found: Diagnosis | None = ending.value
                return found
            with bounded_memory():
                found = diagnostician.name(worker, function)
            if known is not None:
                worker.remember(known, start, found)
            return found

    def _with_diagnosis(self, result: TestResult, diagnosis: Diagnosis | None) -> TestResult:
        if diagnosis is None or result.outcome in EARNING:
            return result
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
