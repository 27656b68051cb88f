"""Pictures for the reports of students who lose points."""

import numpy as np
from scipy.stats import binom

from grader.picture import Counts, Curve
from grader.testing import picture

UNITS, DROP_PROB, REPETITIONS = 400, 0.3, 40
FALSE_ALARM = 1e-6  # of one repetition: a right dropout leaves the band once in 25,000 pictures


@picture(
    "dropout",
    en="How many of 400 units survive with drop_prob = 0.3, in 40 repetitions; chance allows the band around 280.",
    zh="drop_prob = 0.3 时 400 个单元中保留下来的个数，重复 40 次；随机性允许的范围是 280 附近的带状区域。",
)
def survivors(student, reference, rng):
    counts = [int(np.sum(student.dropout(np.ones(UNITS), DROP_PROB, rng)[1] != 0)) for _ in range(REPETITIONS)]
    low, high = binom.interval(1 - FALSE_ALARM, UNITS, 1 - DROP_PROB)
    return Counts(counts, int(low), int(high), UNITS * (1 - DROP_PROB), "units kept")


@picture(
    "expected_output",
    en="The expected output for x = 2 over drop_prob.",
    zh="x = 2 时的期望输出随 drop_prob 的变化。",
)
def expectation(student, reference, rng):
    probs = np.linspace(0.0, 1.0, 21)
    actual = [float(np.asarray(student.expected_output(np.array([2.0]), prob)).ravel()[0]) for prob in probs]
    expected = [float(np.asarray(reference.expected_output(np.array([2.0]), prob)).ravel()[0]) for prob in probs]
    return Curve(probs, actual, expected, "drop_prob", "expected output")
