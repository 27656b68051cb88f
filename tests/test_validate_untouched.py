"""A suite that changes the reference is found by what it changed."""

import textwrap

import pytest

from grader.suite.bench import load_reference
from grader.validate.untouched import changed_names

SOURCE = textwrap.dedent(
    '''
    """A reference with everything that a module may hold."""
    import numpy as np
    from numpy import sort

    EPS, NAMES, SEEN = 1e-9, ["a"], {"k": (1, {2})}
    TABLE = np.eye(2)
    OBJECTS = np.array([[1], "x"], dtype=object)
    RNG = np.random.default_rng(7)
    Shape = tuple[int, int]
    LOOP = []
    LOOP.append(LOOP)


    class Cell:
        size = 3

        def __init__(self):
            self.weights = np.zeros(2)


    CELL = Cell()


    def make(scale):
        return lambda x: x * scale


    double = make(2)


    def f(x, y=NAMES, *, z=1):
        return x
    '''
).encode()


@pytest.fixture
def reference(tmp_path):
    path = tmp_path / "norms.py"
    path.write_bytes(SOURCE)
    return load_reference(str(path)), path


def test_a_reference_that_was_only_used_is_unchanged(reference):
    module, path = reference
    module.f(module.double(3))
    assert changed_names(path, SOURCE) == []


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("m.EPS = 1e-8", ["EPS"]),
        ("m.TABLE[0, 1] = 5", ["TABLE"]),
        ("m.OBJECTS[0].append(1)", ["OBJECTS"]),
        ("m.SEEN['k'][1].add(3)", ["SEEN"]),
        ("m.RNG.random()", ["RNG"]),
        ("m.f = lambda x: x", ["f"]),
        ("m.f.__defaults__[0].append('b')", ["NAMES", "f"]),
        ("m.f.__kwdefaults__['z'] = 2", ["f"]),
        ("m.Cell.size = 4", ["Cell"]),
        ("m.CELL.weights += 1", ["CELL"]),
        ("m.double = m.make(3)", ["double"]),
        ("m.sort = m.np.argsort", ["sort"]),
        ("m.np = None", ["np"]),
        ("m.NEW = 1", ["NEW"]),
        ("del m.make", ["make"]),
    ],
)
def test_each_change_is_named(reference, statement, names):
    module, path = reference
    exec(statement, {"m": module})
    assert changed_names(path, SOURCE) == names


def test_a_tensor_that_was_written_to_is_named(tmp_path):
    path = tmp_path / "gates.py"
    path.write_text(
        "import numpy as np\n"
        "class Tensor:\n"
        "    def __init__(self): self.held = np.zeros(2)\n"
        "    def detach(self): return self\n"
        "    def numpy(self): return self.held\n"
        "W, T = Tensor(), Tensor()\n"
    )
    load_reference(str(path)).T.numpy()[0] = 1
    assert changed_names(path, path.read_bytes()) == ["T"]


def test_a_reference_that_no_suite_asked_for_is_unchanged(tmp_path):
    path = tmp_path / "never_loaded.py"
    path.write_text("EPS = 1\n")
    assert changed_names(path, b"EPS = 1\n") == []


def test_nothing_is_said_of_a_file_that_was_saved_meanwhile(reference):
    module, path = reference
    path.write_bytes(SOURCE + b"\nMORE = 1\n")
    module.EPS = 2
    assert changed_names(path, SOURCE) == []
