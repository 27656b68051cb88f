"""Runs the hostile class at a level and as a user, once for all tests of a file."""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

from tests.hostile.arena import NEEDS_ROOT, ROOT
from tests.hostile.judge import attacks

USERS = ("root", "ordinary")
NO_HOLD = "does not hold here"  # how the grader says that a level is not to be had


class NotOfferedError(Exception):
    """This machine does not offer the level, or the ground to try it on; the message says why."""


@cache
def attacked(level: str, user: str, *, hostile: bool = True) -> dict[str, Any]:
    """The report of a run (see `inside`): the honest students, with or without the hostile ones.

    Raises:
        NotOfferedError: it cannot be run on this machine, and why.
    """
    if user == "root" and os.getuid() != 0:
        raise NotOfferedError("the tests are not run as root")
    names = students(level) if hostile else []
    request = json.dumps({"level": level, "user": user, "students": names})
    command = [sys.executable, "-m", "tests.hostile.inside", request]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    if "no_ground" in report:
        raise NotOfferedError(f"this machine gives a test no namespaces of its own ({report['no_ground']})")
    if report["results"] is None and NO_HOLD in report["output"]:
        raise NotOfferedError(report["output"])
    assert report["results"] is not None, report["output"]
    return report


def students(level: str) -> list[str]:
    """Who attacks at a level: all but those whom it cannot bear, and what only root can make."""
    left_out = NEEDS_ROOT if os.getuid() != 0 else frozenset()
    return [attack.student for attack in attacks() if not attack.spared(level) and attack.student not in left_out]
