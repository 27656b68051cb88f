import pytest

from grader.catalogue import Catalogue, read_catalogue
from grader.errors import GenerateError
from grader.kit import Leak, find_leaks
from tests.trees import HIDDEN, MISCONCEPTIONS, REFERENCE, make_topic

PAGE = "1_foundations/1_vectors/README.md"
CODE = "1_foundations/1_vectors/test_vectors.py"
OTHER = "2_more/1_sums/test_sums.py"
HOME = "solutions/1_foundations/1_vectors"


def catalogue_with(tmp_path, **changes: str) -> Catalogue:
    make_topic(tmp_path / "solutions", **changes)
    return read_catalogue(tmp_path / "solutions")


def leaks(catalogue: Catalogue, text: str, path: str = CODE) -> list[Leak]:
    return find_leaks(catalogue.exercises, {path: text.encode()})


def test_each_kind_of_secret_line_is_found_with_both_places(tmp_path):
    text = """\
"return vectors_sum(x) / len(x)"
    return vectors_sum(x) / len(x)
def test_vectors_like_the_reference(student, reference, rng):
@misconception("vectors_mean", hint="Divide by the number of entries.", zh="除以元素个数。")
    return vectors_sum(x) * 1.0
def _floats_of_vectors(x: np.ndarray) -> np.ndarray:
"""
    assert [(leak.secret, leak.public) for leak in leaks(catalogue_with(tmp_path), text)] == [
        (f"{HOME}/vectors.py:23", f"{CODE}:2"),
        (f"{HOME}/test_hidden.py:7", f"{CODE}:3"),
        (f"{HOME}/misconceptions.py:6", f"{CODE}:4"),
        (f"{HOME}/misconceptions.py:8", f"{CODE}:5"),
        (f"{HOME}/vectors.py:7", f"{CODE}:6"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "return vectors_sum(x) / len(x)",
        "\t  return   vectors_sum(x) /  len(x)   ",
        "return vectors_sum(x) / len(x)  # a scalar",
        "# return vectors_sum(x) / len(x)",
        ">>> return vectors_sum(x) / len(x)",
        "return vectors_sum(x) / len(x)\r",
    ],
)
def test_a_secret_line_is_known_again_in_other_clothes(tmp_path, line):
    assert leaks(catalogue_with(tmp_path), line)


@pytest.mark.parametrize(
    ("line", "path", "found"),
    [
        ("Write `return vectors_sum(x) / len(x)` there.", PAGE, True),
        ("* return vectors_sum(x) / len(x)", "1_foundations/1_vectors/hints", True),
        ("写 `return vectors_sum(x) / len(x)`。", "1_foundations/1_vectors/README.zh.md", True),
        ("return vectors_sum(x) / len(x)", "2_more/1_sums/figure.svg", True),
        ("return vectors_sum(x) / len(x)", "kit.yaml", True),
        ("写return vectors_sum(x) / len(x)。", PAGE, True),
        ("Xreturn vectors_sum(x) / len(x)", PAGE, False),
        ("y = return vectors_sum(x) / len(x)", CODE, False),
    ],
)
def test_in_prose_a_secret_may_not_even_be_part_of_a_line(tmp_path, line, path, found):
    assert bool(leaks(catalogue_with(tmp_path), line, path)) == found


def test_the_public_files_of_every_topic_are_looked_at(tmp_path):
    assert leaks(catalogue_with(tmp_path), "return vectors_sum(x) / len(x)", OTHER)


def test_pictures_are_not_read_as_text(tmp_path):
    assert find_leaks(catalogue_with(tmp_path).exercises, {"a.png": b"\x89PNG\xff"}) == []


@pytest.mark.parametrize(
    "line",
    [
        "x = rng.nor",
        "import numpy as np",
        "from grader.testing import (",
        "    assert_close,",
        "@given(",
        "    x=arrays(np.float64, 3),",
        '"""Any vector has the right sum."""',
        "with pytest.raises(ValueError):",
        "for index in range(count):",
        "raise ValueError",
        "x = np.asarray(x)",
        "x = np.asarray(x, dtype=np.float64)",
        'if __name__ == "__main__":',
        "### BEGIN SOLUTION",
        "def given_to_students(x):",
    ],
)
def test_lines_that_give_nothing_away_are_no_secret(tmp_path, line):
    hidden = """\
import numpy as np
from grader.testing import (
    assert_close,
)


@given(
    x=arrays(np.float64, 3),
)
def test_of_TOPIC(student):
    \"\"\"Any vector has the right sum.\"\"\"
    with pytest.raises(ValueError):
        for index in range(count):
            x = np.asarray(x)
            x = rng.nor
    x = np.asarray(x, dtype=np.float64)


if __name__ == "__main__":
    def given_to_students(x):
        ...
"""
    reference = REFERENCE + "\n\ndef given_to_students(x):\n    return x\n"
    catalogue = catalogue_with(tmp_path, test_hidden__py=hidden, reference=reference)
    assert leaks(catalogue, line) == []
    assert leaks(catalogue, "def test_of_vectors(student):")


@pytest.mark.parametrize(
    "near",
    [
        "raise ValueError(secret)",
        "with pytest.raises(ValueError, match=secret):",
        "for index in range(count - 1):",
        "x = np.asarray(y)",
    ],
)
def test_phrases_are_exempt_only_as_they_stand(tmp_path, near):
    assert leaks(catalogue_with(tmp_path, test_hidden__py=HIDDEN + f"    {near}\n        x\n".replace(
        "        x\n", "        x\n" if near.endswith(":") else "")), near)  # fmt: skip


def test_the_hint_of_a_misconception_is_secret_wherever_its_lines_break(tmp_path):
    wrapped = MISCONCEPTIONS.replace(', hint="', ',\n    hint="').replace(', zh="', ',\n    zh="')
    assert leaks(catalogue_with(tmp_path, misconceptions__py=wrapped), 'hint="Divide by the number of entries.",')


def test_the_inputs_of_a_hidden_test_are_secret_at_home_only_but_its_calls_everywhere(tmp_path):
    catalogue = catalogue_with(tmp_path)
    inputs = "x = rng.normal(size=5)"
    call = "assert_close(student.vectors_sum(x), reference.vectors_sum(x))"
    assert leaks(catalogue, inputs)
    assert leaks(catalogue, inputs, OTHER) == []
    assert leaks(catalogue, inputs, "1_foundations/1_vectors_too/test_vectors_too.py") == []
    assert leaks(catalogue, call, OTHER)


def test_a_line_that_is_also_given_to_students_is_no_secret(tmp_path):
    reference = REFERENCE.replace("total_of_TOPIC =", "total = 1\n    total_of_TOPIC =").replace(
        "def TOPIC_mean", "total_of_vectors = 0.0\n\n\ndef TOPIC_mean"
    )
    assert leaks(catalogue_with(tmp_path, reference=reference), "total_of_vectors = 0.0") == []


@pytest.mark.parametrize(("name", "content"), [("test_hidden.py", "def (:\n"), ("misconceptions.py", "\0")])
def test_a_file_that_python_cannot_read_is_refused(tmp_path, name, content):
    catalogue = catalogue_with(tmp_path, **{name: content})
    with pytest.raises(GenerateError, match=f"{HOME}/{name}, line 1: Python cannot read it: .* Correct it."):
        leaks(catalogue, "")
