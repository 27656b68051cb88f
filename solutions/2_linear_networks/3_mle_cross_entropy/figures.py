"""The figure of the handout: the surprise, and the cross-entropy over its least value."""

import numpy as np
from matplotlib.figure import Figure

P = 0.75


def cross_entropy():
    made = Figure(figsize=(8.4, 3.4), layout="constrained")
    left, right = made.subplots(1, 2)
    for axis in (left, right):
        axis.grid(color="#b0b0b0", alpha=0.3, linewidth=0.8)
        axis.set_axisbelow(True)
        axis.set(xlabel="$q$", xticks=(0, 0.25, 0.5, 0.75, 1))
    surprise(left)
    over_the_entropy(right)
    return made


def surprise(axis):
    q = np.geomspace(1e-3, 1, 400)
    axis.plot(q, -np.log(q), color="C0", linewidth=2)
    for number in (64, 8, 2):
        axis.plot(1 / number, np.log(number), "o", color="C1", markersize=6)
        label = rf"$-\log\,\frac{{1}}{{{number}}}={np.log(number):.2f}$"
        axis.annotate(label, (1 / number, np.log(number)), (10, 3), textcoords="offset points", fontsize=12)
    axis.set(xlim=(0, 1.02), ylim=(0, 5.2), ylabel=r"$-\log\,q$")


def over_the_entropy(axis):
    q = 1 / (1 + np.exp(-np.linspace(-6, 12, 600)))  # dense at both ends
    least = cross(P)
    axis.fill_between(q, least, cross(q), color="C1", alpha=0.12, linewidth=0)
    axis.plot(q, cross(q), color="C0", linewidth=2)
    axis.axhline(least, color="C3", linestyle="--", linewidth=1.3)
    axis.plot(P, least, "o", color="C1", markersize=7)
    arrow = {"arrowstyle": "<->", "color": "C1", "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", (0.36, cross(0.36)), (0.36, least), arrowprops=arrow)
    axis.text(0.34, 0.69, r"$\mathrm{KL}(p\,\|\,q)$", color="C1", ha="right", va="center")
    axis.text(0.25, 1.25, "$H(p,q)$", color="C0")
    axis.text(0.02, 0.43, "$H(p)$", color="C3", va="center")
    axis.text(P, 0.3, r"$q=\hat{\theta}=\frac{3}{4}$", ha="center", va="center", fontsize=12)
    axis.set(xlim=(0, 1), ylim=(0, 2))


def cross(q):
    """H(p, q) of two classes, in nats."""
    return -P * np.log(q) - (1 - P) * np.log(1 - q)
