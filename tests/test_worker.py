"""Calls across the boundary: what comes back, what a crash costs, and what a hostile worker can do."""

import os
import re
import time
from pathlib import Path

import numpy as np
import pytest

from grader.errors import SuiteError, WorkerError
from grader.sandbox import worker as worker_module
from grader.sandbox.budget import Budget
from grader.sandbox.failures import (
    Crashed,
    LoadFailed,
    MissingFunction,
    NotAttempted,
    OutOfMemory,
    Refused,
    StudentFailure,
    StudentRaised,
    TimedOut,
)
from grader.sandbox.launch import AloneLauncher, ZygoteLauncher, make_launcher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from grader.worker.codec import LENGTHS
from grader.worker.limits import WorkerLimits

USEFUL = """
import numpy as np, os, sys

def double(x):
    return 2 * x

def apply(f, x):
    return f(x)

def fail(kind="ValueError"):
    raise getattr(__builtins__, kind, None)("told") if not isinstance(__builtins__, dict) else __builtins__[kind]("told")

def leave():
    os._exit(0)

def hang():
    while True:
        pass
"""


@pytest.fixture(params=["zygote", "alone"])
def student(request, numpy_zygote, alone, submit_to):
    """The same submission behind both kinds of launcher."""
    return submit_to(numpy_zygote if request.param == "zygote" else alone, USEFUL)


def test_a_call_returns_what_the_function_returns(student):
    np.testing.assert_array_equal(student.double(np.arange(3.0)), [0.0, 2.0, 4.0])
    assert student.double(x="ab") == "abab"


def test_a_function_of_the_suite_is_called_back(student):
    seen = []
    assert student.apply(lambda x: seen.append(x) or 7, 3) == 7
    assert seen == [3]


def test_a_function_of_the_students_can_be_passed_to_another(student):
    assert student.apply(student.double, 4) == 8


def test_a_crash_costs_one_call_and_the_next_gets_a_new_process(student):
    assert student.double(1) == 2
    with pytest.raises(Crashed, match="exit code 0"):
        student.leave()
    assert student.double(1) == 2


@pytest.mark.parametrize(
    "kind", ["ValueError", "TypeError", "ZeroDivisionError", "IndexError", "RuntimeError", "KeyError"]
)
def test_an_exception_arrives_as_its_builtin_class(submit, kind):
    with pytest.raises(getattr(__import__("builtins"), kind)) as caught:
        submit(USEFUL).fail(kind)
    assert isinstance(caught.value, StudentRaised)
    assert f"{kind}: " in caught.value.full
    assert re.search(r"norms.py, line \d+, in fail", caught.value.full)
    assert "told" not in caught.value.hint


@pytest.mark.parametrize("kind", [ValueError, IndexError, LookupError])
def test_an_exception_of_several_builtin_classes_arrives_as_each(submit, kind):
    with pytest.raises(kind) as caught:
        submit("import numpy as np\ndef f(x): return x.sum(axis=2)\n").f(np.eye(2))
    assert isinstance(caught.value, StudentRaised)
    assert caught.value.hint == "Your code raised ValueError at line 2 of norms.py."


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("class Own(Exception): pass\ndef f(): raise Own\n", StudentRaised),
        ('class OSError(SyntaxError): __module__ = "builtins"\ndef f(): raise OSError\n', StudentRaised),
        ("def f(): raise StopIteration\n", StopIteration),
    ],
    ids=["own", "no such layout", "iteration"],
)
def test_an_exception_of_no_builtin_class_that_can_be_made_is_the_students_all_the_same(submit, source, caught):
    with pytest.raises(StudentRaised) as found:
        submit(source).f()
    assert isinstance(found.value, caught)


def test_the_stubs_own_exception_is_no_runtime_error(submit):
    stub = submit('def f():\n    raise NotImplementedError("f: your code goes here")\n')
    with pytest.raises(NotAttempted) as caught:
        stub.f()
    assert not isinstance(caught.value, RuntimeError)


def test_a_function_that_hangs_times_out_and_is_not_called_a_third_time(submit):
    student = submit(USEFUL, test_timeout_s=0.3)
    for expected in ("did not finish", "did not finish", "not called again"):
        student._worker.begin_test()
        started = time.monotonic()
        with pytest.raises(TimedOut, match=expected):
            student.hang()
        if expected == "not called again":
            assert time.monotonic() - started < 0.25
    student._worker.begin_test()
    assert student.double(1) == 2


def test_calls_after_a_time_out_in_the_same_test_do_not_spoil_the_tests_that_follow(submit):
    student = submit(USEFUL, test_timeout_s=0.3)
    for call in (student.hang, student.double, student.double, student.double):
        with pytest.raises(TimedOut):
            call()
    student._worker.begin_test()
    assert student.double(1) == 2


def test_the_time_of_a_topic_is_bounded(submit):
    student = submit("import time\ndef nap():\n    time.sleep(0.4)\n", test_timeout_s=5.0, topic_timeout_s=0.6)
    student.nap()
    with pytest.raises(TimedOut, match="time for this topic is used up"):
        student.nap()
    with pytest.raises(TimedOut, match="time for this topic is used up"):
        student.other()


def test_processor_time_is_bounded(submit):
    student = submit(USEFUL, test_timeout_s=30.0, topic_cpu_s=0.6)
    with pytest.raises(TimedOut, match="processor time"):
        student.hang()
    with pytest.raises(TimedOut):
        student.double(1)


@pytest.mark.parametrize("source", ["while True: pass\n", "import time\ntime.sleep(60)\n"], ids=["loop", "sleep"])
def test_a_module_that_never_finishes_loading_times_out(submit, source):
    student = submit(source, test_timeout_s=0.2)
    for _ in range(3):
        student._worker.begin_test()
        with pytest.raises(TimedOut):
            student.f()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(:\n", "SyntaxError.*\n.*line 1"),
        ("x = 1 / 0\n", "ZeroDivisionError"),
        (b"\x00", "null bytes(.|\n)*Save it as UTF-8"),
        ('"""\u8ba1"""'.encode("gbk"), "can't decode(.|\n)*Save it as UTF-8"),
        (b"# coding: utf-9\n", "encoding"),
        (b"x = '\xff'\n", "utf-8"),
        ("def f():\n  return 1\n\treturn 2\n", "indent"),
    ],
    ids=["syntax", "raises", "NUL", "GBK", "unknown coding", "not UTF-8", "tabs mixed"],
)
def test_a_module_that_cannot_be_loaded_says_why_for_every_call(submit, source, words):
    student = submit(source)
    for _ in range(2):
        with pytest.raises(LoadFailed, match=words):
            student.f()


@pytest.mark.parametrize("how", ["import os\nos._exit(3)\n", "raise SystemExit\n", "raise KeyboardInterrupt\n"])
def test_a_module_that_ends_the_process_while_loading(submit, how):
    student = submit(how)
    for _ in range(2):
        with pytest.raises(Crashed):
            student.f()


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfdef f():\n    return 1\n",
        b"def f():\r\n    return 1\r\n",
        b"def f():\n\treturn 1\n",
        b"# -*- coding: latin-1 -*-\n# \xe9\ndef f():\n    return 1\n",
        b"import matplotlib_of_nobody.pyplot as plt, os\nfrom tkinter_of_nobody import E\ndef f():\n    return 1\n",
        b"try:\n    import torch\nexcept ImportError:\n    torch = None\ndef f():\n    return 1\n",
        b"import torch\ndef f():\n    return 1\n",
        b"import numpy as np\ndef f():\n    return int(np.product([1.0]) + np.float_(0) + np.alltrue([]) - 1)\n",
        b"if __name__ == '__main__':\n    raise SystemExit\ndef f():\n    return 1\n",
        b"from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 1\ndef f():\n    return A().x\n",
    ],
    ids=["BOM", "CRLF", "tabs", "latin-1", "junk imports", "try import", "torch unused", "old NumPy", "main", "dataclass"],
)  # fmt: skip
def test_a_right_answer_in_an_unusual_form_is_read(submit, source):
    assert submit(source).f() == 1


def test_a_missing_import_that_is_used_says_so(submit):
    with pytest.raises(ModuleNotFoundError) as caught:
        submit("import torch\ndef f():\n    return torch.ones(2)\n").f()
    assert "'torch' is not available" in caught.value.full


def test_a_missing_function_suggests_the_nearest_name(submit):
    with pytest.raises(MissingFunction, match="Did you mean to rename l2norm"):
        submit("def l2norm(x):\n    return 1\n").l2_norm(1)


@pytest.mark.parametrize(
    "how", ["raise SystemExit(0)", "raise KeyboardInterrupt", "raise GeneratorExit", "import sys; sys.exit()"]
)
def test_ending_the_program_is_a_crash_and_the_next_call_is_fresh(submit, how):
    student = submit(f"n = 0\ndef f():\n    {how}\ndef count():\n    global n\n    n += 1\n    return n\n")
    assert student.count() == 1
    with pytest.raises(Crashed):
        student.f()
    assert student.count() == 1


def test_a_base_exception_of_the_students_own_is_a_crash(submit):
    with pytest.raises(Crashed):
        submit("class Skip(BaseException): pass\ndef f():\n    raise Skip('ok')\n").f()


@pytest.mark.parametrize(
    ("body", "words"),
    [("import ctypes; ctypes.string_at(0)", "segmentation"), ("import os; os.abort()", "abort"), ("import os; os.kill(os.getpid(), 9)", "killed")],
)  # fmt: skip
def test_a_signal_is_named(submit, body, words):
    with pytest.raises(Crashed, match=words):
        submit(f"def f():\n    {body}\n").f()


def test_endless_recursion_is_the_students_exception(submit):
    with pytest.raises(RecursionError):
        submit("def f():\n    return f()\n").f()


@pytest.mark.parametrize("body", ["np.ones(10**11)", "[0] * 10**12", "bytearray(10**13)"])
def test_wanting_too_much_memory(submit, body):
    student = submit(f"import numpy as np\ndef f():\n    return {body}\ndef g():\n    return 1\n")
    with pytest.raises(OutOfMemory):
        student.f()
    assert student.g() == 1


@pytest.mark.parametrize(
    "body",
    ["np.ma.array([1.0])", "np.array([object()])", "np.zeros(3, np.longdouble)", "1 << 9999", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]",
     "np.broadcast_to(1.0, (10**6, 10**6))"],
)  # fmt: skip
def test_a_value_that_cannot_cross_is_refused(submit, body):
    with pytest.raises(Refused, match="cannot be compared"):
        submit(f"import numpy as np\ndef f():\n    return {body}\n").f()


def test_what_is_printed_is_kept_short_and_given_to_the_test(submit):
    student = submit("import sys\ndef f():\n    print('x' * 10**6)\n    print('err', file=sys.stderr)\n    return 1\n")
    assert student.f() == 1
    assert len(student.output) <= 64 << 10
    assert student.output.startswith("xxx")
    student._worker.begin_test()
    assert student.output == ""


def test_printing_what_is_no_text_is_the_students_error(submit):
    with pytest.raises(TypeError):
        submit("import sys\ndef f():\n    sys.stdout.write(b'x')\n").f()


def test_reading_the_keyboard_ends_at_once(submit):
    with pytest.raises(EOFError):
        submit("def f():\n    return input()\n").f()


# Hostile workers: the trusted side survives them, and only that call is lost.


def test_a_callback_outlives_no_call(submit):
    student = submit("kept = []\ndef keep(f):\n    kept.append(f)\ndef use():\n    return kept[0](1)\n")
    student.keep(lambda x: x)
    with pytest.raises((StudentRaised, Crashed)):
        student.use()


def test_a_callback_storm_is_stopped(submit, monkeypatch):
    monkeypatch.setattr(worker_module, "CALLBACKS_CAP", 50)
    with pytest.raises(Crashed, match="more than 50 calls"):
        submit("def f(g):\n    while True:\n        g(1)\n").f(lambda x: x)


def test_calls_inside_callbacks_are_bounded(submit):
    student = submit("def f(g):\n    return g(1)\n")

    def again(x):
        return student.f(again)

    with pytest.raises(Crashed, match="nested deeper"):
        student.f(again)
    assert student.f(lambda x: x) == 1


def test_a_failing_callback_shows_the_student_its_class_and_nothing_else(submit):
    def secret(x):
        raise ValueError("expected 42")

    with pytest.raises(ValueError) as caught:
        submit("def f(g):\n    return g(1)\n").f(secret)
    assert "42" not in caught.value.full


def test_an_assertion_in_a_callback_is_the_suites_verdict(submit):
    def strict(x):
        raise AssertionError("called with 1")

    with pytest.raises(AssertionError, match="called with 1"):
        submit("def f(g):\n    try:\n        g(1)\n    except Exception:\n        return 5\n").f(strict)


def test_a_crash_inside_a_callback_is_reported_as_such(submit):
    student = submit("import os\ndef f(g):\n    return g(1)\ndef die():\n    os._exit(1)\ndef one():\n    return 1\n")
    with pytest.raises(Crashed):
        student.f(lambda x: student.die())
    assert student.one() == 1


SOCKET = """
import gc, os, socket, struct, time
def channel():
    return next(o for o in gc.get_objects() if isinstance(o, socket.socket) and o.fileno() > 2)
def ok():
    return 1
"""
HOSTILE = {
    "garbage": "channel().sendall(b'x' * 1000)",
    "giant length": "channel().sendall(struct.pack('<II', 2**32 - 1, 2**32 - 1))",
    "half a frame": "channel().sendall(struct.pack('<II', 100, 0) + b'x'); time.sleep(60)",
    "one byte at a time": "[(channel().sendall(b'\\x01'), time.sleep(0.05)) for _ in range(10000)]",
    "silence": "time.sleep(60)",
    "closed": "channel().close(); time.sleep(60)",
    "shut down": "channel().shutdown(2); time.sleep(60)",
}


@pytest.mark.parametrize("attack", HOSTILE.values(), ids=HOSTILE)
def test_an_attack_on_the_channel_costs_that_call(submit, attack):
    student = submit(SOCKET + f"def attack():\n    {attack}\n", test_timeout_s=1.0)
    started = time.monotonic()
    with pytest.raises((Crashed, TimedOut)):
        student.attack()
    assert time.monotonic() - started < 10
    student._worker.begin_test()
    assert student.ok() == 1


def forged(message, blob=b""):
    """Source that answers a call with this frame, written by hand."""
    import msgpack

    header = msgpack.packb(message)
    frame = LENGTHS.pack(len(header), len(blob)) + header + blob
    return SOCKET + f"def attack():\n    channel().sendall({frame!r}); time.sleep(60)\n"


FORGED = {
    "unknown kind": ["score", 100],
    "empty": [],
    "no text": [1, 2],
    "too short": ["value"],
    "forged handle": ["value", ["h", "x", 3], ["d", []], []],
    "states nobody asked for": ["value", 1, ["d", []], [["g", "PCG64", ["d", []]]]],
    "extra that is no dict": ["value", 1, 2, []],
    "callback nobody passed": ["callback", 5, ["l", []], ["d", []]],
    "callback with a forged index": ["callback", "x", ["l", []], ["d", []]],
    "callback too short": ["callback"],
    "exception without parts": ["raised", ["l", []]],
    "exception of numbers": ["raised", ["l", [1, 2, 3, 4, 5]]],
    "missing names that are no list": ["missing", "f", 3],
}


@pytest.mark.parametrize("message", FORGED.values(), ids=FORGED)
def test_a_forged_answer_costs_that_call(submit, message):
    student = submit(forged(message), test_timeout_s=5.0)
    with pytest.raises(StudentFailure):
        student.attack()
    student._worker.begin_test()
    assert student.ok() == 1


def test_an_answer_that_nobody_asked_for_is_thrown_away_with_its_process(submit):
    student = submit(
        SOCKET
        + "import threading\ndef arm():\n    threading.Timer(0.05, lambda: channel().sendall(b'x' * 64)).start()\n"
    )
    student.arm()
    deadline = time.monotonic() + 10
    while student._worker.line.silent() and time.monotonic() < deadline:
        os.sched_yield()
    assert student.ok() == 1


def test_a_value_is_a_snapshot(submit):
    student = submit("import numpy as np\nx = np.ones(2)\ndef f():\n    return x\ndef g():\n    x[:] = 5\n")
    value = student.f()
    student.g()
    np.testing.assert_array_equal(value, [1.0, 1.0])


def test_descendants_do_not_survive(zygote_at, submit_to):
    student = submit_to(
        zygote_at("process"),  # elsewhere there are none
        "import os, time\ndef f():\n    r, w = os.pipe()\n"
        "    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            os.write(w, str(os.getpid()).encode())\n"
        "            time.sleep(600)\n        os._exit(0)\n    return int(os.read(r, 20))\n",
    )
    try:
        pid = student.f()
    except OSError:
        pytest.skip("an ordinary user's worker cannot fork at all")
    assert Path(f"/proc/{pid}").exists()
    student._worker.close()
    assert not Path(f"/proc/{pid}").exists()


# The environment, the launchers, faults of ours.


def test_the_worker_sees_a_clean_environment_and_no_open_file(submit, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "hunter2")
    student = submit(
        "import os, sys\ndef env():\n    return sorted(os.environ)\ndef fds():\n    return [f for f in range(64) if is_open(f)]\n"
        "def is_open(fd):\n    try:\n        return bool(os.fstat(fd))\n    except OSError:\n        return False\n"
        "def modules():\n    return sorted(sys.modules)\ndef args():\n    return sys.argv\n"
    )
    assert "COURSE_SECRET" not in student.env()
    assert len([fd for fd in student.fds() if fd > 2]) == 1  # the channel
    modules = student.modules()
    assert not [name for name in modules if name.split(".")[0] in ("pytest", "_pytest", "hypothesis")]
    assert {name for name in modules if name.startswith("grader.")} <= {
        name for name in modules if name.startswith("grader.worker")
    }


def test_a_numpy_topic_never_imports_torch(submit):
    assert submit("import sys\ndef f():\n    return sys.modules.get('torch') is None\n").f() is True


def test_global_generators_start_from_the_same_point(submit):
    source = "import random\nimport numpy as np\ndef f():\n    return [random.random(), np.random.rand()]\n"
    assert submit(source).f() == submit(source).f()


def test_a_zygote_that_dies_is_our_fault(submit_to):
    launcher = ZygoteLauncher(torch=False)
    student = submit_to(launcher, USEFUL)
    assert student.double(1) == 2
    launcher._process.kill()
    launcher._process.wait()
    with pytest.raises(WorkerError, match="grader doctor"):
        student.leave()
    launcher.close()


def test_a_zygote_that_does_not_answer_counts_as_dead_before_its_process_is_gone():
    launcher = ZygoteLauncher(torch=False)
    assert launcher.alive
    launcher._control.close()
    with pytest.raises(WorkerError):
        launcher.launch(WorkerLimits())
    assert not launcher.alive
    launcher.close()


def test_a_zygote_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    launcher = ZygoteLauncher(torch=False)
    with pytest.raises(WorkerError, match="grader doctor"):
        launcher.launch(WorkerLimits())
    launcher.close()


def test_an_interpreter_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    launcher = AloneLauncher(torch=False)
    with pytest.raises(WorkerError, match="did not start"):
        launcher.launch(WorkerLimits())
    launcher.close()


@pytest.mark.parametrize(("name", "kind"), [("zygote", ZygoteLauncher), ("alone", AloneLauncher)])
def test_the_launcher_can_be_chosen(monkeypatch, name, kind):
    monkeypatch.setenv("GRADER_WORKERS", name)
    launcher = make_launcher(torch=False)
    assert isinstance(launcher, kind)
    launcher.close()


def test_an_unknown_launcher_is_refused(monkeypatch):
    monkeypatch.setenv("GRADER_WORKERS", "thread")
    with pytest.raises(WorkerError, match="'thread'"):
        make_launcher(torch=False)


def test_closing_leaves_nothing_behind():
    launcher = ZygoteLauncher(torch=False)
    worker = Worker(launcher, "norms.py", USEFUL.encode(), Budget())
    assert Student(worker).double(1) == 2
    scratch, pid = launcher._scratch, worker.line._process._pid
    launcher.close()  # without closing the worker first: the zygote takes it along
    worker.line._process.socket.close()
    assert not scratch.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_a_suite_that_passes_something_strange_is_told_so(submit):
    with pytest.raises(SuiteError, match="type set"):
        submit(USEFUL).double({1, 2})


def test_a_worker_needs_no_file_to_answer(submit):
    student = submit(
        "import os\nimport numpy as np\nkept = []\ndef hoard():\n    try:\n        while len(kept) < 500:\n            kept.append(os.dup(1))\n"
        "    except OSError:\n        pass\n    return len(kept)\ndef f(x):\n    return x / 2\n"
    )
    assert student.hoard() < 100
    np.testing.assert_array_equal(student.f(np.ones(3)), np.ones(3) / 2)
    np.testing.assert_array_equal(student.observe.f(np.ones(3)).value, np.ones(3) / 2)
