"""`generate --format ipynb`: an nbgrader course out of solutions/."""

import json

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.errors import GenerateError
from grader.ipynb import read_module
from grader.notebook import cells as cells_module
from grader.notebook import course
from grader.notebook.cells import with_figures
from grader.notebook.course import add_up, points_by_function
from grader.notebook.parts import cut
from tests.trees import make_topic


@pytest.fixture
def solutions(tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    return tmp_path / "solutions"


def generate(solutions, out, *more):
    return run(["generate", "--format", "ipynb", "--solutions", str(solutions), "--out", str(out), *more])


@pytest.fixture
def made(solutions, tmp_path):
    assert generate(solutions, tmp_path / "course") == 0
    return nbformat.read(tmp_path / "course/source/exercises/vectors.ipynb", as_version=4)


def by_id(notebook):
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def test_the_cells_have_nbgraders_metadata_and_checksums(made):
    MetadataValidator().validate_nb(made)
    named = by_id(made)
    assert list(named) == ["setup", "vectors_sum", "vectors_mean", "test_vectors_sum", "test_vectors_mean"]
    for cell in named.values():
        assert cell.metadata.nbgrader.schema_version == 3
        assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
    kinds = {
        name: (cell.metadata.nbgrader.solution, cell.metadata.nbgrader.grade, cell.metadata.nbgrader.locked)
        for name, cell in named.items()
    }
    assert kinds["setup"] == (False, False, True)
    assert kinds["vectors_sum"] == (True, False, False)
    assert kinds["test_vectors_sum"] == (False, True, True)


def test_points_are_those_of_both_suites(made, solutions):
    exercise = read_catalogue(solutions).find("vectors")
    points = points_by_function(exercise)
    assert {name: cell.metadata.nbgrader.points for name, cell in by_id(made).items() if name.startswith("test_")} == {
        f"test_{name}": worth for name, worth in points.items()
    }
    assert sum(points.values()) > 0


def test_tests_of_no_function_in_particular_have_a_cell_of_their_own():
    assert add_up(["f", "g"], [("f", 1), ("", 2), ("f", 0.5), ("h", 1)]) == {"f": 1.5, "g": 0.0, "topic": 3.0}


def test_private_helpers_move_into_the_functions_that_need_them(made):
    named = by_id(made)
    assert "_floats_of_vectors" in named["vectors_sum"].source
    assert "_floats_of_vectors" not in named["setup"].source
    assert "_floats_of_vectors" not in named["vectors_mean"].source


def test_the_notebook_of_the_reference_is_the_reference(made, tmp_path):
    source, notes = read_module(
        (tmp_path / "course/source/exercises/vectors.ipynb").read_bytes(), "vectors.ipynb", 1 << 17
    )
    space = {}
    exec(source, space)
    assert space["vectors_mean"]([1, 2, 6]) == 3
    assert notes == ()


def test_the_public_part_of_a_test_cell_is_above_the_hidden_one(made):
    source = by_id(made)["test_vectors_sum"].source
    above, _, hidden = source.partition("### BEGIN HIDDEN TESTS\n")
    assert 'show_test("vectors", "vectors_sum")' in above
    assert hidden == 'points_of("vectors", "vectors_sum")\n### END HIDDEN TESTS'


def test_each_function_has_a_cell_to_check_it(made):
    assert [cell.source.splitlines()[-1] for cell in made.cells if "%check" in cell.source] == [
        "%check vectors_sum",
        "%check vectors_mean",
    ]


def test_a_second_run_changes_nothing_and_check_says_so(solutions, tmp_path, capsys):
    assert generate(solutions, tmp_path / "course") == 0
    path = tmp_path / "course/source/exercises/vectors.ipynb"
    first = path.read_bytes()
    assert generate(solutions, tmp_path / "course", "--check") == 0
    path.unlink()
    assert generate(solutions, tmp_path / "course", "--check") == 1
    assert "vectors.ipynb is missing" in capsys.readouterr().out
    assert generate(solutions, tmp_path / "course") == 0
    assert path.read_bytes() == first


def test_settings_that_a_teacher_changed_stay(solutions, tmp_path):
    assert generate(solutions, tmp_path / "course") == 0
    settings = tmp_path / "course/nbgrader_config.py"
    settings.write_text("c = get_config()\n")
    (tmp_path / "course/source/exercises/vectors.ipynb").unlink()
    assert generate(solutions, tmp_path / "course") == 0
    assert settings.read_text() == "c = get_config()\n"


def test_what_is_as_it_was_generated_is_made_anew(solutions, tmp_path):
    assert generate(solutions, tmp_path / "course") == 0
    handout = solutions / "1_foundations/1_vectors/handout.md"
    handout.write_text(handout.read_text() + "\nMore.\n")
    assert generate(solutions, tmp_path / "course") == 0
    assert "More." in (tmp_path / "course/source/exercises/vectors.ipynb").read_text()


@pytest.mark.parametrize("damage", ["an edit", "no notebook"])
def test_a_notebook_that_a_teacher_edited_is_not_overwritten(solutions, tmp_path, capsys, damage):
    assert generate(solutions, tmp_path / "course") == 0
    path = tmp_path / "course/source/exercises/vectors.ipynb"
    tree = json.loads(path.read_text())
    tree["cells"][0]["source"] = "My own words."
    path.write_text(json.dumps(tree) if damage == "an edit" else "{")
    assert generate(solutions, tmp_path / "course") == 2
    assert "was edited since it was generated" in capsys.readouterr().err


def test_the_assignment_may_have_a_name(solutions, tmp_path):
    assert generate(solutions, tmp_path / "course", "--assignment", "week1") == 0
    assert (tmp_path / "course/source/week1/vectors.ipynb").is_file()


@pytest.mark.parametrize("name", ["../x", "", "a b", "-x"])
def test_a_name_that_is_none_is_refused(solutions, tmp_path, capsys, name):
    assert generate(solutions, tmp_path / "course", f"--assignment={name}") == 2
    assert "is no name for an assignment" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(solutions, tmp_path, capsys):
    (tmp_path / "course").write_text("a file")
    assert generate(solutions, tmp_path / "course") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_without_nbgrader_it_says_how_to_get_it(solutions, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(course, "find_spec", lambda name: None)
    assert generate(solutions, tmp_path / "course") == 2
    assert "pip install 'deep-grader[instructor]'" in capsys.readouterr().err


def test_chinese_notebooks_have_chinese_words(solutions, tmp_path):
    assert generate(solutions, tmp_path / "course", "--lang", "zh") == 0
    text = (tmp_path / "course/source/exercises/vectors.ipynb").read_text("utf-8")
    assert cells_module.TEXTS["zh"]["grading"].splitlines()[0] in text


def test_figures_stand_in_the_handout_as_data(tmp_path):
    figure = tmp_path / "a.svg"
    figure.write_text("<svg/>")
    assert with_figures("![x](a.svg) ![y](b.svg)", [figure]) == "![x](data:image/svg+xml;base64,PHN2Zy8+) ![y](b.svg)"


CLASS = '''
import math
### BEGIN SOLUTION
SCALE = 2
def _scaled(x):
    return SCALE * x
### END SOLUTION
LIMIT = 9
class Net:
    """A net."""
    def __init__(self):
        """Makes it."""
        ### BEGIN SOLUTION
        self.x = _scaled(1)
        ### END SOLUTION
    def go(self):
        """Goes."""
        ### BEGIN SOLUTION
        return self.x
        ### END SOLUTION
'''


def test_a_method_gets_its_helpers_and_what_they_need():
    parts = cut(CLASS, ["Net"], "net.py")
    space = {}
    exec(parts.setup + "\n" + parts.functions["Net"], space)
    assert space["Net"]().go() == 2
    assert parts.setup == "import math\nLIMIT = 9"
    assert parts.functions["Net"].count("SCALE = 2") == 1


PRIVATE = """
class Net:
    '''A net.'''
    def __init__(self):
        '''Makes it.'''
        ### BEGIN SOLUTION
        self.x = 1
        ### END SOLUTION
    ### BEGIN SOLUTION
    def _more(self):
        return self.x + 1
    ### END SOLUTION
    def go(self):
        '''Goes.'''
        ### BEGIN SOLUTION
        return self._more()
        ### END SOLUTION
"""


def test_private_methods_stand_in_the_marked_part_of_init():
    code = cut(PRIVATE, ["Net"], "net.py").functions["Net"]
    space = {}
    exec(code, space)
    assert space["Net"]().go() == 2
    assert "_more" not in code.split("BEGIN SOLUTION")[0]
    assert code.count("BEGIN SOLUTION") == 2


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (PRIVATE.replace("    def _more(self):\n        return self.x + 1", "    SLOPE = 1"), "is no method"),
        (PRIVATE.replace("__init__", "start"), "has no marked __init__ to move to"),
    ],
)
def test_a_marked_part_of_a_class_that_cannot_be_moved_is_refused(source, why):
    with pytest.raises(GenerateError, match=f"net.py, line 10: .*{why}"):
        cut(source, ["Net"], "net.py")


def test_every_exercise_can_be_cut(subtests):
    for exercise in read_catalogue(course.Path(__file__).parents[1] / "solutions").exercises:
        with subtests.test(exercise.topic):
            parts = cut(exercise.reference_path.read_text("utf-8"), exercise.info.functions, exercise.shown)
            assert set(parts.functions) == set(exercise.info.functions)
            compile(parts.setup + "\n\n" + "\n\n".join(parts.functions.values()), exercise.topic, "exec")
