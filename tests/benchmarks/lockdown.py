"""CPU of a worker's whole life by isolation level: fork, lock-down, module loaded, first answer, reaped.

The yardstick is a plain fork of the same warm process, which ends at once. The kernel's own accounting of the zygote
and all that it reaped is read before and after, so that neither its start nor other processes count.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

from grader.sandbox.budget import Budget
from grader.sandbox.isolation import survey
from grader.sandbox.launch import ZygoteLauncher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker

WORKERS = 100
MOST_MS = 25.0  # more than a plain fork
SOURCE = b"import numpy as np\n\ndef total(x):\n    return np.sum(x)\n"
PLAIN_FORK = """
import os, resource, sys
from grader.worker.start import warm_up
import gc
warm_up(torch=sys.argv[1] == "torch")
gc.collect()
gc.freeze()
def spent():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
before = spent()
for _ in range(int(sys.argv[2])):
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
print(1000 * (spent() - before) / int(sys.argv[2]))
"""


def plain_fork_ms(kind):
    """CPU ms of a fork that does nothing."""
    command = [sys.executable, "-I", "-c", PLAIN_FORK, kind, str(WORKERS)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def zygote_s(pid):
    """CPU seconds of a process and of the children that it has reaped."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def life_ms(level, *, torch):
    """CPU ms of one worker at a level, our side's included."""
    launcher = ZygoteLauncher(torch=torch, isolation=level)

    def live():
        worker = Worker(launcher, "probe.py", SOURCE, Budget())
        assert Student(worker).total([1.0, 2.0]) == 3.0
        worker.close()

    try:
        live()
        pid = launcher._process.pid
        before, ours = zygote_s(pid), resource.getrusage(resource.RUSAGE_SELF)
        for _ in range(WORKERS):
            live()
        after = resource.getrusage(resource.RUSAGE_SELF)
        spent = zygote_s(pid) - before + after.ru_utime + after.ru_stime - ours.ru_utime - ours.ru_stime
        return 1000 * spent / WORKERS
    finally:
        launcher.close()


def measure():
    """A line for each level, without torch and with it."""
    levels = [level.name for level in survey() if not level.why_not]
    for kind in ("numpy", "torch"):
        fork = plain_fork_ms(kind)
        yield f"CPU of fork, lock-down, load, first answer, reap, in a {kind} zygote (a plain fork: {fork:.1f} ms)"
        found = {level: life_ms(level, torch=kind == "torch") for level in levels}
        for level, life in found.items():
            yield (
                f"  {level:11} {life:5.1f} ms = {life / found['process']:4.2f} of process, "
                f"{life - fork:4.1f} ms more than a plain fork   (at most {MOST_MS:g})"
            )
