"""The class report: one page for those who teach."""

import statistics
from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from grader.language import say
from grader.report.charts import distributions
from grader.report.page import render
from grader.report.summary import Cell, Summary

LETTERS = {"errored": "e", "timed_out": "t", "crashed": "c", "out_of_memory": "m"}


class Pair(NamedTuple):
    """Two submissions of a topic that share code; `share` of the shorter one's."""

    topic: str
    one: str
    other: str
    share: float


def class_page(summary: Summary, pairs: Sequence[Pair] | None = None) -> str:
    """The page, in the language of the moment.

    Args:
        summary: the class.
        pairs: suspicious pairs, where similarity was asked for.
    """
    return render(
        "class.html.j2",
        {
            "summary": summary,
            "cards": _cards(summary),
            "distributions": distributions(summary),
            "topic_lines": [_topic_line(summary, topic) for topic in summary.topics],
            "named": any(row.name for row in summary.rows),
            "sections": any(row.section for row in summary.rows),
            "mark": _mark,
            "pairs": pairs,
            "timing": _timing(summary),
            "suites": {"public": say("public"), "hidden": say("hidden")},
            "flags": {
                "easy": say("nearly everybody passes"),
                "hard": say("nearly nobody passes"),
                "weak": say("tells little"),
                "negative": say("the wrong students pass"),
            },
        },
    )


def _cards(summary: Summary) -> list[tuple[str, str]]:
    present = [row for row in summary.rows if not row.missing]
    shares = [100 * row.score / row.max_score for row in present if row.max_score]
    late = sum(any(cell.days_late for cell in row.cells.values()) for row in summary.rows)
    cards = [
        (f"{len(summary.rows)}", say("students")),
        (f"{statistics.mean(shares):.0f} %" if shares else "–", say("mean of all points")),
        (f"{statistics.median(shares):.0f} %" if shares else "–", say("median")),
        (f"{len(summary.mistakes)}", say("different mistakes named")),
    ]
    missing = len(summary.rows) - len(present)
    for number, words in (
        (missing, say("missing")),
        (late, say("late")),
        (len(summary.faults), say("not graded, our fault")),
    ):
        if number:
            cards.append((f"{number}", words))
    return cards


def _timing(summary: Summary) -> list[dict[str, Any]]:
    """Attempts and time by topic; nothing where nobody tried twice and nobody was late."""
    lines = []
    for topic in summary.topics:
        cells = summary.attempted(topic)
        took = [cell.took_h for cell in cells if cell.took_h is not None]
        late = sum(cell.days_late > 0 for cell in cells)
        if any(cell.attempts > 1 for cell in cells) or late:
            attempts = statistics.mean(cell.attempts for cell in cells)
            time = say("{hours} h").format(hours=f"{statistics.median(took):.1f}") if took else "–"
            lines.append({"topic": topic, "attempts": attempts, "time": time, "late": late})
    return lines


def _topic_line(summary: Summary, topic: str) -> dict[str, Any]:
    shares = [cell.share for cell in summary.attempted(topic)]
    return {
        "topic": topic,
        "count": len(shares),
        "mean": statistics.mean(shares) if shares else 0.0,
        "median": statistics.median(shares) if shares else 0.0,
        "full": sum(share >= 1 for share in shares),
        "none": sum(share == 0 for share in shares),
    }


def _mark(cell: Cell | None) -> Markup:
    """A cell of the table of students: the score, and letters that say what else happened."""
    if cell is None or cell.outcome == "not_attempted":
        return Markup('<td class="number quiet" data-value="">–</td>')
    if cell.outcome == "not_graded":
        return Markup('<td class="number bad" data-value="">?</td>')
    letters = "".join(LETTERS[flaw] for flaw in cell.flaws)
    letters += ("u" if cell.outcome == "unreadable" else "") + ("L" if cell.days_late else "")
    style = "good" if cell.share >= 1 else "bad" if not cell.score else ""
    note = Markup(' <small class="todo">{}</small>').format(letters) if letters else ""
    return Markup('<td class="number {}" data-value="{}">{}{}</td>').format(
        style, cell.score, f"{cell.score:g}", escape(note)
    )
