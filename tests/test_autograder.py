"""Gradescope's autograder, set up and run from its zip in folders laid out as Gradescope lays them out."""

import json
import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import grader
from grader.ci.wheel import make_wheel, pins
from grader.cli import run
from grader.errors import UsageError
from tests.trees import make_topic

RIGHT = "def vectors_sum(x):\n    return float(x.sum())\ndef vectors_mean(x):\n    return float(x.mean())\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("staff")
    make_topic(root / "solutions", "1_foundations/1_vectors")
    make_topic(root / "solutions", "1_foundations/2_tensors")
    (root / "course.yaml").write_text(
        "title: Spring\ntopics: [vectors]\ndue: 2026-01-01T00:00Z\nlate: {per_day: 10%}\n"
    )
    arguments = ["generate", str(root / "course.yaml"), "--solutions", str(root / "solutions")]
    assert run([*arguments, "--gradescope", str(root / "autograder.zip")]) == 0
    return root


@pytest.fixture(scope="module")
def autograder(made, tmp_path_factory):
    """`/autograder` after Gradescope has unpacked the zip and run `setup.sh`, without a network.

    pip takes the grader from the zip, and what it needs from where these tests run.
    """
    root = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(made / "autograder.zip") as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16 & 0o777)
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    environment = {**os.environ, "GRADER_AUTOGRADER_ROOT": str(root), "GRADER_PYTHON": sys.executable,
                   "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}  # fmt: skip
    subprocess.run([root / "source" / "setup.sh"], env=environment, check=True, timeout=300)
    (packages,) = (root / "source" / "venv").glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return root


def submit(root, source, **metadata):
    """One submission, as Gradescope runs it."""
    for folder in ("submission", "results"):
        (root / folder).mkdir(exist_ok=True)
    (root / "submission" / "vectors.py").write_text(source)
    (root / "results" / "results.json").unlink(missing_ok=True)
    document = {"id": 1, "created_at": "2026-07-02T12:00:00-07:00", "users": [{"email": "ada@x.org", "id": 1, "name": "Ada"}],
                "assignment": {"due_date": "2026-07-01T23:00:00-07:00", "late_due_date": None}, "previous_submissions": []}  # fmt: skip
    (root / "submission_metadata.json").write_text(json.dumps(document | metadata))
    environment = {"PATH": os.environ["PATH"], "GRADER_AUTOGRADER_ROOT": str(root), "HOME": "/root"}
    done = subprocess.run(
        [root / "run_autograder"], env=environment, capture_output=True, text=True, timeout=300, cwd="/"
    )
    path = root / "results" / "results.json"
    return done, json.loads(path.read_text("utf-8")) if path.is_file() else None


SHADOWS = ("grader.py", "numpy.py", "conftest.py", "sitecustomize.py", "pytest.ini")


def test_a_submission_is_graded_from_the_zip_whatever_lies_beside_it(autograder):
    (autograder / "submission").mkdir()
    for name in SHADOWS:
        (autograder / "submission" / name).write_text("raise SystemExit('shadowed')\n")
    done, data = submit(autograder, RIGHT)
    assert done.returncode == 0, done.stderr
    assert data["score"] == 2.7  # 3 points, a tenth off
    assert [test["status"] for test in data["tests"]] == ["passed"] * 3
    assert data["output"].splitlines()[:2] == ["This is attempt 1.", "Handed in 0 d 13 h 0 min after the due date."]


def test_points_that_were_lost_are_a_result(autograder):
    early = {"created_at": "2026-06-01T12:00:00-07:00"}
    done, data = submit(
        autograder, RIGHT.replace("x.mean()", "x.sum()"), **early, previous_submissions=[{"score": 2.0}]
    )
    assert done.returncode == 0, done.stderr
    assert data["score"] == 1.0
    assert data["output"].splitlines() == [
        "This is attempt 2.",
        "Your best attempt so far earned 2 points.",
        "Handed in on time.",
    ]


def test_what_could_not_be_graded_has_no_result(autograder):
    done, data = submit(autograder, RIGHT, created_at="yesterday")
    assert (done.returncode, data) == (2, None)
    assert "is not as Gradescope writes it" in done.stderr


def test_the_course_is_for_the_owners_eyes_only(autograder):
    assert (autograder / "source" / "course").stat().st_mode & 0o077 == 0
    assert (autograder / "source" / "course" / "solutions").stat().st_mode & 0o077 == 0


def test_the_zip_has_what_gradescope_looks_for_and_the_course(made):
    with zipfile.ZipFile(made / "autograder.zip") as archive:
        names = archive.namelist()
        rights = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert rights["setup.sh"] == rights["run_autograder"] == 0o755
    assert "course/solutions/1_foundations/1_vectors/test_hidden.py" in names
    assert not [name for name in names if "tensors" in name]
    assert (made / "autograder.zip").stat().st_mode & 0o077 == 0


def test_equal_courses_make_equal_zips(made, tmp_path):
    arguments = ["generate", str(made / "course.yaml"), "--solutions", str(made / "solutions")]
    assert run([*arguments, "--gradescope", str(tmp_path / "again.zip")]) == 0
    assert (tmp_path / "again.zip").read_bytes() == (made / "autograder.zip").read_bytes()


def test_the_wheel_is_this_grader(tmp_path):
    path = tmp_path / "w.whl"
    path.write_bytes(make_wheel())
    with zipfile.ZipFile(path) as archive:
        assert archive.read("grader/__init__.py") == Path(grader.__file__).read_bytes()
        entries = archive.read(f"deep_grader-{grader.__version__}.dist-info/entry_points.txt").decode()
        assert not [name for name in archive.namelist() if "__pycache__" in name or "solutions" in name]
    assert "grader = grader.__main__:main" in entries


def test_a_grader_that_is_not_installed_cannot_be_packed(monkeypatch):
    monkeypatch.setattr("grader.ci.wheel.NAME", "no-such-package")
    with pytest.raises(UsageError, match="is not installed, so it cannot be packed"):
        make_wheel()


def test_the_pins_are_what_runs_here():
    found = dict(line.split("==") for line in pins(["instructor"]).splitlines())
    assert {"click", "numpy", "pytest", "scipy", "cryptography", "sqlalchemy"} <= {name.lower() for name in found}
    assert "torch" not in found and "deep-grader" not in found
    assert "torch" in pins(["instructor", "torch"])
    assert "+" not in pins(["instructor", "torch"])
