"""What a suite is run on, and the seeds that everybody shares."""

from dataclasses import dataclass, field

import numpy as np

from grader.sandbox.budget import Budget
from grader.suite.fingerprint import FEEDBACK, seed_of


@dataclass(frozen=True)
class Suite:
    """One suite file. `kind` is "public" or "hidden"."""

    path: str
    kind: str


@dataclass(frozen=True)
class Subject:
    """One submission of one topic.

    Attributes:
        key: whatever the caller wants back with the results.
        filename: shown in tracebacks, such as "norms.py".
        source: the file's bytes, or None where there is no file: every test is then `not_attempted`.
        blocked: function -> message; its tests are failed with that message and not run (policy).
        secret: seeds this subject's tests instead of the course's secret (for trying many seeds in one run).
        stop_early: whether the first test that earns nothing is the last, and nothing is diagnosed (for mutants).
    """

    key: object
    filename: str
    source: bytes | None
    blocked: dict[str, str] = field(default_factory=dict)
    secret: bytes | None = None
    stop_early: bool = False


@dataclass(frozen=True)
class Terms:
    """How a topic is graded: the same for every submission.

    Attributes:
        topic: its name; part of every seed.
        secret: of the course; nobody who does not know it can tell the inputs.
        budget: limits of time and memory.
        torch: whether the workers need torch.
        feedback: suite kind -> "full", "hint" or "outcome".
        reference: path of the solution module, None in a kit.
        misconceptions: path of the wrong variants, None in a kit.
        functions: what the student writes.
        language: of the hints, "en" or "zh".
        isolation: the workers' level; None for the strongest that holds.
    """

    topic: str
    secret: bytes
    budget: Budget
    torch: bool = False
    feedback: dict[str, str] = field(default_factory=lambda: dict(FEEDBACK))
    reference: str | None = None
    misconceptions: str | None = None
    functions: tuple[str, ...] = ()
    language: str = "en"
    isolation: str | None = None


def generator_of(secret: bytes, *parts: str) -> np.random.Generator:
    """The `rng` of a test."""
    return np.random.default_rng(seed_of(secret, *parts))
