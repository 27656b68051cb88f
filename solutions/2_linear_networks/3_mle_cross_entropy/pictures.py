"""Pictures for the reports of students who lose points."""

import numpy as np

from grader.picture import Curve
from grader.testing import picture

P = np.array([0.3, 0.7])
Q = np.linspace(0.02, 0.98, 49)
PREDICTED = np.stack([Q, 1.0 - Q], axis=-1)  # (49, 2)


@picture(
    "kl_divergence",
    en="KL((0.3, 0.7) || (q, 1 - q)) over q: never below 0, and 0 only at q = 0.3.",
    zh="KL((0.3, 0.7) || (q, 1 - q)) 随 q 的变化：从不小于 0，且只在 q = 0.3 处等于 0。",
)
def kl_over_q(student, reference, rng):
    return Curve(Q, student.kl_divergence(P, PREDICTED), reference.kl_divergence(P, PREDICTED), "q", "nats")


@picture(
    "cross_entropy",
    en="The cross-entropy of (0.3, 0.7) and (q, 1 - q) over q: smallest at q = 0.3, the entropy, 0.61 nats.",
    zh="(0.3, 0.7) 与 (q, 1 - q) 的交叉熵随 q 的变化：在 q = 0.3 处最小，等于熵 0.61 nat。",
)
def cross_entropy_over_q(student, reference, rng):
    return Curve(Q, student.cross_entropy(P, PREDICTED), reference.cross_entropy(P, PREDICTED), "q", "nats")
