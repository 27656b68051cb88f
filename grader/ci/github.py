"""What GitHub Actions reads: annotations in the log, a summary, and a step's outputs."""

import secrets
from collections.abc import Iterator

from grader.ci.locate import Locator
from grader.ci.summary import failing, number
from grader.ci.words import Language, word
from grader.results_file import Submission

MOST = 10  # annotations of one kind that GitHub shows for a step
LONGEST = 4_000  # characters


def annotations(submission: Submission, locator: Locator, language: Language) -> Iterator[str]:
    """One command for the log for each function to repair, at its line; then a warning for what is not written yet."""
    errors = [
        ((*locator.place(topic, tests[0]),), f"{topic.topic}: {tests[0].function}", tests)
        for topic in submission.topics
        for tests in failing(topic)
    ]
    for (file, line), title, tests in errors[:MOST]:
        first = tests[0]
        more = word("and_more", language, count=len(tests)) if len(tests) > 1 else ""
        text = "\n".join(part for part in (first.title, first.message, more) if part)
        yield command("error", text or first.outcome, file=file, line=str(line), title=title)
    for topic in submission.topics:
        if topic.outcome == "unreadable":
            yield command("error", topic.message, file=locator.file(topic.topic), line="1", title=topic.topic)
        blank = list(dict.fromkeys(test.function for test in topic.tests if test.outcome == "not_attempted"))
        if blank:
            text = f"{word('not_written', language)}: {', '.join(blank)}"
            yield command("notice", text, file=locator.file(topic.topic), line="1", title=topic.topic)


def command(name: str, text: str, **properties: str) -> str:
    """A workflow command on one line: nothing in it can end it or begin another."""
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(text[:LONGEST])}"


def outputs(submission: Submission, status: str, result: str, files: dict[str, str]) -> str:
    """Lines for the file that GITHUB_OUTPUT names: each value between marks that nobody can guess."""
    score = "" if submission.ungraded else number(
        submission.score if submission.final_score is None else submission.final_score
    )  # fmt: skip
    values = {"score": score, "max-score": number(submission.max_score), "status": status, "result": result, **files}
    mark = f"end-{secrets.token_hex(16)}"
    return "".join(f"{key}<<{mark}\n{value}\n{mark}\n" for key, value in values.items())


def muted(text: str) -> str:
    """Text for the log in which no line is taken for a command, whatever a student's code printed."""
    mark = secrets.token_hex(16)
    return f"::stop-commands::{mark}\n{text.rstrip()}\n::{mark}::\n"


def _data(text: str) -> str:
    shown = "".join(char if char.isprintable() or char in "\n\r\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
