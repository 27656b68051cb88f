import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.catalogue import Catalogue, read_catalogue
from grader.errors import GenerateError
from grader.kit import generate, out_of_date, read_kit
from grader.kit.generate import render
from tests.trees import HIDDEN, PUBLIC, REFERENCE, STUB, make_solutions, make_topic


@pytest.fixture
def catalogue(tmp_path) -> Catalogue:
    return read_catalogue(make_solutions(tmp_path))


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "exercises"


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(catalogue: Catalogue, out: Path) -> str:
    with pytest.raises(GenerateError) as caught:
        generate(catalogue, out)
    return str(caught.value)


def test_a_topic_becomes_a_stub_a_suite_and_two_pages(catalogue, out):
    generate(catalogue, out)
    files = files_in(out)
    assert set(files) == set(read_kit(out).files())
    assert files["1_foundations/2_vectors/vectors.py"].decode() == STUB.replace("TOPIC", "vectors")
    assert files["1_foundations/2_vectors/test_vectors.py"].decode() == PUBLIC.replace("TOPIC", "vectors")
    assert files["1_foundations/2_vectors/README.md"] == b"# vectors\n\nAdd the numbers.\n"
    assert files["1_foundations/2_vectors/README.zh.md"].decode() == "# vectors\n\n把数加起来。\n"
    assert files["2_networks/1_layers/layer.svg"] == b"<svg/>"


def test_the_same_solutions_give_the_same_bytes(catalogue, out, tmp_path):
    generate(catalogue, out)
    generate(read_catalogue(tmp_path / "solutions"), tmp_path / "again")
    assert files_in(out) == files_in(tmp_path / "again")


def test_the_bytes_do_not_depend_on_the_seed_of_hashes(tmp_path):
    make_solutions(tmp_path)
    code = (
        "import hashlib, pathlib; from grader.catalogue import read_catalogue; from grader.kit.generate import render\n"
        "files = render(read_catalogue(pathlib.Path('solutions')))\n"
        "print(hashlib.sha256(repr(files).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_generating_again_drops_what_is_gone_and_leaves_no_other_folder(catalogue, out, tmp_path):
    generate(catalogue, out)
    (out / "1_foundations/2_vectors/__pycache__").mkdir()
    generate(catalogue.only(["layers"]), out)
    assert set(files_in(out)) == set(read_kit(out).files())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exercises", "solutions"]


def test_dotfiles_such_as_git_s_stay(catalogue, out):
    (out / ".git").mkdir(parents=True)
    (out / ".git/HEAD").write_text("ref")
    generate(catalogue, out)
    generate(catalogue, out)
    assert (out / ".git/HEAD").read_text() == "ref"
    assert out_of_date(catalogue, out) == []


@pytest.mark.parametrize("kit", [None, "grader: 1\n", "# Made by `grader start`. Your exercises\ngrader: a\n"])
def test_a_folder_that_was_not_generated_is_left_alone(catalogue, out, kit):
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    if kit:
        (out / "kit.yaml").write_text(kit)
    assert f"{out} is not empty and was not generated" in refusal(catalogue, out)
    assert (out / "thesis.tex").read_text() == "years of work"


def test_files_that_were_not_generated_are_not_deleted(catalogue, out):
    generate(catalogue, out)
    (out / "1_foundations/notes.txt").write_text("mine")
    assert "holds files that were not generated: 1_foundations/notes.txt. Move them away" in refusal(catalogue, out)
    assert (out / "1_foundations/notes.txt").read_text() == "mine"


def test_a_damaged_kit_file_can_be_generated_anew(catalogue, out):
    generate(catalogue, out)
    header = (out / "kit.yaml").read_text("utf-8").splitlines()[0]
    (out / "kit.yaml").write_text(f"{header}\n<<<<<<< HEAD\n", "utf-8")
    generate(catalogue, out)
    assert out_of_date(catalogue, out) == []


def test_a_file_cannot_become_a_kit(catalogue, out):
    out.touch()
    assert f"{out} is a file. Name a folder." in refusal(catalogue, out)


@pytest.mark.parametrize("place", [".", "solutions", "solutions/kit"])
def test_a_kit_may_not_lie_in_the_solutions_nor_around_them(catalogue, tmp_path, place):
    assert "Name a folder of its own" in refusal(catalogue, tmp_path / place)


def test_a_folder_that_cannot_be_written_is_named(catalogue, tmp_path):
    (tmp_path / "file").touch()
    assert "file/exercises cannot be written: " in refusal(catalogue, tmp_path / "file" / "exercises")


@pytest.mark.parametrize("failing", [1, 2])
def test_when_the_new_kit_cannot_be_put_in_place_the_old_one_stays(catalogue, out, tmp_path, monkeypatch, failing):
    generate(catalogue, out)
    before, calls, rename = files_in(out), [], Path.rename

    def failing_rename(self, target):
        calls.append(target)
        if len(calls) == failing:
            raise OSError("the disk is on fire")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing_rename)
    assert "the disk is on fire" in refusal(catalogue.only(["layers"]), out)
    assert files_in(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exercises", "solutions"]


def test_a_reference_with_a_wrong_marker_writes_nothing(tmp_path, out):
    reference = REFERENCE.replace("    ### END SOLUTION\n\n\ndef", "\n\ndef")
    make_topic(tmp_path / "solutions", reference=reference)
    text = refusal(read_catalogue(tmp_path / "solutions"), out)
    assert text.startswith("solutions/1_foundations/1_vectors/vectors.py, line 21: a solution begins inside the one")
    assert not out.exists()


def test_a_secret_line_stops_everything_and_both_places_are_named(tmp_path, out):
    make_topic(tmp_path / "solutions", test_public__py=PUBLIC + HIDDEN)
    text = refusal(read_catalogue(tmp_path / "solutions"), out)
    assert text.startswith("students would get lines that are secret:\n")
    assert (
        "  1_foundations/1_vectors/test_vectors.py:24 repeats "
        "solutions/1_foundations/1_vectors/test_hidden.py:10: assert_close(student.vectors_sum(x)" in text
    )
    assert not out.exists()


def test_a_hint_that_tells_the_solution_stops_everything(tmp_path, out):
    make_topic(
        tmp_path / "solutions",
        exercise__yaml="""\
title: {en: A, zh: B}
functions:
  vectors_sum: {hints: []}
  vectors_mean:
    hints:
      - {en: C, zh: D}
      - {en: Have you tried "return vectors_sum(x) / len(x)" already, zh: D}
""",
    )
    assert "1_foundations/1_vectors/hints:3 repeats" in refusal(read_catalogue(tmp_path / "solutions"), out)


def test_what_is_missing_changed_or_extra_is_out_of_date(catalogue, out):
    generate(catalogue, out)
    assert out_of_date(catalogue, out) == []
    (out / "README.md").unlink()
    (out / "2_networks/1_layers/layers.py").write_text("x")
    (out / "2_networks/1_layers/extra.py").touch()
    (out / "2_networks/__pycache__").mkdir()
    (out / "2_networks/__pycache__/a.pyc").touch()
    assert out_of_date(catalogue, out) == [
        f"{out}/2_networks/1_layers/extra.py is not generated",
        f"{out}/2_networks/1_layers/layers.py differs from what solutions/ gives",
        f"{out}/README.md is missing",
    ]


def test_line_ends_that_git_changed_are_not_out_of_date(catalogue, out):
    generate(catalogue, out)
    stub = out / "2_networks/1_layers/layers.py"
    stub.write_bytes(stub.read_bytes().replace(b"\n", b"\r\n"))
    assert out_of_date(catalogue, out) == []


def test_without_a_kit_every_file_is_missing(catalogue, out):
    assert len(out_of_date(catalogue, out)) == len(render(catalogue))


def test_reading_exercises_imports_neither_numpy_nor_torch_nor_pytest():
    code = (
        "import sys, grader.catalogue, grader.kit, grader.policy\n"
        "print(sorted({'numpy', 'torch', 'pytest', '_pytest', 'hypothesis'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
