"""Batches over processes: in order, with their errors, and without a trace when one is killed."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from grader.errors import SuiteError, WorkerError
from grader.validate.pool import in_order


def square_or_refuse(number: int) -> tuple[int, int]:
    if number == 3:
        raise SuiteError("three is refused")
    return number * number, os.getpid()


def die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def press_ctrl_c(number: int) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    raise SuiteError("nothing happened")


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_and_an_error_where_it_belongs(jobs):
    done: list[int] = []
    numbers = list(range(6))
    found = []
    for number, result in zip(numbers, in_order(square_or_refuse, numbers, jobs, done.append), strict=True):
        if number == 3:
            with pytest.raises(SuiteError, match="three is refused"):
                result()
        else:
            found.append(result())
    assert [square for square, _ in found] == [0, 1, 4, 16, 25]
    assert sorted(set(done)) == numbers
    assert ({pid for _, pid in found} == {os.getpid()}) is (jobs == 1)


def test_one_task_needs_no_other_process():
    (result,) = in_order(square_or_refuse, [2], 8, lambda task: None)
    assert result() == (4, os.getpid())


def test_a_process_that_is_killed_is_our_fault_and_says_what_to_do():
    first = next(in_order(die, [1, 2], 2, lambda task: None))
    with pytest.raises(WorkerError, match=r"killed from outside.*--jobs 1"):
        first()


def test_what_is_handed_in_after_a_process_was_killed_says_the_same(monkeypatch):
    class Dead(ProcessPoolExecutor):
        def submit(self, *args, **kwargs):
            raise BrokenProcessPool("a process was killed")

    monkeypatch.setattr("grader.validate.pool.ProcessPoolExecutor", Dead)
    first = next(in_order(die, [1, 2], 2, lambda task: None))
    with pytest.raises(WorkerError, match=r"killed from outside.*--jobs 1"):
        first()


def test_ctrl_c_ends_the_work_at_hand_and_what_waits_behind_it():
    results = in_order(press_ctrl_c, list(range(6)), 2, lambda task: None)
    for result in results:
        with pytest.raises(KeyboardInterrupt):
            result()
