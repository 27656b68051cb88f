"""A generated class: seeded, of the sample class's tame submissions, each file different from every other."""

import contextlib
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import suites_of, terms_of
from tests.benchmarks.direct import without_isolation
from tests.benchmarks.sample import ROOT, SECRET, tame_subjects

SEED = 20_260_901
LOOK_S = 0.05  # between two looks at the memory


class Spent(NamedTuple):
    """What a command took: CPU and wall seconds of the whole process tree, and its largest resident memory."""

    cpu_s: float
    wall_s: float
    peak_mib: float


def generate(folder, exercises, size, seed=SEED):
    """A class in a folder; every student hands in every topic, as somebody of the sample class did."""
    chance = random.Random(seed)
    choices = {exercise.topic: tame_subjects(exercise) for exercise in exercises}
    for number in range(size):
        student = folder / f"student{number:05}"
        student.mkdir(parents=True)
        for exercise in exercises:
            subject = chance.choice(choices[exercise.topic])
            note = f"\n# handed in by student {number}\n".encode()
            (student / subject.filename).write_bytes(subject.source + note)
    return folder


def cpu_of_children():
    """CPU seconds of all descendants that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command, path=None, **more):
    """Run a command to its end, with a folder of programs that come before all others, and more variables."""
    cpu, wall = cpu_of_children(), time.perf_counter()
    places = [str(path), os.environ["PATH"]] if path else [os.environ["PATH"]]
    environment = os.environ | {"GRADER_SECRET": SECRET.decode(), "PATH": os.pathsep.join(places)} | more
    process = subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_S)
            break
        peak = max(peak, _resident(process.pid))
    assert process.returncode in (0, 1), f"{command} ended with {process.returncode}"
    return Spent(cpu_of_children() - cpu, time.perf_counter() - wall, peak / 2**20)


def _resident(pid):
    """Memory of a process and its descendants; what they share is counted once for each."""
    try:
        top = psutil.Process(pid)
        return sum(each.memory_info().rss for each in (top, *top.children(recursive=True)))
    except psutil.Error:
        return 0  # one of them ended while it was looked at


def grade(folder, store, *options, topics, level=None, results=True):
    """`grader grade` on a class, as an instructor would run it.

    Args:
        folder: the class's.
        store: its results file lies beside it.
        options: more of them.
        topics: the exercises.
        level: of isolation; without one, the strongest that holds here.
        results: whether a results file is written.
    """
    command = [sys.executable, "-m", "grader", "grade", folder, "--solutions", ROOT / "solutions", "--quiet"]
    for exercise in topics:
        command += ["--topic", exercise.topic]
    if results:
        command += ["--json", store.with_suffix(".json")]
    return run([*command, "--store", store, *options], **({"GRADER_ISOLATION": level} if level else {}))


def limit_ms(exercise, folder, most=60):
    """CPU of a submission of the class directly on its module, in this warm process, without any isolation."""
    sources = [path.read_bytes() for path in sorted(folder.rglob(f"{exercise.topic}.py"))[:most]]
    subjects = [Subject(number, f"{exercise.topic}.py", source) for number, source in enumerate(sources)]
    times = []
    with without_isolation():
        run_suites(
            suites_of(exercise), terms_of(exercise, SECRET), subjects, lambda *_: times.append(time.process_time())
        )
    return 1000 * (times[-1] - times[0]) / (len(times) - 1)


FRESH = """\
import sys
import torch  # as the suites of the course need it
from pathlib import Path
from grader.catalogue import read_catalogue
from tests.benchmarks.classes import limit_once
limit_once(read_catalogue(Path("solutions")).find(sys.argv[1]), Path(sys.argv[2]))
"""


def limit_once(exercise, file):
    """The suites on one file, directly: what a fresh `pytest` process does for each submission."""
    with without_isolation():
        subjects = [Subject(0, file.name, file.read_bytes())]
        run_suites(suites_of(exercise), terms_of(exercise, SECRET), subjects, lambda *_: None)


def fresh_pytest_ms(exercise, folder, samples):
    """CPU of a fresh process for each of a few submissions."""
    files = sorted(folder.rglob(f"{exercise.topic}.py"))[:samples]
    spent = [run([sys.executable, "-c", FRESH, exercise.topic, file]).cpu_s for file in files]
    return 1000 * sum(spent) / len(spent)


def versions():
    """Lines about the machine."""
    import platform

    import numpy
    import torch

    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    cores = f"{os.cpu_count()} cores"
    memory = f"{psutil.virtual_memory().total / 2**30:.0f} GiB"
    return f"{model}, {cores}, {memory}; {platform.system()} {platform.release()}, Python {platform.python_version()}, numpy {numpy.__version__}, torch {torch.__version__}"
