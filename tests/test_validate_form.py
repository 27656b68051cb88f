"""What `validate` sees of an exercise without running a submission."""

import pytest

from grader.errors import SuiteError
from grader.validate.exercise import validate
from grader.validate.form import problems_of_form, unlike_the_reference
from grader.validate.variants import misconceptions
from tests.validate_topic import HIDDEN, MISCONCEPTIONS, PUBLIC, make_sums

PICTURE = """\
from grader.picture import Curve
from grader.testing import picture


@picture("total", en="The sums.", zh="各行的和。")
def sums(student, reference, rng):
    return Curve([0.0, 1.0], [0.0, 1.0], [0.0, 1.0], "row", "sum")
"""


def found(tmp_path, **changes):
    return list(problems_of_form(make_sums(tmp_path / "solutions", **changes)))


def test_a_right_exercise_has_none(tmp_path):
    assert found(tmp_path, pictures__py=PICTURE) == []


def test_a_test_without_a_chinese_title_is_one(tmp_path):
    public = PUBLIC.replace("    zh: 两行的和是 7 和 5。\n", "")
    assert found(tmp_path, test_public__py=public) == [
        'test_total_of_two_rows (test_public.py) has no Chinese title; add a line "zh: ..." to its docstring.'
    ]


def test_a_suite_that_cannot_be_read_is_left_to_those_who_collect_it(tmp_path):
    assert found(tmp_path, test_hidden__py=HIDDEN + "def (:\n") == []


def test_pictures_in_the_handouts_are_those_that_are_listed(tmp_path):
    sums = make_sums(tmp_path / "solutions")
    (sums.folder / "rows.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    sums.info.figures.append("rows.svg")
    sums.handouts["en"].write_text("# Sums\n\n![Rows](rows.svg) ![Elsewhere](https://example.org/a.svg)\n")
    sums.handouts["zh"].write_text("# 求和\n\n![行](row.svg)\n")
    assert list(problems_of_form(sums)) == [
        "handout.zh.md shows row.svg, which exercise.yaml does not list under figures; correct one of them.",
        "handout.zh.md does not show rows.svg, which exercise.yaml lists under figures.",
    ]


def test_pictures_that_cannot_be_made_are_one(tmp_path):
    (problem,) = found(tmp_path, pictures__py="from grader.picture import Bar\n")
    assert "pictures.py, line 1 cannot be imported: ImportError" in problem


def test_a_picture_of_no_function_is_one(tmp_path):
    assert found(tmp_path, pictures__py=PICTURE.replace('"total"', '"sum"')) == [
        "pictures.py has a picture of sum, which is no function of the exercise (total, mean)."
    ]


@pytest.mark.parametrize("parameters", ["", "x, y", "x, axis=-1"])
def test_a_variant_that_is_called_otherwise_than_the_reference_is_one(tmp_path, parameters):
    wrong = MISCONCEPTIONS.replace("def adds_everything(x)", f"def adds_everything({parameters})")
    sums = make_sums(tmp_path / "solutions", misconceptions__py=wrong)
    (problem,) = unlike_the_reference(sums, [item for item, _ in misconceptions(sums)])
    assert "the misconception adds_everything takes (" in problem
    assert "total takes (x). Give the variant the same parameters." in problem
    assert problem in validate(sums, 1).problems


@pytest.mark.parametrize("parameters", ["*values", "x, **more"])
def test_a_variant_that_takes_anything_is_none(tmp_path, parameters):
    wrong = MISCONCEPTIONS.replace("def adds_everything(x)", f"def adds_everything({parameters})")
    sums = make_sums(tmp_path / "solutions", misconceptions__py=wrong)
    assert list(unlike_the_reference(sums, [item for item, _ in misconceptions(sums)])) == []


def test_a_misconception_without_its_hint_in_chinese_is_told_by_its_name(tmp_path):
    wrong = MISCONCEPTIONS.replace(', zh="各行要分开求和。"', "")
    sums = make_sums(tmp_path / "solutions", misconceptions__py=wrong)
    with pytest.raises(SuiteError, match=r"line 18 cannot be imported: SuiteError: misconception adds_everything: zh"):
        misconceptions(sums)
