"""Fixtures for tests of the grader itself."""

from collections.abc import Callable, Iterator

import pytest

from grader.executor import work
from grader.sandbox.budget import Budget
from grader.sandbox.launch import AloneLauncher, Launcher, ZygoteLauncher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from tests.faults.scene import Scene
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


class Kept:
    """A launcher that outlives those who close it: a warm zygote for all topics."""

    alive = True

    def __init__(self, launcher: Launcher, isolation: str = "process") -> None:
        self.launch = launcher.launch
        self.isolation = isolation

    def close(self) -> None:
        pass


@pytest.fixture
def warm_work(numpy_zygote: Launcher, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """What is graded in this process is graded by the session's warm zygote."""
    kept = Kept(numpy_zygote)
    monkeypatch.setattr("grader.sandbox.launch.make_launcher", lambda **_: kept)
    work.close()
    yield kept
    work.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A small class, for graders in processes of their own."""
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def expected(scene: Scene) -> str:
    """The results of an undisturbed run in one process."""
    results = scene.finish("--jobs", 1)
    scene.forget()
    return results


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
