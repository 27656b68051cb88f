"""Item analysis: how hard each test was, and whether it tells those who understood from those who did not."""

from typing import Any, NamedTuple

import numpy as np

from grader.results_file import Test

LEAST_ANSWERS = 8  # with fewer students a discrimination says nothing
EASY, HARD = 0.95, 0.05
WEAK = 0.15  # of discrimination: below it a test tells little (Ebel and Frisbie, Essentials of Educational Measurement)

Answers = list[list[tuple[float, float]]]


class Item(NamedTuple):
    """How one test did in a class.

    Attributes:
        difficulty: mean share of its points that was earned (1: everybody).
        discrimination: correlation of this test's points with the rest of the topic's; None where it is undefined.
        flag: "" or what an author should look at: "easy", "hard", "weak", "negative".
    """

    topic: str
    name: str
    title: str
    suite: str
    function: str
    points: float
    answers: int
    difficulty: float
    discrimination: float | None
    flag: str


def items_of(topic: str, tests: list[Test], answers: Answers) -> list[Item]:
    """The items of one topic.

    Args:
        topic: its name.
        tests: the tests as the results file has them, for names and titles.
        answers: for each student, (earned, points) of each test in the same order; others are left out.
    """
    whole = [row for row in answers if len(row) == len(tests)]
    if not whole:
        return []
    earned = np.array([[got for got, _ in row] for row in whole])  # (students, tests)
    rest = earned.sum(axis=1, keepdims=True) - earned
    found = []
    for number, test in enumerate(tests):
        difficulty = float(earned[:, number].mean() / test.points)
        discrimination = _correlation(earned[:, number], rest[:, number])
        found.append(
            Item(
                topic, test.name, test.title, test.suite, test.function, test.points, len(whole),
                difficulty, discrimination, _flag(difficulty, discrimination, len(whole)),
            )
        )  # fmt: skip
    return found


def _correlation(one: "np.ndarray[Any, Any]", other: "np.ndarray[Any, Any]") -> float | None:
    """Point-biserial; None where one of both does not vary."""
    if len(one) < LEAST_ANSWERS or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _flag(difficulty: float, discrimination: float | None, answers: int) -> str:
    if answers < LEAST_ANSWERS:
        return ""
    if discrimination is not None and discrimination < 0:
        return "negative"
    if difficulty >= EASY:
        return "easy"
    if difficulty <= HARD:
        return "hard"
    return "weak" if discrimination is not None and discrimination < WEAK else ""
