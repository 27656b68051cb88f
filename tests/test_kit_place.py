import os
import shutil
from pathlib import Path

import pytest

import grader
from grader.catalogue import read_catalogue
from grader.errors import UsageError
from grader.kit import generate, kit_source, read_kit, reset, start
from grader.kit import place as place_module
from grader.workspace import find_workspace
from tests.trees import STUB, make_solutions


@pytest.fixture
def source(tmp_path) -> Path:
    generate(read_catalogue(make_solutions(tmp_path)), tmp_path / "exercises")
    return tmp_path / "exercises"


@pytest.fixture
def mine(source, tmp_path) -> Path:
    start(source, tmp_path / "mine")
    return tmp_path / "mine"


STUB_PATH = "1_foundations/2_vectors/vectors.py"


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_student_gets_every_file_and_nothing_else(source, tmp_path):
    (source / "1_foundations/2_vectors/stray.txt").touch()
    kit = start(source, tmp_path / "new/folder")
    files = {path.relative_to(tmp_path / "new/folder").as_posix() for path in (tmp_path / "new").rglob("*.*")}
    assert files == set(kit.files())
    assert read_kit(tmp_path / "new/folder") == kit
    assert visible(tmp_path / "new") == ["folder"]
    assert (tmp_path / "new/folder/kit.yaml").read_text("utf-8").startswith("# Made by `grader start`.")


def test_a_student_may_take_some_topics_only(source, tmp_path):
    start(source, tmp_path / "mine", ["layers"])
    assert visible(tmp_path / "mine") == ["2_networks", "README.md", "kit.yaml"]
    assert "vectors" not in (tmp_path / "mine/README.md").read_text("utf-8")


def test_an_empty_folder_stays_the_same_folder_for_the_student_may_be_in_it(source, tmp_path):
    target = tmp_path / "mine"
    target.mkdir()
    inode = target.stat().st_ino
    start(source, target)
    assert target.stat().st_ino == inode
    assert visible(target) == ["1_foundations", "2_networks", "README.md", "kit.yaml"]


@pytest.mark.parametrize("what", ["is not empty", "is a file"])
def test_nothing_of_the_student_s_is_overwritten(source, tmp_path, what):
    target = tmp_path / "mine"
    target.touch() if what == "is a file" else (target / "homework").mkdir(parents=True)
    with pytest.raises(UsageError, match=f"mine {what}. Name a new folder"):
        start(source, target)


def test_an_unknown_topic_makes_nothing(source, tmp_path):
    with pytest.raises(UsageError, match=r"there is no topic 'vektors'. Did you mean vectors"):
        start(source, tmp_path / "mine", ["vektors"])
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("existing", [True, False])
def test_a_kit_with_a_missing_file_makes_nothing(source, tmp_path, existing):
    (source / STUB_PATH).unlink()
    if existing:
        (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match=r"the exercises cannot be copied to .*mine: .*vectors.py"):
        start(source, tmp_path / "mine")
    assert visible(tmp_path) == ["exercises", *(["mine"] if existing else []), "solutions"]
    assert not existing or visible(tmp_path / "mine") == []


def test_an_empty_folder_is_empty_again_when_the_kit_cannot_be_moved_into_it(source, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    rename = Path.rename

    def failing_rename(self, target):
        if self.name == "kit.yaml":
            raise OSError("the disk is on fire")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing_rename)
    with pytest.raises(UsageError, match=r"the disk is on fire"):
        start(source, tmp_path / "mine")
    assert visible(tmp_path / "mine") == []


def test_the_kit_is_found_from_any_folder_below(mine):
    assert find_workspace(mine).root == mine
    assert find_workspace(mine / "1_foundations/2_vectors").root == mine


def test_outside_of_a_kit_the_way_in_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"There are no exercises in .* or above it. Run `grader start DIR`"):
        find_workspace(tmp_path)


def test_reset_puts_the_stub_back_and_never_loses_a_file(source, mine):
    stub = mine / STUB_PATH
    for number, name in enumerate(["vectors.py.bak", "vectors.py.bak2", "vectors.py.bak3"]):
        stub.write_text(f"attempt {number}")
        kept = reset(mine, "2_vectors", source)
        assert kept == stub.with_name(name)
        assert kept.read_text() == f"attempt {number}"
        assert stub.read_text() == STUB.replace("TOPIC", "vectors")
    assert stub.with_name("vectors.py.bak").read_text() == "attempt 0"


def test_an_untouched_stub_needs_no_backup(source, mine):
    assert reset(mine, "vectors", source) is None
    assert not list(mine.rglob("*.bak*"))


def test_a_deleted_file_or_folder_comes_back(source, mine):
    shutil.rmtree(mine / "1_foundations")
    assert reset(mine, "vectors", source) is None
    assert (mine / STUB_PATH).read_text() == STUB.replace("TOPIC", "vectors")


def test_the_place_that_fresh_stubs_come_from_cannot_be_reset(source):
    with pytest.raises(UsageError, match=r"is where fresh stubs come from. Run `grader generate`"):
        reset(source, "vectors", source)


@pytest.mark.parametrize("root", ["mine", "source"])
def test_a_topic_must_be_known_on_both_sides(source, tmp_path, root):
    start(source, tmp_path / "mine", ["vectors"] if root == "mine" else [])
    start(source, tmp_path / "source", ["vectors"] if root == "source" else [])
    with pytest.raises(UsageError, match=r"there is no topic 'layers'"):
        reset(tmp_path / "mine", "layers", tmp_path / "source")


def test_a_failing_reset_says_that_the_file_is_as_it_was(source, mine, monkeypatch):
    (mine / STUB_PATH).write_text("work")

    def failing_replace(*_):
        raise OSError("the disk is on fire")

    monkeypatch.setattr(os, "replace", failing_replace)
    with pytest.raises(UsageError, match=r"vectors.py cannot be reset: the disk is on fire. Your file is as it was."):
        reset(mine, "vectors", source)
    assert (mine / STUB_PATH).read_text() == "work"
    assert not [name for name in visible(mine / "1_foundations/2_vectors") if name.startswith(".")]


def test_a_stub_that_the_source_lost_is_named(source, mine):
    (source / STUB_PATH).unlink()
    with pytest.raises(UsageError, match=r"cannot be reset: .*vectors.py"):
        reset(mine, "vectors", source)


def test_the_package_s_own_kit_comes_before_the_one_beside_it(source, tmp_path, monkeypatch):
    monkeypatch.setattr(grader, "__file__", str(tmp_path / "grader/__init__.py"))
    assert kit_source() == source
    start(source, tmp_path / "grader/kit_files")
    assert kit_source() == tmp_path / "grader/kit_files"
    (source / STUB_PATH).write_text("changed")
    start(source, tmp_path / "mine")
    assert place_module.reset(tmp_path / "mine", "vectors") == tmp_path / "mine" / f"{STUB_PATH}.bak"


def test_a_grader_without_exercises_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.setattr(grader, "__file__", str(tmp_path / "grader/__init__.py"))
    with pytest.raises(UsageError, match=r"no exercises in .*kit_files or .*exercises. Install the grader again"):
        kit_source()
