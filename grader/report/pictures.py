"""Pictures of a submission: made by the exercise's `pictures.py` from answers of the student's worker, drawn here."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from grader.catalogue import Exercise
from grader.errors import SuiteError, WorkerError
from grader.language import say, spoken
from grader.picture import Caption, Counts, Curve, ErrorBySteps, HeatMap
from grader.picture import Picture as Data
from grader.report.drawing import BAD, INK, MAIN, QUIET, figure, svg
from grader.sandbox.failures import StudentFailure
from grader.sandbox.launch import Launcher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from grader.suite.bench import load_reference
from grader.suite.subject import generator_of
from grader.suite.terms import terms_of

SEED = b"deep-grader pictures"  # a picture shows inputs of its own, never those of a test


class Drawn(NamedTuple):
    """A picture and what stands under it."""

    function: str
    caption: str
    svg: str


def pictures_of(exercise: Exercise, source: bytes, functions: Iterable[str], launcher: Launcher) -> Iterator[Drawn]:
    """The pictures of those functions for which the exercise has one and the submission an answer.

    Args:
        exercise: its `pictures.py` is asked.
        source: the submission.
        functions: those that lost points.
        launcher: starts the submission's worker.

    Raises:
        SuiteError: `pictures.py` itself is wrong.
    """
    if exercise.pictures_path is None:
        return
    makers = vars(load_reference(str(exercise.pictures_path))).values()
    wanted = [maker for maker in makers if getattr(maker, "__picture__", None) is not None]
    worker = Worker(launcher, exercise.reference_path.name, source, terms_of(exercise, SEED).budget)
    try:
        for function in functions:
            for maker in wanted:
                caption: Caption = maker.__picture__
                data = _made(exercise, maker, worker) if caption.function == function else None
                if data is not None:
                    yield Drawn(function, getattr(caption, spoken()), _draw(data, getattr(caption, spoken())))
    finally:
        worker.close()


def _made(exercise: Exercise, maker: Callable[..., Data], worker: Worker) -> Data | None:
    """The data of one picture; None where the submission gives none, or an answer of the wrong shape."""
    worker.begin_test()
    reference = load_reference(str(exercise.reference_path))
    rng = generator_of(SEED, exercise.topic, maker.__name__)
    student = Student(worker)
    try:
        data = maker(student, reference, rng)
    except (StudentFailure, WorkerError):
        return None
    except Exception as error:
        if student.calls:
            return None  # what came back could not be drawn
        raise SuiteError(f"{exercise.shown}/pictures.py: {maker.__name__} fails: {error}. Correct it.") from error
    return data if _drawable(data) else None


def _drawable(data: Data) -> bool:
    """Whether the answers are plain numbers of the expected shape, and the picture has something to tell."""
    pairs = {Curve: ("actual", "expected"), HeatMap: ("actual", "expected"), ErrorBySteps: ("errors", "steps")}
    try:
        if isinstance(data, Counts):
            return np.asarray(data.counts, dtype=float).ndim == 1
        one, other = (np.asarray(getattr(data, name), dtype=float) for name in pairs[type(data)])
    except (TypeError, ValueError):
        return False
    if one.shape != other.shape or not one.size:
        return False
    return isinstance(data, ErrorBySteps) or not np.allclose(one, other, rtol=1e-6, equal_nan=True)


def _draw(data: Data, label: str) -> str:
    match data:
        case Curve():
            return _curve(data, label)
        case HeatMap():
            return _heat_map(data, label)
        case Counts():
            return _counts(data, label)
        case ErrorBySteps():
            return _error_by_steps(data, label)


def _curve(data: Curve, label: str) -> str:
    made, (axis,) = figure(5.6, 2.9)
    axis.plot(data.x, data.expected, color=MAIN, linewidth=4, alpha=0.45, label=say("expected"))
    axis.plot(data.x, data.actual, color=BAD, linestyle="--", marker="o", markersize=3, label=say("yours"))
    axis.set_xlabel(data.x_label)
    axis.set_ylabel(data.y_label)
    if data.log_x:
        axis.set_xscale("log")
    _bounded(axis, np.asarray(data.expected, dtype=float))
    axis.legend(frameon=False, labelcolor=INK)
    return svg(made, label)


def _bounded(axis: Axes, expected: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> None:
    """Keep the expected curve in sight where the student's runs away."""
    finite = expected[np.isfinite(expected)]
    if finite.size:
        low, high = float(finite.min()), float(finite.max())
        margin = 0.6 * (high - low) or 0.5 * abs(high) or 0.5
        axis.set_ylim(low - margin, high + margin)


def _heat_map(data: HeatMap, label: str) -> str:
    error = np.asarray(data.actual, dtype=float) - np.asarray(data.expected, dtype=float)
    shown = np.atleast_2d(error)
    most = float(np.nanmax(np.abs(np.where(np.isfinite(shown), shown, np.nan)), initial=0.0)) or 1.0
    made, (axis,) = figure(1.2 + 0.55 * shown.shape[1] + 1.2, 1.0 + 0.42 * shown.shape[0])
    for (row, column), value in np.ndenumerate(shown):
        share = min(abs(value) / most, 1.0) if np.isfinite(value) else 1.0
        colour = BAD if value < 0 or not np.isfinite(value) else MAIN
        axis.add_patch(_square(row, column, colour, 0.08 + 0.8 * share if value else 0.0))
        axis.text(column, row, f"{value:.2g}", ha="center", va="center", color=INK, fontsize=8)
    axis.set_xlim(-0.5, shown.shape[1] - 0.5)
    axis.set_ylim(shown.shape[0] - 0.5, -0.5)
    axis.set_xticks(range(shown.shape[1]))
    axis.set_yticks(range(shown.shape[0]))
    axis.set_xlabel(data.column_label)
    axis.set_ylabel(data.row_label)
    axis.set_title(say("yours minus expected"))
    return svg(made, label)


def _square(row: int, column: int, colour: str, alpha: float) -> Rectangle:
    return Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, facecolor=colour, alpha=alpha, edgecolor="none")


def _counts(data: Counts, label: str) -> str:
    made, (axis,) = figure(5.6, 2.6)
    number = np.arange(1, len(data.counts) + 1)
    outside = [not data.low <= count <= data.high for count in data.counts]
    axis.axhspan(data.low, data.high, color=MAIN, alpha=0.2, label=say("what chance allows"))
    axis.axhline(data.expected, color=MAIN, linewidth=1)
    axis.scatter(number, data.counts, c=[BAD if out else INK for out in outside], s=14, zorder=3, label=say("yours"))
    axis.set_ylabel(data.label)
    axis.set_xlabel(say("repetition"))
    axis.legend(frameon=False, labelcolor=INK, loc="best")
    return svg(made, label)


def _error_by_steps(data: ErrorBySteps, label: str) -> str:
    made, (axis,) = figure(5.6, 2.9)
    errors = np.maximum(np.nan_to_num(np.asarray(data.errors, dtype=float), nan=1.0), 1e-17)
    axis.loglog(data.steps, errors, color=BAD, marker="o", markersize=3, label=say("yours"))
    axis.axhspan(1e-17, 1e-6, color=MAIN, alpha=0.15, label=say("as it should be somewhere"))
    axis.set_xlabel(say("step size h"))
    axis.set_ylabel(say("relative error"))
    axis.yaxis.grid(visible=True, color=QUIET, alpha=0.25)
    axis.legend(frameon=False, labelcolor=INK)
    return svg(made, label)
