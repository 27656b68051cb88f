"""Gradescope's `submission_metadata.json`: who handed in, when, until when, and what came before."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from grader.ci.words import Language, word
from grader.errors import UsageError
from grader.export.marks import exact

FILE = "submission_metadata.json"


class _Part(BaseModel):
    """Keys that we do not need may be there or not."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class Dates(_Part):
    """When an assignment is due; a person with an extension has dates of their own."""

    due_date: AwareDatetime | None = None
    late_due_date: AwareDatetime | None = None


class User(_Part):
    """One of those who handed in."""

    email: str | None = None
    id: int | None = None
    name: str | None = None
    assignment: Dates | None = None


class Previous(_Part):
    """An attempt before this one; its score is none if the autograder failed."""

    submission_time: AwareDatetime | None = None
    score: float | None = None


class Metadata(_Part):
    """The file."""

    created_at: AwareDatetime | None = None
    assignment: Dates = Dates()
    users: list[User] = []
    previous_submissions: list[Previous] = []

    @property
    def student(self) -> str:
        """Those who handed in, by email address, or by id or name where there is none."""
        return "+".join(user.email or str(user.id or "") or user.name or "?" for user in self.users)

    @property
    def people(self) -> dict[str, str]:
        """Their names and addresses, as a results file has them."""
        names = ", ".join(user.name for user in self.users if user.name)
        emails = ", ".join(user.email for user in self.users if user.email)
        return {key: value for key, value in (("name", names), ("email", emails)) if value}

    @property
    def due(self) -> datetime | None:
        """The due date of the one who handed in, or of everybody."""
        return self._dates("due_date")

    @property
    def attempt(self) -> int:
        """1 for the first."""
        return len(self.previous_submissions) + 1

    @property
    def lateness(self) -> timedelta:
        """How long after the due date; zero where it was in time or nobody knows."""
        if self.created_at is None or self.due is None:
            return timedelta()
        return max(self.created_at - self.due, timedelta())

    def lines(self, language: Language) -> list[str]:
        """What the student reads about time and attempts."""
        said = [word("attempt", language, number=self.attempt)]
        scores = [each.score for each in self.previous_submissions if each.score is not None]
        if scores:
            said.append(word("best", language, score=f"{exact(max(scores)).normalize():f}"))
        if self.created_at is not None and self.due is not None:
            said.append(word("late", language, span=_span(self.lateness, language)) if self.lateness else
                        word("on_time", language))  # fmt: skip
            last = self._dates("late_due_date")
            if last is not None and self.created_at > last:
                said.append(word("too_late", language))
        return said

    def _dates(self, name: str) -> datetime | None:
        """A date of the user's own, else the assignment's; of a group's, the latest."""
        own = [getattr(user.assignment, name) for user in self.users if user.assignment is not None]
        known: list[datetime] = [date for date in own if date is not None]
        everybodys: datetime | None = getattr(self.assignment, name)
        return max(known) if known else everybodys


def read_metadata(folder: Path) -> Metadata:
    """The metadata in Gradescope's folder; empty when there is none, as in a run by hand.

    Raises:
        UsageError: the file is there and is not what Gradescope writes.
    """
    path = folder / FILE
    try:
        return Metadata.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Metadata()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Run the autograder again.") from None
    except ValidationError as error:
        first: Any = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(
            f"{path}: {where} is not as Gradescope writes it: {first['msg'].lower()}. Run the autograder again."
        ) from None


def _span(span: timedelta, language: Language) -> str:
    minutes = -(-int(span.total_seconds()) // 60)
    return word("days", language, days=minutes // 1440, hours=minutes // 60 % 24, minutes=minutes % 60)
