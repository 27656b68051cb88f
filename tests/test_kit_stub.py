from textwrap import dedent

import pytest

from grader.errors import GenerateError
from grader.kit import make_stub
from tests.trees import REFERENCE, STUB


def stub(source: str) -> str:
    return make_stub(dedent(source).lstrip("\n"), "solutions/1_a/1_norms/norms.py")


def refusal(source: str) -> str:
    with pytest.raises(GenerateError) as caught:
        stub(source)
    return str(caught.value)


def test_solutions_become_raises_and_private_helpers_leave_no_trace():
    assert make_stub(REFERENCE, "x.py") == STUB


def test_windows_line_ends_make_the_same_stub():
    assert make_stub(REFERENCE.replace("\n", "\r\n"), "x.py") == STUB


def test_methods_are_named_with_their_class_and_magic_methods_are_explained_by_it():
    assert stub('''
        class LSTMCell:
            """A cell."""

            def __init__(self, size):
                ### BEGIN SOLUTION
                self.size = size
                ### END SOLUTION

            @staticmethod
            def forward(x):
                """One step."""
                ### BEGIN SOLUTION
                return x
                ### END SOLUTION
    ''') == dedent('''
        class LSTMCell:
            """A cell."""

            def __init__(self, size):
                raise NotImplementedError("LSTMCell.__init__: your code goes here")

            @staticmethod
            def forward(x):
                """One step."""
                raise NotImplementedError("LSTMCell.forward: your code goes here")
    ''').lstrip("\n")  # fmt: skip


def test_parts_of_a_class_are_removed_with_the_blank_lines_around_them():
    assert stub('''
        class Value:
            """A number."""

            ### BEGIN SOLUTION
            def _helper(self):
                return 1

            ### END SOLUTION
            def forward(self):
                """Go."""
                ### BEGIN SOLUTION
                return self._helper()
                ### END SOLUTION

            ### BEGIN SOLUTION
            def _other(self):
                return 2

            ### END SOLUTION


        def given():
            return Value()
    ''') == dedent('''
        class Value:
            """A number."""

            def forward(self):
                """Go."""
                raise NotImplementedError("Value.forward: your code goes here")


        def given():
            return Value()
    ''').lstrip("\n")  # fmt: skip


def test_inner_async_and_decorated_functions_keep_their_frame():
    assert stub('''
        import functools


        @functools.cache
        async def outer(x):
            """Make a function."""

            def inner(y):
                ### BEGIN SOLUTION
                return x + y
                ### END SOLUTION

            return inner
    ''') == dedent('''
        import functools


        @functools.cache
        async def outer(x):
            """Make a function."""

            def inner(y):
                raise NotImplementedError("outer.inner: your code goes here")

            return inner
    ''').lstrip("\n")  # fmt: skip


def test_of_several_parts_of_a_function_the_first_raises_and_the_others_go():
    assert stub('''
        def f(x):
            """Several."""
            if x:
                ### BEGIN SOLUTION
                x = 1
                ### END SOLUTION

            y = 2
            ### BEGIN SOLUTION
            y = x

            ### END SOLUTION
            z = y
            ### BEGIN SOLUTION
            z += 1
            ### END SOLUTION
            return z


        def g(x):
            """One."""
            ### BEGIN SOLUTION
            return 1
            ### END SOLUTION
    ''') == dedent('''
        def f(x):
            """Several."""
            if x:
                raise NotImplementedError("f: your code goes here")

            y = 2
            z = y
            return z


        def g(x):
            """One."""
            raise NotImplementedError("g: your code goes here")
    ''').lstrip("\n")  # fmt: skip


def test_a_part_at_the_end_of_a_block_leaves_the_gap_to_the_next_block():
    assert stub('''
        def f(x):
            """Several."""
            ### BEGIN SOLUTION
            y = 1
            ### END SOLUTION
            if x:
                y = 2

                ### BEGIN SOLUTION
                y = 3
                ### END SOLUTION
            else:
                y = 4
            return y
    ''') == dedent('''
        def f(x):
            """Several."""
            raise NotImplementedError("f: your code goes here")
            if x:
                y = 2
            else:
                y = 4
            return y
    ''').lstrip("\n")  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os\n### BEGIN SOLUTION\nimport re\n### END SOLUTION\n\nA = os\n", "import os\n\nA = os\n"),
        ("### BEGIN SOLUTION\nimport re\n### END SOLUTION\nimport os\n", "import os\n"),
        ("A = 1\n\n### BEGIN SOLUTION\nB = 2\n### END SOLUTION\n", "A = 1\n"),
        ("A = 1\n\n### BEGIN SOLUTION\nB = 2\n### END SOLUTION\ndef f(): ...\n", "A = 1\n\n\ndef f(): ...\n"),
        (
            "def f():\n    pass\n\n\n### BEGIN SOLUTION\nB = 2\n### END SOLUTION\nC = 1\n",
            "def f():\n    pass\n\n\nC = 1\n",
        ),
        ("### BEGIN SOLUTION\nA = 1\n### END SOLUTION\n", "\n"),
    ],
)
def test_blank_lines_around_a_removed_part_are_those_of_a_formatter(source, expected):
    assert stub(source) == expected


def test_the_words_of_a_marker_in_a_docstring_are_no_marker():
    source = '''
        def f(x):
            """Write between

            ### BEGIN SOLUTION
            ### END SOLUTION
            """
            return x
    '''
    assert stub(source) == dedent(source).lstrip("\n")


def test_text_with_less_indentation_inside_a_solution_is_fine():
    assert "TEXT" not in stub('''
        def f(x):
            """Text."""
            ### BEGIN SOLUTION
            text = """
        ## TEXT
        """
            values = [
        1,
            ]
            return text, values
            ### END SOLUTION
    ''')  # fmt: skip


FRAME = """\
def f(x):
    '''Given.'''
{0}
    y = 1
{1}
    return y
"""
BEGIN, END = "    ### BEGIN SOLUTION", "    ### END SOLUTION"


@pytest.mark.parametrize(
    ("begin", "end", "message"),
    [
        (BEGIN, "", "line 3: the solution that begins here never ends. Write `### END SOLUTION` below it."),
        ("", END, "line 5: a solution ends that never began. Write `### BEGIN SOLUTION` above it"),
        (BEGIN, BEGIN, "line 5: a solution begins inside the one from line 3. End that one first."),
        (BEGIN, f"{END}\n{END}", "line 6: a solution ends that never began."),
        ("### Begin Solution", END, "line 3: '### Begin Solution' is nearly a marker. Write exactly `### BEGIN"),
        (BEGIN, "# END SOLUTION", "line 5: '# END SOLUTION' is nearly a marker. Write exactly `### END SOLUTION`."),
        (BEGIN, "###END_SOLUTIONS", "line 5: '###END_SOLUTIONS' is nearly a marker."),
        (f"    z = 2  {BEGIN}", END, "line 3: `### BEGIN SOLUTION` stands behind code. Give it a line of its own."),
        (f"    z = [\n{BEGIN}\n    ]", END, "line 4: `### BEGIN SOLUTION` stands inside brackets."),
        (f"  {BEGIN}", END, "line 3: the marker is indented by 6, the solution by 4. Indent both markers"),
        (BEGIN, f"    {END}", "line 5: the marker is indented by 8, the solution by 4."),
        (f"{BEGIN}\n    # nothing\n\n{END}", "", "line 3: there is no code in this solution."),
        (f"    if x:\n    {BEGIN}\n        z = 1", f"    {END}", "line 6: this line leaves the block in which"),
        ("    if x:", "", "line 4: Python cannot read it: expected an indented block"),
    ],
)
def test_markers_that_are_wrong_are_refused_with_their_line(begin, end, message):
    assert f"solutions/1_a/1_norms/norms.py, {message}" in refusal(FRAME.format(begin, end))


def test_a_solution_may_begin_with_else():
    source = FRAME.format(f"    if x:\n        y = 2\n{BEGIN}\n    else:\n        y = 3", END)
    assert stub(source).endswith(
        '        y = 2\n    raise NotImplementedError("f: your code goes here")\n    return y\n'
    )


def test_a_nul_byte_is_refused():
    assert "norms.py, line 1: Python cannot read it: " in refusal("A = '\0'")


def test_a_solution_that_runs_into_the_next_function_is_refused():
    assert "line 5: this line leaves the block in which the solution from line 3 began" in refusal('''
        def f(x):
            """F."""
            ### BEGIN SOLUTION
            return 1
        def g(x):
            """G."""
            return 2
            ### END SOLUTION
    ''')  # fmt: skip


def test_a_stub_that_does_not_compile_is_refused_with_the_reference_s_line():
    assert "line 11: without the solutions Python cannot read it: expected an indented block" in refusal('''
        def f(x):
            """F."""
            ### BEGIN SOLUTION
            y = 1
            z = 1
            ### END SOLUTION
            if x:
                ### BEGIN SOLUTION
                y = 2
                ### END SOLUTION
            return y
    ''')  # fmt: skip


SOLUTION = "### BEGIN SOLUTION\n{0}return 1\n{0}### END SOLUTION\n"


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    " + SOLUTION.format("    "),
        "def f(x):\n    " + SOLUTION.format("    ").replace("return", '"""F."""\n    return'),
        'class C:\n    """C."""\n\n    def f(x):\n        ' + SOLUTION.format("        "),
        "class C:\n    def __len__(x):\n        " + SOLUTION.format("        "),
        "def g(y):\n    def f(x):\n        " + SOLUTION.format("        ") + "    return f\n",
    ],
)
def test_a_marked_function_without_a_docstring_is_refused(source):
    assert "has no docstring above its solution. Write one" in refusal(source)


@pytest.mark.parametrize(
    "use",
    [
        "VALUE = _helper(1)",
        "def g(x):\n    return [_helper(x) for _ in range(2)]",
        "def g(x=_helper):\n    return x",
        "class C(_helper):\n    pass",
        "@_helper\ndef g(x):\n    return x",
    ],
)
@pytest.mark.parametrize(
    "definition", ["def _helper(x):\n    return x", "_helper = abs", "from os import path as _helper"]
)
def test_given_code_may_not_need_what_went_with_a_solution(definition, use):
    text = refusal(f"### BEGIN SOLUTION\n{definition}\n\n\n### END SOLUTION\nA = 1\n\n\n{use}\n")
    assert "`_helper` is used here, but it is defined inside a solution." in text


def test_a_name_that_given_code_binds_itself_is_not_missed():
    source = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n\n\ndef f(x):\n    y = x\n    return y\n"
    assert "x = 1" not in stub(source)
    assert stub("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\nx = 2\nprint(x)\n") == "x = 2\nprint(x)\n"
