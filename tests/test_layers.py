"""The map of `grader/`: its layers from the ground up. What stands on a layer imports from below and never from above."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import grader

ROOT = Path(grader.__file__).parent
# fmt: off
LAYERS = (
    # THE UNTRUSTED SIDE: codec, channel, zygote, what runs beside a student's code. Imports nothing of ours
    ("worker",),
    ("language",),  # what people read, in their language
    ("errors",),  # every exception that is raised on purpose
    ("results",),  # marks as data
    # small things: files, dates, one value each
    (
        "archive", "atomic", "cores", "drawing", "kept", "misconception", "moments", "picture", "processes",
        "results_file", "secret", "sigterm",
    ),
    ("sandbox",),  # the trusted side of the boundary: launchers, restarts, budgets, the student proxy
    ("compare",),  # assert_close and its messages
    ("testing",),  # what suites import
    ("catalogue",),  # solutions/ as exercises, read and checked
    ("policy",),  # what a solution may not use
    ("ipynb",),  # the code of a notebook as a module
    ("kit",),  # exercises/ out of solutions/, and into a student's folder
    ("intake",),  # what a class handed in, in whatever form it comes; the roster
    # a course file, hints, a new exercise, points so far, where a command was called
    ("course", "hints", "new", "progress", "workspace"),
    ("marks",),  # from what was graded to what counts: lateness, attempts, weights
    ("suite",),  # pytest over submissions: plugin, bench, properties, outcomes, diagnosis
    ("executor", "store"),  # gradings over processes, here or on a cluster; what was ever graded
    ("export",),  # marks in the formats of other systems, from a results file or a store
    ("grade",),  # a class: what is new is graded, what is known is read back
    ("check", "doctor", "plan"),  # one's own work, this machine, the arguments of `grade`
    ("watch",),  # checks again at every save
    ("bundle", "pack"),  # the secret side of a course in a locked file, a student's files in a zip
    ("ci",),  # a pipeline: where it runs, what is graded, what that place reads
    ("report", "similarity"),  # pages for students and teachers; code that submissions share
    ("validate",),  # does an exercise mark as it should?
    ("terminal",),  # what people see
    ("notebook",),  # cells to hand out, `%check` in them, scores for nbgrader
    ("cli",),  # parses, calls one function, prints
    ("__main__",),  # the door, which an old Python can read
)
# fmt: on
LEVELS = {name: level for level, layer in enumerate(LAYERS) for name in layer}
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40


@cache
def modules():
    """Module name -> its file."""
    files = sorted(ROOT.rglob("*.py"))
    return {
        ".".join(("grader", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in files
    }


@cache
def tree(name):
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


def imported(name):
    """The modules of ours that a module imports, wherever in it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "grader")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            if (node.module or "").split(".")[0] == "grader":
                for alias in node.names:
                    below = f"{node.module}.{alias.name}"
                    yield below if below in modules() else str(node.module)


def unit(name):
    """The package or module right under `grader` that a module belongs to."""
    return name.split(".")[1] if "." in name else ""


def test_every_package_and_module_has_a_layer_and_every_layer_exists():
    units = {unit(name) for name in modules()} - {""}
    assert units == set(LEVELS)
    assert len(LEVELS) == sum(map(len, LAYERS))


@pytest.mark.parametrize("name", [name for name in modules() if "." in name])
def test_imports_run_one_way(name):
    wrong = [
        other
        for other in imported(name)
        if unit(other) not in ("", unit(name)) and LEVELS[unit(other)] >= LEVELS[unit(name)]
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: set(imported(name)) & modules().keys() for name in modules()}
    done: set[str] = set()

    def walk(name, path):
        assert name not in path, " imports ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(graph[name]):
                walk(other, [*path, name])
            done.add(name)

    for name in graph:
        walk(name, [])


@pytest.mark.parametrize("name", [name for name in modules() if unit(name) == "worker"])
def test_the_untrusted_side_imports_nothing_else_of_ours(name):
    assert all(other == "grader.worker" or other.startswith("grader.worker.") for other in imported(name))


def test_the_untrusted_side_runs_without_the_rest():
    script = "import sys; import grader.worker.serve, grader.worker.zygote, grader.worker.__main__; print(sorted(m for m in sys.modules if m.split('.')[0] == 'grader' and not m.startswith('grader.worker')), [m for m in ('pytest', 'hypothesis', 'yaml', 'pydantic', 'click', 'rich', 'torch') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "['grader'] []", done.stderr


def test_the_package_itself_imports_nothing():
    assert not [node for node in tree("grader").body if isinstance(node, ast.Import | ast.ImportFrom)]


def test_only_the_commands_print_or_exit():
    allowed = {"cli", "terminal", "__main__", "worker"}
    for name in modules():
        if unit(name) in allowed:
            continue
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "click.echo", "sys.exit", "exit", "os._exit"), (
                    f"{name}, line {node.lineno}"
                )


def test_every_module_says_what_it_is_for():
    for name in modules():
        assert ast.get_docstring(tree(name)), f"{name} has no docstring"


def test_no_file_is_longer_than_one_can_take_in():
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    lengths = {
        f"{name}.{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION} == {}
