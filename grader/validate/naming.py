"""Whether each misconception can be told from the reference and from the others, so that a student gets its name."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from grader.catalogue import Exercise
from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.suite.diagnosis import Answers, Diagnostician, same_answers
from grader.suite.misconceptions import Misconceptions
from grader.suite.subject import generator_of
from grader.suite.terms import terms_of
from grader.validate.trial import SECRET, Mark

SEEDS = 5  # secrets that the probes are drawn with: what one course can tell apart, every course must


class Naming:
    """What the probes of an exercise can tell, found without running a worker.

    Attributes:
        problems: what to add to `misconceptions.py`.
        unnamed: the misconceptions that cannot be recognised because of it.
    """

    def __init__(self, exercise: Exercise, wrong: list[Misconception]) -> None:
        self.problems: list[str] = []
        self.unnamed: set[str] = set()
        terms = terms_of(exercise, SECRET)
        assert terms.reference is not None
        assert terms.misconceptions is not None
        self._variants = Misconceptions(terms.reference, terms.misconceptions)
        secrets = [f"probes {number}".encode() for number in range(SEEDS)]
        self._diagnosticians = [Diagnostician(replace(terms, secret=secret)) for secret in secrets]
        for function in dict.fromkeys(item.function for item in wrong):
            names = [item.name for item in wrong if item.function == function]
            try:
                self.problems += dict.fromkeys(self._look_at(function, names))
            except SuiteError as error:
                self.problems.append(str(error))
                self.unnamed.update(names)

    def recognised(self, mark: Mark, function: str) -> str | None:
        """What is wrong with the names that a misconception's submission got; None if it got its own and no other."""
        own = [item for item in mark.diagnoses if (item.function, item.misconception) == (function, mark.name)]
        others = [item for item in mark.diagnoses if item not in own]
        if others:
            got = ", ".join(f"{item.misconception} in {item.function}" for item in others)
            return (
                f"the misconception {mark.name} is taken for {got}. "
                f"Add an input on which they differ to {_maker(others[0].function)}."
            )
        if not own and mark.name not in self.unnamed and mark.lost:
            return (
                f"the misconception {mark.name} of {function} is not named, although the probes can tell it: in a "
                "worker it answers them otherwise than beside the suites, or policy refuses it, or it is too slow."
            )
        return None

    def _look_at(self, function: str, names: list[str]) -> Iterator[str]:
        if not self._variants.probes(function, generator_of(SECRET)):
            self.unnamed.update(names)
            yield (
                f"{function} has {len(names)} misconceptions and no probes, so that none is ever named. "
                f"Add {_maker(function)}: a function of a generator that returns a list of argument tuples."
            )
            return
        for diagnostician in self._diagnosticians:
            yield from self._alike(function, *diagnostician.answers(function))

    def _alike(self, function: str, right: Answers, answers: dict[str, Answers]) -> Iterator[str]:
        for name, given in answers.items():
            if same_answers(given, right):
                self.unnamed.add(name)
                yield (
                    f"the misconception {name} answers the probes of {function} as the reference does. "
                    f"Add an input on which it is wrong to {_maker(function)}."
                )
        for (one, given), (other, known) in combinations(answers.items(), 2):
            if same_answers(given, known) or same_answers(known, given):
                self.unnamed.update((one, other))
                yield (
                    f"the misconceptions {one} and {other} answer the probes of {function} alike. "
                    f"Add an input on which they differ to {_maker(function)}."
                )


def _maker(function: str) -> str:
    return f'@probes("{function}") in misconceptions.py'
