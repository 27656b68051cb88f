"""A Dask cluster on the loopback interface: `python -m tests.faults.cluster WORKERS [STRANGERS]` prints its address.

It ends when its standard input does. Strangers are workers with another numpy, as far as they can tell.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.faults.scene import ROOT

STRANGE = """\
import importlib.metadata
true = importlib.metadata.version
importlib.metadata.version = lambda name: "1.26.0" if name == "numpy" else true(name)
"""


@contextmanager
def cluster(workers, strangers=0):
    """A cluster in a process of its own, in the block: its address, and the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.cluster", str(workers), str(strangers)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main():
    from distributed import LocalCluster

    workers, strangers = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder, LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", local_directory=folder
    ) as local:  # fmt: skip
        (Path(folder) / "sitecustomize.py").write_text(STRANGE)
        strange = [
            subprocess.Popen(
                [sys.executable, "-m", "dask", "worker", local.scheduler_address, "--no-nanny", "--no-dashboard", "--nthreads", "1",
                 "--local-directory", folder], env=os.environ | {"PYTHONPATH": folder}, stderr=subprocess.DEVNULL,
            )
            for _ in range(strangers)
        ]  # fmt: skip
        with local.get_client() as client:
            while len(client.nthreads()) < workers + strangers:
                time.sleep(0.05)
        print(local.scheduler_address, flush=True)
        sys.stdin.read()
        for each in strange:
            each.kill()
            each.wait()


if __name__ == "__main__":
    main()
