"""Suites over submissions: who sees what, in which order, and what around a suite cannot reach it."""

import os
import sys
import warnings

import pytest

from grader.errors import SuiteError
from tests.suites import NoLauncher, run, subject, terms, write

TWO = '''
def test_f(student):
    """f(1) is 1."""
    assert student.f(1) == 1

def test_g(student):
    """g(1) is 1."""
    assert student.g(1) == 1
'''
RIGHT = "def f(x): return x\ndef g(x): return x\n"
STUB = 'def f(x):\n    raise NotImplementedError("f: your code goes here")\n'


def outcomes(results):
    return [[test.outcome for test in tests] for tests in results]


@pytest.fixture
def zygote(numpy_zygote):
    return numpy_zygote


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("def f(x): return 1", "passed"),
        ("def f(x): return 2", "failed"),
        ("import numpy as np\ndef f(x): return np.ma.array([x])", "failed"),
        ("def f(x): raise ValueError", "errored"),
        ("def f(x): raise NotImplementedError('later')", "errored"),
        ("def g(x): return 1", "errored"),
        ("def f(x: return 1", "errored"),
        ("def f(x):\n    while True: pass", "timed_out"),
        ("def f(x): import os; os._exit(0)", "crashed"),
        ("def f(x): raise SystemExit", "crashed"),
        ("def f(x): return bytearray(10 ** 13)", "out_of_memory"),
        (STUB, "not_attempted"),
        (None, "not_attempted"),
    ],
    ids=["right", "wrong", "of no use", "raises", "raises without a stub's words", "no such function", "syntax error",
         "hangs", "leaves", "exits", "greedy", "stub", "no file"],
)  # fmt: skip
def test_each_way_a_test_can_end_has_its_outcome(tmp_path, zygote, source, outcome):
    suites = write(tmp_path, {"public": 'def test_f(student):\n    """T."""\n    assert student.f(1) == 1\n'})
    ((test,),) = run(suites, [subject(source)], zygote, terms(test_timeout_s=0.5))
    assert test.outcome == outcome
    assert test.earned == (1.0 if outcome == "passed" else 0.0)


def test_where_nothing_was_handed_in_no_worker_is_started(tmp_path):
    ((one, two),) = run(write(tmp_path, {"public": TWO}), [subject(None)], NoLauncher())
    assert one.message == two.message == "Nothing was handed in for this topic."


def test_a_forbidden_function_loses_its_tests_and_no_other(tmp_path, zygote):
    suites = write(tmp_path, {"public": TWO, "hidden": TWO})
    forbidden = subject("def f(x): return 1\ndef g(x): raise RuntimeError\n", blocked={"g": "g uses what is forbidden"})
    first, second = run(suites, [forbidden, subject(RIGHT)], zygote)
    assert [(test.outcome, test.message) for test in first] == [
        ("passed", ""),
        ("failed", "g uses what is forbidden"),
    ] * 2
    assert outcomes([second]) == [["passed"] * 4]


def test_a_submission_may_be_forbidden_altogether(tmp_path, zygote):
    suites = write(tmp_path, {"public": TWO})
    results = run(suites, [subject(RIGHT, blocked={"f": "no", "g": "no"}), subject(RIGHT)], zygote)
    assert outcomes(results) == [["failed", "failed"], ["passed", "passed"]]


def test_a_suite_of_one_test_serves_a_whole_class(tmp_path, zygote):
    suites = write(tmp_path, {"public": 'def test_f(student):\n    """T."""\n    assert student.f(1) == 1\n'})
    results = run(suites, [subject(RIGHT), subject("def f(x): return 2"), subject(RIGHT)], zygote)
    assert outcomes(results) == [["passed"], ["failed"], ["passed"]]


def test_what_one_submission_does_is_nothing_to_the_next(tmp_path, zygote):
    bad = "import os, numpy\nnumpy.array = None\ndef f(x): os._exit(1)\ndef g(x): return 2\n"
    results = run(write(tmp_path, {"public": TWO}), [subject(RIGHT), subject(bad), subject(RIGHT)], zygote)
    assert outcomes(results) == [["passed", "passed"], ["crashed", "failed"], ["passed", "passed"]]


def test_subjects_are_taken_one_at_a_time_and_their_results_handed_over_at_once(tmp_path, zygote):
    from grader.suite.run import run_suites

    log = []

    def subjects():
        for number in range(3):
            log.append(f"taken {number}")
            yield subject(RIGHT, number)

    def done(which, tests):
        log.append(f"done {which.key}")

    run_suites(write(tmp_path, {"public": TWO}), terms(), subjects(), done, zygote)
    assert log == ["taken 0", "done 0", "taken 1", "done 1", "taken 2", "done 2"]


def test_what_a_suites_module_fixture_holds_does_not_pass_from_student_to_student(tmp_path, zygote):
    body = '''
@pytest.fixture(scope="module")
def seen():
    return []

def test_f(student, seen):
    """T."""
    seen.append(student.f(1))
    assert seen == [1]
'''
    results = run(write(tmp_path, {"public": body}), [subject(RIGHT), subject(RIGHT)], zygote)
    assert outcomes(results) == [["passed"], ["passed"]]


def test_tests_come_in_the_order_of_the_suites_and_say_which_suite_is_theirs(tmp_path, zygote):
    suites = write(tmp_path, {"public": TWO, "hidden": TWO})
    (tests,) = run(suites, [subject(RIGHT)], zygote)
    assert [(test.suite, test.name) for test in tests] == [
        ("public", "test_f"),
        ("public", "test_g"),
        ("hidden", "test_f"),
        ("hidden", "test_g"),
    ]


# Inputs: the same for everybody, and nobody can tell them.

DRAWS = '''
def test_f(student, rng):
    """T."""
    assert student.f(float(rng.random())) is None

@given(x=st.floats(0, 1))
def test_g(student, x):
    """T."""
    assert student.g(x) is None
'''


def inputs(tmp_path, zygote, *subjects, topic="norms", **changes):
    """Each submission's inputs, which the suite's messages tell."""
    results = run(write(tmp_path, {"public": DRAWS}), subjects, zygote, terms(topic=topic, **changes))
    return [[test.message for test in tests] for tests in results]


def test_every_student_gets_the_same_inputs_and_a_regrade_repeats_them(tmp_path, zygote):
    other = "import random\nrandom.seed(5)\ndef f(x):\n    return random.random()\ndef g(x): return x\n"
    one, two = inputs(tmp_path, zygote, subject(RIGHT), subject(RIGHT))
    (three,) = inputs(tmp_path / "elsewhere", zygote, subject(RIGHT))
    assert one == two == three
    assert "The last call was f(0." in one[0]
    (four,) = inputs(tmp_path, zygote, subject(other))
    assert four[0].splitlines()[-1] == one[0].splitlines()[-1]


@pytest.mark.parametrize(
    "changes", [{"secret": b"another secret, as long"}, {"topic": "vectors"}], ids=["secret", "topic"]
)
def test_another_secret_and_another_topic_have_other_inputs(tmp_path, zygote, changes):
    (here,) = inputs(tmp_path, zygote, subject(RIGHT))
    (there,) = inputs(tmp_path, zygote, subject(RIGHT), **changes)
    assert here[0] != there[0]


def test_a_subject_may_have_a_secret_of_its_own(tmp_path, zygote):
    plain, own, again = inputs(tmp_path, zygote, subject(RIGHT), subject(RIGHT, secret=b"own"), subject(RIGHT))
    assert plain == again != own


def test_two_tests_and_two_suites_do_not_share_their_inputs(tmp_path, zygote):
    body = '''
def test_f(student, rng):
    """T."""
    assert student.f(float(rng.random())) is None

def test_again(student, rng):
    """T."""
    assert student.f(float(rng.random())) is None
'''
    (tests,) = run(
        write(tmp_path, {"public": body, "hidden": body}),
        [subject(RIGHT)],
        zygote,
        terms(feedback={"hidden": "full", "public": "full"}),
    )
    assert len({test.message for test in tests}) == 4


# Several topics in one process, and what lies around a suite.


def test_several_topics_with_suites_of_the_same_name_run_in_one_process(tmp_path, zygote):
    first = write(tmp_path / "one", {"public": TWO})
    second = write(tmp_path / "two", {"public": TWO.replace("== 1", "== 2")})
    assert outcomes(run(first, [subject(RIGHT)], zygote)) == [["passed", "passed"]]
    assert outcomes(run(second, [subject(RIGHT)], zygote)) == [["failed", "failed"]]
    assert outcomes(run(first, [subject(RIGHT)], zygote)) == [["passed", "passed"]]


def test_a_suite_that_was_changed_is_read_again(tmp_path, zygote):
    run(write(tmp_path, {"public": TWO}), [subject(RIGHT)], zygote)
    changed = write(tmp_path, {"public": TWO.replace("== 1", "== 22")})
    assert outcomes(run(changed, [subject(RIGHT)], zygote)) == [["failed", "failed"]]


@pytest.mark.parametrize("name", ["[2026] deep learning", "a::b", "with space", "深度学习", "-k x"])
def test_a_folder_may_have_any_name(tmp_path, zygote, name):
    assert outcomes(run(write(tmp_path / name, {"public": TWO}), [subject(RIGHT)], zygote)) == [["passed", "passed"]]


def test_nothing_that_lies_beside_a_suite_has_an_effect(tmp_path, zygote, monkeypatch):
    suites = write(tmp_path / "vectors", {"public": TWO})
    for folder in (tmp_path, tmp_path / "vectors"):
        for name in ("conftest.py", "__init__.py", "sitecustomize.py", "norms.py"):
            (folder / name).write_text("raise SystemExit('run')\n")
        for name in ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", ".coveragerc"):
            (folder / name).write_text("[pytest]\naddopts = --nonsense\npython_functions = nothing\n")
    monkeypatch.chdir(tmp_path / "vectors")
    assert outcomes(run(suites, [subject(RIGHT)], zygote)) == [["passed", "passed"]]


def test_the_users_own_settings_of_pytest_have_no_effect_and_are_there_afterwards(tmp_path, zygote, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense -x -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "a_plugin_of_nobody")
    assert outcomes(run(write(tmp_path, {"public": TWO}), [subject(RIGHT)], zygote)) == [["passed", "passed"]]
    assert os.environ["PYTEST_ADDOPTS"] == "--nonsense -x -k nothing"
    assert os.environ["PYTEST_PLUGINS"] == "a_plugin_of_nobody"


def test_a_library_that_a_suite_imports_is_not_rewritten_by_pytest(tmp_path, zygote, monkeypatch):
    (tmp_path / "a_library_of_the_suite.py").write_text("VALUE = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    body = "import a_library_of_the_suite\n" + TWO
    assert outcomes(run(write(tmp_path / "suites", {"public": body}), [subject(RIGHT)], zygote)) == [
        ["passed", "passed"]
    ]
    assert "Rewriting" not in type(sys.modules.pop("a_library_of_the_suite").__loader__).__name__


def test_a_warning_in_a_suite_is_no_error_whatever_the_process_thinks_of_warnings(tmp_path, zygote):
    body = '''
def test_f(student):
    """T."""
    np.log(np.zeros(1))
    assert student.f(1) == 1
'''
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outcomes(run(write(tmp_path, {"public": body}), [subject(RIGHT)], zygote)) == [["passed"]]


def test_nothing_is_printed_whatever_students_print_and_however_tests_end(tmp_path, zygote, capfd):
    noisy = "import sys, os\nprint('loading')\ndef f(x):\n    print('out')\n    os.write(1, b'raw')\n    print('err', file=sys.stderr)\n    return x\n"
    results = run(
        write(tmp_path, {"public": DRAWS + TWO.replace("test_", "test_my_")}), [subject(noisy), subject(RIGHT)], zygote
    )
    assert outcomes(results)[0] == ["failed", "errored", "passed", "errored"]
    assert capfd.readouterr() == ("", "")


def test_what_a_suite_prints_does_not_get_among_the_results(tmp_path, zygote, capsys):
    body = "print('imported')\n" + TWO.replace("    assert", "    print('ran')\n    assert", 1)
    assert outcomes(run(write(tmp_path, {"public": body}), [subject(RIGHT)], zygote)) == [["passed", "passed"]]
    assert capsys.readouterr() == ("", "imported\nran\n")


# What ends a run.


def test_ctrl_c_in_the_middle_of_a_test_is_passed_on(tmp_path, zygote):
    body = '''
def test_f(student):
    """T."""
    student.f(1)
    raise KeyboardInterrupt
'''
    with pytest.raises(KeyboardInterrupt):
        run(write(tmp_path, {"public": body}), [subject(RIGHT), subject(RIGHT)], zygote)


def test_ctrl_c_in_a_property_test_is_passed_on(tmp_path, zygote):
    body = '''
@given(n=st.integers())
def test_f(student, n):
    """T."""
    student.f(1)
    raise KeyboardInterrupt
'''
    with pytest.raises(KeyboardInterrupt):
        run(write(tmp_path, {"public": body}), [subject(RIGHT)], zygote)


def test_ctrl_c_while_a_suite_is_imported_is_passed_on(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(write(tmp_path, {"public": "raise KeyboardInterrupt\n" + TWO}), [subject(RIGHT)], NoLauncher())


def test_an_error_of_the_caller_is_passed_on_and_the_worker_ended(tmp_path, zygote):
    from grader.suite.run import run_suites

    def full(which, tests):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        run_suites(write(tmp_path, {"public": TWO}), terms(), [subject(RIGHT)], full, zygote)


def test_an_error_inside_pytest_is_raised_and_not_printed(tmp_path, monkeypatch, capfd):
    def broken(*_):
        raise RuntimeError("a fault of pytest's")

    monkeypatch.setattr("grader.suite.module.SuiteModule.at", broken)
    with pytest.raises(RuntimeError, match="a fault of pytest's"):
        run(write(tmp_path, {"public": TWO}), [subject(RIGHT)], NoLauncher())
    assert capfd.readouterr() == ("", "")


def test_no_suite_at_all_is_an_error(zygote):
    with pytest.raises(SuiteError, match="hold no test"):
        run([], [subject(RIGHT)], zygote)


def test_without_a_launcher_one_is_made_and_ended(tmp_path):
    import psutil

    before = set(psutil.Process().children(recursive=True))
    assert outcomes(run(write(tmp_path, {"public": TWO}), [subject(RIGHT)], None)) == [["passed", "passed"]]
    assert set(psutil.Process().children(recursive=True)) <= before


def test_no_function_of_the_exercise_is_taken_for_another_one_misspelt(tmp_path, zygote):
    suites = write(tmp_path, {"public": 'def test_l2(student):\n    """T."""\n    assert student.l2_norm(1) == 1\n'})
    under = terms(functions=("l1_norm", "l2_norm"))
    for name, told in (("l1_norm", "norms.py defines no l2_norm."), ("L2_norm", "Did you mean to rename L2_norm?")):
        ((test,),) = run(suites, [subject(f"def {name}(x): return 1\n")], zygote, under)
        assert test.message.endswith(told)


@pytest.mark.parametrize(("g", "h", "blamed"), [("1", "2 * x", "g"), ("x", "7", "h"), ("1", "7", "g and h")])
def test_of_the_functions_that_were_replaced_those_are_blamed_that_lose_tests(tmp_path, zygote, g, h, blamed):
    reference = tmp_path / "norms.py"
    reference.write_text("def g(x): return x\ndef h(x): return 2 * x\ndef f(x): return g(x) + h(x)\n")
    body = "".join(f'def test_{name}(student):\n    """T."""\n    assert student.{name}(2) == {right}\n'
                   for name, right in (("f", 6), ("g", 2), ("h", 4)))  # fmt: skip
    suites = write(tmp_path / "suites", {"hidden": body})
    under = terms(reference=str(reference), functions=("f", "g", "h"))
    source = f"def g(x): return {g}\ndef h(x): return {h}\ndef f(x): return g(x) + h(x)\n"
    ((carried, *_),) = run(suites, [subject(source)], zygote, under)
    assert carried.outcome == "carried"
    assert carried.message == f"f itself is right: with a correct {blamed} this test passes. Repair {blamed}."
