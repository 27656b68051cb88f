"""What a watching session waits for: saved files and pressed keys, in one queue."""

import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

STEP_MS = 20  # how long files must be quiet after a change: an editor's write and rename are one save
GROUP_MS = 400  # the longest that changes are gathered before they are told


class Saved(NamedTuple):
    """A file was written, replaced or removed."""

    path: Path


class Pressed(NamedTuple):
    """A key was pressed."""

    key: str


class Broken(NamedTuple):
    """The folder can no longer be watched."""

    why: str


Event: TypeAlias = Saved | Pressed | Broken
ReadKey: TypeAlias = Callable[[threading.Event], str | None]


class Events:
    """A queue that threads fill and a session empties."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def put(self, event: Event) -> None:
        """Append an event."""
        self._queue.put(event)

    def wait(self) -> Event:
        """The next event; blocks until there is one, in steps, so that Ctrl-C is heard on every system."""
        while True:
            try:
                return self._queue.get(timeout=0.5)
            except queue.Empty:
                continue


@contextmanager
def events_of(folder: Path, read_key: ReadKey | None) -> Iterator[Events]:
    """Events of a folder's files and of the keyboard, for the time of the block.

    Args:
        folder: watched with all below it.
        read_key: waits for a key, or returns None when it is told to stop; None where there is no keyboard.
    """
    events, stop = Events(), threading.Event()
    threads = [threading.Thread(target=_watch, args=(folder, events, stop), daemon=True)]
    if read_key is not None:
        threads.append(threading.Thread(target=_listen, args=(read_key, events, stop), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield events
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _watch(folder: Path, events: Events, stop: threading.Event) -> None:
    from watchfiles import watch  # a compiled library: only a session needs it

    try:
        for changes in watch(
            folder, step=STEP_MS, debounce=GROUP_MS, rust_timeout=500, stop_event=stop, raise_interrupt=False
        ):
            for name in sorted({name for _, name in changes}):
                events.put(Saved(Path(name)))
    except (OSError, RuntimeError) as error:
        events.put(Broken(str(error)))


def _listen(read_key: ReadKey, events: Events, stop: threading.Event) -> None:
    while (key := read_key(stop)) is not None:
        events.put(Pressed(key))


@contextmanager
def keyboard(descriptor: int) -> Iterator[ReadKey | None]:
    """Single keys from a terminal, without Enter; None where the descriptor is no terminal."""
    if not os.isatty(descriptor):
        yield None
    elif os.name == "nt":
        yield _read_windows_key
    else:
        import termios
        import tty

        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)  # Ctrl-C still interrupts
            yield lambda stop: _read_posix_key(descriptor, stop)
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _read_posix_key(descriptor: int, stop: threading.Event) -> str | None:
    import select

    while not stop.is_set():
        ready, _, _ = select.select([descriptor], [], [], 0.1)
        if ready:
            data = os.read(descriptor, 32)  # an arrow key is several bytes: one key all the same
            return data.decode(errors="replace") if data else None
    return None


def _read_windows_key(stop: threading.Event) -> str | None:
    import msvcrt

    while not stop.wait(0.05):
        if msvcrt.kbhit():  # type: ignore[attr-defined]  # Windows only
            return str(msvcrt.getwch())  # type: ignore[attr-defined]  # Windows only
    return None
