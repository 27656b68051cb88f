"""The figure of the handout: one memory with many views, and what broadcasting stretches."""

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

INK = "#333333"
CELLS = dict(zip(range(1, 7), ("#d6e9f5", "#b3d6ec", "#8cc1e0", "#f9dcc4", "#f4bf98", "#ec9f69"), strict=True))
COLUMN, ROW, PLAIN = "#b3d6ec", "#f4bf98", "#e6e6e6"


def memory_and_broadcasting():
    made = Figure(figsize=(10.2, 4.3), layout="constrained")
    left, right = made.subplots(1, 2, width_ratios=(1, 1.35))
    for axis in (left, right):
        axis.axis("off")
    left.set(xlim=(-0.2, 9.4), ylim=(10, -0.6), aspect="equal")
    right.set(xlim=(-0.2, 12.2), ylim=(8.7, -1.2), aspect="equal")
    memory(left)
    addition(right)
    division(right)
    return made


def memory(axis):
    table(axis, 0, 0, [[1, 2, 3, 4, 5, 6]])
    code(axis, 6.3, 0.5, "x", ha="left")
    table(axis, 0, 2.4, [[1, 2, 3], [4, 5, 6]])
    code(axis, 1.5, 2.0, "x.reshape(2, 3)")
    table(axis, 5.6, 2.4, [[1, 4], [2, 5], [3, 6]])
    code(axis, 6.6, 2.0, "x.reshape(2, 3).T")
    table(axis, 0, 6.0, [[1, 3, 5]])
    code(axis, 1.5, 5.6, "x[::2]")
    table(axis, 0, 8.4, [[1, 2, 3, 4, 5, 6]], fill="white", style="--")
    code(axis, 6.3, 8.9, "x + 0", ha="left")


def addition(axis):
    table(axis, 0, 0, [[10], [20]], fill=COLUMN)
    stretched(axis, 1, 0, [[10, 10], [20, 20]])
    code(axis, 1.5, -0.4, "row[:, None]")
    code(axis, 1.5, 2.5, "(2, 1)", color="C0")
    sign(axis, 3.5, 1, "+")
    table(axis, 4, 0, [[1, 2, 3]], fill=ROW)
    stretched(axis, 4, 1, [[1, 2, 3]])
    code(axis, 5.5, -0.4, "col[None, :]")
    code(axis, 5.5, 2.5, "(1, 3)", color="C1")
    sign(axis, 7.5, 1, "=")
    table(axis, 8, 0, [[11, 12, 13], [21, 22, 23]], fill=PLAIN)
    code(axis, 9.5, 2.5, "(2, 3)")


def division(axis):
    y = 5
    table(axis, 0, y, [[1, 3], [6, 2]], fill=PLAIN)
    code(axis, 1, y - 0.4, "x")
    sign(axis, 2.5, y + 1, "/")
    table(axis, 3, y, [[4, 8]], fill=ROW)
    stretched(axis, 3, y + 1, [[4, 8]])
    code(axis, 4, y - 0.4, "x.sum(1)")
    code(axis, 4, y + 2.5, "(2,)", color="C1")
    for ends in ((y + 0.55, y + 1.45), (y + 1.45, y + 0.55)):
        axis.plot([5.4, 5.9], ends, color="C1", linewidth=2.2, solid_capstyle="round")
    table(axis, 8, y, [[4], [8]], fill=COLUMN)
    stretched(axis, 9, y, [[4], [8]])
    code(axis, 9, y - 0.4, "x.sum(1, keepdims=True)")
    code(axis, 9, y + 2.5, "(2, 1)", color="C0")
    axis.plot([10.4, 10.65, 11.1], [y + 1.1, y + 1.45, y + 0.55], color="C2", linewidth=2.2, solid_capstyle="round")


def table(axis, x, y, rows, fill=None, style="-", edge=INK, ink="black", order=2):
    """Cells of width 1; without a `fill` each has the colour of its place in memory."""
    for row, numbers in enumerate(rows):
        for column, number in enumerate(numbers):
            cell = Rectangle(
                (x + column, y + row), 1, 1, facecolor=fill or CELLS[number], edgecolor=edge, linestyle=style
            )
            cell.set(linewidth=1.1, zorder=order)
            axis.add_patch(cell)
            axis.text(x + column + 0.5, y + row + 0.5, str(number), ha="center", va="center", color=ink, zorder=3)


def stretched(axis, x, y, rows):
    """Cells that are not there, and are read as if they were."""
    table(axis, x, y, rows, fill="white", style="--", edge="#bbbbbb", ink="#767676", order=1)


def code(axis, x, y, text, ha="center", color="black"):
    axis.text(x, y, text, ha=ha, va="center", color=color, family="monospace", fontsize=10)


def sign(axis, x, y, text):
    axis.text(x, y, text, ha="center", va="center", fontsize=15)
