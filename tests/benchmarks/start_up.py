"""Start-up: `grader --help` and `grader check` against the imports that they cannot do without."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.sample import ROOT

GRADER = [sys.executable, "-m", "grader"]
RUNS = 7


def best(command, folder):
    """(CPU s, wall s) of the fastest of a few runs."""
    found = []
    for _ in range(RUNS):
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((cpu, time.perf_counter() - wall))
    return min(cpu for cpu, _ in found), min(wall for _, wall in found)


def measure():
    """Two ratios."""
    with tempfile.TemporaryDirectory() as name:
        kit = Path(name) / "kit"
        subprocess.run([*GRADER, "start", str(kit)], cwd=ROOT, capture_output=True, check=True)
        # The stub would be answered without a calculation: check a submission that has everything.
        stub = kit / "1_foundations" / "2_norms" / "norms.py"
        stub.write_bytes((ROOT / "solutions" / "1_foundations" / "2_norms" / "norms.py").read_bytes())
        help_cpu, _ = best([*GRADER, "--help"], kit)
        click_cpu, _ = best([sys.executable, "-c", "import click"], kit)
        _, check_wall = best([*GRADER, "check", "norms"], kit)
        _, import_wall = best([sys.executable, "-c", "import numpy, pytest, hypothesis"], kit)
    yield f"grader --help CPU / import click: {help_cpu / click_cpu:.2f}   (at most 3)"
    yield f"grader check norms wall / import numpy, pytest, hypothesis: {check_wall / import_wall:.2f}   (at most 3)"
