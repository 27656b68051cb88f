"""Proves that one exercise marks as it should: who earns what, over many seeds, through the normal worker."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from grader.catalogue import Exercise
from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.suite.fingerprint import exercise_hash
from grader.suite.module import functions_called
from grader.validate.form import problems_of_form, unlike_the_reference
from grader.validate.naming import Naming
from grader.validate.trial import SAVED, SECRET, Batch, Mark, Outcome, Trial, batches, mark
from grader.validate.variants import Variant, misconceptions, reference, stub, trivial

TRIVIAL_SHARE = 0.10
LEAST_MISCONCEPTIONS = 5
SHOWN_SEEDS = 10


@dataclass
class FalseFailure:
    """A test that the reference loses.

    Attributes:
        seeds: those with which it does, in order.
        message: what a student would read with the first of them.
    """

    test: str
    suite: str
    message: str
    seeds: list[int] = field(default_factory=list)


@dataclass
class Report:
    """What was found about one exercise; it holds if there is no problem."""

    topic: str
    points: float = 0.0
    tests: int = 0
    seeds: int = 0
    misconceptions: int = 0
    false_failures: list[FalseFailure] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """As `validate --json` has it."""
        return asdict(self) | {"holds": not self.problems}


def validate(exercise: Exercise, seeds: int) -> Report:
    """Validate one exercise in this process. What cannot be read at all is a problem too.

    Args:
        exercise: the exercise.
        seeds: how many secrets the reference is tried with.
    """
    validation = Validation(exercise, seeds)
    for batch in validation.batches:
        try:
            validation.take(mark(batch))
        except SuiteError as error:
            validation.failed(error)
    return validation.finished()


class Validation:
    """One exercise: what is to be marked, and the report that grows with the outcomes.

    Args:
        exercise: the exercise.
        seeds: how many secrets the reference is tried with. The stub, the misconceptions and the trivial answers
            are tried once.
    """

    def __init__(self, exercise: Exercise, seeds: int) -> None:
        self.report = Report(exercise.topic, seeds=seeds)
        self._exercise, self._version = exercise, exercise_hash(exercise, SECRET)
        self.batches: list[Batch] = []
        self._wrong: dict[str, Misconception] = {}
        self._naming: Naming | None = None
        self._changed: dict[str, None] = {}
        try:
            wrong = misconceptions(exercise)
            self._wrong = {item.name: item for item, _ in wrong}
            self.report.problems += unlike_the_reference(exercise, list(self._wrong.values()))
            self._naming = Naming(exercise, list(self._wrong.values()))
            self.batches = batches(exercise, _trials(exercise, seeds, [variant for _, variant in wrong]))
        except SuiteError as error:
            self.failed(error)
            return
        self.report.misconceptions = len(wrong)
        if len(wrong) < LEAST_MISCONCEPTIONS:
            self._problem(f"has {len(wrong)} misconceptions; at least {LEAST_MISCONCEPTIONS} are needed.")
        self.report.problems += self._naming.problems
        self.report.problems += _in_both_suites(exercise)
        self.report.problems += problems_of_form(exercise)

    def take(self, outcome: Outcome) -> None:
        """Judge what a batch came to."""
        for each in outcome.marks:
            self.report.points, self.report.tests = each.points, each.tests
            if each.kind == "reference":
                self._take_reference(each)
            for problem in self._judged(each):
                self._problem(problem)
        self._changed |= dict.fromkeys(outcome.changed)

    def failed(self, error: SuiteError) -> None:
        """A batch, or all of them, could not be marked."""
        self._problem(str(error))

    def finished(self) -> Report:
        """The report, when all batches are taken."""
        lost = [_false_failure(item, self.report.seeds) for item in self.report.false_failures]
        changed = [
            f"the suites change {name} of the reference module, which all later tests see. Work on a copy."
            for name in self._changed
        ]
        saved = [SAVED] if exercise_hash(self._exercise, SECRET) != self._version else []
        self.report.problems = [*saved, *lost, *changed, *self.report.problems]
        return self.report

    def _problem(self, text: str) -> None:
        """Once is enough: many seeds may tell the same."""
        if text not in self.report.problems:
            self.report.problems.append(text)

    def _take_reference(self, tried: Mark) -> None:
        known = {(item.test, item.suite): item for item in self.report.false_failures}
        for test in tried.lost:
            item = known.get((test.name, test.suite)) or FalseFailure(test.name, test.suite, test.message)
            if not item.seeds:
                self.report.false_failures.append(item)
            item.seeds.append(tried.seed)

    def _judged(self, tried: Mark) -> Iterator[str]:
        if tried.ungraded:
            first = tried.ungraded[0]
            yield f"{tried.kind} {tried.name}: {first.name} could not be graded: {first.message}"
        elif tried.kind == "reference":
            for item in tried.diagnoses:
                yield f"the reference is taken for {item.misconception} in {item.function}."
        elif tried.kind == "stub" and tried.won:
            yield f"the stub earns {tried.earned:g} points: {', '.join(tried.won)}."
        elif tried.kind == "misconception":
            yield from self._judged_misconception(tried)
        elif tried.kind == "trivial" and tried.earned > TRIVIAL_SHARE * tried.points:
            share = f"{tried.earned:g} of {tried.points:g} points, more than 10 %"
            yield f"answering with {tried.name} earns {share}: {', '.join(tried.won)}."

    def _judged_misconception(self, tried: Mark) -> Iterator[str]:
        assert self._naming is not None
        if not tried.lost:
            yield f"the misconception {tried.name} loses no point; add a test that catches it."
        unnamed = self._naming.recognised(tried, self._wrong[tried.name].function)
        if unnamed is not None:
            yield unnamed


def _in_both_suites(exercise: Exercise) -> Iterator[str]:
    suites = (exercise.public_suite, exercise.hidden_suite)
    try:
        public, hidden = (functions_called(path.read_bytes()) for path in suites)
    except SyntaxError:  # told, with its line, when the suites are collected
        return
    for name in sorted(public.keys() & hidden.keys()):
        yield f"{name} is in both suites, so that a list of lost tests is not clear. Give one of them another name."


def _trials(exercise: Exercise, seeds: int, wrong: list[Variant]) -> Iterator[Trial]:
    right = reference(exercise).source
    yield from (Trial("reference", "reference", right, seed) for seed in range(seeds))
    yield Trial("stub", "stub", stub(exercise).source)
    yield from (Trial("misconception", variant.name, variant.source) for variant in wrong)
    yield from (Trial("trivial", variant.name, variant.source) for variant in trivial(exercise))


def _false_failure(item: FalseFailure, seeds: int) -> str:
    few = ", ".join(map(str, item.seeds[:SHOWN_SEEDS])) + (", ..." if len(item.seeds) > SHOWN_SEEDS else "")
    plural = "s" if len(item.seeds) > 1 else ""
    return (
        f"the reference loses {item.test} ({item.suite}) with {len(item.seeds)} of {seeds} seeds "
        f"(seed{plural} {few}): {item.message}"
    )
