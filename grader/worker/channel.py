"""Frames over a socket, with a cap before anything is allocated and an absolute deadline for every byte."""

import select
import socket
import time
from typing import NamedTuple

from grader.worker.codec import BLOB_CAP, HEADER_CAP, LENGTHS, CodecError, Tree, read_header

CHUNK = 1 << 16  # most frames arrive whole in one read
READ_CAP = 1 << 20  # one read allocates no more, however slowly a large frame drips


class ChannelClosedError(Exception):
    """The other side is gone."""


class DeadlineError(Exception):
    """The deadline passed while a frame was being sent or read."""


class Frame(NamedTuple):
    """A frame as it arrived, not looked into."""

    header: bytes
    blob: bytearray


class Channel:
    """One end of a conversation in frames (see `codec`).

    A deadline is a time of `time.monotonic()`; None waits for ever.

    Args:
        sock: connected.
        patient: no call of this end has a deadline, so that reads may simply block.
    """

    def __init__(self, sock: socket.socket, *, patient: bool = False) -> None:
        self._socket = sock
        self._socket.setblocking(patient)
        self._patient = patient
        self._buffer = bytearray()  # read already, not yet part of a frame

    def send(self, frame: bytes, deadline: float | None = None) -> None:
        """Send one frame.

        Raises:
            ChannelClosedError: the other side is gone.
            DeadlineError: it did not take the frame in time.
        """
        view = memoryview(frame)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(deadline, write=True)
            except OSError as error:
                raise ChannelClosedError(str(error)) from None

    def receive(self, deadline: float | None = None) -> tuple[list[Tree], bytearray]:
        """Read one frame: its message and its blob.

        Raises:
            CodecError: the header is not well formed; or what `receive_frame` raises.
        """
        header, blob = self.receive_frame(deadline)
        return read_header(header), blob

    def receive_frame(self, deadline: float | None = None) -> Frame:
        """Read one frame.

        Raises:
            ChannelClosedError: the other side is gone, or went in the middle of a frame.
            DeadlineError: the frame was not complete in time, however slowly it dripped.
            CodecError: the frame is too large.
        """
        self._fill(LENGTHS.size, deadline)
        header_length, blob_length = LENGTHS.unpack_from(self._buffer)
        if header_length > HEADER_CAP or blob_length > BLOB_CAP:
            raise CodecError(f"a frame of {header_length} + {blob_length} bytes")
        middle = LENGTHS.size + header_length
        end = middle + blob_length
        self._fill(end, deadline)
        frame = Frame(bytes(self._buffer[LENGTHS.size : middle]), self._buffer[middle:end])
        self._buffer = self._buffer[end:]
        return frame

    def silent(self) -> bool:
        """True if nothing waits to be read: a worker that was not asked has nothing to say."""
        if self._buffer:
            return False
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _fill(self, length: int, deadline: float | None) -> None:
        """Have at least `length` bytes in the buffer."""
        while len(self._buffer) < length:
            self._buffer += self._read(min(max(length - len(self._buffer), CHUNK), READ_CAP), deadline)

    def _read(self, most: int, deadline: float | None) -> bytes:
        while True:
            if not self._patient:
                self._wait(deadline, write=False)  # an answer is hardly ever there at once
            try:
                chunk = self._socket.recv(most)
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChannelClosedError(str(error)) from None
            if not chunk:
                raise ChannelClosedError("closed")
            return chunk

    def _wait(self, deadline: float | None, *, write: bool) -> None:
        """Until the socket is ready, or the deadline has passed."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise DeadlineError
        try:
            _ready(self._socket, left, write=write)
        except (OSError, ValueError) as error:
            raise ChannelClosedError(str(error)) from None


def _ready(sock: socket.socket, timeout_s: float | None, *, write: bool) -> None:
    """Wait for the socket. `poll` takes any descriptor; Windows has only `select`."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLOUT if write else select.POLLIN)
        poll.poll(None if timeout_s is None else timeout_s * 1000)
    else:
        select.select([] if write else [sock], [sock] if write else [], [], timeout_s)
