"""Proves that one exercise marks as it should: who earns what, over many seeds, through the normal worker."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.catalogue import Exercise
from grader.grade import subject_of
from grader.results import TestResult
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of
from grader.validate.variants import Variant, misconceptions, reference, stub, trivial

TRIVIAL_SHARE = 0.10
LEAST_MISCONCEPTIONS = 5
FULL = {"public": "full", "hidden": "full"}


@dataclass
class Report:
    """What was found about one exercise; it holds if there is no problem."""

    topic: str
    points: float = 0.0
    tests: int = 0
    seeds: int = 0
    misconceptions: int = 0
    problems: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """As `validate --json` has it."""
        return dict(vars(self)) | {"holds": not self.problems}


def validate(exercise: Exercise, seeds: int) -> Report:
    """Run the reference with many seeds, the stub, the misconceptions and the trivial answers.

    Args:
        exercise: the exercise.
        seeds: how many secrets the reference is tried with.

    Raises:
        SuiteError: a suite or the misconceptions cannot be read at all.
    """
    report = Report(exercise.topic, seeds=seeds)
    wrong = misconceptions(exercise)
    report.misconceptions = len(wrong)
    if len(wrong) < LEAST_MISCONCEPTIONS:
        report.problems.append(f"has {len(wrong)} misconceptions; at least {LEAST_MISCONCEPTIONS} are needed.")
    subjects = list(_subjects(exercise, seeds, [variant for _, variant in wrong]))
    run_suites(suites_of(exercise), terms_of(exercise, b"validate", FULL), subjects, lambda s, t: _judge(report, s, t))
    return report


def _subjects(exercise: Exercise, seeds: int, wrong: list[Variant]) -> Iterator[Subject]:
    def subject(kind: str, variant: Variant, seed: int = 0) -> Subject:
        made = subject_of(
            (kind, variant.name, seed),
            exercise.topic,
            variant.source,
            list(exercise.info.functions),
            exercise.info.forbid,
        )
        return Subject(made.key, made.filename, made.source, made.blocked, f"validate {seed}".encode())

    for seed in range(seeds):
        yield subject("reference", reference(exercise), seed)
    yield subject("stub", stub(exercise))
    for variant in wrong:
        yield subject("misconception", variant)
    for variant in trivial(exercise):
        yield subject("trivial", variant)


def _judge(report: Report, subject: Subject, tests: list[TestResult]) -> None:
    assert isinstance(subject.key, tuple)
    kind, name, seed = subject.key
    points = sum(test.points for test in tests)
    earned = sum(test.earned for test in tests)
    report.points, report.tests = points, len(tests)
    ungraded = next((test for test in tests if test.outcome == "not_graded"), None)
    if ungraded is not None:
        report.problems.append(f"{kind} {name}: {ungraded.name} could not be graded: {ungraded.message}")
    elif kind == "reference" and earned < points:
        lost = next(test for test in tests if not test.earned)
        report.problems.append(f"the reference loses {lost.name} ({lost.suite}) with seed {seed}: {lost.message}")
    elif kind == "stub" and earned:
        got = ", ".join(test.name for test in tests if test.earned)
        report.problems.append(f"the stub earns {earned:g} points: {got}.")
    elif kind == "misconception" and earned >= points:
        report.problems.append(f"the misconception {name} loses no point; add a test that catches it.")
    elif kind == "trivial" and earned > TRIVIAL_SHARE * points:
        got = ", ".join(test.name for test in tests if test.earned)
        report.problems.append(f"answering with {name} earns {earned:g} of {points:g} points, more than 10 %: {got}.")
