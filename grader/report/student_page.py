"""A student's report: scores, what each function still needs and why, pictures, and the history of attempts."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from grader import results_file
from grader.catalogue import Exercise
from grader.language import say, spoken
from grader.report.mathml import mathml
from grader.report.page import render
from grader.report.pictures import Drawn
from grader.report.summary import marks_of
from grader.results import diagnosis_text
from grader.results_file import Submission

FORMULA = re.compile(r"\$([^$\n]{1,200})\$")


@dataclass(frozen=True)
class Topic:
    """What is known of a topic beside its results.

    Attributes:
        title: in the language of the report.
        docstrings: function -> what it must do.
        hints: function -> the author's hints, from gentle to concrete.
    """

    title: str = ""
    docstrings: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, Sequence[str]] = field(default_factory=dict)


def topic_of(exercise: Exercise) -> Topic:
    """What the report says of an exercise: what students may know of it anyway."""
    tree = ast.parse(exercise.reference_path.read_bytes())
    documented = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return Topic(
        getattr(exercise.info.title, spoken()),
        {node.name: ast.get_docstring(node) or "" for node in documented if node.name in exercise.info.functions},
        {name: [getattr(hint, spoken()) for hint in info.hints] for name, info in exercise.info.functions.items()},
    )


def student_page(
    submission: Submission,
    course: str,
    topics: Mapping[str, Topic],
    pictures: Mapping[str, Sequence[Drawn]],
    history: Sequence[Submission] = (),
) -> str:
    """The page, in the language of the moment.

    Args:
        submission: of a results file, schema 1.
        course: its title.
        topics: topic -> what is known of it; may lack some.
        pictures: topic -> pictures of functions that lost points.
        history: earlier submissions of the same student, the oldest first.
    """
    return render(
        "student.html.j2",
        {
            "submission": submission,
            "course": course,
            "score": marks_of(submission),
            "marks_of": marks_of,
            "topics": [_topic_view(topic, topics, pictures) for topic in submission.topics],
            "history": [*history, submission] if history else [],
            "text": message_html,
            "words": _words(),
        },
    )


def _topic_view(
    topic: results_file.Topic, topics: Mapping[str, Topic], pictures: Mapping[str, Sequence[Drawn]]
) -> dict[str, Any]:
    known = topics.get(topic.topic, Topic())
    groups: dict[str, list[results_file.Test]] = {}
    for test in topic.tests:
        groups.setdefault(test.function, []).append(test)
    drawn = pictures.get(topic.topic, ())
    diagnoses = {item.function: item for item in topic.diagnoses}
    functions = [
        {
            "name": name,
            "tests": [(test, without_diagnosis(test.message, diagnoses.get(name))) for test in tests],
            "earned": sum(test.earned for test in tests),
            "points": sum(test.points for test in tests),
            "attempted": any(test.outcome != "not_attempted" for test in tests),
            "diagnosis": diagnoses.get(name),
            "docstring": known.docstrings.get(name, ""),
            "hints": known.hints.get(name, ()),
            "pictures": [item for item in drawn if item.function == name],
        }
        for name, tests in groups.items()
    ]
    return {"topic": topic.topic, "result": topic, "title": known.title, "functions": functions}


def without_diagnosis(message: str, diagnosis: results_file.Diagnosis | None) -> str:
    """A test's message without the diagnosis at its end: the report says that once for the function."""
    return message if diagnosis is None else message.removesuffix(diagnosis_text(diagnosis)).rstrip("\n")


def message_html(text: str) -> Markup:
    """A message as HTML: escaped, its lines kept, its formulas (between dollar signs) as MathML."""
    parts = FORMULA.split(text)
    return Markup("").join(_formula(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def _formula(latex: str) -> Markup:
    from latex2mathml.converter import convert

    try:
        return mathml(convert(latex))
    except Exception:  # not LaTeX after all: a price, a shell variable, a student's own words
        return Markup("${}$").format(latex)


def _words() -> dict[str, str]:
    return {
        "passed": say("passed"),
        "carried": say("carried: earns its points, another function is to blame"),
        "failed": say("wrong"),
        "errored": say("error"),
        "timed_out": say("too slow"),
        "crashed": say("crashed"),
        "out_of_memory": say("out of memory"),
        "not_attempted": say("not written yet"),
        "not_graded": say("not graded yet, through no fault of yours"),
    }
