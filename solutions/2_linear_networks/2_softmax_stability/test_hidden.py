"""Hidden tests of softmax_stability: SciPy, mpmath and brute force as oracles, and the laws of softmax.

Errors are measured in units in the last place (ulp). The bounds leave room for every stable order of the operations,
also for exp(z - log_sum_exp(z)), whose error grows with the logits: half an ulp of a number near 10000 moves its
exponential by thousands of ulp. Float16 may be computed in float32, and float32 in float64.
"""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from grader.testing import assert_close, function, points

LOGITS = st.tuples(*[st.integers(-80, 80).map(lambda quarters: quarters / 4)] * 4)
SHIFTS = st.integers(-9999, 9999)
A_FEW = settings(max_examples=10)  # each case already asks for several rows

FLOATS = (np.float16, np.float32, np.float64)

# Multiples of 1/64 up to 4: exact in every format, and no probability comes near the underflow.
MODERATE = np.random.default_rng(1990).integers(-256, 257, size=(6, 5)) / 64

# Logits at the far ends. No probability lies among the subnormal numbers, where formats differ in what they keep.
WIDE = np.array(
    [[10000, 9999.5, 9990, -10000], [-10000, -9998.25, -9999, -9990], [0.5, -60, 3.25, -7], [10000, 9998, 10000, 0]]
)
# Near 60000 the float16 numbers lie 32 apart, so that a row has one winner. Row 1 spans more than float16 can hold.
WIDE_16 = np.array(
    [[60000, 59968, 0, 57344], [-60000, 60000, 4096, -512], [0.5, -8, 3.25, -7], [-60000, -59968, -60032, -61440]]
)
WITHIN_REACH = [0, 2, 3]

# "Vectorised": a batch twice as large may not run more lines. Both are so large that NumPy prints not even one number
# for each row in full, so that a forgotten print costs the same in both.
FEW, MANY, SLACK = 1100, 2200, 200

# 100 - (-100) is no int8, and np.exp of an int8 is a float16.
NARROW = np.array([[-100, 100, 99], [5, 3, 120]], dtype=np.int8)
NARROW_CALLS = {
    "softmax": (),
    "log_sum_exp": (),
    "log_softmax": (),
    "cross_entropy_from_logits": (np.array([1, 0]),),
    "softmax_naive": (),
    "masked_softmax": (np.array([[True, True, False], [True, True, True]]),),
}

# The largest x with exp(x) <= max, as exact binary fractions.
THRESHOLDS = {
    np.float16: np.float16(11.0859375),
    np.float32: np.float32(88.72283172607421875),
    np.float64: np.float64.fromhex("0x1.62e42fefa39efp+9"),
}


def _oracle(z):
    """Softmax, log-softmax and log-sum-exp of each row, computed with 60 digits and rounded to float64."""
    with mpmath.workdps(60):
        logits = [[mpmath.mpf(float(value)) for value in row] for row in z]
        totals = [mpmath.log(mpmath.fsum(map(mpmath.exp, row))) for row in logits]
        logarithms = [[value - total for value in row] for row, total in zip(logits, totals, strict=True)]
        exact = [[mpmath.exp(value) for value in row] for row in logarithms], logarithms, totals
        return tuple(np.array(numbers, dtype=np.float64) for numbers in exact)


ORACLE_MODERATE, ORACLE_WIDE, ORACLE_WIDE_16 = _oracle(MODERATE), _oracle(WIDE), _oracle(WIDE_16)


def _wide(dtype):
    """Huge logits that the dtype holds, the largest |logit| of each row, and the three oracles in that dtype."""
    z, oracles = (WIDE_16, ORACLE_WIDE_16) if dtype == np.float16 else (WIDE, ORACLE_WIDE)
    with np.errstate(over="ignore"):  # the log-softmax of float16 logits may be too much for float16
        return z.astype(dtype), np.max(np.abs(z), axis=-1), *(oracle.astype(dtype) for oracle in oracles)


# --- softmax ----------------------------------------------------------------------------------------------------------


@points(2)
@function("softmax")
def test_softmax_along_every_axis(student, reference, rng):
    """Softmax is right along every axis of 1-, 2- and 3-dimensional logits, contiguous or not, batch of 1 or 7.

    zh: 沿 1、2、3 维 logit 的每个轴 softmax 都正确，无论内存是否连续，批量为 1 或 7
    """
    cube = rng.normal(size=(2, 3, 4)) * 3
    for axis in (0, 1, 2, -2):
        assert_close(student.softmax(cube, axis=axis), special.softmax(cube, axis=axis), note=f"axis={axis}")
    for z in (cube[0], cube[1, :1], cube[0, 0], rng.normal(size=(7, 3)), rng.normal(size=(4, 4))):
        assert_close(student.softmax(z), reference.softmax(z), note=f"logits of shape {z.shape}")
    view = rng.normal(size=(8, 10))[::2, ::-2].T
    assert_close(student.softmax(view, 0), special.softmax(view, axis=0), note="a transposed view with strides")


@points(0.5)
@pytest.mark.parametrize("dtype", FLOATS, ids=["float16", "float32", "float64"])
def test_softmax_error_in_ulp(student, dtype):
    """Each probability is right to 16 units in the last place, and has the dtype of the logits.

    zh: 每个概率准确到末位的 16 个单位，并与 logit 的 dtype 相同
    """
    assert_close(student.softmax(MODERATE.astype(dtype)), ORACLE_MODERATE[0].astype(dtype), ulp=16)


@function("softmax")
def test_softmax_of_huge_logits(student):
    """Logits up to 10000 (60000 in float16), of both signs, give the right probabilities: neither nan nor 0 / 0.

    zh: 绝对值达 10000（float16 中为 60000）的正负 logit 给出正确的概率：既非 nan 也非 0 / 0
    """
    for dtype in FLOATS:
        z, sizes, expected, *_ = _wide(dtype)
        actual = student.softmax(z)
        assert_close(actual, expected, rtol=0.1, note=f"{np.dtype(dtype)}")
        for got, wanted, size in zip(actual, expected, sizes, strict=True):
            # exp turns an absolute error of its argument, half an ulp of a large logit, into a relative error.
            room = 48 if dtype == np.float16 else 4 * (4 + int(size))
            assert_close(got, wanted, ulp=room, note=f"{np.dtype(dtype)}, logits up to {size:g}")
    for dtype in (np.float32, np.float64):
        even = student.softmax(np.full((2, 4), 10000, dtype=dtype) * np.array([[1], [-1]], dtype=dtype))
        assert_close(even, np.full((2, 4), 0.25, dtype=dtype), rtol=2e-3, note="equal logits share evenly")


@points(2)
@function("softmax")
def test_softmax_of_rows_of_different_size(student, rng):
    """A row of logits near -10000 is right although another row of the batch lies near +10000.

    zh: logit 在 -10000 附近的一行是正确的，尽管批中另一行在 +10000 附近
    """
    small = rng.normal(size=(3, 5))
    offsets = np.array([[10000.0], [0.0], [-10000.0]])
    assert_close(student.softmax(small + offsets), special.softmax(small, axis=1), rtol=1e-7)
    columns = (small + offsets).T
    assert_close(student.softmax(columns, axis=0), special.softmax(small, axis=1).T, rtol=1e-7)


@function("softmax")
def test_softmax_does_not_warn(student):
    """Huge logits and impossible classes (-inf) cause no NumPy warnings.

    zh: 巨大的 logit 和不可能的类别（-inf）不引起 NumPy 警告
    """
    for dtype in FLOATS:
        top = 60000 if dtype == np.float16 else 10000
        inf = np.inf
        z = np.array([[top, 0, -500, -inf], [-top, -inf, 0, -top], [-top, -inf, -inf, -inf]], dtype=dtype)
        record = student.observe.softmax(z)
        assert_close(record.value, np.array([[1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]], dtype=dtype))
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@function("softmax")
def test_softmax_of_infinite_logits(student):
    """A logit of -inf has probability 0; only a row that is no distribution turns to nan, not its neighbours.

    zh: logit 为 -inf 时概率为 0；只有不成为分布的那一行变成 nan，相邻的行不受影响
    """
    inf, nan = np.inf, np.nan
    z = np.array([[-inf, 2.0, 2.0], [-inf, -inf, -inf], [-inf, -7.0, -inf], [inf, 1.0, 0.0], [nan, 1.0, 0.0]])
    actual = student.softmax(z)
    assert_close(actual[[0, 2]], np.array([[0.0, 0.5, 0.5], [0.0, 1.0, 0.0]]))
    for row, content in ((1, "-inf only"), (3, "+inf"), (4, "nan")):
        assert np.isnan(actual[row]).any(), f"a row with {content} has no softmax, but {actual[row]} came back"


@A_FEW
@given(logits=LOGITS, shift=SHIFTS)
def test_softmax_laws(student, logits, shift):
    """Rows sum to 1, a shift changes nothing, and the order of the logits is the order of the probabilities.

    zh: 每行之和为 1，整体平移不改变结果，logit 的大小顺序就是概率的大小顺序
    """
    z = np.array(logits)
    plain, shifted, reversed_ = student.softmax(np.array([z, z + shift, z[::-1]]))
    assert_close(plain.sum(), np.float64(1))
    assert_close(shifted, plain, rtol=1e-7)
    assert_close(reversed_[::-1], plain)
    assert np.all(np.diff(plain[np.argsort(z)]) >= 0), "a larger logit got a smaller probability"


@points(0.5)
@function("softmax")
def test_softmax_edges(student):
    """Integers count as float64, one class is certain, an empty batch stays empty, a missing axis is an error.

    zh: 整数按 float64 处理，只有一类时概率为 1，空批仍为空，不存在的轴报错
    """
    whole = np.array([[3, 1, 0], [0, 0, 700]])
    assert_close(student.softmax(whole), special.softmax(whole.astype(float), axis=1))
    assert_close(student.softmax(np.array([[-5.0], [7e3]])), np.ones((2, 1)))
    assert_close(student.softmax(np.zeros((0, 5), dtype=np.float32)), np.zeros((0, 5), dtype=np.float32))
    with pytest.raises(ValueError):
        student.softmax(np.zeros((2, 3)), axis=2)


@points(0.5)
@function("softmax")
def test_softmax_leaves_its_argument_alone(student, rng):
    """The logits are the same after the call.

    zh: 调用之后 logit 保持不变
    """
    z = rng.normal(size=(3, 4))
    record = student.observe.softmax(z)
    assert_close(record.value, special.softmax(z, axis=1))
    assert not record.modified, "softmax changed its argument z in place"


@points(0.5)
@function("softmax")
def test_softmax_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python.

    zh: 批量增大时执行的 Python 行数不增加
    """
    z = rng.normal(size=(MANY, 4))
    few, many = student.observe.softmax(z[:FEW]), student.observe.softmax(z)
    assert_close(many.value, special.softmax(z, axis=1))
    assert many.lines <= few.lines + SLACK, "a loop runs over the rows of the batch"


# --- log_sum_exp ------------------------------------------------------------------------------------------------------


@function("log_sum_exp")
def test_log_sum_exp_along_every_axis(student, reference, rng):
    """Log-sum-exp is right along every axis and drops that axis, for batches of 1 and 7 and for views.

    zh: log-sum-exp 沿每个轴都正确并去掉该轴，批量为 1 和 7、视图也在内
    """
    cube = rng.normal(size=(2, 3, 4)) * 3 + 1
    for axis in (0, 1, 2, -2):
        assert_close(student.log_sum_exp(cube, axis=axis), special.logsumexp(cube, axis=axis), note=f"axis={axis}")
    for z in (cube[0], cube[1, :1], cube[0, 0], cube[0, ::2, ::-1], rng.normal(size=(7, 3)), cube[:, :1]):
        assert_close(student.log_sum_exp(z), np.logaddexp.reduce(z, axis=-1), note=f"logits of shape {z.shape}")
    whole = rng.integers(-9, 10, size=(2, 5))
    assert_close(student.log_sum_exp(whole), reference.log_sum_exp(whole), note="integers count as float64")


@points(2)
@function("log_sum_exp")
def test_log_sum_exp_of_huge_logits(student):
    """Logits up to 10000 (60000 in float16), of both signs, give a finite and accurate sum, without warnings.

    zh: 绝对值达 10000（float16 中为 60000）的正负 logit 给出有限而准确的和，没有警告
    """
    for dtype in FLOATS:
        z, sizes, _, _, expected = _wide(dtype)
        if dtype == np.float16:
            z, sizes, expected = z[WITHIN_REACH], sizes[WITHIN_REACH], expected[WITHIN_REACH]
        record = student.observe.log_sum_exp(z)
        assert_close(record.value, expected, rtol=0.1, note=f"{np.dtype(dtype)}")
        for got, wanted, size in zip(record.value, expected, sizes, strict=True):
            assert_close(got, wanted, rtol=0, atol=4 * float(np.spacing(dtype(size))), note=f"{np.dtype(dtype)}")
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@function("log_sum_exp")
def test_log_sum_exp_of_infinite_logits(student):
    """A sum of nothing but exp(-inf) has the logarithm -inf; +inf gives +inf, and nan gives nan.

    zh: 全为 exp(-inf) 的和的对数是 -inf；+inf 给出 +inf，nan 给出 nan
    """
    inf, nan = np.inf, np.nan
    z = np.array([[-inf, -inf, -inf], [-inf, 5.0, -inf], [inf, 1.0, -inf], [2000.0, -inf, 2000.0], [0.0, nan, 1.0]])
    actual = student.log_sum_exp(z)
    assert_close(actual[:4], np.array([-inf, 5.0, inf, 2000 + np.log(2)]))
    assert np.isnan(actual[4]), f"a nan among the logits must show, but {actual[4]} came back"


@points(0.5)
@function("log_sum_exp")
def test_log_sum_exp_laws(student, rng):
    """It lies between max and max + log k, moves along with a shift, and equals the logit where there is only one.

    zh: 它介于 max 和 max + log k 之间，随平移而平移，只有一个 logit 时等于它本身
    """
    z = rng.uniform(-30, 30, size=(7, 5))
    record = student.observe.log_sum_exp(z)
    actual, peak = record.value, z.max(axis=1)
    assert_close(actual, np.logaddexp.reduce(z, axis=1))
    assert np.all(actual >= peak - 1e-12), "smaller than the largest logit"
    assert np.all(actual <= peak + np.log(5) + 1e-12), "larger than the largest logit + log 5"
    assert_close(student.log_sum_exp(z - 5000), actual - 5000)
    assert_close(student.log_sum_exp(z[:, :1]), z[:, 0], note="one class")
    assert_close(student.log_sum_exp(z[:0]), np.zeros(0), note="an empty batch")
    assert not record.modified, "log_sum_exp changed its argument z in place"


# --- log_softmax ------------------------------------------------------------------------------------------------------


@function("log_softmax")
def test_log_softmax_along_every_axis(student, reference, rng):
    """Log-softmax is right along every axis, keeps shape and dtype, and leaves its argument alone.

    zh: log-softmax 沿每个轴都正确，保持形状和 dtype，不改动参数
    """
    cube = rng.normal(size=(2, 3, 4)) * 3
    for axis in (0, 1, 2, -2):
        assert_close(student.log_softmax(cube, axis=axis), special.log_softmax(cube, axis=axis), note=f"axis={axis}")
    whole = rng.integers(-9, 10, size=(2, 5))
    for z in (cube[0], cube[1, :1], cube[0, 0], cube[0, ::2, ::-1], rng.normal(size=(7, 3)), whole):
        assert_close(student.log_softmax(z), reference.log_softmax(z), note=f"{z.dtype} logits of shape {z.shape}")
    assert_close(student.log_softmax(np.zeros((0, 3))), np.zeros((0, 3)), note="an empty batch")
    assert not student.observe.log_softmax(cube).modified, "log_softmax changed its argument z in place"


@points(2)
@function("log_softmax")
def test_log_softmax_where_the_probability_underflows(student):
    """Every finite logit has a finite log-probability, in each dtype, even where the probability is rounded to 0.

    zh: 每个有限的 logit 都有有限的对数概率，每种 dtype 都如此，即使概率本身舍入为 0
    """
    for dtype in FLOATS:
        z, sizes, _, expected, _ = _wide(dtype)
        if dtype == np.float16:
            z, sizes, expected = z[WITHIN_REACH], sizes[WITHIN_REACH], expected[WITHIN_REACH]
        actual = student.log_softmax(z)
        assert_close(actual, expected, rtol=0.1, note=f"{np.dtype(dtype)}")
        for got, wanted, size in zip(actual, expected, sizes, strict=True):
            unit = float(np.spacing(np.maximum(dtype(size), -wanted.min())))  # ulp of the largest number involved
            assert_close(got, wanted, rtol=0, atol=4 * unit, note=f"{np.dtype(dtype)}, logits up to {size:g}")


@points(0.5)
@function("log_softmax")
def test_log_softmax_of_equal_huge_logits(student):
    """The log of the sum does not drown in a huge maximum: five equal logits have log-probability -log 5 each.

    zh: 和的对数不会淹没在巨大的最大值里：五个相等的巨大 logit 的对数概率各为 -log 5
    """
    for dtype, top, rtol in ((np.float16, 50000, 4e-3), (np.float32, 10000, 2e-3), (np.float64, 10000, 4e-12)):
        z = np.full((2, 5), top, dtype=dtype) * np.array([[1], [-1]], dtype=dtype)
        assert_close(student.log_softmax(z), np.full((2, 5), -np.log(5)).astype(dtype), rtol=rtol, atol=0)


@function("log_softmax")
def test_log_softmax_does_not_warn(student):
    """Huge logits and impossible classes (-inf) cause no NumPy warnings, and only a logit of -inf gives -inf.

    zh: 巨大的 logit 和不可能的类别（-inf）不引起 NumPy 警告，只有 -inf 的 logit 给出 -inf
    """
    for dtype in FLOATS:
        top = 60000 if dtype == np.float16 else 10000
        inf, half = np.inf, np.log(0.5)
        z = np.array([[top, 0, -inf], [-top, -inf, 0], [2, 2, -inf]], dtype=dtype)
        record = student.observe.log_softmax(z)
        assert_close(record.value, np.array([[0, -top, -inf], [-top, -inf, 0], [half, half, -inf]], dtype=dtype))
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@A_FEW
@given(logits=LOGITS, shift=SHIFTS)
def test_log_softmax_laws(student, logits, shift):
    """The exponentials sum to 1, a shift changes nothing, differences remain, and doing it twice is doing it once.

    zh: 指数之和为 1，整体平移不改变结果，差值保持不变，作两次与作一次相同
    """
    z = np.array(logits)
    plain, shifted = student.log_softmax(np.array([z, z + shift]))
    assert_close(np.exp(plain).sum(), np.float64(1))
    assert_close(np.diff(plain), np.diff(z), atol=1e-12)
    assert_close(shifted, plain, atol=1e-10)
    assert_close(student.log_softmax(plain), plain, atol=1e-12)


# --- cross_entropy_from_logits ----------------------------------------------------------------------------------------


@points(2)
@function("cross_entropy_from_logits")
def test_cross_entropy_against_its_definition(student, reference, rng):
    """The loss is the mean of log_sum_exp(z_i) - z_i[label_i], for batches of 1, 5 and 7 and labels of any width.

    zh: 损失是 log_sum_exp(z_i) - z_i[label_i] 的平均，批量为 1、5、7，标签为任意宽度的整数
    """
    for n, k, kind in ((1, 4, np.int64), (7, 3, np.int32), (5, 5, np.uint8)):
        z, labels = rng.normal(size=(n, k)) * 4, rng.integers(0, k, size=n).astype(kind)
        terms = [np.logaddexp.reduce(z[i]) - z[i, labels[i]] for i in range(n)]
        expected = np.float64(sum(terms) / n)
        assert_close(student.cross_entropy_from_logits(z, labels), expected, note=f"logits of shape {z.shape}")
    whole, labels = rng.integers(-9, 10, size=(4, 6)), np.array([5, 0, 2, 2])
    assert_close(student.cross_entropy_from_logits(whole, labels), reference.cross_entropy_from_logits(whole, labels))


@function("cross_entropy_from_logits")
def test_cross_entropy_of_huge_logits(student):
    """Logits up to 10000 (60000 in float16) give a finite loss in the dtype of the logits, without warnings.

    zh: 绝对值达 10000（float16 中为 60000）的 logit 给出有限的损失，dtype 与 logit 相同，没有警告
    """
    for dtype in FLOATS:
        top = 60000 if dtype == np.float16 else 10000
        z = np.array([[top, 0, 0], [0, -top, -5], [-top, -top, 0]], dtype=dtype)
        record = student.observe.cross_entropy_from_logits(z, np.array([1, 0, 2]))
        exact = top / 3 + np.log1p(np.exp(-5)) / 3
        assert_close(record.value, dtype(exact))
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@function("cross_entropy_from_logits")
def test_cross_entropy_with_impossible_classes(student):
    """A class that -inf rules out costs nothing while another is true, and infinitely much if it is the true one.

    zh: 被 -inf 排除的类别在别的类别为真时没有代价，自己为真时代价为无穷大
    """
    z = np.array([[0.0, -np.inf, 0.0], [-np.inf, 3.0, -np.inf], [2.0, 2.0, -np.inf]])
    assert_close(student.cross_entropy_from_logits(z, np.array([2, 1, 0])), np.log(4) / 3)
    assert_close(student.cross_entropy_from_logits(z, np.array([2, 1, 2])), np.inf)


@function("cross_entropy_from_logits")
def test_cross_entropy_refuses_bad_labels(student):
    """A label that is no class is an IndexError, also a negative one; labels of another shape are an error.

    zh: 不存在的类别标签引发 IndexError，负标签也是；形状不对的标签报错
    """
    z = np.array([[0.0, 1.0, 2.0], [5.0, 5.0, 5.0]])
    assert_close(student.cross_entropy_from_logits(z, np.array([0, 2])), (np.log(1 + np.e + np.e**2) + np.log(3)) / 2)
    for labels in ([0, 3], [-1, 0], [0, -3]):
        with pytest.raises(IndexError):
            student.cross_entropy_from_logits(z, np.array(labels))
    for labels in ([[0], [2]], [0, 1, 2], [1]):
        with pytest.raises((ValueError, IndexError)):
            student.cross_entropy_from_logits(z, np.array(labels))


@points(0.5)
@function("cross_entropy_from_logits")
def test_cross_entropy_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, and neither logits nor labels are changed.

    zh: 批量增大时执行的 Python 行数不增加，logit 和标签都不被改动
    """
    z, labels = rng.normal(size=(MANY, 4)), rng.integers(0, 4, size=MANY)
    few = student.observe.cross_entropy_from_logits(z[:FEW], labels[:FEW])
    many = student.observe.cross_entropy_from_logits(z, labels)
    assert_close(many.value, -np.mean(special.log_softmax(z, axis=1)[np.arange(MANY), labels]))
    assert many.lines <= few.lines + SLACK, "a loop runs over the rows of the batch"
    assert not many.modified, f"changed in place: {many.modified[0]}"


# --- softmax_naive and overflow_threshold -----------------------------------------------------------------------------


@function("softmax_naive")
def test_softmax_naive_is_the_formula_and_fails_as_the_formula_does(student, rng):
    """Right while exp stays finite; exp = inf gives nan for that entry and 0 for the others; a sum of 0 gives nan.

    zh: exp 有限时正确；exp = inf 时该处为 nan，其余为 0；和为 0 时给出 nan
    """
    for dtype, low in ((np.float16, -20), (np.float32, -200), (np.float64, -2000)):
        nan = np.nan
        z = np.array([[1, 1], [-low, 0], [0, -low], [low, low]], dtype=dtype)
        assert_close(student.softmax_naive(z), np.array([[0.5, 0.5], [nan, 0], [0, nan], [nan, nan]], dtype=dtype))
    cube = rng.normal(size=(2, 3, 4)) * 5
    assert_close(student.softmax_naive(cube), special.softmax(cube, axis=-1))
    assert_close(student.softmax_naive(np.array([2, 0, 1])), special.softmax([2.0, 0.0, 1.0]), note="integers")


@function("softmax_naive")
def test_softmax_naive_breaks_just_above_the_threshold(student):
    """In each dtype the largest safe logit still works, and the next number is nan.

    zh: 每种 dtype 中，最大的安全 logit 仍可用，下一个数给出 nan
    """
    for dtype, threshold in THRESHOLDS.items():
        edge = np.array([[threshold, 0], [np.nextafter(threshold, dtype(1000)), 0]], dtype=dtype)
        safe, broken = student.softmax_naive(edge)
        assert_close(safe, np.array([1, 0], dtype=dtype), atol=1e-4 if dtype == np.float16 else 1e-30)
        assert np.isnan(broken[0]), f"{np.dtype(dtype)}: exp({edge[1, 0]!r}) is inf, but the first entry is {broken[0]}"


@points(1.5)
@function("overflow_threshold")
def test_overflow_threshold_to_the_last_place(student):
    """The threshold is right to one unit in the last place, however the dtype is written; integers are refused.

    zh: 阈值准确到末位一个单位，无论 dtype 以何种方式写出；整数类型被拒绝
    """
    for dtype, threshold in THRESHOLDS.items():
        for argument in (dtype, np.dtype(dtype), np.dtype(dtype).name):
            actual = student.overflow_threshold(argument)
            assert_close(actual, threshold, rtol=0, atol=float(np.spacing(threshold)), note=f"argument: {argument!r}")
    with pytest.raises(ValueError):
        student.overflow_threshold(np.int32)


@function("overflow_threshold")
def test_overflow_threshold_is_exact(student):
    """In each dtype exp(threshold) is finite, and exp of the next larger number of that dtype is not.

    zh: 每种 dtype 中 exp(阈值) 有限，该 dtype 的下一个更大的数的 exp 不是
    """
    for dtype, threshold in THRESHOLDS.items():
        actual = student.overflow_threshold(dtype)
        assert_close(actual, threshold, rtol=0, atol=0, note=f"{np.dtype(dtype)}")


# --- masked_softmax ---------------------------------------------------------------------------------------------------


@points(2)
@function("masked_softmax")
def test_masked_softmax_is_the_softmax_of_what_is_kept(student, reference, rng):
    """The kept entries of a row are a softmax by themselves and the masked ones exactly 0, in 1, 2 and 3 dimensions.

    zh: 每行中保留的元素自成 softmax，遮住的恰为 0，1、2、3 维都如此
    """
    for shape in ((6,), (1, 4), (7, 5), (2, 3, 4)):
        z, mask = rng.normal(size=shape) * 5, rng.random(shape) < 0.6
        mask[..., rng.integers(shape[-1])] = True
        expected = np.zeros(shape)
        for index in np.ndindex(shape[:-1]):
            expected[index][mask[index]] = special.softmax(z[index][mask[index]])
        actual = student.masked_softmax(z, mask)
        assert_close(actual, expected, note=f"logits of shape {shape}")
        assert np.all(actual[~mask] == 0), "a masked entry must be exactly 0"
        everything = np.ones(shape, dtype=bool)
        assert_close(student.masked_softmax(z, everything), special.softmax(z, axis=-1), note="all kept")
    whole = rng.integers(-9, 10, size=(4, 3))
    assert_close(student.masked_softmax(whole, whole < 9), reference.masked_softmax(whole, whole < 9), note="integers")


@function("masked_softmax")
def test_masked_entries_do_not_matter(student):
    """Whatever a masked entry holds, be it 10000, inf or nan, the others are the same, and there are no warnings.

    zh: 无论遮住的元素是 10000、inf 还是 nan，其余的都不变，也没有警告
    """
    inf, nan, three = np.inf, np.nan, np.log(3.0)
    z = np.array([[0, three, 10000], [inf, 0, three], [three, nan, 0], [-inf, three, 0], [-9000, 9000, -9000]])
    mask = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1], [0, 1, 1], [1, 0, 1]], dtype=bool)
    record = student.observe.masked_softmax(z, mask)
    expected = np.array([[0.25, 0.75, 0], [0, 0.25, 0.75], [0.75, 0, 0.25], [0, 0.75, 0.25], [0.5, 0, 0.5]])
    assert_close(record.value, expected)
    assert not record.warnings, record.warnings[0]


@points(2)
@function("masked_softmax")
def test_fully_masked_rows(student):
    """A row without a kept entry is all zeros, without nan or warnings, in each dtype; other rows are as ever.

    zh: 没有保留元素的一行全为零，没有 nan 和警告，每种 dtype 都如此；其余各行照常
    """
    for dtype in FLOATS:
        top = 60000 if dtype == np.float16 else 10000
        z = np.array([[1, 2, 3], [top, top, 0], [top, -top, top], [-top, 0, -5000]], dtype=dtype)
        mask = np.array([[0, 0, 0], [1, 0, 1], [0, 0, 0], [1, 0, 1]], dtype=bool)
        record = student.observe.masked_softmax(z, mask)
        assert_close(record.value, np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0], [0, 0, 1]], dtype=dtype))
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@function("masked_softmax")
def test_masked_softmax_broadcasts_the_mask(student, rng):
    """One mask serves all rows, a column keeps or drops whole rows, and a mask that does not fit is a ValueError.

    zh: 一个掩码可用于所有行，一列可保留或去掉整行，不匹配的掩码引发 ValueError
    """
    z = rng.normal(size=(3, 4))
    classes = np.array([True, False, True, True])
    expected = np.zeros((3, 4))
    expected[:, classes] = special.softmax(z[:, classes], axis=1)
    assert_close(student.masked_softmax(z, classes), expected, note="mask of shape (4,)")
    rows = np.array([[True], [False], [True]])
    assert_close(student.masked_softmax(z, rows), special.softmax(z, axis=1) * rows, note="mask of shape (3, 1)")
    for shape in ((3,), (3, 3), (4, 3)):
        with pytest.raises(ValueError):
            student.masked_softmax(z, np.ones(shape, dtype=bool))


@points(0.5)
@function("masked_softmax")
def test_masked_softmax_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, and neither logits nor mask are changed.

    zh: 批量增大时执行的 Python 行数不增加，logit 和掩码都不被改动
    """
    z, mask = rng.normal(size=(MANY, 4)), rng.random((MANY, 4)) < 0.5
    few, many = student.observe.masked_softmax(z[:FEW], mask[:FEW]), student.observe.masked_softmax(z, mask)
    assert_close(many.value.sum(axis=1), mask.any(axis=1).astype(float))
    assert many.lines <= few.lines + SLACK, "a loop runs over the rows of the batch"
    assert not many.modified, f"changed in place: {many.modified[0]}"


# --- every function of logits -----------------------------------------------------------------------------------------


@points(0.5)
@pytest.mark.parametrize("name", [pytest.param(name, marks=function(name)) for name in NARROW_CALLS])
def test_narrow_integers(student, reference, name):
    """Integers of any width count as float64: int8 logits give what the same numbers give in float64.

    zh: 任意宽度的整数按 float64 处理：int8 的 logit 与同样的 float64 数给出同样的结果
    """
    expected = getattr(reference, name)(NARROW.astype(np.float64), *NARROW_CALLS[name])
    assert_close(getattr(student, name)(NARROW, *NARROW_CALLS[name]), expected)
