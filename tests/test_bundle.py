"""Bundles: who has the key has everything, who has not has nothing, and nothing stays behind."""

import io
import os
import signal
import stat
import subprocess
import sys
import threading
import zipfile

import pytest

from grader import __version__
from grader.archive import write_zip
from grader.bundle import course_key, make_bundle, new_key, unlocked
from grader.bundle.contents import course_files
from grader.bundle.lock import Key, lock, unlock
from grader.bundle.write import write_bundle, write_key
from grader.catalogue import read_catalogue
from grader.errors import BundleError, UsageError
from tests.trees import EXERCISE, make_solutions, make_topic

CONTENT = b"the hidden suites" * 100
SECRET = b"sixteen characters and more"


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setenv("GRADER_KEY", new_key())
    return course_key(None)


@pytest.fixture
def solutions(tmp_path):
    return make_solutions(tmp_path)


# Keys.


def test_a_key_comes_from_the_environment_which_is_then_rid_of_it(monkeypatch):
    monkeypatch.setenv("GRADER_KEY", f" {new_key()}\n")
    assert len(course_key(None).secret) == 32
    assert "GRADER_KEY" not in os.environ


def test_a_key_comes_from_a_file(tmp_path):
    assert write_key(tmp_path / "key") is None
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert course_key(tmp_path / "key").source == str(tmp_path / "key")


def test_a_new_key_is_never_the_old_one_and_never_put_in_its_place(tmp_path):
    assert write_key(None) != write_key(None)
    write_key(tmp_path / "key")
    with pytest.raises(UsageError, match="is there already"):
        write_key(tmp_path / "key")


def test_no_key_is_said_to_be_missing(monkeypatch):
    monkeypatch.delenv("GRADER_KEY", raising=False)
    with pytest.raises(BundleError, match="GRADER_KEY is not set"):
        course_key(None)
    monkeypatch.setenv("GRADER_KEY", "")  # what GitHub gives a fork
    with pytest.raises(BundleError, match="GRADER_KEY is not set"):
        course_key(None)


@pytest.mark.parametrize(
    "value", ["hunter2", "dgk1_short", "dgk1_" + "A" * 44, "A" * 43, "dgk1_" + "é" * 43, "dgk1_" + "A" * 42 + "!"]
)
def test_what_is_no_key_is_refused_and_not_repeated(monkeypatch, value):
    monkeypatch.setenv("GRADER_KEY", value)
    with pytest.raises(BundleError, match="is no key") as caught:
        course_key(None)
    assert value not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_key_file_that_cannot_be_read_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(BundleError, match=r"cannot be read: (No such file|it is not text)"):
        course_key(tmp_path / "key")


# Locking.


def test_what_was_locked_is_unlocked(key):
    assert unlock(lock(CONTENT, key), key, "b") == CONTENT


def test_equal_contents_never_look_equal(key):
    assert lock(CONTENT, key) != lock(CONTENT, key)


def test_nothing_of_the_content_or_the_key_can_be_seen(key):
    data = lock(CONTENT, key)
    assert b"hidden" not in data
    assert key.secret not in data
    assert key.secret.hex().encode() not in data


def test_another_key_is_told_from_the_right_one(key):
    other = Key(b"x" * 32, "the key file k")
    with pytest.raises(BundleError, match=f"locked with the key {key.id}, and the key file k holds the key {other.id}"):
        unlock(lock(CONTENT, key), other, "b")


def test_every_changed_byte_is_noticed(key):
    data = lock(b"short", key)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(BundleError):
            unlock(bytes(changed), key, "b")


def test_a_changed_byte_is_called_that(key):
    data = bytearray(lock(CONTENT, key))
    data[-1] ^= 1
    with pytest.raises(BundleError, match="has been changed since it was made"):
        unlock(bytes(data), key, "b")


@pytest.mark.parametrize("cut", [1, 16, 500])
def test_a_bundle_that_is_cut_short_or_longer_is_called_that(key, cut):
    data = lock(CONTENT, key)
    with pytest.raises(BundleError, match="b is cut short"):
        unlock(data[:-cut], key, "b")
    with pytest.raises(BundleError, match="b is longer than it was"):
        unlock(data + b"x" * cut, key, "b")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"deep-grader bundle", b"\x00" * 1000])
def test_what_is_no_bundle_is_called_that(key, data):
    with pytest.raises(BundleError, match="is no bundle"):
        unlock(data, key, "b")


@pytest.mark.parametrize(("old", "new"), [(b"bundle 1", b"bundle 2"), (__version__.encode(), b"9.9.9")])
def test_another_version_is_called_that(key, old, new):
    with pytest.raises(BundleError, match=r"is a bundle of format \d by grader \S+; this is grader"):
        unlock(lock(CONTENT, key).replace(old, new, 1), key, "b")


# Contents.


def test_a_bundle_holds_what_grading_needs(solutions):
    files = course_files(solutions, None, ["tensors"], SECRET)
    assert files["topics"] == b"tensors\n"
    assert files["secret"] == SECRET + b"\n"
    folders = {name.split("/")[2] for name in files if name.startswith("solutions/")}
    assert folders == {"2_vectors", "10_tensors"}  # with what it builds on, and no more
    assert "solutions/1_foundations/10_tensors/test_hidden.py" in files
    assert "solutions/1_foundations/10_tensors/misconceptions.py" in files


def test_a_course_file_decides_the_topics(solutions, tmp_path):
    course = tmp_path / "course.yaml"
    course.write_text("title: Spring\ntopics: [layers]\n")
    files = course_files(solutions, course, (), SECRET)
    assert files["topics"] == b"layers\n"
    assert files["course.yaml"] == course.read_bytes()
    assert "solutions/2_networks/1_layers/layer.svg" in files


def test_a_bundle_lies_open_in_a_private_folder_for_a_while(solutions, tmp_path, key):
    path = tmp_path / "c.bundle"
    path.write_bytes(make_bundle(course_files(solutions, None, ["tensors"], SECRET), key))
    with unlocked(path, key) as opened:
        folder = opened.solutions.parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [each.topic for each in read_catalogue(opened.solutions)] == ["vectors", "tensors"]
        assert (opened.topics, opened.secret_file.read_bytes().strip()) == (("tensors",), SECRET)
    assert not folder.exists()


def test_nothing_stays_behind_after_an_error(solutions, tmp_path, key):
    path = tmp_path / "c.bundle"
    path.write_bytes(make_bundle(course_files(solutions, None, ["vectors"], SECRET), key))
    with pytest.raises(ZeroDivisionError), unlocked(path, key) as opened:
        folder = opened.solutions.parent
        raise ZeroDivisionError
    assert not folder.exists()


def test_nothing_stays_behind_after_a_polite_kill(solutions, tmp_path, key):
    (tmp_path / "c.bundle").write_bytes(make_bundle(course_files(solutions, None, ["vectors"], SECRET), key))
    (tmp_path / "temporary").mkdir()
    script = """
import sys, pathlib, signal
from grader.bundle.contents import unlocked
from grader.bundle.lock import Key
with unlocked(pathlib.Path(sys.argv[1]), Key(bytes.fromhex(sys.argv[2]), "k")):
    print("open", flush=True)
    signal.pause()
"""
    done = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "c.bundle"), key.secret.hex()],
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with done:
        assert done.stdout.readline() == b"open\n"
        assert len(list((tmp_path / "temporary").iterdir())) == 1
        done.send_signal(signal.SIGTERM)
        assert done.wait(30) != 0
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_bundle_opens_in_a_thread_too(solutions, tmp_path, key):
    path = tmp_path / "c.bundle"
    path.write_bytes(make_bundle(course_files(solutions, None, ["vectors"], SECRET), key))
    seen = []

    def look():
        with unlocked(path, key) as opened:
            seen.append(opened.topics)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(30)
    assert seen == [("vectors",)]


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "a\\evil"])
def test_a_name_that_leads_outside_is_refused(tmp_path, key, name):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, b"x")
    path = tmp_path / "c.bundle"
    path.write_bytes(lock(packed.getvalue(), key))
    with pytest.raises(BundleError, match="which no bundle has"), unlocked(path, key):
        pass
    assert [each.name for each in tmp_path.iterdir()] == ["c.bundle"]


def test_a_bundle_that_is_not_there_or_too_large_is_refused(tmp_path, key, monkeypatch):
    with pytest.raises(BundleError, match="No such file"), unlocked(tmp_path / "none", key):
        pass
    (tmp_path / "big").write_bytes(b"x" * 100)
    monkeypatch.setattr("grader.bundle.contents.LARGEST", 99)
    with pytest.raises(BundleError, match="no bundle has"), unlocked(tmp_path / "big", key):
        pass


def test_a_bundle_needs_a_place_to_be_written(solutions):
    with pytest.raises(UsageError, match=r"--out course\.bundle"):
        write_bundle(None, solutions, None, (), None, None)


def test_without_the_library_it_is_said_what_to_install():
    script = "import sys; sys.modules['cryptography.exceptions'] = None; import grader.bundle.lock"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "pip install 'deep-grader[instructor]'" in done.stderr


# Zips.


def test_equal_files_make_equal_zips():
    one, other = io.BytesIO(), io.BytesIO()
    write_zip(one, {"b": b"2", "a": b"1"}, frozenset({"a"}))
    write_zip(other, {"a": b"1", "b": b"2"}, frozenset({"a"}))
    assert one.getvalue() == other.getvalue()
    with zipfile.ZipFile(one) as archive:
        rights = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
    assert rights == {"a": 0o100755, "b": 0o100644}


def test_a_topic_without_pictures_is_packed_too(tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors", exercise__yaml=EXERCISE)
    files = course_files(tmp_path / "solutions", None, (), SECRET)
    assert len([name for name in files if name.startswith("solutions/")]) == 7
