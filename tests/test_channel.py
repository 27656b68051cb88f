"""A channel to a worker that is slow, silent or talks at the wrong time: by a clock that nobody has to wait for."""

import socket

import numpy as np
import pytest

from grader.sandbox import worker as worker_module
from grader.sandbox.failures import Crashed, TimedOut
from grader.worker.channel import READ_CAP, Channel, ChannelClosedError, DeadlineError
from grader.worker.codec import BLOB_CAP, HEADER_CAP, LENGTHS, CodecError
from grader.worker.encoder import Encoder
from tests.fuzz.frames import packed
from tests.fuzz.play import fake_time, make_student

ANSWER = packed(["value", 1, ["d", []], []])
CALLBACK = packed(["callback", 0, ["l", [1]], ["d", []]])


@pytest.fixture
def clock():
    with fake_time() as clock:
        yield clock


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def test_a_byte_a_second_ends_at_the_deadline_however_long_the_frame(pair, clock, monkeypatch):
    channel, theirs = pair
    frame = packed(["value", "x" * 100_000, ["d", []], []])
    sent = 0
    wait = clock.wait

    def drip(sock, timeout_s, *, write):
        """A byte each second of the clock's."""
        nonlocal sent
        theirs.send(frame[sent : sent + 1])
        sent += 1
        clock.now += 1
        wait(sock, timeout_s, write=write)

    monkeypatch.setattr("grader.worker.channel._ready", drip)
    with pytest.raises(DeadlineError):
        channel.receive(clock.now + 60)
    assert clock.now == 60
    assert sent == 60


@pytest.mark.parametrize("part", [0, 1, 7, 8, 9, len(ANSWER) - 1])
def test_half_a_frame_and_then_silence_ends_at_the_deadline(pair, clock, part):
    channel, theirs = pair
    theirs.sendall(ANSWER[:part])
    with pytest.raises(DeadlineError):
        channel.receive(clock.now + 5)
    assert clock.now == 5


@pytest.mark.parametrize("part", [0, 1, 8, len(ANSWER) - 1])
def test_half_a_frame_and_then_the_end_is_the_end(pair, clock, part):
    channel, theirs = pair
    theirs.sendall(ANSWER[:part])
    theirs.close()
    with pytest.raises(ChannelClosedError):
        channel.receive(clock.now + 5)
    assert clock.now == 0


def test_a_worker_that_does_not_read_ends_a_send_at_its_deadline(pair, clock):
    channel, _ = pair
    with pytest.raises(DeadlineError):
        channel.send(bytes(1 << 24), clock.now + 5)
    assert clock.now == 5


def test_both_sides_writing_end_at_the_deadline(pair, clock):
    channel, theirs = pair
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        while True:
            theirs.send(bytes(1 << 16))
    with pytest.raises(DeadlineError):
        channel.send(bytes(1 << 24), clock.now + 5)


@pytest.mark.parametrize("lengths", [(HEADER_CAP + 1, 0), (0, BLOB_CAP + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_is_refused_by_its_lengths_before_anything_is_read(pair, clock, lengths):
    channel, theirs = pair
    theirs.sendall(LENGTHS.pack(*lengths))
    with pytest.raises(CodecError, match="a frame of"):
        channel.receive(clock.now + 5)
    assert clock.now == 0


def test_a_read_takes_no_more_than_it_allows_itself(pair, clock, monkeypatch):
    channel, theirs = pair
    asked = []

    class Counting:
        def __getattr__(self, name):
            return getattr(channel_socket, name)

        def recv(self, most):
            asked.append(most)
            return channel_socket.recv(most)

    channel_socket = channel._socket
    monkeypatch.setattr(channel, "_socket", Counting())
    theirs.sendall(LENGTHS.pack(HEADER_CAP, BLOB_CAP))
    theirs.close()
    with pytest.raises(ChannelClosedError):
        channel.receive(clock.now + 5)
    assert max(asked) <= READ_CAP


def test_a_worker_that_is_silent_costs_one_call_and_its_limit(clock):
    replies = [b"", ANSWER]
    student, launcher = make_student(lambda frame: replies.pop(0))
    with pytest.raises(TimedOut):
        student.f(1)
    assert clock.now == 5
    student._worker.begin_test()
    assert student.f(1) == 1
    assert launcher.launched == 2
    student._worker.close()


def test_an_answer_too_many_ends_the_process_before_the_next_call(clock):
    replies = [ANSWER + packed(["value", 666, ["d", []], []]), ANSWER]
    student, launcher = make_student(lambda frame: replies.pop(0))
    assert student.f(1) == 1
    assert student.f(1) == 1
    assert launcher.launched == 2
    student._worker.close()


def test_a_storm_of_callbacks_is_stopped_and_counted(clock, monkeypatch):
    monkeypatch.setattr(worker_module, "CALLBACKS_CAP", 50)
    calls = []
    student, _ = make_student(lambda frame: CALLBACK)
    with pytest.raises(Crashed, match="more than 50 calls"):
        student.f(calls.append)
    assert len(calls) <= 51
    student._worker.close()


def test_a_storm_of_callbacks_in_one_breath_is_stopped_too(clock, monkeypatch):
    monkeypatch.setattr(worker_module, "CALLBACKS_CAP", 50)
    calls = []
    student, _ = make_student(lambda frame: CALLBACK * 500)
    with pytest.raises(Crashed, match="more than 50 calls"):
        student.f(calls.append)
    assert len(calls) <= 51
    student._worker.close()


def test_calls_within_callbacks_end_at_a_depth(clock, monkeypatch):
    monkeypatch.setattr(worker_module, "CALLBACKS_CAP", 50)
    student, _ = make_student(lambda frame: CALLBACK)
    depths = []

    def again(depth):
        depths.append(depth)
        return student.f(again)

    with pytest.raises(Crashed):
        student.f(again)
    assert worker_module.DEPTH_CAP <= len(depths) <= worker_module.DEPTH_CAP + 51
    student._worker.close()


@pytest.mark.parametrize("index", [1, -1, True, 0.0, "f", None, 1 << 40])
def test_a_function_that_was_not_lent_is_not_called(clock, index):
    called = []
    student, _ = make_student(lambda frame: packed(["callback", index, ["l", []], ["d", []]]))
    with pytest.raises(Crashed, match="never passed in"):
        student.f(lambda *args: called.append(args))
    assert called == []
    student._worker.close()


def test_a_function_is_lent_for_one_call_only(clock):
    replies = [ANSWER, CALLBACK]
    called = []
    student, _ = make_student(lambda frame: replies.pop(0))
    student.f(lambda *args: called.append(args))
    with pytest.raises(Crashed, match="never passed in"):
        student.f(2)
    assert called == []
    student._worker.close()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (["raised", ["l", ["V", ["a", "uint8", [8], None, 0, 0, 8], "t", ["l", []], ""]]], "malformed"),
        (
            ["raised", ["l", ["V", ["l", ["Exception"]], "t", ["l", [["l", [float("inf"), "f", "s"]]]], ""]]],
            "malformed",
        ),
        (["raised", ["l", ["V", ["l", [1]], "t", ["l", []], ""]]], "malformed"),
        (["raised", ["l", [["l", []], ["l", []], "t", ["l", []], ""]]], "malformed"),
        (["raised", ["t", ["V", ["l", []], "t", ["l", []], ""]]], "malformed"),
        (["missing", "f", ["a", "uint8", [8], None, 0, 0, 8]], "malformed"),
        (["refused", 3], "malformed"),
    ],
)
def test_a_report_of_a_failure_is_read_by_its_types(clock, message, words):
    student, _ = make_student(lambda frame: packed(message, bytes(8)))
    with pytest.raises(Exception, match=words) as caught:
        student.f(1)
    assert caught.value.outcome == "failed"
    student._worker.close()


@pytest.mark.parametrize("message", [["raised", 3], ["raised", ["l", []]]])
def test_a_malformed_report_of_a_load_is_the_submissions_doing(clock, message):
    student, launcher = make_student(lambda frame: ANSWER)
    launcher.load_reply = packed(message)
    for _ in range(2):
        with pytest.raises(Crashed, match="disturbed"):
            student.f(1)
    assert launcher.launched == 1
    student._worker.close()


@pytest.mark.parametrize("value", [3, ["d", []], ["d", [["arguments", 3], ["value", 1], ["parameters", ["d", []]]]],
                                   ["d", [["arguments", ["l", []]], ["value", 1], ["parameters", 1]]]])  # fmt: skip
def test_malformed_gradients_are_refused(clock, value):
    student, _ = make_student(lambda frame: packed(["value", value, ["d", []], []]))
    with pytest.raises(Exception, match="gradients of f are malformed"):
        student.grad("f", (np.ones(2),), 1.0)
    student._worker.close()


def test_words_of_a_worker_are_cut(clock):
    body = ["V" * 500, ["ValueError", "Exception"], "t" * 5000, [[1, "n" * 500, "s" * 5000]] * 100, ""]
    encoder = Encoder()
    frame = encoder.frame(["raised", encoder.encode(body)])
    student, _ = make_student(lambda _: frame)
    with pytest.raises(ValueError) as caught:
        student.f(1)
    assert len(caught.value.full) < 7000
    student._worker.close()


def test_a_process_that_dies_while_functions_are_put_into_it_is_a_failure_of_the_submissions(clock):
    student, _ = make_student(lambda frame: None)
    with student._worker.substituted({"g": len}), pytest.raises(Crashed):
        student.f(1)
    student._worker.close()
