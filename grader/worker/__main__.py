"""Entry of the worker's interpreter, `python -I -m grader.worker zygote|alone ...`: only the trusted side starts it."""

import socket
import sys

from grader.worker.limits import WorkerLimits
from grader.worker.start import become_worker, warm_up


def alone(port: int, folder: str, limits: list[str], *, torch: bool) -> None:
    """Serve one submission from a fresh interpreter, for systems without a fork worth using.

    The trusted side writes a token to standard input; it comes back over the connection, so that no other
    process of this machine can stand in for the worker.
    """
    token = sys.stdin.buffer.readline().strip()
    warm_up(torch=torch)
    sock = socket.create_connection(("127.0.0.1", port))
    sock.sendall(token)
    bounds = WorkerLimits(float(limits[0]), *map(int, limits[1:]))
    become_worker(sock, bounds, folder, torch=torch)


def main(arguments: list[str]) -> None:
    """Start as a zygote or as a worker alone."""
    role, channel, folder, torch, *limits = arguments
    if role == "zygote":
        from grader.worker.zygote import run_zygote  # needs fork, which not every system has

        run_zygote(int(channel), folder, torch=torch == "torch")
    else:
        alone(int(channel), folder, limits, torch=torch == "torch")


if __name__ == "__main__":
    main(sys.argv[1:])
