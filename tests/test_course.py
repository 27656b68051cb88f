"""The course file: what it may say, and every mistake with its line and its remedy."""

import re
import textwrap
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.course import Course, Late, check_topics, read_course
from grader.course.model import TopicRules
from grader.errors import CourseError
from grader.moments import Span
from tests.trees import make_topic


@pytest.fixture
def course(tmp_path):
    """course(text) -> what it says."""

    def read(text):
        (tmp_path / "course.yaml").write_text(text, encoding="utf-8")
        return read_course(tmp_path / "course.yaml")

    return read


FULL = """\
title: Deep learning, spring
language: zh
timezone: Europe/Berlin
topics:
  norms: {weight: 2, due: 2026-03-01 23:59}
  dropout: {due: 2026-03-08}
  gates: {extra: true}
  backprop:
due: 2026-04-01T12:00:00+02:00
late:
  grace: 15 min
  per_day: 10%
  cap: 0.5
  cutoff: 7 d
attempts: best
extensions:
  ada: 2
  bob: 12 h
  cyd: 2026-03-05 12:00
feedback: {public: full, hidden: outcome}
limits: {test_timeout_s: 2}
secret_env: COURSE_SECRET
"""


def test_everything_that_it_may_say(course):
    found = course(FULL)
    assert (found.title, found.language, found.timezone) == ("Deep learning, spring", "zh", "Europe/Berlin")
    assert list(found.topics) == ["norms", "dropout", "gates", "backprop"]
    assert (found.rules_of("norms").weight, found.rules_of("gates").extra) == (2.0, True)
    assert found.rules_of("backprop") == found.rules_of("another") == TopicRules()
    assert found.due_of("norms") == datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
    assert found.due_of("dropout") == datetime(2026, 3, 8, 23, tzinfo=UTC)
    assert found.due_of("backprop") == found.due_of("another") == datetime(2026, 4, 1, 10, tzinfo=UTC)
    assert found.late == Late.model_validate({"grace": "15 min", "per_day": 0.1, "cap": "50%", "cutoff": "7 d"})
    assert (found.late.grace, found.late.per_day) == (Span(0, timedelta(minutes=15)), Decimal("0.1"))
    assert found.extensions == {"ada": Span(2), "bob": Span(0, timedelta(hours=12)), "cyd": datetime(2026, 3, 5, 12)}
    assert found.attempts == "best"
    assert found.limits.model_dump(exclude_unset=True) == {"test_timeout_s": 2.0}
    assert (found.secret_env, found.secret_file) == ("COURSE_SECRET", None)


def test_the_course_file_of_the_documentation_is_one(course):
    text = (Path(__file__).parents[1] / "docs" / "course.md").read_text(encoding="utf-8")
    example = text.partition("## The course file\n\n")[2].partition("\n\nA mistake")[0]
    found = course(textwrap.dedent(example))
    assert (list(found.topics), found.attempts) == (["norms", "softmax_stability", "dropout"], "latest")


def test_a_title_is_enough_and_nothing_is_due_or_costs_anything(course):
    found = course("title: Demo\n")
    assert found == Course(title="Demo")
    assert (found.topics, found.due_of("norms"), found.zone, found.attempts) == ({}, None, None, "latest")
    assert (found.late.grace, found.late.per_day, found.late.cap, found.late.cutoff) == (Span(), 0, 1, None)


def test_topics_may_be_a_list_of_names(course):
    assert list(course("title: Demo\ntopics: [norms, 2_linear_networks/2_softmax]\n").topics) == [
        "norms",
        "2_linear_networks/2_softmax",
    ]


@pytest.mark.parametrize("share", ["10%", "10 %", "0.1", 0.1, ".1"])
def test_a_part_of_the_points_is_a_fraction_or_a_percentage(share):
    assert Late.model_validate({"per_day": share}).per_day == Decimal("0.1")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: Demo\ntitel: Demo", 2, "`titel` is not a known key. Did you mean title?"),
        ("topics: [norms]", 1, "title is missing. Give the course's title."),
        ("title: Demo\nlate: {per_dya: 0.1}", 2, "`late.per_dya` is not a known key. Did you mean per_day?"),
        ("title: Demo\nlate:\n  grase: 1 h\n  per_day: 1%", 3, "`late.grase` is not a known key. Did you mean grace?"),
        ("title: Demo\nlate: strict", 2, "late is \"strict\"; it must be a mapping. Give `grace`, `per_day`, `cap` and `cutoff`."),
        ("title: Demo\nlate: {grace: 15}", 2, "late.grace is 15; it must be a length of time such as 15 min, 12 h, 2 d or 1 d 12 h. Give the length of time after the due date that costs nothing."),
        ("title: Demo\nlate: {per_day: 10}", 2, "late.per_day is 10; it must be a part of the points from 0 to 1, such as 0.1 or 10%."),
        ("title: Demo\nlate: {cap: 120%}", 2, "late.cap is \"120%\"; it must be a part of the points"),
        ("title: Demo\nlate: {cap: -0.1}", 2, "late.cap is -0.1; it must be a part of the points"),
        ("title: Demo\nlate: {cap: true}", 2, "late.cap is true; it must be a part of the points"),
        ("title: Demo\nlate: {per_day: 5%}", 2, "late says what being late costs, but nothing has a date. Give `due`."),
        ("title: Demo\ndue: 2026-03-01Z\nlate: {per_day: 5%}", 2, "due is \"2026-03-01Z\"; it must be a date such as 2026-03-01"),
        ("title: Demo\ndue: 2026-03-01T23:59Z\nlate: {grace: 2 d, cutoff: 1 d}", 3, "late.cutoff comes before late.grace is over."),
        ("title: Demo\ndue: next week", 2, "due is \"next week\"; it must be a date such as 2026-03-01, or with a time such as"),
        ("title: Demo\ndue: 2026-03-01 23:59", 2, "due is 2026-03-01 23:59 in no zone. Write it as 2026-03-01T23:59+01:00, or add `timezone: Europe/Berlin`"),
        ("title: Demo\ndue: 2026-03-01", 2, "due is 2026-03-02 00:00 in no zone."),
        ("title: Demo\ntopics:\n  norms:\n    due: 2026-03-01 23:59", 4, "topics.norms.due is 2026-03-01 23:59 in no zone."),
        ("title: Demo\nextensions:\n  ada: 1\n  bob: 2026-03-01 12:00", 4, "extensions.bob is 2026-03-01 12:00 in no zone."),
        ("title: Demo\nextensions: {ada: soon}", 2, "extensions.ada is \"soon\"; it must be a length of time such as"),
        ("title: Demo\nextensions: {ada: -1}", 2, "extensions.ada is -1; it must be a length of time"),
        ("title: Demo\nextensions: {7: 1}", 2, "the key `7` is no text for YAML but a value (int). Put it in quotes."),
        ("title: Demo\ntimezone: Europe/Berln", 2, "timezone is \"Europe/Berln\"; it must be a time zone's name, such as Europe/Berlin or UTC; near it are Europe/Berlin"),
        ("title: Demo\ntopics: {norms: {wieght: 2}}", 2, "`topics.norms.wieght` is not a known key. Did you mean weight?"),
        ("title: Demo\ntopics: {norms: {weight: -2}}", 2, "topics.norms.weight is -2; it must be at least 0. Give the topic's weight"),
        ("title: Demo\ntopics: {norms: {weight: heavy}}", 2, "topics.norms.weight is \"heavy\"; it must be a number."),
        ("title: Demo\ntopics: {norms: {weight: .inf}}", 2, "topics.norms.weight is Infinity; it must be a"),
        ("title: Demo\ntopics: {norms: 2}", 2, "topics.norms is 2; it must be a mapping."),
        ("title: Demo\ntopics: norms", 2, "topics is \"norms\"; it must be a list of topics' names, or a mapping from names to their rules."),
        ("title: Demo\ntopics: [norms, 2]", 2, "topics is a list; it must be a list of topics' names"),
        ("title: Demo\ntopics: [norms, norms]", 2, "topics is a list; it must have each name once (norms stands there twice)."),
        ("title: Demo\nattempts: worst", 2, "attempts is \"worst\"; it must be 'latest' or 'best'. Give latest or best."),
        ("title: Demo\nlimits: {memory_mb: 2}", 2, "`limits.memory_mb` is not a known key. Did you mean memory_mib?"),
        ("title: Demo\nsecret_file: a\nsecret_env: B", 3, "secret_file and secret_env are both given. Keep one of the two."),
    ],
    ids=lambda value: value.splitlines()[-1].strip()[:40] if isinstance(value, str) and "\n" in value else "",
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_to_do(course, text, line, words):
    with pytest.raises(CourseError, match=re.escape(f"course.yaml, line {line}: {words}")) as caught:
        course(text + "\n")
    assert str(caught.value).count("\n") == 0


def test_all_mistakes_are_told_at_once(course):
    with pytest.raises(CourseError) as caught:
        course("title: Demo\nlate: {grace: x}\ndue: y\nattempts: z\n")
    assert str(caught.value).count("\n") == 2


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    solutions = tmp_path_factory.mktemp("course") / "solutions"
    for relative in ("1_foundations/1_vectors", "1_foundations/2_tensors"):
        make_topic(solutions, relative)
    return read_catalogue(solutions)


def checked(tmp_path, catalogue, text):
    path = tmp_path / "course.yaml"
    path.write_text(text)
    return check_topics(path, read_course(path), catalogue)


def test_topics_get_the_catalogues_names(tmp_path, catalogue):
    text = "title: Demo\ntopics: {2_tensors: {weight: 3}, 1_foundations/1_vectors: {extra: true}}\n"
    found = checked(tmp_path, catalogue, text)
    assert (found.rules_of("tensors").weight, found.rules_of("vectors").extra) == (3.0, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("topics:\n- vectors\n- tensers\n", "line 4: there is no topic 'tensers'. Did you mean tensors?"),
        ("topics:\n  vectors:\n  tensers: {weight: 2}\n", "line 4: there is no topic 'tensers'. Did you mean tensors?"),
        ("topics:\n- vectors\n- 1_vectors\n", "line 4: the topic vectors stands there twice, as vectors and 1_vectors. Keep one."),
    ],
)  # fmt: skip
def test_a_topic_that_is_unknown_or_there_twice_is_told_with_its_line(tmp_path, catalogue, text, words):
    with pytest.raises(CourseError, match=re.escape(f"course.yaml, {words}")):
        checked(tmp_path, catalogue, "title: Demo\n" + text)
