"""What a clever submission tries: no test is passed, learned or spoilt by anything but the answers to it."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from grader.compare import assert_close, form_message
from grader.compare.message import Place
from grader.errors import SuiteError
from grader.sandbox.generators import place_of, take_back
from grader.sandbox.line import Line
from grader.suite import memory
from grader.worker.codec import CodecError, take_state
from tests.suites import IDENTITY, WRONG_FROM_50, run, subject, terms, write

PCG_TIMES = 0x2360ED051FC65DA44385DF649FCCF645


@pytest.fixture
def zygote(numpy_zygote):
    return numpy_zygote


def outcomes(results):
    return [result.outcome for result in results]


# --- answers of others, and answers of ours ---------------------------------------------------------------------------

LENDS = '''
    @timeout(1)
    def test_apply(student):
        """It applies."""
        student.apply(lambda x: 2 * x if x else 0, 1.0)

    def test_g(student):
        """It doubles."""
        assert_close(student.g(2.0), 4.0)
'''


def test_what_a_hanging_call_left_behind_spoils_neither_the_next_test_nor_that_of_others(tmp_path, zygote):
    honest = "def apply(f, x): return f(x)\ndef g(x): return 2 * x\n"
    hangs = """
        def g(x): return 2 * x
        def apply(f, x):
            try:
                f(object())
            except Exception:
                pass
            while True: pass
    """
    suites = write(tmp_path, {"hidden": LENDS})
    first, second = run(suites, [subject(hangs), subject(honest)], zygote)
    assert outcomes(first) == ["timed_out", "passed"]
    assert outcomes(second) == ["passed", "passed"]


def test_the_smallest_case_of_one_is_not_that_of_a_slower_one(tmp_path, zygote):
    suites, wrong = write(tmp_path, IDENTITY), WRONG_FROM_50
    slow = "import time\ncalls = []\ndef f(x):\n    calls.append(x)\n    time.sleep(0.4 * (len(calls) > 4))\n"
    ((alone,),) = run(suites, [subject(wrong)], zygote)
    (hurried,), (after,) = run(suites, [subject(slow + wrong[10:]), subject(wrong)], zygote, terms(test_timeout_s=2.0))
    assert "x = 50" in alone.message
    assert "x = 50" not in hurried.message
    assert after.message == alone.message


REFERENCE = "def g(n): return n ** 3 - n + 1\ndef f(n): return g(n) - 2\n"
THIEF = """
    table = {}
    def g(n):
        return table.get(n, -1)
    def f(n):
        ours = {k: g(k) for k in range(60)}
        table.update((k, value) for k, value in ours.items() if value != -1)
        return g(n) - 2
"""


@pytest.fixture
def under(tmp_path):
    (tmp_path / "reference.py").write_text(REFERENCE)
    return terms(reference=str(tmp_path / "reference.py"), functions=("g", "f"))


def test_what_the_reference_answers_for_one_test_is_forgotten_before_the_next(tmp_path, zygote, under):
    suites = write(
        tmp_path,
        {
            "public": '''
                def test_f(student):
                    """It is two less than g."""
                    assert student.f(2) == 5
            ''',
            "hidden": '''
                def test_g(student, reference, rng):
                    """It is a cubic."""
                    for n in rng.integers(0, 50, 5).tolist():
                        assert student.g(n) == reference.g(n)
            ''',
        },
    )
    for results in run(suites, [subject(THIEF), subject(THIEF)], zygote, under):  # the second from memory
        assert outcomes(results) == ["carried", "failed"]


CHAIN = "def h(n): return n ** 3\ndef g(n): return h(n) - n + 1\ndef f(n): return g(n) - 2\n"
IN_A_CHAIN = """
    table = {}
    def h(n):
        return -1
    def g(n):
        return table.get(n, h(n) - 5)
    def f(n):
        table.update((k, value) for k, value in ((k, g(k)) for k in range(9)) if value != -6)
        return g(n) - 2
"""
OF_A_CHAIN = '''
    @pytest.mark.parametrize("n", [1, 2, 3])
    def test_f(student, n):
        """It is two less than g."""
        assert student.f(n) == n ** 3 - n - 1

    def test_g(student):
        """It is a cubic."""
        assert student.g(4) == 61
'''


def test_what_the_reference_answers_for_one_function_does_not_carry_another(tmp_path, zygote, under):
    (tmp_path / "reference.py").write_text(CHAIN)
    under = replace(under, functions=("h", "g", "f"))
    suites = write(tmp_path, {"hidden": OF_A_CHAIN})
    for results in run(suites, [subject(IN_A_CHAIN)] * 2, zygote, under):  # the second from memory
        assert outcomes(results) == ["carried", "carried", "carried", "failed"]


def test_a_process_serves_on_where_it_is_answered_the_same(tmp_path, zygote, under, monkeypatch):
    def start(line):
        started.append(line)
        return original(line)

    started, original = [], Line.start
    monkeypatch.setattr(Line, "start", start)
    (tmp_path / "reference.py").write_text(CHAIN)
    under = replace(under, functions=("h", "g", "f"))
    suites = write(tmp_path, {"hidden": OF_A_CHAIN})
    (results,) = run(suites, [subject(CHAIN.replace("n ** 3", "0"))], zygote, under)
    assert outcomes(results) == ["carried"] * 4
    assert len(started) == 2  # one for f's tests, which knows of g and h, and one for g's, which may know of h alone


ROWS = '''
    @pytest.mark.parametrize("n", [1, 2, 3])
    def test_g(student, n):
        """It is a cubic."""
        assert student.g(n) == n ** 3 - n + 1, "it is no cubic"

    @pytest.mark.parametrize("n", [1, 2, 3])
    def test_f(student, n):
        """It is two less than g."""
        assert student.f(n) == n ** 3 - n - 1
'''


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("def g(n): return f(n) + 2\ndef f(n): return 0\n", "failed failed failed failed failed failed"),
        ("def g(n): return f(n) + 2\ndef f(n): return -1 if n == 1 else 0\n", "passed failed failed passed failed failed"),
        ("def g(n): return f(n) + 2\ndef f(n): return [0, -1, 5, 0][n]\n", "passed passed carried passed passed failed"),
        ("def g(n): return 0\ndef f(n): return g(n) - 2\n", "failed failed failed carried carried carried"),
    ],
    ids=["not there", "hardly there", "nearly right", "built on what comes before"],
)  # fmt: skip
def test_a_later_function_carries_only_where_somebody_has_written_it(tmp_path, zygote, under, source, outcome):
    (tmp_path / "reference.py").write_text(REFERENCE.replace("g(n) - 2", "n ** 3 - n - 1"))
    suites = write(tmp_path, {"hidden": ROWS})
    (results,) = run(suites, [subject(source)], zygote, under)
    assert outcomes(results) == outcome.split()
    assert all(result.message == "It is no cubic." for result in results[:3] if result.outcome == "failed")


def test_what_only_the_test_asks_for_need_not_be_written(tmp_path, zygote, under):
    asking = '''
        def test_g(student):
            """What it gives serves f."""
            assert student.f(student.g(2)) == 335

        def test_f(student):
            """It is two less than g."""
            assert student.f(2) == 5
    '''
    suites = write(tmp_path, {"hidden": asking.replace("def test_g", "@function('g')\n        def test_g")})
    (tmp_path / "reference.py").write_text(REFERENCE.replace("g(n) - 2", "n ** 3 - n - 1"))
    source = "def g(n): return n ** 3 - n + 1\ndef f(n): raise NotImplementedError\n"
    (results,) = run(suites, [subject(source)], zygote, under)
    assert outcomes(results) == ["carried", "errored"]


def test_a_test_that_comes_further_may_ask_for_another_function(tmp_path, zygote, under):
    (tmp_path / "reference.py").write_text("def h(n): return n\ndef g(n): return h(n) + 1\ndef f(n): return 2 * n\n")
    asking = '''
        @function("g")
        def test_g(student):
            """It is one more, and f takes it."""
            one_more = student.g(2)
            assert one_more == 3
            assert student.f(one_more) == 6
    '''
    suites = write(tmp_path, {"hidden": asking})
    source = "def h(n): return 0\ndef g(n): return h(n) + 1\ndef f(n): return 0\n"
    (results,) = run(suites, [subject(source)], zygote, replace(under, functions=("h", "g", "f")))
    assert outcomes(results) == ["carried"]
    source = source.replace("h(n) + 1", "h(n) + 2")
    (results,) = run(suites, [subject(source)], zygote, replace(under, functions=("h", "g", "f")))
    assert outcomes(results) == ["failed"]


def test_what_the_reference_is_made_from_carries_wherever_it_stands(tmp_path, zygote, under):
    under = replace(under, functions=("f", "g"))
    suites = write(tmp_path, {"hidden": ROWS})
    (results,) = run(suites, [subject("def f(n): return g(n) - 2\ndef g(n): return 0\n")], zygote, under)
    assert outcomes(results) == ["failed"] * 3 + ["carried"] * 3


def test_calls_within_a_call_have_no_time_of_their_own(tmp_path, zygote, under, monkeypatch):
    def ask(line, turn, deadline, *, of_test):
        asked.append(turn)
        return original(line, turn, deadline, of_test=of_test)

    asked, original = [], Line.ask
    monkeypatch.setattr(Line, "ask", ask)
    (tmp_path / "reference.py").write_text(
        "def g(each, n): return [each(k) for k in range(n)][-1]\ndef f(n): return g(abs, n)\n"
    )
    suites = write(
        tmp_path,
        {"hidden": '''
            @timeout(1)
            def test_f(student):
                """It is one less."""
                assert student.f(5) == 4
        '''},
    )  # fmt: skip
    lasting = """
        import time
        def g(each, n): return 0
        def f(n): return g(lambda k: time.sleep(0.3), 100)
    """
    ((result,),) = run(suites, [subject(lasting)], zygote, under)
    assert result.outcome == "failed"
    assert len(asked) < 50  # of the hundred that it wants


# --- words that carry inputs out --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "use", ["box.get()", "box[3]", "box + 1", "list(box)", "box(2)", "student.observe(box)(2)", "box.value"]
)
def test_a_hint_does_not_repeat_the_name_of_a_type(tmp_path, zygote, use):
    suites = write(
        tmp_path,
        {"hidden": f'''
            @function("Box")
            def test_box(student, rng):
                """It holds."""
                box = student.Box(float(rng.normal()))
                {use}
        '''},
    )  # fmt: skip
    leak = """
        import sys
        missing = sys.modules["grader.worker.serve"].MissingFunctionError
        def Box(x):
            def no(self, *rest): raise missing("get")
            names = ("__getitem__", "__add__", "__iter__", "__call__", "get", "__getattr__")
            return type(f"LEAK{x}", (), dict.fromkeys(names, no))()
    """
    ((result,),) = run(suites, [subject(leak)], zygote)
    assert result.message == "A function that is needed here is not defined."


# --- what is not a fault of ours --------------------------------------------------------------------------------------

LAWS = '''
    def test_even(student):
        """It is even."""
        assert_close(student.f(1.0), student.f(-1.0))

    @function("make")
    def test_observed(student):
        """It can be observed."""
        student.observe(student.make())(1)
'''


@pytest.mark.parametrize("value", ["object()", "slice(None)", "...", "np.random.default_rng(0)", "np.array(['a'])"])
def test_an_answer_of_no_use_is_failed_and_not_a_fault_of_ours(tmp_path, zygote, value):
    suites = write(tmp_path, {"hidden": LAWS})
    source = f"import numpy as np\ndef f(x):\n    return {value}\ndef make():\n    return 3\n"
    (results,) = run(suites, [subject(source)], zygote)
    assert outcomes(results) == ["failed", "failed"]
    assert {result.message for result in results} == {"The test could not use what your function returned."}


def test_a_suite_that_expects_what_nobody_can_return_is_a_fault_of_ours(tmp_path, zygote):
    with pytest.raises(SuiteError, match="cannot be compared"):
        assert_close(1.0, {1, 2})
    suites = write(tmp_path, {"hidden": "def test_f(student):\n    '''T.'''\n    assert_close(student.f(1), {1, 2})\n"})
    ((result,),) = run(suites, [subject("def f(x): return x")], zygote)
    assert result.outcome == "not_graded"


# --- the grader's own time and memory -----------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="others cannot bound address space")
def test_two_answers_are_no_way_to_the_memory_of_the_grader(tmp_path, zygote, monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(memory, "GROWTH_BYTES", 400 << 20)
    before = resource.getrlimit(resource.RLIMIT_AS)
    suites = write(
        tmp_path,
        {"public": '''
            def test_f(student):
                """It adds up."""
                column = student.f(10_000)
                assert (column + column.T).sum() == 0  # 800 MB
        '''},
    )  # fmt: skip
    source = "import numpy as np\ndef f(n):\n    return np.zeros((n, 1))\n"
    ((result,),) = run(suites, [subject(source)], zygote)
    assert result.outcome == "failed"
    assert "Unable to allocate" in result.message
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_of_many_results_only_the_first_are_looked_through():
    seen = []
    form_message.several([1.0] * 100_000, 2.0, lambda index: bool(seen.append(index)), Place(()))
    assert 0 < len(seen) < 1000


# --- generators -------------------------------------------------------------------------------------------------------


STANDS_STILL = f"""
    def f(rng):
        state = rng.bit_generator.state
        place = (1 << 64) - 1
        state["state"] = {{"state": place, "inc": -place * ({PCG_TIMES} - 1) % (1 << 128)}}
        rng.bit_generator.state = state
"""
CHOOSES = """
    import numpy as np
    def f(rng):
        rng.bit_generator.state = np.random.default_rng(1).bit_generator.state
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (STANDS_STILL, "f returned a malformed random generator"),
        (CHOOSES, "f gave back a random generator that was set"),
    ],
    ids=["stands still", "chooses"],
)
def test_what_a_suite_draws_is_not_for_the_submission_to_choose(tmp_path, zygote, source, told):
    suites = write(
        tmp_path,
        {"public": '''
            def test_f(student, rng):
                """It draws."""
                student.f(rng)
                drawn = rng.bit_generator.random_raw(9).tolist()  # `rng.permutation(25)` would go on for ever
                assert False, f"{len(set(drawn))} numbers were drawn"
        '''},
    )  # fmt: skip
    ((result,),) = run(suites, [subject(source)], zygote)
    assert result.message.startswith(told)


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.PCG64DXSM])
@pytest.mark.parametrize("draws", [0, 1, 2, 1000, 123_457])
def test_a_generator_may_have_drawn(kind, draws):
    ours, copy = np.random.Generator(kind(5)), np.random.Generator(kind(5))
    copy.bit_generator.random_raw(draws, output=False)
    take_back(ours, place_of(ours), copy)
    assert ours.bit_generator.state == copy.bit_generator.state


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.PCG64DXSM])
@pytest.mark.parametrize(
    "choose",
    [lambda kind: kind(6), lambda kind: kind(5).advance(-1), lambda kind: kind(5).advance(1 << 40)],
    ids=["another seed", "back", "far ahead"],
)
def test_a_generator_may_not_have_been_set(kind, choose):
    ours = np.random.Generator(kind(5))
    with pytest.raises(CodecError, match="set to another state"):
        take_back(ours, place_of(ours), np.random.Generator(choose(kind)))
    assert ours.bit_generator.state == kind(5).state


def test_a_generator_of_another_kind_is_taken_as_it_comes_or_refused():
    ours, theirs = np.random.Generator(np.random.SFC64(1)), np.random.Generator(np.random.SFC64(2))
    take_back(ours, place_of(ours), theirs)
    assert ours.random() == theirs.random()
    with pytest.raises(CodecError, match="another kind"):
        take_back(np.random.default_rng(1), place_of(np.random.default_rng(1)), theirs)
    with pytest.raises(CodecError, match="another kind"):
        take_state(np.random.default_rng(1), theirs)
