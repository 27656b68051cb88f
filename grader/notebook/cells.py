"""The cells of one topic's notebook, with nbgrader's metadata (schema 3) and checksums."""

import base64
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.catalogue import Exercise
from grader.notebook.parts import Parts, cut

SCHEMA = 3
_IMAGE = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<name>[^)\s]+)\)")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
TEXTS = {
    "en": {
        "rules": "## What holds for every function",
        "setup": "Run this cell first. It is locked: nbgrader puts it back before grading.",
        "check": "Run this cell as often as you like: it tests {name} and says what is wrong.",
        "grading": "## Grading\n\nNothing is to be written below. These cells are what the course grades.",
        "test": "This cell is graded. Whatever you change in it is put back before grading.",
    },
    "zh": {
        "rules": "## 对每个函数都成立的约定",
        "setup": "请先运行这个单元格。它是锁定的：评分之前 nbgrader 会把它恢复原样。",
        "check": "这个单元格可以随时运行、反复运行：它会测试 {name} 并说明哪里不对。",
        "grading": "## 评分\n\n以下不需要填写任何内容。课程用这些单元格评分。",
        "test": "这个单元格用于评分。你在其中所作的改动，评分之前都会恢复原样。",
    },
}


def notebook_of(exercise: Exercise, points: Mapping[str, float], language: str) -> Any:
    """A topic's notebook, with solutions and hidden parts: what stands under nbgrader's `source/`.

    Args:
        exercise: the topic.
        points: function -> its points over both suites.
        language: of the handout and the comments.

    Raises:
        GenerateError: the reference cannot be cut into cells.
    """
    from nbformat.v4 import new_notebook

    parts = cut(
        exercise.reference_path.read_text("utf-8-sig"),
        exercise.info.functions,
        f"{exercise.shown}/{exercise.reference_path.name}",
    )
    texts, cells = TEXTS[language], _given(exercise, parts, language)
    for name in (name for name in points if name in parts.functions):
        cells.append(_code(name, parts.functions[name], solution=True))
        cells.append(_code(f"check_{name}", f"# {texts['check'].format(name=name)}\n%check {name}"))
    cells.append(_markdown("grading", texts["grading"]))
    cells += [_test(exercise.topic, name, worth, texts) for name, worth in points.items()]
    spec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec, "language_info": {"name": "python"}})


def _given(exercise: Exercise, parts: Parts, language: str) -> list[Any]:
    """What a student only reads and runs."""
    texts = TEXTS[language]
    handout = exercise.handouts[language].read_text("utf-8-sig").replace("\r\n", "\n")
    cells = [_markdown("handout", with_figures(handout, exercise.figures))]
    if parts.intro:
        cells.append(_markdown("rules", f"{texts['rules']}\n\n{parts.intro}"))
    code = f"# {texts['setup']}\n%load_ext grader\n\n{parts.setup}".rstrip("\n")
    return [*cells, _code("setup", code, locked=True)]


def _test(topic: str, name: str, points: float, texts: dict[str, str]) -> Any:
    """A function's graded cell. All of them stand at the end: functions call others that stand below them."""
    lines = (
        f"# {texts['test']}",
        "from grader.notebook import points_of, show_test",
        "",
        f'show_test("{topic}", "{name}")',
        HIDDEN[0],
        f'points_of("{topic}", "{name}")',
        HIDDEN[1],
    )
    return _code(f"test_{name}", "\n".join(lines), grade=True, locked=True, points=points)


def with_figures(handout: str, figures: list[Path]) -> str:
    """A handout whose pictures are in it.

    They stand there as data, and not as attachments: Jupyter does not show an attachment that is an SVG.
    """
    by_name = {figure.name: figure for figure in figures}

    def embedded(match: re.Match[str]) -> str:
        figure = by_name.get(match["name"])
        if figure is None:
            return match[0]
        kind = mimetypes.guess_type(figure.name)[0] or "application/octet-stream"
        return f"![{match['text']}](data:{kind};base64,{base64.b64encode(figure.read_bytes()).decode()})"

    return _IMAGE.sub(embedded, handout)


def _markdown(name: str, text: str) -> Any:
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(text, id=_id(name))


def _code(name: str, text: str, *, grade: bool = False, locked: bool = False, solution: bool = False,
          points: float | None = None) -> Any:  # fmt: skip
    """A code cell; one that is neither graded, locked nor a solution is none of nbgrader's business."""
    from nbformat.v4 import new_code_cell
    from nbgrader.utils import compute_checksum

    cell = new_code_cell(text, id=_id(name))
    if not (grade or locked or solution):
        return cell
    cell.metadata["nbgrader"] = {
        "schema_version": SCHEMA,
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "solution": solution,
        "task": False,
        "cell_type": "code",
    }
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    return cell


def _id(name: str) -> str:
    """A cell's own id: as stable as its name, and at most as long as nbformat allows."""
    return name.replace("_", "-")[:64]
