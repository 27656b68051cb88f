"""Grading a class, measured as an instructor meets it; written to docs/performance.md: `python -m tests.benchmarks course`.

`--sizes 30 300` (the default) or `--long`, which is 300 and 3,000 with the six core topics. Every figure is a ratio
within one run. Jobs are one for each core, as they are by default, except where one is said.
"""

import sys
import tempfile
from pathlib import Path

from grader.sandbox.isolation import in_force
from tests.benchmarks import others
from tests.benchmarks.classes import cpu_of_children, fresh_pytest_ms, generate, grade, limit_ms, versions
from tests.benchmarks.profile import shares
from tests.benchmarks.sample import ROOT, exercises
from tests.faults.cluster import cluster

SIZES = (30, 300)
LONG = (300, 3000)
CORE = ("norms", "softmax_stability", "mle_cross_entropy", "backprop", "dropout", "lstm_gates")
MOST_ALONE = 300  # the largest class that is graded by one process, or by Dask
FEW = 30  # students whose grading is looked into
FRESH_SAMPLES = 2
PAGE = ROOT / "docs" / "performance.md"


def sizes():
    """The two class sizes that are compared."""
    if "--long" in sys.argv:
        return LONG
    if "--sizes" in sys.argv:
        first = sys.argv.index("--sizes") + 1
        return int(sys.argv[first]), int(sys.argv[first + 1])
    return SIZES


def measure():
    """Lines of a table, which are written to the page too."""
    small, large = sizes()
    topics = exercises(*CORE) if "--long" in sys.argv else exercises()
    rows = []

    def row(what, found, goal=""):
        rows.append((what, found, goal))
        return f"  {what:62} {found:>34}   {goal}"

    with tempfile.TemporaryDirectory(prefix="grader-bench-") as name:
        root = Path(name)
        classes = {size: generate(root / str(size), topics, size) for size in (small, large)}
        level = in_force()
        yield f"A class of {large} and one of {small}, {len(topics)} topics, level {level}: {versions()}"
        few, many = (grade(classes[size], root / f"{size}.sqlite") for size in (small, large))
        extra = (large - small) * len(topics)
        each_ms, wall_ms = 1000 * (many.cpu_s - few.cpu_s) / extra, 1000 * (many.wall_s - few.wall_s) / extra
        yield row("CPU per (submission, topic)", f"{each_ms:.1f} ms")
        yield row("wall per (submission, topic)", f"{wall_ms:.1f} ms")
        yield row(
            "start of a run, and answers that nobody gave before, CPU",
            f"{few.cpu_s - each_ms * small * len(topics) / 1000:.1f} s",
        )
        yield from (row(*each) for each in _levels(topics, classes[small], root, each_ms, few, level))
        yield from (row(*each) for each in _others(topics, classes[small], each_ms))
        yield from (row(*each) for each in _scaling(classes, root, few, many))
        again = grade(classes[large], root / f"{large}.sqlite")
        yield row("nothing changed: CPU, with the results file", f"{again.cpu_s:.2f} s", "under 2 s for 3,000 x 6")
        yield row(
            "one topic graded again: CPU / CPU of all", _one_topic(classes[large], root / f"{large}.sqlite", many)
        )
        middle, pool = (large, many) if large <= MOST_ALONE else (small, few)
        yield from (row(*each) for each in _dask(classes[middle], root / "dask.sqlite", pool))
        yield from (row(*each) for each in shares(topics, generate(root / "few", topics, FEW), root / "profile.sqlite"))
    _write(small, large, len(topics), rows)


def _levels(topics, folder, root, each_ms, here, level_here):
    """What isolation costs. Levels differ by what they cost on the smaller class."""
    limits = [limit_ms(exercise, folder) for exercise in topics]
    limit, students = sum(limits) / len(limits), len(list(folder.iterdir()))
    below = grade(folder, root / "process.sqlite", level="process")
    process_ms = each_ms - 1000 * (here.cpu_s - below.cpu_s) / (students * len(topics))
    what = "to the limit: same suites, one warm process, no isolation"
    for level, ms, goal in ((level_here, each_ms, 2), ("process", process_ms, 1.5)):
        yield f"{what}; level {level}", f"{ms:.1f} / {limit:.1f} ms = {ms / limit:.2f}", f"at most {goal}"


def _others(topics, folder, each_ms):
    """What is done elsewhere."""
    fresh = [fresh_pytest_ms(exercise, folder, FRESH_SAMPLES) for exercise in topics]
    found = [
        (
            f"fresh pytest process with torch ({FRESH_SAMPLES} a topic sampled)",
            sum(fresh) / len(fresh),
            "at least 15, aim 40",
        ),
        *others.measure(topics, folder),
    ]
    for what, ms, goal in found:
        yield what, ms if isinstance(ms, str) else f"{ms:.0f} / {each_ms:.1f} ms = {ms / each_ms:.1f} x", goal


def _scaling(classes, root, few, many):
    """Jobs and the size of the class."""
    small, large = classes
    size, two = (large, many) if large <= MOST_ALONE else (small, few)
    one = grade(classes[size], root / "one.sqlite", "--jobs", 1)
    yield (
        f"one job / two, wall, {size} students",
        f"{one.wall_s:.1f} / {two.wall_s:.1f} s = {one.wall_s / two.wall_s:.2f}",
        "at least 1.85",
    )
    factor = large / small
    yield (
        f"CPU of {large} / CPU of {small}, scaled to 10",
        f"{many.cpu_s:.1f} / {few.cpu_s:.1f} s: {many.cpu_s / few.cpu_s * 10 / factor:.2f}",
        "9.5 to 10.5",
    )
    yield (
        f"peak memory of the process tree, {large} / {small}",
        f"{many.peak_mib:.0f} / {few.peak_mib:.0f} MiB = {many.peak_mib / few.peak_mib:.3f}",
        "at most 1.10",
    )


def _one_topic(folder, store, whole):
    spent = grade(folder, store, "--regrade", "norms")
    return f"{spent.cpu_s:.1f} / {whole.cpu_s:.1f} s = {spent.cpu_s / whole.cpu_s:.2f}"


def _dask(folder, store, pool):
    """The same class on two workers of Dask; their processes' CPU is counted when the cluster ends."""
    before = cpu_of_children()
    with cluster(2) as (address, _):
        spent = grade(folder, store, "--cluster", address)
    cpu = cpu_of_children() - before
    yield (
        "two local Dask workers / the pool, wall",
        f"{spent.wall_s:.1f} / {pool.wall_s:.1f} s = {spent.wall_s / pool.wall_s:.2f}",
        "at most 1.15",
    )
    yield (
        "two local Dask workers with their scheduler / the pool, CPU",
        f"{cpu:.1f} / {pool.cpu_s:.1f} s = {cpu / pool.cpu_s:.2f}",
        "",
    )


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
compared anew. What an answer costs that nobody gave before stands in `make bench engine`'s column "new".

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
