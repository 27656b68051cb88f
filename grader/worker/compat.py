"""NumPy as students know it: names that newer versions removed still work inside a worker.

A right answer that says `np.float_` or `np.product` because a lecture from 2019 did so earns its points.
"""

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np

_REMOVED: dict[str, Any] = {
    "float": builtins.float, "int": builtins.int, "bool": builtins.bool, "object": builtins.object,
    "complex": builtins.complex, "str": builtins.str, "float_": np.float64, "complex_": np.complex128,
    "Inf": np.inf, "Infinity": np.inf, "infty": np.inf, "PINF": np.inf, "NINF": -np.inf,
    "NaN": np.nan, "NAN": np.nan, "product": np.prod, "cumproduct": np.cumprod, "sometrue": np.any,
    "alltrue": np.all, "row_stack": np.vstack, "round_": np.round, "asfarray": np.asarray, "bool8": np.bool_,
    "trapz": getattr(np, "trapezoid", None), "in1d": getattr(np, "isin", None), "msort": np.sort,
    "unicode_": np.str_, "string_": np.bytes_, "cast": None, "mat": getattr(np, "asmatrix", None),
}  # fmt: skip


def restore_removed_names() -> None:
    """Give `numpy` back the names that this version no longer has (and leave those it has alone)."""
    for name, value in _REMOVED.items():
        if value is not None and name not in np.__dict__:
            setattr(np, name, value)


def make_hidden_loops_visible() -> None:
    """Let `np.frompyfunc` call a Python line for each element, even around a function written in C.

    Otherwise `np.frompyfunc(math.exp, 1, 1)` is a loop that no line counter sees.
    """
    original = np.frompyfunc

    def frompyfunc(func: Callable[..., Any], /, nin: int, nout: int, **options: Any) -> Any:
        return original(lambda *args: func(*args), nin, nout, **options)

    setattr(np, "frompyfunc", frompyfunc)  # noqa: B010 - to a type checker its overloads differ
