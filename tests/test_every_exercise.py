"""What every exercise must keep, whoever writes it. A new folder under solutions/ is tested without a word here."""

import ast
import re
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.kit.generate import out_of_date
from grader.kit.leaks import find_leaks
from grader.kit.stub import make_stub
from grader.policy import violations
from grader.suite.module import title_of
from grader.validate.exercise import validate

ROOT = Path(__file__).parent.parent
CATALOGUE = read_catalogue(ROOT / "solutions")
SEEDS = 20

exercise_of_each = pytest.mark.parametrize("exercise", list(CATALOGUE), ids=lambda exercise: exercise.topic)


def test_the_generated_exercises_are_current():
    assert out_of_date(CATALOGUE, ROOT / "exercises") == []


def test_nothing_that_students_get_repeats_a_secret_line():
    published = {
        path.relative_to(ROOT / "exercises").as_posix(): path.read_bytes()
        for path in (ROOT / "exercises").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert find_leaks(CATALOGUE.exercises, published) == []


@exercise_of_each
def test_the_readme_lists_it(exercise):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| `{exercise.topic}` | {len(exercise.info.functions)} |" in text


def test_the_readme_counts_the_named_mistakes():
    named = sum(exercise.misconceptions_path.read_text("utf-8").count("\n@misconception(") for exercise in CATALOGUE)
    assert f"know {named} mistakes by name" in (ROOT / "README.md").read_text(encoding="utf-8")


@exercise_of_each
def test_it_marks_as_it_should(exercise):
    """Reference full over many seeds, stub nothing, misconceptions lose points and are named, trivial answers at most 10 %."""
    assert validate(exercise, SEEDS).problems == []


@exercise_of_each
def test_the_reference_obeys_its_own_policy(exercise):
    source = exercise.reference_path.read_bytes()
    found = violations(source, list(exercise.info.functions), exercise.info.forbid)
    assert not any(found.values())


@exercise_of_each
def test_every_function_says_what_it_takes_gives_and_raises_and_where_it_is_from(exercise):
    tree = ast.parse(exercise.reference_path.read_bytes())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in exercise.info.functions:
            text = ast.get_docstring(node) or ""
            assert len(text) > 150, f"{node.name} has a thin docstring"
            assert re.search(r"Source|Reference|Goodfellow|\(\d{4}\)|\b(19|20)\d\d\b", text), (
                f"{node.name} names no source"
            )


@exercise_of_each
def test_the_stub_compiles_and_raises_for_each_function(exercise):
    stub = make_stub(exercise.reference_path.read_text(encoding="utf-8"), exercise.topic)
    names = {node.name for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert set(exercise.info.functions) <= names
    for function in exercise.info.functions:
        assert re.search(rf'NotImplementedError\("{function}[.:]', stub), f"the stub of {function} does not raise"


@exercise_of_each
def test_the_handouts_teach_in_both_languages(exercise):
    english, chinese = (path.read_text(encoding="utf-8") for path in exercise.handouts.values())
    for text in (english, chinese):
        assert "$" in text, "a handout without a formula"
        for figure in exercise.info.figures:
            assert figure in text, f"{figure} is not shown"
    assert len(re.findall("[一-鿿]", chinese)) > 300
    assert len(english.split()) > 250


@exercise_of_each
def test_every_function_has_hints(exercise):
    for function, info in exercise.info.functions.items():
        assert info.hints, f"{function} has no hint"


@exercise_of_each
def test_a_numpy_topic_does_not_mention_torch_outside_forbid(exercise):
    if exercise.info.torch:
        return
    for path in (exercise.reference_path, exercise.public_suite, exercise.hidden_suite, exercise.misconceptions_path):
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_bytes()))
            for name in (
                [item.name for item in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert "torch" not in imported, f"{path.name} imports torch"


@exercise_of_each
def test_the_public_suite_has_two_to_four_tests_a_function(exercise):
    from grader.suite.module import functions_called

    called = functions_called(exercise.public_suite.read_bytes())
    for function in exercise.info.functions:
        count = sum(function in names for names in called.values())
        assert count >= 2, f"{function} has {count} public tests"


@exercise_of_each
def test_every_test_has_a_title_in_both_languages(exercise):
    for suite in (exercise.public_suite, exercise.hidden_suite):
        for node in ast.parse(suite.read_bytes()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                docstring = ast.get_docstring(node) or ""
                title, other = title_of(docstring, "en"), title_of(docstring, "zh")
                assert title and other != title and re.search("[一-鿿]", other), f"{suite.name}: {node.name}"
