"""Which level is used: what is asked for, what holds, what would help; and that `grade` fails closed."""

import json
import subprocess
import sys

import pytest

from grader.errors import UsageError, WorkerError
from grader.sandbox import isolation
from grader.sandbox.isolation import Level, in_force, remedy, settle, survey, warnings
from grader.worker.lockdown import LEVELS
from tests.levels import ROOT, without


@pytest.fixture
def offered(monkeypatch):
    """offered("landlock"): a machine where the levels up to this one hold."""
    monkeypatch.delenv("GRADER_ISOLATION", raising=False)

    def up_to(name, why="unshare: EPERM"):
        count = LEVELS.index(name) + 1
        levels = [Level(each) for each in LEVELS[:count]] + [Level(each, why, "Do this.") for each in LEVELS[count:]]
        monkeypatch.setattr(isolation, "survey", lambda: tuple(levels))

    return up_to


@pytest.mark.parametrize("best", LEVELS)
@pytest.mark.parametrize("minimum", LEVELS)
def test_the_strongest_level_that_holds_is_used_unless_it_is_below_the_minimum(offered, best, minimum):
    offered(best)
    if LEVELS.index(best) >= LEVELS.index(minimum):
        assert settle(minimum) == best
    else:
        with pytest.raises(
            UsageError,
            match=f"'{minimum}' does not hold here: unshare: EPERM.*strongest level here is '{best}'.*--isolation {best}",
        ):
            settle(minimum)


def test_the_environment_can_ask_for_a_weaker_level_but_not_below_the_minimum(offered, monkeypatch):
    offered("namespaces")
    monkeypatch.setenv("GRADER_ISOLATION", "landlock")
    assert in_force() == settle("process") == settle("landlock") == "landlock"
    with pytest.raises(
        UsageError,
        match="GRADER_ISOLATION asks for isolation level 'landlock', but this run needs at least 'namespaces'",
    ):
        settle("namespaces")


def test_a_level_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("GRADER_ISOLATION", "jail")
    with pytest.raises(UsageError, match="'jail'; it must be one of namespaces, landlock, process"):
        in_force()


def test_below_the_minimum_at_process_the_price_is_named(offered):
    offered("process")
    with pytest.raises(UsageError, match="--isolation process` grades all the same, though hostile code could"):
        settle("namespaces")
    assert "not safe against hostile code" in warnings("process")[0]
    assert warnings("landlock") == warnings("namespaces") == ()


@pytest.mark.parametrize(
    ("why", "settings", "words"),
    [
        ("unshare: EPERM", {"kernel/unprivileged_userns_clone": "0"}, "sysctl kernel.unprivileged_userns_clone=1"),
        ("unshare: ENOSPC", {"user/max_user_namespaces": "0"}, "sysctl user.max_user_namespaces=10000"),
        ("mount: EACCES", {"kernel/apparmor_restrict_unprivileged_userns": "1"}, "apparmor_restrict_unprivileged_userns=0"),
        ("uid_map: EPERM", {}, "run the container as an ordinary user"),
        ("landlock_create_ruleset: ENOSYS", {}, "Linux 5.13 or newer"),
        ("landlock_create_ruleset: EOPNOTSUPP", {}, "boot parameter `lsm=`"),
        ("landlock_create_ruleset: EPERM", {}, "seccomp profile"),
        ("a list of system calls for riscv64: ENOSYS", {}, "x86_64 and aarch64"),
        ("it could open a socket", {}, "report it as docs/security.md says"),
    ],
)  # fmt: skip
def test_a_remedy_fits_what_failed_and_how_the_machine_is_set_up(monkeypatch, why, settings, words):
    monkeypatch.setattr(isolation, "_sysctl", lambda name: settings.get(name, ""))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert words in remedy("namespaces", why)


@pytest.mark.parametrize(
    ("container", "filtered", "kubernetes", "words"),
    [
        (True, False, False, "--security-opt seccomp=unconfined"),
        (False, True, False, "--security-opt apparmor=unconfined"),
        (True, True, True, "securityContext"),
        (False, False, False, "docs/security.md"),
    ],
)
def test_in_a_container_the_remedy_is_how_to_start_it(monkeypatch, container, filtered, kubernetes, words):
    monkeypatch.setattr(isolation, "_sysctl", lambda name: "")
    monkeypatch.setattr(isolation, "_in_container", lambda: container)
    monkeypatch.setattr(isolation, "_filtered", lambda: filtered)
    if kubernetes:
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    else:
        monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    assert words in remedy("namespaces", "unshare: EPERM")


@pytest.fixture
def fresh_survey():
    """The survey is kept for the process: forget it before and after."""
    survey.cache_clear()
    yield
    survey.cache_clear()


def test_other_systems_have_level_process_alone(monkeypatch, fresh_survey):
    monkeypatch.setattr("sys.platform", "darwin")
    assert [bool(level.why_not) for level in survey()] == [False, True, True]
    assert isolation.best() == "process"


def test_where_nothing_can_be_tried_that_is_said(monkeypatch, fresh_survey):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(WorkerError, match="could not be tried"):
        survey()


def run_without(calls, *arguments):
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(without(calls, command), cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def one_student(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "class"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada" / "norms.py").write_bytes(
        (ROOT / "exercises" / "1_foundations" / "2_norms" / "norms.py").read_bytes()
    )
    secret = folder.parent / "secret"
    secret.write_text("a secret for this test alone")
    return [folder, "--topic", "norms", "--secret-file", secret]


linux = pytest.mark.skipif(sys.platform != "linux", reason="simulates a Linux container")


@linux
def test_grade_refuses_below_the_minimum_with_the_reason_and_the_remedy(one_student):
    done = run_without(["unshare", "landlock_create_ruleset"], "grade", *one_student, "--isolation", "landlock")
    assert done.returncode == 2
    assert "Isolation level 'landlock' does not hold here: landlock_create_ruleset: EPERM." in done.stderr
    assert "--security-opt seccomp=unconfined" in done.stderr
    assert done.stdout == ""


@linux
def test_grade_refuses_below_the_minimum_of_the_course(one_student, tmp_path):
    course = tmp_path / "course.yaml"
    course.write_text("title: demo\nisolation: namespaces\n")
    done = run_without(["unshare"], "grade", *one_student, "--course", course)
    assert done.returncode == 2
    assert "'namespaces' does not hold here: unshare: EPERM" in done.stderr
    assert run_without(["unshare"], "grade", *one_student, "--course", course, "--isolation", "process").returncode == 1


@linux
def test_grade_stores_the_level_and_warns_at_process(one_student, tmp_path):
    found = {}
    for calls, level in (([], None), (["unshare"], "landlock"), (["unshare", "landlock_create_ruleset"], "process")):
        file = tmp_path / f"{level}.json"
        store = tmp_path / f"{level}.sqlite"  # what was graded at a stronger level would be taken as it is
        done = run_without(calls or ["pidfd_send_signal"], "grade", *one_student, "--json", file, "--store", store)
        assert done.returncode == 1, done.stderr
        found[level] = json.loads(file.read_text())["isolation"]
        assert ("not safe against hostile code" in done.stderr) is (found[level] == "process")
    assert found == {None: isolation.best(), "landlock": "landlock", "process": "process"}


@linux
def test_doctor_says_why_a_level_does_not_hold_and_what_would_help():
    done = run_without(["unshare"], "doctor")
    assert done.returncode == 0
    assert "missing isolation    namespaces does not hold: unshare: EPERM. " in done.stdout
    assert "ok      isolation    landlock holds, with Landlock ABI" in done.stdout
    assert "isolation level landlock" in done.stdout
    nothing = run_without(["unshare", "landlock_create_ruleset"], "doctor")
    assert nothing.returncode == 0
    assert nothing.stdout.count("missing isolation") == 3
    assert "not safe against hostile code" in nothing.stdout
