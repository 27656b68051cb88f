"""Property tests in a suite: seeded, bounded, and with the smallest failing case kept for the message."""

import contextlib
import copy
import time
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException, StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture import providers
from hypothesis.strategies import DataObject

from grader.errors import WorkerError
from grader.sandbox.failures import StudentFailure, StudentRaised

EXAMPLES = 25
SHRINKS_CAP = 200  # runs of a test after its first failure; a count, so that every machine finds the same case
SEARCH_SHARE = 0.5  # of a test's time: a slow function is not driven into a time-out to make its case smaller

SETTINGS = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@contextlib.contextmanager
def suite_settings() -> Iterator[None]:
    """Make SETTINGS the default while a suite is imported: `@given` takes the default when it decorates."""
    before = settings.get_current_profile_name()
    settings.register_profile("deep-grader", SETTINGS)
    settings.load_profile("deep-grader")
    try:
        yield
    finally:
        settings.load_profile(before)


class _EnoughError(BaseException):
    """Ends the search for smaller cases. Not an Exception: Hypothesis would take that for a failing case."""


class Cases:
    """The cases of every property test of a run: drawn once for a seed, for every student gets the same."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[Any, int], list[dict[str, Any]] | None] = {}
        self._shrink = True

    @contextlib.contextmanager
    def as_they_are(self) -> Iterator[None]:
        """In the block a failing case is not made smaller: nobody will read it."""
        self._shrink = False
        try:
            yield
        finally:
            self._shrink = True

    def run(self, function: Any, seed: int, fixtures: dict[str, Any], time_s: float) -> None:
        """Run a property test: the drawn cases first, and Hypothesis itself only to make a failing case smaller.

        Args:
            function: the test, decorated with `@given`.
            seed: draws the cases.
            fixtures: the arguments that the test does not draw.
            time_s: how long the test may take.

        Raises:
            Exception: the test's failure, with the smallest failing case (argument name -> value) as `__case__` and
                what was printed in it as `__printed__`; or what Hypothesis has to say of the test itself.
        """
        search = _Search(function.hypothesis.inner_test, fixtures, time_s * SEARCH_SHARE)
        tried = search.try_all(self._cases(function, seed, fixtures) or [])
        if not tried or (search.failure is not None and self._shrink):
            try:
                _search(function, seed, fixtures, search.run)
            except (Exception, _EnoughError):
                if search.failure is None:
                    raise
        if search.failure is not None:
            search.failure.__case__, search.failure.__printed__ = search.case, search.printed  # type: ignore[attr-defined]
            raise search.failure

    def _cases(self, function: Any, seed: int, fixtures: dict[str, Any]) -> list[dict[str, Any]] | None:
        """What Hypothesis draws when nothing fails; None if the test draws while it runs (`st.data()`)."""
        key = (function, seed)
        if key not in self._drawn:
            drawn: list[dict[str, Any]] = []

            def record(**kwargs: Any) -> None:
                drawn.append({name: value for name, value in kwargs.items() if name not in fixtures})

            _search(function, seed, fixtures, record)
            interactive = any(isinstance(value, DataObject) for case in drawn for value in case.values())
            self._drawn[key] = None if interactive else drawn
        return self._drawn[key]


def _search(function: Any, seed: int, fixtures: dict[str, Any], test: Callable[..., Any]) -> None:
    """Let Hypothesis run `test` in the place of the function's own body."""
    handle = function.hypothesis
    original = handle.inner_test
    handle.inner_test = test
    hypothesis.seed(seed)(function)
    try:
        with _nothing_local():
            function(**fixtures)
    finally:
        handle.inner_test = original


_OWN_STATE = {
    name: value
    for name, value in {
        "_get_local_constants": lambda none=type(providers.GLOBAL_CONSTANTS)(): none,
        "CONSTANTS_CACHE": type(providers.CONSTANTS_CACHE)(1024),
    }.items()
    if hasattr(providers, name)
}


@contextlib.contextmanager
def _nothing_local() -> Iterator[None]:
    """Hypothesis draws constants of all modules around, too: then cases would depend on what else was imported."""
    before = {name: getattr(providers, name) for name in _OWN_STATE}
    vars(providers).update(_OWN_STATE)
    try:
        yield
    finally:
        vars(providers).update(before)


class _Search:
    """Remembers the last failing case: while Hypothesis makes cases smaller, the last is the smallest."""

    def __init__(self, test: Callable[..., Any], fixtures: dict[str, Any], time_s: float) -> None:
        self._test = test
        self._fixtures = fixtures
        self._runs_left = SHRINKS_CAP
        self._time_left_s = time_s
        self.failure: Exception | None = None
        self.case: dict[str, Any] = {}
        self.printed = ""

    def try_all(self, cases: list[dict[str, Any]]) -> bool:
        """Run the cases up to a failure; False if that says too little, for most are assumed away."""
        counted = 0
        for case in cases:
            try:
                self.run(**case, **self._fixtures)
                counted += 1
            except UnsatisfiedAssumption:
                continue
            except HypothesisException:
                return False  # it cannot be run outside Hypothesis
            except Exception:
                return True
        return counted > len(cases) // 2

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Run the test once, on values of its own: a suite may work in place."""
        if self.failure is not None:
            self._runs_left -= 1
            if self._runs_left < 0 or self._time_left_s < 0 or _is_final(self.failure):
                raise _EnoughError
        case = {name: value for name, value in kwargs.items() if name not in self._fixtures}
        drawn = {name: _drawn_by(value) for name, value in case.items() if isinstance(value, DataObject)}
        student = self._fixtures.get("student")
        printed_before, started = len(student.output) if student is not None else 0, time.monotonic()
        try:
            return self._test(*args, **{name: _own(value) for name, value in case.items()}, **self._fixtures)
        except (StopTest, HypothesisException):
            raise
        except Exception as error:
            if self.failure is not None and _is_final(error):
                raise _EnoughError from None  # what a smaller case did to the worker is not what is wrong
            self.failure = error
            self.case = {key: value for name in case for key, value in drawn.get(name, {name: case[name]}).items()}
            self.printed = student.output[printed_before:] if student is not None else ""
            raise
        finally:
            self._time_left_s -= time.monotonic() - started


def _own(value: Any) -> Any:
    """A copy, where there can be one."""
    if isinstance(value, DataObject):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _drawn_by(data: Any) -> dict[str, Any]:
    """What `data.draw` gives from now on, by label."""
    drawn: dict[str, Any] = {}
    draw = data.draw

    def recorded(strategy: Any, label: Any = None) -> Any:
        value = draw(strategy, label)
        name = str(label or "draw")
        drawn[name if name not in drawn else f"{name} {len(drawn) + 1}"] = _own(value)
        return value

    data.draw = recorded
    return drawn


def _is_final(error: Exception) -> bool:
    """Whether the failure is not worth repeating to make its case smaller: a time-out, a crash, a fault of ours."""
    return isinstance(error, WorkerError) or (
        isinstance(error, StudentFailure) and not isinstance(error, StudentRaised)
    )
