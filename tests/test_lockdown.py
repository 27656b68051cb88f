"""The parts of the lock-down, one by one: the filter as the kernel reads it, what is shown, who a worker becomes."""

import errno
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from grader.worker.lockdown import credentials, landlock, libc, probe, seccomp, syscalls, view
from grader.worker.lockdown.credentials import SLOTS, Users
from grader.worker.lockdown.libc import StepError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock-down is Linux's")
PID = 4321
HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+) (\d+)"),
    "aarch64": ("/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+) (\d+)"),
}
RENAMED = {"newfstatat": "fstatat"}  # in the generic table


# Numbers of system calls.


@pytest.mark.parametrize("architecture", HEADERS)
def test_the_numbers_are_those_of_the_kernels_headers(architecture):
    path, pattern = HEADERS[architecture]
    if not Path(path).exists():
        pytest.skip(f"{path} is not installed")
    found = {name: int(number) for name, number in re.findall(pattern, Path(path).read_text())}
    ours = syscalls.numbers(architecture)
    assert len(ours) > 100
    expected = {name: found.get(name, found.get(RENAMED.get(name, ""))) for name in ours}
    assert ours == expected


def test_no_number_stands_for_two_calls():
    for architecture in HEADERS:
        numbers = list(syscalls.numbers(architecture).values())
        assert len(numbers) == len(set(numbers))


# The filter, run by a small interpreter of the kernel's filter language.


def verdict(program, architecture, number, *arguments):
    """What the kernel would do with a call: "allow", "kill" or the name of an error."""
    padded = [value % 2**64 for value in (*arguments, 0, 0, 0, 0, 0, 0)][:6]
    data = struct.pack("=IIQ6Q", number, syscalls.AUDIT_ARCHITECTURES[architecture], 0, *padded)
    accumulator, place = 0, 0
    while True:
        code, if_true, if_false, constant = program[place]
        place += 1
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, constant)[0]
        elif code == 0x54:
            accumulator &= constant
        elif code in (0x15, 0x25, 0x35):
            holds = {0x15: accumulator == constant, 0x25: accumulator > constant, 0x35: accumulator >= constant}[code]
            place += if_true if holds else if_false
        else:
            assert code == 0x06
            kinds = {0x7FFF0000: "allow", 0x80000000: "kill"}
            return kinds.get(constant) or errno.errorcode[constant & 0xFFFF]


@pytest.fixture(params=HEADERS)
def judge(request, monkeypatch):
    """judge(name, *arguments), for each architecture."""
    monkeypatch.setattr(seccomp, "machine", lambda: request.param)
    program = seccomp.Filter().program(PID)
    numbers = syscalls.numbers(request.param)

    def of(call, *arguments):
        number = call if isinstance(call, int) else numbers.get(call)
        return None if number is None else verdict(program, request.param, number, *arguments)

    of.architecture, of.program = request.param, program
    return of


def test_every_free_call_is_allowed_and_every_number_beside_is_not(judge):
    free = set(syscalls.free_numbers(judge.architecture))
    named = set(syscalls.numbers(judge.architecture).values())
    for number in range(600):
        if number in free:
            assert judge(number) == "allow", number
        elif number not in named:
            assert judge(number) == "EPERM", number


THREAD = 0x3D0F00
O_TRUNC = os.O_TRUNC


@pytest.mark.parametrize(
    ("expected", "call", "arguments"),
    [
        ("allow", "clone", (THREAD,)), ("EPERM", "clone", (17,)), ("EPERM", "clone", (THREAD | 0x10000000,)),
        ("EPERM", "clone", (0x10000,)), ("ENOSYS", "clone3", ()), ("ENOSYS", "openat2", ()),
        ("allow", "kill", (PID, 9)), ("EPERM", "kill", (0, 9)), ("EPERM", "kill", (-1, 9)), ("EPERM", "kill", (1, 9)),
        ("EPERM", "kill", (-PID, 9)), ("allow", "tgkill", (PID, PID + 1, 6)), ("EPERM", "tgkill", (1, 1, 6)),
        ("allow", "prlimit64", (0, 7, 0, 1)), ("allow", "prlimit64", (PID, 7, 0, 1)), ("EPERM", "prlimit64", (1, 7, 0, 1)),
        ("EPERM", "prlimit64", (0, 7, 1, 0)), ("EPERM", "prlimit64", (0, 7, 1 << 32, 0)),
        ("allow", "openat", (-100, 0, os.O_RDONLY)), ("allow", "openat", (-100, 0, os.O_WRONLY | O_TRUNC)),
        ("allow", "openat", (-100, 0, os.O_RDWR | O_TRUNC | os.O_CREAT)), ("EPERM", "openat", (-100, 0, os.O_RDONLY | O_TRUNC)),
        ("EPERM", "openat", (-100, 0, os.O_RDONLY | O_TRUNC | os.O_CLOEXEC)),
        ("allow", "ioctl", (1, 0x5401)), ("EPERM", "ioctl", (1, 0x5412)), ("EPERM", "ioctl", (1, 0x541C)),
        ("allow", "fcntl", (3, 1)), ("EPERM", "fcntl", (3, 8, 1)), ("EPERM", "fcntl", (3, 1031)),
        ("allow", "prctl", (15,)), ("EPERM", "prctl", (1, 0)), ("EPERM", "prctl", (4, 1)), ("EPERM", "prctl", (22,)),
        ("EPERM", "seccomp", ()), ("EPERM", "capset", ()), ("EPERM", "pivot_root", ()), ("EPERM", "mount_setattr", ()),
        ("EPERM", "landlock_create_ruleset", ()), ("EPERM", "pidfd_send_signal", ()),
    ],
)  # fmt: skip
def test_a_call_is_judged_by_its_arguments(judge, expected, call, arguments):
    assert judge(call, *arguments) == expected


def test_open_is_judged_as_openat_is_where_there_is_one(judge):
    assert judge("open", 0, os.O_RDONLY | O_TRUNC) in (None, "EPERM")
    assert judge("open", 0, os.O_WRONLY | O_TRUNC) in (None, "allow")


def test_calls_by_other_numbers_kill(judge):
    assert judge(0x40000000) == "kill"  # x32
    other = next(name for name in HEADERS if name != judge.architecture)
    assert verdict(judge.program, other, 0) == "kill"


def test_the_filter_fits_into_the_kernel(judge):
    assert len(judge.program) < 4096
    assert all(0 <= jump < 256 for _, if_true, if_false, _ in judge.program for jump in (if_true, if_false))


def test_an_architecture_without_a_list_has_no_filter(monkeypatch):
    monkeypatch.setattr(seccomp, "machine", lambda: "riscv64")
    with pytest.raises(StepError, match="a list of system calls for riscv64"):
        seccomp.Filter()


def test_a_call_without_a_number_is_refused_by_name():
    with pytest.raises(StepError, match="no_such_call on"):
        libc.syscall("no_such_call")


def test_a_step_that_the_kernel_refuses_says_which_it_was():
    with pytest.raises(StepError, match="umount2: ") as caught:
        libc.call("umount2", b"/no/such/place", 0)
    assert caught.value.step == "umount2"
    assert caught.value.errno in (errno.ENOENT, errno.EPERM)


# Landlock.


@pytest.mark.parametrize(
    ("version", "rights", "tcp", "scopes"), [(1, 13, 0, 0), (2, 14, 0, 0), (3, 15, 0, 0), (4, 15, 3, 0), (5, 16, 3, 0), (6, 16, 3, 3), (7, 16, 3, 3), (99, 16, 3, 3)]
)  # fmt: skip
def test_each_abi_is_asked_for_all_that_it_has(version, rights, tcp, scopes):
    assert landlock._handled(version) == ((1 << rights) - 1, tcp, scopes)


def test_an_abi_that_does_not_exist_is_refused():
    with pytest.raises(StepError, match="landlock_create_ruleset"):
        landlock._handled(0)


def test_what_an_abi_gives_is_described():
    assert landlock.describe(1) == "Landlock ABI 1 (files)"
    assert landlock.describe(4) == "Landlock ABI 4 (files, TCP)"
    assert landlock.describe(6) == "Landlock ABI 6 (files, TCP, abstract sockets, signals)"


# What is shown.


def test_a_tree_is_split_around_what_it_must_not_show(tmp_path):
    for name in ("a/x.py", "a/site/pkg/y.py", "a/site/other/z.py", "a/b/c.py", "d.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    parts = set(view.split(tmp_path, {tmp_path / "a" / "site"}))
    assert parts == {tmp_path / "a" / "x.py", tmp_path / "a" / "b", tmp_path / "d.py"}
    assert set(view.split(tmp_path, set())) == {tmp_path}
    assert set(view.split(tmp_path, {tmp_path})) == set()


def test_a_view_names_each_tree_once_and_again_inside_of_hollow_ones():
    trees = {Path(name) for name in ("/p/lib", "/p/lib/python3", "/p/lib/python3/site/numpy", "/x", "/xy")}
    kept = view._without_repetition(trees, {Path("/p/lib/python3/site")})
    assert kept == (Path("/p/lib"), Path("/p/lib/python3/site/numpy"), Path("/x"), Path("/xy"))


def viewed(expression, *, torch):
    script = (
        f"import sys\nfrom grader.worker.lockdown import view as v\nfound = v.view(torch={torch})\nprint({expression})"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize("torch", [False, True])
def test_a_view_has_what_a_topic_needs_and_no_more(torch):
    names = set(viewed("' '.join(path.name for path in found.trees)", torch=torch).split())
    assert {"numpy", "msgpack", "worker", "__init__.py"} <= names
    assert ("torch" in names) is torch
    assert names.isdisjoint(
        {"pytest", "_pytest", "hypothesis", "scipy", "pydantic", "grader", "solutions", "site-packages"}
    )


def test_what_a_view_shows_holds_no_folder_of_this_repository_but_the_workers():
    root = Path(__file__).parents[1]
    trees = [Path(line) for line in viewed("'\\n'.join(map(str, found.trees))", torch=True).splitlines()]
    inside = {path.relative_to(root).parts[:2] for path in trees if path.is_relative_to(root)}
    assert {parts for parts in inside if parts[0] != ".venv"} == {("grader", "worker"), ("grader", "__init__.py")}
    assert not [path for path in trees if root.is_relative_to(path)]


CLOSED = """
import importlib.util, sys
from grader.worker.lockdown.view import close_imports, trim_path
trim_path(torch=False)
close_imports(torch=False)
for name in ("decimal", "numpy", "msgpack", "numpy.fft", "grader.worker.serve", "pytest", "scipy", "torch", "grader.grade", "pydantic"):
    try:
        __import__(name)
        print(name, "yes")
    except ModuleNotFoundError as error:
        print(name, "no", error)
print(importlib.util.find_spec("hypothesis"))
"""


def test_only_what_is_for_a_worker_can_be_imported():
    done = subprocess.run([sys.executable, "-I", "-c", CLOSED], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == ["yes"] * 5 + ["no"] * 5
    assert lines[5] == "pytest no No module named 'pytest'"
    assert lines[-1] == "None"


# Users.


def users(monkeypatch, uid_map, *, uid=0, capabilities=(1 << 41) - 1):
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    monkeypatch.setattr(credentials, "_capabilities", lambda: capabilities)
    monkeypatch.setattr(Path, "read_text", lambda path, *_: uid_map)
    return Users()


def test_no_two_workers_have_the_same_user_and_a_freed_one_is_used_again(monkeypatch):
    pool = users(monkeypatch, "0 0 4294967295")
    taken = [pool.take() for _ in range(SLOTS)]
    assert len(set(taken)) == SLOTS
    assert all(1_879_048_192 <= user <= 2_147_483_647 for user in taken)
    with pytest.raises(RuntimeError, match="more than 64 workers"):
        pool.take()
    pool.give_back(taken[5])
    assert pool.take() == taken[5]


def test_zygotes_have_different_users(monkeypatch):
    found = set()
    for pid in (1, 2, 4_194_304):
        monkeypatch.setattr(os, "getpid", lambda pid=pid: pid)
        pool = users(monkeypatch, "0 0 4294967295")
        found |= {pool.take() for _ in range(SLOTS)}
    assert len(found) == 3 * SLOTS


@pytest.mark.parametrize(
    ("uid_map", "changes", "some"),
    [
        ("0 100000 65536", {}, True),
        ("0 1000 1\n1 100000 65536", {}, True),
        ("0 0 1", {}, False),
        ("0 0 4294967295", {"uid": 1000}, False),
        ("0 0 4294967295", {"capabilities": 0}, False),
    ],
    ids=["a container's map", "a rootless one's", "one id", "no root", "root without capabilities"],
)
def test_users_are_only_given_where_they_can_be(monkeypatch, uid_map, changes, some):
    user = users(monkeypatch, uid_map, **changes).take()
    assert (user is not None) is some
    assert user is None or 30_000 <= user < 65_534


# Probing.


def test_process_always_holds():
    assert probe.why_not("process") == ""


def test_what_can_be_done_all_the_same_is_named(monkeypatch):
    monkeypatch.setattr(seccomp.Filter, "install", lambda self: None)
    assert re.match("it could .*open a socket, .*start a process", probe.why_not("landlock"))


def test_a_level_that_kills_the_process_that_tries_it_does_not_hold(monkeypatch):
    monkeypatch.setattr(seccomp.Filter, "install", lambda self: os._exit(0))
    assert probe.why_not("landlock") == "the process that tried it died"


def test_a_fault_of_ours_is_a_reason_too(monkeypatch):
    monkeypatch.setattr(landlock, "restrict", lambda rules: 1 / 0)
    assert probe.why_not("landlock") == "ZeroDivisionError: division by zero"
