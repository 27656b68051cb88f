"""Which functions of an exercise others may be made from: what may be replaced where an error is carried forward."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from grader.results import TestResult
from grader.suite.calls import calls_of
from grader.suite.subject import Terms


class Parts:
    """What the functions of a topic are made from.

    Args:
        terms: of the topic.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def of(self, function: str) -> set[str]:
        """What a function may be made from, written or not: what is asked for before it, and what ours is made from."""
        asked = self._terms.functions
        return {*asked[: asked.index(function)], *self._of_the_reference.get(function, set())}

    def to_replace(self, function: str, calls: Mapping[str, set[str]], asked: frozenset[str]) -> list[str]:
        """The functions that a test of `function` is tried without, by name.

        A function that is itself made from `function`, by the student or by its nature, is not among them: x / x's unit
        vector is no norm, and two functions that call each other would each be right thanks to the other.

        Args:
            function: the one that the test marks.
            calls: function -> the functions that the student's version of it calls.
            asked: the functions that the test itself called.
        """
        called = (calls.get(function, set()) | asked & set(self._terms.functions)) - {function}
        called = {name for name in called if function not in calls.get(name, set())}
        return sorted(name for name in called if function not in self._of_the_reference.get(name, set()))

    @cached_property
    def _of_the_reference(self) -> dict[str, set[str]]:
        """Function -> the exercise's other functions that the reference makes it from."""
        if self._terms.reference is None:
            return {}
        return calls_of(Path(self._terms.reference).read_bytes(), self._terms.functions)


def hollow_functions(results: Iterable[TestResult]) -> set[str]:
    """The functions that are hardly there: by themselves they earn less than half of their points.

    The distance from zero would be every norm in turn, without a norm or a distance that anybody has written.
    """
    passed, most = defaultdict[str, float](float), defaultdict[str, float](float)
    for result in results:
        most[result.function] += result.points
        passed[result.function] += result.points * (result.outcome == "passed")
    return {name for name in most if 2 * passed[name] < most[name]}
