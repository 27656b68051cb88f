"""Notebooks: what reading them adds to grading, and what `nbgrader autograde` costs on the same ones.

`nbgrader autograde` is run as it is, with a kernel for each notebook, on one and on three of them; the cost of all is
extrapolated from the two. Both sides are CPU, children included.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.sample import ROOT
from tests.notebooks import filled_in

STUDENTS = 40
SAMPLED = (1, 3)
TOPIC = "norms"
PLUGIN = "c.Autograde.autograde_preprocessors = preprocessors()"


def measure():
    """Lines with ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "course.yaml").write_text(f"title: Bench\ntopics: [{TOPIC}]\n")
        course = folder / "course"
        _grader("generate", folder / "course.yaml", "--format", "ipynb", "--out", course)
        notebook = (course / f"source/exercises/{TOPIC}.ipynb").read_bytes()
        (reference,) = (ROOT / "solutions").rglob(f"{TOPIC}.py")
        for number in range(STUDENTS):
            student = f"s{number:02}"
            mine = {"l1_norm": _cell(notebook).replace("### BEGIN SOLUTION", f"# {student}")}  # no two are the same
            _put(folder / "ipynb/submitted" / student / f"exercises/{TOPIC}.ipynb", filled_in(notebook, mine))
            _put(folder / "py" / student / f"{TOPIC}.py", reference.read_bytes() + f"# {student}\n".encode())
        files, notebooks = (
            _graded(folder / "py", folder, "py"),
            _graded(folder / "ipynb/submitted", folder, "ipynb"),
        )
        few, more = (_autograded(folder, course, count) for count in SAMPLED)
        each = (more - few) / (SAMPLED[1] - SAMPLED[0])
        theirs = few + each * (STUDENTS - SAMPLED[0])
    yield f"Notebooks: {STUDENTS} of {TOPIC}, CPU"
    yield f"  as .py {files:.2f} s, as .ipynb {notebooks:.2f} s: {notebooks / files:.2f} times (at most 1.3)"
    yield (
        f"  nbgrader autograde {theirs:.0f} s ({each:.2f} s each, from {SAMPLED[0]} and {SAMPLED[1]}): "
        f"{theirs / notebooks:.0f} times as much as ours (at least 50)"
    )


def _cell(notebook):
    import json

    cells = json.loads(notebook)["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == "l1-norm")


def _put(path, content):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


def _graded(submissions, folder, name):
    return _grader(
        "grade", submissions, "--topic", TOPIC, "--jobs", 1, "--quiet",
        "--store", folder / f"{name}.sqlite", "--secret-file", folder / "secret",
    )  # fmt: skip


def _autograded(folder, course, count):
    place = folder / f"course{count}"
    shutil.copytree(course, place)
    settings = place / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace(PLUGIN, ""))
    for number in range(count):
        shutil.copytree(folder / f"ipynb/submitted/s{number:02}", place / f"submitted/s{number:02}")
    _run(place, sys.executable, "-m", "nbgrader", "generate_assignment", "exercises")
    return _run(place, sys.executable, "-m", "nbgrader", "autograde", "exercises")


def _grader(*arguments):
    return _run(ROOT, sys.executable, "-m", "grader", *arguments)


def _run(folder, *command):
    """CPU seconds of a command with its children."""
    env = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(each) for each in command], cwd=folder, env=env, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
