"""Chunks through a crew: all of them, each once, whatever dies on the way; and what a process keeps between two."""

import subprocess
import sys
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.cores import core_of, cores, stay_on, staying_on
from grader.errors import SuiteError
from grader.executor import crew as crews
from grader.executor import work
from grader.executor.cluster import _seats
from grader.executor.contract import Chunk, Finished, HandedFile, bundle_of, versions_here
from grader.executor.crew import Alone, Pool
from grader.executor.flow import KILLED, TRIES, flow
from grader.suite.run import OpenSuites
from tests.trees import make_topic

SECRET = b"sixteen characters and more"
RIGHT = b"import numpy as np\ndef vectors_sum(x):\n    return float(np.sum(x))\ndef vectors_mean(x):\n    return vectors_sum(x) / len(x)\n"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    solutions = tmp_path_factory.mktemp("course") / "solutions"
    make_topic(solutions, "1_foundations/1_vectors")
    return bundle_of(read_catalogue(solutions).find("vectors"), SECRET)


def chunk_of(bundle, *names, source=RIGHT):
    return Chunk(bundle, tuple(HandedFile(name, source) for name in names), versions_here())


class Fake:
    """A crew whose processes die whenever they work on "poison", and once on each of "unlucky"."""

    def __init__(self, width=2, unlucky=()):
        self.width, self.unlucky = width, set(unlucky)
        self.most = self.renewed = 0
        self.worked_on, self.flying = [], []

    def submit(self, chunk):
        future = Future()
        self.flying.append((future, chunk))
        self.most = max(self.most, len(self.flying))
        return future

    def intact(self):
        """Called in each round: one chunk is finished, or all that fly are lost."""
        if self.flying:
            future, chunk = self.flying.pop(0)
            names = [file.submission_hash for file in chunk.files]
            self.worked_on += names
            if "poison" in names or self.unlucky & set(names):
                self.unlucky -= set(names)
                for each in [future, *(other for other, _ in self.flying)]:
                    each.set_exception(BrokenExecutor())
                self.flying = []
            else:
                future.set_result(Finished(dict.fromkeys(names), "process"))
        return True

    def lost(self, error):
        return isinstance(error, BrokenExecutor)

    def renew(self):
        self.renewed += 1

    def stop(self):
        pass


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("grader.executor.flow.TICK_S", 0)


def finished(chunks, crew):
    """Each file's name -> what its chunk came to, and in what order chunks were asked for."""
    found, asked = {}, []

    def asking():
        for chunk in chunks:
            asked.append(chunk)
            yield chunk

    for chunk, result in flow(asking(), crew, lambda chunk: None, lambda: None):
        for file in chunk.files:
            assert file.submission_hash not in found
            found[file.submission_hash] = result
    return found, asked


def test_chunks_are_asked_for_when_there_is_room(bundle):
    crew = Fake(width=3)
    asked = []

    def chunks():
        for number in range(20):
            asked.append(number)
            yield chunk_of(bundle, f"h{number}")

    ahead = []
    for count, _ in enumerate(flow(chunks(), crew, lambda chunk: None, lambda: None)):
        ahead.append(len(asked) - count)
    assert max(ahead) <= 4
    assert crew.most == 3
    assert len(ahead) == 20


def test_what_was_in_flight_when_a_process_died_is_done_again(bundle):
    crew = Fake(unlucky=["h3", "h11"])
    found, _ = finished([chunk_of(bundle, f"h{number}", f"g{number}") for number in range(20)], crew)
    assert set(found) == {f"{letter}{number}" for letter in "hg" for number in range(20)}
    assert all(not result.fault for result in found.values())
    assert crew.renewed == 2


def test_a_file_that_kills_its_process_again_and_again_is_found_and_the_others_are_graded(bundle):
    names = [f"h{number}" for number in range(10)]
    crew = Fake(width=4)
    chunks = [chunk_of(bundle, name, "poison" if name == "h4" else f"g{name}") for name in names]
    found, _ = finished(chunks, crew)
    assert {name for name, result in found.items() if result.fault} == {"poison"}
    assert found["poison"] == Finished({}, "", KILLED)
    assert set(found) >= set(names)
    assert crew.worked_on.count("poison") == TRIES + 1  # twice in company, then alone


def test_an_error_of_a_chunk_ends_the_flow(bundle):
    class Failing(Alone):
        def submit(self, chunk):
            future = Future()
            future.set_exception(SuiteError("malformed"))
            return future

    with pytest.raises(SuiteError, match="malformed"):
        list(flow([chunk_of(bundle, "h")], Failing(), lambda chunk: None, lambda: None))


def test_a_crew_that_lost_what_it_had_without_a_word_is_renewed(bundle):
    class Forgetful(Fake):
        silent = True

        def intact(self):
            if self.silent and self.flying:
                self.silent, self.flying = False, []
                return False
            return super().intact()

    crew = Forgetful()
    found, _ = finished([chunk_of(bundle, f"h{number}") for number in range(4)], crew)
    assert set(found) == {f"h{number}" for number in range(4)}
    assert crew.renewed == 1


def test_a_process_that_is_killed_between_two_looks_is_found_when_the_next_chunk_is_handed_in(bundle):
    pool = Pool(1)
    try:
        broken = pool.submit(chunk_of(bundle, "h"))
        (process,) = pool._executor._processes.values()
        process.kill()
        assert isinstance(broken.exception(), BrokenExecutor)
        lost = pool.submit(chunk_of(bundle, "g"))  # which the executor itself refuses
        assert pool.lost(lost.exception())
        found, _ = finished([chunk_of(bundle, "h"), chunk_of(bundle, "g")], pool)
        assert {name: result.results[name].score for name, result in found.items()} == {"h": 3.0, "g": 3.0}
    finally:
        pool.stop()


# One process.


def test_suites_are_collected_once_for_all_chunks(bundle, warm_work, monkeypatch):
    opened = []

    def opening(*arguments):
        opened.append(arguments)
        return OpenSuites(*arguments)

    monkeypatch.setattr(work, "OpenSuites", opening)
    for number in range(3):
        done = work.grade_chunk(chunk_of(bundle, f"h{number}"))
        assert done.results[f"h{number}"].score == 3.0
        assert (done.isolation, done.fault) == ("process", "")
    assert len(opened) == 1


def test_the_suites_of_old_topics_are_closed_when_there_are_many(bundle, warm_work, monkeypatch, tmp_path):
    monkeypatch.setattr(work, "MOST_OPEN", 1)
    make_topic(tmp_path / "solutions", "1_foundations/2_tensors")
    other = bundle_of(read_catalogue(tmp_path / "solutions").find("tensors"), SECRET)
    for each in (bundle, other, bundle):
        work.grade_chunk(Chunk(each, (HandedFile("absent", None),), versions_here()))
        assert list(work.HERE._open) == [each.suite_hash]


def test_a_malformed_suite_is_told_with_the_place_that_its_author_knows(warm_work, tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors", test_hidden__py="def test_it(student):\n    pass\n")
    exercise = read_catalogue(tmp_path / "solutions").find("vectors")
    with pytest.raises(SuiteError, match=str(exercise.hidden_suite)):
        work.grade_chunk(chunk_of(bundle_of(exercise, SECRET), "h"))


def test_what_was_unpacked_is_private_and_gone_in_the_end(bundle, warm_work):
    work.grade_chunk(chunk_of(bundle, "h"))
    folder = Path(work.HERE._folder.name)
    assert folder.stat().st_mode & 0o077 == 0
    assert list(folder.rglob("test_hidden.py"))
    work.close()
    assert not folder.exists()


def test_a_worker_that_cannot_start_ends_the_chunk_with_what_was_graded(bundle, warm_work, monkeypatch):
    from grader.errors import WorkerError

    work.grade_chunk(chunk_of(bundle, "h1"))
    suites = work.HERE._open[bundle.suite_hash]
    grade, calls = suites.grade, []

    def failing(subject):
        calls.append(subject)
        if len(calls) == 2:
            raise WorkerError("no more processes")
        return grade(subject)

    monkeypatch.setattr(suites, "grade", failing)
    done = work.grade_chunk(chunk_of(bundle, "h1", "h2", "h3"))
    assert (list(done.results), done.fault) == (["h1"], "no more processes")


def test_a_zygote_that_died_is_replaced_for_the_next_worker():
    from grader.worker.limits import WorkerLimits

    launcher = work.Lasting(torch=False)
    try:
        launcher.launch(WorkerLimits()).end()
        first = launcher._inner
        first._process.kill()
        first._process.wait()
        launcher.close()
        assert launcher.alive
        launcher.launch(WorkerLimits()).end()
        assert launcher._inner is not first
    finally:
        launcher.end()


# Processes.


def test_a_pool_grades_in_other_processes_and_leaves_none(bundle):
    pool = Pool(2)
    try:
        results = [pool.submit(chunk_of(bundle, f"h{number}")) for number in range(4)]
        assert [future.result().results[f"h{number}"].score for number, future in enumerate(results)] == [3.0] * 4
        processes = list(pool._executor._processes.values())
    finally:
        pool.stop()
    assert processes
    assert not any(process.is_alive() for process in processes)


@pytest.mark.parametrize(
    ("found", "number", "of", "core"), [([2, 5], 1, 2, 5), ([2, 5], 0, 1, None), ([2], 2, 3, None)]
)
def test_processes_keep_to_a_core_each_if_all_cores_are_theirs(monkeypatch, found, number, of, core):
    monkeypatch.setattr("grader.cores.cores", lambda: found)
    assert core_of(number, of) == core


def test_a_thread_that_stays_on_a_core_for_a_while_is_free_afterwards():
    ours = cores()
    with staying_on(ours[-1]):
        assert cores() == ours[-1:]
    assert cores() == ours
    with staying_on(None):
        assert cores() == ours


def test_workers_of_a_cluster_are_seated_by_machine():
    addresses = ["tcp://10.0.0.2:9", "tcp://10.0.0.1:8", "tcp://10.0.0.1:7"]
    assert _seats(addresses) == {
        "tcp://10.0.0.1:7": (0, 2), "tcp://10.0.0.1:8": (1, 2), "tcp://10.0.0.2:9": (0, 1),
    }  # fmt: skip


def test_a_process_of_a_full_pool_stays_on_one_core(monkeypatch):
    ours = cores()
    pool = Pool(len(ours))
    try:
        assert [len(pool._executor.submit(cores).result()) for _ in ours] == [1] * len(ours)
    finally:
        pool.stop()
    assert cores() == ours


def test_cores_are_counted_where_the_system_does_not_tell_which_they_are(monkeypatch):
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.delattr("os.sched_setaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    stay_on(2)
    assert cores() == [0, 1, 2]


def test_numbers_are_crunched_in_one_thread(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    crews.one_thread()
    import os

    assert os.environ["OMP_NUM_THREADS"] == "1"
    assert os.environ["MKL_NUM_THREADS"] == "3"


def test_what_prepares_a_process_imports_nothing_heavy():
    script = "import sys; import grader.executor.crew; print([m for m in ('numpy', 'torch', 'pytest', 'hypothesis', 'distributed', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
