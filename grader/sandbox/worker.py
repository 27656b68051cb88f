"""One submission's worker for one topic: restarted after a crash, bounded in time, believed in nothing."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from grader.errors import SuiteError, WorkerError
from grader.sandbox.failures import (
    USED_UP,
    Crashed,
    LoadFailed,
    MissingFunction,
    Refused,
    StudentFailure,
    TimedOut,
    failure_of_exception,
    failure_of_exit,
)
from grader.sandbox.launch import Launcher, WorkerProcess
from grader.worker.channel import Channel, ChannelClosedError, DeadlineError
from grader.worker.codec import CodecError, Decoder, Encoder, Tree, generator_tree
from grader.worker.gradients import GRADIENT_OF, vector_jacobian
from grader.worker.limits import WorkerLimits

TIMEOUTS_ALLOWED = 2  # after so many time-outs a function is not called again
CALLBACKS_CAP = 100_000  # calls of the suite's functions within one call
DEPTH_CAP = 8  # calls inside callbacks inside calls
OUTPUT_CAP = 64 << 10  # characters of a test's printed output
LOADING = "<module>"
SUBSTITUTING = "<substitution>"
_UNCOMPARABLE = "The result is of a kind that cannot be compared."


@dataclass(frozen=True)
class Budget:
    """What a topic's worker may use; times count only while the trusted side waits for it."""

    test_timeout_s: float = 5.0
    topic_timeout_s: float = 60.0
    topic_cpu_s: float = 20.0
    memory_mib: int = 3072
    output_kib: int = 64


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
        self._filename = filename
        self._source = source
        self._line_count = source.count(b"\n") + 1
        self._budget = budget
        self._process: WorkerProcess | None = None
        self._channel: Channel | None = None
        self._topic_left_s = budget.topic_timeout_s
        self._cpu_left_s = budget.topic_cpu_s
        self._limit_s = self._test_left_s = budget.test_timeout_s
        self._load_failure: StudentFailure | None = None
        self._timeouts: Counter[str] = Counter()
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
            self._install_substitutes()
            yield
        finally:
            self._substitutes = {}
            self._install_substitutes()

    def _install_substitutes(self) -> None:
        """Tell the process which names are substituted; a process that is not there learns it when it starts."""
        if self._channel is None:
            return
        encoder = Encoder()
        names = ["d", [[name, ["cb", name]] for name in self._substitutes]]
        with suppress(StudentFailure):
            self._exchange(SUBSTITUTING, encoder.frame(["replace", names]), _no_callbacks, {}, [])

    def require(self, generation: int) -> None:
        """Raise Crashed if the process of that generation is gone, and its objects with it."""
        if self._process is None or generation != self.generation:
            raise Crashed("The object was lost when your code crashed or timed out.")

    def request(
        self,
        name: str,
        operation: str,
        build: Callable[[Encoder], list[Tree]],
        *,
        other: Callable[[Any], Tree],
        read: dict[str, Callable[..., Any]],
        functions: list[Callable[..., Any]],
    ) -> tuple[Any, dict[str, Any], list[Any]]:
        """Ask one thing and return (value, extra, states of the generators).

        Args:
            name: what is called, for the count of time-outs and the messages.
            operation: `call`, `observe` or `grad`.
            build: the arguments' trees, with the encoder to use.
            other: encodes what is not plain data (handles, callbacks).
            read: decodes handles.
            functions: filled by `other` while building; callback number -> function.

        Raises:
            StudentFailure: what the submission did instead of answering.
            WorkerError: our own processes failed.
        """
        if self._timeouts[self._counted(name)] >= TIMEOUTS_ALLOWED:
            raise TimedOut(f"{name} timed out twice before and is not called again.")
        if self._depth >= DEPTH_CAP:
            raise Crashed(f"Calls are nested deeper than {DEPTH_CAP} levels.")
        encoder = Encoder(other, strides=True)
        self._ensure_loaded()
        frame = encoder.frame([operation, *build(encoder)])
        message, blob = self._exchange(name, frame, other, read, functions)
        return self._result(name, message, blob, read, encoder.generators)

    def _ensure_loaded(self) -> None:
        if self._channel is not None and (self._depth or self._channel.silent()):
            return
        if self._load_failure is not None:
            raise self._load_failure.again()
        self._end()  # something was written that nobody asked for, or the process ended between two calls
        while True:
            self._start()
            encoder = Encoder()
            frame = encoder.frame(["load", encoder.encode(self._filename), encoder.encode(self._source)])
            try:
                message, _ = self._exchange(LOADING, frame, _no_callbacks, {}, [])
            except StudentFailure as failure:
                if self._timeouts[LOADING] == 1 and isinstance(failure, TimedOut):
                    continue
                self._load_failure = _while_loading(failure, self._filename)
                raise self._load_failure.again() from None
            if message[0] == "raised":
                body = Decoder(bytearray()).decode(message[1])
                self._load_failure = failure_of_exception(body, self._filename, self._line_count, loading=True)
                self._end()
                raise self._load_failure.again()
            if self._substitutes:
                self._install_substitutes()
            return

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

    def _exchange(
        self,
        name: str,
        frame: bytes,
        other: Callable[[Any], Tree],
        read: dict[str, Callable[..., Any]],
        functions: list[Callable[..., Any]],
    ) -> tuple[list[Tree], bytearray]:
        """Send a frame and serve callbacks until the answer comes."""
        started = time.monotonic()
        allowed = min(self._test_left_s, self._topic_left_s)
        deadline = started + allowed
        self._depth += 1
        calls = 0
        channel = self._channel
        assert channel is not None
        try:
            if allowed <= 0 or self._cpu_left_s <= 0:
                raise DeadlineError
            channel.send(frame, deadline)
            while True:
                message, blob = channel.receive(deadline)
                if message[0] != "callback":
                    _check_answer(message)
                    return message, blob
                calls += 1
                if calls > CALLBACKS_CAP:
                    raise CodecError(f"more than {CALLBACKS_CAP} calls of a function that was passed in")
                channel.send(self._run_callback(message, blob, other, read, functions), deadline)
                if self._channel is not channel:
                    raise ChannelClosedError  # a call inside the callback lost the process
        except DeadlineError:
            self._end()
            self._timeouts[self._counted(name)] += 1
            raise TimedOut(self._slow(name)) from None
        except ChannelClosedError:
            inner, self._callback_error = self._callback_error, None
            failure = self._end() or Crashed("Your code ended the Python process.")
            raise (inner if isinstance(inner, StudentFailure) else failure) from None
        except (CodecError, RecursionError, IndexError, TypeError, ValueError) as error:
            self._end()
            why = str(error) if isinstance(error, CodecError) else "a malformed answer"
            text = "Your code disturbed the conversation with the grader"
            raise Crashed(f"{text}: {why}.", f"{text}.") from None
        finally:
            self._depth -= 1
            if not self._depth:
                spent = time.monotonic() - started
                self._test_left_s -= spent
                self._topic_left_s -= spent

    def _run_callback(
        self,
        message: list[Tree],
        blob: bytearray,
        other: Callable[[Any], Tree],
        read: dict[str, Callable[..., Any]],
        functions: list[Callable[..., Any]],
    ) -> bytes:
        _, index, *trees = message
        name = index.removeprefix(GRADIENT_OF) if type(index) is str else ""
        if name in self._substitutes:
            function = self._substitutes[name]
            self.substitutes_called.add(name)
        elif type(index) is int and 0 <= index < len(functions):
            function = functions[index]
        else:
            raise CodecError("a call of a function that was never passed in")
        decoder = Decoder(blob, read)
        args, kwargs, *cotangent = (decoder.decode(tree) for tree in trees)
        encoder = Encoder(other, strides=True)
        try:
            value = function(*args, **kwargs) if not cotangent else _gradients(function, args, kwargs, *cotangent)
            states = [generator_tree(item, encoder) for item in decoder.generators]
            return encoder.frame(["returned", encoder.encode(value), states])
        except (StudentFailure, AssertionError, SuiteError, WorkerError) as error:
            self._callback_error = error  # the suite's own verdict: raised when the student's call is over
            return encoder.frame(["failed", "RuntimeError"])
        except Exception as error:
            return encoder.frame(["failed", type(error).__name__])

    def _result(
        self,
        name: str,
        message: list[Tree],
        blob: bytearray,
        read: dict[str, Callable[..., Any]],
        generators: list[Any],
    ) -> tuple[Any, dict[str, Any], list[Any]]:
        error, self._callback_error = self._callback_error, None
        if error is not None:
            raise error
        kind = message[0]
        try:
            if kind == "value":
                decoder = Decoder(blob, read)
                value, extra = decoder.decode(message[1]), decoder.decode(message[2])
                self._keep_output(extra.get("output", ""))
                states = [decoder.decode(tree) for tree in message[3]]
                if [type(state) for state in states] != [type(item) for item in generators]:
                    raise CodecError("states of generators that were not passed in")
                return value, extra, states
            if kind == "raised":
                body = Decoder(blob).decode(message[1])
                self._keep_output(body[4])
                failure = failure_of_exception(body, self._filename, self._line_count)
            elif kind == "missing":
                failure = _missing(name, self._filename, Decoder(blob).decode(message[2]))
            else:
                text = str(message[1])
                if kind == "refused":
                    text = f"{name} returned {text}, which cannot be compared. Return plain numbers or arrays."
                failure = Refused(text, _UNCOMPARABLE)
        except (CodecError, IndexError, KeyError, TypeError, ValueError, AttributeError) as error_:
            self._end()
            why = str(error_) if isinstance(error_, CodecError) else "a malformed answer"
            raise Refused(f"{name} returned {why}, which cannot be compared.", _UNCOMPARABLE) from None  # fmt: skip
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


def _gradients(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any], cotangent: Any) -> Any:
    """The vector-Jacobian product of a function of ours: what a substitute's backward pass asks for."""
    return vector_jacobian(function, args, kwargs, cotangent)["arguments"]


def _check_answer(message: list[Tree]) -> None:
    lengths = {"value": 4, "raised": 2, "refused": 2, "no gradient": 2, "missing": 3}
    if type(message[0]) is not str or lengths.get(message[0]) != len(message):
        raise CodecError("an answer of an unknown form")


def _no_callbacks(value: Any) -> Tree:
    raise CodecError(f"a value of type {type(value).__name__}")


def _while_loading(failure: StudentFailure, filename: str) -> StudentFailure:
    kind = type(failure) if not isinstance(failure, LoadFailed) else LoadFailed
    return kind(
        f"While {filename} was being loaded: {failure.full}", f"While {filename} was being loaded: {failure.hint}"
    )


def _missing(name: str, filename: str, names: Any) -> MissingFunction:
    import difflib

    near = difflib.get_close_matches(name, [str(item) for item in names], 1, 0.6)
    ask = f" Did you mean to rename {near[0]}?" if near else ""
    return MissingFunction(f"{filename} defines no {name}.{ask}", f"{filename} defines no {name}.")
