"""How a process becomes a worker: warm up, then (in the child) lock down, seed and serve."""

import os
import random
import socket

import numpy as np

from grader.worker import compat
from grader.worker.channel import Channel
from grader.worker.gradients import make_ready
from grader.worker.limits import WorkerLimits
from grader.worker.load import refuse_torch
from grader.worker.lockdown import lock_down
from grader.worker.serve import serve

SEED = 20_260_901  # global generators start from here, so that equal inputs give equal results


def warm_up(*, torch: bool) -> None:
    """Import what the students' modules will, before the first fork, in one thread."""
    compat.restore_removed_names()
    compat.make_hidden_loops_visible()
    if torch:
        import torch as torch_module

        torch_module.set_num_threads(1)
        torch_module.set_num_interop_threads(1)
        make_ready()
    else:
        refuse_torch()


def seed_globals(*, torch: bool) -> None:
    """Start the global random generators of the worker from a fixed point."""
    random.seed(SEED)
    np.random.seed(SEED)
    if torch:
        import torch as torch_module

        torch_module.manual_seed(SEED)


def become_worker(sock: socket.socket, limits: WorkerLimits, folder: str, *, torch: bool) -> None:
    """Lock this process down and serve `sock`. Does not return."""
    os.chdir(folder)
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    lock_down(limits, sock.fileno())
    seed_globals(torch=torch)
    serve(Channel(sock, patient=True), torch=torch, output_kib=limits.output_kib)
