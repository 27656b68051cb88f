"""nbgrader's own command line on a generated course: a real gradebook, a real kernel, and our scores in it."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.export.nbgrader import _opened
from grader.kit import find_leaks
from grader.results_file import write
from tests.notebooks import code, filled_in
from tests.trees import make_topic

SUM = "def vectors_sum(x):\n    return float(np.add.reduce(x))"
MEAN = "def vectors_mean(x):\n    return vectors_sum(x) / len(x)"
WRONG = "def vectors_mean(x):\n    return vectors_sum(x)"
HOSTILE = "import os, sys\nsys.stderr.write('torch: a warning')\nwhile True:\n    pass\nos._exit(0)\ninput()"
PLUGIN = "c.Autograde.autograde_preprocessors = preprocessors()"


class Place:
    """An nbgrader course folder and its command line."""

    def __init__(self, folder):
        self.folder = folder
        private = folder.parent / f"{folder.name}-home"
        names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        self._env = os.environ | {name: str(private / name) for name in names}
        self._env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # alembic

    def nbgrader(self, *arguments):
        command = [sys.executable, "-m", "nbgrader", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=self._env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def hand_in(self, student, content):
        place = self.folder / "submitted" / student / "exercises"
        place.mkdir(parents=True)
        (place / "vectors.ipynb").write_bytes(content)
        (place / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC")

    def scores(self):
        """Student -> score and penalty, as `nbgrader export` writes them."""
        self.nbgrader("export", "--to", "out.csv")
        rows = csv.DictReader(io.StringIO((self.folder / "out.csv").read_text()))
        return {row["student_id"]: (Decimal(row["score"]), Decimal(row["late_submission_penalty"])) for row in rows}

    def gradebook(self):
        return _opened(self.folder / "gradebook.db")

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        return Place(folder)


@pytest.fixture(scope="module")
def solutions(tmp_path_factory):
    root = tmp_path_factory.mktemp("made")
    make_topic(root / "solutions", "1_foundations/1_vectors")
    return root / "solutions"


@pytest.fixture(scope="module")
def released(solutions, tmp_path_factory):
    """A course whose assignment is released; right, wrong and hostile work is handed in."""
    place = Place(tmp_path_factory.mktemp("courses") / "course")
    out = ["--solutions", str(solutions), "--out", str(place.folder)]
    assert run(["generate", "--format", "ipynb", *out]) == 0
    place.nbgrader("generate_assignment", "exercises")
    blank = (place.folder / "release/exercises/vectors.ipynb").read_bytes()
    place.hand_in("ada", filled_in(blank, {"vectors_sum": SUM, "vectors_mean": MEAN}))
    place.hand_in("bob", filled_in(blank, {"vectors_sum": SUM, "vectors_mean": WRONG}))
    return place


@pytest.fixture(scope="module")
def results(released, solutions):
    """What our own command says of the same class."""
    out = released.folder.parent / "results.json"
    arguments = [str(released.folder / "submitted"), "--solutions", str(solutions), "--json", str(out)]
    store = [
        "--store",
        str(out.with_name("store.sqlite")),
        "--secret-file",
        str(out.with_name("secret")),
        "--jobs",
        "1",
    ]
    assert run(["grade", *arguments, *store, "--quiet"]) == 1
    return out


@pytest.fixture
def course(released, tmp_path):
    return released.copy(tmp_path / "course")


def ours(results):
    return {row["student"]: Decimal(str(row["score"])) for row in json.loads(results.read_text())["submissions"]}


def test_the_release_has_no_solution_and_no_hidden_line(released, solutions):
    text = (released.folder / "release/exercises/vectors.ipynb").read_text("utf-8")
    cells = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    assert "raise NotImplementedError()" in cells
    assert "points_of(" not in cells
    assert "HIDDEN" not in cells
    exercises = read_catalogue(solutions).exercises
    assert find_leaks(exercises, {"1_foundations/1_vectors/vectors.py": cells.encode()}) == []
    source = (released.folder / "source/exercises/vectors.ipynb").read_text("utf-8")
    secret = "\n".join("".join(cell["source"]) for cell in json.loads(source)["cells"])
    assert find_leaks(exercises, {"1_foundations/1_vectors/vectors.py": secret.encode()})


def test_the_source_passes_its_own_validation_in_a_kernel(released):
    assert "Success! Your notebook passes all the tests." in released.nbgrader(
        "validate", "source/exercises/vectors.ipynb"
    )


def test_autograde_in_a_kernel_gives_the_scores_that_our_command_gives(course, results):
    """nbgrader as it is: each notebook is run in a kernel, and test cells ask the engine for their points."""
    settings = course.folder / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace(PLUGIN, ""))
    course.nbgrader("autograde", "exercises")
    course.nbgrader("generate_feedback", "exercises")
    assert {student: score for student, (score, _) in course.scores().items()} == ours(results)
    page = (course.folder / "feedback/bob/exercises/vectors.html").read_text("utf-8")
    assert "The mean of 1, 2 and 3 is 2" in page


def test_autograde_with_the_engine_gives_the_same_and_hostile_notebooks_their_due(course, results):
    blank = (course.folder / "release/exercises/vectors.ipynb").read_bytes()
    tree = json.loads(filled_in(blank, {"vectors_sum": SUM, "vectors_mean": MEAN, "test_vectors_sum": "99.0"}))
    tree["metadata"]["kernelspec"]["name"] = "gone"
    tree["cells"] += [code(HOSTILE), code("!rm -rf ~"), code("%%bash\nrm -rf ~")]
    course.hand_in("eve", json.dumps(tree).encode())
    course.nbgrader("autograde", "exercises")
    scores = {student: score for student, (score, _) in course.scores().items()}
    assert scores == ours(results) | {"eve": ours(results)["ada"]}
    marked = json.loads((course.folder / "autograded/bob/exercises/vectors.ipynb").read_text("utf-8"))
    text = json.dumps([cell.get("outputs") for cell in marked["cells"]])
    assert "The mean of 1, 2 and 3 is 2" in text


def export(course, results, *more):
    return run(["export", "nbgrader", str(results), "--out", str(course.folder / "gradebook.db"), *more])


def test_our_scores_and_messages_are_in_the_gradebook(course, results, capsys):
    assert export(course, results) == 0
    assert "2 notebooks" in capsys.readouterr().err
    assert {student: score for student, (score, _) in course.scores().items()} == ours(results)
    with course.gradebook() as gradebook:
        assert not gradebook.find_submission("exercises", "bob").needs_manual_grade
        comments = {
            each.name: each.comment
            for each in gradebook.find_submission_notebook("vectors", "exercises", "bob").comments
        }
    assert comments["vectors_sum"] is None
    assert comments["vectors_mean"].startswith("The mean of 1, 2 and 3 is 2 (1)\n")


def test_what_a_teacher_entered_survives_a_second_run(course, results):
    assert export(course, results) == 0
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("test_vectors_mean", "vectors", "exercises", "bob")
        comment = gradebook.find_comment("vectors_mean", "vectors", "exercises", "bob")
        grade.manual_score, comment.manual_comment = 0.75, "Half right."
        gradebook.update_or_create_student("bob", first_name="Robert")
        gradebook.db.commit()
    assert export(course, results) == 0
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("test_vectors_mean", "vectors", "exercises", "bob")
        assert (grade.score, grade.auto_score, grade.needs_manual_grade) == (0.75, 0.0, False)
        assert gradebook.find_comment("vectors_mean", "vectors", "exercises", "bob").comment == "Half right."
        assert gradebook.find_student("bob").first_name == "Robert"


def changed(results, out, **more):
    """The results with other things said of bob; `topic` of his topic, `mean` of his tests of the mean."""
    rows = json.loads(results.read_text())["submissions"]
    bob = next(row for row in rows if row["student"] == "bob")
    bob["topics"][0] |= more.pop("topic", {})
    for test in bob["topics"][0]["tests"]:
        test |= more.get("tests", {}) if test["function"] == "vectors_mean" else {}
    bob |= more.pop("bob", {})
    with out.open("w", encoding="utf-8") as stream:
        write(stream, rows, course="", isolation="process")
    return out


def test_a_late_penalty_and_a_name_come_over_to_the_cent(course, results, tmp_path):
    late = {"final_score": 0.77, "penalty": 0.23, "submitted_at": "2026-03-02T11:00:00+01:00"}
    out = changed(results, tmp_path / "r.json", topic=late, bob={"name": "Bob van Byrd", "email": "b@x.org"})
    assert export(course, out) == 0
    assert course.scores()["bob"] == (Decimal("0.77"), Decimal("0.23"))
    with course.gradebook() as gradebook:
        bob = gradebook.find_student("bob")
        assert (bob.first_name, bob.last_name, bob.email) == ("Bob van", "Byrd", "b@x.org")
        assert str(gradebook.find_submission("exercises", "bob").timestamp) == "2026-03-02 10:00:00"
        gradebook.find_grade("test_vectors_mean", "vectors", "exercises", "bob").manual_score = 1.0
        gradebook.db.commit()
    assert export(course, out) == 0  # the penalty is now that share of what the teacher gave
    assert course.scores()["bob"] == (Decimal("1.54"), Decimal("0.46"))
    assert export(course, changed(results, tmp_path / "r.json")) == 0
    assert course.scores()["bob"] == (Decimal("2"), Decimal("0"))


def test_a_changed_result_asks_to_look_at_a_manual_score_again(course, results, tmp_path):
    assert export(course, results) == 0
    with course.gradebook() as gradebook:
        gradebook.find_grade("test_vectors_mean", "vectors", "exercises", "bob").manual_score = 0.5
        gradebook.db.commit()
    assert export(course, changed(results, tmp_path / "r.json", tests={"earned": 1.0, "outcome": "passed"})) == 0
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("test_vectors_mean", "vectors", "exercises", "bob")
        assert (grade.score, grade.needs_manual_grade) == (0.5, True)


def test_extra_credit_is_extra_credit_there_too(course, results, tmp_path):
    rows = json.loads(results.read_text())["submissions"]
    extra = dict(
        rows[0]["topics"][0]["tests"][0], name="test_more", points=3.0, earned=3.0, outcome="passed", extra_credit=True
    )
    rows[0]["topics"][0]["tests"].append(extra)
    with (tmp_path / "r.json").open("w", encoding="utf-8") as stream:
        write(stream, rows, course="", isolation="process")
    assert export(course, tmp_path / "r.json") == 0
    assert course.scores()[rows[0]["student"]][0] == ours(results)[rows[0]["student"]] + 3


def test_work_that_is_not_graded_is_left_as_it_was(course, results, tmp_path, capsys):
    out = changed(results, tmp_path / "r.json", topic={"outcome": "not_graded"})
    assert export(course, out) == 2
    assert export(course, out, "--partial") == 0
    assert "Not graded, and left as they were: bob (vectors)" in capsys.readouterr().err


def test_without_a_gradebook_it_says_how_to_make_one(tmp_path, results, capsys):
    assert run(["export", "nbgrader", str(results), "--out", str(tmp_path / "gradebook.db")]) == 2
    assert "Run `nbgrader generate_assignment`" in capsys.readouterr().err
    assert run(["export", "nbgrader", str(results)]) == 2
    assert "Name it with --out gradebook.db" in capsys.readouterr().err


def test_other_points_in_the_gradebook_are_refused(course, results, tmp_path, capsys):
    assert export(course, changed(results, tmp_path / "r.json", tests={"points": 7.0})) == 2
    assert "test_vectors_mean of vectors has" in capsys.readouterr().err
    assert export(course, changed(results, tmp_path / "r.json", tests={"function": "other"})) == 2
    assert "is not there" in capsys.readouterr().err


def test_a_topic_that_no_assignment_has_or_several_have_is_refused(course, results, tmp_path, capsys):
    assert export(course, changed(results, tmp_path / "r.json", topic={"topic": "tensors"})) == 2
    assert "the notebook tensors is in no assignment" in capsys.readouterr().err
    with course.gradebook() as gradebook:
        gradebook.add_assignment("again")
        gradebook.add_notebook("vectors", "again")
    assert export(course, results) == 2
    assert "is in several assignments: " in capsys.readouterr().err


def test_without_nbgrader_the_export_says_how_to_get_it(course, results, monkeypatch, capsys):
    monkeypatch.setattr("grader.export.nbgrader.find_spec", lambda name: None)
    assert export(course, results) == 2
    assert "pip install 'deep-grader[instructor]'" in capsys.readouterr().err


def test_what_was_recovered_from_a_notebook_is_said(course, solutions, tmp_path, capsys):
    shutil.rmtree(course.folder / "submitted/bob")
    path = course.folder / "submitted/ada/exercises/vectors.ipynb"
    path.write_bytes(filled_in(path.read_bytes(), {"vectors_sum": f"!pip install x\n{SUM}"}))
    arguments = [str(course.folder / "submitted"), "--solutions", str(solutions), "--jobs", "1"]
    assert run(["grade", *arguments, "--store", str(tmp_path / "s.sqlite"), "--secret-file", str(tmp_path / "x")]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "ada, vectors: cell vectors_sum: line 1 is left out: !pip install x" in said
