"""Entry of the worker's interpreter, `python -I -m grader.worker ROLE ...`: only the trusted side starts it."""

import contextlib
import os
import signal
import socket
import sys
from typing import NoReturn

from grader.worker.limits import WorkerLimits
from grader.worker.lockdown.enclosure import enclosure

_AWAITED = (signal.SIGTERM, getattr(signal, "SIGCHLD", signal.SIGTERM))


def alone(port: int, folder: str, level: str, limits: list[str], *, torch: bool) -> None:
    """Serve one submission from a fresh interpreter, for systems without a fork worth using.

    The trusted side writes a token to standard input; it comes back over the connection, so that no other
    process of this machine can stand in for the worker. The connection is made first: there is no network later.
    """
    token = sys.stdin.buffer.readline().strip()
    sock = socket.create_connection(("127.0.0.1", port))
    place = enclosure(level, folder, torch=torch)
    place.enter()
    from grader.worker.start import move_in, warm_up, work  # imports NumPy

    warm_up(torch=torch)
    place.settle()
    mine = place.admit()
    if level != "process":  # a worker of a pid namespace must be forked
        signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
        worker = os.fork()
        if worker:
            sock.close()
            _end_with(worker)
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _AWAITED)
    bounds = WorkerLimits(float(limits[0]), *map(int, limits[1:]))
    move_in(place, mine, bounds, [sock.fileno()], torch=torch)
    sock.sendall(token)  # locked down: what goes wrong from here on is the student's doing
    work(sock, bounds, torch=torch)


def _end_with(worker: int) -> NoReturn:
    """End in the way the worker ends, and end it when told to."""
    ended = 0
    while not ended:
        told = signal.sigwait(_AWAITED) == signal.SIGTERM
        if told:
            os.kill(worker, signal.SIGKILL)  # nothing happens if it has ended already: it is not reaped yet
        ended, status = os.waitpid(worker, 0 if told else os.WNOHANG)
    if os.WIFSIGNALED(status):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (os.WTERMSIG(status),))  # a request to end may be pending too
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def probe() -> None:
    """Say of each level above `process` what keeps it from holding: a line each, with nothing after it if it holds."""
    from grader.worker.lockdown import LEVELS
    from grader.worker.lockdown.landlock import abi, describe
    from grader.worker.lockdown.probe import why_not

    for level in LEVELS[1:]:
        print(level, why_not(level))
    with contextlib.suppress(OSError):
        print("landlock-abi", describe(abi()))


def main(arguments: list[str]) -> None:
    """Start as a zygote, as a worker alone, or to look at what this machine offers."""
    role, *rest = arguments
    if role == "probe":
        probe()
        return
    channel, folder, level, torch, *limits = rest
    if role == "zygote":
        from grader.worker.zygote import run_zygote  # needs fork, which not every system has

        run_zygote(int(channel), folder, level, torch=torch == "torch")
    else:
        alone(int(channel), folder, level, limits, torch=torch == "torch")


if __name__ == "__main__":
    main(sys.argv[1:])
