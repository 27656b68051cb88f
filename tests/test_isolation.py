"""The ladder on this machine: what each level keeps a submission from, as root and as an ordinary user."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from grader.errors import WorkerError
from grader.sandbox.budget import Budget
from grader.sandbox.failures import Crashed, StudentFailure, TimedOut
from grader.sandbox.isolation import survey
from grader.sandbox.launch import AloneLauncher, ZygoteLauncher
from grader.sandbox.student import Student
from grader.sandbox.worker import Worker
from grader.worker.limits import WorkerLimits
from grader.worker.lockdown import LEVELS
from grader.worker.lockdown.libc import syscall
from tests.levels import LOCKED, NESTED, ROOT, as_user, require, without

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the levels above process are Linux's")
STEAL = Path(__file__).with_name("test_nothing_to_steal.py")


@pytest.fixture(params=LOCKED)
def locked(request, zygote_at, submit_to):
    """locked(source) -> Student, at each level that holds hostile code."""
    return lambda source, **budget: submit_to(zygote_at(request.param), source, **budget)


@pytest.fixture(params=LEVELS)
def any_level(request, zygote_at, submit_to):
    """any_level(source) -> Student, at every level."""
    return lambda source, **budget: submit_to(zygote_at(request.param), source, **budget)


# What this machine offers, found out without the code under test.


def test_landlock_holds_where_the_kernel_has_it():
    try:
        version = syscall("landlock_create_ruleset", None, 0, 1)
    except OSError as error:
        pytest.skip(f"this kernel has no Landlock: {error}")
    assert version >= 1
    assert [level.why_not for level in survey() if level.name == "landlock"] == [""]


def test_namespaces_hold_where_another_program_can_make_them():
    if shutil.which("unshare") is None:
        pytest.skip("util-linux is not installed")
    command = [
        "unshare",
        "--user",
        "--map-current-user",
        "--mount",
        "--pid",
        "--net",
        "--ipc",
        "--uts",
        "--fork",
        "true",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"unshare cannot: {done.stderr}")
    require("landlock")
    assert [level.why_not for level in survey()] == ["", "", ""]


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user is one already")
def test_all_of_this_holds_for_an_ordinary_user_too():
    command = as_user(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", __file__, str(STEAL)]
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    if not any(level.why_not for level in survey()):
        assert not [line for line in skipped if "does not hold here" in line], skipped


# Where a level is missing.


def probed_without(*calls):
    done = subprocess.run(
        without(calls, [sys.executable, "-I", "-m", "grader.worker", "probe"]), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("calls", "namespaces", "landlock"),
    [
        (["unshare"], "unshare: EPERM", ""),
        (["mount"], "mount: EPERM", ""),
        (["pivot_root"], "pivot_root: EPERM", ""),
        (["landlock_create_ruleset"], "landlock_create_ruleset: EPERM", "landlock_create_ruleset: EPERM"),
        (["landlock_restrict_self"], "landlock_restrict_self: EPERM", "landlock_restrict_self: EPERM"),
        (["seccomp"], "seccomp: EPERM", "seccomp: EPERM"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_a_level_that_the_kernel_refuses_is_named_with_the_step_that_failed(calls, namespaces, landlock):
    if any(level.why_not for level in survey()):
        pytest.skip("this machine lacks a level anyway")
    found = probed_without(*calls)
    assert (found["namespaces"], found["landlock"]) == (namespaces, landlock)


def test_without_namespaces_workers_run_at_landlock_and_without_both_at_process():
    require("namespaces")
    script = "from grader.sandbox.launch import make_launcher as m; l = m(torch=False); print(l.isolation); l.close()"
    for calls, level in ((["unshare"], "landlock"), (["unshare", "landlock_add_rule"], "process")):
        done = subprocess.run(
            without(calls, [sys.executable, "-c", script]), cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == [level]


def test_a_zygote_at_a_level_that_does_not_hold_is_refused_with_the_reason():
    script = (
        "from grader.sandbox.launch import ZygoteLauncher as Z; from grader.errors import WorkerError\n"
        "from grader.worker.limits import WorkerLimits\n"
        "launcher = Z(torch=False, isolation='namespaces')\n"
        "try:\n    launcher.launch(WorkerLimits())\nexcept WorkerError as error:\n    print(error, launcher.alive)\n"
        "launcher.close()"
    )
    done = subprocess.run(
        without(["unshare"], [sys.executable, "-c", script]), cwd=ROOT, capture_output=True, text=True
    )
    assert re.match("Isolation level 'namespaces' does not hold here: unshare: EPERM. .* False", done.stdout), (
        done.stderr
    )


# What a submission cannot do.

REFUSED = {
    "read a file of the repository": "open({root!r} + '/pyproject.toml').read()",
    "list the solutions": "os.listdir({root!r} + '/solutions')",
    "list what students get": "os.listdir({root!r} + '/exercises')",
    "read a file that everybody may read": "open('/etc/passwd').read()",
    "read another submission": "open({other!r}).read()",
    "write beside it": "open({other!r} + '.new', 'w')",
    "empty it by reading": "os.open({other!r}, os.O_RDONLY | os.O_TRUNC)",
    "empty it": "os.truncate({other!r}, 0)",
    "change its rights": "os.chmod({other!r}, 0o777)",
    "link to it": "os.link({other!r}, 'link')",
    "remove it": "os.remove({other!r})",
    "write to its library": "open(np.__file__, 'a')",
    "read its environment": "open('/proc/self/environ').read()",
    "read its memory": "open('/proc/self/mem', 'rb')",
    "connect": "socket.create_connection(('127.0.0.1', {port}))",
    "look a name up": "socket.getaddrinfo('example.org', 80)",
    "make a socket": "socket.socket(socket.AF_UNIX)",
    "make a pair of sockets": "socket.socketpair()",
    "fork": "os.fork()",
    "start a program": "subprocess.run(['/bin/true'])",
    "become a program": "os.execv('/bin/true', ['true'])",
    "signal the zygote": "os.kill({zygote}, 0)",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "signal its group": "os.kill(0, 0)",
    "signal everybody": "os.kill(-1, 0)",
    "signal process 1": "os.kill(1, 0)",
    "trace the zygote": "libc('ptrace', 16, {zygote}, 0, 0)",
    "make a namespace": "libc('unshare', 0x10000000)",
    "mount": "libc('mount', b'none', b'/tmp', b'tmpfs', 0, 0)",
    "change its root": "os.chroot('.')",
    "become root": "os.setuid(0 if os.getuid() else 1)",
    "outlive the zygote": "libc('prctl', 1, 0, 0, 0)",
    "make a file in memory": "os.memfd_create('x')",
    "share memory with others": "libc('shmget', 1, 4096, 0o1666)",
    "take more memory": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "take another processor": "os.sched_setaffinity(0, {{0}})",
    "make a device": "os.mknod('x', 0o20666, os.makedev(1, 8))",
    "lock memory": "libc('mlock', ctypes.addressof(ctypes.c_int()), 1)",
}
ATTEMPT = """
import ctypes, os, resource, socket, subprocess
import numpy as np

def libc(name, *arguments):
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)

def attempt():
    try:
        {code}
    except (OSError, ValueError) as error:
        return f"refused: {{error}}"
    return "done"
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """What an attempt is made on, all of it within this user's reach."""
    other = tmp_path_factory.mktemp("other") / "norms.py"
    other.write_text("secret = 1\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield {"root": str(ROOT), "other": str(other), "port": server.getsockname()[1]}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("level", LOCKED)
def test_a_submission_cannot(zygote_at, submit_to, world, level, code):
    launcher = zygote_at(level)
    student = submit_to(launcher, ATTEMPT.format(code=code.format(**world, zygote=launcher._process.pid)))
    assert str(student.attempt()).startswith("refused")
    assert Path(world["other"]).read_text() == "secret = 1\n"
    assert list(Path(world["other"]).parent.iterdir()) == [Path(world["other"])]


DONE_AT_PROCESS = (
    "read a file of the repository", "list the solutions", "list what students get", "read a file that everybody may read",
    "read another submission", "write beside it", "empty it by reading", "empty it", "change its rights", "remove it",
    "connect", "make a socket", "make a pair of sockets", "signal the zygote", "signal its parent", "make a file in memory",
    "share memory with others", "take another processor", "outlive the zygote",
)  # fmt: skip


@pytest.mark.parametrize("what", DONE_AT_PROCESS)
def test_the_attempts_are_real_for_at_level_process_they_succeed(zygote_at, submit_to, world, tmp_path, what):
    launcher, other = zygote_at("process"), tmp_path / "norms.py"
    other.write_text("x = 1\n")
    code = REFUSED[what].format(**world | {"other": str(other)}, zygote=launcher._process.pid)
    assert submit_to(launcher, ATTEMPT.format(code=code)).attempt() == "done"


def test_a_submission_does_not_see_other_processes(zygote_at, submit_to):
    launcher = zygote_at("namespaces")
    source = "import os\ndef see(pid):\n    return os.getpgid(pid)\ndef me():\n    return os.getpid()\n"
    student = submit_to(launcher, source)
    with pytest.raises(ProcessLookupError):
        student.see(launcher._process.pid)
    assert student.me() < 1000


STRAY = """
import os
def f(path):
    return sorted(os.listdir(path))
def stray(trees):
    found = []
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in trees]
        found += [path for path in (os.path.join(folder, name) for name in files) if path not in trees]
    return found
"""
SHOWN = "from grader.worker import start; from grader.worker.lockdown.view import view; print(*view(torch=False).trees, sep='\\n')"


def test_the_root_holds_only_what_a_submission_needs(zygote_at, submit_to):
    student = submit_to(zygote_at("namespaces"), STRAY)
    shown = subprocess.run([sys.executable, "-I", "-c", SHOWN], capture_output=True, text=True, check=True)
    devices = ["/dev/null", "/dev/random", "/dev/urandom", "/dev/zero"]
    assert sorted(student.stray(shown.stdout.splitlines())) == devices
    assert {"home", "proc", "sys", "var", "run", "boot", "srv", "mnt"}.isdisjoint(student.f("/"))
    assert student.f("/workdir") == student.f(".") == []
    assert student.f(str(ROOT / "grader")) == ["__init__.py", "worker"]
    assert "solutions" not in student.f(str(ROOT))
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    assert {name.partition(".")[0] for name in student.f(packages)} == {"msgpack", "numpy"}


# What it can.

USEFUL = """
import os, signal, tempfile, threading
import numpy as np

def threads(n):
    done = []
    all = [threading.Thread(target=done.append, args=(1,)) for _ in range(n)]
    for each in all: each.start()
    for each in all: each.join()
    return len(done)

def lazy():
    import decimal, fractions, json, sqlite3, statistics, unicodedata, zoneinfo
    import numpy.fft, numpy.linalg, numpy.polynomial
    return float(np.linalg.svd(np.eye(3))[1].sum() + np.linalg.eigvalsh(np.eye(2)).sum())

def files():
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as file:
        file.write("kept")
        file.flush()
        os.mkdir("made")
        np.save("made/x.npy", np.ones(3))
        os.rename("made/x.npy", "y.npy")
        return [os.listdir("made"), float(np.load("y.npy").sum()), os.path.dirname(file.name) == os.getcwd()]

def devices():
    return [len(os.urandom(3)), len(open("/dev/urandom", "rb").read(2)), open("/dev/null", "w").write("x")]

def own_signal():
    seen = []
    signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
    os.kill(os.getpid(), signal.SIGUSR1)
    return seen
"""


def test_what_is_ordinary_python_works(locked):
    student = locked(USEFUL)
    assert student.threads(5) == 5
    assert student.lazy() == 5.0
    assert student.files() == [[], 3.0, True]
    assert student.devices() == [3, 2, 1]
    assert student.own_signal() == [1]


TORCH = """
import importlib
import torch
def learn(late):
    torch.manual_seed(0)
    cell = torch.nn.LSTMCell(3, 4)
    h, c = cell(torch.ones(2, 3))
    loss = torch.nn.functional.mse_loss(h @ torch.linalg.inv(torch.eye(4) * 2), torch.zeros(2, 4)) + c.sum()
    loss.backward()
    for name in ("distributions", "optim.lr_scheduler", "nn.utils.parametrizations", "fft", "func"):
        importlib.import_module(f"torch.{name}")
    if late:  # the first optimizer of a process imports a good part of torch
        torch.optim.Adam(cell.parameters()).step()
    else:
        cell.weight_ih.data -= 0.001 * cell.weight_ih.grad.sign()
    sample = torch.distributions.Normal(0.0, 1.0).sample((3,))
    return [loss.item(), cell.weight_ih.tolist(), sample.tolist()]
"""


def test_torch_learns_the_same_at_every_level(zygote_at, submit_to):
    found = [
        submit_to(zygote_at(level, torch=True), TORCH).learn(level == "namespaces" and NESTED not in os.environ)
        for level in LEVELS
        if not _missing(level)
    ]
    assert len(found[0]) == 3
    assert all(values[0] == found[0][0] and values[2] == found[0][2] for values in found)
    for values in found:
        np.testing.assert_allclose(values[1], found[0][1], atol=1e-6)


def _missing(level):
    return next(each.why_not for each in survey() if each.name == level)


def test_a_lock_down_that_fails_is_our_fault_and_the_next_worker_starts(zygote_at):
    launcher = zygote_at("namespaces")
    with pytest.raises(WorkerError, match=r"could not be locked down at level .namespaces.: StepError: .*mount"):
        launcher.launch(WorkerLimits(file_mib=-1))
    launcher.launch(WorkerLimits()).end()


@pytest.mark.parametrize("level", LOCKED)
def test_a_lone_worker_has_the_same_level(submit_to, level):
    require(level)
    launcher = AloneLauncher(torch=False, isolation=level)
    source = "import os\ndef f():\n    return open('/etc/passwd')\ndef g():\n    os.abort()\ndef h():\n    os.fork()\n"
    student = submit_to(launcher, source)
    for call in (student.f, student.h):
        with pytest.raises(OSError) as caught:
            call()
        assert isinstance(caught.value, StudentFailure)
    with pytest.raises(Crashed, match="abort"):
        student.g()
    student._worker.close()
    launcher.close()


# Nothing is left behind, and nothing lasts.


def test_what_one_worker_writes_the_next_one_does_not_find(any_level):
    source = "import os\ndef write():\n    open('x', 'w').write('x')\n    os._exit(0)\ndef names():\n    return os.listdir('.')\n"
    student = any_level(source)
    with pytest.raises(Crashed):
        student.write()
    assert student.names() == []


def test_disk_and_files_are_bounded(any_level):
    source = (
        "def fill():\n    with open('x', 'wb') as f:\n        for _ in range(100):\n            f.write(bytes(1 << 20))\n"
        "def open_many():\n    return [open('/dev/null') for _ in range(100)]\n"
    )
    student = any_level(source)
    for call in (student.fill, student.open_many):
        with pytest.raises((OSError, Crashed)):
            call()


@pytest.mark.parametrize("level", LEVELS)
def test_workers_go_first_where_memory_runs_out(zygote_at, level):
    launcher = zygote_at(level)
    assert launcher.isolation == level  # once it is ready
    assert int(Path(f"/proc/{launcher._process.pid}/oom_score_adj").read_text()) >= 500


def test_a_million_files_do_not_fit(zygote_at, submit_to):
    source = "def f():\n    for n in range(10**6):\n        open(str(n), 'w').close()\n"
    with pytest.raises(OSError, match="No space left"):
        submit_to(zygote_at("namespaces"), source).f()


@pytest.mark.parametrize("level", LOCKED)
def test_threads_are_bounded(zygote_at, submit_to, level):
    source = (
        "import threading\ndef f():\n    gate = threading.Event()\n    threading.stack_size(1 << 16)\n    n = 0\n    try:\n"
        "        while n < 100_000:\n            threading.Thread(target=gate.wait, daemon=True).start()\n            n += 1\n"
        "    except RuntimeError:\n        pass\n    return n\n"
    )
    most = 64
    if level == "landlock" and os.geteuid() != 0:  # the user's others count too: only a bound on all can be set
        most += int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2]) + 1000
    assert submit_to(zygote_at(level), source).f() < most


@pytest.mark.parametrize("body", ["while True: pass", "import time\n    time.sleep(600)",
                                  "import os, signal\n    os.kill(os.getpid(), signal.SIGSTOP)",
                                  "import signal\n    [signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 19)]\n    while True: pass"],
                         ids=["loop", "sleep", "stop", "deaf"])  # fmt: skip
def test_a_worker_that_does_not_answer_is_killed(any_level, body):
    student = any_level(f"def f():\n    {body}\ndef g():\n    return 1\n")
    assert student.g() == 1
    before = student._worker.line.generation
    student._worker.begin_test(0.3)
    with pytest.raises(TimedOut):
        student.f()
    student._worker.begin_test(20.0)
    assert student.g() == 1
    assert student._worker.line.generation == before + 1  # a new process: the other one was killed and reaped


@pytest.mark.parametrize("kind", [ZygoteLauncher, AloneLauncher])
@pytest.mark.parametrize("level", LEVELS)
def test_closing_leaves_no_process_no_mount_and_no_folder(level, kind):
    require(level)
    ours = {child.pid for child in psutil.Process().children(True)}
    launcher = kind(torch=False, isolation=level)
    worker = Worker(launcher, "norms.py", b"def f():\n    return 1\n", Budget())
    assert Student(worker).f() == 1
    scratch = launcher._scratch
    started = [child for child in psutil.Process().children(True) if child.pid not in ours]
    worker.close()
    launcher.close()
    psutil.wait_procs(started, timeout=10)
    assert [child for child in started if child.is_running()] == []
    assert str(scratch) not in Path("/proc/self/mountinfo").read_text()
    assert not scratch.exists()


@pytest.mark.parametrize("level", LEVELS)
def test_a_zygote_that_is_killed_takes_its_workers_along(level):
    require(level)
    launcher = ZygoteLauncher(torch=False, isolation=level)
    worker = Worker(launcher, "norms.py", b"def f():\n    return 1\n", Budget())
    assert Student(worker).f() == 1
    pid = worker.line._process._pid
    launcher._process.kill()
    deadline = time.monotonic() + 20
    while _runs(pid):
        assert time.monotonic() < deadline
        os.sched_yield()
    worker.close()
    launcher.close()


KILLED = """
import os, sys
from grader.sandbox.launch import ZygoteLauncher
from grader.worker.limits import WorkerLimits
launcher = ZygoteLauncher(torch=False, isolation=sys.argv[1])
worker = launcher.launch(WorkerLimits())
print(launcher._scratch, launcher._process.pid, worker._pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("level", LEVELS)
def test_a_grader_that_is_killed_leaves_no_process_and_no_folder(level):
    require(level)
    done = subprocess.run([sys.executable, "-c", KILLED, level], cwd=ROOT, capture_output=True, text=True)
    scratch, *pids = done.stdout.split()
    assert len(pids) == 2, done.stderr
    deadline = time.monotonic() + 20
    while Path(scratch).exists() or any(map(_runs, map(int, pids))):
        assert time.monotonic() < deadline
        os.sched_yield()


def _runs(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE  # whoever adopts it reaps it in his own time
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give users to workers")
@pytest.mark.parametrize("level", LOCKED)
def test_each_worker_of_root_is_a_user_of_its_own(zygote_at, submit_to, level):
    source = "import os\ndef who():\n    return list(os.getresuid() + os.getresgid()) + os.getgroups()\n"
    first, second = (submit_to(zygote_at(level), source).who() for _ in range(2))
    assert first[0] != second[0]
    assert min(first[0], second[0]) >= 30_000
    # Where the interpreter is for root's eyes alone, it is opened as root without privileges.
    assert set(first) in ({first[0]}, {first[0], 0})
    assert 0 not in first[3:]
