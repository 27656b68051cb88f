"""The figure of the handout: the example with its gradients, and the error of a difference quotient."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle


def figure():
    made = Figure(figsize=(10.4, 3.7), layout="constrained")
    left, right = made.subplots(1, 2, width_ratios=(1.6, 1))
    network(left)
    quotients(right)
    return made


def network(axis):
    axis.set(xlim=(0, 11.7), ylim=(-3.2, 3.0), aspect="equal")
    axis.axis("off")
    boxes = {2.2: "$xw_1+b_1$", 5.2: r"$\max(z,\,0)$", 8.2: "$aw_2+b_2$"}
    for (x, formula), kept in zip(boxes.items(), (r"$x,\,w_1$", "$a$", r"$a,\,w_2$"), strict=True):
        box(axis, x, formula)
        axis.plot([x, x], [-0.65, -2.0], "--", color="C2", linewidth=1.2)
        axis.add_patch(Rectangle((x - 0.65, -2.7), 1.3, 0.7, facecolor="#eaf5ec", edgecolor="C2", linewidth=1.2))
        axis.text(x, -2.35, kept, color="C2", ha="center", va="center")
    links = ((0, 1.3, "$x=2$", "$-24$"), (3.1, 4.3, "$z=1$", "$-8$"), (6.1, 7.3, "$a=1$", "$-8$"))
    for start, end, value, gradient in (*links, (9.1, 10.4, "$s=-1$", "$-4$")):
        arrow(axis, (start, 0.22), (end, 0.22), "C0")
        arrow(axis, (end, -0.22), (start, -0.22), "C1")
        axis.text((start + end) / 2, 0.42, value, color="C0", ha="center", va="bottom")
        axis.text((start + end) / 2, -0.42, gradient, color="C1", ha="center", va="top")
    axis.text(10.55, 0, "$L=8$", va="center", fontsize=12)
    parameters = ((1.65, "$w_1=3$", "$-16$"), (2.75, "$b_1=-5$", "$-8$"))
    for x, value, gradient in (*parameters, (7.65, "$w_2=2$", "$-4$"), (8.75, "$b_2=-3$", "$-4$")):
        arrow(axis, (x - 0.12, 1.6), (x - 0.12, 0.67), "C0")
        arrow(axis, (x + 0.12, 0.67), (x + 0.12, 1.6), "C1")
        side = "right" if value[1] == "w" else "left"
        edge = x + 0.3 if side == "right" else x - 0.3
        axis.text(edge, 2.1, value, color="C0", ha=side, va="bottom", fontsize=10.5)
        axis.text(edge, 1.65, gradient, color="C1", ha=side, va="bottom", fontsize=10.5)


def box(axis, x, formula):
    shape = FancyBboxPatch((x - 0.8, -0.55), 1.6, 1.1, boxstyle="round,pad=0.1", facecolor="#f4f4f4", edgecolor="C3")
    axis.add_patch(shape)
    axis.text(x, 0, formula, ha="center", va="center")


def arrow(axis, start, end, colour):
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=style)


def quotients(axis):
    """For the loss of one sigmoid unit, log(1 + exp(-4w)), at w = 0.3."""
    w, h = 0.3, np.geomspace(1e-12, 1e-1, 56)
    exact = -4 / (1 + np.exp(4 * w))
    styles = {"marker": "o", "markersize": 2.5, "linewidth": 1}
    forward = (loss(w + h) - loss(w)) / h
    central = (loss(w + h) - loss(w - h)) / (2 * h)
    axis.loglog(h, relative(exact, forward), color="C3", label=r"$\frac{f(x+h)-f(x)}{h}$", **styles)
    axis.loglog(h, relative(exact, central), color="C0", label=r"$\frac{f(x+h)-f(x-h)}{2h}$", **styles)
    axis.axvline(1e-5, color="C1", linestyle="--", linewidth=1.2)
    axis.text(1.4e-5, 0.2, "$h=10^{-5}$", color="C1", va="center", fontsize=10.5)
    axis.set(xlabel="$h$", ylabel=r"$|a-g|\,/\,(|a|+|g|)$", ylim=(3e-14, 1))
    axis.set(xticks=10.0 ** np.arange(-12, 0, 2), yticks=10.0 ** np.arange(-12, 1, 2))
    axis.minorticks_off()
    axis.legend(loc="lower left", fontsize=13, handlelength=1.2)


def loss(w):
    return np.log1p(np.exp(-4 * w))


def relative(a, g):
    return np.abs(a - g) / (np.abs(a) + np.abs(g))
