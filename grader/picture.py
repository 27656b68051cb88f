"""What a picture in a student's report shows, as plain data: `pictures.py` makes it, the report draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from grader.errors import SuiteError


@dataclass(frozen=True)
class Curve:
    """The student's curve against the expected one, both over x: each of shape (n,)."""

    x: Sequence[float]
    actual: Sequence[float]
    expected: Sequence[float]
    x_label: str
    y_label: str
    log_x: bool = False


@dataclass(frozen=True)
class HeatMap:
    """Where in a matrix the student's values differ: both of shape (rows, columns)."""

    actual: Any
    expected: Any
    row_label: str
    column_label: str


@dataclass(frozen=True)
class Counts:
    """Counts that chance decides, and the interval `low` to `high` that it allows: one count a repetition."""

    counts: Sequence[int]
    low: int
    high: int
    expected: float
    label: str


@dataclass(frozen=True)
class ErrorBySteps:
    """Relative error of a gradient against finite differences, by step size: both of shape (n,)."""

    steps: Sequence[float]
    errors: Sequence[float]


Picture: TypeAlias = Curve | HeatMap | Counts | ErrorBySteps


@dataclass(frozen=True)
class Caption:
    """What stands under a picture of a function.

    Raises:
        SuiteError: a caption is missing in a language.
    """

    function: str
    en: str
    zh: str

    def __post_init__(self) -> None:
        for language in ("en", "zh"):
            if not getattr(self, language).strip():
                raise SuiteError(f"picture of {self.function}: {language} is empty. Fix it in pictures.py.")
