"""What a suite must be: each test has a title, points and a function, and a mistake in one is told in a sentence."""

import re

import pytest

from grader.errors import SuiteError
from tests.suites import HEAD, NoLauncher, run, subject, write

ONE = 'def test_f(student):\n    """T."""\n    student.f(1)\n'


def collect(tmp_path, body, kind="public", head=HEAD):
    """What the tests of a suite are: nothing is run, for nothing was handed in."""
    (tests,) = run(write(tmp_path, {kind: body}, head), [subject(None)], NoLauncher())
    return tests


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("def test_f(student:\n", "line 1: SyntaxError: .*Correct the suite"),
        ("\n1 / 0\n" + ONE, "line 2: ZeroDivisionError: division by zero. Correct the suite"),
        ("import a_library_of_nobody\n" + ONE, "line 1: ModuleNotFoundError: .*'a_library_of_nobody'. Install it"),
        ("raise SystemExit(3)\n" + ONE, "line 1: SystemExit: 3"),
        ("", "holds no test"),
        ("import pytest\npytest.importorskip('a_library_of_nobody')\n" + ONE, "Skipped: could not import"),
        ("import pytest\n@pytest.mark.parametrize('n', [1])\n" + ONE, "uses no argument 'n'"),
        (ONE + ONE, "test_f is defined twice"),
        ("class TestF:\n    def test_f(self, student):\n        '''T.'''\n        student.f(1)\n", "TestF is no function"),
        ("def test_f(student):\n    student.f(1)\n", "test_f has no docstring; its first line is the title"),
        ('def test_f(student):\n    """  """\n    student.f(1)\n', "has no docstring"),
        ('def test_f(student):\n    """."""\n    student.f(1)\n', "has no docstring"),
        ('def test_f():\n    """T."""\n', r'it calls none. Add @function\("name"\)'),
        ('def test_f(student):\n    """T."""\n    student.f(student.g(1))\n', "it calls f, g"),
        ('def test_f(student, oracle):\n    """T."""\n    student.f(1)\n', "asks for oracle, which nothing provides"),
        ('def test_f(student, reference):\n    """T."""\n    student.f(1)\n', "asks for the reference, which a public"),
    ],
    ids=["syntax", "raises", "import", "exits", "empty", "skips itself", "parametrize", "defined twice", "class",
         "no docstring", "blank docstring", "dot", "no function", "two functions", "unknown fixture", "reference"],
)  # fmt: skip
def test_a_suite_that_cannot_be_collected_is_refused_in_one_line(tmp_path, body, words):
    with pytest.raises(SuiteError, match=words) as caught:
        collect(tmp_path, body, head="")
    message = str(caught.value)
    assert str(tmp_path / "test_public.py") in message
    assert "\n" not in message.strip()


@pytest.mark.parametrize(
    "mark",
    ["points(0)", "points(-1)", "points(0.3)", "points('two')", "points(True)", "points(nan)", "points(inf)",
     "points(1, 2)", "points(n=2)", "points(None)", "timeout(0)", "timeout(-3)", "timeout('5 s')", "timeout(inf)",
     "timeout()", "function(3)", "function('f g')", "function(f='f')", "function()"],
)  # fmt: skip
def test_a_mark_that_makes_no_sense_is_refused_with_its_value(tmp_path, mark):
    with pytest.raises(SuiteError) as caught:
        collect(tmp_path, f"from numpy import inf, nan\n@{mark}\n{ONE}")
    assert re.search(rf"test_f has @{re.escape(mark)}; it takes (one|the) ", str(caught.value))


def test_rng_and_given_do_not_go_together(tmp_path):
    body = '@given(n=st.integers())\ndef test_f(student, rng, n):\n    """T."""\n    student.f(n)\n'
    with pytest.raises(SuiteError, match="uses rng together with @given"):
        collect(tmp_path, body)


def test_a_hidden_suite_without_a_test_is_not_passed_over(tmp_path):
    suites = write(tmp_path, {"public": ONE, "hidden": ONE.replace("test_f", "check_f")})
    with pytest.raises(SuiteError, match=r"test_hidden\.py holds no test"):
        run(suites, [subject(None)], NoLauncher())


def test_the_first_of_several_mistakes_is_told(tmp_path):
    suites = write(tmp_path, {"public": "1 / 0\n", "hidden": "import a_library_of_nobody\n"})
    with pytest.raises(SuiteError, match="ZeroDivisionError"):
        run(suites, [subject(None)], NoLauncher())


def test_points_are_one_unless_said_and_may_be_halves(tmp_path):
    tests = collect(
        tmp_path,
        ONE
        + "@points(2)\n"
        + ONE.replace("test_f", "test_two")
        + "@points(0.5)\n"
        + ONE.replace("test_f", "test_half"),
    )
    assert [test.points for test in tests] == [1.0, 2.0, 0.5]


def test_extra_credit_is_marked_as_such(tmp_path):
    plain, extra = collect(tmp_path, ONE + "@extra_credit\n" + ONE.replace("test_f", "test_more"))
    assert (plain.extra_credit, extra.extra_credit) == (False, True)
    assert "extra_credit" not in plain.to_json()
    assert extra.to_json()["extra_credit"] is True


def test_a_mark_of_the_whole_module_holds_for_each_test(tmp_path):
    (test,) = collect(tmp_path, "pytestmark = points(3)\n" + ONE)
    assert test.points == 3.0


def test_the_title_is_the_first_line_of_the_docstring(tmp_path):
    body = 'def test_f(student):\n    """\n    Each row sums to 1.\n\n    More about it.\n    """\n    student.f(1)\n'
    assert [test.title for test in collect(tmp_path, body)] == ["Each row sums to 1"]


def test_each_case_of_a_parametrized_test_counts_and_is_named(tmp_path):
    body = '''
@points(2)
@pytest.mark.parametrize("p", [1, 2], ids=["taxicab", "Euclid"])
@pytest.mark.parametrize("scale", [0.5])
def test_f(student, p, scale):
    """The norm scales."""
    student.f(p)
'''
    tests = collect(tmp_path, body)
    assert [test.title for test in tests] == ["The norm scales [0.5-taxicab]", "The norm scales [0.5-Euclid]"]
    assert [test.points for test in tests] == [2.0, 2.0]
    assert len({test.name for test in tests}) == 2


@pytest.mark.parametrize(
    "line",
    [
        "student.softmax(1)",
        "[student.softmax(k) for k in range(3)]",
        "student.observe.softmax(1)",
        'student.grad("softmax", (1,), 1)',
        "use = student.softmax",
        "assert_close(student.softmax(1).sum(), 1.0)",
        "def inner():\n        return student.softmax(2)",
        "layer = student.softmax(3)\n    layer.forward(4)",
    ],
)
def test_the_function_is_inferred_from_what_the_test_calls(tmp_path, line):
    (test,) = collect(tmp_path, f'def test_it(student):\n    """T."""\n    {line}\n')
    assert test.function == "softmax"


def test_the_function_that_is_named_wins(tmp_path):
    (test,) = collect(tmp_path, "@function('norm')\n" + ONE)
    assert test.function == "norm"


def test_the_function_of_a_property_test_is_inferred_too(tmp_path):
    (test,) = collect(tmp_path, '@given(st.integers())\ndef test_it(student, n):\n    """T."""\n    student.f(n)\n')
    assert test.function == "f"


def test_a_suite_may_hold_dataclasses_fixtures_and_helpers(tmp_path):
    body = '''

from __future__ import annotations
from dataclasses import dataclass
import pytest

@dataclass
class Case:
    x: int

@pytest.fixture
def case():
    return Case(1)

def test_f(student, case, request, tmp_path, monkeypatch):
    """T."""
    assert student.f(case.x) == 1
'''
    (test,) = collect(tmp_path, body, head='"""A suite."""')
    assert test.function == "f"


def test_hypothesis_settings_of_the_user_are_as_before(tmp_path):
    from hypothesis import settings

    before = settings.get_current_profile_name(), settings().max_examples
    collect(tmp_path, ONE)
    with pytest.raises(SuiteError):
        collect(tmp_path, "1 / 0\n")
    assert (settings.get_current_profile_name(), settings().max_examples) == before


def test_the_message_of_a_timeout_names_the_tests_own_limit(tmp_path, numpy_zygote):
    suites = write(tmp_path, {"public": "@timeout(0.25)\n" + ONE})
    ((test,),) = run(suites, [subject("def f(x):\n    while True: pass\n")], numpy_zygote)
    assert test.outcome == "timed_out"
    assert re.search(r"within the 0\.25 s of a test", test.message)
