"""A suite's tests one by one, as a cell of a notebook or a doctest would have them: on names of this process."""

import functools
import importlib.util
import inspect
import itertools
import types

import pytest

from grader.suite.bench import load_reference
from grader.suite.properties import suite_settings
from grader.suite.subject import generator_of
from tests.benchmarks.direct import DirectStudent
from tests.benchmarks.sample import SECRET, exercises


@functools.cache
def exercise_of(topic):
    """The exercise."""
    (exercise,) = exercises(topic)
    return exercise


@functools.cache
def suite(topic, kind):
    """A suite as a module."""
    path = exercise_of(topic).folder / f"test_{kind}.py"
    spec = importlib.util.spec_from_file_location(f"cells_{topic}_{kind}", path)
    module = importlib.util.module_from_spec(spec)
    with suite_settings():
        spec.loader.exec_module(module)
    return module


@functools.cache
def reference(topic):
    """The solution."""
    return load_reference(str(exercise_of(topic).reference_path))


def tests_of(topic):
    """(kind, name) of every test function."""
    return [
        (kind, name) for kind in ("public", "hidden") for name in vars(suite(topic, kind)) if name.startswith("test_")
    ]


def check(topic, kind, name, names):
    """Run one test on the functions in `names`. Raises whatever the test does."""
    function = getattr(suite(topic, kind), name)
    student = DirectStudent(types.SimpleNamespace(**names))
    given = {
        "student": lambda: student,
        "reference": lambda: reference(topic),
        "rng": lambda: generator_of(SECRET, topic, kind, name),
    }
    inner = function.hypothesis.inner_test if hasattr(function, "hypothesis") else function
    wanted = [each for each in given if each in inspect.signature(inner).parameters]
    for case in _cases(function):
        function(**{each: given[each]() for each in wanted}, **case)


def _cases(function):
    """The arguments of each case of a parametrised test."""
    found = []
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "parametrize":
            names = mark.args[0].replace(" ", "").split(",") if isinstance(mark.args[0], str) else mark.args[0]
            values = [each.values if isinstance(each, type(pytest.param())) else each for each in mark.args[1]]
            rows = values if len(names) > 1 else [each if isinstance(each, tuple) else (each,) for each in values]
            found.append([dict(zip(names, row, strict=True)) for row in rows])
    for combination in itertools.product(*found):
        yield {name: value for part in combination for name, value in part.items()}
