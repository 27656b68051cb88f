"""`kit.yaml`: what the exercises are, for those who do not have `solutions/`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, StringConstraints

import grader
from grader.catalogue.document import Problem
from grader.catalogue.model import (
    DottedName,
    Exercise,
    FigureName,
    FunctionInfo,
    FunctionName,
    Language,
    Limits,
    NonEmpty,
    Strict,
    Text,
)
from grader.catalogue.names import find_topic, topic_of
from grader.catalogue.validate import load
from grader.errors import UsageError
from grader.language import say

FILE = "kit.yaml"
GENERATED = "# Generated from solutions/, do not edit."
STARTED = "# Made by `grader start`. Your exercises are found by this file; do not edit it."
README = "README.md"


class KitTopic(Strict):
    """What a student may know about a topic before doing it."""

    path: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*_[a-z][a-z0-9_]*/[1-9]\d*_[a-z][a-z0-9_]*$")] = Field(
        description="the topic's folder, such as 1_foundations/2_norms"
    )
    title: Text = Field(description="the title, as {en: ..., zh: ...}")
    prerequisites: list[NonEmpty] = Field(default=[], description="the names of the topics to do first")
    torch: bool = Field(False, description="true when the worker needs torch")
    functions: dict[FunctionName, FunctionInfo] = Field(min_length=1, description="each function with its hints")
    forbid: list[DottedName] = Field(default=[], description="what a solution may not use")
    limits: Limits = Field(default=Limits(), description="the limits that differ from the defaults")
    figures: list[FigureName] = Field(default=[], description="the pictures beside the handout")

    @property
    def topic(self) -> str:
        """The topic's name: "norms", for the folder "1_foundations/2_norms"."""
        return topic_of(self.path)

    @property
    def stub(self) -> str:
        """The file that the student edits, from the kit's root."""
        return f"{self.path}/{self.topic}.py"

    def files(self) -> list[str]:
        """The topic's files, from the kit's root."""
        names = (f"{self.topic}.py", f"test_{self.topic}.py", "README.md", "README.zh.md", *self.figures)
        return [f"{self.path}/{name}" for name in names]


class Kit(Strict):
    """Every exercise that a kit holds, in order."""

    grader: str = Field(description="the version of the grader that the kit is from")
    language: Language | None = Field(None, description="en or zh: what its commands speak unless told otherwise")
    topics: list[KitTopic] = Field(min_length=1, description="the topics, in order")

    def find(self, name: str) -> KitTopic:
        """The topic that a user names as `norms`, `2_norms` or `1_foundations/2_norms`.

        Raises:
            UsageError: there is none, or more than one.
        """
        path = find_topic(name, [topic.path for topic in self.topics])
        return next(topic for topic in self.topics if topic.path == path)

    def only(self, names: Iterable[str]) -> "Kit":
        """The kit with these topics alone, in the kit's order; with all of them when no name is given.

        Raises:
            UsageError: a name is unknown.
        """
        wanted = {self.find(name).path for name in names}
        return self.model_copy(update={"topics": [each for each in self.topics if each.path in wanted or not wanted]})

    def files(self) -> list[str]:
        """Every file of the kit, from its root."""
        return [FILE, README, *(name for topic in self.topics for name in topic.files())]

    def to_yaml(self, header: str) -> str:
        """The content of `kit.yaml`; what has its default value is left out."""
        data: dict[str, Any] = {"grader": self.grader}
        if self.language is not None:
            data["language"] = self.language
        data["topics"] = []
        for topic in self.topics:
            data["topics"].append(topic.model_dump(exclude_defaults=True))
        return header + "\n" + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def make_kit(exercises: Iterable[Exercise], language: Language | None = None) -> Kit:
    """What a student may know of these exercises: hints yes; misconceptions, mutants and hidden tests no."""
    topics = [
        KitTopic(
            path=exercise.relative,
            title=exercise.info.title,
            prerequisites=exercise.info.prerequisites,
            torch=exercise.info.torch,
            functions=exercise.info.functions,
            forbid=exercise.info.forbid,
            limits=exercise.info.limits,
            figures=exercise.info.figures,
        )
        for exercise in exercises
    ]
    return Kit(grader=grader.__version__, language=language, topics=topics)


def read_kit(root: Path) -> Kit:
    """The kit in a folder.

    Raises:
        UsageError: the folder has no `kit.yaml`, or one that cannot be read.
    """
    file = root / FILE
    if not file.is_file():
        text = say("{folder} holds no {file}, so it is no folder of exercises. Make one with `grader start DIR`.")
        raise UsageError(text.format(folder=root, file=FILE))
    try:
        kit, _, problems = load(file.read_bytes().decode("utf-8-sig"), Kit)
    except UnicodeDecodeError as error:
        kit, problems = None, [Problem(None, f"the byte 0x{error.object[error.start]:02x} is not UTF-8.")]
    if kit is None or problems:
        said = "\n".join(problem.at(str(file)) for problem in problems)
        remedy = say("The file is not meant to be edited: take it from a new `grader start DIR`.")
        raise UsageError(f"{said}\n{remedy}")
    return kit
