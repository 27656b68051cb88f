"""The line to the process that holds a submission: started, spoken over within the time that is left, cut."""

import signal
import time
from collections.abc import Callable, Container

from grader.errors import WorkerError
from grader.language import say
from grader.sandbox.budget import Allowance, Budget
from grader.sandbox.conversation import Conversation, Turn
from grader.sandbox.failures import USED_UP, Crashed, StudentFailure, TimedOut, failure_of_exit
from grader.sandbox.launch import Launcher, WorkerProcess
from grader.worker.channel import Channel, ChannelClosedError, DeadlineError, Frame
from grader.worker.codec import CodecError
from grader.worker.limits import WorkerLimits


class Line:
    """One process at a time, and what is said to it.

    Args:
        launcher: starts the processes.
        budget: limits of time and memory.
        renew: gives a launcher that is alive (see `Worker`).

    Attributes:
        left: of the budget's times.
        conversation: of the test that runs.
        generation: counts the processes.
        answered: the functions of the submission's of which the process has had our answers.
    """

    def __init__(self, launcher: Launcher, budget: Budget, renew: Callable[[], Launcher] | None) -> None:
        self._launcher = launcher
        self._renew = renew
        self._budget = budget
        self._process: WorkerProcess | None = None
        self.channel: Channel | None = None
        self.left = Allowance(budget)
        self.conversation = Conversation()
        self.generation = 0
        self.answered: set[str] = set()

    def start(self) -> None:
        """Start a process. Raises WorkerError."""
        limits = WorkerLimits(
            cpu_s=max(self.left.cpu_s, 0.5), memory_mib=self._budget.memory_mib, output_kib=self._budget.output_kib
        )
        if self._renew is not None:
            self._launcher = self._renew()
        self._process = self._launcher.launch(limits)
        self.channel = Channel(self._process.socket)
        self.generation += 1
        self.answered = set()

    def part_from_one_that_knows(self, functions: Container[str]) -> None:
        """End the process if it has had our answers of other functions than these. Raises WorkerError."""
        if not all(name in functions for name in self.answered):
            self.cut()
            self.answered = set()

    def cut(self) -> StudentFailure | None:
        """End the process, if there is one; returns how it had ended, as a failure. Raises WorkerError."""
        process, self._process, self.channel = self._process, None, None
        if process is None:
            return None
        self.conversation.whole = False
        try:
            exit_ = process.end()
        except WorkerError:
            if self._renew is None:
                raise
            return Crashed(say("Your code took down the process that runs it."))
        self.left.cpu_s -= exit_.cpu_s
        if exit_.signal == signal.SIGKILL and self.left.cpu_s <= 0:  # it ignored the warning
            return TimedOut(say(USED_UP))
        return failure_of_exit(exit_.code, exit_.signal)

    def require(self, generation: int) -> None:
        """Raise Crashed if the process of that generation is gone, and its objects with it."""
        if self.channel is None or generation != self.generation:
            raise Crashed(say("The object was lost when your code crashed or timed out."))

    def silent(self) -> bool:
        """Whether there is a process, and it says nothing that nobody asked for."""
        return self.channel is not None and self.channel.silent()

    def ask(self, turn: Turn, deadline: float, *, of_test: bool) -> Frame:
        """What the process answers to this, or has answered already.

        Args:
            turn: what to say.
            deadline: of `time.monotonic()`.
            of_test: whether the test asks, so that it belongs to its conversation.

        Raises:
            ChannelClosedError, DeadlineError, CodecError: what happened instead.
        """
        if of_test and self.conversation.ahead:
            return self.conversation.repeat(turn)
        assert self.channel is not None
        self.channel.send(turn.frame, deadline)
        heard = self.channel.receive_frame(deadline)
        if of_test:
            self.conversation.note(turn, heard)
        return heard

    def ask_ahead(self, turn: Turn) -> Frame | None:
        """Say what the test will say; None if there is no answer, and the test shall meet what happened instead."""
        started, allowed = time.monotonic(), self.left.left_s
        heard: Frame | Exception
        try:
            if allowed <= 0:
                raise DeadlineError
            assert self.channel is not None
            self.channel.send(turn.frame, started + allowed)
            heard = self.channel.receive_frame(started + allowed)
        except (DeadlineError, ChannelClosedError, CodecError) as error:
            heard = error
        self.left.spend(time.monotonic() - started)
        self.conversation.hear_ahead(turn, heard)
        return None if isinstance(heard, Exception) else heard
