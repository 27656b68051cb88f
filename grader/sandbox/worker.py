"""One submission's worker for one topic: restarted after a crash, bounded in time, believed in nothing."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from grader.errors import WorkerError
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
)
from grader.sandbox.budget import Budget
from grader.sandbox.callbacks import Lending, answer_callback, substitute_named
from grader.sandbox.failures import (
    USED_UP,
    Crashed,
    Refused,
    StudentFailure,
    TimedOut,
    failure_of_exit,
)
from grader.sandbox.launch import Launcher, WorkerProcess
from grader.worker.channel import Channel, ChannelClosedError, DeadlineError
from grader.worker.codec import CodecError, Tree
from grader.worker.encoder import Encoder
from grader.worker.limits import WorkerLimits

TIMEOUTS_ALLOWED = 2  # after so many time-outs a function is not called again
CALLBACKS_CAP = 100_000  # calls of the suite's functions within one call
DEPTH_CAP = 8  # calls inside callbacks inside calls
OUTPUT_CAP = 64 << 10  # characters of a test's printed output
LOADING = "<module>"
SUBSTITUTING = "<substitution>"
TIMED_OUT_TWICE = "Your code timed out twice before, and is not called again."


class Worker:
    """Sends requests to the process that holds a submission, and starts a new process where one died.

    Args:
        launcher: starts the processes.
        filename: the submission's name in tracebacks.
        source: its bytes.
        budget: limits of time and memory.
        renew: gives a launcher that is alive. With it, a launcher that dies during a call is the submission's doing
            (it has happened to it before); without it, that is a fault of ours.
    """

    def __init__(
        self,
        launcher: Launcher,
        filename: str,
        source: bytes,
        budget: Budget,
        renew: Callable[[], Launcher] | None = None,
    ) -> None:
        self._launcher = launcher
        self._renew = renew
        self._source = source
        self._submission = Submission(filename, source.count(b"\n") + 1)
        self._budget = budget
        self._process: WorkerProcess | None = None
        self._channel: Channel | None = None
        self._topic_left_s = budget.topic_timeout_s
        self._cpu_left_s = budget.topic_cpu_s
        self._limit_s = self._test_left_s = budget.test_timeout_s
        self._load_failure: StudentFailure | None = None
        self._timeouts: Counter[str] = Counter()
        self._slow_loads = 0
        self._depth = 0
        self._callback_error: BaseException | None = None
        self._output: list[str] = []
        self._printed = 0
        self._substitutes: dict[str, Callable[..., Any]] = {}
        self.substitutes_called: set[str] = set()
        self.generation = 0  # handles of an earlier generation died with their process

    def begin_test(self, timeout_s: float | None = None) -> None:
        """A new test gets its full time, and its output starts empty."""
        self._limit_s = self._test_left_s = timeout_s or self._budget.test_timeout_s
        self._output = []
        self._printed = 0

    @property
    def output(self) -> str:
        """What the student's code printed since `begin_test`."""
        return "".join(self._output)[:OUTPUT_CAP]

    def close(self) -> None:
        """End the process, if there is one."""
        with suppress(WorkerError):  # whoever needs a process next will hear of it
            self._end()

    @contextmanager
    def substituted(self, functions: dict[str, Callable[..., Any]]) -> Iterator[None]:
        """In the block, these functions of the submission are answered by the trusted side (error carried forward).

        The submission's other functions call ours instead of their own; our code stays on this side.
        `substitutes_called` holds the names that were.
        """
        self.substitutes_called = set()
        self._substitutes = functions
        try:
            with suppress(StudentFailure):
                self._install_substitutes()
            yield
        finally:
            self._substitutes = {}
            with suppress(StudentFailure):
                self._install_substitutes()

    def _install_substitutes(self) -> None:
        """Tell the process which names are substituted; a process that is not there learns it when it starts."""
        if self._channel is None:
            return
        encoder = Encoder()
        names = ["d", [[name, ["cb", name]] for name in self._substitutes]]
        self._exchange(SUBSTITUTING, encoder.frame(["replace", names]), Lending())

    def require(self, generation: int) -> None:
        """Raise Crashed if the process of that generation is gone, and its objects with it."""
        if self._process is None or generation != self.generation:
            raise Crashed("The object was lost when your code crashed or timed out.")

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
            raise TimedOut(f"{name} timed out twice before and is not called again.", TIMED_OUT_TWICE)
        if self._depth >= DEPTH_CAP:
            raise Crashed(f"Calls are nested deeper than {DEPTH_CAP} levels.")
        encoder = Encoder(lending.other, strides=True)
        self._ensure_loaded()
        frame = encoder.frame([operation, *build(encoder)])
        message, blob = self._exchange(name, frame, lending)
        return self._result(name, message, blob, lending, encoder.generators)

    def _ensure_loaded(self) -> None:
        if self._channel is not None and (self._depth or self._channel.silent()):
            return
        if self._load_failure is not None:
            raise self._load_failure.again()
        self._end()  # something was written that nobody asked for, or the process ended between two calls
        self._start()
        encoder = Encoder()
        frame = encoder.frame(["load", encoder.encode(self._submission.filename), encoder.encode(self._source)])
        in_full = self._test_left_s == self._limit_s  # what a test has left over says nothing of a file
        try:
            message, blob = self._exchange(LOADING, frame, Lending())
        except StudentFailure as failure:
            told = _while_loading(failure, self._submission.filename)
            self._slow_loads += in_full
            if not isinstance(failure, TimedOut) or self._slow_loads >= TIMEOUTS_ALLOWED:
                self._load_failure = told
            raise told.again() from None
        if message[0] == "raised":
            self._load_failure = read_load_failure(message, blob, self._submission)
            self._end()
            raise self._load_failure.again()
        if self._substitutes:
            self._install_substitutes()

    def _start(self) -> None:
        limits = WorkerLimits(
            cpu_s=max(self._cpu_left_s, 0.5), memory_mib=self._budget.memory_mib, output_kib=self._budget.output_kib
        )
        if self._renew is not None:
            self._launcher = self._renew()
        self._process = self._launcher.launch(limits)
        self._channel = Channel(self._process.socket)
        self.generation += 1

    def _end(self) -> StudentFailure | None:
        """End the process; returns how it had ended, as a failure."""
        process, self._process, self._channel = self._process, None, None
        if process is None:
            return None
        try:
            exit_ = process.end()
        except WorkerError:
            if self._renew is None:
                raise
            return Crashed("Your code took down the process that runs it.")
        self._cpu_left_s -= exit_.cpu_s
        if exit_.signal == signal.SIGKILL and self._cpu_left_s <= 0:  # it ignored the warning
            return TimedOut(USED_UP)
        return failure_of_exit(exit_.code, exit_.signal)

    def _exchange(self, name: str, frame: bytes, lending: Lending) -> tuple[list[Tree], bytearray]:
        """Send a frame and serve callbacks until the answer comes, within the time that is left."""
        started = time.monotonic()
        allowed = min(self._test_left_s, self._topic_left_s)
        self._depth += 1
        try:
            if allowed <= 0 or self._cpu_left_s <= 0:
                raise DeadlineError
            return self._converse(frame, lending, started + allowed)
        except DeadlineError:
            self._end()
            self._timeouts[self._counted(name)] += 1
            raise TimedOut(self._slow(name), self._slow("Your code")) from None
        except ChannelClosedError:
            inner, self._callback_error = self._callback_error, None
            failure = self._end() or Crashed("Your code ended the Python process.")
            raise (inner if isinstance(inner, StudentFailure) else failure) from None
        except (*MALFORMED, RecursionError) as error:
            self._end()
            why = str(error) if isinstance(error, CodecError) else "a malformed answer"
            raise Crashed(f"{DISTURBED}: {why}.", f"{DISTURBED}.") from None
        finally:
            self._depth -= 1
            if not self._depth:
                spent = time.monotonic() - started
                self._test_left_s -= spent
                self._topic_left_s -= spent

    def _converse(self, frame: bytes, lending: Lending, deadline: float) -> tuple[list[Tree], bytearray]:
        channel = self._channel
        assert channel is not None
        channel.send(frame, deadline)
        for _ in range(CALLBACKS_CAP + 1):
            message, blob = channel.receive(deadline)
            if message[0] != "callback":
                check_form(message)
                return message, blob
            reply, error = answer_callback(message, blob, lending, self._substitutes)
            if substitute := substitute_named(message[1], self._substitutes):
                self.substitutes_called.add(substitute)
            if error is not None:
                self._callback_error = error  # the suite's own verdict: raised when the student's call is over
            channel.send(reply, deadline)
            if self._channel is not channel:
                raise ChannelClosedError  # a call inside the callback lost the process
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
                self._keep_output(answer.extra.get("output", ""))
                return answer
            failure, output = read_failure(message, blob, name, self._submission)
        except MALFORMED as malformed:
            self._end()
            why = str(malformed) if isinstance(malformed, CodecError) else "a malformed answer"
            raise Refused(f"{name} returned {why}, which cannot be compared.", UNCOMPARABLE) from None
        self._keep_output(output)
        if isinstance(failure, Crashed):
            self._end()  # SystemExit and the like: the next call gets a fresh process
        raise failure

    def _counted(self, name: str) -> str:
        """Time-outs with substituted functions are counted apart: the blame may have been theirs."""
        return f"{name}*" if self._substitutes else name

    def _slow(self, name: str) -> str:
        """Only limits are named, never a measured time: equal submissions get equal messages."""
        if self._cpu_left_s <= 0 or self._topic_left_s <= self._test_left_s:
            return "The time for this topic is used up."
        what = "Loading your file" if name == LOADING else name
        return f"{what} did not finish within the {self._limit_s:g} s of a test. Is there a loop that never ends?"

    def _keep_output(self, text: Any) -> None:
        if isinstance(text, str) and text and self._printed < OUTPUT_CAP:
            self._output.append(text)
            self._printed += len(text)


def _while_loading(failure: StudentFailure, filename: str) -> StudentFailure:
    return type(failure)(
        f"While {filename} was being loaded: {failure.full}", f"While {filename} was being loaded: {failure.hint}"
    )
