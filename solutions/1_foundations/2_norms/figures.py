"""The figure of the handout: which vectors have norm 1."""

import numpy as np
from matplotlib.figure import Figure


def unit_balls():
    made = Figure(figsize=(8.2, 4.1), layout="constrained")
    left, right = made.subplots(1, 2)
    for axis in (left, right):
        axis.axhline(0, color="#bbbbbb", linewidth=0.7, zorder=0)
        axis.axvline(0, color="#bbbbbb", linewidth=0.7, zorder=0)
        axis.set(aspect="equal", xlim=(-1.32, 1.32), ylim=(-1.32, 1.32), xlabel="$x_1$", xticks=(-1, 0, 1))
        axis.set(yticks=(-1, 0, 1))
        axis.set_ylabel("$x_2$", rotation=0)
    circles(left)
    star(right)
    return made


def circles(axis):
    for colour, p in zip(("C0", "C2", "C1", "C4"), (1, 1.5, 2, 4), strict=True):
        axis.plot(*curve(p), color=colour, label=f"$p={p}$")
    axis.plot([1, 1, -1, -1, 1], [-1, 1, 1, -1, -1], color="#222222", label=r"$p=\infty$")
    axis.plot(0.6, -0.6, "o", color="#222222", markersize=5)
    axis.annotate(
        "$(0.6,{-}0.6)$",
        (0.6, -0.6),
        (0.9, -1.22),
        ha="center",
        va="center",
        arrowprops={"arrowstyle": "-", "shrinkB": 3},
    )
    axis.legend(loc="center", frameon=True, framealpha=1, edgecolor="none", facecolor="white", borderpad=0.2)
    axis.set_title(r"$\|x\|_p=1,\quad p\geq 1$")


def star(axis):
    x, y = curve(0.5)
    axis.fill(x, y, color="C1", alpha=0.13, linewidth=0)
    axis.plot(x, y, color="C1")
    axis.plot([0, 1], [1, 0], "--", color="#222222", linewidth=1.2)
    axis.plot([0, 1], [1, 0], "o", color="#222222", markersize=5)
    axis.plot(0.5, 0.5, "o", color="#222222", markerfacecolor="white", markersize=6)
    axis.text(0.58, 0.58, r"$(\frac{1}{2},\frac{1}{2})$", fontsize=14)
    axis.set_title(r"$|x_1|^p+|x_2|^p\leq 1,\quad p=\frac{1}{2}$")


def curve(p):
    """The points with |x|^p + |y|^p = 1, all the way round."""
    angle = np.linspace(0, 2 * np.pi, 401)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.sign(cos) * np.abs(cos) ** (2 / p), np.sign(sin) * np.abs(sin) ** (2 / p)
