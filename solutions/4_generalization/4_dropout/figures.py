"""The figure of the handout: one mask, and the mean over many."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

DROP_PROB = 0.4
SEED = 72


def masks_and_mean():
    made = Figure(figsize=(8.6, 3.3), layout="constrained")
    left, right = made.subplots(1, 2, width_ratios=(0.85, 1))
    mask(left)
    mean(right)
    return made


def mask(axis):
    kept = np.random.default_rng(SEED).random((8, 12)) >= DROP_PROB
    for (row, column), keep in np.ndenumerate(kept):
        colour = "C0" if keep else "#f2f2f2"
        axis.add_patch(Rectangle((column + 0.04, row + 0.04), 0.92, 0.92, facecolor=colour))
    axis.set(xlim=(0, 12), ylim=(8, 0), aspect="equal", xticks=(), yticks=())
    axis.spines[:].set_visible(False)
    axis.set(xlabel="units", ylabel="samples of the batch")
    axis.set_title("a mask with drop_prob = 0.4 (blue: kept)", fontsize=10.5)


def mean(axis):
    n = np.arange(1, 401)
    kept = np.random.default_rng(SEED).random(n.size) >= DROP_PROB
    plain = np.cumsum(kept) / n
    band = 2 * np.sqrt(DROP_PROB / ((1 - DROP_PROB) * n))
    axis.fill_between(n, 1 - band, 1 + band, color="C0", alpha=0.13, linewidth=0)
    axis.axhline(1, color="#222222", linestyle="--", linewidth=1)
    axis.axhline(1 - DROP_PROB, color="#222222", linestyle=":", linewidth=1.2)
    axis.plot(n, plain / (1 - DROP_PROB), color="C0", label="kept entries divided by 1 - drop_prob")
    axis.plot(n, plain, color="C1", label="kept entries as they are")
    axis.set_xscale("log")
    axis.set_xticks((1, 10, 100), ["1", "10", "100"])
    axis.minorticks_off()
    axis.set(xlim=(1, 400), ylim=(0, 2.3), yticks=(0, 0.6, 1, 1.5, 2))
    axis.set(xlabel="number of masks", ylabel="mean of the output for x = 1")
    axis.legend(loc="upper right", fontsize=10, borderaxespad=0)
