"""The pytest plugin: fixtures and marks of a suite, under `grader` and under plain pytest.

It registers itself with pytest (entry point `pytest11`), so `pytest solutions/1_foundations/2_norms --submission
norms.py` works, with `-k`, `--pdb`, coverage and the rest. Files that are not suites are left alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.sandbox.student import Student
    from grader.suite.bench import Bench

MARKS = (
    "points(n): what the test is worth (default 1)",
    "function(name): the student's function that the test marks (inferred where the test calls just one)",
    "timeout(seconds): how long the test may wait for the student's code",
    "extra_credit: the points come on top of the maximum",
)
BENCH: pytest.StashKey["Bench"] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --submission."""
    group = parser.getgroup("grader")
    group.addoption(
        "--submission",
        metavar="FILE",
        help="the student's file that the suites look at (default: the reference, or the file beside a public suite)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Collect a suite as a suite, and every other file as pytest does."""
    kind = _kind(module_path, parent.config)
    if kind is None:
        return None
    from grader.suite.module import SuiteModule

    return SuiteModule.at(parent, module_path, kind, parent.config.stash[BENCH].why_not)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers that plain pytest started."""
    bench = config.stash.get(BENCH, None)
    if bench is not None:
        bench.close()


@pytest.fixture
def student(request: pytest.FixtureRequest) -> "Iterator[Student]":
    """The submission: `student.f(...)` runs its function `f` in the worker."""
    bench = _bench(request)
    proxy = bench.student(request.node)
    yield proxy
    bench.leave(proxy)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Any:
    """The solution module (hidden suites only)."""
    return _bench(request).reference(request.node)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> Any:
    """A generator seeded from the course secret and the test's name: the same for every student."""
    return _bench(request).generator(request.node)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a suite's property test: seeded, on cases drawn once, with the smallest failing case kept."""
    bench = pyfuncitem.config.stash.get(BENCH, None)
    if bench is None or not hasattr(pyfuncitem.obj, "hypothesis") or not bench.owns(pyfuncitem):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    bench.cases.run(pyfuncitem.obj, bench.seed(pyfuncitem), arguments, bench.time_s(pyfuncitem))
    return True


def _kind(path: Path, config: pytest.Config) -> str | None:
    """One of "public" and "hidden", or None for a file that is no suite."""
    bench = config.stash.get(BENCH, None)
    if (path.parent / "exercise.yaml").is_file() and path.name in ("test_public.py", "test_hidden.py"):
        kind = path.stem.removeprefix("test_")
    elif (
        len(path.parents) > 2
        and (path.parents[2] / "kit.yaml").is_file()
        and path.name == f"test_{path.parent.name.split('_', 1)[-1]}.py"
    ):
        kind = "public"
    else:
        return None
    if bench is None:
        from grader.suite.bench import Bench

        config.stash[BENCH] = Bench.for_plain_pytest(config.getoption("submission"))
    return kind


def _bench(request: pytest.FixtureRequest) -> "Bench":
    bench = request.config.stash.get(BENCH, None)
    if bench is None or not bench.owns(request.node):
        raise pytest.UsageError(
            "The fixtures student, reference and rng belong to suites: test_public.py and test_hidden.py beside an "
            "exercise.yaml, or the test file of a kit."
        )
    return bench
