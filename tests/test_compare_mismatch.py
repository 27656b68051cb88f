"""Mismatch: three texts, written when they are asked for."""

import pickle

import pytest

from grader.compare.mismatch import Mismatch, Text


def test_its_text_is_the_full_one():
    found = Mismatch("values", Text("wrong", "wrong: got 1, expected 2"))
    assert (found.kind, found.hint, str(found), found.full) == (
        "values",
        "wrong",
        found.full,
        "wrong: got 1, expected 2",
    )


def test_it_is_an_assertion_error():
    with pytest.raises(AssertionError):
        raise Mismatch("values", Text("", ""))


def test_it_writes_once_and_only_when_asked():
    written = []

    def write():
        written.append(1)
        return Text("h", "f")

    found = Mismatch("shape", write)
    assert not written
    assert found.hint + found.full + str(found) == "hff"
    assert len(written) == 1


def test_it_survives_the_way_to_another_process():
    found = pickle.loads(pickle.dumps(Mismatch("nan", lambda: Text("h", "f"))))
    assert (found.kind, found.hint, found.full) == ("nan", "h", "f")
