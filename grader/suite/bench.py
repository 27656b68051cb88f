"""Where submissions meet suites: holds the worker of the submission at hand and gives tests what they ask for."""

import functools
import importlib.util
import random
import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.errors import GraderError, SuiteError, UsageError
from grader.sandbox.launch import Launcher, make_launcher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from grader.suite.fingerprint import seed_of
from grader.suite.module import SuiteModule, place_of
from grader.suite.properties import Cases
from grader.suite.subject import Subject, Terms, generator_of
from grader.worker.limits import WorkerLimits


class Bench:
    """Gives a test its `student`, `reference` and seed.

    Args:
        terms: how the topic is graded; None under plain pytest, where each folder has its own.
        kinds: path of a suite -> "public" or "hidden".
    """

    def __init__(self, terms: Terms | None, kinds: dict[str, str], launcher: Launcher | None = None) -> None:
        self._terms = terms
        self.kinds = kinds
        self.driven = terms is not None
        self._launchers: dict[bool, Launcher] = {terms.torch: launcher} if terms and launcher else {}
        self._lent = launcher
        self._workers: dict[Path, Worker] = {}
        self._references: dict[str, ModuleType] = {}
        self.cases = Cases()
        self._submission: str | None = None
        self._secret: bytes | None = None
        self._worker: Worker | None = None
        self.last: Student | None = None

        if terms is not None and terms.torch:
            _use_one_thread()

    @classmethod
    def for_plain_pytest(cls, submission: str | None) -> "Bench":
        """A bench that finds out about each suite from its folder."""
        bench = cls(None, {})
        bench._submission = submission
        return bench

    def owns(self, item: Any) -> bool:
        """Whether the item belongs to a suite."""
        return isinstance(item, pytest.Function) and item.getparent(SuiteModule) is not None

    def why_not(self, folder: Path) -> str:
        """Under plain pytest: why no test of a folder can run, said once and not by each of them; empty if they can."""
        try:
            _plain_terms(folder)
            self._plain_file(folder)
        except GraderError as error:
            return str(error)
        return ""

    def require_workers(self) -> None:
        """Start a worker and end it. Raises WorkerError: nothing could be graded, and it is better said at once."""
        assert self._terms is not None
        self._launcher(torch=self._terms.torch).launch(WorkerLimits()).end()

    def seat(self, subject: Subject, *, again: bool = False) -> None:
        """Put a submission on the bench: the tests that run next look at it.

        Args:
            subject: the submission.
            again: it was there before, and our processes died; if they do once more, that is its doing.
        """
        assert self._terms is not None
        assert subject.source is not None
        self._secret = subject.secret
        alive = partial(self._launcher, torch=self._terms.torch)
        renew = alive if again else None
        terms = self._terms
        self._worker = Worker(alive(), subject.filename, subject.source, terms.budget, renew, terms.functions)

    @property
    def worker(self) -> Worker:
        """The worker of the submission on the bench."""
        assert self._worker is not None
        return self._worker

    def unseat(self) -> None:
        """End the submission's worker."""
        if self._worker is not None:
            self._worker.close()
        self._worker = self.last = None

    def student(self, item: pytest.Item) -> Student:
        """The proxy for one test, with a full allowance of time."""
        worker = self._worker if self.driven else self._plain_worker(_folder(item))
        assert worker is not None
        worker.begin_test(self.time_s(item))
        _seed_globals(self.seed(item))
        self.last = Student(worker)
        return self.last

    def leave(self, proxy: Student) -> None:
        """A plain test is over: show what the student's code printed, as pytest shows output."""
        if not self.driven and proxy.output:
            sys.stdout.write(proxy.output)

    def reference(self, item: pytest.Item) -> ModuleType:
        """The solution module, loaded once. Raises SuiteError where there is none."""
        return self.solution(self._terms_of(item))

    def solution(self, terms: Terms) -> ModuleType:
        """The solution module of a topic, loaded once. Raises SuiteError where there is none."""
        if terms.reference is None:
            raise SuiteError("There is no reference here: only solutions/ has one.")
        if terms.reference not in self._references:
            self._references[terms.reference] = load_reference(terms.reference)
        return self._references[terms.reference]

    def generator(self, item: pytest.Item) -> np.random.Generator:
        """The test's `rng`."""
        return generator_of(*self._seed_parts(item))

    def time_s(self, item: pytest.Item) -> float:
        """How long the test may take."""
        mark = item.get_closest_marker("timeout")
        return float(mark.args[0]) if mark else self._terms_of(item).budget.test_timeout_s

    def seed(self, item: pytest.Item) -> int:
        """The seed of a property test."""
        return seed_of(*self._seed_parts(item))

    def close(self) -> None:
        """End every worker, and the launchers that this bench made."""
        self.unseat()
        for worker in self._workers.values():
            worker.close()
        for launcher in self._launchers.values():
            if launcher is not self._lent:
                launcher.close()

    def _seed_parts(self, item: pytest.Item) -> tuple[bytes, str, str, str]:
        terms = self._terms_of(item)
        module = item.getparent(SuiteModule)
        assert module is not None
        return self._secret or terms.secret, terms.topic, module.kind, item.name

    def _terms_of(self, item: pytest.Item) -> Terms:
        return self._terms or _plain_terms(_folder(item))

    def _launcher(self, *, torch: bool) -> Launcher:
        launcher = self._launchers.get(torch)
        if launcher is not None and not launcher.alive:
            launcher.close()
            launcher = None
        if launcher is None:
            launcher = self._launchers[torch] = make_launcher(
                torch=torch, isolation=self._terms.isolation if self._terms else None
            )
        return launcher

    def _plain_file(self, folder: Path) -> Path:
        """The submission that a folder's suites look at. Raises CatalogueError, UsageError."""
        path = Path(self._submission) if self._submission else folder / f"{_plain_terms(folder).topic}.py"
        if not path.is_file():
            raise UsageError(f"--submission {path} is not a file. Name the Python file that the suites shall look at.")
        return path

    def _plain_worker(self, folder: Path) -> Worker:
        if folder not in self._workers:
            terms, path = _plain_terms(folder), self._plain_file(folder)
            launcher = self._launcher(torch=terms.torch)
            self._workers[folder] = Worker(launcher, path.name, path.read_bytes(), terms.budget)
        return self._workers[folder]


def load_reference(path: str) -> ModuleType:
    """Import a solution module, or another file beside it, under a name of its own. Raises SuiteError."""
    name = f"_deep_grader_reference_{abs(hash(path))}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        why = f"{type(error).__name__}: {str(error).rstrip('.')}"
        raise SuiteError(f"{place_of(path, error)} cannot be imported: {why}. Correct the file.") from error
    return module


def _use_one_thread() -> None:
    """Oracles on small tensors: a pool of threads would spend more on waiting than on them."""
    import torch

    torch.set_num_threads(1)


def _seed_globals(seed: int) -> None:
    """A suite that draws from a global generator (a fresh torch module does) draws the same in every run."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(seed % 2**63)  # torch.manual_seed walks the stack for each other device


def _folder(item: pytest.Item) -> Path:
    module = item.getparent(SuiteModule)
    assert module is not None
    return module.folder


@functools.cache
def _plain_terms(folder: Path) -> Terms:
    from grader.suite.terms import terms_of_folder  # reads YAML, which a driven run has done already

    return terms_of_folder(folder)
