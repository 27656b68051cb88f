"""How many mutants of the reference lose a point, and which of the others are listed as equivalent."""

from dataclasses import dataclass, field

from grader.catalogue import Exercise
from grader.catalogue.model import EquivalentMutant
from grader.errors import SuiteError
from grader.suite.fingerprint import exercise_hash
from grader.validate.mutation import Mutant, mutants_of
from grader.validate.trial import SAVED, SECRET, Batch, Mark, Outcome, Trial, batches
from grader.validate.variants import reference

LEAST_RATE = 0.95


@dataclass
class Tried:
    """A mutant and what became of it.

    Attributes:
        function, line, diff: of the mutant.
        killed_by: the first test that it loses; "" if it earns all points.
        outcome: of that test, such as "failed" or "timed_out".
        reason: why no test can see it, as the exercise lists it; "" if it does not.
    """

    function: str
    line: int
    diff: str
    killed_by: str = ""
    outcome: str = ""
    reason: str = ""


@dataclass
class MutantReport:
    """What was found about one exercise; it holds if there is no problem.

    Attributes:
        problems: sentences, the survivors that are not listed as equivalent among them.
    """

    topic: str
    mutants: list[Tried] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many mutants lose points."""
        return sum(bool(each.killed_by) for each in self.mutants)

    @property
    def listed(self) -> list[Tried]:
        """The survivors that the exercise lists as equivalent."""
        return [each for each in self.mutants if each.reason and not each.killed_by]

    @property
    def rate(self) -> float:
        """The share of mutants that lose points; 1 where there is none."""
        return self.killed / len(self.mutants) if self.mutants else 1.0

    def to_json(self) -> dict[str, object]:
        """As `validate --mutants --json` has it."""
        counts = {"killed": self.killed, "equivalent": len(self.listed), "rate": round(self.rate, 4)}
        rows = [vars(each) for each in self.mutants]
        return {"topic": self.topic} | counts | {"mutants": rows, "problems": self.problems, "holds": not self.problems}


class MutantTrials:
    """One exercise: its mutants, and the report that grows with the outcomes."""

    def __init__(self, exercise: Exercise) -> None:
        self.report = MutantReport(exercise.topic)
        self._exercise, self._version = exercise, exercise_hash(exercise, SECRET)
        path = exercise.reference_path
        found = mutants_of(path.read_text(encoding="utf-8-sig"), f"{exercise.shown}/{path.name}")
        self.report.mutants = [Tried(each.function, each.line, each.diff) for each in found]
        self.batches = _batches(exercise, found)

    def take(self, outcome: Outcome) -> None:
        """Judge what a batch came to."""
        for mark in outcome.marks:
            if mark.ungraded:
                first = mark.ungraded[0]
                self._problem(f"{first.name} could not be graded: {first.message}")
            elif mark.lost and mark.kind == "reference":
                self._problem(_reference_loses(mark))
            elif mark.lost:
                tried = self.report.mutants[int(mark.name)]
                tried.killed_by, tried.outcome = mark.lost[0].name, mark.lost[0].outcome

    def failed(self, error: SuiteError) -> None:
        """A batch could not be marked."""
        self._problem(str(error))

    def finished(self) -> MutantReport:
        """The report, when all batches are taken."""
        if exercise_hash(self._exercise, SECRET) != self._version:
            self._problem(SAVED)
        if not self.report.problems:  # else nothing was learned
            for entry in self._exercise.info.equivalent_mutants:
                self._look_up(entry)
            self._count_survivors()
        return self.report

    def _count_survivors(self) -> None:
        holes = [each for each in self.report.mutants if not each.killed_by and not each.reason]
        for each in holes:
            self._problem(f"{each.function}, line {each.line}: no test notices this change:\n{each.diff}")
        if holes:
            self._problem(
                "Add a test for each of these changes, or list it under equivalent_mutants in exercise.yaml: its "
                "function, as diff its lines with - and +, and the reason why no test can see it."
            )
        if self.report.rate < LEAST_RATE:
            self._problem(
                f"only {self.report.rate:.1%} of the mutants lose points, and {LEAST_RATE:.0%} must, the equivalent "
                "ones among them. Add tests; where no test can see a change, write the reference more simply."
            )

    def _look_up(self, entry: EquivalentMutant) -> None:
        same = [
            each for each in self.report.mutants if (each.function, each.diff) == (entry.function, _tidy(entry.diff))
        ]
        for each in same:
            each.reason = entry.reason
        if not same:
            self._problem(
                f"exercise.yaml lists an equivalent mutant of {entry.function} that does not exist. Delete it, or "
                f"paste the lines of one that survives:\n{_tidy(entry.diff)}"
            )
        elif all(each.killed_by for each in same):
            self._problem(
                f"exercise.yaml lists a mutant of {entry.function} as equivalent, but {same[0].killed_by} tells it "
                f"from the reference. Delete it there:\n{same[0].diff}"
            )

    def _problem(self, text: str) -> None:
        if text not in self.report.problems:
            self.report.problems.append(text)


def _batches(exercise: Exercise, found: list[Mutant]) -> list[Batch]:
    """The mutants, and in each batch the reference before them: it must earn everything in the same time."""
    right = Trial("reference", "reference", reference(exercise).source)
    trials = [Trial("mutant", str(number), each.source) for number, each in enumerate(found)]
    parts = batches(exercise, trials, for_mutants=True)
    return [Batch(exercise, (right, *part.trials), for_mutants=True) for part in parts]


def _reference_loses(mark: Mark) -> str:
    test = mark.lost[0]
    return f"the reference itself loses {test.name} ({test.suite}) with the processor time of a mutant: {test.message}"


def _tidy(diff: str) -> str:
    return "\n".join(line.rstrip() for line in diff.strip().splitlines())
