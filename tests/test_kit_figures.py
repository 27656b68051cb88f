import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.catalogue import read_catalogue
from grader.cli import main
from grader.errors import CatalogueError, GenerateError, UsageError
from grader.kit.figures import draw_figures
from grader.kit.generate import render
from grader.suite.fingerprint import files_of
from tests.trees import EXERCISE, make_topic

pytest.importorskip("matplotlib")

OURS = Path(__file__).parents[1] / "solutions"
TOPIC = "1_foundations/1_vectors"
SCRIPT = """\
from matplotlib.figure import Figure


def length():
    made = Figure(figsize=(3, 2))
    made.subplots().plot([0, 1], [0, 1], label="$x$")
    return made
"""


def make(tmp_path, script=SCRIPT, figures="[length.svg]", **files):
    """A topic with a script and a list of figures: its folder `solutions/`."""
    solutions = tmp_path / "solutions"
    make_topic(solutions, TOPIC, exercise__yaml=f"{EXERCISE}figures: {figures}\n", figures__py=script, **files)
    return solutions


def draw(solutions):
    return draw_figures(read_catalogue(solutions, undrawn=True))


def refusal(solutions):
    with pytest.raises(GenerateError) as caught:
        draw(solutions)
    return str(caught.value)


def test_a_listed_figure_is_drawn_beside_the_script(tmp_path):
    solutions = make(tmp_path)
    assert [path.name for path in draw(solutions)] == ["length.svg"]
    text = (solutions / TOPIC / "length.svg").read_text("utf-8")
    assert "<svg" in text
    assert "<text" not in text  # letters are paths: no font is needed to see them
    assert "#1f6fb2" in text  # the first colour of the house
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_the_same_script_gives_the_same_bytes_whatever_matplotlib_was_told(tmp_path):
    import matplotlib

    solutions = make(tmp_path)
    draw(solutions)
    first = (solutions / TOPIC / "length.svg").read_bytes()
    (solutions / TOPIC / "length.svg").unlink()
    with matplotlib.rc_context({"lines.linewidth": 9, "svg.hashsalt": None, "savefig.facecolor": "black"}):
        draw(solutions)
        assert matplotlib.rcParams["lines.linewidth"] == 9
    assert (solutions / TOPIC / "length.svg").read_bytes() == first
    assert b"<dc:date>" not in first
    assert b"Matplotlib v" not in first
    assert draw(solutions) == []


def test_a_figure_that_is_not_drawn_yet_is_missing_for_everyone_else(tmp_path):
    solutions = make(tmp_path)
    with pytest.raises(
        CatalogueError, match=r"'length\.svg', but the folder holds no such file\. Draw it: `grader gen"
    ):
        read_catalogue(solutions)
    draw(solutions)
    read_catalogue(solutions)


def test_a_photograph_is_left_alone_and_cannot_be_missing(tmp_path):
    solutions = make(tmp_path, figures="[length.svg, photo.png]", photo__png=b"png")
    assert [path.name for path in draw(solutions)] == ["length.svg"]
    (solutions / TOPIC / "photo.png").unlink()
    with pytest.raises(CatalogueError, match=r"'photo\.png', but the folder holds no such file\. Add it"):
        draw(solutions)


def test_a_topic_without_a_script_keeps_its_figures(tmp_path):
    solutions = make(tmp_path, script=None, length__svg="<svg/>")
    assert draw(solutions) == []
    assert (solutions / TOPIC / "length.svg").read_text() == "<svg/>"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "has no function length(), and exercise.yaml lists length.svg. Write one that"),
        ("length = 3", "has no function length()"),
        ("def length():\n    return 3", "figures.py: length() returns int. Let it return a matplotlib Figure."),
        ("def length():\n    1 / 0", "figures.py: length() fails: ZeroDivisionError: division by zero. Correct it."),
        (SCRIPT.replace("return made", r"made.suptitle('$\\no$'); return made"), "length() fails: ValueError: "),
        ("import nothing_of_this_name", "figures.py cannot be imported: ModuleNotFoundError: No module named"),
        ("import sys; sys.exit('no')", "figures.py cannot be imported: SystemExit: no. Correct it."),
        ("def length(:", "figures.py cannot be imported: SyntaxError: invalid syntax"),
    ],
)
def test_a_script_that_is_wrong_is_named_with_what_to_do(tmp_path, script, said):
    assert f"solutions/{TOPIC}/figures.py" in (message := refusal(make(tmp_path, script)))
    assert said in message


def test_a_name_that_no_function_can_have_is_refused(tmp_path):
    message = refusal(make(tmp_path, figures="[unit-balls.svg]"))
    assert "figures.py cannot draw unit-balls.svg: no function has such a name. Rename it" in message


def test_nothing_is_written_when_one_figure_fails(tmp_path):
    solutions = make(tmp_path, figures="[length.svg, other.svg]")
    assert "has no function other()" in refusal(solutions)
    assert not (solutions / TOPIC / "length.svg").exists()


def test_without_matplotlib_the_way_to_get_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "Run: pip install 'deep-grader[instructor]'" in refusal(make(tmp_path))


def test_the_script_is_neither_published_nor_part_of_what_decides_marks(tmp_path):
    solutions = make(tmp_path)
    draw(solutions)
    catalogue = read_catalogue(solutions)
    files = render(catalogue)
    assert f"{TOPIC}/length.svg" in files
    assert not [name for name in files if name.endswith("figures.py")]
    assert "figures.py" not in files_of(catalogue.find("vectors"))


def test_our_own_figures_say_what_their_scripts_say(tmp_path):
    solutions = tmp_path / "solutions"
    shutil.copytree(OURS, solutions, ignore=shutil.ignore_patterns("__pycache__"))
    draw(solutions)
    for exercise in read_catalogue(OURS):
        for figure in exercise.figures:
            assert exercise.figures_script is not None
            again = solutions / exercise.relative / figure.name
            assert labels(figure) == labels(again), f"{figure}: run `grader generate --figures`"


def labels(figure):
    """Its texts: bytes also depend on matplotlib's version."""
    return re.findall(r"<!-- (.*?) -->", figure.read_text("utf-8"))


def test_generate_draws_first_and_then_generates(tmp_path):
    solutions = make(tmp_path)
    call = [*("generate", "--solutions", str(solutions)), "--figures"]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    assert "length.svg: drawn" in done.output
    drawn = (solutions / TOPIC / "length.svg").read_bytes()
    assert (tmp_path / "exercises" / TOPIC / "length.svg").read_bytes() == drawn
    assert "drawn" not in CliRunner().invoke(main, call).output


def test_generate_does_not_draw_and_check_at_once(tmp_path):
    done = CliRunner().invoke(main, ["generate", "--solutions", str(make(tmp_path)), "--figures", "--check"])
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == "--figures writes and --check writes nothing. Leave one of them out."
