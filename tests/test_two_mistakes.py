"""Two mistakes at once: a student may be told one of them, or both, or none, but never a third."""

import random
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.suite.misconceptions import Misconceptions
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "solutions")
SECRET = b"two mistakes at once"
EACH = 6  # pairs of each kind and topic; drawn by a seed, so that every run tries the same

CHANGES = {"doubled": "2 * value", "negated": "-value", "transposed": "value.T", "shifted": "value + 1"}
CHANGED = """
def _changed(function):
    def call(*args, **kwargs):
        result = function(*args, **kwargs)
        return tuple(map(change, result)) if isinstance(result, tuple) else change(result)

    def change(value):
        return {}

    return call
"""


def submissions(exercise, wrong):
    """Submissions with two mistakes; the key of each holds the names that it may get."""
    chance = random.Random(exercise.topic)

    def submission(may, *ends):
        # The source of a misconception ends in `function = name`; a second mistake may follow.
        return Subject(may, exercise.reference_path.name, "\n".join(ends).encode())

    for _ in range(EACH):  # in two functions
        one, other = chance.sample(wrong.all, 2)
        if one.function != other.function:
            yield submission({one.name, other.name}, wrong.source(one), f"{other.function} = {other.name}")
    functions = [item for item in wrong.all if f"class {item.name}" not in wrong.source(item)]
    for _ in range(EACH):  # in one function
        item, change = chance.choice(functions), chance.choice(list(CHANGES))
        if change == "negated" and "minus" in item.name:
            continue  # the two undo each other
        end = f"{item.function} = _changed({item.function})"
        yield submission({item.name}, wrong.source(item), CHANGED.format(CHANGES[change]), end)


@pytest.mark.parametrize("exercise", list(CATALOGUE), ids=lambda exercise: exercise.topic)
def test_two_mistakes_at_once_get_no_third_name(exercise):
    terms = terms_of(exercise, SECRET)
    wrong = Misconceptions(terms.reference, terms.misconceptions)
    named = []

    def look(subject, tests):
        names = {test.diagnosis.misconception for test in tests if test.diagnosis}
        assert names <= subject.key, f"{' and '.join(sorted(subject.key))} is taken for {names - subject.key}"
        named.append(names)

    run_suites(suites_of(exercise), terms, submissions(exercise, wrong), look)
    assert len(named) >= EACH
    assert any(named), "not one of them was named"
