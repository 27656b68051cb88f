"""CPU of a submission and topic: through the worker, directly in one warm process, and against `import torch`."""

import contextlib
import resource
import subprocess
import sys
import time

from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of
from tests.benchmarks.direct import without_isolation
from tests.benchmarks.sample import SECRET, exercises, tame_subjects

ROUNDS = (1, 4)  # the difference is what submissions cost, without the start


def cpu_s():
    """CPU seconds of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def cost(exercise, subjects, context):
    """(CPU ms, wall ms) per submission, the start left out."""
    spent = []
    for rounds in ROUNDS:
        cpu, wall = cpu_s(), time.perf_counter()
        with context():
            run_suites(suites_of(exercise), terms_of(exercise, SECRET), subjects * rounds, lambda *_: None)
        spent.append((cpu_s() - cpu, time.perf_counter() - wall))
    extra = (ROUNDS[1] - ROUNDS[0]) * len(subjects)
    return [1000 * (spent[1][kind] - spent[0][kind]) / extra for kind in (0, 1)]


def measure():
    """One line a topic, and the ratio over all."""
    total = {"worker": 0.0, "direct": 0.0}
    yield "CPU per (submission, topic) on the sample class: worker / direct in one warm process"
    for exercise in exercises():
        subjects = tame_subjects(exercise)
        worker, wall = cost(exercise, subjects, contextlib.nullcontext)
        direct, _ = cost(exercise, subjects, without_isolation)
        total["worker"] += worker
        total["direct"] += direct
        yield (
            f"  {exercise.topic:20} {worker:7.1f} ms / {direct:6.1f} ms = {worker / direct:4.2f}   "
            f"(wall {wall:.1f} ms, {len(subjects)} submissions)"
        )
    yield f"  all topics: {total['worker'] / total['direct']:.2f}   (at most 3)"
    yield "CPU of both suites on the reference, warm / import torch (at most 0.12)"
    start = cpu_s()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    torch_ms = 1000 * (cpu_s() - start)
    for exercise in exercises():
        source = exercise.reference_path.read_bytes()
        references = [Subject(number, exercise.reference_path.name, source) for number in range(10)]
        spent, _ = cost(exercise, references, contextlib.nullcontext)
        yield f"  {exercise.topic:20} {spent:7.1f} ms / {torch_ms:6.0f} ms = {spent / torch_ms:5.3f}"
