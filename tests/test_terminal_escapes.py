"""A hostile student's words on a real terminal: nothing but our own colours and cursor movements gets there."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.arena import EVIL_NAME, HOSTILE

ROOT = Path(__file__).parents[1]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PROGRESS = re.compile(r"\x1b\[(\?25[lh]|[0-9]*[AK]|2K)|\r")  # the cursor hidden and shown, lines up, lines erased
CONCEALED = "\x1b[8m"


def on_a_terminal(command, cwd, **environment):
    """What a command writes to a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    env = os.environ | {"COLUMNS": "100", "TERM": "xterm-256color", "LANG": "C.UTF-8"} | environment
    env.pop("NO_COLOR", None)
    with subprocess.Popen(command, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    assert process.returncode == 1
    return b"".join(parts).decode("utf-8").replace("\r\n", "\n")


def submission() -> str:
    right = (HOSTILE / "right.norms.py").read_text("utf-8")
    return right + (HOSTILE / "reports" / "norms.py").read_text("utf-8")


def left(output, *ours):
    """The control characters of an output that are not of these kinds."""
    for kind in ours:
        output = kind.sub("", output)
    return sorted({repr(char) for char in output if not char.isprintable() and char != "\n"})


@pytest.fixture
def kit(tmp_path):
    """A student's folder with hostile words in it."""
    made = tmp_path / "kit"
    subprocess.run([sys.executable, "-m", "grader", "start", made, "norms"], cwd=ROOT, check=True, capture_output=True)
    (stub,) = made.rglob("norms.py")
    stub.write_text(submission(), "utf-8")
    return made


def test_check_shows_a_hostile_message_as_text(kit):
    output = on_a_terminal([sys.executable, "-m", "grader", "check", "norms"], kit, PYTHONPATH=str(ROOT))
    assert "<script>" in output  # the message is there, to be read
    assert "[link=" in output
    assert COLOURS.search(output)
    assert CONCEALED not in output
    assert left(output, COLOURS) == []


def test_grade_shows_a_hostile_name_as_text(tmp_path):
    student = tmp_path / "class" / EVIL_NAME
    student.mkdir(parents=True)
    (student / "norms.py").write_text(submission(), "utf-8")
    (tmp_path / "secret").write_text("sixteen characters and more")
    command = [sys.executable, "-m", "grader", "grade", "class", "--topic", "norms", "--solutions", ROOT / "solutions",
               "--secret-file", "secret", "--json", "results.json", "--isolation", "process"]  # fmt: skip
    output = on_a_terminal(command, tmp_path, PYTHONPATH=str(ROOT))
    assert "reports_" in output
    assert CONCEALED not in output
    assert left(output, COLOURS, PROGRESS) == []
