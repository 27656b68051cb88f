"""Fixtures for tests of the grader itself."""

from collections.abc import Callable, Iterator

import pytest

from grader.sandbox.budget import Budget
from grader.sandbox.launch import AloneLauncher, Launcher, ZygoteLauncher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from tests.levels import require

Submit = Callable[..., Student]


@pytest.fixture(scope="session")
def numpy_zygote() -> Iterator[Launcher]:
    launcher = ZygoteLauncher(torch=False)
    yield launcher
    launcher.close()


@pytest.fixture(scope="session")
def torch_zygote() -> Iterator[Launcher]:
    launcher = ZygoteLauncher(torch=True)
    yield launcher
    launcher.close()


@pytest.fixture(scope="session")
def alone() -> Iterator[Launcher]:
    launcher = AloneLauncher(torch=False)
    yield launcher
    launcher.close()


@pytest.fixture(scope="session")
def zygote_at() -> Iterator[Callable[..., Launcher]]:
    """zygote_at(level, torch=False) -> its launcher; skips with the reason where the level does not hold."""
    started: dict[tuple[str, bool], Launcher] = {}

    def get(level: str, *, torch: bool = False) -> Launcher:
        require(level)
        if (level, torch) not in started:
            started[level, torch] = ZygoteLauncher(torch=torch, isolation=level)
        return started[level, torch]

    yield get
    for launcher in started.values():
        launcher.close()


@pytest.fixture
def submit_to() -> Iterator[Submit]:
    """submit_to(launcher, source, **budget) -> Student."""
    workers: list[Worker] = []

    def make(launcher: Launcher, source: str | bytes, **budget: float) -> Student:
        code = source.encode() if isinstance(source, str) else source
        workers.append(Worker(launcher, "norms.py", code, Budget(**{"test_timeout_s": 20.0, **budget})))
        return Student(workers[-1])

    yield make
    for worker in workers:
        worker.close()


@pytest.fixture
def submit(numpy_zygote: Launcher, submit_to: Submit) -> Submit:
    """submit(source, **budget) -> Student, in a worker without torch."""
    return lambda source, **budget: submit_to(numpy_zygote, source, **budget)


@pytest.fixture
def submit_torch(torch_zygote: Launcher, submit_to: Submit) -> Submit:
    """submit_torch(source, **budget) -> Student, in a worker with torch."""
    return lambda source, **budget: submit_to(torch_zygote, source, **budget)
