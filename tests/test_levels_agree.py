"""Marks do not depend on the level: every topic, on submissions of the sample class, at each level that holds here."""

import sys
from dataclasses import replace

import pytest

from grader.catalogue import read_catalogue
from grader.intake import Intake, latest, read_topic
from grader.suite.handed import subject_of
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of
from grader.worker.lockdown import LEVELS
from tests.levels import LOCKED, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the levels above process are Linux's")
EXERCISES = read_catalogue(ROOT / "solutions").exercises
STUDENTS = 1  # of each topic, beside the reference


def subjects(exercise):
    """The reference, and the first students who handed something in."""
    yield Subject("reference", f"{exercise.topic}.py", exercise.reference_path.read_bytes())
    with Intake(ROOT / "tests" / "submissions" / "sample") as intake:
        handed = (
            (each, read_topic(each.folder, exercise.topic, exercise.relative).source)
            for each in latest(intake.attempts).values()
        )
        sources = [(each.student, source) for each, source in handed if source is not None]
    info = exercise.info
    for student, source in sources[:STUDENTS]:
        yield subject_of(student, exercise.topic, source, list(info.functions), info.forbid)


def marked(exercise, launcher):
    """Every row of every subject, without times."""
    rows = []
    terms = terms_of(exercise, b"a secret for comparing levels")
    run_suites(suites_of(exercise), terms, subjects(exercise), lambda _, tests: rows.append(tests), launcher)
    return [[replace(test, seconds=0.0) for test in tests] for tests in rows]


@pytest.fixture(scope="module")
def at_process(zygote_at):
    """topic -> its rows at level process."""
    return {exercise.topic: marked(exercise, zygote_at(LEVELS[0], torch=exercise.info.torch)) for exercise in EXERCISES}


@pytest.mark.parametrize("exercise", EXERCISES, ids=[exercise.topic for exercise in EXERCISES])
@pytest.mark.parametrize("level", LOCKED)
def test_a_topic_is_marked_the_same(zygote_at, at_process, level, exercise):
    found = marked(exercise, zygote_at(level, torch=exercise.info.torch))
    assert len(found) > 1
    assert all(test.earned for test in found[0])
    assert found == at_process[exercise.topic]
