"""The messages for an answer of the wrong form: shape, dtype, kind of number, type, structure."""

from collections.abc import Callable

from grader.compare import explain, show
from grader.compare.message import Place, compose
from grader.compare.mismatch import Text
from grader.compare.sides import Side, is_tensor
from grader.compare.tolerance import Tolerance

_PYTHON = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
_MAX_TOLD_DIMENSIONS = 4  # the student chooses this number: it must not carry a secret out


def shape(got: Side, wanted: Side, tolerance: Tolerance, place: Place) -> Text:
    """Tell how two shapes differ."""
    mine, theirs = got.array.shape, wanted.array.shape
    look = explain.shape_look(got.array, wanted.array, tolerance)
    result = f"your result has shape {mine}" if mine else "your result is a single number, shape ()"
    full = f"{result}, expected {theirs if theirs else 'a single number, shape ()'}."
    hint = [_dimensions(mine, theirs), *([look.hint] if look else [])]
    arrays = show.pair(got.array, wanted.array)
    return compose("Wrong shape", place, hint, [full, *([look.told] if look else [])], arrays)


def _dimensions(mine: tuple[int, ...], theirs: tuple[int, ...]) -> str:
    if not mine:
        return "your result is a single number, but an array is expected."
    if not theirs:
        return "your result is an array, but a single number is expected."
    if len(mine) != len(theirs):
        told = len(mine) <= _MAX_TOLD_DIMENSIONS
        many = show.count(len(mine), "dimension") if told else "too many dimensions"
        return f"your result has {many}, expected {len(theirs)}."
    return "your result has the expected number of dimensions, but not the expected lengths."


def dtype(got: Side, wanted: object, values_right: Callable[[], bool], place: Place) -> Text:
    """Tell how two dtypes differ; a dtype is part of the task, so both levels name it."""
    mine = f"a plain Python {_PYTHON[got.array.dtype.kind]}" if got.dtype is None else show.dtype_name(got.dtype)
    theirs = show.dtype_name(wanted)
    sentences = [f"your result is {mine}, expected {theirs}."]
    if values_right():
        sentences.append("Its values are right.")
    sentences += _advice(mine, theirs)
    if got.family == "tensor" and (mine, theirs) == ("float32", "float64"):
        sentences.append("Torch makes float32 unless told otherwise: pass dtype=x.dtype where you create a tensor.")
    return compose("Wrong dtype", place, sentences, [" ".join(sentences)])


def kind_of_number(got: Side, wanted: Side, place: Place) -> Text:
    """Tell that a float came where an int is expected, and the like; here no dtype is involved."""
    mine, theirs = (_PYTHON[side.array.dtype.kind] for side in (got, wanted))
    sentences = [f"your result is of kind {mine}, expected {theirs}.", *_advice(mine, theirs)]
    return compose("Wrong kind of number", place, sentences, [" ".join(sentences)])


def _advice(mine: str, theirs: str) -> list[str]:
    if mine == "float64" and theirs in ("float16", "float32", "bfloat16"):
        return ["NumPy makes float64 unless told otherwise: pass dtype=x.dtype where you create an array."]
    if "int" in mine and "float" in theirs:
        return ["An array of integers drops fractions: create it as floats, and divide with /."]
    if "int" in theirs and "float" in mine:
        return ["Whole numbers are asked: is there a / where // is meant?"]
    if theirs == "bool":
        return ["A comparison such as x > y gives True or False."]
    if "complex" in mine:
        return ["Real numbers are asked: take the real part, if the imaginary one is zero by right."]
    return []


def family(actual: object, expected: object, place: Place) -> Text:
    """Tell that a NumPy array came where a torch tensor is expected, or the reverse."""
    advice = (
        "NumPy arrays carry no gradient: compute with torch from beginning to end."
        if is_tensor(expected)
        else "Torch is not asked for here: compute with NumPy, or convert with .detach().numpy()."
    )
    return type_(actual, expected, place, advice)


def type_(actual: object, expected: object, place: Place, advice: str = "") -> Text:
    """Tell that a value is of a sort that cannot be compared with the expected one."""
    more = [sentence for sentence in (advice or _type_advice(actual),) if sentence]
    hint = f"your result is {show.kind_of(actual)}, expected {show.kind_of(expected)}."
    full = f"your result is {show.describe(actual)}, expected {show.describe(expected)}."
    return compose("Wrong type", place, [hint, *more], [full, *more])


def _type_advice(actual: object) -> str:
    if actual is None:
        return "Is a return missing?"
    kind = show.kind_of(actual)
    if kind == "a lazy object":
        return "Make an array or a list of it: nothing is computed until someone asks."
    if kind == "a NumPy array":
        return "Its dtype is not a number's: were rows of different lengths, or None, put into one array?"
    if show.remote_type(actual) in ("function", "method", "builtin_function_or_method"):
        return "A function is returned: is its call, with (), missing?"
    return ""


def several(
    actual: tuple[object, ...] | list[object], expected: object, right: Callable[[int], bool], place: Place
) -> Text:
    """Tell that several values came where one is expected. `right(i)` says whether value i is that one."""
    found = next((i for i in range(len(actual)) if right(i)), None)
    more = ["One of its values is the expected one: return that alone."] if found is not None else []
    hint = f"your result is {show.kind_of(actual)} of several values, expected {show.kind_of(expected)}."
    full = f"your result is {show.describe(actual)}, expected {show.describe(expected)}."
    told = [f"Its value at index {found} is the expected one: return that alone."] if found is not None else []
    return compose("Wrong structure", place, [hint, *more], [full, *told])


def ragged(expected: Side, place: Place) -> Text:
    """Tell that a list cannot become an array because its rows differ in length."""
    sentences = ["the rows of your result differ in length, so it cannot be an array."]
    full = f"{sentences[0]} Expected shape {expected.array.shape}."
    return compose("Wrong structure", place, sentences, [full])


def length(actual: int, expected: int, place: Place) -> Text:
    """Tell that a list or tuple has too few or too many values."""
    few = "few" if actual < expected else "many"
    full = f"your result has {show.count(actual, 'value')}, expected {expected}."
    return compose("Wrong structure", place, [f"your result has too {few} values."], [full])


def keys(actual: dict[object, object], expected: dict[object, object], place: Place) -> Text:
    """Tell which keys are missing and which are too many."""
    parts = [
        (words, [show.plain(key) for key in one if key not in other])
        for words, one, other in (("are missing", expected, actual), ("are not expected", actual, expected))
    ]
    hint = " and ".join(f"some keys {words}" for words, names in parts if names)
    full = "; ".join(f"these {words}: {', '.join(names[:8])}" for words, names in parts if names)
    return compose("Wrong keys", place, [f"{hint}."], [f"{full}."])


def plain(actual: object, expected: object, place: Place) -> Text:
    """Tell that two strings, or other values that are equal or not, differ."""
    hint = f"your result is {show.kind_of(actual)}, as it should be, but not the expected one."
    return compose("Wrong value", place, [hint], [f"got {show.plain(actual)}, expected {show.plain(expected)}."])
