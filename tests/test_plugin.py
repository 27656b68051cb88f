"""Suites under plain pytest, as their authors run them; and projects that are none of ours, which are left alone."""

import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import grader.suite.bench  # noqa: F401 - before any run inside this process, which forgets what it imported
from grader.catalogue import read_catalogue
from grader.kit import generate
from grader.suite import plugin
from tests.trees import make_solutions

pytest_plugins = ["pytester"]

RIGHT = "import numpy as np\ndef vectors_sum(x):\n    return float(np.sum(x))\ndef vectors_mean(x):\n    return vectors_sum(x) / len(x)\n"
WRONG = RIGHT.replace("/ len(x)", "/ 2").replace("    return float", "    print('summing', x.size)\n    return float")


def pytest_in(folder, *arguments):
    """Plain pytest, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def here(pytester):
    """here(arguments) -> what plain pytest prints, run inside this process."""

    def run(*arguments):
        done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-q", *map(str, arguments))
        return "\n".join([*done.outlines, *done.errlines])

    return run


@pytest.fixture(scope="module")
def solutions(tmp_path_factory):
    return make_solutions(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def vectors(solutions):
    return solutions / "1_foundations" / "2_vectors"


def test_the_reference_is_looked_at_where_no_submission_is_named(solutions):
    done = pytest_in(solutions.parent, solutions / "1_foundations")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout, "two topics, whose suites have the same names"


def test_a_submission_is_named_and_tests_chosen(here, pytester, vectors):
    pytester.path.joinpath("mine.py").write_text(WRONG)
    said = here(vectors, "--submission", "mine.py", "-k", "mean or like")
    assert "2 failed, 1 deselected" in said
    assert "Mismatch" in said
    assert "summing 3" in said, "what the student's code printed"
    assert "test_sum" not in said


def test_a_submission_that_is_not_there_is_an_error_in_a_sentence(here, vectors):
    said = here(vectors, "--submission", "nowhere.py")
    assert said.count("--submission nowhere.py is not a file. Name the Python file") == 2  # once for each suite


def test_a_topic_that_cannot_be_read_is_said_once_and_not_by_every_test(here, vectors, tmp_path):
    copy = shutil.copytree(vectors, tmp_path / "solutions" / "1_foundations" / "2_vectors")
    (copy / "exercise.yaml").write_text("title: {en: Vectors}\n")
    said = here(copy)
    assert said.count("title.zh is missing") == 2
    assert "Traceback" not in said


def test_the_tests_of_a_kit_look_at_the_file_beside_them(here, solutions, tmp_path):
    generate(read_catalogue(solutions).only(["vectors"]), tmp_path / "kit")
    folder = tmp_path / "kit" / "1_foundations" / "2_vectors"
    said = here(folder)
    assert "2 failed" in said
    assert "vectors_sum is not written yet" in said
    (folder / "vectors.py").write_text(RIGHT)
    assert "2 passed" in here(folder)
    assert "1 passed, 1 deselected" in here(folder, "--submission", folder / "vectors.py", "-k", "sum")


def test_property_tests_show_their_smallest_case(here, solutions, vectors, tmp_path):
    copy = shutil.copytree(vectors, tmp_path / "solutions" / "1_foundations" / "2_vectors")
    (copy / "test_hidden.py").write_text(
        dedent('''\
        """Hidden."""
        from hypothesis import given, strategies as st

        @given(n=st.integers(1, 100))
        def test_it(student, n):
            """Sums of ones."""
            assert student.vectors_sum([1.0] * n) == n or n < 40
        ''')
    )
    (tmp_path / "mine.py").write_text("def vectors_sum(x):\n    return 0.5\n")
    assert "n = 40" in here(copy / "test_hidden.py", "--submission", tmp_path / "mine.py")


def test_a_suite_that_cannot_be_collected_is_told_in_a_line(here, tmp_path):
    folder = tmp_path / "1_foundations" / "1_vectors"
    folder.mkdir(parents=True)
    (folder / "exercise.yaml").write_text("")
    (folder / "test_public.py").write_text("def test_it(student):\n    student.f(1)\n")
    assert "test_it has no docstring; its first line is the title that a student reads." in here(tmp_path)


# Projects that are none of ours.

ORDINARY = """
import sys
import pytest

class TestThings:
    def test_in_a_class(self):
        pass

def test_without_a_docstring():
    assert 1 + 1 == 2

@pytest.mark.parametrize("n", [1, 2])
def test_cases(n, rng):
    assert rng == "the project's own"

def test_that_nothing_heavy_was_imported():
    heavy = {"numpy", "torch", "hypothesis", "msgpack", "yaml", "pydantic", "rich", "click"}
    assert not heavy & set(sys.modules)
    assert "grader.suite.plugin" in sys.modules
    assert {name for name in sys.modules if name.startswith("grader")} == {"grader", "grader.suite", "grader.suite.plugin"}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "test_public.py").write_text(ORDINARY)
    (tmp_path / "conftest.py").write_text(
        'import pytest\n@pytest.fixture\ndef rng():\n    return "the project\'s own"\n'
    )
    return tmp_path


def test_an_ordinary_project_is_left_alone(project):
    done = pytest_in(project, "-p", "no:hypothesispytest", "-W", "error")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_a_fixture_of_ours_in_an_ordinary_test_says_where_it_belongs(here, tmp_path):
    (tmp_path / "test_other.py").write_text("def test_it(student):\n    pass\n")
    assert "The fixtures student, reference and rng belong to suites" in here(tmp_path / "test_other.py")


@pytest.mark.parametrize(
    "path", ["/test_x.py", "/app/test_x.py", "/app/tests/test_x.py", "/app/a/b/test_b.py", "/a/1_b/2_c/test_public.py"]
)
def test_a_file_is_no_suite_without_a_topics_folder_around_it(path):
    class Config:
        stash = pytest.Stash()

    assert plugin._kind(Path(path), Config()) is None


def test_the_marks_are_declared_so_that_strict_markers_know_them(here):
    said = here("--markers")
    for name in ("points(n)", "function(name)", "timeout(seconds)", "extra_credit"):
        assert f"@pytest.mark.{name}" in said
    assert "--submission=FILE" in here("--help")
