"""Made-up submissions and what they came to, in batches that any process can mark."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from grader.catalogue import Exercise
from grader.results import Diagnosis, TestResult
from grader.sandbox.launch import make_launcher
from grader.suite.handed import subject_of
from grader.suite.run import run_suites
from grader.suite.subject import Subject, Terms
from grader.suite.terms import suites_of, terms_of
from grader.validate.untouched import changed_names

SECRET = b"validate"
FULL = {"public": "full", "hidden": "full"}
BATCH = 50  # trials; few enough that two processes share the work and that what is remembered for each seed stays small
SAVED = "its files were saved while it was validated, so that what is said here mixes two versions. Run it again."
MUTANT_CPU_S = 2.0  # a change may make a loop endless; processor time, for a busy machine must not kill mutants


@dataclass(frozen=True)
class Trial:
    """A made-up submission.

    Attributes:
        kind: "reference", "stub", "misconception", "trivial" or "mutant".
        name: which one of its kind.
        source: the file's bytes.
        seed: of the tests.
    """

    kind: str
    name: str
    source: bytes
    seed: int = 0


@dataclass(frozen=True)
class Batch:
    """Some trials of one exercise; a mutant stops at its first lost test, and has little processor time."""

    exercise: Exercise
    trials: tuple[Trial, ...]
    for_mutants: bool = False

    def __len__(self) -> int:
        return len(self.trials)


@dataclass(frozen=True)
class Mark:
    """What one trial came to.

    Attributes:
        tests: how many were run.
        points: what they are worth.
        won: the names of the tests that earned their points.
        lost: those that did not.
        ungraded: those of which nothing was learned.
        diagnoses: the misconceptions that were named.
    """

    kind: str
    name: str
    seed: int
    tests: int
    points: float
    earned: float
    won: tuple[str, ...]
    lost: tuple[TestResult, ...]
    ungraded: tuple[TestResult, ...]
    diagnoses: tuple[Diagnosis, ...]


@dataclass(frozen=True)
class Outcome:
    """What a batch came to: a mark for each trial, and what its suites changed in the reference."""

    marks: tuple[Mark, ...]
    changed: tuple[str, ...] = ()


def batches(exercise: Exercise, trials: Iterable[Trial], *, for_mutants: bool = False) -> list[Batch]:
    """Trials in batches, in order."""
    waiting = list(trials)
    parts = [tuple(waiting[start : start + BATCH]) for start in range(0, len(waiting), BATCH)]
    return [Batch(exercise, part, for_mutants) for part in parts]


def mark(batch: Batch) -> Outcome:
    """Run the suites on every trial of a batch.

    Raises:
        SuiteError: a suite or the misconceptions cannot be read at all.
    """
    exercise, marks = batch.exercise, list[Mark]()
    terms, source = terms_of(exercise, SECRET, FULL), exercise.reference_path.read_bytes()
    with closing(make_launcher(torch=terms.torch)) as launcher:  # it warms up while the suites are collected
        run_suites(
            suites_of(exercise),
            _hurried(terms) if batch.for_mutants else terms,
            _subjects(batch),
            lambda subject, tests: marks.append(_mark(subject, tests)),
            launcher,
        )
    return Outcome(tuple(marks), tuple(changed_names(exercise.reference_path, source)))


def _hurried(terms: Terms) -> Terms:
    short = replace(terms.budget, topic_cpu_s=min(terms.budget.topic_cpu_s, MUTANT_CPU_S))
    return replace(terms, budget=short, misconceptions=None)


def _subjects(batch: Batch) -> Iterator[Subject]:
    exercise = batch.exercise
    for trial in batch.trials:
        key, functions = (trial.kind, trial.name, trial.seed), list(exercise.info.functions)
        if batch.for_mutants:  # whatever a mutant uses: it is the tests that must notice
            yield Subject(key, f"{exercise.topic}.py", trial.source, stop_early=True)
        else:
            made = subject_of(key, exercise.topic, trial.source, functions, exercise.info.forbid)
            yield replace(made, secret=f"validate {trial.seed}".encode())


def _mark(subject: Subject, tests: list[TestResult]) -> Mark:
    assert isinstance(subject.key, tuple)
    kind, name, seed = subject.key
    return Mark(
        kind=kind,
        name=name,
        seed=seed,
        tests=len(tests),
        points=sum(test.points for test in tests),
        earned=sum(test.earned for test in tests),
        won=tuple(test.name for test in tests if test.earned),
        lost=tuple(test for test in tests if not test.earned and test.outcome != "not_graded"),
        ungraded=tuple(test for test in tests if test.outcome == "not_graded"),
        diagnoses=tuple(dict.fromkeys(test.diagnosis for test in tests if test.diagnosis is not None)),
    )
