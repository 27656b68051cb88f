"""Naming a mistake: a function that answers the probes as a misconception does, and not as the reference, holds it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.compare import Mismatch, assert_close
from grader.errors import SuiteError, WorkerError
from grader.results import Diagnosis
from grader.sandbox.failures import StudentFailure, StudentRaised
from grader.sandbox.observation import Observation, observation_of
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from grader.suite.misconceptions import Misconceptions
from grader.suite.subject import Terms, generator_of
from grader.testing import put
from grader.worker.observe import observed

Answers = list[Any]


class _Raised:
    """An answer that is an exception: what counts is its builtin class."""

    def __init__(self, error: Exception) -> None:
        self.name = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")


class _Own:
    """A function of ours, as a probe sees one of the student's: it can be called, and be observed."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        return observation_of(*observed(self._function, list(args), kwargs), args, kwargs)


class Diagnostician:
    """Knows the answers of each misconception of a topic; they are computed once, when first asked for.

    Args:
        terms: of a topic that has a reference and misconceptions.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._wrong: Misconceptions | None = None
        self._names: dict[str, Any] = {}
        self._known: dict[str, tuple[Answers, dict[str, Answers]]] = {}

    def name(self, worker: Worker, function: str) -> Diagnosis | None:
        """The misconception that the submission holds about a function; None if none fits, or more than one.

        Raises:
            WorkerError: a fault of ours.
        """
        wrong = self._misconceptions()
        candidates = wrong.of(function)
        if not candidates or not self._probes(function):
            return None
        right, answers = self.answers(function)
        worker.begin_test()
        student = Student(worker)
        given = self._answer_all(getattr(student, function), function)
        if given is None or not answers or same_answers(given, right):
            return None
        fitting = [item for item in candidates if same_answers(given, answers[item.name])]
        if len(fitting) != 1:
            return None
        hint = fitting[0].zh if self._terms.language == "zh" else fitting[0].hint
        return Diagnosis(function, fitting[0].name, hint)

    def answers(self, function: str) -> tuple[Answers, dict[str, Answers]]:
        """The answers to the probes: the reference's, and each misconception's by its name.

        Raises:
            SuiteError: the reference or a misconception has no answer.
        """
        if function not in self._known:
            wrong = self._misconceptions()
            right = self._own(function, function)
            self._known[function] = right, {item.name: self._own(item.name, function) for item in wrong.of(function)}
        return self._known[function]

    def _own(self, name: str, function: str) -> Answers:
        found = self._answer_all(_Own(self._names[name]), function)
        if found is None:
            raise SuiteError(f"{self._terms.misconceptions}: {name} gives no answer on the probes of {function}.")
        return found

    def _misconceptions(self) -> Misconceptions:
        if self._wrong is None:
            assert self._terms.reference is not None
            assert self._terms.misconceptions is not None
            self._wrong = Misconceptions(self._terms.reference, self._terms.misconceptions)
            self._names = self._wrong.namespace()
        return self._wrong

    def _answer_all(self, ask: Callable[..., Any], function: str) -> Answers | None:
        """The answers to the probes; None where there is no telling (a time-out, a crash, no probe at all).

        The probes are made anew for each: one of ours that modifies its arguments would else spoil the next probe,
        while across the boundary it has copies.
        """
        answers: Answers = []
        for number in range(len(self._probes(function))):
            probe = self._probes(function)[number]
            try:
                with np.errstate(all="ignore"):
                    answers.append(put(probe, ask))
            except WorkerError:
                raise
            except Exception as error:
                if isinstance(error, StudentFailure) and not isinstance(error, StudentRaised):
                    return None
                answers.append(_Raised(error))
        return answers or None

    def _probes(self, function: str) -> list[Any]:
        rng = generator_of(self._terms.secret, self._terms.topic, "probes", function)
        return self._misconceptions().probes(function, rng)


def same_answers(given: Answers, known: Answers) -> bool:
    """Whether all answers are equal, up to rounding and dtype."""
    return all(_same_answer(one, other) for one, other in zip(given, known, strict=True))


def _same_answer(given: Any, known: Any) -> bool:
    if isinstance(known, _Raised) or isinstance(given, _Raised):
        return isinstance(known, _Raised) and isinstance(given, _Raised) and given.name == known.name
    try:
        assert_close(given, known, dtype=False)
    except Mismatch:
        return False
    return True
