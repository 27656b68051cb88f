"""Exercises as notebooks, for courses on nbgrader: cells to hand out, `%check` in them, scores for its gradebook."""

from typing import Any

__all__ = ["check", "points_of", "show_test"]


def __getattr__(name: str) -> Any:
    """What a cell calls, imported when it is called: the grader's other commands need none of it."""
    if name == "check":
        from grader.notebook.magic import check

        return check
    if name in ("points_of", "show_test"):
        from grader.notebook import score

        return getattr(score, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
