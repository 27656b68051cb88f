"""A small topic that validates, for the tests of `grader validate` to spoil."""

from collections.abc import Iterator
from pathlib import Path

from grader.catalogue import Exercise, read_catalogue
from tests.trees import make_topic

EXERCISE = """\
title: {en: Sums, zh: 求和}
functions:
  total: {hints: []}
  mean: {hints: []}
forbid: [numpy.median]
"""

REFERENCE = '''\
"""Sums and means of rows."""

import numpy as np


def total(x: np.ndarray) -> np.ndarray:
    """The sum of each row."""
    ### BEGIN SOLUTION
    return np.sum(x, axis=-1)
    ### END SOLUTION


def mean(x: np.ndarray) -> np.ndarray:
    """The mean of each row."""
    ### BEGIN SOLUTION
    return total(x) / x.shape[-1]
    ### END SOLUTION
'''

PUBLIC = '''\
"""Public tests."""

import numpy as np

from grader.testing import assert_close


def test_total_of_two_rows(student):
    """The rows (1, 2, 4) and (0, 0, 5) have the sums 7 and 5.

    zh: 两行的和是 7 和 5。
    """
    assert_close(student.total(np.array([[1.0, 2.0, 4.0], [0.0, 0.0, 5.0]])), np.array([7.0, 5.0]))


def test_mean_of_two_rows(student):
    """The rows (1, 2, 6) and (0, 0, 3) have the means 3 and 1.

    zh: 两行的均值是 3 和 1。
    """
    assert_close(student.mean(np.array([[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]])), np.array([3.0, 1.0]))
'''

HIDDEN = '''\
"""Hidden tests."""

import numpy as np

from grader.testing import assert_close, function


@function("total")
def test_total_of_any_cube(student, reference, rng):
    """The last axis is summed, however many there are.

    zh: 沿最后一个轴求和。
    """
    x = rng.normal(size=(2, 3, 4))
    assert_close(student.total(x), reference.total(x))


@function("mean")
def test_mean_of_any_cube(student, reference, rng):
    """The last axis is averaged, however many there are.

    zh: 沿最后一个轴求均值。
    """
    x = rng.normal(size=(2, 3, 4))
    assert_close(student.mean(x), reference.mean(x))
'''

MISCONCEPTIONS = '''\
"""What goes wrong with sums."""

import numpy as np

from grader.testing import misconception, probes


@probes("total")
def rows(rng):
    return [(rng.normal(size=(2, 3)),)]


@misconception("total", hint="Add along the rows, not down the columns.", zh="应沿行求和，而不是沿列。")
def adds_the_columns(x):
    return np.sum(x, axis=0)


@misconception("total", hint="Keep the rows apart.", zh="各行要分开求和。")
def adds_everything(x):
    return np.sum(x)


@misconception("total", hint="Signs count.", zh="符号也要算进去。")
def drops_the_signs(x):
    return np.sum(np.abs(x), axis=-1)


@probes("mean")
def more_rows(rng):
    return [(rng.normal(size=(2, 3)),)]


@misconception("mean", hint="Divide by the number of entries.", zh="要除以元素个数。")
def forgets_to_divide(x):
    return total(x)


@misconception("mean", hint="Divide by the length of a row, not by the number of rows.", zh="应除以行的长度，而不是行数。")
def divides_by_the_rows(x):
    return total(x) / len(x)
'''

FILES = {
    "exercise__yaml": EXERCISE,
    "reference": REFERENCE,
    "test_public__py": PUBLIC,
    "test_hidden__py": HIDDEN,
    "misconceptions__py": MISCONCEPTIONS,
}


def make_sums(solutions: Path, number: int = 1, **changes: str) -> Exercise:
    """Write the topic `sums`, right but for `changes` (see `trees.make_topic`), and read it.

    Args:
        solutions: the folder `solutions/`.
        number: of its folder; from 2 on its name is `sums2` and so on.
    """
    name = "sums" if number == 1 else f"sums{number}"
    make_topic(solutions, f"1_foundations/{number}_{name}", **{**FILES, **changes})
    return next(each for each in read_catalogue(solutions) if each.topic == name)


def spoilt(file: str, *replacements: tuple[str, str]) -> dict[str, str]:
    """One file of FILES with other text in it, as `changes` for `make_sums`."""
    text = FILES[file]
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return {file: text}


def lines_of(problems: Iterator[str] | list[str]) -> str:
    """Problems as one text."""
    return "\n".join(problems)
