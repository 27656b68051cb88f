"""CPU of a submission and topic: through the worker, directly in one warm process, and against `import torch`.

Through the worker a test's body runs only where an answer comes that nobody gave before (`grader.sandbox.conversation`).
So there are three prices: with `new` answers throughout, as if each submission were the first of its kind; with those
of the sample class as they come, where every file is another mixture of mistakes; and with `known` answers throughout,
which is what most of a large class costs. The yardstick runs every body every time.
"""

import contextlib
import resource
import subprocess
import sys
from unittest import mock

from grader.sandbox.worker import Worker
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of
from tests.benchmarks.direct import apart, without_isolation
from tests.benchmarks.sample import SECRET, exercises, tame_subjects


def cpu_s():
    """CPU seconds of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@contextlib.contextmanager
def without_memory():
    """In the block, every test asks for itself."""
    nothing = mock.Mock(return_value=None)
    with mock.patch.multiple(Worker, rehearse=nothing, remember=nothing):
        yield


def cost(exercise, before, subjects, context=contextlib.nullcontext):
    """CPU ms per submission of `subjects`; the start, and what `before` costs, left out."""
    spent = []
    for graded in (before, [*before, *subjects]):
        start = cpu_s()
        with context():
            run_suites(suites_of(exercise), terms_of(exercise, SECRET), graded, lambda *_: None)
        spent.append(cpu_s() - start)
    return 1000 * (spent[1] - spent[0]) / len(subjects)


def prices(exercise):
    """(direct, new, class, known) in CPU ms per submission of the sample class."""
    subjects, first = tame_subjects(exercise), [right(exercise)]
    return (
        apart(cost, exercise, first, subjects * 2, without_isolation),
        cost(exercise, first, subjects * 2, without_memory),
        cost(exercise, first, subjects),
        cost(exercise, subjects, subjects * 2),
    )


def right(exercise):
    """The reference as a submission."""
    return Subject("reference", exercise.reference_path.name, exercise.reference_path.read_bytes())


def measure():
    """One line a topic, and the ratio over all."""
    yield "CPU per (submission, topic) on the sample class, ms: direct in one warm process; through the worker (ratio)"
    total = [0.0, 0.0, 0.0, 0.0]
    for exercise in exercises():
        found = prices(exercise)
        total = [sum(pair) for pair in zip(total, found, strict=True)]
        yield f"  {exercise.topic:20} {_shown(found)}"
    yield f"  {'all topics':20} {_shown(total)}   (known at most 1.5)"
    yield "CPU of both suites on the reference, warm / import torch: new, known (at most 0.12)"
    start = cpu_s()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    torch_ms = 1000 * (cpu_s() - start)
    for exercise in exercises():
        first, more = [right(exercise)], [right(exercise)] * 9
        new, known = cost(exercise, first, more, without_memory), cost(exercise, first, more)
        yield f"  {exercise.topic:20} {new / torch_ms:5.3f} {known / torch_ms:5.3f}   (import torch {torch_ms:.0f} ms)"


def _shown(found):
    direct, *worker = found
    columns = zip(("new", "class", "known"), worker, strict=True)
    return f"{direct:6.1f}; " + ", ".join(f"{name} {ms:6.1f} ({ms / direct:4.2f})" for name, ms in columns)
