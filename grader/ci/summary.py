"""The report as Markdown, for a place that shows it: a table of topics, then what to repair."""

import re
from collections.abc import Iterator
from itertools import groupby

from grader.ci.words import Language, word
from grader.export.marks import exact, row_of
from grader.results import EARNING
from grader.results_file import Submission, Test, Topic

LARGEST = 900_000  # bytes; GitHub takes 1 MiB a step
LONGEST_MESSAGE = 4_000  # characters
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$@:^=])")


def markdown(submission: Submission, titles: dict[str, str], language: Language, *, public_only: bool) -> str:
    """The report.

    Args:
        submission: what was graded.
        titles: topic -> its title.
        language: of the report.
        public_only: whether the hidden suites were not there.
    """
    parts = [*_head(submission, titles, language, public_only=public_only)]
    size = sum(len(part.encode()) for part in parts)
    for part in _details(submission, titles, language):
        size += len(part.encode())
        if size > LARGEST:
            return "".join([*parts, f"\n{word('cut', language)}\n"])
        parts.append(part)
    return "".join(parts)


def plain(text: str) -> str:
    """Text that means nothing in Markdown or HTML, on one line."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    html = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return SPECIAL.sub(r"\\\1", html)


def fenced(text: str) -> str:
    """Text as it is, in a block that it cannot end; a very long one is cut."""
    kept = text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE] + "\n..."
    shown = "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in kept)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}text\n{shown}\n{fence}\n"


def number(value: float) -> str:
    """Points as people write them."""
    return f"{exact(value).normalize():f}"


def _head(submission: Submission, titles: dict[str, str], language: Language, *, public_only: bool) -> Iterator[str]:
    total = row_of(submission).total
    if total.score is None:
        yield f"## {word('no_mark', language).capitalize()}\n\n{word('not_graded', language)}\n\n"
    else:
        points = word("points", language, score=f"{total.score.normalize():f}", most=f"{total.max_score.normalize():f}")
        done = f" {word('all_done', language)}" if total.score >= total.max_score else ""
        yield f"## {points}{'.' if done and language == 'en' else ''}{done}\n\n"
    heading = [word(key, language) for key in ("topic", "score", "state")]
    yield f"| {' | '.join(heading)} |\n| --- | ---: | --- |\n"
    for topic in submission.topics:
        title = plain(titles.get(topic.topic, ""))
        score = "" if topic.ungraded else f"{number(_final(topic))} / {number(topic.max_score)}"
        yield f"| **{plain(topic.topic)}** {title} | {score} | {_state(topic, language)} |\n"
    if public_only:
        yield f"\n{word('public_only', language)}\n"


def _final(topic: Topic) -> float:
    return topic.score if topic.final_score is None else topic.final_score


def _state(topic: Topic, language: Language) -> str:
    if topic.ungraded:
        return f"? {word('no_mark', language)}"
    if topic.outcome == "not_attempted":
        return f"– {word('not_written', language)}"
    if topic.outcome == "unreadable":
        return f"✗ {word('unreadable', language)}"
    lost = {test.function for test in topic.tests if test.outcome not in EARNING}
    return f"✗ {word('to_repair', language, count=len(lost))}" if lost else f"✓ {word('right', language)}"


def _details(submission: Submission, titles: dict[str, str], language: Language) -> Iterator[str]:
    found = [(topic, list(failing(topic))) for topic in submission.topics]
    found = [(topic, tests) for topic, tests in found if tests or topic.message]
    if found:
        yield f"\n### {word('details', language)}\n"
    for topic, tests in found:
        yield f"\n#### {plain(topic.topic)}\n\n"
        if topic.message:
            yield fenced(topic.message)
        for group in tests:
            yield from _function(group, language)


def _function(tests: list[Test], language: Language) -> Iterator[str]:
    first = tests[0]
    outcome = word(f"outcome_{first.outcome}", language)
    yield f"\n**{plain(first.function)}** {plain(first.title or first.name)} ({outcome})\n\n"
    if first.message:
        yield fenced(first.message)
    if len(tests) > 1:
        yield f"\n{word('and_more', language, count=len(tests))}\n"


def failing(topic: Topic) -> Iterator[list[Test]]:
    """The tests that earned nothing though something was written, function by function."""
    order = list(dict.fromkeys(test.function for test in topic.tests))
    lost = [test for test in topic.tests if test.outcome not in EARNING | {"not_attempted", "not_graded"}]
    lost.sort(key=lambda test: order.index(test.function))
    for _, group in groupby(lost, key=lambda test: test.function):
        yield list(group)
