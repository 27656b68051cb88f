"""Grading on a cluster: the same results as on this machine, and workers that are not like it are refused by name."""

import dataclasses
import socket
from contextlib import suppress

import psutil
import pytest

from grader.catalogue import read_catalogue
from grader.errors import ClusterError
from grader.executor import cluster as module
from grader.executor import work
from grader.executor.cluster import Cluster
from grader.executor.contract import LEVELS, Chunk, HandedFile, Versions, bundle_of, versions_here
from tests.faults.cluster import cluster
from tests.faults.scene import complaints, descendants, until
from tests.trees import make_topic

SECRET = b"a secret that no log may have"


@pytest.fixture(autouse=True)
def afresh(scene, expected):
    scene.forget()


def test_a_cluster_gives_the_same_bytes_even_if_a_worker_is_killed(scene, expected):
    with cluster(2) as (address, process):
        assert scene.finish("--cluster", address) == expected
        scene.forget()
        grading = scene.start("--cluster", address)
        assert until(grading, lambda: scene.graded() >= 4)
        workers = [each for each in descendants(process) if is_worker(each)]
        workers[0].kill()
        _, errors = grading.communicate()
        assert (grading.returncode, complaints(errors)) == (1, [])
        assert scene.results() == expected
        scene.check_store()


def is_worker(process):
    """A process of Dask's that grades: it has a zygote."""
    try:
        return any("grader.worker" in " ".join(child.cmdline()) for child in process.children())
    except psutil.Error:
        return False


def test_a_worker_that_is_not_like_this_machine_is_refused_by_name_and_the_others_do_the_work(scene, expected):
    with cluster(1, strangers=1) as (address, _):
        process = scene.start("--cluster", address)
        _, errors = process.communicate()
        assert process.returncode == 1
        assert "Not used: the worker tcp://127.0.0.1:" in errors
        assert "has numpy 1.26.0 instead of " in errors
        assert scene.results() == expected


def test_a_cluster_of_strangers_is_refused_before_anything_is_graded(scene):
    with cluster(0, strangers=1) as (address, _):
        process = scene.start("--cluster", address)
        _, errors = process.communicate()
    assert process.returncode == 2
    assert "Error: No worker of the cluster will do:\n  the worker tcp://127.0.0.1:" in errors
    assert "has numpy 1.26.0 instead of " in errors
    assert "Install there what is installed here, restart them, and give the same command again." in errors
    assert scene.graded() == 0


def test_a_cluster_that_goes_away_ends_the_run_which_goes_on_without_it(scene, expected):
    with cluster(1) as (address, process):
        grading = scene.start("--cluster", address)
        assert until(grading, lambda: scene.graded() >= 4)
        family = descendants(process)
        for each in [psutil.Process(process.pid), *family]:
            with suppress(psutil.NoSuchProcess):  # it went with its parent
                each.kill()
        _, errors = grading.communicate()
    assert grading.returncode == 2
    assert f"Error: The Dask scheduler {address} is out of reach: " in errors
    assert "What was graded is kept; the same command goes on when it is back." in errors
    assert "Traceback" not in errors
    assert scene.graded() >= 4
    assert scene.finish("--jobs", 1) == expected


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"tcp://127.0.0.1:{free_port()}", "cannot be reached within 0.5 s: .* Start one with `dask scheduler`"),
        ("nonsense://x", "nonsense://x cannot be reached within 0.5 s: .* such as tcp://10.0.0.1:8786"),
    ],
    ids=["nobody there", "no address"],
)
def test_a_scheduler_that_cannot_be_reached_is_named_after_a_bounded_time(monkeypatch, address, words):
    monkeypatch.setattr(module, "REACHED_S", 0.5)
    with pytest.raises(ClusterError, match=words):
        Cluster(address, versions_here(), LEVELS, print, torch=False)


def test_without_dask_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"--cluster needs Dask: `pip install 'deep-grader\[cluster\]'`"):
        Cluster("tcp://127.0.0.1:1", versions_here(), LEVELS, print, torch=False)


def test_a_cluster_without_workers_is_waited_for_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(module, "WORKERS_S", 0.2)
    with (
        cluster(0) as (address, _),
        pytest.raises(ClusterError, match=r"has had no worker for 0.2 s. Start some, such as `dask worker"),
    ):
        Cluster(address, versions_here(), LEVELS, print, torch=False)


# What a worker must be like.

HERE = Versions("0.1.0", "c0de", "3.11.7", "2.4.6", "2.13.0", "x86_64")


@pytest.mark.parametrize(
    ("change", "torch", "found"),
    [
        ({}, True, []),
        ({"python": "3.12.1"}, False, ["Python 3.12.1 instead of 3.11.7"]),
        ({"grader": "0.2.0", "code": "other"}, False, ["grader 0.2.0 instead of 0.1.0"]),
        ({"code": "other"}, False, ["other code of grader 0.1.0"]),
        ({"torch": "none"}, False, []),
        ({"torch": "none"}, True, ["torch none instead of 2.13.0"]),
        (
            {"numpy": "1.0", "machine": "aarch64"},
            True,
            ["numpy 1.0 instead of 2.4.6", "processor aarch64 instead of x86_64"],
        ),
    ],
)
def test_versions_differ_where_marks_could(change, torch, found):
    assert HERE.differences(dataclasses.replace(HERE, **change), torch=torch) == found


@pytest.fixture
def bundle(tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    return bundle_of(read_catalogue(tmp_path / "solutions").find("vectors"), SECRET)


def chunk_of(bundle, versions=None):
    return Chunk(bundle, (HandedFile("h", b"what = 'a student wrote'"),), versions or versions_here())


def test_a_process_with_other_versions_refuses_a_chunk(bundle):
    other = dataclasses.replace(versions_here(), numpy="1.26.0")
    with pytest.raises(
        ClusterError, match=r"A worker on \S+ has numpy \S+ instead of 1.26.0, so that its marks could differ"
    ):
        work.grade_chunk(chunk_of(bundle, other))


def test_a_process_that_finds_another_suite_hash_refuses_a_chunk(bundle):
    other = dataclasses.replace(bundle, files=bundle.files | {"test_hidden.py": b"# nothing"})
    with pytest.raises(ClusterError, match=r"found the suite hash \w{12} for vectors instead of \w{12}"):
        work.grade_chunk(chunk_of(other))


def test_a_process_below_the_least_isolation_refuses_a_chunk(bundle, monkeypatch):
    class Weak:
        isolation = "process"

    monkeypatch.setattr(work.HERE, "_launcher", lambda *, torch: Weak())
    strict = dataclasses.replace(bundle, least_isolation="landlock")
    with pytest.raises(
        ClusterError, match="reaches the isolation level process; landlock is the least that is asked for"
    ):
        work.grade_chunk(chunk_of(strict))


def test_neither_the_secret_nor_tests_nor_work_show_where_a_chunk_is_printed(bundle):
    shown = repr(chunk_of(bundle))
    assert SECRET.decode() not in shown
    assert "def test_" not in shown
    assert "a student wrote" not in shown
