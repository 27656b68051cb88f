"""`course.yaml`: what a course asks of its exercises and of the machine that grades them."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from grader.catalogue.document import Problem
from grader.catalogue.model import Language, NonEmpty, Strict
from grader.catalogue.validate import load
from grader.errors import CourseError

Level = Literal["full", "hint", "outcome"]
IsolationLevel = Literal["process", "landlock", "namespaces"]  # the least that a run needs


class Feedback(Strict):
    """How much a student is told, by suite."""

    public: Level = Field("full", description="full, hint or outcome")
    hidden: Level = Field("hint", description="full, hint or outcome")


class Course(Strict):
    """The content of a course file."""

    title: NonEmpty = Field(description="the course's title")
    language: Language | None = Field(None, description="en or zh")
    topics: list[NonEmpty] = Field(default=[], description="the names of the course's topics; all of them if left out")
    feedback: Feedback = Field(default=Feedback(), description="the levels `public` and `hidden`")
    isolation: IsolationLevel = Field("process", description="namespaces, landlock or process")
    secret_file: NonEmpty | None = Field(None, description="a file for the course secret, relative to this one")


def read_course(path: Path) -> Course:
    """Read a course file. Raises CourseError, which names each line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise CourseError(
            f"The course file {path} cannot be read: {error.strerror}. Name a file such as course.yaml."
        ) from None
    course, _, problems = load(text, Course)
    if course is None or problems:
        found = problems or [Problem(None, "the file cannot be understood.")]
        raise CourseError("\n".join(problem.at(str(path)) for problem in found))
    return course
