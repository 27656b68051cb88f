"""Marks that are derived: lateness never grows backwards, an extension never hurts, and weights add up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course, Late
from grader.course.model import TopicRules
from grader.intake import Attempt, RosterRow
from grader.intake.gather import NOWHERE
from grader.marks import Graded, counted, derive, lateness, submission, totals
from grader.moments import Span, in_zone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)


def late(**rules):
    return Late.model_validate(rules)


def course(**fields):
    return Course.model_validate(
        {"title": "Demo", "due": DUE, "late": late(grace="15 min", per_day="10%", cap="50%", cutoff="7 d")} | fields
    )


def attempt(number=1, at=None, student="ada", **more):
    return Attempt(student, NOWHERE, number, at, **more)


def row(score=10.0, most=10.0, outcome="graded", topic="norms"):
    return {
        "topic": topic,
        "score": score,
        "max_score": most,
        "outcome": outcome,
        "suite_hash": "h",
        "tests": [],
        "diagnoses": [],
    }


# Lateness.


@pytest.mark.parametrize(
    ("after", "days", "penalty"),
    [
        (-DAY, 0, "0"),
        (timedelta(0), 0, "0"),  # exactly at the due moment is on time
        (timedelta(minutes=15), 0, "0"),  # and so is the last moment of grace
        (timedelta(minutes=15, microseconds=1), 1, "0.1"),  # beyond it lateness counts from the due moment
        (DAY, 1, "0.1"),
        (DAY + timedelta(microseconds=1), 2, "0.2"),
        (5 * DAY, 5, "0.5"),
        (6 * DAY, 6, "0.5"),  # the cap
        (7 * DAY, 7, "0.5"),
        (7 * DAY + timedelta(microseconds=1), 8, "1"),  # the cut-off
        (400 * DAY, 400, "1"),
    ],
)
def test_each_started_day_costs_up_to_the_cap_until_the_cutoff(after, days, penalty):
    found = lateness(course(), DUE, DUE + after, [])
    assert (found.days, found.penalty) == (days, Decimal(penalty))


def test_without_rules_being_late_is_told_and_costs_nothing():
    found = lateness(course(late=Late()), DUE, DUE + 3 * DAY, [])
    assert (found.days, found.penalty) == (3, 0)


def test_a_cutoff_of_nothing_refuses_whatever_is_late():
    rules = course(late=late(cutoff=0))
    assert lateness(rules, DUE, DUE, []).penalty == 0
    assert lateness(rules, DUE, DUE + timedelta(microseconds=1), []).penalty == 1


@pytest.mark.parametrize(
    ("extensions", "days"),
    [
        ([Span(2)], 1),
        ([Span(0, 12 * HOUR)], 2),
        ([DUE + 3 * DAY], 0),
        ([Span(1), Span(2)], 1),  # the most generous one
        ([DUE - 5 * DAY], 3),  # an extension into the past changes nothing
        ([datetime(2026, 3, 5)], 0),
    ],
)
def test_an_extension_moves_the_due_date_and_all_that_counts_from_it(extensions, days):
    assert lateness(course(timezone="UTC"), DUE, DUE + 2 * DAY + HOUR, extensions).days == days


moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1))
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
shares = st.decimals(0, 1, places=3).map(float)
spans = st.builds(Span, st.integers(0, 30), st.timedeltas(timedelta(0), DAY))
delays = st.timedeltas(timedelta(days=-40), timedelta(days=120))
policies = st.builds(
    lambda grace, per_day, cap, cutoff: Late.model_construct(
        grace=grace, per_day=Decimal(str(per_day)), cap=Decimal(str(cap)), cutoff=cutoff
    ),
    spans, shares, shares, st.none() | spans,
)  # fmt: skip


@given(moments, zones, policies, delays, delays)
def test_handing_in_later_never_costs_less(clock, zone, policy, one, other):
    rules = Course.model_construct(title="Demo", timezone=zone, late=policy)
    due = in_zone(clock, ZoneInfo(zone))
    first, second = (lateness(rules, due, due.astimezone(UTC) + delay, []) for delay in sorted((one, other)))
    assert first.days <= second.days
    assert first.penalty <= second.penalty
    assert 0 <= first.penalty <= 1


@given(moments, zones, policies, delays)
def test_a_penalty_is_bounded_and_on_time_costs_nothing(clock, zone, policy, delay):
    rules = Course.model_construct(title="Demo", timezone=zone, late=policy)
    due = in_zone(clock, ZoneInfo(zone))
    found = lateness(rules, due, due.astimezone(UTC) + delay, [])
    assert found.penalty == 1 or found.penalty <= policy.cap
    assert found.penalty >= 0
    if delay <= timedelta(0):
        assert (found.days, found.penalty) == (0, 0)
    assert lateness(rules, due, due, []).days == 0


extensions = st.lists(spans | moments.map(lambda clock: clock.replace(tzinfo=UTC)) | moments, max_size=2)


@given(moments, zones, policies, delays, extensions, spans)
def test_an_extension_never_hurts(clock, zone, policy, delay, given_before, more):
    rules = Course.model_construct(title="Demo", timezone=zone, late=policy)
    due = in_zone(clock, ZoneInfo(zone))
    handed_in = due.astimezone(UTC) + delay
    without, some, more_so = (
        lateness(rules, due, handed_in, each) for each in ([], given_before, [*given_before, more])
    )
    assert without.penalty >= some.penalty >= more_so.penalty
    assert without.days >= some.days >= more_so.days


# A topic's row.


def test_a_topic_gets_what_applies_to_it_and_no_more():
    assert derive(None, None, attempt(), row()) == row()
    assert derive(None, None, attempt(2), row()) == row() | {"attempt": 2}
    at = DUE + timedelta(hours=30)
    assert derive(None, None, attempt(at=at), row()) == row() | {"submitted_at": "2026-03-03T05:59:00Z"}
    assert derive(course(), None, attempt(at=at), row(7.5)) == row(7.5) | {
        "attempt": 1, "submitted_at": "2026-03-03T05:59:00Z", "days_late": 2, "penalty": 0.2, "final_score": 6.0,
    }  # fmt: skip


def test_a_topic_without_a_due_date_or_a_time_is_never_late():
    assert derive(course(due=None, late=Late()), None, attempt(at=DUE), row())["final_score"] == 10.0
    found = derive(course(), None, attempt(), row())
    assert (found["final_score"], "days_late" in found, "penalty" in found) == (10.0, False, False)


def test_what_was_not_attempted_is_not_late_and_what_was_not_graded_has_no_final_score():
    late_one = attempt(at=DUE + 3 * DAY)
    found = derive(course(), None, late_one, row(0.0, outcome="not_attempted"))
    assert (found["final_score"], "penalty" in found) == (0.0, False)
    found = derive(course(), None, late_one, row(0.0, outcome="not_graded"))
    assert (found["days_late"], "final_score" in found) == (3, False)


def test_the_topics_own_due_date_and_its_own_time_win():
    rules = course(topics={"norms": TopicRules.model_construct(due=DUE + 10 * DAY), "dropout": TopicRules()})
    handed_in = attempt(at=DUE + 2 * DAY, times={"dropout": DUE + 4 * DAY})
    assert derive(rules, None, handed_in, row())["days_late"] == 0
    assert derive(rules, None, handed_in, row(topic="dropout"))["days_late"] == 4


def test_the_roster_gives_an_extension_and_a_time_where_the_hand_in_has_none():
    ada = RosterRow("ada", extension=Span(1), submitted_at=DUE + 3 * DAY)
    assert derive(course(), ada, attempt(), row())["days_late"] == 2
    assert derive(course(), ada, attempt(at=DUE + DAY), row())["days_late"] == 0
    assert derive(course(extensions={"ada": 3}), ada, attempt(), row())["days_late"] == 0
    assert derive(course(extensions={"bob": 3}), ada, attempt(), row())["days_late"] == 2


@pytest.mark.parametrize(
    ("score", "per_day", "final"),
    [(0.7, "10%", 0.63), (0.000005, "50%", 0.000002), (0.000003, "50%", 0.000002), (1.1, 0.1, 0.99)],
)
def test_points_are_rounded_half_to_even_on_what_is_written(score, per_day, final):
    rules = course(late=late(per_day=per_day))
    assert derive(rules, None, attempt(at=DUE + HOUR), row(score))["final_score"] == final


def test_a_students_row_is_not_changed_in_place():
    before = row()
    derive(course(), None, attempt(at=DUE + DAY), before)
    assert before == row()


# The attempt that counts.


@pytest.mark.parametrize(
    ("rule", "rows", "chosen"),
    [
        ("latest", [(9, "graded"), (3, "graded")], 1),
        ("latest", [(9, "graded"), (0, "not_attempted")], 0),
        ("latest", [(9, "graded"), (0, "unreadable")], 1),
        ("latest", [(0, "not_attempted"), (0, "not_attempted")], 1),
        ("best", [(3, "graded"), (9, "graded"), (5, "graded")], 1),
        ("best", [(5, "graded"), (5, "graded")], 0),
        ("best", [(0, "not_attempted"), (0, "graded")], 1),
        ("best", [(9, "graded"), (None, "not_graded"), (3, "graded")], 1),
        ("best", [(0, "not_attempted")], 0),
    ],
)
def test_the_attempt_that_counts_follows_from_the_rule(rule, rows, chosen):
    rows = [
        {"outcome": outcome} | ({"final_score": float(score)} if score is not None else {}) for score, outcome in rows
    ]
    assert counted(course(attempts=rule), rows) == chosen
    if rule == "latest":
        assert counted(None, rows) == chosen


def test_the_best_attempt_is_the_best_after_its_penalty():
    rules = course(attempts="best")
    attempts = [attempt(1, DUE), attempt(2, DUE + 5 * DAY)]
    found = submission(rules, None, attempts, [[Graded("a", row(6.0))], [Graded("b", row(10.0))]])
    (topic,) = found["topics"]
    assert (topic["attempt"], topic["score"], topic["final_score"]) == (1, 6.0, 6.0)
    (topic,) = submission(course(), None, attempts, [[Graded("a", row(6.0))], [Graded("b", row(10.0))]])["topics"]
    assert (topic["attempt"], topic["score"], topic["final_score"]) == (2, 10.0, 5.0)


def test_each_topic_counts_the_latest_attempt_that_has_work_for_it():
    first = [Graded("a", row(4.0)), Graded("b", row(5.0, topic="dropout"))]
    second = [Graded("c", row(9.0)), Graded("", row(0.0, outcome="not_attempted", topic="dropout"))]
    found = submission(course(), None, [attempt(1), attempt(2)], [first, second])
    assert [(topic["attempt"], topic["score"]) for topic in found["topics"]] == [(2, 9.0), (1, 5.0)]
    same = submission(course(), None, [attempt(1)], [[second[0], first[1]]])
    assert found["hash"] == same["hash"]


def test_where_there_were_several_attempts_each_is_told():
    graded = [[Graded("a", row(4.0))], [Graded("b", row(9.0))], [Graded("", row(0.0, outcome="not_attempted"))]]
    (topic,) = submission(None, None, [attempt(1), attempt(2), attempt(3)], graded)["topics"]
    assert [(each["attempt"], each["score"]) for each in topic["attempts"]] == [(1, 4.0), (2, 9.0)]
    (topic,) = submission(None, None, [attempt(1)], graded[:1])["topics"]
    assert "attempts" not in topic


# The final mark.


def marked(rules, *topics, **more):
    derived = [derive(rules, None, attempt(), each) for each in topics]
    base = {"student": "ada", "hash": "h", "score": 0.0, "max_score": 0.0, "topics": derived}
    return totals(rules, None, base, **more)


def test_without_weights_each_topic_weighs_its_points():
    found = marked(course(), row(5.0, 10.0), row(30.0, 30.0, topic="dropout"))
    assert (found["final_score"], found["percent"]) == (35.0, 87.5)
    assert list(found)[-1] == "topics"


def test_weights_decide_as_soon_as_one_is_given():
    rules = course(topics={"norms": TopicRules(weight=3.0), "dropout": TopicRules()})
    assert marked(rules, row(5.0, 10.0), row(30.0, 30.0, topic="dropout"))["percent"] == 62.5


def test_extra_credit_adds_up_to_all_of_it_and_is_missed_by_nobody():
    rules = course(topics={"norms": TopicRules(weight=3.0), "dropout": TopicRules(weight=1.0, extra=True)})
    assert marked(rules, row(9.0), row(0.0, topic="dropout"))["percent"] == 90.0
    assert marked(rules, row(6.0), row(10.0, topic="dropout"))["percent"] == 93.3333
    assert marked(rules, row(9.0), row(10.0, topic="dropout"))["percent"] == 100.0


def test_the_points_of_extra_credit_are_in_no_maximum():
    rules = course(topics={"norms": TopicRules(), "dropout": TopicRules(extra=True)})
    graded = [Graded("a", row(9.0)), Graded("b", row(4.0, topic="dropout"))]
    found = submission(rules, None, [attempt()], [graded])
    assert (found["score"], found["max_score"]) == (13.0, 10.0)
    assert [topic.get("extra_credit", False) for topic in found["topics"]] == [False, True]


def test_a_weight_of_nothing_and_a_topic_of_no_points_do_not_count():
    rules = course(topics={"norms": TopicRules(weight=0.0), "dropout": TopicRules(weight=1.0)})
    assert marked(rules, row(0.0), row(10.0, topic="dropout"))["percent"] == 100.0
    assert marked(rules, row(5.0, 0.0), row(5.0, topic="dropout"))["percent"] == 50.0
    assert "percent" not in marked(rules, row(5.0))


def test_a_mark_that_is_not_known_yet_is_not_given():
    found = marked(course(), row(), row(0.0, outcome="not_graded", topic="dropout"))
    assert not {"final_score", "percent"} & found.keys()


def test_without_a_course_file_there_are_no_final_marks():
    assert list(marked(None, row())) == ["student", "hash", "score", "max_score", "topics"]


def test_who_it_is_and_what_was_odd_stand_in_the_row_where_they_are_known():
    ada = RosterRow("ada", "Ada Lovelace", section="Mon")
    attempts = [attempt(1, notes=("so", "once")), attempt(2, notes=("so",))]
    found = submission(None, ada, attempts, [[Graded("a", row())], [Graded("b", row())]])
    assert found["name"] == "Ada Lovelace"
    assert found["section"] == "Mon"
    assert found["notes"] == ["so", "attempt 1: once"]
    assert not {"email", "missing"} & found.keys()


def test_who_handed_in_nothing_is_missing_and_scores_nothing():
    found = submission(course(), RosterRow("ada"), [attempt(0)], [[Graded("", row(0.0, outcome="not_attempted"))]])
    assert (found["missing"], found["final_score"], found["percent"]) == (True, 0.0, 0.0)
    assert "attempt" not in found["topics"][0]


@given(
    st.lists(
        st.tuples(st.floats(0, 100).map(lambda x: round(x, 3)), st.floats(0, 50), st.booleans()), min_size=1, max_size=5
    ),
    st.booleans(),
)
def test_a_percentage_lies_between_nothing_and_all(topics, weighted):
    rules = course(
        topics={
            str(at): TopicRules(weight=weight if weighted else None, extra=extra)
            for at, (_, weight, extra) in enumerate(topics)
        }
    )
    found = marked(rules, *(row(score, 100.0, topic=str(at)) for at, (score, _, _) in enumerate(topics)))
    assert 0 <= found.get("percent", 0) <= 100
    assert found["final_score"] == pytest.approx(sum(score for score, _, _ in topics))
