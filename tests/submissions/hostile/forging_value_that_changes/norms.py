"""Values that are wrong when they are read for the first time, and right from then on."""
import threading


class Changing(list):
    """Wrong at the first look, right at the second."""

    looks = 0

    def __iter__(self):
        self.looks += 1
        return iter([-1.0] if self.looks == 1 else list.__iter__(self))

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return -1.0


class Object:
    """An array only when it is asked for the second time."""

    asked = 0

    def __array__(self, *args, **kwargs):
        self.asked += 1
        return np.array(-1.0 if self.asked == 1 else 7.0)


SHARED = np.zeros(3)


def frobenius_norm(A):
    return Object()


def distance(x, y, p):
    return Changing([5.0])


def normalise(x, p):
    """An array that is right while the next call is under way, and is the same object in all of them."""
    SHARED[:] = -1.0
    later = threading.Timer(0.2, SHARED.fill, [1.0])
    later.daemon = True
    try:
        later.start()
    except RuntimeError:
        pass
    return SHARED
