"""Grading a class, measured as an instructor meets it; written to docs/performance.md: `python -m tests.benchmarks course`.

`--sizes 30 300` (the default), or `--long`: the six core topics, in classes of 300 and 3,000 unless `--sizes` says
otherwise. Every figure is a ratio within one run. Jobs are one for each core, as they are by default, except where one is said.
"""

import sys
import tempfile
from pathlib import Path

from grader.sandbox.isolation import in_force
from tests.benchmarks import others
from tests.benchmarks.classes import cpu_of_children, fresh_pytest_ms, generate, grade, limit_ms, versions
from tests.benchmarks.direct import apart
from tests.benchmarks.profile import shares
from tests.benchmarks.sample import ROOT, exercises
from tests.faults.cluster import cluster

SIZES = (30, 300)
LONG = (300, 3000)
CORE = ("norms", "softmax_stability", "mle_cross_entropy", "backprop", "dropout", "lstm_gates")
MOST_ALONE = 300  # the largest class that is graded by one process, or by Dask
FRESH_SAMPLES = 2
PAGE = ROOT / "docs" / "performance.md"


def sizes():
    """The two class sizes that are compared."""
    if "--sizes" in sys.argv:
        first = sys.argv.index("--sizes") + 1
        return int(sys.argv[first]), int(sys.argv[first + 1])
    return LONG if "--long" in sys.argv else SIZES


def measure():
    """Lines of a table, which are written to the page too."""
    small, large = sizes()
    topics = exercises(*CORE) if "--long" in sys.argv else exercises()
    rows = []

    def row(what, found, goal=""):
        rows.append((what, found, goal))
        return f"  {what:62} {found:>34}   {goal}"

    with tempfile.TemporaryDirectory(prefix="grader-bench-") as name:
        bench = Bench(Path(name), topics, small, large)
        yield f"A class of {large} and one of {small}, {len(topics)} topics, level {in_force()}: {versions()}"
        for part in (bench.price, bench.levels, bench.others, bench.scaling, bench.again, bench.dask, bench.shares):
            for each in part():
                yield row(*each)
    _write(small, large, len(topics), rows)


class Bench:
    """What is measured on two classes of a course. Each method gives (what, found, goal) of its rows."""

    def __init__(self, root, topics, small, large):
        self._root, self._topics, self._small, self._large = root, topics, small, large
        self._tenth = small // 10
        self._classes = {size: generate(root / str(size), topics, size) for size in (self._tenth, small, large)}
        self._few = self._many = None  # what grading the two classes cost
        self._each_ms = 0.0

    def _grade(self, size, store, *options, **more):
        return grade(self._classes[size], self._root / f"{store}.sqlite", *options, **{"topics": self._topics} | more)

    def price(self):
        """What a submission costs."""
        small, large, count = self._small, self._large, len(self._topics)
        few, many = self._few, self._many = self._grade(small, "small"), self._grade(large, "large")
        extra = (large - small) * count
        self._each_ms = 1000 * (many.cpu_s - few.cpu_s) / extra
        yield "CPU per (submission, topic)", f"{self._each_ms:.1f} ms", ""
        yield "wall per (submission, topic)", f"{1000 * (many.wall_s - few.wall_s) / extra:.1f} ms", ""
        start_s = few.cpu_s - self._each_ms * small * count / 1000
        yield "start of a run, and answers that nobody gave before, CPU", f"{start_s:.1f} s", ""

    def levels(self):
        """What isolation costs. Levels differ by what they cost on the smaller class."""
        limits = [apart(limit_ms, exercise, self._classes[self._small]) for exercise in self._topics]
        limit = sum(limits) / len(limits)
        below = self._grade(self._small, "process", level="process")
        process_ms = self._each_ms - 1000 * (self._few.cpu_s - below.cpu_s) / (self._small * len(self._topics))
        what = "to the limit: same suites, one warm process, no isolation"
        for level, ms, goal in ((in_force(), self._each_ms, 2), ("process", process_ms, 1.5)):
            yield f"{what}; level {level}", f"{ms:.1f} / {limit:.1f} ms = {ms / limit:.2f}", f"at most {goal}"

    def others(self):
        """What is done elsewhere, against what the same topics cost here."""
        folder = self._classes[self._small]
        fresh = [fresh_pytest_ms(exercise, folder, FRESH_SAMPLES) for exercise in self._topics]
        what = f"fresh pytest process with torch ({FRESH_SAMPLES} a topic sampled)"
        yield what, _times(sum(fresh) / len(fresh), self._each_ms), "at least 15, aim 40"
        here = [exercise for exercise in self._topics if exercise.topic in others.TOPICS]
        spent = [self._grade(size, f"others{size}", topics=here).cpu_s for size in (self._small, self._large)]
        own_ms = 1000 * (spent[1] - spent[0]) / ((self._large - self._small) * len(here))
        for name, ms, goal in others.measure(here, folder):
            yield name, ms if isinstance(ms, str) else _times(ms, own_ms), goal

    def scaling(self):
        """Jobs and the size of the class."""
        few, many = self._few, self._many
        size, two = (self._large, many) if self._large <= MOST_ALONE else (self._small, few)
        one = self._grade(size, "one", "--jobs", 1)
        yield f"one job / two, wall, {size} students", _ratio(one.wall_s, two.wall_s, "s"), "at least 1.85"
        scaled = many.cpu_s / few.cpu_s * 10 * self._small / self._large
        what = f"CPU of {self._large} / CPU of {self._small}, scaled to 10"
        yield what, f"{many.cpu_s:.1f} / {few.cpu_s:.1f} s: {scaled:.2f}", "9.5 to 10.5"
        what = f"peak memory of the process tree, {self._large} / {self._small}"
        yield what, _ratio(many.peak_mib, few.peak_mib, "MiB"), "at most 1.10"

    def again(self):
        """The same command once more."""
        nothing = self._grade(self._large, "large", results=False)
        yield "nothing changed: CPU", f"{nothing.cpu_s:.2f} s", "under 2 s for 3,000 x 6"
        written = self._grade(self._large, "large")
        size_mib = (self._root / "large.json").stat().st_size / 2**20
        yield (
            f"nothing changed, and the results file ({size_mib:.0f} MiB) is written: CPU",
            f"{written.cpu_s:.2f} s",
            "",
        )
        one = self._grade(self._large, "large", "--regrade", "norms")
        yield "one topic graded again: CPU / CPU of all", _ratio(one.cpu_s, self._many.cpu_s, "s"), ""

    def dask(self):
        """The same class on two workers of Dask; their processes' CPU is counted when the cluster ends."""
        size, pool = (self._large, self._many) if self._large <= MOST_ALONE else (self._small, self._few)
        before = cpu_of_children()
        with cluster(2) as (address, _):
            spent = self._grade(size, "dask", "--cluster", address)
        cpu = cpu_of_children() - before
        yield "two local Dask workers / the pool, wall", _ratio(spent.wall_s, pool.wall_s, "s"), "at most 1.15"
        what = "two local Dask workers with their scheduler / the pool, CPU"
        yield what, _ratio(cpu, pool.cpu_s, "s"), ""

    def shares(self):
        """Where the time goes."""
        size = self._small if self._small < LONG[0] else self._tenth  # in one process, which takes its time
        return shares(self._topics, self._classes[size], self._root / "profile.sqlite")


def _ratio(one, other, unit):
    return f"{one:.1f} / {other:.1f} {unit} = {one / other:.2f}"


def _times(theirs_ms, ours_ms):
    return f"{theirs_ms:.0f} / {ours_ms:.1f} ms = {theirs_ms / ours_ms:.1f} x"


def _write(small, large, topics, rows):
    """The page, whole: what was measured last is what stands there."""
    table = "\n".join(f"| {what.lstrip('. ')} | {found} | {goal} |" for what, found, goal in rows)
    PAGE.write_text(
        HEAD.format(versions=versions(), small=small, large=large, topics=topics) + table + "\n" + TAIL, "utf-8"
    )


HEAD = """\
# Performance

Written by `make bench`; do not edit. Ratios within one run: {versions}.

The class is generated: {large} students (and {small}) x {topics} topics, seeded, each file one of the sample class's submissions
that can be run without a worker, made different from every other by a comment. CPU is that of the whole process tree. The sample class gives the mixture of
right and wrong: as in any large course, most submissions answer a test as somebody before them did, and are then not
compared anew. What an answer costs that nobody gave before stands in the column "new" of `python -m tests.benchmarks engine`.

| what | found | goal |
| --- | --- | --- |
"""
TAIL = """
- *The limit* runs the same suites in one warm process on the submission's own module: no isolation, no start, no store.
- *Fresh pytest* imports torch and the suites for each submission, and runs them on the module directly.
- The other graders run the same tests as cells or doctests, in environments of their own that are made for the
  measurement and thrown away; a few submissions are measured.
- *Where the time goes* comes from the same class in one process: the parts are of wall time in the trusted process,
  where waiting for the worker counts as the worker's.
"""
