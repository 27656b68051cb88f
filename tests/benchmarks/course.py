"""Grading a class, measured as an instructor meets it; written to docs/performance.md: `python -m tests.benchmarks course`.

`--sizes 30 300` (the default) or `--long`, which is 300 and 3,000. Every figure is a ratio within one run.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import others
from tests.benchmarks.classes import cpu_of_children, fresh_pytest_ms, generate, grade, limit_ms, versions
from tests.benchmarks.profile import shares
from tests.benchmarks.sample import ROOT, exercises
from tests.faults.cluster import cluster

SIZES = (30, 300)
LONG = (300, 3000)
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
    topics = exercises()
    small, large = sizes()
    rows = []

    def row(what, found, goal=""):
        rows.append((what, found, goal))
        return f"  {what:62} {found:>34}   {goal}"

    with tempfile.TemporaryDirectory(prefix="grader-bench-") as name:
        root = Path(name)
        classes = {size: generate(root / str(size), topics, size) for size in (small, large)}
        yield f"A class of {large} and one of {small}, {len(topics)} topics: {versions()}"
        one = {size: grade(classes[size], root / f"one{size}.sqlite", "--jobs", 1) for size in (small, large)}
        extra = (large - small) * len(topics)
        each_ms = 1000 * (one[large].cpu_s - one[small].cpu_s) / extra
        wall_ms = 1000 * (one[large].wall_s - one[small].wall_s) / extra
        yield row("CPU per (submission, topic)", f"{each_ms:.1f} ms")
        yield row("wall per (submission, topic), one process", f"{wall_ms:.1f} ms")
        yield row("start of a run, CPU", f"{one[small].cpu_s - each_ms * small * len(topics) / 1000:.1f} s")
        limits = [limit_ms(exercise, classes[small]) for exercise in topics]
        limit = sum(limits) / len(limits)
        yield row(
            "... to the limit: same suites, one warm process, no isolation",
            f"{each_ms:.1f} / {limit:.1f} ms = {each_ms / limit:.2f}",
            "at most 1.5",
        )
        fresh = [fresh_pytest_ms(exercise, classes[small], FRESH_SAMPLES) for exercise in topics]
        fresh_ms = sum(fresh) / len(fresh)
        yield row(
            f"fresh pytest process with torch ({FRESH_SAMPLES} a topic sampled)",
            f"{fresh_ms:.0f} / {each_ms:.1f} ms = {fresh_ms / each_ms:.1f} x",
            "at least 15, aim 40",
        )
        for what, other_ms, goal in others.measure(topics, classes[small]):
            yield row(
                what,
                other_ms
                if isinstance(other_ms, str)
                else f"{other_ms:.0f} / {each_ms:.1f} ms = {other_ms / each_ms:.0f} x",
                goal,
            )
        two = grade(classes[large], root / "two.sqlite", "--jobs", 2)
        yield row(
            "two jobs, wall of one / wall of two",
            f"{one[large].wall_s:.1f} / {two.wall_s:.1f} s = {one[large].wall_s / two.wall_s:.2f}",
            "at least 1.85",
        )
        linear = one[large].cpu_s / one[small].cpu_s * 10 * small / large
        yield row(f"CPU of {large} / CPU of {small}, scaled to 10", f"{linear:.2f}", "9.5 to 10.5")
        two_small = grade(classes[small], root / "two_small.sqlite", "--jobs", 2)
        memory = f"{two.peak_mib:.0f} / {two_small.peak_mib:.0f} MiB = {two.peak_mib / two_small.peak_mib:.3f}"
        yield row(f"peak memory of the process tree, two jobs, {large} / {small}", memory, "at most 1.10")
        again = grade(classes[large], root / "two.sqlite", "--jobs", 2)
        yield row("nothing changed: CPU, with the results file", f"{again.cpu_s:.2f} s", "under 2 s for 3,000 x 6")
        yield row(
            "one topic graded again: CPU / CPU of all", _one_topic(classes[large], root / "two.sqlite", topics, two)
        )
        yield from (row(*each) for each in _dask(classes[large], root / "dask.sqlite", two))
        yield from (row(*each) for each in shares(topics, classes[small], root / "profile.sqlite"))
    _write(small, large, len(topics), rows)


def _one_topic(folder, store, topics, whole):
    topic = max(topics, key=lambda exercise: exercise.topic == "norms").topic
    spent = grade(folder, store, "--jobs", 2, "--regrade", topic)
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
that can be run without a worker, made different from every other by a comment. CPU is that of the whole process tree.

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
