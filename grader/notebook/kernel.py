"""In a notebook's kernel: the code of its cells, and one warm engine a topic, which grades in workers of its own."""

import atexit
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.catalogue import Exercise, read_catalogue
from grader.errors import UsageError
from grader.ipynb import Cell, extract
from grader.kit.manifest import Kit, read_kit
from grader.kit.place import kit_source
from grader.language import say
from grader.results import TestResult
from grader.sandbox.launch import Launcher, make_launcher
from grader.secret import PUBLIC, course_secret
from grader.suite.handed import subject_of
from grader.suite.run import OpenSuites
from grader.suite.subject import Suite, Terms
from grader.suite.terms import kit_terms, suites_of, terms_of
from grader.workspace import find_workspace

SOLUTIONS = "GRADER_SOLUTIONS"  # where the hidden suites are; nbgrader's settings of the course say it
TOPIC = "_grader_topic"  # in the kernel: the topic that `%check` means


def solutions() -> Path | None:
    """The folder with the hidden suites, where nbgrader's settings name one."""
    named = os.environ.get(SOLUTIONS, "")
    return Path(named) if named else None


def public_kit() -> tuple[Path, Kit]:
    """The kit around the working folder, else the one that came with the grader. Raises UsageError."""
    try:
        workspace = find_workspace(Path.cwd())
        return workspace.root, workspace.kit
    except UsageError:
        source = kit_source()
        return source, read_kit(source)


@dataclass(frozen=True)
class Course:
    """What a topic is graded by.

    Attributes:
        suites: the public one, and the hidden one where it may be had.
        terms: how they are run.
        functions: what the student writes.
        forbid: what the student may not use.
    """

    suites: list[Suite]
    terms: Terms
    functions: list[str]
    forbid: list[str]


def public_course(topic: str, language: str) -> Course:
    """The public suite: of the instructor's exercises where they are, else of the kit.

    Raises:
        UsageError: there is no such topic, or its tests are missing.
    """
    folder = solutions()
    if folder is not None and folder.is_dir():
        exercise = read_catalogue(folder).find(topic)
        suites, terms = suites_of(exercise)[:1], terms_of(exercise, PUBLIC, language=language)
        return Course(suites, terms, list(exercise.info.functions), exercise.info.forbid)
    root, kit = public_kit()
    found = kit.find(topic)
    path = root / found.path / f"test_{found.topic}.py"
    if not path.is_file():
        text = say("The tests {path} are missing. `grader start DIR` makes a new folder that has them.")
        raise UsageError(text.format(path=path))
    terms = kit_terms(found, PUBLIC, language=language)
    return Course([Suite(str(path), "public")], terms, list(found.functions), found.forbid)


def whole_course(topic: str, language: str) -> Course:
    """Both suites. Raises UsageError where the hidden one is not to be had."""
    folder = solutions()
    if folder is None or not folder.is_dir():
        raise UsageError(
            f"The hidden tests of {topic} are not here: {SOLUTIONS} is {str(folder or '')!r}. Set it to the folder "
            "solutions/ of the exercises, in nbgrader_config.py of the course."
        )
    exercise: Exercise = read_catalogue(folder).find(topic)
    secret = course_secret(folder.parent / ".grader" / "secret")  # as `grader grade` does: equal inputs, equal scores
    terms = terms_of(exercise, secret, language=language)
    return Course(suites_of(exercise), terms, list(exercise.info.functions), exercise.info.forbid)


class Engine:
    """Suites that stay open and launchers that stay warm as long as the kernel lives."""

    def __init__(self) -> None:
        self._launchers: dict[bool, Launcher] = {}
        self._open: dict[tuple[str, bool, str], tuple[Course, OpenSuites]] = {}
        self._known: dict[tuple[str, bool, str, bytes], list[TestResult]] = {}
        self._registered = False

    def grade(self, topic: str, source: bytes, *, whole: bool, language: str = "en") -> list[TestResult]:
        """A module's tests. The last answer for the same code is kept: a notebook asks once for each function.

        Args:
            topic: such as "norms".
            source: the module.
            whole: whether the hidden suite is run too.
            language: of messages.

        Raises:
            UsageError, SuiteError, WorkerError: it cannot be graded.
        """
        key = (topic, whole, language)
        if (*key, source) in self._known:
            return self._known[*key, source]
        course, suites = self._suites(key)
        tests = suites.grade(subject_of(topic, topic, source, course.functions, course.forbid))
        self._known = {known: tests for known, tests in self._known.items() if known[:3] != key}
        if all(test.outcome != "not_graded" for test in tests):
            self._known[*key, source] = tests
        return tests

    def functions(self, topic: str) -> list[str]:
        """What is written in a topic."""
        return self._suites((topic, False, "en"))[0].functions

    def close(self) -> None:
        """End every process."""
        for _, suites in self._open.values():
            suites.close()
        for launcher in self._launchers.values():
            launcher.close()
        self._open, self._launchers, self._known = {}, {}, {}

    def _suites(self, key: tuple[str, bool, str]) -> tuple[Course, OpenSuites]:
        if key not in self._open:
            topic, whole, language = key
            course = (whole_course if whole else public_course)(topic, language)
            self._open[key] = course, OpenSuites(course.suites, course.terms, self._launcher(torch=course.terms.torch))
        return self._open[key]

    def _launcher(self, *, torch: bool) -> Launcher:
        if not self._registered:
            atexit.register(self.close)
            self._registered = True
        found = self._launchers.get(torch)
        if found is None or not found.alive:
            found = self._launchers[torch] = make_launcher(torch=torch)
        return found


ENGINE = Engine()


def shell() -> Any:
    """The IPython shell of this process. Raises UsageError where there is none."""
    ipython = sys.modules.get("IPython")
    found = ipython.get_ipython() if ipython is not None else None
    if found is None:
        raise UsageError(say("This works in a notebook. In a terminal it is `grader check`."))
    return found


def module_of_kernel(ipython: Any) -> bytes:
    """What the kernel's cells define by now, as a module: where a name was defined again, the last one holds."""
    sources = [str(text) for text in ipython.user_ns.get("In", ())]
    raw = ipython.history_manager.input_hist_raw if ipython.history_manager is not None else sources
    cells = [
        Cell(number, str(text), label=f"[{number}]") for number, text in enumerate(raw) if text and not _is_ours(text)
    ]
    return extract(_last_ones(cells), latest=True).source.encode("utf-8", "replace")


def _is_ours(text: str) -> bool:
    """Whether a cell only asks us."""
    return "from grader.notebook import points_of" in text


def _last_ones(cells: list[Cell]) -> list[Cell]:
    """A cell that was run again without a change counts once, at its last place."""
    last = {cell.source: cell for cell in cells}
    return [cell for cell in cells if last[cell.source] is cell]
