"""One submission's worker for one topic: restarted after a crash, bounded in time, believed in nothing."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from grader.errors import WorkerError
from grader.language import later, say
from grader.sandbox.answers import (
    DISTURBED,
    MALFORMED,
    UNCOMPARABLE,
    Answer,
    Submission,
    check_form,
    read_failure,
    read_load_failure,
    read_value,
    while_loading,
)
from grader.sandbox.budget import Budget
from grader.sandbox.callbacks import Lending, answer_callback, substitute_named
from grader.sandbox.conversation import Conversation, Ending, Known, Turn, after, fingerprint
from grader.sandbox.failures import Crashed, Refused, StudentFailure, TimedOut
from grader.sandbox.launch import Launcher
from grader.sandbox.line import Line
from grader.worker.channel import ChannelClosedError, DeadlineError
from grader.worker.codec import CodecError, Tree, read_header
from grader.worker.encoder import Encoder

TIMEOUTS_ALLOWED = 2  # after so many time-outs a function is not called again
CALLBACKS_CAP = 100_000  # calls of the suite's functions within one call
DEPTH_CAP = 8  # calls inside callbacks inside calls
LOADING = "<module>"
SUBSTITUTING = "<substitution>"
NOT_OF_A_TEST = frozenset({LOADING, SUBSTITUTING})
TIMED_OUT_TWICE = later("Your code timed out twice before, and is not called again.")


class Worker:
    """Sends requests to the process that holds a submission, and starts a new process where one died.

    Args:
        launcher: starts the processes.
        filename: the submission's name in tracebacks.
        source: its bytes.
        budget: limits of time and memory.
        renew: gives a launcher that is alive. With it, a launcher that dies during a call is the submission's doing
            (it has happened to it before); without it, that is a fault of ours.
        functions: what the submission should define.

    Attributes:
        line: to the process.
        substitutes_called: see `substituted`.
    """

    def __init__(
        self,
        launcher: Launcher,
        filename: str,
        source: bytes,
        budget: Budget,
        renew: Callable[[], Launcher] | None = None,
        functions: tuple[str, ...] = (),
    ) -> None:
        self.line = Line(launcher, budget, renew)
        self._source = source
        self._submission = Submission(filename, source.count(b"\n") + 1, functions)
        self._load_failure: StudentFailure | None = None
        self._timeouts, self._slow_loads = Counter[str](), 0
        self._depth, self._deadline = 0, 0.0
        self._callback_error: BaseException | None = None
        self._rehearsed = self._told_ahead = False  # a conversation; with answers of ours in it
        self._substitutes: dict[str, Callable[..., Any]] = {}
        self.substitutes_called: set[str] = set()

    def begin_test(self, timeout_s: float | None = None) -> None:
        """A new test gets its full time, and its output starts empty. What was rehearsed is this test's."""
        if not self._rehearsed:
            self.line.part_from_one_that_knows(self._substitutes)
            self.line.conversation = Conversation()
            self.line.left.begin_test(timeout_s)
        self._rehearsed = False

    def rehearse(self, known: Known, start: bytes, timeout_s: float | None = None) -> Ending | None:
        """Hold the conversation that the next test will hold, as far as it is known how it goes.

        Args:
            known: the conversations that were held before.
            start: where the test's starts.
            timeout_s: how long the test may take.

        Returns:
            What the conversation led to, before. None if this one takes another way: then the test itself must
            follow, and is answered from here up to the point where nobody has been.
        """
        self._rehearsed = False
        self.begin_test(timeout_s)
        state, turn = start, known.next(start)
        while isinstance(turn, Turn):
            self._told_ahead |= turn.nested
            heard = self.line.ask_ahead(turn) if self._may_ask(turn) else None
            if heard is None:
                break
            state = after(state, fingerprint(heard))
            turn = known.next(state)
        self._rehearsed = True
        if isinstance(turn, Ending):
            self.line.conversation.forget()
            return turn
        return None

    def remember(self, known: Known, start: bytes, value: Any) -> None:
        """Let others profit from the conversation that was held, and from what it led to."""
        said = self.line.conversation
        if said.whole and said.said and not said.ahead:
            known.learn(start, said.said, value)

    def _may_ask(self, turn: Turn) -> bool:
        """Whether nothing stands in the way that the test itself shall meet."""
        if self._timeouts[self._counted(turn.name)] >= TIMEOUTS_ALLOWED:
            return False
        if turn.nested:
            return True
        if self.line.conversation.ahead:
            return self.line.silent()
        try:
            self._ensure_loaded()
        except StudentFailure:
            return False
        return True

    @property
    def output(self) -> str:
        """What the student's code printed since `begin_test`."""
        return self.line.conversation.output

    def close(self) -> None:
        """End the process, if there is one."""
        with suppress(WorkerError):  # whoever needs a process next will hear of it
            self.line.cut()

    @contextmanager
    def substituted(self, functions: dict[str, Callable[..., Any]]) -> Iterator[None]:
        """In the block, these functions of the submission are answered by the trusted side (error carried forward).

        The submission's other functions call ours instead of their own; our code stays on this side.
        `substitutes_called` holds the names that were. A process that was answered serves on only where the same
        functions are answered anyway: it could have asked more than the test needs, and keep that for other tests.
        """
        self.line.part_from_one_that_knows(functions)
        self.substitutes_called, self._told_ahead = set(), False
        self._substitutes = functions
        try:
            with suppress(StudentFailure):
                self._install_substitutes()
            yield
        finally:
            self._substitutes = {}
            self.line.answered |= functions.keys() if self._told_ahead else self.substitutes_called
            with suppress(StudentFailure):
                self._install_substitutes()

    def _install_substitutes(self) -> None:
        """Tell the process which names are substituted; a process that is not there learns it when it starts."""
        if self.line.channel is None:
            return
        encoder = Encoder()
        names = ["d", [[name, ["cb", name]] for name in self._substitutes]]
        self._exchange(SUBSTITUTING, encoder.frame(["replace", names]), Lending())

    def request(self, name: str, operation: str, build: Callable[[Encoder], list[Tree]], lending: Lending) -> Answer:
        """Ask one thing.

        Args:
            name: what is called, for the count of time-outs and the messages.
            operation: `call`, `observe` or `grad`.
            build: the arguments' trees, with the encoder to use.
            lending: what may cross beside plain data.

        Raises:
            StudentFailure: what the submission did instead of answering.
            WorkerError: our own processes failed.
        """
        if self._timeouts[self._counted(name)] >= TIMEOUTS_ALLOWED:
            self.line.conversation.whole = False
            told = say("{name} timed out twice before and is not called again.").format(name=name)
            raise TimedOut(told, say(TIMED_OUT_TWICE))
        if self._depth >= DEPTH_CAP:
            raise Crashed(say("Calls are nested deeper than {number} levels.").format(number=DEPTH_CAP))
        encoder = Encoder(lending.other, strides=True)
        if not self.line.conversation.ahead:
            self._ensure_loaded()
        frame = encoder.frame([operation, *build(encoder)])
        message, blob = self._exchange(name, frame, lending)
        return self._result(name, message, blob, lending, encoder.generators)

    def _ensure_loaded(self) -> None:
        if self.line.silent() if not self._depth else self.line.channel is not None:
            return
        if self._load_failure is not None:
            raise self._load_failure.again()
        self.line.cut()  # something was written that nobody asked for, or the process ended between two calls
        self.line.start()
        encoder = Encoder()
        frame = encoder.frame(["load", encoder.encode(self._submission.filename), encoder.encode(self._source)])
        in_full = self.line.left.in_full  # what a test has left over says nothing of a file
        try:
            message, blob = self._exchange(LOADING, frame, Lending())
        except StudentFailure as failure:
            told = while_loading(failure, self._submission.filename)
            self._slow_loads += in_full
            if not isinstance(failure, TimedOut) or self._slow_loads >= TIMEOUTS_ALLOWED:
                self._load_failure = told
            raise told.again() from None
        if message[0] == "raised":
            self._load_failure = read_load_failure(message, blob, self._submission)
            self.line.cut()
            raise self._load_failure.again()
        if self._substitutes:
            self._install_substitutes()

    def _exchange(self, name: str, frame: bytes, lending: Lending) -> tuple[list[Tree], bytearray]:
        """Send a frame and serve callbacks until the answer comes, within the time that is left."""
        started = time.monotonic()
        if not self._depth:
            self._callback_error = None  # a call that never came back has left it: it says nothing of this one
            self._deadline = started + self.line.left.left_s  # of what is called meanwhile, too
        self._depth += 1
        try:
            if self._deadline <= started and not self.line.conversation.ahead:
                raise DeadlineError
            return self._converse(Turn(name, self._depth > 1, frame), lending, self._deadline)
        except DeadlineError:
            self.line.cut()
            self._timeouts[self._counted(name)] += 1
            raise TimedOut(self._slow(name), self._slow(say("Your code"))) from None
        except ChannelClosedError:
            inner, self._callback_error = self._callback_error, None
            failure = self.line.cut() or Crashed(say("Your code ended the Python process."))
            raise (inner if isinstance(inner, StudentFailure) else failure) from None
        except (*MALFORMED, RecursionError) as error:
            self.line.cut()
            why = str(error) if isinstance(error, CodecError) else "a malformed answer"
            raise Crashed(f"{say(DISTURBED)} ({why})", say(DISTURBED)) from None
        finally:
            self._depth -= 1
            if not self._depth:
                self.line.left.spend(time.monotonic() - started)

    def _converse(self, turn: Turn, lending: Lending, deadline: float) -> tuple[list[Tree], bytearray]:
        channel = self.line.channel
        for _ in range(CALLBACKS_CAP + 1):
            header, blob = self.line.ask(turn, deadline, of_test=turn.name not in NOT_OF_A_TEST)
            message = read_header(header)
            if message[0] != "callback":
                check_form(message)
                return message, blob
            reply, error = answer_callback(message, blob, lending, self._substitutes)
            if substitute := substitute_named(message[1], self._substitutes):
                self.substitutes_called.add(substitute)
            if error is not None:
                self._callback_error = error  # the suite's own verdict: raised when the student's call is over
            if self.line.channel is not channel:
                raise ChannelClosedError  # a call inside the callback lost the process
            turn = Turn(turn.name, True, reply)
        raise CodecError(f"more than {CALLBACKS_CAP} calls of a function that was passed in")

    def _result(
        self, name: str, message: list[Tree], blob: bytearray, lending: Lending, generators: list[Any]
    ) -> Answer:
        error, self._callback_error = self._callback_error, None
        if error is not None:
            raise error
        try:
            if message[0] == "value":
                answer = read_value(message, blob, lending.read, generators)
                self.line.conversation.add_output(answer.extra.get("output"))
                return answer
            failure, output = read_failure(message, blob, name, self._submission)
        except MALFORMED as malformed:
            self.line.cut()
            why = str(malformed) if isinstance(malformed, CodecError) else "a malformed answer"
            told = say("{name} returned {what}, which cannot be compared.").format(name=name, what=why)
            raise Refused(told, say(UNCOMPARABLE)) from None
        self.line.conversation.add_output(output)
        if message[0] == "raised" and failure.line is None:
            self.line.conversation.whole = False  # what it says of lines may depend on the length of the file
        if isinstance(failure, Crashed):
            self.line.cut()  # SystemExit and the like: the next call gets a fresh process
        raise failure

    def _counted(self, name: str) -> str:
        """Time-outs with substituted functions are counted apart: the blame may have been theirs."""
        return f"{name}*" if self._substitutes else name

    def _slow(self, name: str) -> str:
        return self.line.left.slow(say("Loading your file") if name == LOADING else name)
