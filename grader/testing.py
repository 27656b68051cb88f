"""What a suite, or a `misconceptions.py`, imports."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from grader.compare import assert_close
from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.picture import Caption
from grader.sandbox.fold import fold

__all__ = [
    "assert_close", "extra_credit", "fold", "function", "misconception", "once_right", "picture", "points", "probes",
    "timeout",
]  # fmt: skip

points = pytest.mark.points
"""`@points(2)`: what the test is worth; 1 without it, whole or half, above 0."""

function = pytest.mark.function
"""`@function("softmax")`: which of the student's functions the test marks."""

timeout = pytest.mark.timeout
"""`@timeout(10)`: how long the test may take, in seconds."""

extra_credit = pytest.mark.extra_credit
"""`@extra_credit`: points on top of the full score."""

_Variant = TypeVar("_Variant", bound=Callable[..., Any])


def misconception(function: str, *, hint: str = "", zh: str = "") -> Callable[[_Variant], _Variant]:
    """Mark a wrong variant of a student's function, and say what a student who wrote it should read.

    Args:
        function: the name of the student's function.
        hint: what is wrong and what to think about, in English.
        zh: the same in Chinese.

    Returns:
        A decorator that leaves the variant as it is, with a `Misconception` as its `__misconception__`.

    Raises:
        SuiteError: an argument is missing its meaning: no name, an empty hint, a hint in the wrong language.
    """

    def mark(variant: _Variant) -> _Variant:
        name = getattr(variant, "__name__", None)
        if not callable(variant) or name is None:
            raise SuiteError(
                f"misconception({function!r}) decorates {variant!r}; put it on a function. Fix it in misconceptions.py."
            )
        found = Misconception(name, function, hint, zh)
        variant.__misconception__ = found  # type: ignore[attr-defined]  # functions take attributes
        return variant

    return mark


def probes(function: str) -> Callable[[_Variant], _Variant]:
    """Mark the maker of probe inputs for a student's function: where its misconceptions can be told apart.

    The maker takes a generator and returns a list. Each entry is a tuple of arguments, or a function that
    takes the student's function and returns what to compare (for random functions and for classes).

    Args:
        function: the name of the student's function.

    Returns:
        A decorator that leaves the maker as it is, with the name as its `__probes__`.
    """

    def mark(maker: _Variant) -> _Variant:
        maker.__probes__ = function  # type: ignore[attr-defined]  # functions take attributes
        return maker

    return mark


def picture(function: str, *, en: str, zh: str) -> Callable[[_Variant], _Variant]:
    """Mark the maker of a picture for the reports of students who lose points with a function.

    The maker takes `student`, `reference` and `rng` and returns data of `grader.picture`.

    Args:
        function: the name of the student's function.
        en: the caption, in English.
        zh: the same in Chinese.

    Raises:
        SuiteError: a caption is empty.
    """
    caption = Caption(function, en, zh)

    def mark(maker: _Variant) -> _Variant:
        maker.__picture__ = caption  # type: ignore[attr-defined]  # functions take attributes
        return maker

    return mark


def once_right(*questions: tuple[Any, Any]) -> Callable[[Any], Callable[[Callable[..., Any]], Any]]:
    """Probes for a function that answers these questions right, so that a second mistake does not hide the first.

    `once_right((probe, answer), ...)(last)` makes the probe `last` into one that is put to such a function alone; of
    any other it learns nothing, and all others answer it alike.

    Args:
        questions: (probe, answer) each; the answer is compared to four digits, whatever its dtype.

    Returns:
        A function that wraps a probe. A probe is a tuple of arguments, or a function of the student's function.
    """

    def then(last: Any) -> Callable[[Callable[..., Any]], Any]:
        def ask(function: Callable[..., Any]) -> Any:
            for probe, answer in questions:
                try:
                    assert_close(put(probe, function), answer, rtol=1e-4, dtype=False)
                except AssertionError:
                    return "wrong before"
            return put(last, function)

        return ask

    return then


def put(probe: Any, function: Callable[..., Any]) -> Any:
    """The function's answer to a probe: a tuple of arguments, or a function of the function."""
    return probe(function) if callable(probe) else function(*probe)
