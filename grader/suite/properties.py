"""Property tests in a suite: seeded, bounded, and with the smallest failing case kept for the message."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException, StopTest

from grader.errors import WorkerError
from grader.sandbox.failures import StudentFailure, StudentRaised

EXAMPLES = 25
SHRINKS_CAP = 200  # runs of a test after its first failure; a count, so that every machine finds the same case

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


@contextlib.contextmanager
def smallest_case(function: Any, seed: int, fixtures: set[str]) -> Iterator[None]:
    """Run a property test with this seed; a failure that leaves the block carries its smallest case.

    The case is put on the exception as `__case__`, argument name -> value.
    """
    handle = function.hypothesis
    original: Callable[..., Any] = handle.inner_test
    search = _Search(original, fixtures)
    handle.inner_test = search.run
    hypothesis.seed(seed)(function)
    try:
        yield
    except (Exception, _EnoughError):
        if search.failure is None:
            raise
        search.failure.__case__ = search.case  # type: ignore[attr-defined]
        raise search.failure from None
    finally:
        handle.inner_test = original


class _Search:
    """Remembers the last failing case: while Hypothesis makes cases smaller, the last is the smallest."""

    def __init__(self, test: Callable[..., Any], fixtures: set[str]) -> None:
        self._test = test
        self._fixtures = fixtures
        self._runs_left = SHRINKS_CAP
        self.failure: Exception | None = None
        self.case: dict[str, Any] = {}

    def run(self, *args: Any, **kwargs: Any) -> Any:
        if self.failure is not None:
            self._runs_left -= 1
            if self._runs_left < 0:
                raise _EnoughError
        try:
            return self._test(*args, **kwargs)
        except (StopTest, HypothesisException):
            raise
        except Exception as error:
            self.failure = error
            self.case = {name: value for name, value in kwargs.items() if name not in self._fixtures}
            if isinstance(error, WorkerError) or (
                isinstance(error, StudentFailure) and not isinstance(error, StudentRaised)
            ):
                raise _EnoughError from None  # a time-out or a crash is not worth repeating to make it smaller
            raise
