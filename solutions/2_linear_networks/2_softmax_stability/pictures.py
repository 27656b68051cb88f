"""Pictures for the reports of students who lose points."""

import numpy as np

from grader.picture import Curve, HeatMap
from grader.testing import picture


@picture(
    "softmax",
    en="The first probability of softmax((c, c + 1, c - 1)) as c grows: adding c to every logit changes nothing.",
    zh="softmax((c, c + 1, c - 1)) 的第一个概率随 c 的变化：给每个 logit 加上 c，结果不变。",
)
def shifted(student, reference, rng):
    shifts = np.linspace(0.0, 1500.0, 31)
    logits = shifts[:, None] + np.array([0.0, 1.0, -1.0])  # (31, 3)
    return Curve(shifts, student.softmax(logits)[:, 0], reference.softmax(logits)[:, 0], "c", "probability")


@picture(
    "masked_softmax",
    en="Where masked_softmax differs: in the second row the last entry is masked, in the third row every entry.",
    zh="masked_softmax 的差异所在：第二行遮住了最后一个元素，第三行全部遮住。",
)
def masks(student, reference, rng):
    logits = np.array([[1.0, 2.0, 0.5], [1.0, 2.0, 0.5], [1.0, 2.0, 0.5]])
    mask = np.array([[True, True, True], [True, True, False], [False, False, False]])
    return HeatMap(student.masked_softmax(logits, mask), reference.masked_softmax(logits, mask), "row", "class")
