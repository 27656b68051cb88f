"""Figures as SVG that takes the page's colours: dark on light or light on dark, and no font of its own."""

import io
import re
import warnings
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from grader.drawing import METADATA, REPORT

matplotlib.rcParams.update(REPORT)

# Colours that stand for a variable of the page's style sheet until the figure is written.
INK, QUIET, MAIN, BAD, PAPER = "#010101", "#020202", "#030303", "#040404", "#050505"
VARIABLES = {INK: "--ink", QUIET: "--quiet", MAIN: "--main", BAD: "--bad", PAPER: "--paper"}


def figure(width_in: float, height_in: float, columns: int = 1, rows: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure with axes in a grid, row by row."""
    made = Figure(figsize=(width_in, height_in), layout="constrained")
    FigureCanvasSVG(made)
    grid: Any = made.subplots(rows, columns, squeeze=False)
    axes = [axis for row in grid for axis in row]
    for axis in axes:
        axis.set_facecolor("none")
        axis.tick_params(colors=INK, labelcolor=INK)
        for spine in axis.spines.values():
            spine.set_edgecolor(QUIET)
        for label in (axis.title, axis.xaxis.label, axis.yaxis.label):
            label.set_color(INK)
    return made, axes


def svg(made: Figure, label: str) -> str:
    """The figure as an `<svg>` element to stand in a page.

    Args:
        made: drawn with the colours of this module.
        label: what a screen reader says.
    """
    out = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the page has the fonts, not matplotlib
        made.savefig(out, format="svg", transparent=True, metadata=METADATA)
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    text = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1; font-family: inherit", text)
    text = re.sub(r"\n\s*", "\n", text)
    return _named(text, label)


def _named(text: str, label: str) -> str:
    from markupsafe import escape

    head, _, rest = text.partition(">")
    width = re.search(r' width="([\d.]+)pt"', head)
    natural_px = float(width[1]) * 4 / 3 if width else 600.0
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    return f'{head} style="max-width: {natural_px:.0f}px" role="img" aria-label="{escape(label)}">{rest}'
