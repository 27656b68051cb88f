"""A small class, a grader that works on it in a process of its own, and a look at what it has done so far."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil

from tests.trees import make_topic

ROOT = Path(__file__).parents[2]
SECRET = "a secret for what goes wrong"
TOPICS = ("vectors", "tensors")
SUBMISSION = """\
import numpy as np

WHO = {number}


def TOPIC_sum(x):
    return float(np.sum(x))


def TOPIC_mean(x):
    {mean}
"""
MEANS = (
    "return TOPIC_sum(x) / len(x)",
    "return TOPIC_sum(x)",
    "raise ValueError(WHO)",
    "return TOPIC_sum(x) / (len(x) + WHO)",
)
PATIENCE_S = 60.0  # for what takes a second on an idle machine


class Scene:
    """A folder with solutions, a class, and a store.

    Args:
        folder: an empty one.
        students: how many. Their files differ, but for the last two students'.
    """

    def __init__(self, folder, students=24):
        self.folder = folder
        self.store = folder / "store.sqlite"
        for number, topic in enumerate(TOPICS, 1):
            make_topic(folder / "solutions", f"1_foundations/{number}_{topic}")
        for number in range(students):
            student = folder / "class" / f"student{number:03}"
            student.mkdir(parents=True)
            for topic in TOPICS:
                who = min(number, students - 2)
                text = SUBMISSION.format(number=who, mean=MEANS[who % len(MEANS)])
                if number % 11 != 5:  # some hand in nothing
                    (student / f"{topic}.py").write_text(text.replace("TOPIC", topic))

    def command(self, *options, results="results.json"):
        """The command line of a grader."""
        return [
            sys.executable, "-m", "grader", "grade", self.folder / "class", "--solutions", self.folder / "solutions",
            "--store", self.store, "--json", self.folder / results, *map(str, options),
        ]  # fmt: skip

    def start(self, *options, results="results.json", **more):
        """A grader in a process group of its own."""
        return subprocess.Popen(
            self.command(*options, results=results), cwd=ROOT, env={**os.environ, "GRADER_SECRET": SECRET},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True, **more,
        )  # fmt: skip

    def finish(self, *options, results="results.json"):
        """Run a grader to its end; returns its results file, without times."""
        process = self.start(*options, results=results)
        _, errors = process.communicate(timeout=PATIENCE_S * 5)
        assert process.returncode == 1, errors  # points were lost, and nothing else happened
        return self.results(results)

    def results(self, name="results.json"):
        """A results file, without times."""
        text = (self.folder / name).read_text("utf-8")
        assert json.loads(text)["submissions"]
        return re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', text)

    def graded(self):
        """How many gradings are in the store."""
        if not self.store.is_file():
            return 0
        try:
            with closing(sqlite3.connect(self.store, timeout=PATIENCE_S)) as database:
                return database.execute("SELECT count(*) FROM gradings").fetchone()[0]
        except sqlite3.OperationalError:  # the tables are not there yet
            return 0

    def check_store(self):
        """Each grading stands once with all its tests, and the file is whole."""
        with closing(sqlite3.connect(self.store, timeout=PATIENCE_S)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            if not database.execute("SELECT name FROM sqlite_master").fetchall():
                return  # killed before there were tables
            twice = "SELECT suite_id, submission_hash FROM gradings GROUP BY 1, 2 HAVING count(*) > 1"
            assert database.execute(twice).fetchall() == []
            partial = (
                "SELECT g.id FROM gradings g LEFT JOIN tests t ON t.grading_id = g.id GROUP BY g.id, g.suite_id"
                " HAVING count(t.position) != (SELECT count(*) FROM suite_tests s WHERE s.suite_id = g.suite_id)"
            )
            assert database.execute(partial).fetchall() == []

    def forget(self):
        """Take the store away."""
        for file in self.folder.glob("store.sqlite*"):
            file.unlink()


def complaints(errors):
    """What a grader wrote to standard error, without its lines of progress."""
    return [line for line in errors.splitlines() if not line.startswith("Graded ")]


def until(process, condition, within_s=PATIENCE_S):
    """Wait until something holds, as long as the process lives. Returns whether it came to hold."""
    deadline = time.monotonic() + within_s
    while not (found := condition()):
        try:
            process.wait(0.01)
            return condition()
        except subprocess.TimeoutExpired:
            assert time.monotonic() < deadline, "waited in vain"
    return found


def descendants(process):
    """Everything that a process has started, and what that has started."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def pool_processes(process):
    """The processes that grade."""
    return [each for each in descendants(process) if _said(each, "spawn_main")]


def zygotes(process):
    """The warm processes that fork workers."""
    return [each for each in descendants(process) if _said(each, "zygote")]


def _said(process, word):
    try:
        return any(word in part for part in process.cmdline())
    except psutil.Error:
        return False


def kill(process, number=signal.SIGKILL):
    """Kill a grader; returns what it had started, to see that none of it outlives it."""
    family = descendants(process)
    process.send_signal(number)
    return family


def gone(family):
    """Whether all of them end soon."""
    _, alive = psutil.wait_procs(family, timeout=PATIENCE_S / 2)
    return not [each for each in alive if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def remove(folder):
    """Take a scene away."""
    shutil.rmtree(folder, ignore_errors=True)
