"""Property tests in a suite: drawn once, the same for everybody, with the smallest case shown, and bounded."""

import pytest

from grader.suite import search
from tests.suites import run, subject, terms, write

HIDDEN_FULL = {"public": "full", "hidden": "full"}


@pytest.fixture
def run_on(tmp_path, numpy_zygote):
    """run_on(suite, source, ...) -> each submission's results of a suite."""
    return runner(tmp_path, numpy_zygote)


@pytest.fixture
def run_unlocked_on(tmp_path, zygote_at):
    """As `run_on`, for submissions that note their calls in a file: at the level that lets them."""
    return runner(tmp_path, zygote_at("process"))


def runner(tmp_path, launcher):
    def results(body, *sources, **changes):
        suites = write(tmp_path, {"public": body})
        subjects = [source if not isinstance(source, str) else subject(source) for source in sources]
        return run(suites, subjects, launcher, terms(**changes))

    return results


def counted(body, budget=None):
    """A submission that prints, in every call, how many calls there were."""
    return f"import numpy as np\nn = 0\ndef f(*args):\n    global n\n    n += 1\n    print(f'call {{n}}')\n    {body}\n"


SUM = '''
@given(a=st.integers(0, 100), b=st.integers(0, 100))
def test_f(student, a, b):
    """T."""
    assert student.f(a, b) == a + b
'''


def test_a_right_function_is_tried_on_so_many_cases_and_no_more(run_on):
    body = SUM + '\ndef test_count(student):\n    """T."""\n    assert student.f(0, 0) is None\n'
    ((_, count),) = run_on(body, counted("return sum(args)"))
    assert "call 26\n" in count.message + "\n"


def test_the_smallest_case_is_found_and_shown_with_what_was_printed_in_it(run_on):
    ((test,),) = run_on(SUM, "def f(a, b):\n    print('sum of', a, b)\n    return a + b if a < 30 else a\n")
    assert test.outcome == "failed"
    assert "Smallest case found:\n    a = 30\n    b = 1\n" in test.message
    assert test.message.endswith("Printed:\n    sum of 30 1")


def test_the_message_is_the_same_over_two_runs_and_for_two_students(run_on):
    wrong = "def f(a, b):\n    return a + b if a < 30 else a\n"
    ((one,), (two,)) = run_on(SUM, wrong, wrong)
    ((three,),) = run_on(SUM, wrong)
    assert one.message == two.message == three.message


def test_every_student_gets_the_same_cases_whoever_came_before(run_on):
    body = '''
@given(x=arrays(np.float64, 3, elements=st.floats(0, 1)))
def test_f(student, x):
    """T."""
    x += 1
    assert student.f(x) < 2, "above 2"
'''
    right = "def f(x): return float(x.max()) - 0.5\n"
    results = run_on(body, right, right, right, "def f(x): return 5.0\n", right)
    assert [test.outcome for (test,) in results] == ["passed", "passed", "passed", "failed", "passed"]
    assert "x = array([0., 0., 0.])" in results[3][0].message, "what was drawn is shown, not what the suite made of it"


def test_cases_do_not_depend_on_what_else_was_imported(run_on, tmp_path, monkeypatch):
    body = '''
@settings(max_examples=200)
@given(n=st.integers(-10**9, 10**9), s=st.text(max_size=3))
def test_f(student, n, s):
    """T."""
    student.f(n, s)

def test_digest(student):
    """T."""
    assert student.f(0, "") is None
'''
    digest = "import hashlib\nh = hashlib.sha256()\ndef f(n, s):\n    h.update(repr((n, s)).encode())\n    print(h.hexdigest())\n    return 1\n"
    ((_, before),) = run_on(body, digest)
    numbers = ", ".join(str(123_457 + 7919 * k) for k in range(300))
    (tmp_path / "a_module_of_constants.py").write_text(f"NUMBERS = [{numbers}]\n")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("a_module_of_constants")
    ((_, after),) = run_on(body, digest)
    assert before.message == after.message


def test_nothing_is_written_to_the_folder_where_one_stands(run_on, tmp_path, monkeypatch):
    here = tmp_path / "kit"
    here.mkdir()
    monkeypatch.chdir(here)
    run_on(SUM, "def f(a, b): return a\n")
    assert list(here.iterdir()) == []


# Assumptions, data drawn in the test, examples.


def test_cases_that_are_assumed_away_do_not_count(run_on):
    body = '''
@given(a=st.integers(0, 100))
def test_f(student, a):
    """T."""
    assume(a % 2)
    assert student.f(a) % 2
'''
    ((right,), (wrong,)) = run_on(
        body, "def f(a): return a if a % 2 else 1 / 0\n", "def f(a): return a if a < 50 else 0\n"
    )
    assert right.outcome == "passed"
    assert "    a = 51" in wrong.message


def test_where_most_cases_are_assumed_away_more_are_drawn(run_on):
    body = '''
@given(a=st.integers(0, 100))
def test_f(student, a):
    """T."""
    assume(a > 95)
    assert student.f(a) == a
'''
    ((right,), (wrong,)) = run_on(body, "def f(a): return a\n", "def f(a): return 0\n")
    assert right.outcome == "passed"
    assert "    a = 96" in wrong.message


def test_a_test_whose_every_case_is_assumed_away_is_not_passed(run_on):
    body = '''
@given(a=st.integers(0, 9))
def test_ours(student, a):
    """T."""
    assume(a > 9)
    assert student.f(a) == a

@given(a=st.integers(0, 9))
def test_theirs(student, a):
    """T."""
    assume(student.f(a) > 9)
    assert False
'''
    ((ours, theirs),) = run_on(body, "def f(a): return a\n")
    assert ours.outcome == "not_graded"
    assert "Unsatisfiable" in ours.message
    assert theirs.outcome == "failed"
    assert "no case fits what this test assumes" in theirs.message


DATA = '''
@given(data=st.data())
def test_f(student, data):
    """T."""
    n = data.draw(st.integers(0, 100), label="n")
    rest = [data.draw(st.integers(0, 9)) for _ in range(2)]
    assert student.f(n, *rest) == n + sum(rest)
'''


def test_what_a_test_draws_while_it_runs_is_shown_by_its_label(run_on):
    right, wrong = run_on(DATA, "def f(*args): return sum(args)\n", "def f(n, a, b): return n + a + b * (n < 40)\n")
    assert right[0].outcome == "passed"
    assert "Smallest case found:\n    n = 40\n    draw = 0\n    draw 3 = 1" in wrong[0].message


@pytest.mark.parametrize(
    ("draw", "words"),
    [("data.draw(st.integers(5, 1))", "InvalidArgument"), ("assume(False)", "Unsatisfiable")],
)
def test_a_mistake_in_drawing_is_ours_and_not_a_passed_test(run_on, draw, words):
    body = f'@given(data=st.data())\ndef test_f(student, data):\n    """T."""\n    {draw}\n    student.f(1)\n'
    ((test,),) = run_on(body, "def f(n): return n\n")
    assert test.outcome == "not_graded"
    assert words in test.message


def test_a_strategy_that_makes_no_sense_is_ours(run_on):
    ((test,),) = run_on(
        '@given(n=st.integers(5, 1))\ndef test_f(student, n):\n    """T."""\n    student.f(n)\n', "def f(n): return n\n"
    )
    assert test.outcome == "not_graded"
    assert "InvalidArgument" in test.message


def test_an_explicit_example_is_tried(run_on):
    body = '''
@example(a=12345)
@given(a=st.integers(0, 10))
def test_f(student, a):
    """T."""
    assert student.f(a) == a
'''
    ((test,),) = run_on(body, "def f(a): return a % 12345\n")
    assert "    a = 12345" in test.message


def test_settings_of_the_author_hold(run_on):
    body = '''
@settings(max_examples=3)
@given(a=st.integers(0, 10**6))
def test_f(student, a):
    """T."""
    student.f(a)

def test_count(student):
    """T."""
    assert student.f(0) is None
'''
    ((_, count),) = run_on(body, counted("return 1"))
    assert "call 4" in count.message


@pytest.mark.parametrize(
    "strategy", ["FUNCTIONS", "st.tuples(FUNCTIONS).map(list)", "st.fixed_dictionaries({'g': FUNCTIONS})"]
)
def test_functions_may_be_drawn(run_on, strategy):
    body = f'''
FUNCTIONS = st.functions(like=lambda x: None, returns=st.integers(0, 9), pure=True)

@given(drawn={strategy})
def test_f(student, drawn):
    """T."""
    g = drawn if callable(drawn) else drawn[0] if isinstance(drawn, list) else drawn["g"]
    assert student.f(g) == g(1)
'''
    ((right,), (wrong,)) = run_on(body, "def f(g): return g(1)\n", "def f(g): return -1\n")
    assert (right.outcome, wrong.outcome) == ("passed", "failed")


def test_arguments_may_be_drawn_by_position(run_on):
    body = '@given(st.integers(0, 50), st.integers(0, 50))\ndef test_f(student, a, b):\n    """T."""\n    assert student.f(a, b) < 60\n'
    ((test,),) = run_on(body, "def f(a, b): return a + b\n")
    assert "    a = 10\n    b = 50" in test.message


def test_the_names_that_hypothesis_asks_of_a_self_are_no_functions_of_the_students(run_on):
    ((test,),) = run_on(SUM, "def execute_example(f): return None\ndef f(a, b): return a + b\n")
    assert test.outcome == "passed"


# Bounds.

ANY = '@given(a=st.integers(0, 10**6))\ndef test_f(student, a):\n    """T."""\n    assert student.f(a) == a\n'


def test_a_student_that_is_nondeterministic_fails_and_the_search_ends(run_on):
    source = "n = 0\ndef f(a):\n    global n\n    n += 1\n    return a if n != 7 else -1\n"
    ((test,),) = run_on(ANY, source)
    assert test.outcome == "failed"
    assert "Smallest case found" in test.message


def test_a_student_that_raises_now_this_and_now_that_fails(run_on):
    source = "n = 0\ndef f(a):\n    global n\n    n += 1\n    raise [ValueError, TypeError, KeyError][n % 3]\n"
    ((test,),) = run_on(ANY, source)
    assert test.outcome == "errored"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("while True: pass", "timed_out"),
        ("import os; os._exit(1)", "crashed"),
        ("return bytearray(10 ** 13)", "out_of_memory"),
        ("raise NotImplementedError('f: your code goes here')", "not_attempted"),
    ],
)
def test_what_is_not_worth_repeating_is_called_once(run_unlocked_on, tmp_path, body, outcome):
    calls = tmp_path / "calls"
    source = f"def f(a):\n    with open({str(calls)!r}, 'a') as log: log.write('x')\n    {body}\n"
    ((test,),) = run_unlocked_on(ANY, source, test_timeout_s=0.4)
    assert test.outcome == outcome
    assert len(calls.read_text()) == 1


def test_a_mistake_that_no_case_makes_smaller_ends_the_search_after_so_many_runs(
    run_unlocked_on, tmp_path, monkeypatch
):
    monkeypatch.setattr(search, "SHRINKS_CAP", 20)
    calls = tmp_path / "calls"
    body = '@given(x=arrays(np.float64, (4, 5), elements=st.floats(-100, 100)))\ndef test_f(student, x):\n    """T."""\n    assert student.f(x) == 0\n'
    source = f"def f(x):\n    with open({str(calls)!r}, 'a') as log: log.write('x')\n    return float(x.sum()) + 1e-3\n"
    ((test,),) = run_unlocked_on(body, source)
    assert test.outcome == "failed"
    assert len(calls.read_text()) <= 25 + 1 + 20


def test_the_search_for_a_smaller_case_leaves_half_of_the_tests_time(run_on, monkeypatch):
    clock = iter(range(0, 10**6, 3))
    monkeypatch.setattr(search, "monotonic", lambda: float(next(clock)))
    ((test,),) = run_on(ANY, "def f(a): return a if a < 7 else 0\n", test_timeout_s=20.0)
    assert test.outcome == "failed"
    assert "    a = 7\n" not in test.message + "\n", "after two more runs of 3 s the time was up"


def test_a_wrong_function_whose_smaller_cases_hang_is_wrong_and_not_slow(run_on):
    body = '@given(a=st.integers(0, 10**6))\ndef test_f(student, a):\n    """T."""\n    assume(a > 100)\n    assert student.f(a) == a\n'
    source = "def f(a):\n    while a < 1000: pass\n    return 0\n"
    ((test,),) = run_on(body, source, test_timeout_s=0.4)
    assert test.outcome == "failed"


def test_a_carried_test_is_not_made_smaller(tmp_path, numpy_zygote):
    reference = tmp_path / "norms.py"
    reference.write_text("def g(a): return a\ndef f(a): return g(a)\n")
    suites = write(tmp_path / "suites", {"hidden": ANY})
    under = terms(reference=str(reference), functions=("f", "g"), feedback=HIDDEN_FULL)
    right, wrong = "def g(a): return 0\ndef f(a): return g(a)\n", "def g(a): return 0\ndef f(a): return g(a) + 1\n"
    ((carried,), (lost,)) = run(suites, [subject(right), subject(wrong)], numpy_zygote, under)
    assert (carried.outcome, carried.earned) == ("carried", 1.0)
    assert "with a correct g this test passes" in carried.message
    assert lost.outcome == "failed"
    assert "    a = 0" in lost.message


CACHED = '''
@function("back")
def test_back(student):
    """T."""
    out, cache = student.forth(3)
    assert student.back(1, cache) == 6
'''


@pytest.mark.parametrize(
    ("forth", "back", "outcome"),
    [("x * x, x", "2 * cache * d", "passed"), ("0, 0", "2 * cache * d", "carried"), ("0, 0", "cache * d", "failed")],
)
def test_what_a_test_calls_besides_the_function_that_it_marks_is_answered_by_the_reference_too(
    tmp_path, numpy_zygote, forth, back, outcome
):
    reference = tmp_path / "norms.py"
    reference.write_text("def forth(x): return x * x, x\ndef back(d, cache): return 2 * cache * d\n")
    suites = write(tmp_path / "suites", {"hidden": CACHED})
    under = terms(reference=str(reference), functions=("forth", "back"), feedback=HIDDEN_FULL)
    source = f"def forth(x): return {forth}\ndef back(d, cache): return {back}\n"
    ((test,),) = run(suites, [subject(source)], numpy_zygote, under)
    assert test.outcome == outcome


CIRCLE = '''
@function("f")
def test_f(student):
    """T."""
    assert student.f(3) == 9


@function("g")
def test_g(student):
    """T."""
    assert student.g(3) == 3
'''


@pytest.mark.parametrize(
    ("source", "outcomes"),
    [
        ("def g(a): return a\ndef f(a): return g(a) ** 2\n", ["passed", "passed"]),
        ("def g(a): return 0\ndef f(a): return g(a) ** 2\n", ["carried", "failed"]),
        # Each is right if the other one is, and neither of them was written.
        ("def g(a): return f(a) // a\ndef f(a): return g(a) * a\n", ["errored", "errored"]),
        # The reference makes f from g: who makes g from f has turned the exercise round, and is not helped by f.
        ("def g(a): return f(a) // a\ndef f(a): return 0\n", ["failed", "failed"]),
    ],
    ids=["right", "carried", "in a circle", "turned round"],
)
def test_an_error_is_not_carried_in_a_circle(tmp_path, numpy_zygote, source, outcomes):
    reference = tmp_path / "norms.py"
    reference.write_text("def g(a): return a\ndef f(a): return g(a) * a\n")
    suites = write(tmp_path / "suites", {"hidden": CIRCLE})
    under = terms(reference=str(reference), functions=("f", "g"), feedback=HIDDEN_FULL)
    (results,) = run(suites, [subject(source)], numpy_zygote, under)
    assert [test.outcome for test in results] == outcomes
