"""`%check` and the test cells, in a shell of IPython as a kernel has one."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

import grader
from grader import notebook
from grader.errors import GraderError, UsageError
from grader.kit.manifest import read_kit
from grader.kit.place import kit_source
from grader.notebook import kernel, magic, score
from grader.notebook.show import Checked, Problem
from grader.results import TestResult
from tests.trees import make_topic

RIGHT = "import numpy as np\ndef l1_norm(x):\n    return x.dtype.type(np.abs(x.astype(float)).sum()) if x.dtype.kind == 'f' else np.abs(x.astype(float)).sum()"
WRONG = "import numpy as np\ndef l1_norm(x):\n    return x.sum()"


@pytest.fixture
def shell(monkeypatch):
    """A shell with `%check`; the engine's processes end with the test."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("GRADER_SOLUTIONS", raising=False)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # a shell puts its own there
    made = InteractiveShell.instance()
    made.history_manager.enabled = False
    made.reset()
    grader.load_ipython_extension(made)
    yield made
    kernel.ENGINE.close()
    InteractiveShell.clear_instance()


def ran(shell, *cells):
    """The last cell's value."""
    for cell in cells:
        done = shell.run_cell(cell, store_history=True)
        assert done.success, done.error_in_exec or done.error_before_exec
    return done.result


def test_a_right_function_has_all_its_points(shell):
    found = ran(shell, RIGHT, "%check l1_norm")
    assert isinstance(found, Checked)
    assert found.topic == "norms"
    assert found.score == (2.0, 2.0)
    assert "✓" in repr(found)


def test_a_wrong_one_shows_what_the_terminal_shows(shell):
    found = ran(shell, WRONG, "%check l1_norm")
    assert found.score[0] < found.score[1]
    lost = next(test for test in found.tests if not test.earned)
    assert lost.message
    assert lost.message.splitlines()[0] in repr(found)
    page = found._repr_html_()
    assert "<details open>" in page
    assert page.count("<table>") == 1


def test_the_last_definition_counts(shell):
    assert ran(shell, WRONG, "%check l1_norm").score[0] < 2
    assert ran(shell, RIGHT, "%check l1_norm").score[0] == 2
    assert ran(shell, WRONG, "%check l1_norm").score[0] < 2


def test_a_helper_in_another_cell_is_found(shell):
    cells = (
        "import numpy as np",
        "def size(x):\n    return np.abs(x.astype(float)).sum()",
        "def l1_norm(x):\n    return x.dtype.type(size(x)) if x.dtype.kind == 'f' else size(x)",
    )
    assert ran(shell, *cells, "%check l1_norm").score == (2.0, 2.0)


def test_check_alone_is_the_whole_topic(shell):
    found = ran(shell, RIGHT, "%check")
    assert {test.function for test in found.tests} == set(read_kit(kit_source()).find("norms").functions)


def test_the_function_runs_in_a_worker_and_not_here(shell):
    found = ran(shell, "import os\ndef l1_norm(x):\n    os._exit(3)", "%check l1_norm")
    assert {test.outcome for test in found.tests} == {"crashed"}


def test_check_can_be_called(shell):
    assert ran(shell, RIGHT, "from grader.notebook import check\ncheck('norms.l1_norm')").score == (2.0, 2.0)


def test_html_escapes_what_a_student_wrote(shell):
    found = ran(shell, "def l1_norm(x):\n    raise ValueError('<script>alert(1)</script>')", "%check l1_norm")
    assert "<script>" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()


def test_while_nbgrader_runs_the_notebook_check_says_nothing(shell, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert ran(shell, RIGHT, "%check l1_norm") is None


@pytest.mark.parametrize(
    ("line", "why"),
    [("%check l3_norm", "Nothing is called 'l3_norm'"), ("%check", "No function of an exercise is defined yet")],
)
def test_a_wrong_name_is_said_without_a_traceback(shell, line, why):
    found = ran(shell, line)
    assert isinstance(found, Problem)
    assert why in repr(found)
    assert "<pre>" in found._repr_html_()


def test_names_mean_functions_topics_or_both():
    kit = read_kit(kit_source())
    assert [magic.which(kit, name, set()) for name in ("norms", "softmax", "norms.l2_norm")] == [
        (kit.find("norms"), ""), (kit.find("softmax_stability"), "softmax"), (kit.find("norms"), "l2_norm"),
    ]  # fmt: skip
    with pytest.raises(UsageError, match=r"There are: l1_norm, "):
        magic.which(kit, "nothing", {"l1_norm"})


def test_the_language_is_the_kits_else_the_locales(monkeypatch):
    kit = read_kit(kit_source())
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert magic.language_of(kit) == (kit.language or "zh")


def test_outside_of_a_notebook_it_says_what_to_do(monkeypatch):
    InteractiveShell.clear_instance()
    with pytest.raises(UsageError, match="In a terminal it is `grader check`"):
        notebook.check("l1_norm")


def test_public_tests_that_fail_are_an_error_of_their_cell(shell):
    done = shell.run_cell(WRONG + "\nfrom grader.notebook import show_test", store_history=True)
    assert done.success
    with pytest.raises(AssertionError, match=r"l1_norm: . of 2 public tests fail"):
        notebook.show_test("norms", "l1_norm")
    ran(shell, RIGHT)
    notebook.show_test("norms", "l1_norm")


def test_while_nbgrader_grades_public_tests_are_no_error(shell, monkeypatch):
    ran(shell, WRONG)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    notebook.show_test("norms", "l1_norm")


def test_points_are_those_of_both_suites(shell, tmp_path, monkeypatch, capsys):
    make_topic(tmp_path / "solutions")
    monkeypatch.setenv("GRADER_SOLUTIONS", str(tmp_path / "solutions"))
    ran(
        shell,
        "import numpy as np\ndef vectors_sum(x):\n    return float(np.sum(x))\ndef vectors_mean(x):\n    return vectors_sum(x)",
    )
    assert notebook.points_of("vectors", "vectors_sum") == 1.0
    assert notebook.points_of("vectors", "vectors_mean") == 0.0
    assert "The mean of 1, 2 and 3 is 2" in capsys.readouterr().out


def test_without_the_hidden_suite_there_are_no_points(shell):
    ran(shell, RIGHT)
    with pytest.raises(UsageError, match="GRADER_SOLUTIONS is ''"):
        notebook.points_of("norms", "l1_norm")


def test_a_fault_of_ours_is_no_score(shell, monkeypatch):
    ours = TestResult("test_a", "A", "public", "l1_norm", 1.0, "not_graded", "No worker.")
    monkeypatch.setattr(score.ENGINE, "grade", lambda *_, **__: [ours])
    with pytest.raises(GraderError, match="through no fault of the student's: No worker"):
        notebook.points_of("norms", "l1_norm")


def test_a_kit_without_its_tests_is_said(tmp_path, monkeypatch, shell):
    kit = read_kit(kit_source())
    monkeypatch.setattr(kernel, "public_kit", lambda: (tmp_path, kit))
    with pytest.raises(UsageError, match=r"test_norms\.py are missing"):
        kernel.public_course("norms", "en")


def test_other_names_are_not_there():
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        notebook.other  # noqa: B018 - it raises
