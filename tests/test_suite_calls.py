"""Which of the exercise's functions a student's function calls, however it is written."""

import pytest

from grader.suite.calls import calls_of

FUNCTIONS = ("f", "g", "h")


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("def f(x): return g(x)\ndef g(x): return x\n", {"g"}),
        ("def f(x): return x\ndef g(x): return f(x)\n", set()),
        ("def f(x): return helper(x)\ndef helper(x): return other(x)\ndef other(x): return g(x)\n", {"g"}),
        ("def f(x): return g(f(x))\ndef g(x): return h(x)\n", {"g", "h"}),
        ("def f(x): return [g(v) for v in x]\n", {"g"}),
        ("def f(x): return list(map(g, x))\n", {"g"}),
        ("f = lambda x: g(x)\n", {"g"}),
        ("f: object = lambda x: g(x)\n", {"g"}),
        ("f = other = lambda x: g(x)\n", {"g"}),
        ("from functools import partial\nf = partial(helper, 1)\nhelper = lambda n, x: g(x)\n", {"g"}),
        ("async def f(x): return g(x)\n", {"g"}),
        ("class f:\n    def forward(self, x): return g(x)\n", {"g"}),
        ("if True:\n    def f(x): return g(x)\nelse:\n    def f(x): return h(x)\n", {"g", "h"}),
        ("try:\n    import torch\nexcept ImportError:\n    def f(x): return g(x)\nfinally:\n    pass\n", {"g"}),
        ("with open('x') as y:\n    def f(x): return g(x)\n", {"g"}),
        ("def f(x): return module.g(x)\n", set()),
        ("f: object\n", set()),
    ],
)
def test_a_function_reaches_what_it_mentions(source, called):
    assert calls_of(source.encode(), FUNCTIONS).get("f", set()) == called


@pytest.mark.parametrize("source", [b"def f(:", b"\0", b"x = " + b"(" * 300 + b")" * 300, b"\xff", b"", b"g(1)\n"])
def test_what_cannot_be_read_calls_nothing(source):
    assert calls_of(source, FUNCTIONS) == {}
