"""Results files for the tests of what reads them."""

import json

from grader.results_file import Results, Submission


def a_test(name="test_a", points=1.0, earned=None, outcome="passed", **more):
    """A test's row; it earns its points when it passed."""
    got = points if earned is None and outcome in ("passed", "carried") else earned or 0.0
    row = {"name": name, "title": f"Title of {name}", "suite": "public", "function": "f", "points": points,
           "earned": got, "outcome": outcome, "message": "", "seconds": 0.25}  # fmt: skip
    return row | more


def a_topic(topic="norms", tests=None, **more):
    """A topic's row, with the sums of its tests."""
    tests = [a_test(points=10.0)] if tests is None else tests
    row = {
        "topic": topic,
        "score": sum(test["earned"] for test in tests),
        "max_score": sum(test["points"] for test in tests if not test.get("extra_credit")),
        "outcome": "graded",
        "suite_hash": "0" * 64,
        "tests": tests,
        "diagnoses": [],
    }
    return row | more


def a_submission(student="ada", topics=None, **more):
    """A student's row, with the sums of the topics."""
    topics = [a_topic()] if topics is None else topics
    row = {"student": student, "hash": "1" * 64, "score": sum(topic["score"] for topic in topics),
           "max_score": sum(topic["max_score"] for topic in topics), "topics": topics}  # fmt: skip
    return row | more


def as_results(*rows, course="demo"):
    """The rows as a file's."""
    return Results("results.json", course, "process", lambda: iter(rows))


def read_back(row):
    """A row, checked."""
    return Submission.model_validate(row)


def write_file(path, *rows, **head):
    """The rows as a file; `head` changes the first line."""
    document = {"schema": 1, "grader": "0.1.0", "course": "demo", "isolation": "process"} | head
    path.write_text(json.dumps(document | {"submissions": list(rows)}), encoding="utf-8")
    return path
