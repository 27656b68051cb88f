"""The figure of the handout: where exp leaves the numbers of a format, and what the shift does."""

import numpy as np
from matplotlib.figure import Figure

ZERO, SUBNORMAL, NORMAL, INFINITE = "#d9d9d9", "#a6cee3", "C0", "C1"
ROWS = {"C1": (-1180, -1050, -940), "C4": (-120, 10, 120), "C2": (760, 890, 1000)}


def figure():
    made = Figure(figsize=(8, 5.6), layout="constrained")
    top, bottom = made.subplots(2, 1, height_ratios=(1.25, 1))
    for axis in (top, bottom):
        axis.spines["left"].set_visible(False)
        axis.tick_params(axis="y", length=0)
    formats(top)
    shift(bottom)
    return made


def borders(dtype):
    """The largest z with exp(z) = 0, the smallest with a normal exp(z), and the largest with a finite one."""
    info = np.finfo(dtype)
    return (
        np.log(float(info.smallest_subnormal)) - np.log(2),
        np.log(float(info.tiny)),
        np.log(float(info.max)),
    )


def formats(axis):
    axis.set_xscale("symlog", linthresh=10)
    axis.set_xlim(-2000, 2000)
    for row, dtype in enumerate((np.float64, np.float32, np.float16)):
        zero, normal, infinite = borders(dtype)
        edges = (-2000, zero, normal, infinite, 2000)
        for colour, low, high in zip((ZERO, SUBNORMAL, NORMAL, INFINITE), edges, edges[1:], strict=False):
            axis.barh(row, high - low, left=low, height=0.6, color=colour, edgecolor="white", linewidth=0.8)
        for border in (zero, infinite):
            axis.text(border, row + 0.34, f"{border:.2f}".replace("-", "−"), ha="center", va="bottom", fontsize=9.5)
        axis.text(-1250, row, "$0$", ha="center", va="center")
        axis.text(1250, row, r"$\infty$", ha="center", va="center", color="white", fontsize=13)
    ticks = (-1000, -100, -10, 0, 10, 100, 1000)
    axis.set(ylim=(-0.45, 2.7), xlabel="$z$")
    axis.set_xticks(ticks, [str(tick).replace("-", "−") for tick in ticks])
    axis.set_xticks([], minor=True)
    axis.set_yticks(range(3), ["float64", "float32", "float16"])
    kinds = {"0": ZERO, "subnormal": SUBNORMAL, "normal": NORMAL, r"$\infty$": INFINITE}
    patches = [axis.barh(0, 0, color=colour, label=name) for name, colour in kinds.items()]
    axis.legend(handles=patches, title=r"$\exp(z)$", ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def shift(axis):
    zero, _, infinite = borders(np.float64)
    for row in (0, 1):
        for colour, low, high in ((ZERO, -1300, zero), (NORMAL, zero, infinite), (INFINITE, infinite, 1300)):
            axis.barh(row, high - low, left=low, height=0.5, color=colour, alpha=0.3 if colour != ZERO else 0.6)
    for border in (zero, infinite):
        axis.text(border, 1.28, f"{border:.2f}".replace("-", "−"), ha="center", va="bottom", fontsize=9.5)
    for height, (colour, row) in zip((-0.14, 0, 0.14), ROWS.items(), strict=True):
        logits = np.array(row)
        dots = {"s": 44, "color": colour, "edgecolors": "white", "linewidths": 0.8, "zorder": 3}
        axis.scatter(logits, np.ones(3), **dots)
        axis.scatter(logits - logits.max(), np.full(3, height), **dots)
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        axis.annotate("", (10 * np.sign(logits.max() - 200), 0.26), (logits.max(), 0.74), arrowprops=arrow)
    axis.text(-1235, 0.5, "float64", va="center", color="#555555")
    axis.set(xlim=(-1300, 1300), ylim=(-0.45, 1.55), xlabel="$z$")
    axis.set_yticks((0, 1), [r"$z-\max z$", "$z$"])
