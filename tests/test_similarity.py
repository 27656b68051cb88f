"""Submissions that share code: found whatever the names, left alone where everybody was given it."""

import json
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.errors import UsageError
from grader.intake import Intake, latest
from grader.similarity.compare import similar_pairs

ROOT = Path(__file__).parent.parent
NORMS = read_catalogue(ROOT / "solutions").only(["norms"]).exercises

OWN = """
def helper_of_mine(values, power):
    total = 0.0
    for position, value in enumerate(values):
        if value < 0:
            total += (-value) ** power
        else:
            total += value ** power
        if position % 1000 == 999 and total > 1e300:
            total = total / 2
            total = total * 2
    return total


def lp_norm(x, p):
    biggest = max([abs(v) for v in x] + [0.0])
    if not biggest or p == float("inf"):
        return biggest
    scaled = [v / biggest for v in x]
    return biggest * helper_of_mine(scaled, p) ** (1.0 / p)
"""
RENAMED = OWN.replace("helper_of_mine", "summe").replace("biggest", "m").replace("value", "wert").replace("total", "s")
OTHER = """
def lp_norm(x, p):
    if p == float("inf"):
        return sorted(map(abs, x))[-1]
    while True:
        terms = [pow(abs(entry), p) for entry in x]
        try:
            return pow(sum(terms), 1 / p)
        except OverflowError:
            return sum(terms) * 0.5 + sum(terms[::2]) - sum(terms[1::2]) + len(terms)
"""


@pytest.fixture
def class_(tmp_path):
    """make(name=source, ...) -> the folder of a class."""

    def make(**sources):
        for name, source in sources.items():
            (tmp_path / "class" / name).mkdir(parents=True)
            (tmp_path / "class" / name / "norms.py").write_bytes(
                source if isinstance(source, bytes) else source.encode()
            )
        return tmp_path / "class"

    return make


def pairs(folder, threshold=0.8):
    with Intake(folder) as intake:
        return [(pair.one, pair.other) for pair in similar_pairs(NORMS, latest(intake.attempts), threshold)]


def test_renamed_copies_are_found_and_other_answers_are_not(class_):
    assert pairs(class_(ada=OWN, bob="# mine\n\n" + RENAMED, cem=OTHER)) == [("ada", "bob")]


def test_what_everybody_was_given_is_no_sign(class_):
    (norms,) = NORMS
    stub = (ROOT / "exercises" / norms.relative / "norms.py").read_text()
    reference = norms.reference_path.read_text()
    assert pairs(class_(ada=stub, bob=stub, cem=reference, dan=reference)) == []


@pytest.mark.parametrize("source", ["", "x = 1\n", b"\xff\xfe\x00", "def f(:\n"])
def test_files_that_say_nothing_are_left_out(class_, source):
    assert pairs(class_(ada=source, bob=source)) == []


def test_the_command_tells_and_writes_the_pairs(class_, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    folder = class_(ada=OWN, bob=RENAMED)
    assert run(["similarity", str(folder), "--topic", "norms", "--json", str(tmp_path / "pairs.json")]) == 0
    out = capsys.readouterr().out
    assert "ada, bob" in out
    assert "look before you ask" in out.replace("\n", " ")
    (pair,) = json.loads((tmp_path / "pairs.json").read_text())["pairs"]
    assert pair["share"] > 0.9


def test_the_command_says_when_there_is_nothing(class_, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert run(["similarity", str(class_(ada=OWN, cem=OTHER)), "--topic", "norms"]) == 0
    assert "No two submissions share 80% of their own code." in capsys.readouterr().out


def test_without_the_library_the_remedy_is_named(class_, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "copydetect", None)
    with pytest.raises(UsageError, match=r"pip install deep-grader\[instructor\]"):
        pairs(class_(ada=OWN, bob=OWN))
