"""Does a level hold here? Found out by locking a throw-away process down and letting it attempt what is forbidden."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from grader.worker.limits import WorkerLimits
from grader.worker.lockdown.attempts import what_succeeds
from grader.worker.lockdown.enclosure import enclosure

LIMITS = WorkerLimits(cpu_s=5.0)
_REPORT_CAP = 4096


def why_not(level: str) -> str:
    """Try a level; returns "" if it holds, else what failed: `unshare: EPERM`, or what could be done all the same.

    This process stays as it is. It must have one thread.
    """
    if level == "process":
        return ""
    scratch = tempfile.mkdtemp(prefix="grader-probe-")
    try:
        (Path(scratch) / "secret").write_bytes(b"not for a worker")
        root = Path(scratch) / "enclosure"
        root.mkdir()
        return _in_child(lambda report: _prepare(level, scratch, str(root), report))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _prepare(level: str, outside: str, root: str, report: int) -> None:
    """As a zygote does; the worker reports."""
    zygote = os.getpid()
    place = enclosure(level, root, torch=False)
    place.enter()
    place.settle()
    mine = place.admit()
    worker = os.fork()
    if worker == 0:
        os.setsid()
        place.lock(mine, LIMITS, [report])
        succeeded = list(what_succeeds(level, outside, zygote))
        os.write(report, ("it could " + ", ".join(succeeded) if succeeded else "holds").encode())
        os._exit(0)
    os.waitpid(worker, 0)
    place.close()


def _in_child(work: object) -> str:
    """Run `work(descriptor)` in a child and return what was written there last; its exception if it raised."""
    assert callable(work)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            os.close(reader)
            work(writer)
        except BaseException as error:
            os.write(writer, _told(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read(_REPORT_CAP).decode(errors="replace")
    os.waitpid(child, 0)
    return "" if told == "holds" else told or "the process that tried it died"


def _told(error: BaseException) -> str:
    step = getattr(error, "step", type(error).__name__)
    number = getattr(error, "errno", None)
    return f"{step}: {errno.errorcode.get(number, str(error)) if isinstance(number, int) else error}"
