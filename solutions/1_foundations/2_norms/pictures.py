"""Pictures for the reports of students who lose points."""

import numpy as np

from grader.picture import Curve
from grader.testing import picture


@picture(
    "lp_norm",
    en="The L3 norm of unit vectors, turned once around: largest along the axes and smallest along the diagonals.",
    zh="单位向量转一圈时的 L3 范数：沿坐标轴方向最大，沿对角线方向最小。",
)
def around_the_circle(student, reference, rng):
    angles = np.linspace(0.0, 2.0 * np.pi, 49)
    vectors = [np.array([np.cos(angle), np.sin(angle)]) for angle in angles]
    actual = [float(student.lp_norm(vector, 3)) for vector in vectors]
    expected = [float(reference.lp_norm(vector, 3)) for vector in vectors]
    return Curve(np.degrees(angles), actual, expected, "angle in degrees", "L3 norm")


@picture(
    "l2_norm",
    en="The L2 norm of (3c, 4c) divided by 5c, for c from 1e-200 to 1e200: it is 1 for every c.",
    zh="(3c, 4c) 的 L2 范数除以 5c，c 从 1e-200 到 1e200：对任意 c 它都等于 1。",
)
def over_all_scales(student, reference, rng):
    scales = np.logspace(-200, 200, 41)
    actual = [float(student.l2_norm(np.array([3.0, 4.0]) * scale)) / (5 * scale) for scale in scales]
    return Curve(scales, actual, np.ones(len(scales)), "c", "norm / 5c", log_x=True)
