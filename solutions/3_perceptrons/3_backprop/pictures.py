"""Pictures for the reports of students who lose points."""

import numpy as np

from grader.picture import ErrorBySteps, HeatMap
from grader.testing import picture

STEPS = np.logspace(-1, -10, 19)


@picture(
    "affine_backward",
    en="Where your dW differs, for a batch of 5 samples with 4 features and 3 outputs.",
    zh="你的 dW 的差异所在：5 个样本、4 个特征、3 个输出。",
)
def weight_gradient(student, reference, rng):
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    dout = rng.normal(size=(5, 3))
    _, cache = student.affine_forward(X, W, b)
    _, actual, _ = student.affine_backward(dout, cache)
    _, expected, _ = reference.affine_backward(dout, reference.affine_forward(X, W, b)[1])
    return HeatMap(actual, expected, "feature", "output")


@picture(
    "mlp_backward",
    en="Your gradient of the first weights against finite differences of your own mlp_forward, by step size: a right "
    "gradient dips deep before rounding takes over at small steps.",
    zh="第一层权重的梯度与你自己的 mlp_forward 的有限差分相比，误差随步长的变化：梯度正确时，"
    "误差会降得很低，直到步长太小、舍入误差占主导。",
)
def gradient_check_by_steps(student, reference, rng):
    X = rng.normal(size=(4, 3))
    weights = [(rng.normal(size=(3, 5)), rng.normal(size=5)), (rng.normal(size=(5, 2)), rng.normal(size=2))]
    upstream, direction = rng.normal(size=(4, 2)), rng.normal(size=(3, 5))
    _, cache = student.mlp_forward(X, weights)
    (first, _), *_ = student.mlp_backward(upstream, cache)
    slope = float(np.sum(np.asarray(first) * direction))

    def loss(step):
        moved = [(weights[0][0] + step * direction, weights[0][1]), weights[1]]
        return float(np.sum(np.asarray(student.mlp_forward(X, moved)[0]) * upstream))

    numeric = np.array([(loss(step) - loss(-step)) / (2 * step) for step in STEPS])
    return ErrorBySteps(STEPS, np.abs(numeric - slope) / np.maximum(np.abs(numeric) + abs(slope), 1e-300))
