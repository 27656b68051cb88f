"""Peak memory of the whole process tree while a class is graded: 24 submissions against 480."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmarks.sample import ROOT, exercises, tame_subjects

SMALL, LARGE = 24, 480


def make_class(folder, exercise, size):
    """`size` students with the tame submissions of the sample class in turn."""
    subjects = tame_subjects(exercise)
    for number in range(size):
        student = folder / f"student{number:04}"
        student.mkdir(parents=True)
        subject = subjects[number % len(subjects)]
        (student / subject.filename).write_bytes(subject.source)


def peak_mib(submissions, topic):
    """Largest sum of resident memory over the tree of one `grader grade`."""
    command = [sys.executable, "-m", "grader", "grade", str(submissions), "--topic", topic, "--quiet",
               "--json", str(submissions / "results.json")]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    top = psutil.Process(process.pid)
    peak = 0
    while process.poll() is None:
        try:
            tree = [top, *top.children(recursive=True)]
            peak = max(peak, sum(each.memory_info().rss for each in tree))
        except psutil.Error:
            pass  # a process of the tree ended while it was looked at
        time.sleep(0.01)
    return peak / 2**20


def measure():
    """One ratio."""
    (exercise,) = exercises("norms")
    peaks = []
    for size in (SMALL, LARGE):
        folder = Path(tempfile.mkdtemp(prefix="grader-bench-"))
        make_class(folder, exercise, size)
        peaks.append(peak_mib(folder, exercise.topic))
        shutil.rmtree(folder)
    yield (
        f"peak memory of the process tree, {LARGE} submissions / {SMALL}: {peaks[1]:.0f} MiB / {peaks[0]:.0f} MiB = "
        f"{peaks[1] / peaks[0]:.3f}   (at most 1.10)"
    )
