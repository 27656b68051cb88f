"""What an explanation is made of: a pair of differing arrays, what counts as evidence, and a sentence."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from grader.compare import tolerance as tol
from grader.compare.sides import Array
from grader.compare.tolerance import Tolerance
from grader.language import say

_ENOUGH_BITS = 6.0
_GRIDS = (1, 2, 4, 8, 16, 10, 100)


class Look(NamedTuple):
    """What a wrong answer looks like.

    `hint` says it without any number; `full` may name indices, factors and values. An empty `full`
    means that the hint says it all.
    """

    hint: str
    full: str = ""

    @property
    def told(self) -> str:
        """The sentence for where nothing is secret."""
        return self.full or self.hint


class Case:
    """A wrong answer and the expected one, arrays of one shape, all finite or equal where not.

    A claim about it counts only on evidence: the elements that are wrong must be explained by it, all
    of them, and must be more than chance could bring. A float64 that agrees to 1e-9 tells much; a 0 among
    zeros and ones tells next to nothing.
    """

    def __init__(self, actual: Array, expected: Array, tolerance: Tolerance) -> None:
        self.actual = tol.widen(actual)
        self.expected = tol.widen(expected)
        self.tolerance = tolerance.of_default()
        self.boolean = actual.dtype.kind == expected.dtype.kind == "b"
        self.wrong = ~tol.agree(actual, expected, tolerance)

    @cached_property
    def integers(self) -> bool:
        """Whether both sides hold whole numbers only."""
        both = np.concatenate([self.actual.ravel(), self.expected.ravel()])
        return bool(np.isrealobj(both) and np.isfinite(both).all() and (both == np.rint(both)).all())

    @cached_property
    def bits(self) -> float:
        """How much one agreeing element tells, in bits."""
        precise = -np.log2(self.tolerance.rtol) / 2  # halved: thirty claims are tried on each case
        both = np.concatenate([self.actual.ravel(), self.expected.ravel()])
        if self.boolean or (self.integers and both.size > 2 and np.unique(both).size == 2):
            return 1.0
        for grid in _GRIDS:  # 2.5 is one of few halves, 0.31 one of few hundredths
            steps = np.abs(both * grid)
            if np.isrealobj(both) and np.allclose(steps, np.rint(steps), rtol=1e-12, atol=1e-9):
                return float(min(precise, np.log2(2 * steps.max() + 1)))
        return float(precise)

    def close(self, target: Array, other: Array | None = None) -> bool:
        """Tell whether the whole answer (or `other`) agrees with `target`, however little that says."""
        mine = self.actual if other is None else other
        return mine.shape == target.shape and bool(tol.agree(mine, target, self.tolerance).all())

    def fits(self, target: Array, spent: int = 0, cost_bits: float = 0.0, among: Array | None = None) -> bool:
        """Tell whether the answer is `target`, on evidence.

        `spent` elements, or `cost_bits`, went into choosing the target: a constant taken from the answer is
        no evidence for itself. `among` is the part of the answer that the target is for; default all.
        """
        mine = self.actual if among is None else among
        count = int(self.wrong.sum()) if among is None else mine.size
        return (count - spent) * self.bits - cost_bits >= _ENOUGH_BITS and self.close(target, mine)


def axis_words(axis: int, ndim: int) -> str:
    """Name an axis without a digit: "the last axis"."""
    if axis == ndim - 1:
        return say("the last axis")
    named = (say("the first axis"), say("the second axis"), say("the third axis"), say("the fourth axis"))
    return named[axis] if axis < len(named) else say("one axis")
