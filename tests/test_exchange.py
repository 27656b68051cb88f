"""News of what was learned: each process gets them once or a little more often, and they are never in the way."""

from dataclasses import replace

from grader.executor import exchange, work
from grader.executor.contract import Chunk, Finished, HandedFile, versions_here
from grader.executor.exchange import Exchange
from grader.sandbox.conversation import Ending, Turn
from grader.suite.run import _Driver
from tests.test_executor import RIGHT, bundle, chunk_of

__all__ = ["bundle"]

WRONG = b"def vectors_sum(x):\n    return 17.5\ndef vectors_mean(x):\n    return vectors_sum(x)\n"


def news(number):
    return {b"%d" % number: Ending(number)}


def back(process, number=None):
    return Finished({}, "process", "", process, {} if number is None else news(number))


def test_a_chunk_takes_along_what_some_process_may_not_have_heard(bundle):
    between, chunk = Exchange(), chunk_of(bundle, "h")
    first, second = between.packed(chunk), between.packed(chunk)
    assert first.news == second.news == ()
    between.took(first, back("one", 1))
    between.took(second, back("two", 2))
    third, fourth = between.packed(chunk), between.packed(chunk)
    assert third.news == fourth.news == (news(1), news(2))
    between.took(third, back("one"))
    assert between.packed(chunk).news == (news(1), news(2))  # "two" has not been told yet
    between.took(fourth, back("two", 3))
    assert between.packed(chunk).news == (news(3),)


def test_nothing_is_kept_for_a_process_that_is_alone(bundle):
    between, chunk = Exchange(), chunk_of(bundle, "h")
    for number in range(5):
        between.took(between.packed(chunk), back("one", number))
    assert between.packed(chunk).news == (news(4),)


def test_new_processes_are_told_what_is_there(bundle):
    between, chunk = Exchange(), chunk_of(bundle, "h")
    for process, number in (("one", 1), ("two", 2)):
        between.took(between.packed(chunk), back(process, number))
    between.begin_anew()
    for _ in range(2):
        assert between.packed(chunk).news == (news(1), news(2))


def test_topics_have_news_of_their_own(bundle):
    between, chunk = Exchange(), chunk_of(bundle, "h")
    other = replace(chunk, bundle=replace(bundle, suite_hash="another"))
    for process, number in (("one", 1), ("two", 2)):
        between.took(between.packed(chunk), back(process, number))
        between.took(between.packed(other), back(process))
    assert between.packed(other).news == ()
    assert between.packed(chunk).news == (news(1), news(2))


def test_a_process_that_never_comes_back_does_not_fill_the_memory(bundle, monkeypatch):
    monkeypatch.setattr(exchange, "KEPT", 3)
    between, chunk = Exchange(), chunk_of(bundle, "h")
    between.took(between.packed(chunk), back("gone"))
    for number in range(10):
        between.took(between.packed(chunk), back("one", number))
    assert between.packed(chunk).news == (news(7), news(8), news(9))


def test_a_chunk_that_was_not_graded_tells_nothing_and_holds_nothing_up(bundle):
    between, chunk = Exchange(), chunk_of(bundle, "h")
    between.took(between.packed(chunk), Finished({}, "process", "no worker can be started"))
    between.took(between.packed(chunk), back("one", 1))
    between.took(between.packed(chunk), back("one", 2))
    assert between.packed(chunk).news == (news(2),)


def test_what_several_find_out_at_once_is_told_once(bundle):
    between, chunk = Exchange(), chunk_of(bundle, "h")
    same = [between.packed(chunk) for _ in range(3)]
    between.took(same[0], back("one", 1))
    between.took(same[1], back("two", 1))
    between.took(same[2], replace(back("three"), news=news(1) | news(2)))
    assert between.packed(chunk).news == (news(1), news(2))


def test_what_is_told_is_bounded_in_bytes(bundle, monkeypatch):
    monkeypatch.setattr(exchange, "KEPT_BYTES", 1000)
    between, chunk = Exchange(), chunk_of(bundle, "h")
    between.took(between.packed(chunk), back("gone"))
    for number in range(10):
        told = {b"%d" % number: Turn("f", False, bytes(300))}
        between.took(between.packed(chunk), replace(back("one"), news=told))
        assert len(between.packed(chunk).news) <= 3
    between.took(between.packed(chunk), replace(back("one"), news={b"large": Turn("f", False, bytes(2000))}))
    assert between.packed(chunk).news == ()


def test_memory_of_what_was_told_is_bounded(bundle, monkeypatch):
    monkeypatch.setattr(exchange, "STATES_CAP", 4)
    between, chunk = Exchange(), chunk_of(bundle, "h")
    for number in range(20):
        between.took(between.packed(chunk), back("one", number))
        assert len(between._log(chunk).states) <= 4


def test_what_one_process_found_out_another_need_not_run_a_test_for(bundle, warm_work, monkeypatch):
    def grade(place, chunk):
        ran.append(0)
        return place.grade(chunk)

    def attempt(driver, item):
        ran[-1] += 1
        return original(driver, item)

    ran, original = [], _Driver._attempt
    monkeypatch.setattr(_Driver, "_attempt", attempt)
    one, other = work.Workplace(), work.Workplace()
    files = tuple(HandedFile(name, source) for name, source in (("right", RIGHT), ("wrong", WRONG)))
    try:
        found = grade(one, Chunk(bundle, files, versions_here()))
        told = grade(other, Chunk(bundle, files, versions_here(), (found.news,), 1))
    finally:
        one.close()
        other.close()
    assert ran[0] > 0
    assert ran[1] == 0
    marks = [[[(test.outcome, test.message) for test in result.tests] for result in each.results.values()]
             for each in (found, told)]  # fmt: skip
    assert marks[0] == marks[1]
    assert found.process != told.process
