"""Norms against their definition in 30 digits, their laws, and the edges of every dtype."""

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest import raises

from grader.testing import assert_close, points

THIRTY_DIGITS = Context(prec=30, Emin=MIN_EMIN, Emax=MAX_EMAX)
BAD_ORDERS = (0.999, 0.5, 0, -1, -2.5, -np.inf, np.nan)
ROUNDING = 1 + 1e-9
A_FEW = settings(max_examples=6)  # a case of the laws takes up to four calls


def eighths(wholes):
    """Whole numbers divided by 8: sums and differences of such vectors are exact."""
    return np.array(wholes) / 8


orders = st.sampled_from([1, 1.25, 2, 3, 10, np.inf])
vectors = st.tuples(*[st.integers(-40, 40)] * 3).map(eighths)  # (3,)
X, Y = np.array([1.5, -4.0, 0.25]), np.array([-3.0, 2.0, 5.0])  # for p = inf, which chance may leave out


def definition(x, p):
    """The p-norm by its formula, in decimal numbers of 30 digits whose powers do not overflow."""
    with localcontext(THIRTY_DIGITS):
        sizes = [abs(Decimal(float(entry))) for entry in np.ravel(x)]
        if p == np.inf:
            return float(max(sizes, default=0))
        order = Decimal(float(p))
        return float(sum((size**order for size in sizes), Decimal(0)) ** (1 / order))


def number(value):
    """The value of a norm, once it is known to be a real number and not an array or nothing."""
    real = isinstance(value, (int, float, np.integer, np.floating, np.ndarray)) and np.shape(value) == ()
    assert real, "a norm is one real number"
    return float(value)


def views(rng):
    """A vector as NumPy makes them, and three that do not lie in one piece in memory."""
    table = rng.normal(size=(6, 4)) * 10
    return [rng.normal(size=7), table[:, 2], table[1, ::-1], rng.normal(size=9)[1::3]]


# l1_norm


def test_l1_norm_agrees_with_exact_fractions(student, rng):
    """The L1 norm is right for vectors of any length and layout, also empty ones, and leaves them as they were.

    zh: 对任意长度和内存布局的向量 L1 范数都正确，空向量也在内，且不改动它们
    """
    for x in [*views(rng), rng.normal(size=1), np.empty(0)]:
        exact = sum((abs(Fraction(float(entry))) for entry in x), Fraction(0))
        assert_close(student.l1_norm(x), np.float64(exact))
    rec = student.observe.l1_norm(np.array([-1.0, 2.0, -2.0]))
    assert_close(rec.value, np.float64(5))
    assert not rec.modified, "l1_norm changed its argument"
    assert_close(student.l1_norm(np.array([2.0, np.nan, -1.0])), np.float64(np.nan))
    assert_close(student.l1_norm(np.array([2.0, -np.inf])), np.float64(np.inf))


def test_l1_norm_in_every_dtype(student):
    """The L1 norm keeps float16 and float32, and gives float64 for integers, which have no room for -(-128).

    zh: L1 范数保持 float16 和 float32，对整数给出 float64；整数类型里没有 -(-128)
    """
    assert_close(student.l1_norm(np.array([30000, -30000.0, 8], np.float16)), np.float16(60000))
    assert_close(student.l1_norm(np.array([0.1, -2e30, 1e30], np.float32)), np.float32(3e30))
    assert_close(student.l1_norm(np.array([-128, 100, -128], np.int8)), np.float64(356))
    assert_close(student.l1_norm(np.array([250, 0, 251], np.uint8)), np.float64(501))


# l2_norm


def test_l2_norm_agrees_with_its_definition(student, rng):
    """The L2 norm is right for vectors of any length and layout, also empty ones, and leaves them as they were.

    zh: 对任意长度和内存布局的向量 L2 范数都正确，空向量也在内，且不改动它们
    """
    for x in [*views(rng), rng.normal(size=1), np.zeros(3), np.empty(0)]:
        assert_close(student.l2_norm(x), np.float64(definition(x, 2)))
    rec = student.observe.l2_norm(np.array([-1.0, 2.0, -2.0]))
    assert_close(rec.value, np.float64(3))
    assert not rec.modified, "l2_norm changed its argument"


def test_l2_norm_of_huge_numbers(student):
    """The L2 norm is right where the squares overflow.

    zh: 平方溢出时 L2 范数仍正确
    """
    for x in ([1e200, 1e200], [-1.2e308, 1.2e308], [1e200, -1e-200, 0.0, 7e199]):
        assert_close(student.l2_norm(np.array(x)), np.float64(definition(x, 2)))


def test_l2_norm_of_tiny_numbers(student):
    """The L2 norm is right where the squares underflow, down to the smallest numbers of float64.

    zh: 平方下溢时 L2 范数仍正确，直到 float64 的最小数
    """
    for x in ([1e-200, 1e-200], [-2e-170, 0.0, 5e-171]):
        assert_close(student.l2_norm(np.array(x)), np.float64(definition(x, 2)))
    subnormal = np.array([3.0, -4.0]) * 2.0**-1060
    assert_close(student.l2_norm(subnormal), np.float64(5 * 2.0**-1060), rtol=1e-4)


def test_l2_norm_in_every_dtype(student):
    """The L2 norm keeps its dtype where the squares overflow or underflow in it; integers give float64.

    zh: 平方在该 dtype 中溢出或下溢时，L2 范数保持 dtype；整数给出 float64
    """
    for scale in (100.0, 10000.0, 2.0**-20):
        assert_close(student.l2_norm(np.array([3 * scale, -4 * scale], np.float16)), np.float16(5 * scale))
    for scale in (1e-30, 0.1, 6e37):
        assert_close(student.l2_norm(np.array([-3 * scale, 4 * scale], np.float32)), np.float32(5 * scale))
    assert_close(student.l2_norm(np.array([-128, 96], np.int8)), np.float64(160))
    assert_close(student.l2_norm(np.array([200, 150], np.uint8)), np.float64(250))
    assert_close(student.l2_norm(np.array([3 * 10**9, -4 * 10**9])), np.float64(5e9))


@points(0.5)
def test_l2_norm_of_very_many_entries(student):
    """The L2 norm of 70000 float16 entries is right, although their number alone is more than a float16 can hold.

    zh: 70000 个 float16 元素的 L2 范数正确，尽管单是个数就超出了 float16 的范围
    """
    assert_close(student.l2_norm(np.full(70000, -0.5, np.float16)), np.float16(132.3))


def test_l2_norm_of_infinity_and_nan(student):
    """The L2 norm is inf where an entry is infinite, and nan where one is nan.

    zh: 有元素为无穷大时 L2 范数为 inf，有元素为 nan 时为 nan
    """
    assert_close(student.l2_norm(np.array([1.0, -np.inf, np.inf])), np.float64(np.inf))
    assert_close(student.l2_norm(np.array([np.nan, 3.0])), np.float64(np.nan))
    assert_close(student.l2_norm(np.array([3.0, -2.0, np.nan])), np.float64(np.nan))


# lp_norm


@points(1.5)
def test_lp_norm_agrees_with_its_definition(student, reference, rng):
    """The Lp norm is right for orders from 1 to infinity, whole or not, and leaves its vector as it was.

    zh: 对 1 到无穷大的任意阶（整数或非整数）Lp 范数都正确，且不改动传入的向量
    """
    cases = [(x, p) for x in [*views(rng), rng.normal(size=1), np.zeros(2), np.empty(0)] for p in (1.5, 3, np.inf)]
    for x, p in [*cases, (rng.normal(size=4), 1), (rng.normal(size=4), 2.0)]:
        norm = student.lp_norm(x, p)
        assert_close(norm, np.float64(definition(x, p)))
        assert_close(norm, reference.lp_norm(x, p))
    rec = student.observe.lp_norm(np.array([-1.0, 2.0, -2.0]), 3)
    assert_close(rec.value, np.float64(definition([1, 2, 2], 3)))
    assert not rec.modified, "lp_norm changed its argument"


@points(1.5)
def test_lp_norm_where_the_powers_leave_the_range(student):
    """The Lp norm is right where |x|^p overflows or underflows: huge entries, tiny ones, a large p.

    zh: |x|^p 溢出或下溢时 Lp 范数仍正确：极大的元素、极小的元素、很大的 p
    """
    for x in ([1e200, -1e200, 3e199], [1e-200, 0.0, -3e-200], [5e-324, 0.0], [10.0, -9.9, 3.0], [-0.01, 0.0099]):
        for p in (2, 3.5, 400):
            assert_close(student.lp_norm(np.array(x), p), np.float64(definition(x, p)))


def test_lp_norm_in_every_dtype(student):
    """The Lp norm keeps float16 and float32, whatever the powers do in them, and gives float64 for integers.

    zh: 无论各次幂在其中如何，Lp 范数保持 float16 和 float32，对整数给出 float64
    """
    for scale in (0.01, 100.0, 9000.0):
        x = np.array([3 * scale, -4 * scale, 5 * scale], np.float16)
        assert_close(student.lp_norm(x, 3), np.float16(6 * scale))
    for scale in (1e-20, 1.0, 1e37):
        x = np.array([-5 * scale, 4 * scale, -3 * scale], np.float32)
        assert_close(student.lp_norm(x, 3), np.float32(6 * scale))
        assert_close(student.lp_norm(x, np.inf), np.float32(5 * scale))
    assert_close(student.lp_norm(np.zeros(2, np.float32), 3), np.float32(0))
    assert_close(student.lp_norm(np.array([60, -80, 100], np.int8), 3), np.float64(120))
    assert_close(student.lp_norm(np.array([-128, 5], np.int8), np.inf), np.float64(128))


def test_lp_norm_of_infinity_and_nan(student):
    """For every order the norm is inf where an entry is infinite, and nan where one is nan.

    zh: 对任意阶，有元素为无穷大时范数为 inf，有元素为 nan 时为 nan
    """
    for p in (1, 3.5, np.inf):
        assert_close(student.lp_norm(np.array([1.0, -np.inf, 2.0]), p), np.float64(np.inf))
        for x in ([np.nan, 1.0], [-4.0, 3.0, np.nan]):
            assert_close(student.lp_norm(np.array(x), p), np.float64(np.nan))


def test_lp_norm_refuses_what_is_not_an_order(student):
    """Orders below 1, negative ones and nan raise ValueError for every vector; 1.001 does not.

    zh: 小于 1 的阶、负的阶和 nan 对任意向量都抛出 ValueError；1.001 不抛出
    """
    x = np.array([0.5, -1.5])
    assert_close(student.lp_norm(x, 1.001), np.float64(definition(x, 1.001)))
    for vector, p in [*((x, p) for p in BAD_ORDERS), (np.zeros(2), 0.5), (np.zeros(2), np.nan), (np.empty(0), 0.5)]:
        with raises(ValueError):
            student.lp_norm(vector, p)


@points(2)
@A_FEW
@given(x=vectors, y=vectors, p=orders)
@example(x=X, y=Y, p=np.inf)
def test_lp_norm_obeys_the_laws_of_a_norm(student, x, y, p):
    """A norm is 0 for the zero vector only, grows with |a| when x is multiplied by a, and no detour is shorter.

    zh: 只有零向量的范数为 0；x 乘以 a 时范数乘以 |a|；绕路不会更短
    """
    norm_x, norm_y = number(student.lp_norm(x, p)), number(student.lp_norm(y, p))
    assert (norm_x > 0) == bool(np.any(x)), "a norm is 0 for the zero vector, and above 0 for every other"
    assert_close(number(student.lp_norm(-2.5 * x, p)), 2.5 * norm_x)
    assert number(student.lp_norm(x + y, p)) <= (norm_x + norm_y) * ROUNDING, "x + y is longer than x and y together"


@A_FEW
@given(x=vectors, p=orders)
@example(x=X, p=np.inf)
def test_norms_fall_as_the_order_grows(student, x, p):
    """The Lp norm never rises with p, from L1 down to the largest entry, and L1 is at most d^(1 - 1/p) times Lp.

    zh: Lp 范数随 p 增大从不上升：从 L1 直到最大的元素；且 L1 不超过 d^(1 - 1/p) 乘以 Lp
    """
    city, norm, next_norm, largest = (number(student.lp_norm(x, order)) for order in (1, p, p + 0.5, np.inf))
    assert_close(largest, np.max(np.abs(x)))
    assert largest <= next_norm * ROUNDING, "L-infinity is above a norm of finite order"
    assert next_norm <= norm * ROUNDING, "the norm rose with p"
    assert norm <= city * ROUNDING, "a norm is above L1"
    assert city <= len(x) ** (1 - 1 / p) * norm * ROUNDING, "L1 is above d^(1 - 1/p) times Lp"


# frobenius_norm


def test_frobenius_norm_agrees_with_its_definition(student, reference, rng):
    """The Frobenius norm is right for every shape and layout, also without rows, and leaves its matrix as it was.

    zh: 对任意形状和内存布局弗罗贝尼乌斯范数都正确，没有行的矩阵也在内，且不改动矩阵
    """
    table = rng.normal(size=(5, 7))
    for A in (table, table.T, table[::2, 1:4], table[:1], table[:, 3:4], table[:0], table[:, :0], np.zeros((2, 3))):
        norm = student.frobenius_norm(A)
        assert_close(norm, np.float64(definition(A, 2)))
        assert_close(norm, reference.frobenius_norm(A))
    rec = student.observe.frobenius_norm(np.array([[-1.0, 2.0], [0.0, -2.0]]))
    assert_close(rec.value, np.float64(3))
    assert not rec.modified, "frobenius_norm changed its argument"
    assert_close(student.frobenius_norm(np.array([[1.0, np.nan], [2.0, -3.0]])), np.float64(np.nan))


def test_frobenius_norm_sees_no_rotation(student, rng):
    """An orthogonal Q of n rows has norm sqrt(n), QA has the norm of A, and its square is the trace of A'A.

    zh: n 行的正交矩阵 Q 的范数为 sqrt(n)，QA 与 A 范数相同，范数的平方是 A'A 的迹
    """
    Q, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    A = rng.normal(size=(4, 3))
    assert_close(student.frobenius_norm(Q), np.float64(2))
    assert_close(student.frobenius_norm(Q @ A), np.sqrt(np.trace(A.T @ A)))


def test_frobenius_norm_in_every_dtype(student):
    """The Frobenius norm keeps its dtype where the squares overflow or underflow in it; integers give float64.

    zh: 平方在该 dtype 中溢出或下溢时，弗罗贝尼乌斯范数保持 dtype；整数给出 float64
    """
    A = np.array([[1, -3, 2], [3, 5, -1]])  # of norm 7
    for scale in (1e200, 1e-200):
        assert_close(student.frobenius_norm(A * scale), np.float64(7 * scale))
    assert_close(student.frobenius_norm((A * 1000).astype(np.float16)), np.float16(7000))
    assert_close(student.frobenius_norm((A * 1e-30).astype(np.float32)), np.float32(7e-30))
    assert_close(student.frobenius_norm((A * 25).astype(np.int8)), np.float64(175))


# normalise


@points(1.5)
@A_FEW
@given(x=vectors.filter(np.any), p=orders)
@example(x=X, p=np.inf)
def test_normalise_gives_norm_one_in_the_same_direction(student, x, p):
    """The result is x divided by its norm: it has norm 1 in the given order and points where x points.

    zh: 结果是 x 除以它的范数：在给定的阶下范数为 1，方向与 x 相同
    """
    assert_close(student.normalise(x, p), x / definition(x, p))


def test_normalise_keeps_dtype_and_argument(student, rng):
    """normalise keeps float16 and float32, gives float64 for integers, and returns a new array, also for zeros.

    zh: normalise 保持 float16 和 float32，对整数给出 float64，并返回新数组，零向量也不例外
    """
    for dtype in (np.float16, np.float32):
        assert_close(student.normalise(np.array([3, -4]).astype(dtype), 2), np.array([0.6, -0.8], dtype))
    assert_close(student.normalise(np.array([-128, 64], np.int8), 1), np.array([-2, 1]) / 3)
    x = rng.normal(size=8)[::2]
    rec = student.observe.normalise(x, 3)
    assert_close(rec.value, x / definition(x, 3))
    assert not rec.modified, "normalise changed its argument"
    rec = student.observe.normalise(np.zeros(3), 2)
    assert_close(rec.value, np.zeros(3))
    assert not rec.shares_memory, "for the zero vector normalise returned its argument itself, not a new array"


def test_normalise_without_a_direction(student):
    """The zero vector gives zeros, an empty vector an empty one, nan and inf give nan; a bad order is refused.

    zh: 零向量给出零向量，空向量给出空向量，nan 和 inf 给出 nan；不合法的阶被拒绝
    """
    assert_close(student.normalise(np.array([-7.0]), 1.5), np.array([-1.0]))
    for p in (1, np.inf):
        assert_close(student.normalise(np.zeros(4, np.float32), p), np.zeros(4, np.float32))
        assert_close(student.normalise(np.zeros(2, np.int16), p), np.zeros(2))
        assert_close(student.normalise(np.empty(0), p), np.empty(0))
        for x in ([1.0, np.nan], [np.inf, 2.0]):
            unit = student.normalise(np.array(x), p)
            assert isinstance(unit, np.ndarray) and unit.shape == (2,), "the result is a vector like x"
            assert np.any(np.isnan(unit)), "a vector with nan or inf has no direction, so the result holds nan"
    for x, p in ((np.zeros(3), 0.999), (np.zeros(3), np.nan), (np.ones(2), -1)):
        with raises(ValueError):
            student.normalise(x, p)


def test_normalise_where_the_norm_leaves_the_range(student):
    """Huge and tiny vectors have a direction too, even where their norm is not a number of their dtype.

    zh: 极大和极小的向量也有方向，即使它们的范数超出了该 dtype 的范围
    """
    ones = np.array([1.0, -1.0, 1.0, 1.0])
    for size, p in ((1e200, 2), (1e-200, 1), (1.5e308, 1), (1.5e308, 2), (5e-324, 2)):
        assert_close(student.normalise(ones * size, p), ones / 4 ** (1 / p))
    assert_close(student.normalise(np.array([60000, -60000], np.float16), 2), np.array([0.7071, -0.7071], np.float16))
    many = np.full(70000, 3, np.float16)  # their sum is beyond float16
    assert_close(student.normalise(many, 1), np.full(70000, 1 / 70000).astype(np.float16))


# distance


def test_distance_is_a_metric(student, rng):
    """d(x, y) = d(y, x), a point has distance 0 from itself, and a detour over z is not shorter.

    zh: d(x, y) = d(y, x)，点到自身的距离为 0，经过 z 绕路不会更短
    """
    for p in (1, 1.5, np.inf):
        x, y, z = eighths(rng.integers(-40, 40, size=(3, 4)))
        direct = number(student.distance(x, y, p))
        assert_close(direct, definition(x - y, p))
        assert_close(number(student.distance(y, x, p)), direct)
        detour = number(student.distance(x, z, p)) + number(student.distance(z, y, p))
        assert direct <= detour * ROUNDING, "a detour is shorter than the direct way"
        assert number(student.distance(x, x, p)) == 0, "a point has a distance from itself"


@points(1.5)
def test_distance_in_every_dtype(student, reference, rng):
    """distance keeps float16 and float32, and subtracts integers without wrapping round; far points do not overflow.

    zh: distance 保持 float16 和 float32，整数相减不会回绕；相距很远的点不会溢出
    """
    x, y = rng.normal(size=(2, 10))
    for p in (1, 2.5, np.inf):
        assert_close(student.distance(x[::2], y[5:], p), reference.distance(x[::2], y[5:], p))
    far = np.array([3e200, -1e200]), np.array([0.0, 3e200])
    assert_close(student.distance(*far, 2), np.float64(5e200))
    for dtype in (np.float16, np.float32):
        assert_close(student.distance(np.array([100, 900], dtype), np.array([400, 500], dtype), 2), dtype(500))
    assert_close(student.distance(np.array([250, 3], np.uint8), np.array([247, 7], np.uint8), 2), np.float64(5))
    assert_close(student.distance(np.array([-100, 1], np.int8), np.array([100, 1], np.int8), 1), np.float64(200))
    assert_close(student.distance(np.empty(0), np.empty(0), 2), np.float64(0))
    assert_close(student.distance(np.array([np.inf, 1.0]), np.array([2.0, 1.0]), 3), np.float64(np.inf))
    assert_close(student.distance(np.array([np.inf, 1.0]), np.array([np.inf, 1.0]), 3), np.float64(np.nan))


def test_distance_refuses_what_has_none(student):
    """Vectors of different lengths raise ValueError, and so do orders below 1 and nan; neither vector is changed.

    zh: 长度不同的向量抛出 ValueError，小于 1 的阶和 nan 也是；两个向量都不被改动
    """
    x, y = np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 2.0])
    rec = student.observe.distance(x, y, 3)
    assert_close(rec.value, np.float64(definition([1, 3, 1.5], 3)))
    assert not rec.modified, "distance changed an argument"
    for one, other in ((x, y[:2]), (x, y[:1]), (x[:1], y), (x[:0], y[:1])):
        with raises(ValueError):
            student.distance(one, other, 2)
    for p in (0.999, -1, np.nan):
        with raises(ValueError):
            student.distance(x, x, p)


# unit_ball_contains


@points(1.5)
def test_unit_ball_just_inside_and_just_outside(student, rng):
    """In any direction a vector of norm 0.999 is inside and one of norm 1.001 outside; a larger p loses no vector.

    zh: 在任意方向上，范数 0.999 的向量在球内，1.001 的在球外；p 增大时不会丢掉向量
    """
    rising = (1, 1.5, 3, np.inf)
    for p in rising:
        for x in (rng.normal(size=5), rng.normal(size=(4, 2))[:, 1]):
            unit = x / definition(x, p)
            assert_close(student.unit_ball_contains(unit * 0.999, p), True)
            assert_close(student.unit_ball_contains(unit * -1.001, p), False)
    x = rng.dirichlet(np.ones(4)) * 0.99  # inside from p = 1 on
    for p in rising:
        assert_close(student.unit_ball_contains(x, p), True)
    for size, inside in ((1e200, False), (1e-200, True)):
        assert_close(student.unit_ball_contains(np.array([size, -size]), 2), inside)


def test_unit_ball_at_its_edge(student):
    """A vector of norm exactly 1 is inside and one of 1.000000001 outside; nan and inf are outside.

    zh: 范数恰为 1 的向量在球内，1.000000001 的在球外；nan 和 inf 在球外
    """
    quarters, halves = [0.25, -0.25, -0.25, 0.25], [0.5, -0.5, 0.5, 0.5]
    for x, p in ((quarters, 1), (halves, 2), ([0.0, 0.0, -1.0], 3.5), ([1.0, -1.0], np.inf)):
        assert_close(student.unit_ball_contains(np.array(x), p), True)
        assert_close(student.unit_ball_contains(np.array(x) * 1.000000001, p), False)
    for p in (2, np.inf):
        for bad in (np.nan, -np.inf):
            assert_close(student.unit_ball_contains(np.array([0.0, bad]), p), False)
    rec = student.observe.unit_ball_contains(np.array([-0.75, 0.5]), 2)
    assert_close(rec.value, True)
    assert not rec.modified, "unit_ball_contains changed its argument"
    assert_close(student.unit_ball_contains(np.empty(0), 2), True)
    for p in (0.999, -1, np.nan):
        with raises(ValueError):
            student.unit_ball_contains(np.array([0.1, 0.1]), p)
