"""Right, with threads that never end in the background."""
import threading
import time


def for_ever():
    while True:
        time.sleep(0.01)


def frobenius_norm(A):
    for daemon in (True, False):
        try:
            threading.Thread(target=for_ever, daemon=daemon).start()
        except RuntimeError:
            pass
    return _dtype(A).type(_length(A, 2))
