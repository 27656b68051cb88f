"""The handouts' figures, drawn by each topic's `figures.py` in one style.

`figures.py` defines a function without arguments for each SVG that `exercise.yaml` lists: `unit_balls` for
`unit_balls.svg`. It returns a matplotlib Figure, and finds our settings and colours (C0 to C4) in place.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from grader.atomic import bytes_written_whole
from grader.catalogue import Catalogue, Exercise
from grader.drawing import HANDOUT, METADATA
from grader.errors import GenerateError


def draw_figures(catalogue: Catalogue) -> list[Path]:
    """Draw the SVGs of every topic that has a `figures.py`, and write each beside it.

    Nothing is written before everything is drawn. A listed picture of another kind, such as a PNG, stays as it is.

    Returns:
        The files that have changed.

    Raises:
        GenerateError: matplotlib is missing; a `figures.py` cannot be imported, lacks a function, or one of
            its functions raises or returns no Figure.
        UsageError: a file cannot be written.
    """
    drawn: dict[Path, bytes] = {}
    for exercise in catalogue:
        if exercise.figures_script is not None:
            drawn |= _drawn(exercise, exercise.figures_script)
    changed = [path for path, svg in drawn.items() if not path.is_file() or path.read_bytes() != svg]
    for path in changed:
        with bytes_written_whole(path) as file:
            file.write(drawn[path])
    return changed


def _drawn(exercise: Exercise, script: Path) -> dict[Path, bytes]:
    shown = f"{exercise.shown}/{script.name}"
    with _house_style():
        module = _imported(script, shown)
        wanted = [path for path in exercise.figures if path.suffix == ".svg"]
        return {path: _svg(_function(module, path, shown), f"{shown}: {path.stem}()") for path in wanted}


@contextmanager
def _house_style() -> Iterator[None]:
    """Our settings, whatever the author's own matplotlibrc says, and the old ones afterwards."""
    try:
        import matplotlib
    except ImportError:
        raise GenerateError(
            "Figures need matplotlib, which is not installed. Run: pip install 'deep-grader[instructor]'"
        ) from None
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.use("agg")  # no window, also where figures.py uses pyplot
        matplotlib.rcParams.update(HANDOUT)
        yield


def _imported(script: Path, shown: str) -> ModuleType:
    """The script as a module. It is compiled anew each time: cached bytecode may be older than a change."""
    module = ModuleType("figures")
    module.__file__ = str(script)
    try:
        exec(compile(script.read_bytes(), str(script), "exec"), vars(module))  # noqa: S102 - the author's own
    except (Exception, SystemExit) as error:
        raise GenerateError(f"{shown} cannot be imported: {_said(error)}. Correct it.") from error
    return module


def _function(module: ModuleType, path: Path, shown: str) -> Callable[[], object]:
    if not path.stem.isidentifier():
        raise GenerateError(
            f"{shown} cannot draw {path.name}: no function has such a name. Rename it, as figure.svg is."
        )
    function: Callable[[], object] | None = getattr(module, path.stem, None)
    if not callable(function):
        raise GenerateError(
            f"{shown} has no function {path.stem}(), and exercise.yaml lists {path.name}. "
            "Write one that returns a matplotlib Figure, or take the name out."
        )
    return function


def _svg(function: Callable[[], object], name: str) -> bytes:
    from matplotlib.figure import Figure

    out = io.StringIO()
    try:
        made = function()
        if isinstance(made, Figure):
            made.savefig(out, format="svg", metadata=METADATA)  # only now are formulas read
    except (Exception, SystemExit) as error:
        raise GenerateError(f"{name} fails: {_said(error)}. Correct it.") from error
    if not isinstance(made, Figure):
        raise GenerateError(f"{name} returns {type(made).__name__}. Let it return a matplotlib Figure.")
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines()).encode()


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(".: ")
