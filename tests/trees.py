"""Small solutions/ folders for the tests that need some."""

from pathlib import Path

EXERCISE = """\
title: {en: Sums of TOPIC, zh: TOPIC 的和}
functions:
  TOPIC_sum:
    hints:
      - {en: Which numbers are added, zh: 哪些数相加}
  TOPIC_mean:
    hints: []
forbid: [numpy.mean]
"""

REFERENCE = '''\
"""Sums and means."""

import numpy as np


### BEGIN SOLUTION
def _floats_of_TOPIC(x: np.ndarray) -> np.ndarray:
    return np.asarray(x, dtype=np.float64)


### END SOLUTION
def TOPIC_sum(x: np.ndarray) -> float:
    """The sum of the entries."""
    ### BEGIN SOLUTION
    total_of_TOPIC = np.add.reduce(_floats_of_TOPIC(x))
    return float(total_of_TOPIC)
    ### END SOLUTION


def TOPIC_mean(x: np.ndarray) -> float:
    """The mean of the entries."""
    ### BEGIN SOLUTION
    return TOPIC_sum(x) / len(x)
    ### END SOLUTION
'''

STUB = '''\
"""Sums and means."""

import numpy as np


def TOPIC_sum(x: np.ndarray) -> float:
    """The sum of the entries."""
    raise NotImplementedError("TOPIC_sum: your code goes here")


def TOPIC_mean(x: np.ndarray) -> float:
    """The mean of the entries."""
    raise NotImplementedError("TOPIC_mean: your code goes here")
'''

PUBLIC = '''\
"""Public tests of TOPIC."""

import numpy as np
from grader.testing import assert_close


def test_sum_of_three_TOPIC(student):
    """1 + 2 + 3 is 6."""
    assert_close(student.TOPIC_sum(np.array([1.0, 2.0, 3.0])), 6.0)


def test_mean_of_three_TOPIC(student):
    """The mean of 1, 2 and 3 is 2."""
    assert_close(student.TOPIC_mean(np.array([1.0, 2.0, 3.0])), 2.0)
'''

HIDDEN = '''\
"""Hidden tests of TOPIC."""

import numpy as np
from grader.testing import assert_close, function

@function("TOPIC_mean")
def test_TOPIC_like_the_reference(student, reference, rng):
    """Any vector has the right sum."""
    x = rng.normal(size=5)
    assert_close(student.TOPIC_sum(x), reference.TOPIC_sum(x))
    assert_close(student.TOPIC_mean(x), reference.TOPIC_mean(x))
'''

MISCONCEPTIONS = '''\
"""What goes wrong with TOPIC."""

from grader.testing import misconception


@misconception("TOPIC_mean", hint="Divide by the number of entries.", zh="除以元素个数。")
def TOPIC_without_division(x):
    return TOPIC_sum(x) * 1.0
'''

FILES = {
    "exercise.yaml": EXERCISE,
    "TOPIC.py": REFERENCE,
    "test_public.py": PUBLIC,
    "test_hidden.py": HIDDEN,
    "misconceptions.py": MISCONCEPTIONS,
    "handout.md": "# TOPIC\n\nAdd the numbers.\n",
    "handout.zh.md": "# TOPIC\n\n把数加起来。\n",
}


def make_topic(solutions: Path, relative: str = "1_foundations/1_vectors", **changes: str | bytes | None) -> Path:
    """Write a topic that is right but for `changes`.

    Args:
        solutions: the folder `solutions/`, made if it is missing.
        relative: the topic's folder in it.
        changes: other contents, or None to leave a file out, by name with __ for the dot: `exercise__yaml`,
            `handout__zh__md`; `reference` is the topic's own module. TOPIC stands for the topic's name.
    """
    folder = solutions / relative
    topic = folder.name.partition("_")[2]
    names = {name.replace("__", "."): content for name, content in changes.items()}
    if "reference" in names:
        names["TOPIC.py"] = names.pop("reference")
    folder.mkdir(parents=True)
    for name, content in {**FILES, **names}.items():
        if isinstance(content, str):
            content = content.replace("TOPIC", topic).encode()
        if content is not None:
            (folder / name.replace("TOPIC", topic)).write_bytes(content)
    return folder


def make_solutions(root: Path) -> Path:
    """Two chapters with three right topics: vectors, tensors (needs vectors) and layers (torch, a figure)."""
    solutions = root / "solutions"
    make_topic(solutions, "1_foundations/2_vectors")
    make_topic(solutions, "1_foundations/10_tensors", exercise__yaml=EXERCISE + "prerequisites: [vectors]\n")
    make_topic(
        solutions,
        "2_networks/1_layers",
        exercise__yaml=EXERCISE + "torch: true\nfigures: [layer.svg]\nlimits: {test_timeout_s: 2}\n",
        layer__svg="<svg/>",
    )
    return solutions
