"""Frames over a socket, with a cap before anything is allocated and an absolute deadline for every byte."""

import socket
import time

from grader.worker.codec import BLOB_CAP, HEADER_CAP, LENGTHS, CodecError, Tree, read_header


class ChannelClosedError(Exception):
    """The other side is gone."""


class DeadlineError(Exception):
    """The deadline passed while a frame was being sent or read."""


class Channel:
    """One end of a conversation in frames (see `codec`)."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.bytes_read = 0

    def send(self, frame: bytes, deadline: float | None = None) -> None:
        """Send one frame. `deadline` is a time of `time.monotonic()`, None waits for ever.

        Raises:
            ChannelClosedError: the other side is gone.
            DeadlineError: it did not take the frame in time.
        """
        view = memoryview(frame)
        try:
            while view:
                self.socket.settimeout(_left(deadline))
                view = view[self.socket.send(view) :]
        except TimeoutError:
            raise DeadlineError from None
        except OSError as error:
            raise ChannelClosedError(str(error)) from None

    def receive(self, deadline: float | None = None) -> tuple[list[Tree], bytearray]:
        """Read one frame: its message and its blob.

        Raises:
            ChannelClosedError: the other side is gone, or went in the middle of a frame.
            DeadlineError: the frame was not complete in time, however slowly it dripped.
            CodecError: the frame is too large or not well formed.
        """
        header_length, blob_length = LENGTHS.unpack(self._read(LENGTHS.size, deadline))
        if header_length > HEADER_CAP or blob_length > BLOB_CAP:
            raise CodecError(f"a frame of {header_length} + {blob_length} bytes")
        header = self._read(header_length, deadline)
        return read_header(bytes(header)), self._read(blob_length, deadline)

    def silent(self) -> bool:
        """True if nothing waits to be read: a worker that was not asked has nothing to say."""
        self.socket.settimeout(0)
        try:
            return not self.socket.recv(1, socket.MSG_PEEK) and False
        except BlockingIOError:
            return True
        except OSError:
            return False

    def close(self) -> None:
        """Close this end."""
        self.socket.close()

    def _read(self, length: int, deadline: float | None) -> bytearray:
        data = bytearray(length)
        view = memoryview(data)
        try:
            while view:
                self.socket.settimeout(_left(deadline))
                count = self.socket.recv_into(view)
                if count == 0:
                    raise ChannelClosedError("closed")
                self.bytes_read += count
                view = view[count:]
        except TimeoutError:
            raise DeadlineError from None
        except OSError as error:
            raise ChannelClosedError(str(error)) from None
        finally:
            view.release()  # so that an array may be built on the bytearray itself
        return data


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
