"""The figures of a class report."""

from collections.abc import Sequence

import numpy as np

from grader.language import say
from grader.report.drawing import INK, MAIN, QUIET, figure, svg
from grader.report.summary import Summary

BINS = 10
COLUMNS = 3


def distributions(summary: Summary) -> str:
    """A histogram of the scores of each topic, of those who handed it in."""
    topics = [topic for topic in summary.topics if summary.attempted(topic)]
    if not topics:
        return ""
    rows = -(-len(topics) // COLUMNS)
    made, axes = figure(10.5, 2.2 * rows, COLUMNS, rows)
    for axis, topic in zip(axes, topics, strict=False):
        shares = [100 * cell.share for cell in summary.attempted(topic)]
        counts, edges = np.histogram(np.clip(shares, 0, 100), bins=BINS, range=(0, 100))
        axis.bar(edges[:-1], counts, width=np.diff(edges) * 0.92, align="edge", color=MAIN)
        axis.axvline(float(np.mean(shares)), color=INK, linestyle="--", linewidth=1.2)
        axis.set_title(f"{topic}  (n = {len(shares)})")
        axis.set_xlim(0, 100)
        axis.set_xticks([0, 50, 100], ["0 %", "50 %", "100 %"])
        axis.set_yticks(_whole_ticks(int(counts.max())))
        axis.yaxis.grid(visible=True, color=QUIET, alpha=0.25)
        axis.set_axisbelow(True)
    for axis in axes[len(topics) :]:
        axis.set_axis_off()
    label = say("Histograms of the scores in percent, one for each topic. The dashed line is the mean.")
    return svg(made, label)


def _whole_ticks(most: int) -> Sequence[int]:
    step = max(1, -(-most // 3))
    return range(0, most + step, step)
