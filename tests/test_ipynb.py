"""The code of notebooks as modules: what counts, what does not, and what hostile or broken ones may do."""

import json
import time

import pytest

from grader.errors import IntakeError
from grader.intake import read_topic
from grader.ipynb import Cell, extract, read_cells, read_module
from grader.ipynb.lines import Lines
from tests.notebooks import code, graded, notebook, solution

MANY = 1 << 17
F = "def f(x):\n    return x + 1"
STUB = "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def read(*cells):
    """The module of these cells as a namespace, and the notes."""
    source, notes = read_module(notebook(*cells), "t.ipynb", MANY)
    space = {}
    exec(compile(source, "t.py", "exec"), space)
    return space, notes


def source_of(*cells):
    return read_module(notebook(*cells), "t.ipynb", MANY)[0].decode()


def test_the_module_has_the_imports_helpers_and_solutions_in_order():
    space, notes = read(
        code("import math\nTWO = 2"),
        code("def twice(x):\n    return TWO * x"),
        solution("f", "def f(x):\n    return math.floor(twice(x))"),
    )
    assert space["f"](1.6) == 3
    assert notes == ()


def test_nothing_that_only_tries_things_out_is_taken():
    """Loops, prints, input() and os._exit in a scratch cell cost nobody a mark."""
    space, _ = read(
        code("while True: pass"), code("import os\nos._exit(0)"), code("name = input()"), solution("f", F + "\nprint(f(1))\nf(2)"),
        code("for i in range(10**12):\n    f(i)"),
    )  # fmt: skip
    assert space["f"](1) == 2
    assert "name" not in space


def test_a_scratch_variable_that_has_the_name_of_a_parameter_is_not_taken():
    assert "10**9" not in source_of(code("x = list(range(10**9))"), solution("f", F))


def test_an_assignment_that_a_function_needs_is_taken_with_what_it_needs():
    space, _ = read(code("A = 2\nB = A + 1\nC = B"), solution("f", "def f(x, y=C):\n    return x + B + y"))
    assert space["f"](1) == 7


def test_a_class_that_is_changed_below_keeps_the_change():
    space, _ = read(solution("N", "class N:\n    pass"), code("def go(self): return 1\nN.go = go"))
    assert space["N"]().go() == 1


def test_a_future_import_stands_first():
    space, _ = read(
        code("import math"), solution("f", "from __future__ import annotations\ndef f(x: Unknown):\n    return x")
    )
    assert space["f"](1) == 1


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "!rm -rf ~", "!pip install x \\\n  y", "files = !ls", "t = %time 1", "f?", "?f"]
)
def test_magics_and_shell_lines_are_left_out_and_said(line):
    space, notes = read(solution("f", f"{line}\n{F}"))
    assert space["f"](1) == 2
    assert notes == (f"cell f: line 1 is left out: {line.splitlines()[0].strip()}",)


def test_a_percent_sign_that_is_python_stays():
    space, notes = read(solution("f", "def f(x):\n    return (x\n        % 3)\n"))
    assert space["f"](5) == 2
    assert notes == ()


@pytest.mark.parametrize("first", ["%%bash", "%%html", "%%writefile x.py"])
def test_a_cell_of_another_language_is_left_out_and_said(first):
    space, notes = read(code(f"{first}\nrm -rf ~"), solution("f", F))
    assert space["f"](1) == 2
    assert notes == (f"cell number 1: {first.split()[0]} is left out",)


def test_a_timed_cell_is_read_without_its_first_line():
    space, notes = read(solution("f", f"%%time\n{F}"))
    assert space["f"](1) == 2
    assert notes == ("cell f: %%time is left out",)


def test_get_ipython_is_left_out_and_said():
    space, notes = read(solution("f", f"{F}\nget_ipython().system('rm -rf ~')"))
    assert space["f"](1) == 2
    assert notes == ("cell f: line 3 is left out: it asks for get_ipython",)


def test_our_own_magics_are_not_worth_a_note():
    assert read(code("%load_ext grader\nimport math"), solution("f", F), code("%check f"))[1] == ()


def test_a_test_cell_that_a_student_edited_plays_no_part():
    assert "cheat" not in source_of(solution("f", F), graded("f", "cheat = 1\ndef f(x):\n    return cheat"))


def test_a_cell_that_is_gone_is_found_by_the_name_of_its_function():
    space, notes = read(code(f"# mine\n{F}"), graded("f"))
    assert space["f"](1) == 2
    assert notes == ("the cell f is gone; f was found in cell number 1",)


def test_of_two_cells_the_one_that_is_written_counts():
    space, notes = read(solution("f", F), solution("f", STUB))
    assert space["f"](1) == 2
    assert notes == ("f stands in cells 1, 2; the one in cell 1 is graded",)


def test_of_two_cells_that_are_written_the_functions_own_counts():
    space, _ = read(solution("f", F), code("def f(x):\n    return 'a try'"))
    assert space["f"](1) == 2


def test_in_a_kernel_the_last_definition_counts():
    found = extract([Cell(1, F), Cell(2, "def f(x):\n    return 'again'")], latest=True)
    space = {}
    exec(found.source, space)
    assert space["f"](1) == "again"


@pytest.mark.parametrize("stub", [STUB, STUB.replace("()", "")])
def test_nbgraders_stub_says_that_nothing_is_written_yet(stub):
    space, _ = read(solution("f", stub))
    with pytest.raises(NotImplementedError, match=r"^f: your code goes here$"):
        space["f"](1)


def test_a_method_that_is_still_a_stub_says_whose_it_is():
    space, _ = read(solution("N", "class N:\n    def go(self):\n        raise NotImplementedError()"))
    with pytest.raises(NotImplementedError, match=r"^N.go: your code goes here$"):
        space["N"]().go()


@pytest.mark.parametrize(
    "broken", ["def g(x):\n    return (x", "def g(x):\n    return '\0'", "def g(x):\n    return " + "(" * 5000]
)
def test_a_cell_that_python_cannot_read_costs_its_own_functions_alone(broken):
    space, _ = read(solution("f", F), solution("g", broken))
    assert space["f"](1) == 2
    with pytest.raises(SyntaxError, match="cell g cannot be read"):
        space["g"](1)


def test_lines_of_messages_are_lines_of_cells():
    source = source_of(code("import math\n\n\n"), solution("f", "# mine\n!ls\ndef f(x):\n    return 1 / 0"))
    line = next(number for number, text in enumerate(source.split("\n"), 1) if "1 / 0" in text)
    lines = Lines("t.py", source.encode())
    assert lines.told(f"Your code raised E at line {line} of t.py.") == "Your code raised E at line 4 of cell f."
    assert lines.told(f"  t.py, line {line}, in f: return") == "  cell f, line 4, in f: return"
    assert lines.told(f"（t.py 第 {line} 行）") == "（单元格 f 第 4 行）"


def test_messages_about_a_file_stay_as_they_are():
    lines = Lines("t.py", b"import math\n")
    assert not lines.known
    assert lines.told("line 1 of t.py") == "line 1 of t.py"


def test_a_line_outside_of_every_cell_stays_as_it_is():
    lines = Lines("t.py", b"from __future__ import annotations\n# cell f\ndef f(): pass\n")
    assert lines.told("line 1 of t.py, line 2 of t.py") == "line 1 of t.py, line 2 of t.py"


def old(version):
    cell = {"cell_type": "code", "language": "python", "collapsed": False, "outputs": [], "metadata": {}}
    if version == 1:
        return {"nbformat": 1, "cells": [{"cell_type": "code", "code": F, "prompt_number": 1}]}
    return {"nbformat": version, "worksheets": [{"cells": [cell | {"input": F.splitlines(keepends=True)}]}]}


@pytest.mark.parametrize("version", [1, 2, 3])
def test_old_formats_are_read(version):
    assert "return x + 1" in read_module(json.dumps(old(version)).encode(), "t.ipynb", MANY)[0].decode()


def test_a_missing_kernel_spec_costs_nothing():
    assert b"def f" in read_module(notebook(solution("f", F), metadata={"kernelspec": {"name": "gone"}}), "t", MANY)[0]


def test_what_jupyter_writes_beside_json_is_read():
    """NaN in an output, half a surrogate pair, a byte-order mark."""
    raw = notebook(solution("f", F + "  # \ud800"), code("1", outputs=[{"data": float("nan")}]))
    assert b"def f" in read_module(b"\xef\xbb\xbf" + raw, "t.ipynb", MANY)[0]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is no notebook that can be read"),
        (b'{"cells": [', "is no notebook that can be read"),
        (b"[]", "is no notebook that can be read"),
        (b"{}", "it has no cells"),
        (b'{"cells": 5}', "is no notebook that can be read"),
        (b'{"cells": [{"cell_type": "code", "source": 5}]}', "is no notebook that can be read"),
        (b"[" * 100_000, "is no notebook that can be read"),
        (b'{"cells": [' + b",".join([b"{}"] * 5001) + b"]}", "has 5001 cells; at most 5000 are read"),
        (b'{"cells": [' + b" " * (9 << 20), "is no notebook that can be read"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(raw, why):
    with pytest.raises(IntakeError, match=why):
        read_cells(raw, "t.ipynb")


def test_metadata_of_any_kind_is_read_as_none():
    strange = [
        {"nbgrader": 5},
        {"nbgrader": {"grade_id": 5}},
        5,
        None,
        {"nbgrader": {"grade_id": "a\nb", "grade": "yes"}},
    ]
    cells = read_cells(notebook(*(code(F) | {"metadata": each} for each in strange)), "t.ipynb")
    assert [cell.grade_id for cell in cells] == [""] * 5


def test_too_much_code_is_refused():
    with pytest.raises(IntakeError, match="bytes of code; at most 100 are read"):
        read_module(notebook(solution("f", F + "\n" + "# x\n" * 50 + "    pass")), "t.ipynb", 100)


def test_many_notes_are_cut():
    notes = read(*(code(f"!echo {number}") for number in range(30)))[1]
    assert len(notes) == 21
    assert notes[-1] == "and 10 more like it"


def test_a_hundred_megabytes_of_output_are_passed_over(tmp_path):
    """They are skipped, not built: reading takes a fraction of the CPU that Python's own reader takes for them."""
    noise = [{"output_type": "stream", "name": "stderr", "text": ["torch: warning\n" * 10] * 100}]
    raw = notebook(solution("f", F), code("1", outputs=noise * 6000))
    assert len(raw) > 90 << 20
    (tmp_path / "t.ipynb").write_bytes(raw)
    started = time.process_time()
    found = read_topic(tmp_path, "t", "1_a/1_t")
    ours = time.process_time() - started
    started = time.process_time()
    json.loads(raw)
    assert ours < time.process_time() - started
    assert found.source is not None
    assert b"return x + 1" in found.source


def test_a_notebook_that_is_too_large_is_refused(tmp_path):
    with (tmp_path / "t.ipynb").open("wb") as stream:
        stream.truncate((128 << 20) + 1)
    assert "at most 134217728 are read" in read_topic(tmp_path, "t", "1_a/1_t").problem


def test_a_topic_may_be_handed_in_as_a_notebook(tmp_path):
    (tmp_path / "t.ipynb").write_bytes(notebook(solution("f", f"!ls\n{F}")))
    found = read_topic(tmp_path, "t", "1_a/1_t")
    assert found.source == b"# cell f\n\ndef f(x):\n    return x + 1\n"
    assert found.notes == ("cell f: line 1 is left out: !ls",)


def test_a_broken_notebook_is_the_students_problem(tmp_path):
    (tmp_path / "t.ipynb").write_bytes(b'{"cells": [')
    found = read_topic(tmp_path, "t", "1_a/1_t")
    assert found.source is None
    assert not found.ours
    assert found.problem.startswith("t.ipynb is no notebook that can be read")
