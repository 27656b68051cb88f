"""What travels in a package: the grader and the exercises, never a solution."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import grader

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_has_the_exercises_and_the_files_that_are_no_modules(wheel):
    names = set(wheel.namelist())
    assert "grader/kit_files/kit.yaml" in names
    assert "grader/kit_files/1_foundations/2_norms/norms.py" in names
    assert "grader/suite/suites.ini" in names
    assert "grader/new/template/exercise.yaml.txt" in names


def test_the_wheel_has_no_solution_and_no_hidden_test(wheel):
    for name in wheel.namelist():
        assert "solutions" not in name
        assert "hidden" not in name or name.startswith("grader/new/template/")
        assert not name.endswith("misconceptions.py") or name.startswith("grader/suite/")
    secret = (ROOT / "solutions/1_foundations/2_norms/test_hidden.py").read_bytes().splitlines()[0]
    assert not any(secret in wheel.read(name) for name in wheel.namelist())


def test_the_wheel_has_the_command_the_plugin_and_the_version(wheel):
    entries = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "grader = grader.__main__:main" in entries
    assert "grader = grader.suite.plugin" in entries
    metadata = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("METADATA"))
    assert f"Version: {grader.__version__}" in metadata
    assert "Requires-Dist: torch" in metadata
