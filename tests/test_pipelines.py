"""What is put into repositories: workflows, the action, the template, the image, the shell scripts."""

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import check_jsonschema
import jsonschema
import pytest
import yaml

import grader
from grader.catalogue import read_catalogue
from grader.ci.pipeline import TARGETS, template
from grader.cli import run
from grader.kit import generate
from tests.trees import make_solutions

ROOT = Path(__file__).parent.parent
SCHEMAS = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"


def valid(document, schema):
    """Held against the schema that editors use."""
    jsonschema.validate(document, json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8")))


def load(text):
    """YAML as GitHub reads it: `on` is a word."""
    document = yaml.safe_load(text)
    return {("on" if key is True else key): value for key, value in document.items()}


@pytest.fixture(scope="module")
def solutions(tmp_path_factory):
    return make_solutions(tmp_path_factory.mktemp("staff"))


def made(solutions, out, *arguments):
    return run(["generate", "--solutions", str(solutions), "--out", str(out), *map(str, arguments)])


@pytest.mark.parametrize(("system", "schema"), [("github", "github-workflows"), ("gitlab", "gitlab-ci")])
@pytest.mark.parametrize("bundle", [False, True], ids=["public", "bundle"])
def test_a_kit_gets_a_workflow_that_its_system_understands(solutions, tmp_path, system, schema, bundle):
    (tmp_path / "c.bundle").write_bytes(b"locked")
    extra = ["--bundle", tmp_path / "c.bundle"] if bundle else []
    assert made(solutions, tmp_path / "kit", "--ci", system, *extra) == 0
    text = (tmp_path / "kit" / TARGETS[system].workflow).read_text("utf-8")
    valid(load(text), schema)
    extras = "[instructor,torch]" if bundle else "[torch]"
    assert f'"deep-grader{extras}=={grader.__version__}"' in text
    assert (f"grader ci --bundle {TARGETS[system].bundle}\n" in text) == bundle
    copied = tmp_path / "kit" / TARGETS[system].bundle
    assert copied.is_file() == bundle
    if system == "github":
        assert ("GRADER_KEY: ${{ secrets.GRADER_KEY }}" in text) == bundle
        assert "persist-credentials: false" in text


def test_a_kit_with_a_workflow_can_be_generated_again(solutions, tmp_path, capsys):
    assert made(solutions, tmp_path / "kit", "--ci", "github") == 0
    assert made(solutions, tmp_path / "kit", "--check") == 0
    assert made(solutions, tmp_path / "kit", "--ci", "gitlab") == 0
    assert (tmp_path / "kit" / TARGETS["github"].workflow).is_file()
    assert (tmp_path / "kit" / TARGETS["gitlab"].workflow).is_file()


def test_checking_a_kit_writes_no_workflow(solutions, tmp_path):
    generate(read_catalogue(solutions), tmp_path / "kit")
    assert made(solutions, tmp_path / "kit", "--check", "--ci", "github") == 0
    assert not (tmp_path / "kit" / ".github").exists()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda kit: None, "Make one with `grader bundle"),
        (lambda kit: (kit / ".github").write_text("a file"), "cannot be made"),
    ],
)
def test_a_workflow_that_cannot_be_written_is_said(solutions, tmp_path, capsys, spoil, words):
    generate(read_catalogue(solutions), tmp_path / "kit")
    spoil(tmp_path / "kit")
    bundle = [] if (tmp_path / "kit" / ".github").exists() else ["--bundle", tmp_path / "none"]
    assert made(solutions, tmp_path / "kit", "--ci", "github", *bundle) == 2
    assert words in capsys.readouterr().err


def test_a_bundle_that_cannot_be_read_stops_before_anything_is_written(solutions, tmp_path):
    assert made(solutions, tmp_path / "kit", "--ci", "github", "--bundle", tmp_path / "none") == 2
    assert not (tmp_path / "kit").exists()


# The action, the template and the image.


def test_the_action_is_one_and_puts_no_input_into_a_script():
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    valid(action, "github-actions")
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")  # a value could be a command
    outputs = {
        text for output in action["outputs"].values() for text in re.findall(r"outputs\.([\w-]+)", output["value"])
    }
    assert outputs == {"score", "max-score", "status", "result", "results-file", "junit-file"}


def test_every_input_of_the_action_is_passed_on():
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(action["inputs"])
    passed = {name for step in action["runs"]["steps"] for name in step.get("env", {})}
    read = set(re.findall(r"INPUT_\w+", (ROOT / "ci" / "action.sh").read_text("utf-8")))
    assert read == {name for name in passed if name.startswith("INPUT_")}


def test_the_gitlab_template_is_valid():
    valid(yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8")), "gitlab-ci")


def test_the_image_holds_no_solutions_and_runs_as_nobody_special():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER grader" in lines
    assert lines.index("USER grader") < lines.index('ENTRYPOINT ["grader"]')
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {"solutions", ".git", ".grader", "tests"} <= set(ignored)


# The shell scripts.

STUB = """\
#!/usr/bin/env bash
printf '%s\\n' "$@" >"$SAW"
exit "$CODE"
"""


@pytest.fixture
def action(tmp_path):
    """Runs the action's script with a grader that writes down how it was called."""
    (tmp_path / "bin").mkdir()
    stub = tmp_path / "bin" / "grader"
    stub.write_text(STUB)
    stub.chmod(0o755)

    def call(code=0, **inputs):
        names = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
        path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
        environment = {"PATH": path, "SAW": str(tmp_path / "saw"), "CODE": str(code), **names}
        done = subprocess.run(
            ["bash", ROOT / "ci" / "action.sh"], env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.stderr == ""
        return done.returncode, (tmp_path / "saw").read_text().splitlines()

    return call


def test_the_action_without_inputs_is_plain(action):
    assert action() == (0, ["ci"])
    assert action(submission="", topics="", fail="true") == (0, ["ci"])


def test_the_action_passes_inputs_as_they_are(action):
    hostile = '$(touch evil); "x" `id` *'
    code, saw = action(submission=hostile, course="c.yaml", solutions="s", bundle="b", student="a b", language="zh",
                       out="o", topics=" norms  softmax * ")  # fmt: skip
    assert code == 0
    assert saw == ["ci", "--submission", hostile, "--course", "c.yaml", "--solutions", "s", "--bundle", "b", "--student",
                   "a b", "--lang", "zh", "--out", "o", "--topic", "norms", "--topic", "softmax", "--topic", "*"]  # fmt: skip


@pytest.mark.parametrize(
    ("fail", "code", "exit_code"),
    [
        ("true", 0, 0),
        ("true", 1, 1),
        ("true", 2, 2),
        ("false", 0, 0),
        ("false", 1, 0),
        ("false", 2, 2),
        ("True", 1, 1),
        ("yes", 1, 1),
        ("maybe", 1, 1),
        ("False", 1, 0),
        ("no", 1, 0),
        ("0", 1, 0),
    ],
)
def test_the_action_fails_as_the_workflow_asks(action, fail, code, exit_code):
    assert action(code, fail=fail)[0] == exit_code


SCRIPTS = {
    "ci/action.sh": (ROOT / "ci" / "action.sh").read_text("utf-8"),
    "setup.sh": template("setup.sh"),
    "run_autograder": template("run_autograder"),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_stop_at_the_first_error(name):
    lines = SCRIPTS[name].splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -eu" in lines
    done = subprocess.run(["bash", "-n"], input=SCRIPTS[name], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_pass_shellcheck(name):
    done = subprocess.run(["shellcheck", "-"], input=SCRIPTS[name], capture_output=True, text=True, timeout=60)
    assert done.stdout == ""


def test_the_actions_script_can_be_run():
    assert (ROOT / "ci" / "action.sh").stat().st_mode & stat.S_IXUSR
