"""`%check` in a notebook, and `grader.notebook.check`: the public tests of a function as the kernel's cells have it."""

import ast
import os
from collections.abc import Callable
from typing import Any

from grader.errors import GraderError, UsageError
from grader.kit.manifest import Kit, KitTopic
from grader.language import of_locale, say, speaking
from grader.notebook.kernel import ENGINE, module_of_kernel, public_kit, shell
from grader.notebook.show import Checked, Problem

NBGRADER = "NBGRADER_EXECUTION"  # set while nbgrader runs a notebook: then `%check` has nobody to speak to


def register(ipython: Any) -> None:
    """Give a shell its `%check`. What takes a while to start is started when it is first asked for."""
    ipython.register_magic_function(_check_magic, "line", "check")


def check(name: str = "") -> Checked:
    """Run the public tests on what the notebook's cells define.

    Args:
        name: a function, a topic, or `topic.function`; empty for the whole topic that the notebook is about.

    Returns:
        What Jupyter shows as a table, and a terminal as text.

    Raises:
        UsageError: there is no such function or topic; this is no notebook.
        SuiteError, WorkerError: the tests cannot be run.
    """
    _, kit = public_kit()
    language = language_of(kit)
    with speaking(language):
        source = module_of_kernel(shell())
        topic, function = which(kit, name, defined_in(source))
        tests = ENGINE.grade(topic.topic, source, whole=False, language=language)
        wanted = [test for test in tests if not function or test.function == function]
        return Checked(topic.topic, getattr(topic.title, language), tuple(wanted), language)


def which(kit: Kit, name: str, defined: set[str]) -> tuple[KitTopic, str]:
    """The topic and the function that a name means; the function is empty where the whole topic is meant.

    Several topics may have a function of that name: then it is the one of which the notebook defines most.

    Raises:
        UsageError: nothing is called so.
    """
    how_many: Callable[[KitTopic], int] = lambda topic: len(defined & set(topic.functions))  # noqa: E731 - a key
    of_topic, _, function = name.strip().rpartition(".")
    topics = [topic for topic in kit.topics if not of_topic or topic.topic == of_topic]
    if not name.strip():
        best = max(topics, key=how_many)
        if how_many(best):
            return best, ""
        raise UsageError(say("No function of an exercise is defined yet. Run the cells above, then this one again."))
    having = [topic for topic in topics if function in topic.functions]
    if having:
        return max(having, key=how_many), function
    named = [topic for topic in kit.topics if topic.topic == name.strip()]
    if named:
        return named[0], ""
    best = max(kit.topics, key=how_many)
    known = ", ".join(best.functions) if how_many(best) else ", ".join(topic.topic for topic in kit.topics)
    text = say("Nothing is called {name} in these exercises. There are: {known}.")
    raise UsageError(text.format(name=repr(name.strip()), known=known))


def defined_in(source: bytes) -> set[str]:
    """The functions and classes of a module."""
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def language_of(kit: Kit) -> str:
    """The kit's, else that of the locale, else English."""
    return kit.language or of_locale()


def _check_magic(line: str) -> Checked | Problem | None:
    """`%check`, `%check l2_norm`: no traceback of ours reaches the page."""
    if os.environ.get(NBGRADER):
        return None
    try:
        return check(line.partition("#")[0])
    except GraderError as error:
        return Problem(str(error))
