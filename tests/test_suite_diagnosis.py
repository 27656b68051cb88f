"""Naming a mistake: a function that answers as a misconception does, and as no other, gets its name and hint."""

from textwrap import dedent

import pytest

from grader.errors import SuiteError
from grader.suite.diagnosis import Diagnostician
from tests.suites import run, subject, terms, write

REFERENCE = """
import numpy as np

def norm(x):
    if x.size == 0:
        raise ValueError("nothing")
    return np.sqrt(np.sum(x * x))

def unit(x):
    return x / norm(x)
"""
MISCONCEPTIONS = """
import numpy as np
from grader.testing import misconception, probes

@probes("norm")
def probe_norm(rng):
    return [(np.array([3.0, -4.0]),), (rng.normal(size=3),), (np.array([]),)]

@misconception("norm", hint="Take the root at the end.", zh="最后还要开方。")
def forgets_the_root(x):
    if x.size == 0:
        raise ValueError
    return np.sum(x * x)

@misconception("norm", hint="Square before you add.", zh="先平方再相加。")
def adds_first(x):
    if x.size == 0:
        raise ValueError
    return abs(np.sum(x))

@misconception("norm", hint="An empty vector has no norm here.", zh="空向量在这里没有范数。")
def accepts_nothing(x):
    return np.sqrt(np.sum(x * x))
"""
SUITE = '''
def test_norm(student, reference, rng):
    """A norm."""
    x = rng.normal(size=4)
    assert_close(student.norm(x), reference.norm(x))

def test_nothing(student):
    """Nothing has no norm."""
    with pytest.raises(ValueError):
        student.norm(np.array([]))
    assert_close(student.norm(np.array([3.0, 4.0])), 5.0)
'''
ROOTLESS = "import numpy as np\ndef norm(x):\n    if not len(x): raise ValueError('empty')\n    total = 0.0\n    for value in x: total += value ** 2\n    return total\n"


@pytest.fixture
def graded(tmp_path, numpy_zygote):
    def results(*sources, level="hint", misconceptions=MISCONCEPTIONS, launcher=numpy_zygote, **changes):
        (tmp_path / "norms.py").write_text(REFERENCE)
        (tmp_path / "misconceptions.py").write_text(dedent(misconceptions))
        under = terms(
            reference=str(tmp_path / "norms.py"),
            misconceptions=str(tmp_path / "misconceptions.py"),
            functions=("norm", "unit"),
            feedback={"hidden": level},
            **changes,
        )
        suites = write(tmp_path / "suites", {"hidden": SUITE})
        return run(suites, [subject(source) for source in sources], launcher, under)

    return results


def names(tests):
    return [test.diagnosis.misconception if test.diagnosis else None for test in tests]


def test_a_mistake_gets_its_name_and_its_hint(graded):
    ((norm, nothing),) = graded(ROOTLESS)
    assert names([norm, nothing]) == ["forgets_the_root", "forgets_the_root"]
    assert norm.message.endswith("\nIt forgets the root: Take the root at the end.")
    assert (norm.outcome, norm.earned) == ("failed", 0.0)


def test_the_hint_is_in_the_courses_language_and_hidden_with_the_rest(graded):
    (chinese,) = graded(ROOTLESS, language="zh")
    assert "最后还要开方。" in chinese[0].message
    (outcome,) = graded(ROOTLESS, level="outcome")
    assert outcome[0].message == ""
    assert names(outcome)[0] == "forgets_the_root"


@pytest.mark.parametrize(
    "source",
    [
        REFERENCE,
        "def norm(x): return 17.0\n",
        "def norm(x):\n    while True: pass\n",
        "def norm(x): import os; os._exit(1)\n",
        'def norm(x): raise NotImplementedError("norm: your code goes here")\n',
        "def other(x): return 1\n",
    ],
    ids=["right", "another mistake", "hangs", "crashes", "stub", "missing"],
)
def test_what_fits_no_misconception_has_no_name(graded, source):
    (tests,) = graded(source, test_timeout_s=0.4)
    assert names(tests) == [None, None]


def test_an_exception_of_the_same_class_is_the_same_answer(graded):
    (tests,) = graded("import numpy as np\ndef norm(x): return np.sqrt((x ** 2).sum())\n")
    assert names(tests) == [None, "accepts_nothing"]


def test_two_misconceptions_that_fit_name_nothing(graded):
    twin = MISCONCEPTIONS + dedent(
        """
        @misconception("norm", hint="The same again.", zh="又是一样。")
        def forgets_the_root_too(x):
            return forgets_the_root(x)
        """
    )
    (tests,) = graded(ROOTLESS, misconceptions=twin)
    assert names(tests) == [None, None]


def test_misconceptions_without_probes_name_nothing(graded):
    (tests,) = graded(ROOTLESS, misconceptions=MISCONCEPTIONS.replace('@probes("norm")\n', ""))
    assert names(tests) == [None, None]


def test_to_ask_for_answers_without_probes_is_our_mistake(tmp_path):
    (tmp_path / "norms.py").write_text(REFERENCE)
    (tmp_path / "misconceptions.py").write_text(MISCONCEPTIONS)
    under = terms(reference=str(tmp_path / "norms.py"), misconceptions=str(tmp_path / "misconceptions.py"))
    diagnostician = Diagnostician(under)
    assert diagnostician.answers("norm")[1].keys() == {"forgets_the_root", "adds_first", "accepts_nothing"}
    with pytest.raises(SuiteError, match="unit gives no answer on the probes of unit"):
        diagnostician.answers("unit")


def test_a_probe_can_ask_what_a_call_did_to_its_arguments(graded):
    observing = """
        import numpy as np
        from grader.testing import misconception, probes

        @probes("norm")
        def probe_norm(rng):
            return [lambda norm: list(norm.observe(np.array([3.0, -4.0])).modified) != []]

        @misconception("norm", hint="You square the caller's own vector.", zh="你把调用者的向量平方了。")
        def squares_in_place(x):
            x *= x
            return np.sqrt(np.sum(x))
        """
    (tests,) = graded("import numpy as np\ndef norm(v):\n    v **= 2\n    return v.sum()\n", misconceptions=observing)
    assert names(tests) == ["squares_in_place", "squares_in_place"]
    (others,) = graded("def norm(v): return 17.0\n", misconceptions=observing)
    assert names(others) == [None, None]


def test_a_variant_that_modifies_its_arguments_does_not_spoil_the_next_probe(graded):
    shared = """
        import numpy as np
        from grader.testing import misconception, probes

        @probes("norm")
        def probe_norm(rng):
            x = np.array([3.0, -4.0])
            return [(x,), (x,), lambda norm: norm.observe(x).modified == ("x",)]

        @misconception("norm", hint="You square the caller's own vector.", zh="你把调用者的向量平方了。")
        def squares_in_place(x):
            x *= x
            return np.sqrt(np.sum(x))
        """
    (tests,) = graded(
        "import numpy as np\ndef norm(x):\n    x **= 2\n    return x.sum() ** 0.5\n", misconceptions=shared
    )
    assert names(tests) == [None, "squares_in_place"]


def test_probes_that_cannot_be_made_take_no_marks_from_anybody(graded):
    broken = MISCONCEPTIONS.replace("rng.normal(size=3)", "rng.nonsense()")
    first, second = graded(ROOTLESS, REFERENCE, misconceptions=broken)
    assert [test.outcome for test in first] == ["failed", "failed"]
    assert [test.outcome for test in second] == ["passed", "passed"]


def test_a_fault_while_a_mistake_is_being_named_ends_nobodys_grading(tmp_path, graded):
    from grader.sandbox.launch import ZygoteLauncher

    evil = f"""
import os, time
def norm(x):
    with open({str(tmp_path / "calls")!r}, "a+") as log:
        log.write("x")
        log.seek(0)
        if len(log.read()) > 3:
            os.kill(os.getppid(), 9)
            time.sleep(60)
    return 17.0
"""
    launcher = ZygoteLauncher(torch=False)
    try:
        first, second = graded(evil, ROOTLESS, launcher=launcher)
    finally:
        launcher.close()
    assert "passed" not in {test.outcome for test in first}
    assert names(second) == ["forgets_the_root", "forgets_the_root"]


def test_a_submission_that_kills_the_zygote_when_all_is_over_keeps_its_marks_and_stops_nobody(graded):
    from grader.sandbox.launch import ZygoteLauncher

    evil = """
import ctypes, os
import numpy as np
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)  # outlive the parent
def norm(x):
    if x.size == 0: raise ValueError
    if x.size == 2: os.kill(os.getppid(), 9)
    return np.sqrt((x ** 2).sum())
"""
    launcher = ZygoteLauncher(torch=False)
    try:
        first, second = graded(evil, REFERENCE, launcher=launcher)
    finally:
        launcher.close()
    assert [test.outcome for test in second] == ["passed", "passed"]
    assert "not_graded" not in {test.outcome for test in first}
