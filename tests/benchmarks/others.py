"""Other graders on the same work: nbgrader with tests as cells, otter with tests as doctests.

`--others` makes an environment for each in `.others/` (or where GRADER_BENCH_VENVS says), which can be thrown away
afterwards. They borrow numpy, torch and the suites from this environment.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

from tests.benchmarks.cells import tests_of
from tests.benchmarks.classes import run
from tests.benchmarks.sample import ROOT

VENVS = Path(os.environ.get("GRADER_BENCH_VENVS", ROOT / ".others"))
PACKAGES = {"nbgrader": ["nbgrader"], "otter": ["otter-grader", "ipykernel"]}
SAMPLES = 3  # submissions of each topic, beside the first one for nbgrader
TOPICS = ("norms", "softmax_stability")


def measure(topics, folder):
    """(what, CPU ms of a submission and topic, goal), or why there is no figure."""
    if "--others" not in sys.argv:
        yield "nbgrader autograde, otter run", "not measured (--others does)", ""
        return
    measured = [exercise for exercise in topics if exercise.topic in TOPICS]
    names = " and ".join(exercise.topic for exercise in measured)
    for name, of, goal in (("nbgrader autograde", _nbgrader_ms, "at least 60, aim 150"), ("otter run", _otter_ms, "")):
        what = f"{name} ({SAMPLES} submissions of {names} sampled)"
        try:
            python = _environment(name.split()[0])
            found = [of(python, exercise.topic, _files(folder, exercise.topic)) for exercise in measured]
            yield what, sum(found) / len(found), goal
        except (subprocess.SubprocessError, OSError, AssertionError) as error:
            yield what, f"did not run: {type(error).__name__}", goal


def _files(folder, topic):
    return sorted(folder.rglob(f"{topic}.py"))[: SAMPLES + 1]


def _environment(name):
    """The Python of an environment that has the grader."""
    place = VENVS / name
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES[name]], check=True)
    (site,) = (place / "lib").glob("python3*/site-packages")
    (site / "borrowed.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n{ROOT}\n")
    return python


def _cell(topic, kind, name):
    return f"from tests.benchmarks.cells import check\ncheck({topic!r}, {kind!r}, {name!r}, globals())"


def _nbgrader_ms(python, topic, files):
    """What another submission costs: so many and one, against one."""
    spent = []
    for number in (1, len(files)):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            _notebook(root / "source" / "ps" / f"{topic}.ipynb", topic, "")
            for index, file in enumerate(files[:number]):
                _notebook(root / "submitted" / f"s{index}" / "ps" / f"{topic}.ipynb", topic, file.read_text())
            course = [f"--CourseDirectory.root={root}", "--CourseDirectory.course_id=bench"]
            command = [python, "-m", "nbgrader"]
            run([*command, "generate_assignment", "ps", *course], path=python.parent)
            autograde = [*command, "autograde", "ps", *course, "--ExecutePreprocessor.timeout=120"]
            spent.append(run(autograde, path=python.parent).cpu_s)
            assert len(list((root / "autograded").rglob("*.ipynb"))) == number
    return 1000 * (spent[1] - spent[0]) / (len(files) - 1)


def _notebook(path, topic, source):
    path.parent.mkdir(parents=True)
    cells = [_code(source, "work", {"solution": True, "grade": False, "locked": False})]
    for number, (kind, name) in enumerate(tests_of(topic)):
        grade = {"solution": False, "grade": True, "locked": True, "points": 1}
        cells.append(_code(_cell(topic, kind, name), f"test{number}", grade))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}))


def _code(source, name, grade):
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **grade}}
    return {
        "cell_type": "code", "id": name, "source": source, "metadata": metadata, "outputs": [], "execution_count": None,
    }  # fmt: skip


OTTER_TEST = """\
test = {{"name": {name!r}, "points": 1, "suites": [{{"cases": [{{"code": {code!r}, "hidden": False, "locked": False}}],
    "scored": True, "setup": "", "teardown": "", "type": "doctest"}}]}}
"""


def _otter_ms(python, topic, files):
    """What a submission costs, each in a process of its own as `otter run` works."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with zipfile.ZipFile(root / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"lang": "python"}))
            for number, (kind, test) in enumerate(tests_of(topic)):
                code = "".join(f">>> {line}\n" for line in _cell(topic, kind, test).splitlines())
                archive.writestr(f"tests/test{number}.py", OTTER_TEST.format(name=f"test{number}", code=code))
        spent = []
        for number, file in enumerate(files[:SAMPLES]):
            folder = root / str(number)
            folder.mkdir()
            shutil.copy(file, folder / file.name)
            command = [python.parent / "otter", "run", "-a", root / "autograder.zip", "-o", folder, folder / file.name]
            spent.append(run(command, path=python.parent).cpu_s)
            assert (folder / "results.json").is_file()
        return 1000 * sum(spent) / len(spent)
