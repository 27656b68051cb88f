"""The messages for an answer of the wrong form: shape, dtype, kind of number, type, structure."""

from collections.abc import Callable

import numpy as np

from grader.compare import explain, show
from grader.compare.message import Place, compose
from grader.compare.mismatch import Text
from grader.compare.sides import Side, is_tensor
from grader.compare.tolerance import Tolerance
from grader.language import say, say_number

_PYTHON = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
_MAX_RESULTS = 100  # a function returns no more than that by mistake
_MAX_TOLD_DIMENSIONS = 4  # the student chooses this number: it must not carry a secret out


def shape(got: Side, wanted: Side, tolerance: Tolerance, place: Place) -> Text:
    """Tell how two shapes differ."""
    mine, theirs = got.array.shape, wanted.array.shape
    look = explain.shape_look(got.array, wanted.array, tolerance)
    if not mine:
        text = say("your result is a single number, shape (), expected {theirs}.")
    elif not theirs:
        text = say("your result has shape {mine}, expected a single number, shape ().")
    else:
        text = say("your result has shape {mine}, expected {theirs}.")
    full = text.format(mine=mine, theirs=theirs)
    hint = [_dimensions(mine, theirs), *([look.hint] if look else [])]
    arrays = show.pair(got.array, wanted.array)
    return compose(say("Wrong shape"), place, hint, [full, *([look.told] if look else [])], arrays)


def _dimensions(mine: tuple[int, ...], theirs: tuple[int, ...]) -> str:
    if not mine:
        return say("your result is a single number, but an array is expected.")
    if not theirs:
        return say("your result is an array, but a single number is expected.")
    if len(mine) != len(theirs):
        told = len(mine) <= _MAX_TOLD_DIMENSIONS
        if not told:
            return say("your result has too many dimensions, expected {theirs}.").format(theirs=len(theirs))
        text = say_number(
            "your result has {number} dimension, expected {theirs}.",
            "your result has {number} dimensions, expected {theirs}.",
            len(mine),
        )
        return text.format(number=len(mine), theirs=len(theirs))
    return say("your result has the expected number of dimensions, but not the expected lengths.")


def dtype(got: Side, wanted: object, values_right: Callable[[], bool], place: Place) -> Text:
    """Tell how two dtypes differ; a dtype is part of the task, so both levels name it."""
    mine = (
        say("a plain Python {kind}").format(kind=_PYTHON[got.array.dtype.kind])
        if got.dtype is None
        else show.dtype_name(got.dtype)
    )
    theirs = show.dtype_name(wanted)
    sentences = [say("your result is {mine}, expected {theirs}.").format(mine=mine, theirs=theirs)]
    if values_right():
        sentences.append(say("Its values are right."))
    sentences += _advice(mine, theirs)
    if got.family == "tensor" and (mine, theirs) == ("float32", "float64"):
        sentences.append(
            say("Torch makes float32 unless told otherwise: pass dtype=x.dtype where you create a tensor.")
        )
    return compose(say("Wrong dtype"), place, sentences, [" ".join(sentences)])


def kind_of_number(got: Side, wanted: Side, place: Place) -> Text:
    """Tell that a float came where an int is expected, and the like; here no dtype is involved."""
    mine, theirs = (_PYTHON[side.array.dtype.kind] for side in (got, wanted))
    told = say("your result is of kind {mine}, expected {theirs}.").format(mine=mine, theirs=theirs)
    sentences = [told, *_advice(mine, theirs)]
    return compose(say("Wrong kind of number"), place, sentences, [" ".join(sentences)])


def _advice(mine: str, theirs: str) -> list[str]:
    if mine == "float64" and theirs in ("float16", "float32", "bfloat16"):
        return [say("NumPy makes float64 unless told otherwise: pass dtype=x.dtype where you create an array.")]
    if "int" in mine and "float" in theirs:
        return [say("Integers drop fractions: compute with floats, and divide with /.")]
    if "int" in theirs and "float" in mine:
        return [say("Whole numbers are asked: is there a / where // is meant?")]
    if theirs == "bool":
        return [say("A comparison such as x > y gives True or False.")]
    if "complex" in mine:
        return [say("Real numbers are asked: take the real part, if the imaginary one is zero by right.")]
    return []


def family(actual: object, expected: object, place: Place) -> Text:
    """Tell that a NumPy array came where a torch tensor is expected, or the reverse."""
    advice = (
        say("NumPy arrays carry no gradient: compute with torch from beginning to end.")
        if is_tensor(expected)
        else say("Torch is not asked for here: compute with NumPy, or convert with .detach().numpy().")
    )
    return type_(actual, expected, place, advice)


def type_(actual: object, expected: object, place: Place, advice: str = "") -> Text:
    """Tell that a value is of a sort that cannot be compared with the expected one."""
    more = [sentence for sentence in (advice or _type_advice(actual),) if sentence]
    text = say("your result is {mine}, expected {theirs}.")
    hint = text.format(mine=show.kind_of(actual), theirs=show.kind_of(expected))
    full = text.format(mine=show.describe(actual), theirs=show.describe(expected))
    return compose(say("Wrong type"), place, [hint, *more], [full, *more])


def _type_advice(actual: object) -> str:
    if actual is None:
        return say("Is a return missing?")
    if show.is_lazy(actual):
        return say("Make an array or a list of it: nothing is computed until someone asks.")
    if isinstance(actual, np.ndarray) and actual.dtype.kind not in _PYTHON:
        return say("Its dtype is not a number's: were rows of different lengths, or None, put into one array?")
    if show.remote_type(actual) in ("function", "method", "builtin_function_or_method"):
        return say("A function is returned: is its call, with (), missing?")
    return ""


def several(
    actual: tuple[object, ...] | list[object], expected: object, right: Callable[[int], bool], place: Place
) -> Text:
    """Tell that several values came where one is expected. `right(i)` says whether value i is that one."""
    found = next((i for i in range(min(len(actual), _MAX_RESULTS)) if right(i)), None)
    hint = say("your result is {mine} of several values, expected {theirs}.")
    hint = hint.format(mine=show.kind_of(actual), theirs=show.kind_of(expected))
    full = say("your result is {mine}, expected {theirs}.")
    full = full.format(mine=show.describe(actual), theirs=show.describe(expected))
    more, told = [], []
    if found is not None:
        more = [say("One of its values is the expected one: return that alone.")]
        told = [say("Its value at index {found} is the expected one: return that alone.").format(found=found)]
    return compose(say("Wrong structure"), place, [hint, *more], [full, *told])


def ragged(expected: Side, place: Place) -> Text:
    """Tell that a list cannot become an array because its rows differ in length."""
    sentences = [say("the rows of your result differ in length, so it cannot be an array.")]
    full = sentences[0] + " " + say("Expected shape {shape}.").format(shape=expected.array.shape)
    return compose(say("Wrong structure"), place, sentences, [full])


def length(actual: int, expected: int, place: Place) -> Text:
    """Tell that a list or tuple has too few or too many values."""
    hint = say("your result has too few values.") if actual < expected else say("your result has too many values.")
    full = say_number(
        "your result has {number} value, expected {expected}.",
        "your result has {number} values, expected {expected}.",
        actual,
    )
    return compose(say("Wrong structure"), place, [hint], [full.format(number=actual, expected=expected)])


def keys(actual: dict[object, object], expected: dict[object, object], place: Place) -> Text:
    """Tell which keys are missing and which are too many."""
    parts = [
        (hint, full, [show.plain(key) for key in one if key not in other])
        for hint, full, one, other in (
            (say("Some keys are missing."), say("These are missing: {names}."), expected, actual),
            (say("Some keys are not expected."), say("These are not expected: {names}."), actual, expected),
        )
    ]
    hints = [hint for hint, _, names in parts if names]
    fulls = [full.format(names=", ".join(names[:8])) for _, full, names in parts if names]
    return compose(say("Wrong keys"), place, hints, [" ".join(fulls)])


def plain(actual: object, expected: object, place: Place) -> Text:
    """Tell that two strings, or other values that are equal or not, differ."""
    hint = say("your result is {kind}, as it should be, but not the expected one.").format(kind=show.kind_of(actual))
    full = say("got {actual}, expected {expected}").format(actual=show.plain(actual), expected=show.plain(expected))
    return compose(say("Wrong value"), place, [hint], [say("{found}.").format(found=full)])
