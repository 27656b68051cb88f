"""The search for the smallest failing case of a property test: Hypothesis's own, seeded and kept within bounds."""

import contextlib
import copy
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import hypothesis
from hypothesis.errors import HypothesisException, StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture import providers
from hypothesis.strategies import DataObject

from grader.errors import WorkerError
from grader.sandbox.failures import StudentFailure, StudentRaised

SHRINKS_CAP = 200  # runs of a test after its first failure; a count, so that every machine finds the same case
TIME_SHARE = 0.5  # of a test's time: a slow function is not driven into a time-out to make its case smaller


class EnoughError(BaseException):
    """Ends the search for smaller cases. Not an Exception: Hypothesis would take that for a failing case."""


class Search:
    """Runs a test on cases and remembers the last failing one: while cases get smaller, the last is the smallest.

    Args:
        test: the body of the test.
        fixtures: the arguments that the test does not draw.
        time_s: how long the test may take.

    Attributes:
        hurried: whether the search ended because time ran out.
    """

    def __init__(self, test: Callable[..., Any], fixtures: dict[str, Any], time_s: float) -> None:
        self._test = test
        self._fixtures = fixtures
        self._runs_left = SHRINKS_CAP
        self._time_left_s = time_s * TIME_SHARE
        self.failure: Exception | None = None
        self.case: dict[str, Any] = {}
        self.printed = ""
        self.hurried = False

    def try_all(self, cases: list[dict[str, Any]]) -> bool:
        """Run the cases up to a failure; False if that says too little, because most are assumed away."""
        counted = 0
        for case in cases:
            try:
                self.run(**case, **self._fixtures)
                counted += 1
            except UnsatisfiedAssumption:
                continue
            except HypothesisException:
                return False  # a case that has no life outside Hypothesis
            except Exception:
                return True
        return counted > len(cases) // 2

    def run(self, **arguments: Any) -> None:
        """Run the test once, on values of its own: a suite may work in place."""
        if self.failure is not None:
            self._runs_left -= 1
            self.hurried |= self._time_left_s < 0
            if self._runs_left < 0 or self._time_left_s < 0 or _is_final(self.failure):
                raise EnoughError
        case = {name: value for name, value in arguments.items() if name not in self._fixtures}
        drawn = {name: _drawn_from(value) for name, value in case.items() if isinstance(value, DataObject)}
        printed_before, started = len(self._output()), monotonic()
        try:
            self._test(**{name: _own(value) for name, value in case.items()}, **self._fixtures)
        except (StopTest, HypothesisException):
            raise
        except Exception as error:
            if self.failure is not None and _is_final(error):
                raise EnoughError from None  # what a smaller case does to the worker is not what is wrong
            self.failure = error
            self.case = {key: value for name in case for key, value in drawn.get(name, {name: case[name]}).items()}
            self.printed = self._output()[printed_before:]
            raise
        finally:
            self._time_left_s -= monotonic() - started

    def _output(self) -> str:
        student = self._fixtures.get("student")
        return "" if student is None else str(student.output)


def search(function: Any, seed: int, fixtures: dict[str, Any], test: Callable[..., Any]) -> None:
    """Let Hypothesis run `test` in the place of the function's own body."""

    def body(**arguments: Any) -> None:
        test(**arguments)

    handle = function.hypothesis
    original = handle.inner_test
    body.__name__ = function.__name__  # what Hypothesis calls it
    handle.inner_test = body
    hypothesis.seed(seed)(function)
    try:
        with _nothing_local():
            function(**fixtures)
    finally:
        handle.inner_test = original


@contextlib.contextmanager
def _nothing_local() -> Iterator[None]:
    """Hypothesis draws constants of all modules around, too: then cases would depend on what else was imported."""
    before = {name: getattr(providers, name) for name in _NOTHING_LOCAL}
    vars(providers).update(_NOTHING_LOCAL)
    try:
        yield
    finally:
        vars(providers).update(before)


def _without_constants() -> dict[str, Any]:
    """What stands in `providers` instead; empty for a version that takes no constants."""
    if not hasattr(providers, "_get_local_constants"):
        return {}
    none = type(providers.GLOBAL_CONSTANTS)()
    return {"_get_local_constants": lambda: none, "CONSTANTS_CACHE": type(providers.CONSTANTS_CACHE)(1024)}


_NOTHING_LOCAL = _without_constants()


def _own(value: Any) -> Any:
    """A copy, where there can be one."""
    if isinstance(value, DataObject):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _drawn_from(data: Any) -> dict[str, Any]:
    """What `data.draw` gives from now on, by label."""
    drawn: dict[str, Any] = {}
    draw = data.draw

    def recorded(strategy: Any, label: Any = None) -> Any:
        value = draw(strategy, label)
        name = str(label or "draw")
        drawn[f"{name} {len(drawn) + 1}" if name in drawn else name] = _own(value)
        return value

    data.draw = recorded
    return drawn


def _is_final(error: Exception) -> bool:
    """Whether the failure is not worth repeating to make its case smaller: a time-out, a crash, a fault of ours."""
    return isinstance(error, WorkerError) or (
        isinstance(error, StudentFailure) and not isinstance(error, StudentRaised)
    )
