"""A worker that says what a script tells it to, over a real socket and without a process or a thread behind it."""

import socket
from collections.abc import Callable

from grader.sandbox.launch import Exit
from grader.worker.codec import LENGTHS
from grader.worker.encoder import Encoder

Reply = bytes | None  # None hangs up
LOADED = Encoder().frame(["value", None, ["d", []], []])
ROOM = 1 << 15  # bytes put into the socket at once; less than any socket holds


class ScriptedSocket(socket.socket):
    """The trusted side's end. What is sent to it is swallowed; each whole frame brings the script's next reply.

    Args:
        reply: gives the bytes that answer the frame; they need not be a frame.
    """

    def __init__(self, reply: Callable[[bytes], Reply]) -> None:
        ours, self._theirs = socket.socketpair()
        super().__init__(fileno=ours.detach())
        self._theirs.setblocking(False)
        self._reply = reply
        self._sent = bytearray()
        self._pending = bytearray()
        self._hang_up = False

    def send(self, data: bytes, flags: int = 0, /) -> int:  # type: ignore[override]  # no buffers but bytes here
        self._sent += data
        while len(self._sent) >= LENGTHS.size:
            whole = LENGTHS.size + sum(LENGTHS.unpack_from(self._sent))
            if len(self._sent) < whole:
                break
            answer = self._reply(bytes(self._sent[:whole]))
            del self._sent[:whole]
            if answer is None:
                self._hang_up = True
            else:
                self._pending += answer
        self._pump()
        return len(data)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        data = super().recv(size, flags)
        if not flags:
            self._pump()
        return data

    def close(self) -> None:
        self._theirs.close()
        super().close()

    def _pump(self) -> None:
        while self._pending:
            try:
                sent = self._theirs.send(memoryview(self._pending)[:ROOM])
            except BlockingIOError:
                return
            del self._pending[:sent]
        if self._hang_up:
            self._theirs.close()


class ScriptedProcess:
    """A worker without a process: it ends as one that was killed."""

    def __init__(self, sock: ScriptedSocket) -> None:
        self.socket = sock

    def end(self) -> Exit:
        self.socket.close()
        return Exit(None, 9, 0.0)


class ScriptedLauncher:
    """Starts workers that load every module and then answer as `reply` says."""

    isolation = "process"
    alive = True

    def __init__(self, reply: Callable[[bytes], Reply]) -> None:
        self._reply = reply
        self.launched = 0
        self.load_reply: Reply = LOADED

    def launch(self, limits: object) -> ScriptedProcess:
        self.launched += 1
        loading = True

        def answer(frame: bytes) -> Reply:
            nonlocal loading
            if loading:
                loading = False
                return self.load_reply
            return self._reply(frame)

        return ScriptedProcess(ScriptedSocket(answer))

    def close(self) -> None:
        pass
