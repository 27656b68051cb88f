"""Memory that no limit on the process counts: memfd, shared memory by name, System V segments, pipes."""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PIECE = 48 << 20


def memfd():
    kept = []
    try:
        for number in range(4):
            kept.append(os.memfd_create(f"hoard{number}"))
            os.write(kept[-1], bytes(PIECE))
    except (OSError, MemoryError):
        return ""
    return "memfd holds 192 MiB"


def named():
    try:
        descriptor = os.open("/dev/shm/grader-hostile-hoard", os.O_CREAT | os.O_RDWR)
        os.write(descriptor, bytes(1 << 20))
    except OSError:
        return ""
    return "/dev/shm holds a file"


def system_v():
    segment = libc.shmget(0x6AD3, 1 << 20, 0o1666)
    return "a System V segment" if segment >= 0 else ""


def frobenius_norm(A):
    found = named()
    if found:
        pwned(found)
    return _dtype(A).type(_length(A, 2))


def distance(x, y, p):
    found = system_v()
    if found:
        pwned(found)
    if x.shape != y.shape:
        raise ValueError("vectors of different lengths")
    _order(p)
    return _dtype(x).type(_length(np.subtract(x, y, dtype=np.float64), p))


def unit_ball_contains(x, p):
    found = memfd()
    if found:
        pwned(found)
    _order(p)
    return bool(_length(x, p) <= 1)
