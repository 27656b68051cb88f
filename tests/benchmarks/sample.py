"""The sample class, without those whose code would end or stop the process that runs it directly."""

from pathlib import Path

from grader.catalogue import read_catalogue
from grader.intake import find_students, read_topic
from grader.suite.handed import subject_of
from grader.suite.run import run_suites
from grader.suite.terms import suites_of, terms_of

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "submissions" / "sample"
SECRET = b"benchmarks of the grader"
WILD = {"timed_out", "crashed", "out_of_memory", "slow"}
SLOW_S = 0.5  # of one test: such a submission is near its limit, and directly there is none


def exercises(*names):
    """The exercises of this repository."""
    return read_catalogue(ROOT / "solutions").only(names).exercises


def all_subjects(exercise):
    """Each student's file of the sample class, None where there is none."""
    info = exercise.info
    for attempt in find_students(SAMPLE):
        source = read_topic(attempt.folder, exercise.topic, exercise.relative).source
        yield subject_of(attempt.student, exercise.topic, source, list(info.functions), info.forbid)


def tame_subjects(exercise):
    """Every submission of the sample class that can be run without a worker, and ends in time without a limit."""
    found = {}
    subjects = [subject for subject in all_subjects(exercise) if subject.source is not None]

    def note(subject, tests):
        slow = {"slow"} if any(test.seconds > SLOW_S for test in tests) else set()
        found[id(subject)] = {test.outcome for test in tests} | slow

    run_suites(suites_of(exercise), terms_of(exercise, SECRET), subjects, note)
    return [subject for subject in subjects if not found[id(subject)] & WILD and b"exit(" not in subject.source]
