"""Keeps other processes of the same user out of this one's memory and environment, where a key may be."""

import ctypes
import sys

PR_SET_DUMPABLE = 4


def hide_process() -> None:
    """On Linux, make `/proc/<this process>/environ` and `mem` unreadable for all but root; elsewhere do nothing.

    Programs that this process starts are as readable as ever. It is one wall more: what keeps a student's code away
    from the files of this user is the isolation level.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
