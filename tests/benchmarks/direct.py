"""The yardstick: the same suites directly on the module, in one warm process, without any isolation."""

import contextlib
import io
import multiprocessing
import types
import warnings
from concurrent.futures import ProcessPoolExecutor
from unittest import mock

import numpy as np

from grader.sandbox.failures import MissingFunction
from grader.sandbox.observation import Gradients, Observation
from grader.sandbox.student import ASKED_BY_HYPOTHESIS
from grader.suite import diagnosis, run
from grader.suite.bench import Bench
from grader.worker.gradients import vector_jacobian
from grader.worker.observe import observed


class DirectStudent:
    """Looks like the proxy, and calls the function itself."""

    def __init__(self, module):
        self._module = module
        self.calls, self.last_call, self.output, self.functions = 0, None, "", frozenset()

    def __getattr__(self, name):
        if name.startswith("_") or name in ASKED_BY_HYPOTHESIS:
            raise AttributeError(name)

        def call(*args, **kwargs):
            self.calls += 1
            if not hasattr(self._module, name):
                raise MissingFunction(name)
            return getattr(self._module, name)(*(_own(arg) for arg in args), **kwargs)

        return call

    def grad(self, target, args, cotangent, **kwargs):
        self.calls += 1
        function = getattr(self._module, target) if isinstance(target, str) else target
        found = vector_jacobian(function, list(args), kwargs, cotangent)
        result = Gradients(found["arguments"])
        result.value, result.parameters = found["value"], found["parameters"]
        return result

    @property
    def observe(self):
        def make(name):
            def call(*args, **kwargs):
                self.calls += 1
                value, record = observed(getattr(self._module, name), [_own(arg) for arg in args], kwargs)
                record = {key: tuple(item) if isinstance(item, list) else item for key, item in record.items()}
                return Observation(value, output="", generators=(), **record)

            return call

        return _Names(make)


class _Names:
    def __init__(self, make):
        self._make = make

    def __getattr__(self, name):
        return self._make(name)


def _own(value):
    return value.copy() if isinstance(value, np.ndarray) else value


class DirectWorker:
    """Holds the module in this process."""

    def __init__(self, subject):
        self._module = types.ModuleType("submission")
        with contextlib.suppress(Exception):  # a module that cannot be loaded has no functions
            exec(compile(subject.source, subject.filename, "exec"), self._module.__dict__)
        self.substitutes_called = set()

    def begin_test(self, timeout_s=None):
        pass

    def rehearse(self, known, start, timeout_s=None):
        pass

    def remember(self, known, start, value):
        pass

    def close(self):
        pass

    @contextlib.contextmanager
    def substituted(self, functions):
        self.substitutes_called = set()
        names = vars(self._module)
        before = {name: names[name] for name in functions if name in names}

        def noted(name, function):
            def call(*args, **kwargs):
                self.substitutes_called.add(name)
                return function(*args, **kwargs)

            return call

        names.update({name: noted(name, functions[name]) for name in before})
        try:
            yield
        finally:
            names.update(before)


class DirectBench(Bench):
    """A bench whose submissions are loaded into this process."""

    def seat(self, subject, *, again=False):
        self._secret = subject.secret
        self._worker = DirectWorker(subject)

    def student(self, item):
        self.last = DirectStudent(self._worker._module)
        return self.last


def apart(work, *arguments):
    """What `work(*arguments)` gives in a process of its own: a submission may change the process that it runs in."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


@contextlib.contextmanager
def without_isolation():
    """In the block, `run_suites` grades in this process."""
    with (
        mock.patch.object(run, "Bench", DirectBench),
        mock.patch.object(diagnosis, "Student", lambda worker: DirectStudent(worker._module)),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield
