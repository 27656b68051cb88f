"""How far two numbers may stand apart: tolerances per dtype, and distance in units in the last place."""

from typing import Any, NamedTuple

import numpy as np

from grader.compare.sides import BFLOAT16, Array, Side
from grader.errors import SuiteError

# dtype: (relative tolerance, machine epsilon)
_DEFAULTS: dict[object, tuple[float, float]] = {
    np.dtype(np.float64): (1e-9, 2.0**-52),
    np.dtype(np.complex128): (1e-9, 2.0**-52),
    np.dtype(np.float32): (2e-5, 2.0**-23),
    np.dtype(np.complex64): (2e-5, 2.0**-23),
    np.dtype(np.float16): (4e-3, 2.0**-10),
    BFLOAT16: (2e-2, 2.0**-7),
}
_DOUBLE = _DEFAULTS[np.dtype(np.float64)]
_SINGLE = _DEFAULTS[np.dtype(np.float32)]
_EXACT = (0.0, 0.0)
_EPS_OF_SCALE = 16
_LARGEST = float(np.finfo(np.float64).max)


class Tolerance(NamedTuple):
    """|actual - expected| may be at most `atol + rtol * |expected|`, or `ulp` units in the last place.

    With `atol` None the absolute part is 16 `eps` (at most `default_rtol`) of the largest finite |expected|
    (1 if that is 0), so that a zero among larger numbers may carry their rounding; with `own_scale`, of each
    |expected| alone.
    """

    rtol: float
    atol: float | None
    eps: float
    ulp: int | None = None
    own_scale: bool = False
    default_rtol: float = _DOUBLE[0]

    def of_default(self) -> "Tolerance":
        """Return what to look for resemblances with: never finer than the dtype, whatever the suite asks."""
        default_rtol = self.default_rtol or _DOUBLE[0]
        return Tolerance(max(self.rtol, default_rtol), None, self.eps or _DOUBLE[1])

    @property
    def exact(self) -> bool:
        """Whether nothing but equality will do."""
        return self.rtol == 0.0 and self.eps == 0.0 and not self.atol and self.ulp is None

    def absolute_part(self, size: Array) -> Any:
        """Return the absolute part for |expected| = `size`: a number, or an array with `own_scale`."""
        if self.atol is not None:
            return self.atol
        if self.own_scale:
            return self.rounding * np.where(size == 0.0, 1.0, size)
        return self.rounding * scale_of(size)

    @property
    def rounding(self) -> float:
        """Rounding errors of a scale of 1; in a coarse dtype, where 16 epsilons are a lot, no more than `rtol`."""
        return min(_EPS_OF_SCALE * self.eps, self.default_rtol)


def scale_of(size: Array) -> float:
    """Return the largest finite element of `size` (>= 0), and 1 when there is none or it is 0."""
    largest = float(np.maximum.reduce(size, axis=None, initial=0.0))
    if not np.isfinite(largest):
        largest = float(np.max(size, where=np.isfinite(size), initial=0.0))
    return largest or 1.0


def tolerance_for(
    actual: Side, expected: Side, rtol: float | None, atol: float | None, ulp: int | None, dtype: object
) -> Tolerance:
    """Choose the tolerance: what the suite asks for, else the default of the dtype that the answer must have.

    Where the dtype is free (`dtype=False`, or a plain number is expected) a float32 answer is measured
    as float32. A float16 one is too: casting to a coarse dtype must not buy tolerance.
    """
    default = _default(expected.dtype, expected.array)
    if isinstance(dtype, np.dtype | str):
        default = max(default, _default(dtype, expected.array))
    elif dtype is False or expected.dtype is None:
        default = max(default, min(_default(actual.dtype, actual.array), _SINGLE))
    default_rtol, eps = default
    if rtol is None:
        rtol = default_rtol if ulp is None else 0.0
    if ulp is not None and atol is None:
        atol = 0.0
    return Tolerance(rtol, atol, eps, ulp, expected.family == "list", default_rtol)


def _default(dtype: object, array: Array) -> tuple[float, float]:
    if (known := _DEFAULTS.get(dtype)) is not None:
        return known
    return _DOUBLE if array.dtype.kind in "fc" else _EXACT


def check_arguments(rtol: float | None, atol: float | None, ulp: int | None) -> None:
    """Raise `SuiteError` for a tolerance that no suite can mean."""
    for name, value in (("rtol", rtol), ("atol", atol), ("ulp", ulp)):
        if value is not None and not 0 <= value < np.inf:
            raise SuiteError(f"assert_close: {name} is {value}; it must be a number from 0 up. Fix the call.")
    if ulp is not None and rtol is not None:
        raise SuiteError(f"assert_close: both ulp={ulp} and rtol={rtol}; ulp stands in for rtol. Drop one.")


def all_agree(actual: Array, expected: Array, tolerance: Tolerance) -> bool:
    """Tell whether `agree` holds everywhere; the quick way for the usual pair of finite floats."""
    if tolerance.ulp is not None or tolerance.exact or not expected.size:
        return bool(agree(actual, expected, tolerance).all())
    actual, expected = widen(actual), widen(expected)
    with np.errstate(all="ignore"):
        size = np.abs(expected)
        largest = float(np.maximum.reduce(size, axis=None))
        if not largest < np.inf or tolerance.own_scale:
            return bool(_agree_wide(actual, expected, tolerance).all())
        atol = tolerance.atol
        if atol is None:
            atol = tolerance.rounding * (largest or 1.0)
        size *= tolerance.rtol
        size += atol
        return bool(np.logical_and.reduce(np.abs(actual - expected) <= size, axis=None))


def agree(actual: Array, expected: Array, tolerance: Tolerance) -> Array:
    """Return element by element whether two arrays of one shape agree; nan agrees with nan, inf with inf."""
    if tolerance.exact:
        return _same(actual, expected)
    if tolerance.ulp is None:
        with np.errstate(all="ignore"):
            return _agree_wide(widen(actual), widen(expected), tolerance)
    close = ulp_distance(actual, expected) <= tolerance.ulp
    close &= np.isfinite(actual) & np.isfinite(expected)  # the largest float is one step below inf
    if tolerance.atol:
        with np.errstate(all="ignore"):
            close |= np.abs(widen(actual) - widen(expected)) <= tolerance.atol
    return np.asarray(close | _same(actual, expected))


def _agree_wide(actual: Array, expected: Array, tolerance: Tolerance) -> Array:
    size = np.abs(expected)
    # The scale is that of the finite elements; a complex number may be finite and its modulus not.
    allowed = tolerance.absolute_part(size) + tolerance.rtol * np.minimum(size, _LARGEST)
    close = np.abs(actual - expected) <= allowed
    return np.asarray((close & np.isfinite(expected) & np.isfinite(actual)) | _same(actual, expected))


def _same(actual: Array, expected: Array) -> Array:
    """Equal, or nan in both; real and imaginary parts each."""
    if actual.dtype.kind == "c" or expected.dtype.kind == "c":
        return _same(actual.real, expected.real) & _same(actual.imag, expected.imag)
    return np.asarray((actual == expected) | (np.isnan(actual) & np.isnan(expected)))


def widen(array: Array) -> Array:
    """Return float64 or complex128 values, in which float16 differences cannot overflow."""
    if array.dtype.char in "dDgG":
        return array
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def ulp_distance(actual: Array, expected: Array, dtype: object = None) -> Array:
    """Count the floats between `actual` and `expected`, in the dtype of `expected`; +0 and -0 are one.

    Shapes as given; uint64. Complex numbers: the larger of the two parts. The distance to nan means nothing.
    `dtype="bfloat16"` counts in that dtype, whose values are float32 here.
    """
    if expected.dtype.kind == "c" or actual.dtype.kind == "c":
        real = ulp_distance(actual.real, expected.real, dtype)
        return np.maximum(real, ulp_distance(actual.imag, expected.imag, dtype))
    kind = expected.dtype if expected.dtype.char in "efd" else np.dtype(np.float64)
    with np.errstate(all="ignore"):
        first, second = _rank(actual.astype(kind)), _rank(expected.astype(kind))
    distance = np.maximum(first, second) - np.minimum(first, second)
    return distance >> np.uint64(16) if dtype == BFLOAT16 else distance


def _rank(array: Array) -> Array:
    """Map floats to unsigned integers in the same order: neighbours differ by 1, both zeros are equal."""
    bits = array.dtype.itemsize * 8
    sign = np.uint64(1 << (bits - 1))
    pattern = array.view(f"u{array.dtype.itemsize}").astype(np.uint64)
    magnitude = pattern & (sign - np.uint64(1))
    return np.where(pattern & sign, sign - magnitude, sign + magnitude)
