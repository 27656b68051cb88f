"""`grader pack`: exactly the files that count, in a zip that is equal whenever they are, and that `grade` takes."""

import hashlib
import json
import zipfile

import pytest

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.kit import generate
from tests.trees import make_topic

RIGHT = "def vectors_sum(x):\n    return float(x.sum())\ndef vectors_mean(x):\n    return float(x.mean())\n"


@pytest.fixture(scope="module")
def solutions(tmp_path_factory):
    root = tmp_path_factory.mktemp("made")
    for relative in ("1_foundations/1_vectors", "1_foundations/2_tensors"):
        make_topic(root / "solutions", relative)
    return root / "solutions"


@pytest.fixture
def kit(solutions, tmp_path, monkeypatch):
    generate(read_catalogue(solutions), tmp_path / "kit")
    monkeypatch.chdir(tmp_path / "kit")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    (tmp_path / "kit/1_foundations/1_vectors/vectors.py").write_text(RIGHT)
    return tmp_path / "kit"


def names(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_what_was_begun_is_checked_and_packed(kit, capsys):
    (kit / "1_foundations/1_vectors/notes.txt").write_text("mine")
    assert run(["pack"]) == 0
    out = capsys.readouterr().out
    assert names("submission.zip") == ["1_foundations/1_vectors/vectors.py"]
    assert "vectors                 2 of 2 points\n" in out
    assert "tensors                 nothing written yet\n" in out
    assert "Left out, nothing written yet: tensors\n" in out
    assert f"SHA-256 {hashlib.sha256((kit / 'submission.zip').read_bytes()).hexdigest()}\n" in out


def test_packing_speaks_chinese(kit, capsys):
    assert run(["pack", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert (
        "vectors                 得 2 分，满分 2 分\ntensors                 尚未作答\n\nsubmission.zip 包含：\n" in out
    )
    assert "请提交这个文件" in out


def test_equal_work_makes_an_equal_zip(kit, tmp_path):
    run(["pack", "--out", str(tmp_path / "one.zip"), "--no-check"])
    (kit / "1_foundations/1_vectors/vectors.py").touch()
    run(["pack", "--out", str(tmp_path / "two.zip"), "--no-check"])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_without_a_check_every_file_is_packed(kit, capsys):
    assert run(["pack", "--no-check"]) == 0
    assert names("submission.zip") == ["1_foundations/1_vectors/vectors.py", "1_foundations/2_tensors/tensors.py"]
    assert "points" not in capsys.readouterr().out


def test_named_topics_alone_are_packed(kit):
    assert run(["pack", "vectors", "--out", "v.zip"]) == 0
    assert names("v.zip") == ["1_foundations/1_vectors/vectors.py"]


def test_a_topic_without_a_file_is_left_out(kit, capsys):
    (kit / "1_foundations/2_tensors/tensors.py").unlink()
    assert run(["pack"]) == 0
    assert "Left out, nothing written yet: tensors\n" in capsys.readouterr().out


def test_the_zip_can_be_graded(kit, solutions, tmp_path, monkeypatch):
    (tmp_path / "class").mkdir()
    assert run(["pack", "--out", str(tmp_path / "class" / "ada.zip")]) == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_SECRET", "sixteen characters and more")
    options = ["--solutions", str(solutions), "--store", str(tmp_path / "store"), "--json", "r.json", "-q"]
    assert run(["grade", "class", *options]) == 1
    (ada,) = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert [(topic["topic"], topic["score"]) for topic in ada["topics"]] == [("vectors", 3.0), ("tensors", 0.0)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pack", "tensors"], "There is nothing to pack: of tensors nothing is written yet"),
        (["pack", "other"], "other"),
        (["pack", "vectors", "--out", "none/s.zip"], "cannot be written"),
    ],
)
def test_what_cannot_be_packed_is_said(kit, capsys, arguments, words):
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


def test_a_link_is_not_packed(kit, tmp_path, capsys):
    (tmp_path / "other.py").write_text(RIGHT)
    (kit / "1_foundations/1_vectors/vectors.py").unlink()
    (kit / "1_foundations/1_vectors/vectors.py").symlink_to(tmp_path / "other.py")
    assert run(["pack"]) == 2
    assert "is a link, which is not followed" in capsys.readouterr().err
