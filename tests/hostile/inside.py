"""`python -m tests.hostile.inside REQUEST`: runs the grader on the hostile class, on ground of its own, and reports.

REQUEST is JSON: {"level", "user", "students"}; the report is JSON on standard output. This process becomes the parent
of process 1 of a process id namespace, which holds the canaries, starts the grader and counts what is left.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.hostile import ground
from tests.hostile.arena import ROOT, Arena, build

ARENA = Arena(Path("/tmp/arena"))
NOBODY = 65_534
GRACE_S = 5.0  # processes that were killed may need a moment to be gone


def main() -> int:
    """Enter the ground, and hand over to process 1. Exit code 3 and a reason where there is no such ground here."""
    request = json.loads(sys.argv[1])
    try:
        ground.enter([ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable)])
        first = os.fork()
        if first:
            return os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
        ground.new_proc()
    except OSError as error:
        sys.stdout.write(json.dumps({"no_ground": str(error)}))
        return 3
    report = attack(request["level"], request["user"], request["students"])
    sys.stdout.write(json.dumps(report))
    return 0


class Canaries:
    """What a hostile student could reach: sockets that note who connects, and a process that may not die."""

    def __init__(self, folder: Path, uid: int) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.unix, self.abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        self.path, self.name = str(folder / "canary.socket"), f"grader-canary-{secrets.token_hex(8)}"
        self.abstract.bind("\0" + self.name)
        command = [sys.executable, "-I", "-S", "-c", "import signal; signal.pause()"]
        self.process = subprocess.Popen(command, preexec_fn=become(uid))
        for sock in (self.tcp, self.udp, self.unix, self.abstract):
            sock.setblocking(False)

    @property
    def addresses(self) -> dict[str, str]:
        """As a submission's placeholders."""
        return {
            "TCP_PORT": str(self.tcp.getsockname()[1]), "UDP_PORT": str(self.udp.getsockname()[1]),
            "UNIX_SOCKET": self.path, "ABSTRACT_SOCKET": self.name, "CANARY_PID": str(self.process.pid),
        }  # fmt: skip

    def listen(self) -> None:
        """The arena is built: the socket with a path can stand in it."""
        self.unix.bind(self.path)
        Path(self.path).chmod(0o777)
        self.unix.listen()
        self.abstract.listen()

    def found(self) -> list[str]:
        """What happened to them."""
        notes = []
        for kind in ("tcp", "unix", "abstract"):
            try:
                getattr(self, kind).accept()
                notes.append(f"somebody connected to the {kind} socket")
            except BlockingIOError:
                pass
        try:
            self.udp.recv(100)
            notes.append("somebody sent a datagram")
        except BlockingIOError:
            pass
        if self.process.poll() is not None:
            notes.append("somebody killed the canary")
        self.process.kill()
        self.process.wait()
        return notes


def attack(level: str, user: str, students: list[str]) -> dict[str, Any]:
    """Grade the class at this level and as this user, and look at what is left."""
    uid = NOBODY if user == "ordinary" and os.getuid() == 0 else os.getuid()
    canaries = Canaries(ARENA.outside, uid)
    build(ARENA, students, canaries.addresses)
    canaries.listen()
    if uid != os.getuid():
        for path in [ARENA.root, *ARENA.root.rglob("*")]:
            os.chown(path, uid, uid, follow_symlinks=False)
    before = contents()
    started = time.monotonic()
    grader = subprocess.Popen(command(level), env=environment(level), cwd=ARENA.home, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=become(uid))  # fmt: skip
    output = grader.communicate()[0].decode("utf-8", "replace")
    seconds = time.monotonic() - started
    left = processes_left(canaries.process.pid)
    after = contents()
    return {
        "exit_code": grader.returncode,
        "seconds": round(seconds, 1),
        "output": output,
        "results": json.loads(ARENA.results.read_text("utf-8")) if ARENA.results.exists() else None,
        "processes_left": left,
        "files_changed": sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)),
        "canaries": canaries.found(),
        "shared_memory": len(Path("/proc/sysvipc/shm").read_text().splitlines()) - 1,
        "uid": uid,
    }


def command(level: str) -> list[str]:
    """The command that an instructor types."""
    return [sys.executable, "-m", "grader", "grade", str(ARENA.submissions), "--solutions", str(ARENA.solutions),
            "--secret-file", str(ARENA.secret_file), "--json", str(ARENA.results), "--store", str(ARENA.marks),
            "--isolation", level]  # fmt: skip


def environment(level: str) -> dict[str, str]:
    """Of an instructor with secrets in it."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(ARENA.home), "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT), "GRADER_ISOLATION": level, "AWS_SECRET": "PWNED: env",
    }  # fmt: skip


def become(uid: int) -> Any:
    """What a child does to be an ordinary user, if it is not one yet."""

    def drop() -> None:
        os.setsid()
        if uid != os.getuid():
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)

    return drop


def processes_left(canary: int) -> list[str]:
    """Processes of this namespace that the run left behind, zombies too, after those that are dying have died."""
    deadline = time.monotonic() + GRACE_S
    while True:
        found = [pid for pid in _processes() if pid not in (1, canary)]
        while _reaped_one(canary):
            pass
        if not found or time.monotonic() > deadline:
            return [f"{pid} {_state(pid)}" for pid in found]
        os.sched_yield()


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _reaped_one(canary: int) -> bool:
    """Take leave of a dead orphan: process 1 inherits them. A grader leaves none, zombies included, but a killed one."""
    info = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if info is None or info.si_pid == canary:
        return False
    os.waitpid(info.si_pid, 0)
    return True


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "gone"


def contents() -> dict[str, str]:
    """Every file where files may be written, by what identifies its content, but for the results."""
    found = {}
    for folder in ground.OPEN_TO_ALL:
        for place, names, files in os.walk(folder):
            for name in [*names, *files]:
                path = Path(place, name)
                if ARENA.results.parent in (path, path.parent):
                    continue
                info = path.lstat()
                found[str(path)] = (
                    f"{info.st_mode:o} {info.st_uid} {info.st_size} {info.st_mtime_ns if name in files else ''}"
                )
    return found


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(main())
