"""Draws the terminal pictures of the README from real runs: `python docs/make_pictures.py`.

The pictures name no font or style of the network's: they look as the reader's own terminal does.
"""

import shutil
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI

from grader.check import check_topic
from grader.grade import grade_class
from grader.kit.place import start
from grader.plan import plan
from grader.store import open_store
from grader.terminal.check_view import topic_view
from grader.terminal.class_view import ClassView
from grader.terminal.console import THEME
from grader.terminal.grade_progress import GradeProgress
from grader.workspace import find_workspace

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FORMAT = """<svg class="terminal" xml:space="preserve" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
    font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 16px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def save(name: str, title: str, *renderables: object) -> None:
    """Draw what a terminal would show."""
    with tempfile.TemporaryFile("w") as nowhere:
        console = Console(record=True, width=80, theme=THEME, highlight=False, file=nowhere, force_terminal=True)
        console.print(*renderables)
        svg = console.export_svg(title=title, theme=DIMMED_MONOKAI, code_format=FORMAT, unique_id=name)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")


def draw_check() -> None:
    """A student who forgot to subtract the maximum checks the softmax topic."""
    folder = Path(tempfile.mkdtemp())
    try:
        start(ROOT / "exercises", folder / "work")
        workspace = find_workspace(folder / "work")
        topic = workspace.kit.find("softmax_stability")
        file = workspace.root / topic.stub
        text = file.read_text(encoding="utf-8")
        stub = '    raise NotImplementedError("softmax: your code goes here")'
        wrong = "    e = np.exp(z)\n    return e / np.sum(e, axis=axis, keepdims=True)"
        assert stub in text
        file.write_text(text.replace(stub, wrong), encoding="utf-8")
        view = topic_view(check_topic(workspace, topic), topic.title.en, "public tests")
        save("check", "grader check softmax_stability", view)
    finally:
        shutil.rmtree(folder)


def draw_grade() -> None:
    """The sample class."""
    sample = ROOT / "tests" / "submissions" / "sample"
    topics = ["norms", "softmax_stability"]
    with (
        tempfile.TemporaryDirectory() as folder,
        plan(sample, ROOT / "solutions", None, topics, None) as job,
        open_store(Path(folder) / "store.sqlite") as store,
        GradeProgress(Console(quiet=True), quiet=True) as progress,
    ):
        view = ClassView(topics, grade_class(job, store, progress).scores())
    save("grade", "grader grade tests/submissions/sample", view.summary(80))


if __name__ == "__main__":
    draw_check()
    draw_grade()
