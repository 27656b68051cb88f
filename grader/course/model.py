"""What a course file may say.

The description of a field is the end of the sentence "Give ...", which an error message closes with.
"""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from grader.catalogue.document import Location
from grader.catalogue.model import Language, Limits, NonEmpty, Strict
from grader.intake.roster import Extension, read_extension
from grader.moments import Span, in_zone, read_moment, read_span, zone_of

Level = Literal["full", "hint", "outcome"]
IsolationLevel = Literal["process", "landlock", "namespaces"]  # the least that a run needs


def _zone_name(value: object) -> str:
    zone_of(str(value))
    return str(value)


def _share(value: object) -> Decimal:
    """A part of the points: 0.1 or "10%"."""
    text = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    match = re.fullmatch(r"\s*(\d{1,3}|\d{0,3}\.\d{1,6})\s*(%?)\s*", text, re.ASCII)
    share = Decimal(match[1]) / (100 if match[2] else 1) if match else Decimal(-1)
    if not 0 <= share <= 1:
        raise ValueError("be a part of the points from 0 to 1, such as 0.1 or 10%")
    return share


def _rules_by_topic(value: object) -> object:
    """A list of names as a mapping from names to nothing in particular."""
    if isinstance(value, dict):
        return {name: {} if rules is None else rules for name, rules in value.items()}
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValueError("be a list of topics' names, or a mapping from names to their rules")
    if repeated := [name for name in dict.fromkeys(value) if value.count(name) > 1]:
        raise ValueError(f"have each name once ({repeated[0]} stands there twice)")
    return {name: {} for name in value}


Moment = Annotated[datetime, BeforeValidator(read_moment)]
Length = Annotated[Span, PlainValidator(read_span)]
Share = Annotated[Decimal, PlainValidator(_share)]
Longer = Annotated[Extension, PlainValidator(read_extension)]
ZoneName = Annotated[str, BeforeValidator(_zone_name)]


class Feedback(Strict):
    """How much a student is told, by suite."""

    public: Level = Field("full", description="full, hint or outcome")
    hidden: Level = Field("hint", description="full, hint or outcome")


class TopicRules(Strict):
    """What a course says of one topic."""

    weight: float | None = Field(None, ge=0, le=1e6, description="the topic's weight in the final mark, such as 2")
    due: Moment | None = Field(None, description="the date until which the topic is on time")
    extra: bool = Field(False, description="true when the topic is extra credit")


class Late(Strict):
    """What being late costs."""

    grace: Length = Field(Span(), description="the length of time after the due date that costs nothing")
    per_day: Share = Field(Decimal(0), description="the part of the points that each started day costs")
    cap: Share = Field(Decimal(1), description="the most that being late may cost before the cut-off")
    cutoff: Length | None = Field(None, description="the length of time after the due date when nothing counts")


class Course(Strict):
    """The content of a course file."""

    title: NonEmpty = Field(description="the course's title")
    language: Language | None = Field(None, description="en or zh")
    timezone: ZoneName | None = Field(None, description="the time zone of dates without one, such as Europe/Berlin")
    topics: Annotated[dict[NonEmpty, TopicRules], BeforeValidator(_rules_by_topic)] = Field(
        default={}, description="the names of the course's topics; all of them if left out"
    )
    due: Moment | None = Field(None, description="the due date of every topic that has none of its own")
    late: Late = Field(default=Late(), description="`grace`, `per_day`, `cap` and `cutoff`")
    extensions: dict[NonEmpty, Longer] = Field(
        default={}, description="a mapping from students' ids to days, lengths of time or dates"
    )
    attempts: Literal["latest", "best"] = Field("latest", description="latest or best")
    feedback: Feedback = Field(default=Feedback(), description="the levels `public` and `hidden`")
    limits: Limits = Field(default=Limits(), description="the limits that differ from the exercises' own")
    isolation: IsolationLevel = Field("process", description="namespaces, landlock or process")
    secret_file: NonEmpty | None = Field(None, description="a file for the course secret, relative to this one")
    secret_env: NonEmpty | None = Field(None, description="the name of an environment variable with the course secret")

    @property
    def zone(self) -> tzinfo | None:
        """Of dates that are written without one."""
        return zone_of(self.timezone) if self.timezone else None

    def rules_of(self, topic: str) -> TopicRules:
        """What is said of one topic."""
        return self.topics.get(topic, TopicRules())

    def due_of(self, topic: str) -> datetime | None:
        """When a topic is due for everybody who has no extension."""
        due = self.rules_of(topic).due or self.due
        return in_zone(due, self.zone) if due is not None and self.zone is not None else due

    def dates(self) -> Iterator[tuple[Location, datetime]]:
        """Every date that is written in the file, with its place."""
        if self.due is not None:
            yield ("due",), self.due
        yield from ((("topics", name, "due"), rules.due) for name, rules in self.topics.items() if rules.due)
        yield from ((("extensions", who), at) for who, at in self.extensions.items() if isinstance(at, datetime))
