"""Conversations that were held before: what is skipped, and that nobody sees a difference."""

from dataclasses import replace
from unittest import mock

import pytest

from grader.errors import SuiteError
from grader.sandbox import conversation
from grader.sandbox.conversation import Conversation, Ending, Known, Turn, after, fingerprint, start_of
from grader.suite.run import _Driver
from grader.worker.channel import Frame
from tests.suites import IDENTITY, WRONG_FROM_50, run, subject, terms, write

FIRST, SECOND = Turn("f", False, b"first"), Turn("f", False, b"second")
ONE, OTHER = fingerprint(Frame(b"one", bytearray())), fingerprint(Frame(b"other", bytearray()))


@pytest.fixture
def zygote(numpy_zygote):
    return numpy_zygote


def graded(suites, subjects, launcher, under=None):
    """(results without times, names of the tests that ran, one list a submission)."""
    ran = []

    def attempt(driver, item):
        ran[-1].append(item.name)
        return original(driver, item)

    def each():
        for one in subjects:
            ran.append([])
            yield one

    original = _Driver._attempt
    with mock.patch.object(_Driver, "_attempt", attempt):
        found = run(suites, each(), launcher, under)
    return [[replace(result, seconds=0.0) for result in results] for results in found], ran


# --- what is remembered -----------------------------------------------------------------------------------------------


def test_what_was_said_after_the_same_answers_is_known():
    known, start = Known(), start_of("test")
    assert known.next(start) is None
    known.learn(start, [(FIRST, ONE), (SECOND, OTHER)], "passed")
    assert known.next(start) == FIRST
    assert known.next(after(start, ONE)) == SECOND
    assert known.next(after(after(start, ONE), OTHER)) == Ending("passed")
    assert known.next(after(start, OTHER)) is None
    assert known.next(start_of("another test")) is None


def test_conversations_branch_where_answers_differ():
    known, start = Known(), start_of("test")
    known.learn(start, [(FIRST, ONE)], "passed")
    known.learn(start, [(FIRST, OTHER), (SECOND, ONE)], "failed")
    assert known.next(after(start, ONE)) == Ending("passed")
    assert known.next(after(start, OTHER)) == SECOND
    assert known.next(after(after(start, OTHER), ONE)) == Ending("failed")


def test_a_frame_is_kept_once():
    known = Known()
    known.learn(start_of("one"), [(FIRST, ONE)], "")
    known.learn(start_of("other"), [(Turn("f", False, bytes(bytearray(b"first"))), ONE)], "")
    assert known.next(start_of("one")).frame is known.next(start_of("other")).frame


def test_a_fingerprint_tells_header_and_blob_apart():
    assert fingerprint(Frame(b"ab", bytearray(b"c"))) != fingerprint(Frame(b"a", bytearray(b"bc")))


def test_what_one_has_learned_another_knows_when_it_is_told():
    one, other, start = Known(), Known(), start_of("test")
    one.learn(start, [(FIRST, ONE), (SECOND, OTHER)], "passed")
    one.learn(start, [(FIRST, OTHER)], "failed")
    other.hear(one.news())
    assert other.next(start) == FIRST
    assert other.next(after(start, ONE)) == SECOND
    assert other.next(after(after(start, ONE), OTHER)) == Ending("passed")
    assert other.next(after(start, OTHER)) == Ending("failed")
    assert one.news() == {}  # told once
    assert other.news() == {}  # and not passed on by those who heard it


def test_what_is_too_large_to_be_told_is_left_out(monkeypatch):
    monkeypatch.setattr(conversation, "NEWS_CAP", len(FIRST.frame))
    one, other, start = Known(), Known(), start_of("test")
    one.learn(start, [(FIRST, ONE), (SECOND, OTHER)], "passed")
    other.hear(one.news())
    assert other.next(start) == FIRST
    assert other.next(after(start, ONE)) is None
    one.learn(start, [(FIRST, OTHER)], "failed")
    assert one.news() == {after(start, OTHER): Ending("failed")}


@pytest.mark.parametrize(("cap", "most"), [("TURNS_CAP", 100), ("BYTES_CAP", 10)])
def test_news_are_heard_within_the_same_bounds(monkeypatch, cap, most):
    monkeypatch.setattr(conversation, cap, 100)
    known = Known()
    for number in range(300):
        known.hear({start_of(number): Turn("f", False, b"%10d" % number)})
        assert 0 < len(known) <= most
    assert known.next(start_of(299)) is not None


@pytest.mark.parametrize("cap", ["TURNS_CAP", "BYTES_CAP"])
def test_memory_is_bounded(monkeypatch, cap):
    monkeypatch.setattr(conversation, cap, 100)
    known = Known()
    for number in range(300):
        known.learn(start_of(number), [(Turn("f", False, b"%10d" % number), ONE)], "")
        assert len(known) <= 101
        assert known.next(start_of(number)) is not None
    known.learn(start_of("long"), [(Turn("f", False, b"%10d" % number), ONE) for number in range(30)], "")
    assert known.next(start_of("long")) is None


def test_a_suite_that_asks_otherwise_after_equal_answers_is_found_out():
    held = Conversation()
    held.hear_ahead(FIRST, Frame(b"", bytearray()))
    with pytest.raises(SuiteError, match="no clock, no state kept between tests"):
        held.repeat(SECOND)


def test_output_is_kept_up_to_a_cap():
    held = Conversation()
    for _ in range(3):
        held.add_output("x" * conversation.OUTPUT_CAP)
    held.add_output(7)
    assert held.output == "x" * conversation.OUTPUT_CAP


# --- what a class sees of it ------------------------------------------------------------------------------------------

SUITE = '''
    def test_f(student):
        """It doubles."""
        assert_close(student.f(2.0), 4.0)
        assert_close(student.f(3.0), 6.0)

    def test_g(student):
        """It counts its calls."""
        assert student.g() == 1, "g was called before"
'''
RIGHT = """
calls = []
def f(x):
    calls.append(x)
    return 2 * x
def g():
    return len(calls) - 1
"""


def test_a_test_whose_answers_were_given_before_does_not_run_again(tmp_path, zygote):
    suites = write(tmp_path, {"hidden": SUITE})
    again = RIGHT.replace("2 * x", "x + x") + "# written otherwise\n"
    results, ran = graded(suites, [subject(RIGHT), subject(again)], zygote)
    assert ran == [["test_f", "test_g"], []]
    assert results[0] == results[1]
    assert [result.outcome for result in results[0]] == ["passed", "passed"]


def test_from_the_first_new_answer_on_the_test_itself_asks_and_no_call_is_made_twice(tmp_path, zygote):
    suites = write(tmp_path, {"public": SUITE})
    wrong = RIGHT.replace("return 2 * x", "return 2 * x if x < 3 else 7.0")
    results, ran = graded(suites, [subject(RIGHT), subject(wrong), subject(wrong + "# twice")], zygote)
    assert ran == [["test_f", "test_g"], ["test_f"], []]
    assert [result.outcome for result in results[1]] == ["failed", "passed"]
    assert "7.0" in results[1][0].message
    assert "f(3.0)" in results[1][0].message
    assert results[1] == results[2]
    assert results[1] == graded(suites, [subject(wrong)], zygote)[0][0]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [("import os; os._exit(3)", "crashed"), ("while True: pass", "timed_out"), ("raise SystemExit", "crashed"),
     ("raise KeyError(x)", "errored"), ("return object", "failed"), ("print('told'); return 0.0", "failed")],
    ids=["exit", "hang", "leave", "raise", "refused", "print"],
)  # fmt: skip
def test_what_happens_in_the_middle_is_told_as_if_nothing_had_been_known(tmp_path, zygote, body, outcome):
    suites = write(tmp_path, {"public": SUITE})
    wrong = f"def f(x):\n    if x < 3: return 2 * x\n    {body}\ndef g():\n    return 1\n"
    under = terms(test_timeout_s=0.5)
    alone, _ = graded(suites, [subject(wrong)], zygote, under)
    results, _ = graded(suites, [subject(RIGHT), subject(wrong), subject(wrong), subject(RIGHT)], zygote, under)
    assert results[1] == results[2] == alone[0]
    assert [result.outcome for result in alone[0]] == [outcome, "passed"]
    assert results[0] == results[3]


def test_the_time_of_a_test_is_that_of_all_its_calls(tmp_path, zygote):
    suites = write(tmp_path, {"hidden": SUITE})
    slow = "import time\ndef f(x):\n    end = time.monotonic() + 1\n    while time.monotonic() < end: pass\n    return {}\n"
    results, ran = graded(
        suites,
        [subject(RIGHT), subject(slow.format("2 * x")), subject(slow.format("4.0"))],
        zygote,
        terms(test_timeout_s=1.5),
    )
    assert ran[1] == ["test_f", "test_g"]  # known answers, and too late for the second
    assert results[1][0].outcome == results[2][0].outcome == "timed_out"


def test_a_function_that_timed_out_twice_is_not_asked_ahead_either(tmp_path, zygote):
    suites = write(
        tmp_path,
        {
            "hidden": "".join(
                f"def test_{n}(student):\n    '''T.'''\n    assert student.f({n}) == {n}\n" for n in range(4)
            )
        },
    )
    hangs = "def f(x):\n    while True: pass\n"
    results, _ = graded(suites, [subject("def f(x): return x"), subject(hangs)], zygote, terms(test_timeout_s=0.3))
    alone, _ = graded(suites, [subject(hangs)], zygote, terms(test_timeout_s=0.3))
    assert results[1] == alone[0]
    assert [result.outcome for result in results[1]] == ["timed_out"] * 4


def test_a_submission_that_cannot_be_loaded_is_told_so_after_one_that_can(tmp_path, zygote):
    suites = write(tmp_path, {"hidden": SUITE})
    results, _ = graded(suites, [subject(RIGHT), subject("def f(:")], zygote)
    assert [result.outcome for result in results[1]] == ["errored", "errored"]
    assert "cannot be loaded" in results[1][0].message


def test_an_answer_that_nobody_asked_for_is_noticed_ahead_of_the_test(tmp_path, zygote):
    suites = write(tmp_path, {"hidden": SUITE})
    noisy = """
        import gc, socket
        def f(x):
            line = next(item for item in gc.get_objects() if isinstance(item, socket.socket))
            line.setblocking(True)
            line.send(bytes(8)) if x < 3 else None
            return 2 * x
        def g():
            return 1
    """
    alone, _ = graded(suites, [subject(noisy)], zygote)
    results, _ = graded(suites, [subject(RIGHT), subject(noisy)], zygote)
    assert results[1] == alone[0]


CALLBACKS = '''
    def test_apply(student):
        """It calls back."""
        seen = []
        def note(x):
            seen.append(x)
            return len(seen)
        assert student.apply(note, 3) == 2, "seen: %s" % seen
        assert student.last(note) == 9, "seen: %s" % seen
'''


def test_callbacks_are_answered_from_memory_and_made_up_for_where_the_test_takes_over(tmp_path, zygote):
    source = "def apply(f, x):\n    f(x)\n    return f(x)\ndef last(f):\n    f(8)\n    return 9{}\n"
    suites = write(tmp_path, {"public": CALLBACKS.replace("def test_apply", "@function('apply')\n    def test_apply")})
    right, wrong = source.format(""), source.format(" + f(5)")
    results, ran = graded(suites, [subject(right), subject(right + "#"), subject(wrong), subject(wrong)], zygote)
    assert ran == [["test_apply"], [], ["test_apply"], []]
    assert results[0] == results[1]
    assert "seen: [3, 3, 8, 5]" in results[2][0].message
    assert results[2] == results[3]


def test_objects_in_the_worker_are_followed(tmp_path, zygote):
    suites = write(
        tmp_path,
        {"hidden": '''
            def test_box(student):
                """It holds."""
                box = student.Box(3)
                assert box.get() == 3
                assert (box.get() + student.Box(4).get()) == 7
        '''},
    )  # fmt: skip
    box = "class Box:\n    def __init__(self, x): self.x = x\n    def get(self): return self.x{}\n"
    results, ran = graded(
        suites, [subject(box.format("")), subject(box.format(" + 0")), subject(box.format(" + 1"))], zygote
    )
    assert ran == [["test_box"], [], ["test_box"]]
    assert [found[0].outcome for found in results] == ["passed", "passed", "failed"]


def test_a_property_test_has_the_same_smallest_case_from_memory(tmp_path, zygote):
    suites, wrong = write(tmp_path, IDENTITY), WRONG_FROM_50
    results, ran = graded(suites, [subject(wrong), subject(wrong + "#"), subject("def f(x): return x")], zygote)
    assert ran == [["test_f"], [], ["test_f"]]
    assert "x = 50" in results[0][0].message
    assert results[0] == results[1]


def test_a_test_under_a_seed_of_its_own_is_run(tmp_path, zygote):
    suites = write(tmp_path, {"hidden": SUITE})
    _, ran = graded(suites, [subject(RIGHT, secret=b"one" * 6), subject(RIGHT, secret=b"two" * 6)], zygote)
    assert ran == [["test_f", "test_g"]] * 2


def test_a_suite_with_a_memory_of_its_own_is_run_afresh(tmp_path, zygote):
    suites = write(
        tmp_path,
        {"hidden": '''
            COUNT = []
            def test_f(student):
                """It doubles."""
                COUNT.append(1)
                assert student.f(1) == 2
                assert student.f(len(COUNT)) == 2 * len(COUNT)
                assert student.f(5) == 10
        '''},
    )  # fmt: skip
    right, other = "def f(x): return 2 * x", "def f(x): return 2 * x if x < 5 else 7"
    results, ran = graded(suites, [subject(right), subject(other)], zygote)
    assert ran[1] == ["test_f", "test_f"]
    assert [found[0].outcome for found in results] == ["passed", "failed"]


def test_a_line_number_beyond_the_file_is_never_taken_from_another(tmp_path, zygote):
    suites = write(tmp_path, {"public": SUITE})
    lies = "def f(x):\n    exec(compile('\\n' * 8 + 'raise ValueError(1)', __file__, 'exec'))\n"
    short, long = subject(lies), subject(lies + "#\n" * 20)
    results, _ = graded(suites, [short, long], zygote)
    assert "line 9" not in results[0][0].message.partition("\n")[0]
    assert results[1] == graded(suites, [long], zygote)[0][0]


# --- what pytest sets up ----------------------------------------------------------------------------------------------

FIXTURE = '''
    LOG = []

    @pytest.fixture(scope="module")
    def box():
        LOG.append("up")
        yield LOG
        LOG.append("down")

    def test_f(student, box):
        """It doubles."""
        assert student.f(1) == 2, "f is wrong after %s" % box

    def test_g(student, box):
        """It doubles, too."""
        assert student.g(1) == 2, "g is wrong after %s" % box
'''


def test_a_fixture_of_a_module_is_set_up_for_each_submission_and_once_for_its_tests(tmp_path, zygote):
    suites = write(tmp_path, {"public": FIXTURE, "hidden": FIXTURE})
    sources = ["def f(x): return 2 * x\ndef g(x): return 3 * x\n", "def f(x): return 2 * x\ndef g(x): return 4 * x\n"]
    results, ran = graded(suites, map(subject, sources), zygote)
    assert ran == [["test_f", "test_g"] * 2, ["test_g"] * 2]
    first, second = (next(result.message for result in found if result.name == "test_g") for found in results)
    assert "g is wrong after ['up']" in first
    assert "g is wrong after ['up', 'down', 'up']" in second


def test_a_fixture_that_fails_at_its_end_is_named(tmp_path, zygote):
    suites = write(tmp_path, {"public": FIXTURE.replace('LOG.append("down")', "1 / 0")})
    with pytest.raises(
        SuiteError, match=r"cannot be torn down: ZeroDivisionError: division by zero\. Correct the suite"
    ):
        run(suites, [subject("def f(x): return 2\ndef g(x): return 2\n")], zygote)
