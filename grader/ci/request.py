"""What a pipeline is asked to do, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.ci.words import Language
from grader.results_file import Submission


@dataclass(frozen=True)
class Request:
    """What a pipeline is asked to do; what is None is found out.

    Attributes:
        submission: the student's folder.
        course: the course file.
        solutions: the folder `solutions/`.
        bundle: instead of `solutions`, locked.
        key_file: what opens it; the environment's key if there is none.
        secret_file: the course secret.
        topics: instead of the course's.
        student: whose work it is.
        language: of what the student reads.
        isolation: the least level at which anything is graded.
        attempt: 1 for the first.
        submitted_at: when it was handed in, if the place says so.
        due: until when it was on time, if the place says so.
    """

    submission: Path | None = None
    course: Path | None = None
    solutions: Path | None = None
    bundle: Path | None = None
    key_file: Path | None = None
    secret_file: Path | None = None
    topics: Sequence[str] = ()
    student: str = ""
    language: Language | None = None
    isolation: str | None = None
    attempt: int = 1
    submitted_at: datetime | None = None
    due: datetime | None = None


@dataclass
class Graded:
    """What came of it.

    Attributes:
        folder: the submission.
        row: as the results file has it.
        topics: topic -> its folder in a kit.
        titles: topic -> its title.
        course: the course's title.
        isolation: the level in force.
        language: of what the student reads.
        public_only: whether there were no hidden suites.
    """

    folder: Path
    row: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    course: str = ""
    isolation: str = "process"
    language: Language = "en"
    public_only: bool = False

    @property
    def submission(self) -> Submission:
        """The row, checked as any results file is."""
        return Submission.model_validate(self.row)

    @property
    def status(self) -> str:
        """`pass`, `fail`, or `error` when something could not be graded."""
        if any(topic["outcome"] == "not_graded" for topic in self.row["topics"]):
            return "error"
        return "pass" if self.row.get("final_score", self.row["score"]) >= self.row["max_score"] else "fail"

    @property
    def exit_code(self) -> int:
        """0 all points, 1 points lost, 2 could not grade."""
        return {"pass": 0, "fail": 1, "error": 2}[self.status]
