"""Property tests in a suite: seeded, bounded, and with the smallest failing case kept for the message."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException, StopTest, UnsatisfiedAssumption
from hypothesis.strategies import DataObject

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

    def run(self, function: Any, seed: int, fixtures: dict[str, Any]) -> None:
        """Run a property test: the drawn cases first, and Hypothesis itself only to make a failing case smaller.

        Args:
            function: the test, decorated with `@given`.
            seed: draws the cases.
            fixtures: the arguments that the test does not draw.

        Raises:
            Exception: the test's failure, with the smallest failing case (argument name -> value) as `__case__`.
        """
        search = _Search(function.hypothesis.inner_test, set(fixtures))
        cases = self._cases(function, seed, fixtures)
        for case in cases or ():
            try:
                search.run(**case, **fixtures)
            except UnsatisfiedAssumption:
                continue
            except (Exception, _EnoughError):
                break
        if cases is None or (search.failure is not None and self._shrink):
            with contextlib.suppress(Exception, _EnoughError):
                _search(function, seed, fixtures, search.run)
        if search.failure is not None:
            search.failure.__case__ = search.case  # type: ignore[attr-defined]
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
        function(**fixtures)
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
        """Run the test once."""
        if self.failure is not None:
            self._runs_left -= 1
            if self._runs_left < 0 or _is_final(self.failure):
                raise _EnoughError
        try:
            return self._test(*args, **kwargs)
        except (StopTest, HypothesisException):
            raise
        except Exception as error:
            self.failure = error
            self.case = {name: value for name, value in kwargs.items() if name not in self._fixtures}
            raise


def _is_final(error: Exception) -> bool:
    """Whether the failure is not worth repeating to make its case smaller: a time-out, a crash, a fault of ours."""
    return isinstance(error, WorkerError) or (
        isinstance(error, StudentFailure) and not isinstance(error, StudentRaised)
    )
