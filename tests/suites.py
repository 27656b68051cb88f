"""Tiny suites, run on tiny submissions."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent
from typing import Any

from grader.results import TestResult
from grader.sandbox.budget import Budget
from grader.sandbox.launch import Launcher
from grader.suite.run import run_suites
from grader.suite.subject import Subject, Suite, Terms

SECRET = b"sixteen characters and more"
HEAD = '''\
"""A suite."""
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from grader.testing import assert_close, extra_credit, function, points, timeout
'''

IDENTITY = {
    "public": '''
        @given(x=st.integers(0, 1000))
        def test_f(student, x):
            """It is the identity."""
            assert student.f(x) == x, "wrong"
    '''
}
WRONG_FROM_50 = "def f(x):\n    return x if x < 50 else 0\n"  # the smallest case on which it fails

Results = list[TestResult]


def write(folder: Path, suites: dict[str, str], head: str = HEAD) -> list[Suite]:
    """Write suites, by kind, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, body in suites.items():
        path = folder / f"test_{kind}.py"
        path.write_text(head + dedent(body), encoding="utf-8")
        written.append(Suite(str(path), kind))
    return written


def terms(**changes: Any) -> Terms:
    """Terms of a topic; words of `Budget` are its budget, `reference` is a source and not a path."""
    budget = {name: changes.pop(name) for name in list(changes) if name in Budget.__dataclass_fields__}
    return Terms(
        topic=changes.pop("topic", "norms"),
        secret=changes.pop("secret", SECRET),
        budget=Budget(**{"test_timeout_s": 20.0, **budget}),
        **changes,
    )


def subject(source: str | bytes | None, key: object = None, **changes: Any) -> Subject:
    """One submission."""
    code = dedent(source).encode() if isinstance(source, str) else source
    return Subject(key, "norms.py", code, **changes)


def run(
    suites: list[Suite], subjects: Iterable[Subject], launcher: Launcher | None, under: Terms | None = None
) -> list[Results]:
    """The results of each submission, in order."""
    found: list[Results] = []
    run_suites(suites, under or terms(), subjects, lambda _, tests: found.append(tests), launcher)
    return found


class NoLauncher:
    """Fails the test in which a worker is started."""

    isolation = "process"
    alive = True

    def launch(self, limits: object) -> None:
        raise AssertionError("a worker was started")

    def close(self) -> None:
        pass
