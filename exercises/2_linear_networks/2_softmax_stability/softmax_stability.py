"""Softmax and its relatives, right for every logit that the number format can hold.

Conventions of the whole topic:

- Logits `z` are rows of samples with the classes on the last axis, unless `axis` says otherwise.
- Dtypes: float16, float32 and float64 come back as they went in. Integers of any width count as float64: they are
  converted before anything is computed, so that nothing wraps round.
- A logit of -inf means "impossible": its probability is exactly 0.
- Functions of finite logits give finite values without NumPy warnings, however large the logits are; where two
  float16 logits lie more than 65504 apart, a warning is excused. `softmax_naive`, which is there to fail, may warn.
- Arguments are never modified.
- Vectorised: no loop over the rows of a batch. The number of Python lines that a call runs does not grow with it.
"""

import numpy as np
from numpy.typing import DTypeLike


def softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    """Probabilities proportional to the exponentials of the logits, safe for logits of any size.

    softmax(z)_i = exp(z_i) / sum_j exp(z_j), with j running along `axis`.

    Args:
        z: logits, (..., k, ...) with k >= 1 entries along `axis`; float16, float32 or float64 (integers count
            as float64). Entries of -inf get probability 0.
        axis: the axis along which the probabilities sum to 1.

    Returns:
        Array of z's shape and floating dtype. A row that is no distribution comes back as nan, as in torch and
        SciPy: one whose logits are all -inf, or one with a +inf or nan in it. Other rows are not affected.

    Raises:
        ValueError: z has no such axis (NumPy's AxisError is a ValueError), or the axis has length 0.

    Example:
        softmax([[1000, 1000], [0, log 3]]) = [[0.5, 0.5], [0.25, 0.75]]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    """
    raise NotImplementedError("softmax: your code goes here")


def log_sum_exp(z: np.ndarray, axis: int = -1) -> np.ndarray:
    """Logarithm of a sum of exponentials, safe for logits of any size.

    log_sum_exp(z) = log sum_j exp(z_j) = m + log sum_j exp(z_j - m), with m = max_j z_j and j running along `axis`.

    Args:
        z: logits, (..., k, ...) with k >= 1 entries along `axis`; float16, float32 or float64 (integers count
            as float64).
        axis: the axis that is summed over.

    Returns:
        Array of z's shape without `axis` (a scalar when z has one axis), in z's floating dtype. As in torch and SciPy,
        logits that are all -inf give -inf (the log of 0), a +inf among them gives +inf, and a nan gives nan.

    Raises:
        ValueError: z has no such axis, or the axis has length 0.

    Example:
        log_sum_exp([1000, 1000]) = 1000 + log 2 = 1000.693...

    Source: Blanchard, Higham, Higham, Accurately computing the log-sum-exp and softmax functions, IMA Journal of
        Numerical Analysis 41 (2021), section 1.
    """
    raise NotImplementedError("log_sum_exp: your code goes here")


def log_softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    """Logarithms of the softmax probabilities, finite also where the probability itself underflows to 0.

    log_softmax(z)_i = z_i - log sum_j exp(z_j) = (z_i - m) - log sum_j exp(z_j - m), with m = max_j z_j.

    Args:
        z: logits, (..., k, ...) with k >= 1 entries along `axis`; float16, float32 or float64 (integers count
            as float64).
        axis: the axis along which the probabilities sum to 1.

    Returns:
        Array of z's shape and floating dtype, all <= 0; -inf only where the logit is -inf (or where the value
        leaves the range of the dtype). A row that is no distribution (see softmax) comes back with nan in it.

    Raises:
        ValueError: z has no such axis, or the axis has length 0.

    Examples:
        log_softmax([0, -1000]) = [0, -1000], although softmax([0, -1000]) = [1, 0].
        log_softmax([60000, 60000]) in float16 is [-0.693, -0.693]. Note that 60000 + log 2 is 60000 in float16, whose
        neighbours lie 32 apart there: a small number added to a large one is lost.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.2.2.3.
    """
    raise NotImplementedError("log_softmax: your code goes here")


def cross_entropy_from_logits(z: np.ndarray, labels: np.ndarray) -> np.floating:
    """Mean negative log-probability (natural logarithm) of the true classes, straight from the logits.

    L = -(1/n) sum_i log softmax(z_i)[labels_i]: the mean over the batch, not the sum.

    Args:
        z: logits (n, k), n >= 1; float16, float32 or float64 (integers count as float64). -inf rules a class out.
        labels: the true classes (n,), integers of any width in 0 .. k - 1.

    Returns:
        Scalar in z's floating dtype; +inf if a true class is ruled out.

    Raises:
        ValueError: labels is not of shape (n,); in particular a column (n, 1) is refused.
        IndexError: a label lies outside 0 .. k - 1. A negative label too: it does not count from the end.

    Example:
        z = [[0, log 3], [1000, 0]], labels = [0, 1]: (log 4 + 1000) / 2 = 500.693...

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.2.2.3.
    """
    raise NotImplementedError("cross_entropy_from_logits: your code goes here")


def softmax_naive(z: np.ndarray) -> np.ndarray:
    """The softmax formula taken literally, over the last axis. It exists to show where that breaks.

    exp(z_i) / sum_j exp(z_j), computed in z's own dtype, without a shift and without any repair.

    Args:
        z: logits (..., k), k >= 1; float16, float32 or float64 (integers count as float64).

    Returns:
        Array of z's shape and floating dtype. Where an exponential overflows the quotient is inf / inf = nan for that
        entry and finite / inf = 0 for the others; where all of them underflow it is 0 / 0 = nan. NumPy may warn.

    Example:
        softmax_naive([1000, 0]) = [nan, 0], softmax_naive([-1000, -1000]) = [nan, nan]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    """
    raise NotImplementedError("softmax_naive: your code goes here")


def overflow_threshold(dtype: DTypeLike) -> np.floating:
    """The largest logit whose exponential still fits into a floating-point format.

    max { x in dtype : exp(x) <= M }, with M = np.finfo(dtype).max and exp taken exactly: exp of the answer is finite in
    the dtype, exp of the next larger number of the dtype is inf.

    The exact bound log(M) is no number of the dtype, and rounding may carry it across the bound: in some formats the
    nearest number to log(M) already overflows. The answer is then the number before it (see np.nextafter).

    Args:
        dtype: np.float16, np.float32 or np.float64, or the same as np.dtype("float32") or "float32".

    Returns:
        Scalar of that dtype, finite: near 11.1 (float16), 88.7 (float32), 709.8 (float64).

    Raises:
        ValueError: dtype is not a floating-point format (as np.finfo says).

    Source: IEEE 754-2019, section 3; Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    """
    raise NotImplementedError("overflow_threshold: your code goes here")


def masked_softmax(z: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax over the kept entries of each row (last axis); masked entries get exactly 0.

    p_i = exp(z_i) / sum_{j kept} exp(z_j) where entry i is kept, 0 where it is masked.

    Args:
        z: logits (..., k), k >= 1; float16, float32 or float64 (integers count as float64).
        mask: boolean, True = keep, False = mask out; of z's shape or broadcast to it, as (k,) and (n, 1) are to (n, k).

    Returns:
        Array of z's shape and floating dtype. What a masked entry holds never matters, be it 1e4, inf or nan.
        A row without a kept entry is all zeros: no nan, no warning. So is one whose kept logits are all -inf.

    Raises:
        ValueError: mask and z do not broadcast together.

    Example:
        z = [0, log 3, 50], mask = [True, True, False]: [0.25, 0.75, 0]

    Source: Vaswani et al., Attention Is All You Need (2017), section 3.2.3.
    """
    raise NotImplementedError("masked_softmax: your code goes here")
