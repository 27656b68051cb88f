"""Whatever happens to a grader on the way, the class comes to the same results, byte for byte but for the times."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.faults.kills import killed_and_resumed
from tests.faults.scene import complaints, gone, kill, pool_processes, until, zygotes

KILLS = 5


@pytest.fixture(autouse=True)
def afresh(scene, expected):
    scene.forget()
    yield
    scene.forget()


def test_graders_that_are_killed_at_random_moments_lose_nothing_and_do_nothing_twice(scene, expected):
    killed_and_resumed(scene, expected, KILLS, seed=os.getpid())


def test_one_process_and_two_and_a_second_run_give_the_same_bytes(scene, expected):
    assert scene.finish("--jobs", 2) == expected
    first = (scene.folder / "results.json").read_bytes()
    graded = scene.graded()
    assert scene.finish("--jobs", 2) == expected
    assert (scene.folder / "results.json").read_bytes() == first  # the times too: they are those of the grading
    assert scene.graded() == graded


@pytest.mark.parametrize("victims", [pool_processes, zygotes])
def test_a_process_of_the_pool_or_a_zygote_that_is_killed_is_replaced(scene, expected, victims, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = scene.start("--jobs", 2)
    assert until(process, lambda: scene.graded() >= 4)
    hit = until(process, lambda: victims(process))
    for victim in hit[:1]:
        with suppress(psutil.NoSuchProcess):  # it had done its work
            victim.kill()
    _, errors = process.communicate()
    assert (process.returncode, complaints(errors)) == (1, [])
    assert scene.results() == expected
    scene.check_store()
    assert list(tmp_path.iterdir()) == []  # the suites, too, that a killed process had laid out for itself


def test_a_grader_that_is_killed_leaves_nothing_on_disk_but_its_store(scene, expected, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = scene.start("--jobs", 2)
    assert until(process, lambda: scene.graded() >= 4)
    family = kill(process)
    process.communicate()
    assert gone(family)
    assert list(tmp_path.iterdir()) == []
    assert scene.finish("--jobs", 2) == expected


@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGTERM, 2)])
def test_a_grader_that_is_stopped_says_how_to_go_on_and_leaves_nobody_behind(scene, expected, number, jobs):
    process = scene.start("--jobs", jobs)
    assert until(process, lambda: scene.graded() >= 6)
    family = [psutil.Process(each.pid) for each in psutil.Process(process.pid).children(recursive=True)]
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # a terminal sends it to the whole group
    else:
        process.send_signal(number)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "are graded and kept; the same command goes on from there." in errors
    assert "Traceback" not in errors
    assert gone(family)
    kept = scene.graded()
    assert kept >= 6
    assert scene.finish("--jobs", 2) == expected


def test_two_graders_on_one_store_at_once_both_come_to_the_same(scene, expected):
    both = [scene.start("--jobs", 2, results=f"{number}.json") for number in range(2)]
    for number, process in enumerate(both):
        _, errors = process.communicate()
        assert (process.returncode, complaints(errors)) == (1, [])
        assert scene.results(f"{number}.json") == expected
    scene.check_store()


def test_a_store_that_may_not_grow_ends_the_run_and_keeps_what_it_has(scene, expected):
    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    process = scene.start("--jobs", 2, preexec_fn=small)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert f"The store {scene.store} cannot grow: " in errors
    assert "Make room on its disk. All that was graded before is kept" in errors
    assert "Traceback" not in errors
    assert errors.count("Error: ") == 1
    assert scene.graded() > 0
    scene.check_store()
    assert scene.finish("--jobs", 2) == expected


FULL_DISK = """\
mount -t tmpfs -o size=300k tmpfs "$1" || exit 77
shift
"$@"
code=$?
cp "$STORE" "$STORE-wal" "$KEPT"
exit $code
"""


def test_a_disk_that_is_full_ends_the_run_and_keeps_what_it_has(scene, expected, tmp_path):
    """A disk of 300 KiB, in a mount namespace of its own."""
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("this system has no unshare; the test with a limit on files stands in for it")
    enter = [unshare, "--mount"] if os.geteuid() == 0 else [unshare, "--user", "--map-root-user", "--mount"]
    store = disk / "store.sqlite"
    command = [store if part == scene.store else part for part in scene.command("--jobs", 2)]
    done = subprocess.run(
        [*enter, "sh", "-c", FULL_DISK, "sh", disk, *command], cwd=Path(__file__).parents[1], text=True, capture_output=True,
        env={**os.environ, "GRADER_SECRET": "a secret for what goes wrong", "STORE": str(store), "KEPT": str(kept)},
    )  # fmt: skip
    if done.returncode in (77, 1) and not list(kept.iterdir()):
        pytest.skip(f"no mount here: {done.stderr.strip()}; the test with a limit on files stands in for it")
    assert done.returncode == 2, done.stderr
    assert f"The store {store} cannot grow: " in done.stderr
    for file in kept.iterdir():
        shutil.copy(file, scene.folder / file.name)
    scene.check_store()
    assert scene.graded() > 0
    assert scene.finish("--jobs", 2) == expected


CLOCK = """\
import datetime, sys, time
real, calls = time.time, []
def backwards():
    calls.append(1)
    return real() - 3600 * len(calls)  # an hour back with every look at it
time.time = backwards
time.time_ns = lambda: int(backwards() * 1e9)
from grader.cli import run
sys.exit(run(sys.argv[1:]))
"""


def test_a_clock_that_is_set_back_all_the_time_changes_nothing(scene, expected):
    command = list(map(str, scene.command("--jobs", 1)))
    done = subprocess.run(
        [sys.executable, "-c", CLOCK, *command[3:]], cwd=Path(__file__).parents[1], capture_output=True, text=True,
        env={**os.environ, "GRADER_SECRET": "a secret for what goes wrong"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert scene.results() == expected
    scene.check_store()


def test_files_that_change_while_they_are_graded_are_graded_as_they_are_in_the_end(scene, expected):
    """A student hands in again while the class is being graded: the new file counts, and the others' results stand."""
    file = scene.folder / "class" / "student000" / "tensors.py"
    before = file.read_bytes()
    process = scene.start("--jobs", 2)
    try:
        assert until(process, lambda: scene.graded() >= 1)
        file.write_bytes(before + b"\n# a second thought\n")
        process.communicate()
        assert process.returncode == 1
        scene.check_store()
        assert scene.finish() == scene.results()
    finally:
        file.write_bytes(before)
        kill(process)
    assert scene.finish() == expected
