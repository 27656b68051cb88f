"""What a submission finds when it turns its process inside out: nothing of the trusted side, at any level."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.budget import Budget
from grader.suite.run import run_suites
from grader.suite.subject import Subject, Suite, Terms
from grader.worker.lockdown import LEVELS
from tests.levels import LOCKED, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the levels above process are Linux's")

# Never handed over as they stand: the walk would find its own arguments.
SECRETS = {
    "the course secret": "xyzzy plugh course secret",
    "the student's name": "ada-lovelace-1815",
    "the test's name": "test_the_answer_is_what_nobody_can_guess",
    "the test's title": "Nobody can guess this answer.",
    "the expected value": "271828.18284590",
    "the suite's text": "assert student.answer(3)",
    "the reference's text": "this is the reference solution",
    "the environment": "hunter2-of-the-environment",
}
SUITE = f'''"""A suite."""


def test_the_answer_is_what_nobody_can_guess(student, reference):
    """Nobody can guess this answer."""
    {SECRETS["the suite's text"]} == {SECRETS["the expected value"]} == reference.answer(3)
'''
REFERENCE = f'"""{SECRETS["the reference" + chr(39) + "s text"]}"""\ndef answer(x):\n    return {SECRETS["the expected value"]}\n'

WALK = r"""
import gc, io, os, sys, types

WANTED = %r  # turned round, so that this text is not what is found
REACH = 400_000  # objects

def answer(x):
    told = [name for name, text in WANTED.items() if "".join(reversed(text)) in everything()]
    raise RuntimeError("found: " + "; ".join(told) + " modules: " + " ".join(modules()) + " fds: " + str(descriptors()))

_all = None

def everything():
    global _all
    if _all is None:
        _all = "\n".join(texts())
    return _all

def texts():
    seen, waiting = set(), [*gc.get_objects(), *frames(), *vars_of_modules(), dict(os.environ), sys.argv, sys.orig_argv,
                            sys.path, *map(proc, ("environ", "cmdline", "maps", "mountinfo", "comm", "status"))]
    while waiting and len(seen) < REACH:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if item is WANTED:
            continue
        if isinstance(item, str):
            yield item
        elif isinstance(item, (bytes, bytearray)):
            yield item.decode("latin-1")
        elif isinstance(item, (int, float)):
            yield repr(item)
        elif isinstance(item, types.CodeType):
            waiting += [item.co_name, item.co_filename, item.co_consts, item.co_names]
        elif isinstance(item, types.FrameType):
            waiting += [item.f_locals, item.f_code]
        else:
            try:
                waiting += gc.get_referents(item)
            except Exception:
                pass

def frames():
    frame, found = sys._getframe(), []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found

def vars_of_modules():
    return [vars(module) for module in sys.modules.values() if module is not None]

def proc(name):
    try:
        return open("/proc/self/" + name, "rb").read()
    except OSError:
        return b""

def modules():
    return sorted({name for name in sys.modules if name.split(".")[0] in
                   ("pytest", "_pytest", "pluggy", "hypothesis", "scipy", "yaml", "pydantic", "click", "rich", "sqlalchemy")
                   or (name.startswith("grader.") and not name.startswith("grader.worker"))})

def descriptors():
    found = []
    for number in range(3, 1024):
        try:
            found.append(os.fstat(number).st_mode >> 12)
        except OSError:
            pass
    return found
"""


def walked(launcher, tmp_path, monkeypatch):
    """What the submission told of its walk, through the message of its exception."""
    (tmp_path / "test_hidden.py").write_text(SUITE)
    (tmp_path / "reference.py").write_text(REFERENCE)
    monkeypatch.setenv("COURSE_PASSWORD", SECRETS["the environment"])
    source = WALK % {name: text[::-1] for name, text in SECRETS.items()}
    terms = Terms(
        "topic", SECRETS["the course secret"].encode(), Budget(test_timeout_s=60.0, topic_timeout_s=60.0),
        reference=str(tmp_path / "reference.py"), feedback={"hidden": "full"},
    )  # fmt: skip
    subject, found = Subject(SECRETS["the student's name"], "topic.py", source.encode()), []
    suite = Suite(str(tmp_path / "test_hidden.py"), "hidden")
    run_suites([suite], terms, [subject], lambda _, tests: found.extend(tests), launcher)
    return found[0].message


@pytest.mark.parametrize("level", LEVELS)
def test_a_walk_through_the_process_finds_nothing(zygote_at, level, tmp_path, monkeypatch):
    message = walked(zygote_at(level), tmp_path, monkeypatch)
    assert "found:  modules:  fds: [12]" in message, message[:2000]  # one descriptor: the channel, a socket


def test_the_walk_would_find_what_is_there():
    source = WALK % {"planted": "thgis nialp ni"}
    script = f"import pytest\nexec({source!r})\nkept = {{'deep': ['in plain sight']}}\nanswer(1)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert re.search(r"found: planted modules: .*pytest.* fds: ", done.stderr), done.stderr


HUNT = """
import os

def hunt(name, starts):
    found = []
    for start in starts:
        for folder, folders, files in os.walk(start):
            found += [os.path.join(folder, file) for file in files if readable(os.path.join(folder, file), name)]
    return found

def readable(path, name):
    if os.path.basename(path) != name:
        return False
    try:
        return bool(open(path, "rb").read(1))
    except OSError:
        return False
"""


@pytest.mark.parametrize(
    "name", ["test_hidden.py", "misconceptions.py", "exercise.yaml", "norms.py", "conftest.py", "secret"]
)
@pytest.mark.parametrize("level", LOCKED)
def test_no_file_of_the_course_can_be_read(zygote_at, level, name, submit_to):
    student = submit_to(zygote_at(level), HUNT, test_timeout_s=60.0)
    starts = ["/"] if level == "namespaces" else [str(ROOT), str(Path.home()), "/home", "/tmp", "/var", "/etc"]
    # Packages may have files of such a name: numpy.conftest is no secret.
    assert [path for path in student.hunt(name, starts) if "site-packages" not in path] == []


IMPORTS = """
import importlib, sys

def attempt(name, sites):
    try:
        return importlib.import_module(name).__name__
    except ImportError as error:
        return "refused"

def attempt_without_the_gate(name, sites):
    sys.meta_path[:] = [importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter, importlib.machinery.PathFinder]
    sys.path_importer_cache.clear()
    sys.path[:0] = sites
    try:
        return importlib.import_module(name).__name__
    except (ImportError, OSError) as error:
        return "refused"
"""
CLOSED = ("pytest", "_pytest.assertion", "hypothesis", "scipy", "pydantic", "yaml", "click", "grader.suite.plugin",
          "grader.sandbox.launch", "grader.grade", "grader.compare", "tests.conftest")  # fmt: skip


@pytest.mark.parametrize(
    ("level", "how"),
    # At level process there is nothing but the gate, as docs/security.md says.
    [*((level, "attempt") for level in LEVELS), *((level, "attempt_without_the_gate") for level in LOCKED)],
)
def test_what_is_not_for_a_worker_cannot_be_imported(zygote_at, level, how, submit_to):
    student = submit_to(zygote_at(level), IMPORTS)
    sites = [str(ROOT), *(path for path in sys.path if path.endswith("-packages"))]
    found = {name: str(getattr(student, how)(name, sites)) for name in CLOSED}
    assert found == dict.fromkeys(CLOSED, "refused")
    assert str(student.attempt("decimal", [])) == "decimal"


@pytest.mark.parametrize("level", LOCKED)
def test_no_address_can_be_reached(zygote_at, level, submit_to):
    source = "import socket\ndef f(family, address):\n    socket.socket(family).connect(tuple(address) if isinstance(address, list) else address)\n"
    student = submit_to(zygote_at(level), source)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(f"\0grader-tests-{os.getpid()}")
        local.listen()
        for family, address in (
            (int(socket.AF_INET), ["127.0.0.1", server.getsockname()[1]]),
            (int(socket.AF_UNIX), local.getsockname().decode("latin-1")),
        ):
            with pytest.raises(PermissionError):
                student.f(family, address)
