"""What every pool of processes needs."""

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def one_thread() -> None:
    """Numbers are crunched in one thread: the other cores have work, and results do not depend on their number."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def submitted(
    executor: Executor, work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs
) -> "Future[Found]":
    """Hand work to an executor. If a process of it was killed since somebody last looked, the future says so."""
    try:
        return executor.submit(work, *args, **kwargs)
    except BrokenExecutor as error:
        lost: Future[Found] = Future()
        lost.set_exception(error)
        return lost
