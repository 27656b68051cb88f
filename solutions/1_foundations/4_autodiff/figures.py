"""The figure of the handout: a graph with its numbers and gradients, and the order of the way back."""

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

# name: where it stands, half its width, its formula, its number, its gradient
NODES = {
    "a": (1.0, 3.9, 0.8, "$a$", 3, 9),
    "b": (1.0, 0.6, 0.8, "$b$", 2, 12),
    "c": (3.9, 2.25, 0.8, "$c=a\\,b$", 6, 4),
    "a+c": (3.9, 4.5, 0.85, "$a+c$", 9, 1),
    "3c": (5.7, 0.85, 0.75, "$3c$", 18, 1),
    "L": (7.9, 3.1, 1.1, "$L=(a+c)+3c$", 27, 1),
}
HALF = 0.5  # the height
# from, to, where on their edges the link begins and ends (in halves of width and height), the slope, its place
LINKS = (
    ("a", "a+c", (1, 0.2), (-1, 0), 1, (-0.1, 0.2)),
    ("a", "c", (1, -0.4), (-0.95, 0.85), 2, (0.1, 0.22)),
    ("b", "c", (1, 0.4), (-0.95, -0.85), 3, (-0.15, 0.2)),
    ("c", "a+c", (0, 1), (0, -1), 1, (0.2, 0)),
    ("c", "3c", (0.8, -1), (-0.8, 1), 3, (0.2, 0.15)),
    ("a+c", "L", (1, -0.2), (-1, 0.5), 1, (0.1, 0.22)),
    ("3c", "L", (0.6, 1), (-0.3, -1), 1, (0.25, -0.05)),
)
WAY_BACK = (
    ("$L$", "start", 1), ("$3c$", "1·1", 1), ("$a+c$", "1·1", 1),
    ("$c$", "1·3 + 1·1", 4), ("$b$", "4·3", 12), ("$a$", "1·1 + 4·2", 9),
)  # fmt: skip


def graph():
    made = Figure(figsize=(10.4, 4.0), layout="constrained")
    left, right = made.subplots(1, 2, width_ratios=(1.75, 1))
    for axis in (left, right):
        axis.axis("off")
    left.set(xlim=(0.1, 9.1), ylim=(-0.7, 5.2))
    right.set(xlim=(0, 10), ylim=(-0.7, 5.2))
    for x, y, half, formula, number, gradient in NODES.values():
        node(left, x, y, half, formula, number, gradient)
    for link in LINKS:
        draw_link(left, *link)
    for x, text, colour in ((0.2, "number", "C0"), (1.7, "gradient", "C1"), (3.4, "slope", "C2")):
        left.text(x, -0.45, text, color=colour, va="center")
    way_back(right)
    return made


def node(axis, x, y, half, formula, number, gradient):
    style = "round,pad=0,rounding_size=0.12"
    shape = FancyBboxPatch(
        (x - half, y - HALF), 2 * half, 2 * HALF, boxstyle=style, facecolor="#f4f4f4", edgecolor="C3"
    )
    axis.add_patch(shape)
    axis.text(x, y + 0.2, formula, ha="center", va="center")
    axis.text(x - 0.08, y - 0.22, str(number), color="C0", ha="right", va="center")
    axis.text(x + 0.08, y - 0.22, str(gradient), color="C1", ha="left", va="center")


def draw_link(axis, start, end, leaves, enters, slope, aside):
    (x0, y0), (x1, y1) = edge(start, leaves), edge(end, enters)
    arrow(axis, (x0, y0), (x1, y1))
    axis.text((x0 + x1) / 2 + aside[0], (y0 + y1) / 2 + aside[1], str(slope), color="C2", ha="center", va="center")


def edge(name, share):
    x, y, half, *_ = NODES[name]
    return x + share[0] * half, y + share[1] * HALF


def arrow(axis, start, end):
    style = {"arrowstyle": "-|>", "color": "C3", "linewidth": 1.3, "shrinkA": 0, "shrinkB": 1}
    axis.annotate("", end, start, arrowprops=style)


def way_back(axis):
    axis.text(0.4, 4.65, "order of the way back", va="center")
    for step, (name, terms, gradient) in enumerate(WAY_BACK):
        y = 3.9 - 0.8 * step
        axis.text(1.0, y, name, ha="center", va="center")
        axis.text(3.0, y, terms, color="C3", va="center")
        axis.text(6.6, y, f"= {gradient}", color="C1", va="center")
        if step:
            arrow(axis, (1.0, y + 0.56), (1.0, y + 0.24))
