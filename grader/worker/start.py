"""How a process becomes a worker: warm up, then (in the child) lock down and seed, then serve."""

import os
import random
import socket
from collections.abc import Sequence

import numpy as np
import numpy.ma  # NumPy itself loads it late; here it would be in a worker, whose limits may not let it

from grader.worker import compat
from grader.worker.channel import Channel
from grader.worker.gradients import make_ready
from grader.worker.limits import WorkerLimits
from grader.worker.load import refuse_torch
from grader.worker.lockdown.enclosure import Enclosure, Place
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

        torch_module.default_generator.manual_seed(SEED)


def move_in(enclosure: Enclosure, place: Place, limits: WorkerLimits, keep: Sequence[int], *, torch: bool) -> None:
    """Lock this process down, with only the descriptors `keep` open, and seed it. If this fails, it is our fault."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    enclosure.lock(place, limits, keep)
    seed_globals(torch=torch)


def work(sock: socket.socket, limits: WorkerLimits, *, torch: bool) -> None:
    """Serve `sock` until it closes; then the process ends."""
    serve(Channel(sock, patient=True), torch=torch, output_kib=limits.output_kib)
