"""Checking again at every save: the session with events that the test makes, and the real watcher and keyboard."""

import os
import pty
import queue
import re
import threading
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.errors import UsageError
from grader.kit import generate
from grader.kit.place import start
from grader.terminal.watch_view import TerminalScreen
from grader.watch.events import Broken, Events, Pressed, Saved, events_of, keyboard
from grader.watch.session import Session, first_topic
from grader.workspace import find_workspace
from tests.trees import make_topic

RIGHT = "import numpy as np\ndef TOPIC_sum(x):\n    return float(np.sum(x))\ndef TOPIC_mean(x):\n    return TOPIC_sum(x) / len(x)\n"
HALF = RIGHT.replace("/ len(x)", "+ 0.5")


class Kept:
    """A launcher that outlives those who close it."""

    def __init__(self, launcher):
        self._launcher = launcher

    def __getattr__(self, name):
        return getattr(self._launcher, name)

    def close(self):
        pass


@pytest.fixture(scope="module")
def exercises(tmp_path_factory):
    root = tmp_path_factory.mktemp("made")
    for relative in ("1_foundations/1_vectors", "1_foundations/2_tensors"):
        make_topic(root / "solutions", relative)
    generate(read_catalogue(root / "solutions"), root / "exercises")
    return root / "exercises"


@pytest.fixture
def workspace(exercises, tmp_path, monkeypatch, numpy_zygote):
    monkeypatch.setattr("grader.watch.session.make_launcher", lambda **_: Kept(numpy_zygote))
    start(exercises, tmp_path / "kit")
    return find_workspace(tmp_path / "kit")


class Script:
    """Events that happen one after the other; between two of them the session is at rest."""

    def __init__(self, *steps):
        self._steps = list(steps)

    def wait(self):
        step = self._steps.pop(0) if self._steps else Pressed("q")
        return step() if callable(step) else step


class Screen:
    """Remembers what it was asked to show."""

    def __init__(self):
        self.shown = []

    def waiting(self, topic):
        self.shown.append(("waiting", topic.topic))

    def result(self, topic, result, following):
        self.shown.append(("result", topic.topic, result.score, following and following.topic))

    def overview(self, rows):
        self.shown.append(("overview", [(topic.topic, points and points.score) for topic, points in rows]))

    def hint(self, hint):
        self.shown.append(("hint", hint.function, hint.number))

    def handout(self, path):
        self.shown.append(("handout", path.name))

    def message(self, text):
        self.shown.append(("message", text))


def save(workspace, source, topic="vectors"):
    """A step: the file is written, and an event says so."""
    file = workspace.root / workspace.kit.find(topic).stub

    def step():
        file.write_text(source.replace("TOPIC", topic))
        return Saved(file.resolve())

    return step


def watch(workspace, *steps, topic="vectors", language="en"):
    screen = Screen()
    Session(workspace, workspace.kit.find(topic), Script(*steps), screen, language).run()
    return screen.shown


def test_every_save_is_checked(workspace):
    shown = watch(workspace, save(workspace, HALF), save(workspace, RIGHT))
    assert [(kind, *rest[1:2]) for kind, *rest in shown if kind == "result"] == [
        ("result", 0.0), ("result", 1.0), ("result", 2.0),
    ]  # fmt: skip


def test_a_save_that_changes_nothing_is_not_checked_again(workspace):
    shown = watch(workspace, save(workspace, RIGHT), save(workspace, RIGHT))
    assert len([kind for kind, *_ in shown if kind == "result"]) == 2


def test_enter_checks_again(workspace):
    shown = watch(workspace, Pressed("\n"), Pressed("r"))
    assert len([kind for kind, *_ in shown if kind == "result"]) == 3


def test_syntax_errors_are_survived(workspace):
    shown = watch(workspace, save(workspace, "def f(:\n"), save(workspace, RIGHT))
    assert shown[-1] == ("result", "vectors", 2.0, "tensors")


def test_a_deleted_file_is_survived(workspace):
    file = workspace.root / workspace.kit.find("vectors").stub

    def delete():
        file.unlink()
        return Saved(file.resolve())

    shown = watch(workspace, save(workspace, RIGHT), delete, save(workspace, RIGHT))
    assert [kind for kind, *_ in shown] == ["waiting", "result", "result", "message", "result"]
    assert "`grader reset vectors`" in shown[3][1]


def test_an_editors_rename_is_one_save(workspace):
    file = workspace.root / workspace.kit.find("vectors").stub

    def rename():
        fresh = file.with_suffix(".tmp")
        fresh.write_text(RIGHT.replace("TOPIC", "vectors"))
        fresh.replace(file)
        return Saved(file.resolve())

    shown = watch(workspace, rename, Saved(file.resolve()))
    assert [kind for kind, *_ in shown] == ["waiting", "result", "result"]


def test_next_and_previous(workspace):
    shown = watch(workspace, Pressed("n"), Pressed("p"))
    assert [topic for kind, topic, *_ in shown if kind == "waiting"] == ["vectors", "tensors", "vectors"]


def test_next_leads_to_what_is_not_done(workspace):
    shown = watch(workspace, save(workspace, RIGHT), Pressed("n"), save(workspace, RIGHT, "tensors"), Pressed("n"))
    assert [row[1] for row in shown if row[0] == "waiting"] == ["vectors", "tensors", "vectors"]


def test_saving_another_topic_moves_there(workspace):
    shown = watch(workspace, save(workspace, RIGHT, "tensors"))
    assert shown[-1][:3] == ("result", "tensors", 2.0)


def test_hints_tell_more_each_time_and_begin_where_points_are_missing(workspace):
    half = RIGHT.replace("np.sum(x)", "np.sum(x) + 1")
    shown = watch(workspace, save(workspace, half), Pressed("h"), Pressed("h"))
    assert shown[-2:] == [("hint", "vectors_sum", 1), ("hint", "vectors_sum", 1)]  # the exercise has but one


@pytest.mark.parametrize(("language", "name"), [("en", "README.md"), ("zh", "README.zh.md")])
def test_the_handout_is_that_of_the_language(workspace, language, name):
    assert watch(workspace, Pressed("o"), language=language)[-1] == ("handout", name)


def test_run_all_checks_every_topic_and_stays(workspace):
    shown = watch(workspace, save(workspace, RIGHT), Pressed("a"), save(workspace, HALF))
    assert ("overview", [("vectors", 2.0), ("tensors", 0.0)]) in shown
    assert shown[-1][:3] == ("result", "vectors", 1.0)


def test_run_all_says_what_could_not_be_checked(workspace):
    file = workspace.root / workspace.kit.find("tensors").stub
    file.unlink()
    assert watch(workspace, Pressed("a"))[-1] == ("overview", [("vectors", 0.0), ("tensors", None)])


def test_changed_tests_are_collected_anew(workspace):
    suite = workspace.root / workspace.kit.find("vectors").path / "test_vectors.py"

    def add_test():
        suite.write_text(
            suite.read_text() + '\n\ndef test_more(student):\n    """More."""\n    student.vectors_sum([1.0])\n'
        )
        return Saved(suite.resolve())

    shown = watch(workspace, save(workspace, RIGHT), add_test)
    assert shown[-1][:3] == ("result", "vectors", 3.0)


def test_tests_that_cannot_be_collected_are_survived(workspace):
    suite = workspace.root / workspace.kit.find("vectors").path / "test_vectors.py"
    whole = suite.read_text()

    def write(text):
        suite.write_text(text)
        return Saved(suite.resolve())

    shown = watch(workspace, lambda: write("def test_(:"), lambda: write(whole))
    assert [kind for kind, *_ in shown] == ["waiting", "result", "waiting", "message", "waiting", "result"]


def test_other_keys_and_other_files_do_nothing(workspace):
    shown = watch(workspace, Pressed("x"), Pressed("\x1b[A"), Saved(workspace.root / "notes.txt"))
    assert [kind for kind, *_ in shown] == ["waiting", "result"]


def test_a_folder_that_is_gone_is_named(workspace):
    with pytest.raises(UsageError, match="can no longer be watched: it is gone"):
        watch(workspace, Broken("it is gone"))


def test_the_first_topic_is_the_one_named_else_the_next_to_do(workspace):
    assert first_topic(workspace, "tensors").topic == "tensors"
    watch(workspace, save(workspace, RIGHT))
    assert first_topic(workspace, None).topic == "tensors"
    watch(workspace, save(workspace, RIGHT, "tensors"), topic="tensors")
    assert first_topic(workspace, None).topic == "vectors"
    with pytest.raises(UsageError, match="tensor"):
        first_topic(workspace, "tensro")


def test_points_of_a_session_are_remembered(workspace):
    watch(workspace, save(workspace, RIGHT))
    assert "2.0" in (workspace.root / ".grader" / "progress.json").read_text()


# The real watcher and the real keyboard.


def test_the_watcher_tells_of_saved_files(tmp_path):
    folder = tmp_path.resolve()
    with events_of(folder, None) as events:
        for number in range(100):  # the watcher may take a moment to start: save until it answers
            (folder / "norms.py").write_text(str(number))
            try:
                event = events._queue.get(timeout=0.2)
            except queue.Empty:
                continue
            assert event == Saved(folder / "norms.py")
            break
        else:
            pytest.fail("no save was ever seen")


def test_a_folder_that_cannot_be_watched_is_told():
    with events_of(Path("/does/not/exist"), None) as events:
        assert isinstance(events.wait(), Broken)


def test_keys_come_one_by_one_and_the_terminal_is_restored():
    import termios

    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    stop, events = threading.Event(), Events()
    with keyboard(theirs) as read_key:
        os.write(ours, b"n")
        events.put(Pressed(read_key(stop)))
        assert events.wait() == Pressed("n")
        os.write(ours, b"\x1b[A")
        assert read_key(stop) == "\x1b[A"
        stop.set()
        assert read_key(stop) is None
        assert termios.tcgetattr(theirs) != before
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def test_without_a_terminal_there_are_no_keys():
    read, write = os.pipe()
    with keyboard(read) as read_key:
        assert read_key is None
    os.close(read)
    os.close(write)


def test_the_command_checks_at_once_and_quits_by_a_key(workspace, monkeypatch, capfd):
    ours, theirs = pty.openpty()
    monkeypatch.chdir(workspace.root)
    with os.fdopen(theirs) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        shown = TerminalScreen.result

        def show_and_press(self, *args):
            shown(self, *args)
            os.write(ours, b"q")

        monkeypatch.setattr(TerminalScreen, "result", show_and_press)
        assert run(["watch", "vectors"]) == 0
    os.close(ours)
    out = capfd.readouterr().out
    assert "vectors_sum  not written yet" in out
    assert "0 of 2 points" in out


def test_formulas_of_a_handout_are_shown_as_they_are_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "README.md").write_text(r"The norm $c\,\lVert x_1 * y_2\rVert * 77\%$ and `a\,b$` of *all*.", "utf-8")
    monkeypatch.setattr("rich.console.Console.is_terminal", True)
    monkeypatch.setenv("NO_COLOR", "1")
    TerminalScreen("en", clone=False, keys=False).handout(tmp_path / "README.md")
    out = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    assert r"The norm $c\,\lVert x_1 * y_2\rVert * 77\%$ and a\,b$ of all." in out


def test_the_command_names_what_it_does_not_know(workspace, monkeypatch, capsys):
    read, write = os.pipe()
    monkeypatch.chdir(workspace.root)
    with os.fdopen(read) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert run(["watch", "vektors"]) == 2
    os.close(write)
    assert "Did you mean" in capsys.readouterr().err
