import pytest

from grader.policy import Violation, violations

NORM = ["numpy.linalg.norm", "scipy", "np.vdot", ".norm", "sum"]


def lines(source: str | bytes, forbid: list[str] = NORM, function: str = "f") -> list[tuple[int, str]]:
    return [(each.line, each.name) for each in violations(source, [function], forbid).get(function, [])]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef f(x): return np.linalg.norm(x)",
        "import numpy\ndef f(x): return numpy.linalg.norm(x)",
        "import numpy.linalg\ndef f(x): return numpy.linalg.norm(x)",
        "import numpy.linalg as la\ndef f(x): return la.norm(x)",
        "from numpy import linalg as la\ndef f(x): return la.norm(x)",
        "from numpy import linalg\ndef f(x): return linalg.norm(x)",
        "from numpy.linalg import norm as n\ndef f(x): return n(x)",
        "from numpy.linalg import *\ndef f(x): return norm(x)",
        "from numpy import *\ndef f(x): return linalg.norm(x)",
        "import numpy as np; la = np.linalg\ndef f(x): return la.norm(x)",
        "import numpy as np; la: object = np.linalg\ndef f(x): return la.norm(x)",
        "import numpy as np; a = b = np; c = b\ndef f(x): return c.linalg.norm(x)",
        "import numpy as np; a, (b, c) = 1, (np.linalg, 2)\ndef f(x): return b.norm(x)",
        "import numpy as np\ndef f(x): la = np.linalg; return la.norm(x)",
        "import numpy as np\ndef f(x): return (la := np.linalg).norm(x)",
        "import numpy as np\ndef f(x): return [la := np.linalg, la.norm(x)][1:]",
        "import numpy as np\ndef f(x): return getattr(np.linalg, 'norm')(x)",
        "import numpy as np\ndef f(x): return getattr(getattr(np, 'linalg'), 'norm', None)(x)",
        "import numpy as np, builtins\ndef f(x): return builtins.getattr(np.linalg, 'norm')(x)",
        "import importlib\ndef f(x): return importlib.import_module('numpy.linalg').norm(x)",
        "from importlib import import_module as load\ndef f(x): la = load('numpy').linalg; return la.norm(x)",
        "la = __import__('numpy.linalg').linalg\ndef f(x): return la.norm(x)",
        "la = __import__('numpy.linalg', fromlist=['norm'])\ndef f(x): return la.norm(x)",
        "la = __import__('numpy.linalg', {}, {}, ['norm'])\ndef f(x): return la.norm(x)",
        "import numpy as np\ndef f(x): return map(np.linalg.norm, x)",
        "import numpy as np\ndef f(x): return (lambda y: np.linalg.norm(y))(x)",
        "import numpy as np\ndef f(x, n=np.linalg.norm): return n(x)",
        "import numpy as np\ndef f(x, *, la=np.linalg): return la.norm(x)",
        "import numpy as np\ndef f(x): return [np.linalg.norm(y) for y in x]",
        "import numpy as np\ndef f(x): return [y for y in np.linalg.norm(x)]",
        "import numpy as np\ndef f(x): return x[np.linalg.norm(x) :]",
        "import numpy as np\ndef f(x): return f'{np.linalg.norm(x)}'",
        "import numpy as np\ndef f(x):\n  def g(): return la.norm(x)\n  la = np.linalg; return g()",
        "import numpy as np\nasync def f(x): return np.linalg.norm(x)",
        "import numpy as np\n@np.linalg.norm\ndef f(x): return x",
        "import numpy as np\nf = lambda x: np.linalg.norm(x)",
        "import numpy as np\nf = np.linalg.norm",
        "import numpy as np\nclass f:\n  def g(self): return np.linalg.norm(self.x)",
        "import numpy as np\nclass f:\n  n = np.linalg.norm",
        "import numpy as np\nclass f(np.linalg.norm): pass",
        "import numpy as np\nclass f(metaclass=np.linalg.norm): pass",
        "import numpy as np\nif np:\n  def f(x): return np.linalg.norm(x)\nelse:\n  def f(x): return x",
        "try:\n  import numpy as np\nexcept ImportError:\n  np = None\ndef f(x): return np.linalg.norm(x)",
        "def f(x):\n  import numpy as np\n  return np.linalg.norm(x)",
        "def setup():\n  global la\n  import numpy.linalg as la\ndef f(x): return la.norm(x)",
        "import numpy as np\ndef f(x):\n  la = 0\n  def g():\n    nonlocal la; la = np.linalg\n  return la.norm(g())",
        b"\xef\xbb\xbf# coding: utf-8\r\nimport numpy as np\r\ndef f(x): return np.linalg.norm(x)\r\n",
    ],
)
def test_a_forbidden_function_is_found_under_each_of_its_names(source):
    assert {name for _, name in lines(source)} == {"numpy.linalg.norm"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import scipy.special as s\ndef f(x): return s.softmax(x)", [(2, "scipy.special.softmax")]),
        ("import scipy\ndef f(x): return scipy.special.softmax(x)", [(2, "scipy.special.softmax")]),
        ("from scipy.special import softmax as f", [(1, "scipy.special.softmax")]),
        ("from scipy.special import *", [(1, "scipy.special.f")]),
        ("import importlib\ndef f(x): return importlib.import_module('scipy')", [(2, "scipy")]),
        ("s = __import__('scipy')\ndef f(x): return s", [(1, "scipy")]),
        ("import numpy as np\ndef f(x): return np.vdot(x, x)", [(2, "numpy.vdot")]),
        ("def f(x): return sum(x)", [(1, "sum")]),
        ("import builtins as b\ndef f(x): return b.sum(x)", [(2, "sum")]),
        ("def f(x): return x.norm()", [(1, ".norm")]),
        ("def f(x): return (x @ x.T).norm().item()", [(1, ".norm")]),
        ("def f(x): return getattr(x, 'norm')()", [(1, ".norm")]),
        ("import torch\ndef f(x): return torch.Tensor.norm(x)", [(2, "torch.Tensor.norm")]),
        ("class f:\n  def g(self): return self.weight.norm()", [(2, ".norm")]),
    ],
)
def test_whole_packages_builtins_and_methods_may_be_forbidden(source, found):
    assert lines(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import numpy as np\ndef g(x):\n  return np.linalg.norm(x)\ndef f(x): return g(x)", [3]),
        (
            "import numpy as np\ndef h():\n  return np.linalg.norm\ndef g(x): return h()(x)\ndef f(x): return g(x)",
            [3],
        ),
        ("import numpy as np\ndef f(x): return g(x)\ndef g(x):\n  if x: return f(x)\n  return np.linalg.norm(x)", [5]),
        ("import numpy as np\nn = np.linalg.norm\ndef f(x): return n(x)", [2]),
        ("import numpy as np\nTABLE = {\n  'l2': np.linalg.norm}\ndef f(x): return TABLE['l2'](x)", [3]),
        ("import numpy as np\nn = lambda x: np.linalg.norm(x)\ndef f(x): return n(x)", [2]),
        ("import numpy as np\nclass A:\n  def g(self, x): return np.linalg.norm(x)\ndef f(x): return A().g(x)", [3]),
        ("import numpy as np\nclass A:\n  n = np.linalg.norm\nclass f(A):\n  pass", [3]),
        ("import numpy as np\nfor n in [np.linalg.norm]: pass\ndef f(x): return n(x)", [2]),
        ("import numpy as np\nwith np.linalg.norm as n: pass\ndef f(x): return n(x)", [2]),
        ("import numpy as np\nn = 0\nn += np.linalg.norm(1)\ndef f(x): return n", [3]),
        ("import numpy as np\nn, *m = np.linalg.norm, 1\ndef f(x): return m", [2]),
        ("import numpy as np\ndef g(x): return np.linalg.norm(x)\nh = g\nf = h", [2]),
        ("import numpy as np\ndef deco(g): return np.linalg.norm\n@deco\ndef f(x): return x", [2]),
        ("import numpy as np\ndef f(x):\n  n = np.linalg.norm(x)\n  return np.linalg.norm(x / n)", [3, 4]),
    ],
)
def test_helpers_and_values_of_the_module_are_followed(source, found):
    assert [line for line, _ in lines(source)] == found


@pytest.mark.parametrize(
    "source",
    [
        "import scipy\nfrom numpy.linalg import norm\nfrom scipy.special import *\ndef f(x): return x",
        "def f(x):\n  import scipy\n  return x",
        "import numpy as np\ndef g(x): return np.linalg.norm(x)\ndef f(x): return x",
        "from numpy.linalg import norm\ndef f(x, norm): return norm(x)",
        "from numpy.linalg import norm\ndef f(*norm, **sum): return norm, sum",
        "from numpy.linalg import norm\ndef f(x):\n  norm = x.max()\n  return norm",
        "from numpy.linalg import norm\ndef f(x): return [norm for norm in x]",
        "from numpy.linalg import norm\ndef f(x): return (lambda norm: norm)(x)",
        "from numpy.linalg import norm\ndef f(x):\n  for norm in x: pass\n  with x as sum: return sum, norm",
        "from numpy.linalg import norm\ndef f(x):\n  try: x()\n  except ValueError as norm: return norm",
        "from numpy.linalg import norm\ndef f(x):\n  match x:\n    case [norm, *sum]: return norm, sum",
        "from numpy.linalg import norm\ndef f(x):\n  match x:\n    case {**norm}: return norm",
        "from numpy.linalg import norm\ndef norm(x): return x\ndef f(x): return norm(x)",
        "from numpy.linalg import norm\ndef f(x):\n  def norm(y): return y\n  return norm(x)",
        "from numpy.linalg import norm\nclass A:\n  def norm(self): return 1\ndef f(x): return A()",
        "from .linalg import norm\ndef f(x): return norm(x)",
        "import mine as np\ndef f(x): return np.linalg.norm(x)",
        "def f(np, x): return np.linalg.other(x)",
        "import numpy as np\ndef f(np): return np.linalg",
        "import numpy as np\ndef f(x): return np.linalg.normal(x), np.linalg, np.sum(x)",
        "import numpy as np\ndef f(x): return getattr(np.linalg, x)",
        "import numpy as np\ndef getattr(a, b): return a\ndef f(x): return getattr(np.linalg, 'norm')",
        "import numpy as np\ndef f(x):\n  norm: np.linalg.norm = 0\n  return norm",
        "import scipy\ndef f(x: scipy.sparse) -> scipy.sparse: return x",
        "class f:\n  def norm(self): return 1\n  def g(self): return self.norm()",
        "def f(x):\n  x.norm = 1\n  return x",
        "import numpy as np\ndef f(x):\n  '''Do not use np.linalg.norm(x).'''\n  return x  # np.linalg.norm",
        "class f:\n  norm = 1\n  def g(self): return norm",
        "a = b\nb = a\ndef f(x): return a.linalg.norm2(b)",
        "",
    ],
)
def test_what_is_not_used_or_is_something_else_is_no_violation(source):
    assert lines(source) == []


def test_another_exercise_function_answers_for_itself():
    source = "import numpy as np\nlog = np.log\ndef f(x): return np.exp(x)\ndef g(x): return f(x) + log(x) + np.sin(x)"
    found = violations(source, ["f", "g", "log"], ["numpy.exp", "numpy.log", "numpy.sin"])
    assert {name: [each.name for each in each_found] for name, each_found in found.items()} == {
        "f": ["numpy.exp"],
        "g": ["numpy.sin"],
        "log": ["numpy.log"],
    }


def test_another_exercise_function_that_is_imported_answers_for_itself():
    source = "from numpy import exp\ndef g(x): return exp(x)"
    assert violations(source, ["exp", "g"], ["numpy.exp"]) == {"exp": [Violation(1, "numpy.exp", "exp")]}


def test_the_message_says_where_and_what():
    source = "import numpy as np\n\ndef f(x):\n    return np.linalg.norm(x) + sum(x)"
    norm, total = violations(source, ["f"], NORM)["f"]
    assert norm == Violation(4, "numpy.linalg.norm", "np.linalg.norm")
    assert norm.message() == (
        "line 4 uses np.linalg.norm (numpy.linalg.norm), which this exercise asks you to do without"
    )
    assert total.message("norms.py") == "norms.py, line 4 uses sum, which this exercise asks you to do without"


def test_a_long_expression_is_shortened_in_the_message():
    source = f"def f(x): return ({' + '.join(['x'] * 50)}).norm()"
    (found,) = violations(source, ["f"], NORM)["f"]
    assert found.written.startswith("...")
    assert found.written.endswith("x).norm")
    assert len(found.written) == 60


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: return x",
        b"def f(x): return 1\0",
        "def f(x): return '\ud800'",
        b"# coding: klingon\ndef f(x): return sum(x)",
        b"def f(x): return '\xff'",
        "def f(x): return " + "(" * 5000 + ")" * 5000,
        "def f(x): return " + "-" * 100_000 + "1",
        "def f(x): return sum" + ".a" * 100_000,
        "def f(x): return " + "x + " * 100_000 + "sum(x)",
        "if 1:\n" + "".join(" " * depth + "if 1:\n" for depth in range(1, 300)),
    ],
)
def test_what_python_cannot_read_or_nobody_can_follow_has_no_violations(source):
    assert violations(source, ["f"], ["x"]) == {}


def test_names_that_multiply_with_every_line_take_no_time():
    doubling = "\n".join(f"v{n + 1} = v{n}.a\nif v0: v{n + 1} = v{n}.b" for n in range(200))
    crossing = "\n".join("if v0: p = q.a\nif v0: q = p.b" for _ in range(300))
    source = f"import numpy as v0\n{doubling}\np = v200\n{crossing}\ndef f(x): return v200.c, p.c, q.c"
    assert lines(source) == []


def test_warnings_of_the_student_s_source_are_not_ours():
    assert lines("def f(x): return '\\d', sum(x)") == [(1, "sum")]
