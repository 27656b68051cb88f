"""What a student reads at each feedback level; above all what `hint` does not tell, whatever the student's code tries."""

import re

import pytest

from tests.suites import run, subject, terms, write

LEVELS = {"full": {"public": "full"}, "hint": {"public": "hint"}, "outcome": {"public": "outcome"}}


@pytest.fixture
def read(tmp_path, numpy_zygote):
    """read(suite, source, level) -> the results of a suite's tests."""

    def results(body, source, level="full", **changes):
        suites = write(tmp_path, {"public": body})
        (tests,) = run(suites, [subject(source)], numpy_zygote, terms(feedback=LEVELS[level], **changes))
        return tests

    return results


def one(body):
    return f'def test_f(student):\n    """T."""\n    {body}\n'


FAILING = {
    "wrong value": (
        "assert_close(student.f(np.array([1.5, 2.5])), 1.5)",
        "def f(x):\n    print('told')\n    return 4.25\n",
    ),
    "law": ("assert student.f(1.5) < 0, 'f(1.5) must be below 0'", "def f(x):\n    print('told')\n    return 4.25\n"),
    "raises": ("student.f(1.5)", "def f(x):\n    print('told')\n    raise ValueError('got 4.25')\n"),
    "of no use": ("student.f(1.5).shape", "def f(x):\n    print('told')\n    return 4.25\n"),
    "cannot cross": (
        "student.f(1.5)",
        "import numpy as np\ndef f(x):\n    print('told')\n    return np.ma.array([4.25])\n",
    ),
    "does not raise": (
        "with pytest.raises(ValueError): student.f(1.5)",
        "def f(x):\n    print('told')\n    return 4.25\n",
    ),
}


@pytest.mark.parametrize(("body", "source"), FAILING.values(), ids=FAILING)
def test_full_shows_the_call_hint_shows_only_the_kind_and_outcome_nothing(read, body, source):
    (full,), (hint,), (outcome,) = (read(one(body), source, level) for level in LEVELS)
    assert "The last call was f(" in full.message
    assert "1.5" in full.message
    assert any(word in full.message for word in ("4.25", "told", "masked"))
    assert hint.message
    assert not any(secret in hint.message for secret in ("1.5", "2.5", "4.25", "told", "below", "masked"))
    assert outcome.message == ""
    assert full.outcome == hint.outcome == outcome.outcome != "passed"


def test_a_warning_of_a_library_does_not_tell_where_it_is_installed(read):
    source = "import numpy as np\ndef f(x):\n    return np.mean(np.zeros(0)) + np.float64(1) / 0\n"
    (test,) = read(one("assert student.f(1) == 2"), source)
    assert "    numpy/_core/" in test.message and "RuntimeWarning: Mean of empty slice" in test.message
    assert "    norms.py:3: RuntimeWarning: divide by zero" in test.message
    assert "site-packages" not in test.message


@pytest.mark.parametrize("level", ["full", "hint"])
@pytest.mark.parametrize(
    ("returned", "told"),
    [
        ("x", "Your function should return several values, as a tuple or a list; it returned a single one."),
        ("None", "it returned a single one. Is a return missing?"),
        ("(x, x, x)", "Your function should return 2 values, as a tuple or a list, but the result has another number."),
        ("[x]", "Your function should return 2 values, as a tuple or a list, but the result has another number."),
    ],
)
def test_a_result_that_cannot_be_taken_apart_is_told_in_words(read, returned, told, level):
    (test,) = read(one("out, cache = student.f(1.5)"), f"def f(x): return {returned}\n", level)
    assert told in test.message


LAW = "A law that this function must obey does not hold."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (", 'f rose where it must fall'", "F rose where it must fall."),
        (", ('f rose '\n        'where it must fall.')", "F rose where it must fall."),
        (", f'f gave {student.f(1.5)}'", LAW),
        (", 'f' + ' rose'.strip('x')", LAW),
        (", 'f(1.5) is not below 0'", LAW),
        (", ''", LAW),
        ("", LAW),
    ],
    ids=["literal", "two lines", "values", "computed", "figures", "empty", "none"],
)
def test_a_hint_repeats_the_authors_words_where_they_are_a_literal_without_figures(read, said, words):
    (hint,) = read(one(f"assert student.f(1.5) < 0{said}"), "def f(x): return 4.25\n", "hint")
    assert hint.message == words


def test_the_words_of_a_helper_and_of_a_property_are_repeated_too(read):
    helper = "def falls(value):\n    assert value < 0, 'f rose where it must fall'\n\n"
    law = '@given(x=st.floats(1, 2))\ndef test_law(student, x):\n    """T."""\n    falls(student.f(x))\n'
    (hint,) = read(helper + law, "def f(x): return 4.25\n", "hint")
    assert hint.message == "F rose where it must fall."


def test_what_passes_has_no_message_at_any_level(read):
    for level in LEVELS:
        assert [test.message for test in read(one("assert student.f(1) == 1"), "def f(x): return x", level)] == [""]


def test_a_level_is_chosen_for_each_suite_and_a_suite_without_one_gets_hints(tmp_path, numpy_zygote):
    suites = write(tmp_path, {"public": one("assert student.f(1) == 2"), "hidden": one("assert student.f(1) == 2")})
    ((public, hidden),) = run(suites, [subject("def f(x): return x")], numpy_zygote, terms(feedback={"public": "full"}))
    assert "f(1)" in public.message
    assert hidden.message == "A law that this function must obey does not hold."


# Leaks. The inputs differ from secret to secret; what is read at level `hint` may not.

TRIES = '''
def test_compare(student, rng):
    """T."""
    x = float(rng.random())
    assert_close(student.f(x), x + 1)

def test_array(student, rng):
    """T."""
    x = rng.random(3)
    assert_close(student.f(x), x + 1)

def test_parts(student, rng):
    """T."""
    x = float(rng.random())
    assert_close(student.f(x), {"a": (x, x), "b": x})

def test_truth(student, rng):
    """T."""
    assert not student.f(float(rng.random())), "a law"

def test_method(student, rng):
    """T."""
    assert student.f(float(rng.random())).forward(1) == 3

@function("f")
def test_callback(student, rng):
    """T."""
    def double(value):
        assert value == 1
        return 2
    assert student.call(double, float(rng.random())) == 7

def test_fails(student, rng):
    """T."""
    pytest.fail(f"{student.f(float(rng.random()))}")

def test_raises(student, rng):
    """T."""
    with pytest.raises(ValueError, match="no such words"):
        student.f(float(rng.random()))

def test_observed(student, rng):
    """T."""
    record = student.observe.f(float(rng.random()))
    assert record.output == record.warnings == record.modified == 3, "told"

@given(x=st.floats(0, 1))
def test_property(student, x):
    """T."""
    assert_close(student.f(x), x + 1)
'''
LEAKS = {
    "an exception's words": "raise ValueError(told)",
    "an exception's notes": "error = ValueError(); error.add_note(told); raise error",
    "an exception's name": "raise type(told, (ValueError,), {})()",
    "a name that says it is builtin": "raise type(told, (ValueError,), {'__module__': 'builtins'})()",
    "a base exception's name": "raise type(told, (BaseException,), {})(told)",
    "a str that raises": "raise type('E', (ValueError,), {'__str__': lambda self: 1 / 0})()",
    "a cause": "raise ValueError from KeyError(told)",
    "a group": "raise ExceptionGroup(told, [ValueError(told)])",
    "print": "print(told); print(told, file=sys.stderr); raise ValueError",
    "raw output": "os.write(1, told.encode()); os.write(2, told.encode()); raise ValueError",
    "a warning": "warnings.warn(told); raise ValueError",
    "a function's name": "names = {}; exec(compile(f'def v{code}(): raise ValueError', 'norms.py', 'exec'), names); names[f'v{code}']()",
    "a file's name": "exec(compile('raise ValueError', told, 'exec'))",
    "a line beyond the file": "exec(compile(chr(10) * code + 'raise ValueError', 'norms.py', 'exec'))",
    "a syntax error's line": "raise SyntaxError(told, ('norms.py', code, 1, told))",
    "the words of a stub": "raise NotImplementedError(f'{told}: your code goes here')",
    "an exit code": "os._exit(code % 200)",
    "an exit": "sys.exit(told)",
    "a string": "return told",
    "bytes": "return told.encode()",
    "a string that looks like pytest's words": "return f'DID NOT RAISE {told} <class E{code}>'",
    "a key": "return {told: 1}",
    "a number as key": "return {code: 1}",
    "a length": "return [1.0] * (code % 1000 + 5)",
    "ragged rows": "return [[1.0] * (code % 1000 + 5), 2.0]",
    "a shape": "return np.zeros(code % 1000 + 5)",
    "a number of axes": "return np.zeros((1,) * (code % 25 + 4))",
    "a text array": "return np.array([told])",
    "a dtype's name": "return np.zeros(1, dtype=[(told, 'f8')])",
    "a width": "return np.zeros(2, dtype=f'S{code % 1000 + 1}')",
    "an object array": "return np.array([told], dtype=object)",
    "a giant": "return 1 << (code % 1000 + 5000)",
    "depth": "value = 1\n    for _ in range(20 + code % 50): value = [value]\n    return value",
    "a constant": "return code",
    "a factor": "return np.asarray(x) * code",
    "a class's name": "return type(told, (), {})()",
    "a class's name, with a method": "return type(told, (), {'forward': lambda self, y: 5})()",
    "a class's name, with a method that hangs": "return type(told, (), {'forward': lambda self, y: time.sleep(60)})()",
    "a class's name, that dies": "return type(told, (), {'forward': lambda self, y: os._exit(1)})()",
    "a generator": "return (each for each in [told])",
}  # fmt: skip
SOURCE = """
import os, sys, time, warnings
import numpy as np

def f(x):
    told = repr(np.asarray(x).ravel()[0].item())
    code = int(told[2:8] or 7)
    LEAK

def call(double, x):
    return double(type(repr(x), (), {})())
"""


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_a_hint_is_the_same_for_all_inputs(tmp_path, numpy_zygote, leak):
    suites = write(tmp_path, {"public": TRIES})
    subjects = [subject(SOURCE.replace("LEAK", leak), secret=secret * 16) for secret in (b"a", b"b")]
    one, two = run(suites, subjects, numpy_zygote, terms(feedback=LEVELS["hint"], test_timeout_s=0.5))
    assert [(test.name, test.outcome, test.message) for test in one] == [
        (test.name, test.outcome, test.message) for test in two
    ]
    assert "not_graded" not in {test.outcome for test in one}, "a student's object must not look like a fault of ours"


# The words of a message.


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("assert student.f([1, 2]) == [1, 3]", "assert [1, 2] == [1, 3]\nThe last call was f([1, 2])"),
        ("assert student.f([1, 2]) == [1, 3], 'they differ'", "they differ\nThe last call was f([1, 2])"),
        ("assert student.f(2) == 3, 'two\\nlines'", "two\n  lines\nThe last call was f(2)"),
        ("assert not student.f(2)", "assert not 2\nThe last call was f(2)"),
        ("with pytest.raises(ValueError): student.f(2)", "ValueError should be raised here, and is not.\nThe last call was f(2)"),
        ("with pytest.raises((KeyError, TypeError)): student.f(2)", "KeyError or TypeError should be raised here, and is not.\nThe last call was f(2)"),
        ("student.f(2); pytest.fail('no good')", "no good\nThe last call was f(2)"),
        ("student.f(2)[0]", "The test could not use what your function returned (TypeError: 'int' object is not subscriptable).\nThe last call was f(2)"),
        ("assert student.f(len) is None", "The last call was f(a function)"),
        ("assert student.f(student.g, k=1) is None", "The last call was f(student.g, k=1)"),
        ("assert student.f(np.arange(40.0)) is None", "f(array([ 0.,  1.,  2., ..., 37., 38., 39.], shape=(40,)))"),
        ("assert student.f('x' * 1000) is None", "xxx ...)"),
        ("assert student.f(np.random.default_rng(1)) is None", "f(Generator(PCG64))"),
        ("assert student.f(np.eye(2), np.float32) is None", "f(\n    array([[1., 0.],\n           [0., 1.]]),\n    <class 'numpy.float32'>)"),
        ("assert student.f(student.f) is None", "The last call was f(student.f)"),
        ("assert student.f(student.g()) is None", "The last call was f(<Cell of the student's>)"),
        ("assert student.f(student.g()).real", "The last call was getattr(<Cell of the student's>, 'real')"),
        ("2 - student.f(student.g())", "The last call was operator.sub(2, <Cell of the student's>)"),
    ],
)  # fmt: skip
def test_a_message_says_what_the_student_can_use(read, body, words):
    source = (
        "class g: pass\ng.__name__ = 'Cell'\ndef f(*args, **kwargs):\n    return args[0] if args[0] is not len else 1\n"
    )
    (test,) = read("@function('f')\n" + one(body), source)
    assert words in test.message
    assert " 0x" not in test.message


def test_what_a_student_prints_is_shown_below_and_cut_short(read):
    (test,) = read(
        one("assert student.f(1) == 2"), "def f(x):\n    print('a\\nb')\n    print('c' * 5000)\n    return x\n"
    )
    assert "\nPrinted:\n    a\n    b\n    ccc" in test.message
    assert len(test.message) < 1200


def test_a_students_traceback_shows_the_students_lines_only(read):
    source = "import numpy as np\ndef f(x):\n    return helper(x)\ndef helper(x):\n    return np.linalg.inv(np.zeros((2, 2)))\n"
    (test,) = read(one("student.f(1)"), source)
    assert "norms.py, line 3, in f: return helper(x)" in test.message
    assert "norms.py, line 5, in helper" in test.message
    assert "numpy/" not in test.message
    assert "grader" not in test.message


def test_an_address_in_memory_is_left_out_for_it_differs_from_run_to_run(read):
    (test,) = read(one("student.f(1)"), "def f(x):\n    print(object())\n    raise ValueError(f'{object()} is bad')\n")
    assert "ValueError: <object object> is bad" in test.message
    assert "Printed:\n    <object object>" in test.message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('def f(x):\n    raise NotImplementedError("f: your code goes here")\n', "f is not written yet."),
        ("def g(x): return 1\n", "norms.py defines no f."),
    ],
)
def test_where_nothing_ran_there_is_no_last_call(read, source, message):
    (test,) = read(one("student.f(1)"), source)
    assert test.message.startswith(message)
    assert "last call" not in test.message


# Faults of ours are nobody's lost marks.

OURS = {
    "an error of its own": "1 / 0\n    student.f(1)",
    "a comparison of its own": "assert_close(1.0, 2.0)\n    student.f(1)",
    "a law of its own": "assert 1 == 2\n    student.f(1)",
    "what it expects to be raised": "with pytest.raises(ValueError): pass\n    student.f(1)",
    "pytest.fail": "pytest.fail('no')\n    student.f(1)",
    "pytest.skip": "pytest.skip('not today')\n    student.f(1)",
    "what cannot cross": "student.f({1, 2})",
    "what cannot be compared": "assert_close(student.f(1), object())",
    "a wrong tolerance": "assert_close(student.f(1), 1, rtol=-1)",
    "setting an attribute": "student.make().x = 1; student.f(1)",
}


@pytest.mark.parametrize("body", OURS.values(), ids=OURS)
def test_a_suite_that_fails_by_itself_is_not_graded(read, body):
    source = "def f(x): return x\nclass make: pass\n"
    body = "@function('f')\n" + one(body)
    (full,), (hint,) = read(body, source), read(body, source, "hint")
    assert full.outcome == hint.outcome == "not_graded"
    assert full.earned == 0
    assert hint.message
    assert len(full.message) >= len(hint.message)


def test_a_fixture_that_fails_is_not_graded(read):
    body = "@pytest.fixture\ndef broken():\n    raise OSError('no such thing')\n" + one("student.f(1)").replace(
        "student)", "student, broken)"
    )
    (full,), (hint,) = read(body, "def f(x): return x"), read(body, "def f(x): return x", "hint")
    assert full.message == "The suite itself failed: OSError: no such thing"
    assert hint.message == "The suite itself failed (OSError)."


@pytest.mark.parametrize("reference", ["1 / 0\n", "def f(:\n", "import a_library_of_nobody\n"])
def test_a_reference_that_cannot_be_imported_is_not_graded(tmp_path, numpy_zygote, reference):
    path = tmp_path / "norms.py"
    path.write_text(reference)
    body = one("assert student.f(1) == reference.f(1)").replace("student)", "student, reference)")
    under = terms(reference=str(path), feedback={"hidden": "full"})
    ((test,),) = run(write(tmp_path / "suites", {"hidden": body}), [subject("def f(x): return x")], numpy_zygote, under)
    assert test.outcome == "not_graded"
    assert re.search(rf"{re.escape(str(path))}, line 1 cannot be imported: \w+Error: .*Correct the file", test.message)


def test_where_there_is_no_reference_a_hidden_suite_is_told_so(tmp_path, numpy_zygote):
    body = one("assert student.f(1) == reference.f(1)").replace("student)", "student, reference)")
    ((test,),) = run(write(tmp_path, {"hidden": body}), [subject("def f(x): return x")], numpy_zygote)
    assert test.outcome == "not_graded"
    assert "only solutions/ has one" in test.message
