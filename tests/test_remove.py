"""Folders of submissions are removed, whatever was done to them."""

import os
from pathlib import Path

import pytest

from grader.worker.remove import remove_tree


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "worker"
    made.mkdir()
    return made


def nest(folder: Path, depth: int) -> None:
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(depth):
            Path("deep").mkdir()
            os.chdir("deep")
        Path("file").touch()
    finally:
        os.chdir(here)
        os.close(here)


def test_files_folders_links_and_pipes_go(folder):
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "file").touch()
    (folder / "link").symlink_to("/")
    os.mkfifo(folder / "pipe")
    remove_tree(folder)
    assert not folder.exists()


def test_a_link_is_removed_and_not_followed(folder, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    (folder / "link").symlink_to(kept)
    remove_tree(folder)
    assert (kept / "file").exists()
    assert not folder.exists()


def test_a_folder_deeper_than_python_may_call_itself_goes(folder):
    nest(folder, 3000)
    remove_tree(folder)
    assert not folder.exists()


def test_folders_without_permissions_go(folder):
    nest(folder, 3)
    for path in ("deep/deep/deep", "deep/deep", "deep"):
        (folder / path).chmod(0)
    remove_tree(folder)
    assert not folder.exists()


def test_a_folder_that_is_not_there_is_no_error(folder):
    remove_tree(folder / "nothing")
