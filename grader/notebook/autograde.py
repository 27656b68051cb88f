"""`nbgrader autograde` with this engine: a preprocessor in place of the one that runs a notebook in a kernel.

It leaves in each test cell what a kernel would: the messages as printed text, and the points as the cell's value, which
nbgrader takes for its score. Nothing that the notebook prints to stderr, or did while it ran, can cost a mark.
"""

from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    Execute,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade, is_solution

from grader.catalogue import read_catalogue
from grader.errors import WorkerError
from grader.ipynb import Cell, extract
from grader.notebook.kernel import ENGINE, solutions
from grader.notebook.score import of_function, told
from grader.results import TestResult


class Grade(Execute):  # type: ignore[misc]  # nbgrader has no types
    """Grades the notebooks that are exercises of ours; any other notebook of the course is run as ever."""

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """Put each test cell's result into the notebook.

        Raises:
            UsageError, SuiteError, WorkerError: it cannot be graded; nbgrader says so, and gives no score.
        """
        topic = resources["nbgrader"]["notebook"]
        if topic not in _topics():
            return super().preprocess(nb, resources, km)  # type: ignore[no-any-return]
        source = extract(cells_of(nb)).source.encode("utf-8", "replace")
        tests = ENGINE.grade(topic, source, whole=True)
        if ours := [test for test in tests if test.outcome == "not_graded"]:
            raise WorkerError(f"{topic} could not be graded, through no fault of the student's: {ours[0].message}")
        for number, cell in enumerate(nb.cells, 1):
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
                function = str(cell.metadata.nbgrader.get("grade_id", "")).removeprefix("test_")
                if found := of_function(tests, function):
                    cell.execution_count, cell.outputs = number, outputs(found, number)
        return nb, resources


def preprocessors() -> list[type]:
    """What `c.Autograde.autograde_preprocessors` is to be: nbgrader's own, with ours for the one that runs cells."""
    return [
        Grade,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]


def cells_of(notebook: Any) -> list[Cell]:
    """The code cells of a notebook that nbgrader has read."""
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            name = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            label = name or f"number {number}"
            found.append(Cell(number, cell.source, name, is_grade(cell), is_solution(cell), label))
    return found


def outputs(tests: list[TestResult], number: int) -> list[Any]:
    """What a test cell gave: what was lost as text, then the points."""
    lost = [test for test in tests if not test.earned]
    earned = round(float(sum(test.earned for test in tests if not test.extra_credit)), 6)
    value = new_output("execute_result", data={"text/plain": repr(earned)}, execution_count=number)
    return [new_output("stream", name="stdout", text=told(lost) + "\n"), value] if lost else [value]


def _topics() -> set[str]:
    folder = solutions()
    if folder is None or not folder.is_dir():
        return set()
    return {exercise.topic for exercise in read_catalogue(folder).exercises}
