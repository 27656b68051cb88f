"""Pictures for the reports of students who lose points."""

import numpy as np
import torch

from grader.picture import Curve, HeatMap
from grader.testing import picture

INPUTS, UNITS, BATCH = 3, 2, 4


def _step(rng):
    shapes = [(BATCH, INPUTS), (BATCH, UNITS), (4 * UNITS, INPUTS), (4 * UNITS, UNITS), (4 * UNITS,)]
    return [torch.from_numpy(rng.normal(size=shape)) for shape in shapes]


@picture(
    "lstm_gates",
    en="Where your gates differ: each row is a sample; the columns are i, f, g and o, two units each.",
    zh="你的门的差异所在：每行是一个样本；各列依次是 i、f、g、o，每个门两个单元。",
)
def gates(student, reference, rng):
    inputs = _step(rng)
    actual = torch.cat([torch.as_tensor(gate) for gate in student.lstm_gates(*inputs)], dim=1)
    return HeatMap(actual.numpy(), torch.cat(reference.lstm_gates(*inputs), dim=1).numpy(), "sample", "i i f f g g o o")


@picture(
    "lstm_step",
    en="The cell of one unit over 30 steps, from the same start and with the same inputs.",
    zh="同一个单元的细胞状态在 30 步中的变化，初始状态和输入都相同。",
)
def cell_over_time(student, reference, rng):
    _, _, W, U, b = _step(rng)
    steps = torch.from_numpy(rng.normal(size=(30, 1, INPUTS)))
    return Curve(np.arange(1, 31), _cells(student, steps, W, U, b), _cells(reference, steps, W, U, b), "step", "cell")


def _cells(module, steps, W, U, b):
    h, c = torch.zeros(1, UNITS, dtype=torch.float64), torch.zeros(1, UNITS, dtype=torch.float64)
    found = []
    for x in steps:
        h, c = module.lstm_step(x, h, c, W, U, b)
        found.append(float(c[0, 0]))
    return found
