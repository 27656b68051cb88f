"""How our figures look, in reports and in handouts: settings of matplotlib, which this module does not need."""

from typing import Any

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "deep-grader",  # equal figures are equal bytes
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8, "axes.grid": False,
    "lines.linewidth": 1.6, "legend.frameon": False,
}  # fmt: skip

# In a page of ours: the page has the fonts.
REPORT = STYLE | {"svg.fonttype": "none", "font.size": 9.0, "axes.titlesize": 10.0}

# In a handout: a picture of its own, so letters are paths, and the paper is white.
COLOURS = ["#1f6fb2", "#d1541f", "#2a8a4a", "#555555", "#b3589a"]  # C0 to C4: blue, orange, green, grey, pink
HANDOUT = STYLE | {
    "svg.fonttype": "path", "font.size": 11.0, "axes.titlesize": 11.5, "legend.fontsize": 10.5,
    "figure.facecolor": "white", "savefig.facecolor": "white",
    "axes.prop_cycle": f"cycler(color={COLOURS})",
}  # fmt: skip

METADATA = {"Date": None, "Creator": None}  # neither the day nor the version shows in the bytes
