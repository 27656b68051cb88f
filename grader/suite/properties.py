"""Property tests in a suite: seeded, bounded, and with the smallest failing case kept for the message."""

import contextlib
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.strategies import DataObject

from grader.suite.search import EnoughError, Search, search

EXAMPLES = 25

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


class Cases:
    """The cases of every property test of a run: drawn once for a seed, for every student gets the same.

    Attributes:
        shrinks: whether a failing case is made smaller.
    """

    def __init__(self) -> None:
        self._drawn: dict[tuple[Any, int], list[dict[str, Any]] | None] = {}
        self.shrinks = True

    @contextlib.contextmanager
    def as_they_are(self) -> Iterator[None]:
        """In the block a failing case is not made smaller: nobody will read it."""
        self.shrinks = False
        try:
            yield
        finally:
            self.shrinks = True

    def run(self, function: Any, seed: int, fixtures: dict[str, Any], time_s: float) -> None:
        """Run a property test: the drawn cases first, and Hypothesis itself only to make a failing case smaller.

        Args:
            function: the test, decorated with `@given`.
            seed: draws the cases.
            fixtures: the arguments that the test does not draw.
            time_s: how long the test may take.

        Raises:
            Exception: the test's failure, with the smallest failing case (argument name -> value) as `__case__`, what
                was printed in it as `__printed__` and whether the clock ended the search as `__hurried__`; or what
                Hypothesis has to say of the test itself.
        """
        found = Search(function.hypothesis.inner_test, fixtures, time_s)
        tried = found.try_all(self._cases(function, seed, fixtures) or [])
        if not tried or (found.failure is not None and self.shrinks):
            try:
                search(function, seed, fixtures, found.run)
            except (Exception, EnoughError):
                if found.failure is None:
                    raise
        if found.failure is not None:
            vars(found.failure).update(__case__=found.case, __printed__=found.printed, __hurried__=found.hurried)
            raise found.failure

    def _cases(self, function: Any, seed: int, fixtures: dict[str, Any]) -> list[dict[str, Any]] | None:
        """What Hypothesis draws when nothing fails; None if it draws while the test runs (`st.data()`, functions)."""
        key = (function, seed)
        if key not in self._drawn:
            drawn: list[dict[str, Any]] = []

            def record(**kwargs: Any) -> None:
                drawn.append({name: value for name, value in kwargs.items() if name not in fixtures})

            search(function, seed, fixtures, record)
            alive = any(_is_alive(value) for case in drawn for value in case.values())
            self._drawn[key] = None if alive else drawn
        return self._drawn[key]


def _is_alive(value: Any) -> bool:
    if isinstance(value, (list, tuple, dict)):
        return any(map(_is_alive, value.values() if isinstance(value, dict) else value))
    return isinstance(value, DataObject) or (callable(value) and not isinstance(value, type))
