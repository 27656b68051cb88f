"""Right, and leaves behind what runs when a program ends or an object dies."""
import atexit
import os
import signal
import weakref


def last_word(*args):
    for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
        try:
            with open(os.path.join(folder, "last_word"), "w") as stream:
                stream.write("PWNED: a line of the student's ran at the end")
        except OSError:
            pass


class Dying:
    def __del__(self):
        last_word()
        os._exit(0)


kept = Dying()
atexit.register(last_word)
weakref.finalize(kept, last_word)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, last_word)


def distance(x, y, p):
    """Right, and dies when its answer is collected."""
    wrong = Dying()
    del wrong
