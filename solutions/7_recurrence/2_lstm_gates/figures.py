"""The figure of the handout: one step of the cell, and what forget gates leave of a gradient."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

INK = "#222222"
TOP, GATES, BELOW = 4.0, 1.1, 0.0  # the heights of the cell, of the gates and of their input


def gates():
    made = Figure(figsize=(10.2, 4.3), layout="constrained")
    left, right = made.subplots(1, 2, width_ratios=(1.3, 1))
    step(left)
    forgetting(right)
    return made


def step(axis):
    axis.set(xlim=(-0.3, 8.5), ylim=(-0.7, 4.7), aspect="equal")
    axis.axis("off")
    for start, end in ((0, 1.25), (1.75, 4.15), (4.65, 8.3)):
        arrow(axis, (start, TOP), (end, TOP), "C0", 2.8)
    axis.text(0.1, TOP + 0.2, "$c$", fontsize=13)
    axis.text(8.3, TOP + 0.2, "$c'$", fontsize=13, ha="right")
    axis.plot([0, 6.1], [BELOW, BELOW], color=INK)
    axis.text(0, BELOW - 0.2, "$x,\\ h$", fontsize=13, va="top")
    operator(axis, 1.5, TOP, r"$\odot$", "C0")
    operator(axis, 4.4, TOP, "$+$", "C0")
    for x, formula, name, colour in (
        (1.5, r"$\sigma$", "f", "C1"),
        (2.95, r"$\sigma$", "i", "C2"),
        (4.4, r"$\tanh$", "g", INK),
        (6.1, r"$\sigma$", "o", "C4"),
    ):
        arrow(axis, (x, BELOW), (x, GATES - 0.35), INK)
        box(axis, x, GATES, formula, colour)
        axis.text(x + 0.12, GATES + 0.5, f"${name}$", color=colour, fontsize=13)
    axis.plot([1.5, 2.95, 4.4], [BELOW] * 3, "o", color=INK, markersize=4.5)
    inner_links(axis)


def inner_links(axis):
    middle, low, out = 2.65, 1.9, 7.2  # the height of i * g, that of o * tanh(c'), and where c' branches off
    arrow(axis, (1.5, GATES + 0.35), (1.5, TOP - 0.25), "C1")
    bent(axis, [(2.95, GATES + 0.35), (2.95, middle), (3.42, middle)], "C2")
    bent(axis, [(4.4, GATES + 0.35), (4.4, middle), (3.93, middle)], INK)
    bent(axis, [(3.675, middle + 0.25), (3.675, 3.3), (4.4, 3.3), (4.4, TOP - 0.25)], INK)
    operator(axis, 3.675, middle, r"$\odot$", INK)
    axis.plot(out, TOP, "o", color="C0", markersize=6)
    arrow(axis, (out, TOP), (out, 3.25), INK)
    box(axis, out, 2.9, r"$\tanh$", INK)
    arrow(axis, (out, 2.55), (out, low + 0.25), INK)
    bent(axis, [(6.1, GATES + 0.35), (6.1, low), (out - 0.25, low)], "C4")
    operator(axis, out, low, r"$\odot$", "C4")
    arrow(axis, (out + 0.25, low), (8.3, low), INK)
    axis.text(8.3, low + 0.2, "$h'$", fontsize=13, ha="right")


def arrow(axis, start, end, colour, width=1.6):
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=style)


def bent(axis, points, colour):
    x, y = zip(*points[:-1], strict=True)
    axis.plot(x, y, color=colour, solid_capstyle="round")
    arrow(axis, points[-2], points[-1], colour)


def operator(axis, x, y, sign, colour):
    axis.add_patch(Circle((x, y), 0.24, facecolor="white", edgecolor=colour, linewidth=1.8, zorder=3))
    axis.text(x, y, sign, ha="center", va="center", zorder=4)


def box(axis, x, y, formula, colour):
    style = "round,pad=0,rounding_size=0.1"
    shape = FancyBboxPatch((x - 0.45, y - 0.32), 0.9, 0.64, boxstyle=style, facecolor="white", edgecolor=colour)
    shape.set(linewidth=1.8, zorder=3)
    axis.add_patch(shape)
    axis.text(x, y, formula, ha="center", va="center", zorder=4)


def forgetting(axis):
    steps = np.arange(201)
    lines = (
        (1, INK, 140, 3),
        (0.99, "C0", 140, 0.02),
        (0.95, "C2", 140, 4e-5),
        (0.73, "C1", 61, 4e-8),
        (0.5, "C4", 3, 4e-11),
    )
    for f, colour, x, y in lines:
        axis.semilogy(steps, float(f) ** steps, color=colour, linewidth=2)
        axis.text(x, y, f"$f={f}$", color=colour, va="center")
    axis.set(
        xlim=(0, 200),
        ylim=(1e-12, 30),
        xlabel="$T$",
        xticks=(0, 50, 100, 150, 200),
        yticks=(1e-12, 1e-9, 1e-6, 1e-3, 1),
    )
    axis.minorticks_off()
    axis.set_title(r"$\partial c_T/\partial c_0=f^{\,T}$")
