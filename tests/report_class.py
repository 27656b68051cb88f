"""A results file of a made-up class, seeded: what reports are tested and measured with."""

import json
import random
from pathlib import Path

TOPICS = ("norms", "softmax_stability", "mle_cross_entropy", "backprop", "dropout", "lstm_gates")
TESTS, FUNCTIONS = 40, 7
HINT = "You divide by p; think of what an average over the batch is. "


def make_results(path: Path, students: int, seed: int = 1) -> Path:
    """Write a results file with so many students, six topics each."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            '{"schema": 1, "grader": "0.1.0", "course": "Deep learning", "isolation": "process", "submissions": ['
        )
        for number in range(students):
            stream.write((",\n" if number else "\n") + json.dumps(_submission(rng, number), ensure_ascii=False))
        stream.write("\n]}\n")
    return path


def _submission(rng, number):
    topics = [_topic(rng, topic, rng.gauss(0.7, 0.25)) for topic in TOPICS]
    return {
        "student": f"student{number:04}", "hash": "0" * 64, "name": f"Ada <Lovelace> & {number}", "section": f"S{number % 4}",
        "score": sum(topic["score"] for topic in topics), "max_score": sum(topic["max_score"] for topic in topics),
        "topics": topics,
    }  # fmt: skip


def _topic(rng, topic, ability):
    tests = [_test(rng, number, ability) for number in range(TESTS)]
    diagnoses = [
        {"function": f"function_{place}", "misconception": f"divides_by_p_{place}", "hint": HINT}
        for place in range(FUNCTIONS)
        if rng.random() > ability + 0.2
    ]
    return {
        "topic": topic, "score": sum(test["earned"] for test in tests), "max_score": float(TESTS), "outcome": "graded",
        "suite_hash": "0", "tests": tests, "diagnoses": diagnoses, "days_late": 1 if rng.random() < 0.05 else 0,
    }  # fmt: skip


def _test(rng, number, ability):
    right = rng.random() < ability + (number - TESTS / 2) / TESTS
    return {
        "name": f"test_{number}", "title": f"The result is right for case {number}", "suite": "public" if number < 10 else "hidden",
        "function": f"function_{number % FUNCTIONS}", "points": 1.0, "earned": 1.0 if right else 0.0,
        "outcome": "passed" if right else "failed", "message": "" if right else "Wrong value: got 1, expected 2.\n" * 8,
        "seconds": 0.001,
    }  # fmt: skip
