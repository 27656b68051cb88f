"""Feedback: from a save to the result against the suite's own time, and what the report of a class of 300 costs."""

import resource
import statistics
import tempfile
import threading
import time
from pathlib import Path

from grader.kit.place import start
from grader.report.make import write_class
from grader.watch.events import Pressed, Saved, events_of
from grader.watch.session import Session
from grader.workspace import find_workspace
from tests.benchmarks.sample import ROOT, exercises
from tests.report_class import make_results

SAVES = 12
STUDENTS = 300


class Clock:
    """A screen that notes when a result came, and lets the next save happen."""

    def __init__(self):
        self.came = threading.Event()
        self.at = 0.0

    def result(self, *_):
        self.at = time.perf_counter()
        self.came.set()

    def waiting(self, *_):
        pass


def watch_ratio(topic):
    """Median of save-to-result, and the median of the tests' own seconds, of one topic."""
    (exercise,) = exercises(topic)
    source = exercise.reference_path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        start(ROOT / "exercises", Path(name) / "kit")
        workspace = find_workspace(Path(name) / "kit")
        found = workspace.kit.find(topic)
        file, screen, waits, own = workspace.root / found.stub, Clock(), [], []
        screen_result = screen.result
        screen.result = lambda topic, result, following: (
            own.append(sum(test.seconds for test in result.tests)),
            screen_result(),
        )
        with events_of(workspace.root, None) as events:
            session = threading.Thread(target=Session(workspace, found, events, screen, "en").run)
            session.start()
            screen.came.wait()
            for number in range(SAVES):
                screen.came.clear()
                saved = time.perf_counter()
                file.write_text(f"{source}\n# {number}\n", encoding="utf-8")
                if not screen.came.wait(5.0):  # the watcher was not there yet
                    events.put(Saved(file.resolve()))
                    screen.came.wait()
                    continue
                waits.append(screen.at - saved)
            events.put(Pressed("q"))
            session.join()
    return statistics.median(waits), statistics.median(own[1:])


def measure():
    """A line a topic, and two for the report."""
    yield "grader watch, warm: from save to result / the public suite's own time (at most 3, for numpy topics)"
    for topic in ("norms", "softmax_stability", "mle_cross_entropy", "backprop"):
        wait, own = watch_ratio(topic)
        yield f"  {topic:20} {1000 * wait:6.1f} ms / {1000 * own:6.1f} ms = {wait / own:.2f}"
    with tempfile.TemporaryDirectory() as name:
        file = make_results(Path(name) / "results.json", STUDENTS)
        before = resource.getrusage(resource.RUSAGE_SELF)
        page = write_class(file, Path(name) / "report.html")
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        yield f"class report, {STUDENTS} students x 6 topics: {cpu:.2f} s of CPU (under 5), {page.stat().st_size / 1e6:.2f} MB (under 3)"
