"""Hidden tests of backprop.

Backward functions are judged twice. Once against derivatives of the definitions below, which share no code with the
reference: a step of 1e-30 along the imaginary axis (Squire and Trapp, 1998) has no rounding error and no kinks nearby.
And once against the student's own forward function, so that it shows which of the two is wrong. Caches are only handed
back. Where the student's forward function is wrong or missing, its backward function may also pass with the reference's
cache, whose layout the docstrings tell.
"""

import contextlib
import itertools
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.testing import assert_close, function, points

IMAGINARY_STEP = 1e-30
LINES_OF_SLACK = 10
ROUNDING = 1e-12  # of sums that may cancel; their terms are of order 1 to 100

LOGITS = arrays(np.float64, (3, 2), elements=st.integers(-4, 4).map(float))
NUMBERS = st.lists(st.integers(-400, 400).map(lambda tenths: tenths / 10), min_size=1, max_size=5).map(np.array)

STEEP = np.array([-710.0, -88.5, -36.0, -9.25, -1.0, 0.0, 0.125, 2.0, 17.5, 40.0, 89.0, 710.0])
STEEP_SIGMOIDS = np.array([float(1 / (1 + (-Decimal(x)).exp())) for x in STEEP])


# The definitions. Arguments may be complex, and stacked along axes in front.


def rows(X):
    return np.stack([sample.ravel() for sample in X])


def affine(X, W, b):
    return X @ W + b[..., None, :]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def relu(x):
    return np.where(x.real > 0, x, 0)


def cross_entropy(z, y):
    losses = np.log(np.sum(np.exp(z), axis=-1)) - z[..., np.arange(len(y)), y]
    return np.mean(losses, axis=-1)


def perceptron(X, *flat):
    """Scores of a network whose weights and biases follow each other: W_1, b_1, W_2, b_2, ..."""
    a = affine(X, *flat[:2])
    for layer in range(2, len(flat), 2):
        a = affine(relu(a), *flat[layer : layer + 2])
    return a


def decayed_loss(X, y, decay, *flat):
    return cross_entropy(perceptron(X, *flat), y) + decay / 2 * sum(np.sum(W * W, axis=(-2, -1)) for W in flat[::2])


def derivative(f, args, which, upstream=1.0):
    """Gradient of sum(upstream * f(*args)) with respect to args[which], by complex steps, all in one stack."""
    shape, size = args[which].shape, args[which].size
    nudges = np.eye(size).reshape(size, *shape) * (IMAGINARY_STEP * 1j)
    stack = [arg + nudges if i == which else arg for i, arg in enumerate(args)]
    return np.sum((upstream * f(*stack)).reshape(size, -1), axis=1).imag.reshape(shape) / IMAGINARY_STEP


def layer(rng, shape, width):
    """X, W, b and dout of an affine layer."""
    return [rng.normal(size=s) for s in (shape, (int(np.prod(shape[1:])), width), (width,), (shape[0], width))]


def network(rng, sizes):
    """Weights and biases with which no unit of hidden layer l comes closer to its kink than 1 / 8^l.

    Inputs and weights are multiples of 1/2, so that the products of layer 1 are multiples of 1/4, and its biases odd
    multiples of 1/8; and so on.
    """
    params = []
    for depth, (d, m) in enumerate(itertools.pairwise(sizes), start=1):
        W = rng.integers(1, 4, size=(d, m)) * rng.choice([-0.5, 0.5], size=(d, m))
        params.append((W, (2 * rng.integers(-2, 3, size=m) + 1) / 8**depth))
    return params


def halves(rng, *shape):
    return rng.integers(-4, 5, size=shape) / 2


def flatten(params):
    return [array for pair in params for array in pair]


def pairs(flat):
    return list(zip(flat[::2], flat[1::2], strict=True))


class OwnForward:
    """Gives the caches of the student's forward function, and forgives a failure that may be that function's fault."""

    def __init__(self, forward, right):
        self.forward, self.right = forward, right
        self.wrong = self.forgiven = False

    def __enter__(self):
        return self.cache_of

    def __exit__(self, kind, failure, traceback):
        self.forgiven = self.wrong and isinstance(failure, (Exception, pytest.fail.Exception))
        return self.forgiven

    def cache_of(self, *args):
        try:
            out, cache = self.forward(*args)
        except Exception:
            self.wrong = True
            raise
        try:
            assert_close(out, self.right(*args)[0])
        except AssertionError:
            self.wrong = True
        return cache


def caches(student, reference, layer):
    """Contexts to test a backward function in: one is enough, unless the student's forward function is wrong."""
    right = getattr(reference, f"{layer}_forward")
    own = OwnForward(getattr(student, f"{layer}_forward"), right)
    yield own
    if own.forgiven:
        yield contextlib.nullcontext(lambda *args: right(*args)[1])


def assert_slope(claimed, own, right):
    """Pass the right slope; also another one that is the slope of the student's own forward function."""
    if not np.allclose(claimed, right, rtol=1e-6, atol=1e-6):
        assert_close(claimed, own, rtol=1e-6, atol=1e-6, dtype=False)


def slope(f, point, direction, upstream=1.0):
    """Change of sum(upstream * f) along a direction, by a central difference."""
    step = 2.0**-17
    above, below = (f([x + sign * d for x, d in zip(point, direction, strict=True)]) for sign in (step, -step))
    return np.sum(upstream * (np.asarray(above) - np.asarray(below))) / (2 * step)


def inner(gradients, direction):
    return sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True))


def assert_same_lines(few, many):
    assert many.lines <= few.lines + LINES_OF_SLACK, f"3 samples ran {few.lines} lines of Python, 60 ran {many.lines}"


def assert_unmodified(*records):
    for record in records:
        assert not record.modified, f"changed in place: {record.modified[0]}"


# --- affine_forward ---------------------------------------------------------------------------------------------------


@points(1.5)
def test_affine_forward_of_any_shape(student, reference, rng):
    """Each output is the weighted sum of one sample's entries plus a bias: 1 or 7 samples, 1 to 4 axes each, views.

    zh: 每个输出是一个样本各元素的加权和加上偏置：1 或 7 个样本，每个 1 到 4 个轴，视图也可以
    """
    for shape, width in (((1, 3), 2), ((7, 5), 4), ((4, 4), 4), ((3, 2, 4), 5), ((5, 2, 3, 2), 1)):
        X, W, b, _ = layer(rng, shape, width)
        out, _ = student.affine_forward(X, W, b)
        assert_close(out, affine(rows(X), W, b), atol=ROUNDING, note=f"X of shape {shape}, W of shape {W.shape}")
        assert_close(out, reference.affine_forward(X, W, b)[0], atol=ROUNDING)
    X, W = rng.normal(size=(6, 4, 3)).transpose(2, 0, 1)[:, ::2], rng.normal(size=(5, 12)).T
    out, _ = student.affine_forward(X, W, np.arange(5.0))
    assert_close(out, affine(rows(X), W, np.arange(5.0)), atol=ROUNDING, note="views with strides")


@points(0.5)
def test_affine_forward_dtypes_and_sizes(student, rng):
    """Float32 stays float32, also from pixels in uint8; sizes that do not fit raise ValueError.

    zh: float32 仍为 float32，uint8 的像素也可以；尺寸不匹配抛出 ValueError
    """
    pixels, W, b = rng.integers(0, 256, size=(3, 2, 2), dtype=np.uint8), rng.normal(size=(4, 5)), rng.normal(size=5)
    right = affine(rows(pixels.astype(float)), W, b)
    assert_close(student.affine_forward(pixels, W, b)[0], right, atol=ROUNDING)
    for dtype in (np.uint8, np.float32):
        out, _ = student.affine_forward(pixels.astype(dtype), W.astype(np.float32), b.astype(np.float32))
        assert_close(out, right.astype(np.float32), rtol=1e-4, atol=1e-3)
    for W, b in ((np.ones((2, 5)), np.ones(5)), (np.ones((5, 4)), np.ones(4)), (np.ones((4, 5)), np.ones(4))):
        with pytest.raises(ValueError):
            student.affine_forward(pixels.astype(float), W, b)


@points(0.5)
def test_affine_forward_of_no_sample_and_of_one_number(student):
    """An empty batch gives an empty output of the right width; one sample of one number is a straight line.

    zh: 空批给出宽度正确的空输出；单样本单个数时就是一条直线
    """
    for shape in ((0, 6), (0, 2, 3)):
        out, _ = student.affine_forward(np.zeros(shape), np.ones((6, 4)), np.ones(4))
        assert_close(out, np.zeros((0, 4)))
    out, _ = student.affine_forward(np.array([[3.0]]), np.array([[-2.0]]), np.array([7.0]))
    assert_close(out, np.array([[1.0]]))


@points(0.5)
@function("affine_forward")
def test_affine_forward_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, and X, W and b are not changed.

    zh: 批量增大时执行的 Python 行数不增加，X、W、b 都不被改动
    """
    X, W, b = rng.normal(size=(60, 2, 2)), rng.normal(size=(4, 3)), rng.normal(size=3)
    few, many = student.observe.affine_forward(X[:3], W, b), student.observe.affine_forward(X, W, b)
    assert_close(many.value[0], affine(rows(X), W, b), atol=ROUNDING)
    assert_same_lines(few, many)
    assert_unmodified(many)


# --- affine_backward --------------------------------------------------------------------------------------------------

SHAPES = (((1, 3), 2), ((3, 3), 3), ((7, 2, 2), 5))


def affine_gradients(X, W, b, dout):
    """dX, dW and db by complex steps."""
    flat = [derivative(affine, [rows(X), W, b], which, dout) for which in range(3)]
    return flat[0].reshape(X.shape), flat[1], flat[2]


@function("affine_backward")
@pytest.mark.parametrize("which", [0, 1, 2], ids=["dX", "dW", "db"])
def test_affine_backward_against_complex_steps(student, reference, rng, which):
    """The gradient is the derivative of the affine layer, sample by sample different, in the shape of its argument.

    zh: 梯度是仿射层的导数，逐样本不同，形状与相应参数相同
    """
    for attempt in caches(student, reference, "affine"):
        with attempt as cache_of:
            for shape, width in SHAPES:
                X, W, b, dout = layer(rng, shape, width)
                X, dout = np.asfortranarray(X), np.asfortranarray(dout)
                cache = cache_of(X, W, b)
                gradients = student.affine_backward(dout, cache)
                right = affine_gradients(X, W, b, dout)[which]
                assert_close(gradients[which], right, atol=ROUNDING, note=f"X of shape {X.shape}")


@function("affine_backward")
def test_affine_backward_belongs_to_your_own_affine_forward(student, reference, rng):
    """affine_backward is the slope of your own affine_forward. (If only this passes, affine_forward is wrong.)

    zh: affine_backward 是你自己的 affine_forward 的斜率。（若只有这一项通过，则 affine_forward 有错。）
    """
    *point, dout = layer(rng, (5, 3), 4)
    direction = [rng.normal(size=array.shape) for array in point]
    for attempt in caches(student, reference, "affine"):
        with attempt as cache_of:
            cache = cache_of(*point)
            claimed = inner(student.affine_backward(dout, cache), direction)
            own = slope(lambda at: student.affine_forward(*at)[0], point, direction, dout)
            assert_slope(claimed, own, inner(affine_gradients(*point, dout), direction))


@function("affine_backward")
def test_affine_backward_leaves_dout_and_the_cache_alone(student, reference, rng):
    """dout and the cache are the same after the call; a cache belongs to its own forward pass, not to the latest.

    zh: 调用之后 dout 和 cache 保持不变；cache 属于它自己的那次前向，而不是最近的一次
    """
    for attempt in caches(student, reference, "affine"):
        with attempt as cache_of:
            X, W, b, dout = layer(rng, (4, 2, 3), 5)
            cache = cache_of(X, W, b)
            cache_of(X - 1, W * 2, b)
            first = student.observe.affine_backward(dout, cache)
            right = affine_gradients(X, W, b, dout)
            assert_close(first.value, right, atol=ROUNDING)
            assert_unmodified(first)
            assert_close(student.affine_backward(dout, cache), right, atol=ROUNDING, note="the same call once more")


@points(0.5)
@function("affine_backward")
def test_affine_backward_edges(student, reference, rng):
    """Float32 stays float32, an empty batch has gradients of 0, and a dout of another shape is a ValueError.

    zh: float32 仍为 float32，空批的梯度为 0，形状不对的 dout 抛出 ValueError
    """
    for attempt in caches(student, reference, "affine"):
        with attempt as cache_of:
            single = [array.astype(np.float32) for array in layer(rng, (3, 2, 2), 5)]
            cache = cache_of(*single[:3])
            right = tuple(
                array.astype(np.float32) for array in affine_gradients(*(array.astype(float) for array in single))
            )
            assert_close(student.affine_backward(single[3], cache), right, rtol=1e-4, atol=1e-5)
            for shape in ((3, 4), (2, 5)):
                with pytest.raises(ValueError):
                    student.affine_backward(np.ones(shape, dtype=np.float32), cache)
            cache = cache_of(np.zeros((0, 2, 2)), np.ones((4, 5)), np.ones(5))
            empty = (np.zeros((0, 2, 2)), np.zeros((4, 5)), np.zeros(5))
            assert_close(student.affine_backward(np.zeros((0, 5)), cache), empty)


@points(0.5)
@function("affine_backward")
def test_affine_backward_is_vectorised(student, reference, rng):
    """A larger batch takes no more lines of Python.

    zh: 批量增大时执行的 Python 行数不增加
    """
    for attempt in caches(student, reference, "affine"):
        with attempt as cache_of:
            X, W, b, dout = layer(rng, (60, 4), 3)
            small, large = cache_of(X[:3], W, b), cache_of(X, W, b)
            few, many = student.observe.affine_backward(dout[:3], small), student.observe.affine_backward(dout, large)
            right = np.einsum("nm,dm->nd", dout, W), np.einsum("nd,nm->dm", X, dout), np.einsum("nm->m", dout)
            assert_close(many.value, right, atol=ROUNDING)
            assert_same_lines(few, many)


# --- relu -------------------------------------------------------------------------------------------------------------


def test_relu_forward_of_any_shape(student, reference, rng):
    """Positive entries stay and the others become 0, for any number of axes, in float32 and float64, and for views.

    zh: 正的元素保留，其余变为 0，轴数任意，float32、float64 和视图都可以
    """
    view = rng.normal(size=(6, 8))[::-2, 1::3].T
    for x in (rng.normal(size=5), rng.normal(size=(2, 3, 1, 2)), np.array(-0.25), np.array([[0.75]]), view):
        out, _ = student.relu_forward(x)
        assert_close(out, (x + np.abs(x)) / 2)
        assert_close(out, reference.relu_forward(x)[0])
    x = rng.normal(size=(4, 3)).astype(np.float32)
    assert_close(student.relu_forward(x)[0], np.clip(x, 0, None))


@points(0.5)
def test_relu_forward_edges(student):
    """relu(-inf) = 0 and relu(inf) = inf without a warning, nan stays nan, and an empty array stays empty.

    zh: relu(-inf) = 0，relu(inf) = inf，没有警告；nan 仍为 nan，空数组仍为空
    """
    record = student.observe.relu_forward(np.array([-np.inf, np.inf, -0.5, 5e-324, 1e300, -1e300]))
    assert_close(record.value[0], np.array([0, np.inf, 0, 5e-324, 1e300, 0]), atol=0)
    assert not record.warnings, record.warnings[0]
    out, _ = student.relu_forward(np.array([[2.0, np.nan]]))
    assert_close(out, np.array([[2.0, np.nan]]))
    out, _ = student.relu_forward(np.zeros((0, 3)))
    assert_close(out, np.zeros((0, 3)))


@points(0.5)
@function("relu_forward")
def test_relu_forward_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, and x is not changed.

    zh: 批量增大时执行的 Python 行数不增加，x 不被改动
    """
    x = rng.normal(size=(60, 3))
    few, many = student.observe.relu_forward(x[:3]), student.observe.relu_forward(x)
    assert_close(many.value[0], np.clip(x, 0, None))
    assert_same_lines(few, many)
    assert_unmodified(many)


@function("relu_backward")
def test_relu_backward_against_complex_steps(student, reference, rng):
    """The gradient passes where x > 0 and nowhere else, whatever sign it has, in float32 and float64.

    zh: 梯度只在 x > 0 处通过，无论正负，float32 和 float64 都可以
    """
    for attempt in caches(student, reference, "relu"):
        with attempt as cache_of:
            for shape in ((7, 3), (2, 3, 2)):
                x, dout = rng.normal(size=shape), rng.normal(size=shape) * 3
                cache = cache_of(x)
                assert_close(student.relu_backward(dout, cache), derivative(relu, [x], 0, dout))
            x, dout = (rng.normal(size=6).astype(np.float32) for _ in range(2))
            cache = cache_of(x)
            assert_close(student.relu_backward(dout, cache), np.where(x > 0, dout, np.float32(0)))


@points(0.5)
@function("relu_backward")
def test_relu_backward_looks_at_the_input_only(student, reference):
    """Every mixture of signs of x and dout comes out right, tiny and huge numbers too; at x = 0 the gradient is 0.

    zh: x 和 dout 的各种符号组合都正确，极小和极大的数也是；x = 0 处梯度为 0
    """
    for attempt in caches(student, reference, "relu"):
        with attempt as cache_of:
            x, dout = np.meshgrid([-1e300, -2.0, -5e-324, 0.0, 5e-324, 0.5, 1e300], [-1e200, -1.5, 0.0, 2.5, 1e200])
            cache = cache_of(x)
            expected = dout.copy()
            expected[:, :4] = 0
            assert_close(student.relu_backward(dout, cache), expected, atol=0)


@points(0.5)
@function("relu_backward")
def test_relu_backward_belongs_to_your_own_relu_forward(student, reference, rng):
    """relu_backward is the slope of your own relu_forward. (If only this passes, relu_forward is wrong.)

    zh: relu_backward 是你自己的 relu_forward 的斜率。（若只有这一项通过，则 relu_forward 有错。）
    """
    x = rng.uniform(0.5, 2, size=(5, 3)) * rng.choice([-1, 1], size=(5, 3))
    x.flat[:2] = 1, -1
    dout, direction = rng.uniform(1, 2, size=(5, 3)), rng.uniform(0.5, 1, size=(5, 3))
    for attempt in caches(student, reference, "relu"):
        with attempt as cache_of:
            cache = cache_of(x)
            claimed = inner([student.relu_backward(dout, cache)], [direction])
            own = slope(lambda at: student.relu_forward(*at)[0], [x], [direction], dout)
            assert_slope(claimed, own, inner([np.where(x > 0, dout, 0)], [direction]))


@function("relu_backward")
def test_relu_backward_leaves_dout_and_the_cache_alone(student, reference, rng):
    """dout and the cache are the same after the call; a cache belongs to its own forward pass, not to the latest.

    zh: 调用之后 dout 和 cache 保持不变；cache 属于它自己的那次前向，而不是最近的一次
    """
    for attempt in caches(student, reference, "relu"):
        with attempt as cache_of:
            x, dout = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
            cache = cache_of(x)
            cache_of(-x)
            first = student.observe.relu_backward(dout, cache)
            assert_close(first.value, np.where(x > 0, dout, 0))
            assert_unmodified(first)
            assert_close(student.relu_backward(dout, cache), np.where(x > 0, dout, 0), note="the same call once more")


@points(0.5)
@function("relu_backward")
def test_relu_backward_is_vectorised(student, reference, rng):
    """A larger batch takes no more lines of Python; an empty batch gives an empty gradient.

    zh: 批量增大时执行的 Python 行数不增加；空批给出空梯度
    """
    for attempt in caches(student, reference, "relu"):
        with attempt as cache_of:
            x, dout = rng.normal(size=(60, 3)), rng.normal(size=(60, 3))
            small, large = cache_of(x[:3]), cache_of(x)
            few, many = student.observe.relu_backward(dout[:3], small), student.observe.relu_backward(dout, large)
            assert_close(many.value, np.where(x > 0, dout, 0))
            assert_same_lines(few, many)
            cache = cache_of(x[:0])
            assert_close(student.relu_backward(dout[:0], cache), np.zeros((0, 3)))


# --- sigmoid ----------------------------------------------------------------------------------------------------------


def test_sigmoid_forward_values(student, reference, rng):
    """The sigmoid is right for ordinary and steep arguments, in any shape, in float32 and float64.

    zh: 对普通和陡峭的自变量 sigmoid 都正确，形状任意，float32 和 float64 都可以
    """
    out, _ = student.sigmoid_forward(STEEP.reshape(3, 4))
    assert_close(out, STEEP_SIGMOIDS.reshape(3, 4))
    out, _ = student.sigmoid_forward(STEEP.astype(np.float32))
    assert_close(out, STEEP_SIGMOIDS.astype(np.float32))
    for shape in ((2, 3, 2), (0, 2)):
        x = rng.normal(size=shape) * 4
        out, _ = student.sigmoid_forward(x)
        assert_close(out, 0.5 + 0.5 * np.tanh(x / 2))
        assert_close(out, reference.sigmoid_forward(x)[0])


@points(0.5)
def test_sigmoid_forward_of_extreme_numbers(student):
    """Arguments of any size and sign, infinities too, give 0 or 1: no nan and no warning, in float32 and float64.

    zh: 任意大小和符号的自变量、包括无穷大，给出 0 或 1：float32 和 float64 中都没有 nan 和警告
    """
    for dtype in (np.float32, np.float64):
        x = np.array([[-1e30, -1000, -np.inf, 0], [1e30, 1000, np.inf, -0.0]], dtype=dtype)
        record = student.observe.sigmoid_forward(x)
        assert_close(record.value[0], np.array([[0, 0, 0, 0.5], [1, 1, 1, 0.5]], dtype=dtype))
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@settings(max_examples=6)  # each example makes two calls
@points(0.5)
@given(x=NUMBERS)
def test_sigmoid_forward_laws(student, x):
    """sigmoid(-x) = 1 - sigmoid(x), and a larger x never has a smaller sigmoid.

    zh: sigmoid(-x) = 1 - sigmoid(x)，x 越大 sigmoid 不会越小
    """
    (up, _), (down, _) = student.sigmoid_forward(np.sort(x)), student.sigmoid_forward(-np.sort(x))
    assert_close(up + down, np.ones(len(x)))
    assert np.all(np.diff(up) >= 0), "a larger x got a smaller sigmoid"


@points(0.5)
@function("sigmoid_forward")
def test_sigmoid_forward_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, and x is not changed.

    zh: 批量增大时执行的 Python 行数不增加，x 不被改动
    """
    x = rng.normal(size=(60, 3))
    few, many = student.observe.sigmoid_forward(x[:3]), student.observe.sigmoid_forward(x)
    assert_close(many.value[0], 0.5 + 0.5 * np.tanh(x / 2))
    assert_same_lines(few, many)
    assert_unmodified(many)


@function("sigmoid_backward")
def test_sigmoid_backward_against_complex_steps(student, reference, rng):
    """The gradient is dout times the slope of the sigmoid, in any shape, in float32 and float64.

    zh: 梯度是 dout 乘以 sigmoid 的斜率，形状任意，float32 和 float64 都可以
    """
    for attempt in caches(student, reference, "sigmoid"):
        with attempt as cache_of:
            for shape in ((7, 3), (2, 3, 2)):
                x, dout = rng.normal(size=shape) * 2, rng.normal(size=shape) * 3
                cache = cache_of(x)
                assert_close(student.sigmoid_backward(dout, cache), derivative(sigmoid, [x], 0, dout))
            x, dout = (rng.normal(size=6).astype(np.float32) for _ in range(2))
            cache = cache_of(x)
            right = dout / (2 + 2 * np.cosh(x.astype(float)))
            assert_close(student.sigmoid_backward(dout, cache), right.astype(np.float32), rtol=1e-4, atol=1e-5)


@points(0.5)
@function("sigmoid_backward")
def test_sigmoid_backward_where_the_sigmoid_is_saturated(student, reference):
    """Far out the gradient is 0, without nan and without a warning; an empty batch gives an empty gradient.

    zh: 很远处梯度为 0，没有 nan 和警告；空批给出空梯度
    """
    for attempt in caches(student, reference, "sigmoid"):
        with attempt as cache_of:
            cache = cache_of(np.array([[-1e4, 1e4, 0.0], [-np.inf, np.inf, -0.0]]))
            record = student.observe.sigmoid_backward(np.array([[3.0, -3.0, 2.0], [5.0, 7.0, -4.0]]), cache)
            assert_close(record.value, np.array([[0, 0, 0.5], [0, 0, -1]]))
            assert not record.warnings, record.warnings[0]
            cache = cache_of(np.zeros((0, 2)))
            assert_close(student.sigmoid_backward(np.zeros((0, 2)), cache), np.zeros((0, 2)))


@points(0.5)
@function("sigmoid_backward")
def test_sigmoid_backward_belongs_to_your_own_sigmoid_forward(student, reference, rng):
    """sigmoid_backward is the slope of your own sigmoid_forward. (If only this passes, sigmoid_forward is wrong.)

    zh: sigmoid_backward 是你自己的 sigmoid_forward 的斜率。（若只有这一项通过，则 sigmoid_forward 有错。）
    """
    x, dout, direction = (rng.uniform(0.5, 1.5, size=(5, 3)) for _ in range(3))
    x[::2] *= -1
    for attempt in caches(student, reference, "sigmoid"):
        with attempt as cache_of:
            cache = cache_of(x)
            claimed = inner([student.sigmoid_backward(dout, cache)], [direction])
            own = slope(lambda at: student.sigmoid_forward(*at)[0], [x], [direction], dout)
            assert_slope(claimed, own, inner([derivative(sigmoid, [x], 0, dout)], [direction]))


@points(0.5)
@function("sigmoid_backward")
def test_sigmoid_backward_leaves_dout_and_the_cache_alone(student, reference, rng):
    """dout and the cache are the same after the call, and a larger batch takes no more lines of Python.

    zh: 调用之后 dout 和 cache 保持不变，批量增大时执行的 Python 行数不增加
    """
    for attempt in caches(student, reference, "sigmoid"):
        with attempt as cache_of:
            x, dout = rng.normal(size=(60, 2)), rng.normal(size=(60, 2))
            small, large = cache_of(x[:3]), cache_of(x)
            few, many = student.observe.sigmoid_backward(dout[:3], small), student.observe.sigmoid_backward(dout, large)
            right = dout / (2 + 2 * np.cosh(x))
            assert_close(many.value, right)
            assert_unmodified(few, many)
            assert_close(student.sigmoid_backward(dout, large), right, note="the same call once more")
            assert_same_lines(few, many)


# --- softmax_loss -----------------------------------------------------------------------------------------------------


@points(0.5)
def test_softmax_loss_against_its_definition(student, reference, rng):
    """The loss is the mean of log sum exp(z_i) - z_i[y_i], for batches of 1, 4 and 7.

    zh: 损失是 log sum exp(z_i) - z_i[y_i] 的平均，批量为 1、4、7
    """
    for n, k in ((1, 3), (7, 4), (4, 4), (5, 1)):
        z, y = rng.normal(size=(n, k)) * 4, rng.integers(0, k, size=n)
        loss, _ = student.softmax_loss(z, y)
        assert_close(loss, np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(n), y]), atol=ROUNDING)
        assert_close(loss, reference.softmax_loss(z, y)[0], atol=ROUNDING)


def test_softmax_loss_gradient_against_complex_steps(student, rng):
    """The gradient is the derivative of the mean loss, for batches of 1, 4 and 7.

    zh: 梯度是平均损失的导数，批量为 1、4、7
    """
    for n, k in ((1, 3), (7, 4), (4, 4), (5, 1)):
        z, y = rng.normal(size=(n, k)) * 2, rng.integers(0, k, size=n)
        _, dz = student.softmax_loss(z, y)
        assert_close(dz, derivative(lambda at, y=y: cross_entropy(at, y), [z], 0), atol=ROUNDING)


def test_softmax_loss_of_huge_logits(student, rng):
    """Logits up to 10000, rows of very different size and hopeless mistakes: neither nan nor inf nor a warning.

    zh: 绝对值达 10000 的 logit、各行大小悬殊、错得离谱：都没有 nan、inf 和警告
    """
    y = np.array([0, 2, 1, 0])
    z = np.array([[1e4, 0, -1e4], [-1e4, 1e4, 1e4 - 2], [0, -1e4, 3], [-1e4, -1e4, -9999]])
    exact = [0, 2 + np.log1p(np.exp(-2)), 10003 + np.log1p(np.exp(-3)), np.log(2 + np.e)]
    e, low = 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(3))
    dz = np.array([[0, 0, 0], [0, e, -e], [low, -1, 1 - low], [1 / (2 + np.e) - 1, 1 / (2 + np.e), np.e / (2 + np.e)]])
    for dtype in (np.float64, np.float32):
        record = student.observe.softmax_loss(z.astype(dtype), y)
        assert_close(record.value[0], dtype(np.mean(exact)))
        assert_close(record.value[1], (dz / 4).astype(dtype), atol=2e-4 if dtype == np.float32 else 1e-11)
        assert not record.warnings, f"{np.dtype(dtype)}: {record.warnings[0]}"


@settings(max_examples=6)  # each example makes two calls
@points(0.5)
@given(z=LOGITS, shift=st.integers(-5000, 5000))
def test_softmax_loss_laws(student, z, shift):
    """Each row of dz sums to 0 with its only negative entry at the label; a shift of a row changes nothing.

    zh: dz 每行之和为 0，唯一的负数在标签处；整行平移不改变结果
    """
    y = np.array([1, 0, 1])
    loss, dz = student.softmax_loss(z, y)
    moved = student.softmax_loss(z + np.array([[shift], [1], [-shift]]), y)
    assert_close(dz.sum(axis=1), np.zeros(3), atol=1e-12)
    assert np.all((dz < 0) == np.eye(2, dtype=bool)[y]), "dz is negative at the label and positive elsewhere"
    assert_close(moved, (loss, dz), rtol=1e-8, atol=1e-9)


@points(0.5)
def test_softmax_loss_keeps_float32(student, rng):
    """Float32 logits give a float32 loss and a float32 gradient, with labels of any width.

    zh: float32 的 logit 给出 float32 的损失和梯度，标签为任意宽度
    """
    z, y = rng.normal(size=(5, 3)).astype(np.float32), rng.integers(0, 3, size=5)
    right = derivative(lambda at: cross_entropy(at, y), [z.astype(float)], 0).astype(np.float32)
    for kind in (np.int64, np.uint8):
        loss, dz = student.softmax_loss(z, y.astype(kind))
        assert_close(loss, np.float32(cross_entropy(z.astype(float), y)), atol=1e-6)
        assert_close(dz, right, rtol=1e-4, atol=1e-6)


@points(0.5)
def test_softmax_loss_refuses_bad_labels(student):
    """A label that is no class is an IndexError, also a negative one; labels of another shape are a ValueError.

    zh: 不存在的类别标签引发 IndexError，负标签也是；形状不对的标签引发 ValueError
    """
    z = np.array([[0.0, 1.0, 2.0], [5.0, 5.0, 5.0]])
    loss, _ = student.softmax_loss(z, np.array([0, 2]))
    assert_close(loss, (np.log(1 + np.e + np.e**2) + np.log(3)) / 2)
    for labels in ([0, 3], [-1, 0], [0, -3]):
        with pytest.raises(IndexError):
            student.softmax_loss(z, np.array(labels))
    for labels in ([[0], [2]], [0, 1, 2], [1]):
        with pytest.raises((ValueError, IndexError)):
            student.softmax_loss(z, np.array(labels))


@points(0.5)
@function("softmax_loss")
def test_softmax_loss_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, and neither logits nor labels are changed.

    zh: 批量增大时执行的 Python 行数不增加，logit 和标签都不被改动
    """
    z, y = rng.normal(size=(60, 4)), rng.integers(0, 4, size=60)
    few, many = student.observe.softmax_loss(z[:3], y[:3]), student.observe.softmax_loss(z, y)
    assert_close(many.value[0], np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(60), y]))
    assert_same_lines(few, many)
    assert_unmodified(many)


# --- mlp_forward and mlp_backward -------------------------------------------------------------------------------------


def test_mlp_forward_of_any_depth(student, reference, rng):
    """Affine layers with a ReLU between them and none after the last: 1 to 4 layers, batches of 1 and 7.

    zh: 仿射层之间有 ReLU，最后一层之后没有：1 到 4 层，批量为 1 和 7
    """
    for n, sizes in ((7, (3, 5, 4)), (1, (5, 2)), (4, (4, 4, 4)), (3, (2, 3, 4, 5, 1))):
        X, params = halves(rng, n, sizes[0]), network(rng, sizes)
        scores, _ = student.mlp_forward(X, params)
        assert_close(scores, perceptron(X, *flatten(params)), note=f"widths {sizes}")
        assert_close(scores, reference.mlp_forward(X, params)[0])


@points(0.5)
def test_mlp_forward_of_pictures(student, rng):
    """Samples of several axes are flattened, float32 stays float32, and an empty batch gives no scores.

    zh: 多轴的样本会被展平，float32 仍为 float32，空批没有分数
    """
    pixels, params = rng.integers(0, 9, size=(3, 2, 2), dtype=np.uint8), network(rng, (4, 5, 3))
    right = perceptron(rows(pixels).astype(float), *flatten(params))
    single = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    assert_close(student.mlp_forward(pixels, params)[0], right)
    assert_close(student.mlp_forward(pixels.astype(np.float32), single)[0], right.astype(np.float32), atol=1e-4)
    assert_close(student.mlp_forward(np.zeros((0, 2, 2)), params)[0], np.zeros((0, 3)))


@points(0.5)
@function("mlp_forward")
def test_mlp_forward_is_vectorised(student, rng):
    """A larger batch takes no more lines of Python, X and params are not changed, and the cache serves mlp_backward.

    zh: 批量增大时执行的 Python 行数不增加，X 和 params 都不被改动，并且 cache 能供 mlp_backward 使用
    """
    X, params, dscores = halves(rng, 60, 4), network(rng, (4, 5, 3)), rng.normal(size=(3, 3))
    few, many = student.observe.mlp_forward(X[:3], params), student.observe.mlp_forward(X, params)
    assert_close(many.value[0], perceptron(X, *flatten(params)))
    assert_same_lines(few, many)
    assert_unmodified(many)
    args = [X[:3], *flatten(params)]
    right = [derivative(perceptron, args, which, dscores) for which in range(1, len(args))]
    gradients = student.mlp_backward(dscores, few.value[1])
    assert_close(gradients, pairs(right), atol=ROUNDING, note="mlp_backward with the cache of mlp_forward")


DEPTHS = {"one layer": (7, (5, 2)), "two layers": (7, (3, 5, 4)), "three layers": (1, (4, 3, 5, 2))}


@pytest.mark.parametrize("depth", DEPTHS)
@function("mlp_backward")
def test_mlp_backward_against_complex_steps(student, reference, rng, depth):
    """The gradients of all weights and biases are the derivatives of the network, first layer first.

    zh: 所有权重和偏置的梯度都是网络的导数，第一层在前
    """
    for attempt in caches(student, reference, "mlp"):
        with attempt as cache_of:
            n, sizes = DEPTHS[depth]
            X, params, dscores = halves(rng, n, sizes[0]), network(rng, sizes), rng.normal(size=(n, sizes[-1]))
            args = [X, *flatten(params)]
            cache = cache_of(X, params)
            right = [derivative(perceptron, args, which, dscores) for which in range(1, len(args))]
            assert_close(student.mlp_backward(dscores, cache), pairs(right), atol=ROUNDING)


@points(0.5)
@function("mlp_backward")
def test_mlp_backward_belongs_to_your_own_mlp_forward(student, reference, rng):
    """mlp_backward is the slope of your own mlp_forward. (If only this passes, mlp_forward is wrong.)

    zh: mlp_backward 是你自己的 mlp_forward 的斜率。（若只有这一项通过，则 mlp_forward 有错。）
    """
    X, params, dscores = halves(rng, 5, 3), network(rng, (3, 6, 2)), rng.uniform(1, 2, size=(5, 2))
    point, direction = flatten(params), [rng.uniform(0.5, 1, size=array.shape) for array in flatten(params)]
    for attempt in caches(student, reference, "mlp"):
        with attempt as cache_of:
            cache = cache_of(X, params)
            claimed = inner(flatten(student.mlp_backward(dscores, cache)), direction)
            own = slope(lambda at: student.mlp_forward(X, pairs(at))[0], point, direction, dscores)
            right = [derivative(perceptron, [X, *point], which, dscores) for which in range(1, 5)]
            assert_slope(claimed, own, inner(right, direction))


@points(0.5)
@function("mlp_backward")
def test_mlp_backward_leaves_dscores_and_the_cache_alone(student, reference, rng):
    """dscores and the cache are the same after the call; a cache belongs to its own forward pass, not to the latest.

    zh: 调用之后 dscores 和 cache 保持不变；cache 属于它自己的那次前向，而不是最近的一次
    """
    for attempt in caches(student, reference, "mlp"):
        with attempt as cache_of:
            X, params, dscores = halves(rng, 4, 3), network(rng, (3, 5, 2)), rng.normal(size=(4, 2))
            args = [X, *flatten(params)]
            cache = cache_of(X, params)
            cache_of(1 - X, params)
            first = student.observe.mlp_backward(dscores, cache)
            right = pairs([derivative(perceptron, args, which, dscores) for which in range(1, 5)])
            assert_close(first.value, right, atol=ROUNDING)
            assert_unmodified(first)
            assert_close(student.mlp_backward(dscores, cache), right, atol=ROUNDING, note="the same call once more")


@points(0.5)
@function("mlp_backward")
def test_mlp_backward_of_pictures(student, reference, rng):
    """Float32 stays float32, samples may have several axes, and a larger batch takes no more lines of Python.

    zh: float32 仍为 float32，样本可以有多个轴，批量增大时执行的 Python 行数不增加
    """
    for attempt in caches(student, reference, "mlp"):
        with attempt as cache_of:
            X, params, dscores = (
                halves(rng, 60, 2, 2),
                network(rng, (4, 3, 2)),
                rng.normal(size=(60, 2)).astype(np.float32),
            )
            args = [rows(X), *flatten(params)]
            single = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
            small, large = (cache_of(x.astype(np.float32), single) for x in (X[:3], X))
            few, many = student.observe.mlp_backward(dscores[:3], small), student.observe.mlp_backward(dscores, large)
            right = [derivative(perceptron, args, which, dscores).astype(np.float32) for which in range(1, 5)]
            assert_close(many.value, pairs(right), rtol=1e-4, atol=1e-3)
            assert_same_lines(few, many)


# --- mlp_loss ---------------------------------------------------------------------------------------------------------


@points(0.5)
def test_mlp_loss_adds_the_decay_of_every_layer(student, reference, rng):
    """The loss is the mean cross-entropy plus lambda / 2 times all squared weights, whatever the size of the batch.

    zh: 损失是平均交叉熵加上 lambda / 2 乘以所有权重的平方，与批量大小无关
    """
    for n, sizes, decay in ((7, (3, 5, 4), 0.3), (1, (4, 2, 6, 3), 1.7), (4, (5, 2), 0.0)):
        X, y, params = halves(rng, n, sizes[0]), rng.integers(0, sizes[-1], size=n), network(rng, sizes)
        loss, _ = student.mlp_loss(X, y, params, decay)
        right = decayed_loss(X, y, decay, *flatten(params))
        assert_close(loss, right, atol=ROUNDING, note=f"weight_decay = {decay}")
        assert_close(loss, reference.mlp_loss(X, y, params, decay)[0], atol=ROUNDING)


def test_mlp_loss_gradients_without_decay(student, rng):
    """With lambda = 0 the gradients are the derivatives of the mean cross-entropy.

    zh: lambda = 0 时梯度是平均交叉熵的导数
    """
    for n, sizes in ((7, (3, 5, 4)), (1, (4, 2, 3, 2))):
        X, y, params = halves(rng, n, sizes[0]), rng.integers(0, sizes[-1], size=n), network(rng, sizes)
        args = [X, y, 0.0, *flatten(params)]
        _, grads = student.mlp_loss(X, y, params, 0.0)
        right = [derivative(decayed_loss, args, which) for which in range(3, len(args))]
        assert_close(grads, pairs(right), atol=ROUNDING, note=f"{n} samples, widths {sizes}")


@pytest.mark.parametrize("which", [0, 1], ids=["weights", "biases"])
def test_mlp_loss_gradients_with_decay(student, rng, which):
    """With lambda > 0 the gradients are the derivatives of the whole loss: weights decay, biases do not.

    zh: lambda > 0 时梯度是整个损失的导数：权重衰减，偏置不衰减
    """
    for n, sizes, decay in ((7, (3, 5, 4), 0.3), (2, (4, 2, 3, 2), 1.7)):
        X, y, params = halves(rng, n, sizes[0]), rng.integers(0, sizes[-1], size=n), network(rng, sizes)
        args = [X, y, decay, *flatten(params)]
        _, grads = student.mlp_loss(X, y, params, decay)
        for index, pair in enumerate(grads):
            right = derivative(decayed_loss, args, 3 + 2 * index + which)
            assert_close(pair[which], right, atol=ROUNDING, note=f"layer {index + 1} of widths {sizes}")


@points(0.5)
def test_mlp_loss_gradients_belong_to_your_own_loss(student, rng):
    """The gradients are the slope of the loss that you return. (If only this passes, the loss is wrong.)

    zh: 梯度是你返回的损失的斜率。（若只有这一项通过，则损失有错。）
    """
    X, y, params = halves(rng, 5, 3), rng.integers(0, 3, size=5), network(rng, (3, 6, 3))
    point, direction = flatten(params), [np.sign(array) for array in flatten(params)]
    _, grads = student.mlp_loss(X, y, params, 0.7)
    own = slope(lambda at: student.mlp_loss(X, y, pairs(at), 0.7)[0], point, direction)
    right = [derivative(decayed_loss, [X, y, 0.7, *point], which) for which in range(3, 7)]
    assert_slope(inner(flatten(grads), direction), own, inner(right, direction))


@points(0.5)
def test_mlp_loss_of_pictures(student, rng):
    """Float32 stays float32, samples may have several axes, and neither X nor the labels nor params is changed.

    zh: float32 仍为 float32，样本可以有多个轴，X、标签和 params 都不被改动
    """
    X, y, params = halves(rng, 4, 2, 2), rng.integers(0, 3, size=4), network(rng, (4, 5, 3))
    args = [rows(X), y, 0.4, *flatten(params)]
    right = [derivative(decayed_loss, args, which).astype(np.float32) for which in range(3, 7)]
    single = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    record = student.observe.mlp_loss(X.astype(np.float32), y, single, 0.4)
    assert_close(record.value[0], np.float32(decayed_loss(*args)), rtol=1e-4)
    assert_close(record.value[1], pairs(right), rtol=1e-4, atol=1e-4)
    assert_unmodified(record)


# --- gradient_check ---------------------------------------------------------------------------------------------------


@points(0.5)
def test_gradient_check_of_right_gradients(student, rng):
    """A right gradient has an error near 0 at a point of any shape, though its entries are of very different size.

    zh: 正确的梯度误差接近 0，点的形状任意，尽管各元素大小悬殊
    """
    for shape in ((2, 2), (1, 2, 1), (0,), ()):
        x, c = np.asarray(rng.uniform(0.5, 1, size=shape)), rng.uniform(1, 2, size=shape) * 100
        error = student.gradient_check(lambda at, c=c: np.sum(c * at**3), x, 3 * c * x**2)
        assert_close(error, 0.0, atol=1e-6, note=f"x of shape {shape}")
    x = np.array([1e-3, 1.0, 30.0])
    assert_close(student.gradient_check(lambda at: np.sum(at**2), x, 2 * x), 0.0, atol=1e-5)


def test_gradient_check_finds_the_worst_entry(student, reference, rng):
    """The result is the largest |a - g| / (|a| + |g|), wherever it stands and whichever of the two is larger.

    zh: 结果是最大的 |a - g| / (|a| + |g|)，无论它在何处、两者中哪个更大
    """
    x = rng.uniform(1, 2, size=(2, 2))
    for index, factor in (((0, 0), 3.0), ((1, 1), 0.5), ((1, 0), -1.0)):
        analytic = 2 * x
        analytic[0, 1] *= 1.1
        analytic[index] *= factor
        error = student.gradient_check(lambda at: np.sum(at**2), x, analytic)
        assert_close(error, abs(factor - 1) / (abs(factor) + 1), rtol=1e-6, note=f"entry {index} times {factor}")
    assert_close(error, reference.gradient_check(lambda at: np.sum(at**2), x, analytic), rtol=1e-6)


@points(0.5)
def test_gradient_check_uses_central_differences(student):
    """A parabola has no error at all, however strong its curvature, and a step of 1e-5 is right for an exponential.

    zh: 抛物线没有误差，无论弯曲多强；对指数函数 1e-5 的步长正合适
    """
    error = student.gradient_check(lambda x: np.sum(5e4 * x**2), np.array([1e-3, -1e-3]), np.array([100.0, -100.0]))
    assert_close(error, 0.0, atol=1e-7, note="a parabola")
    x = np.array([0.5, 1.0])
    error = student.gradient_check(lambda x: np.sum(np.exp(4 * x)), x, 4 * np.exp(4 * x))
    assert_close(error, 0.0, atol=2e-8)


@points(0.5)
def test_gradient_check_of_tiny_gradients(student):
    """Below 1e-8 the error is measured against 1e-8: 3e-10 for 1e-10 gives 0.02, and 0 for 0 gives 0.

    zh: 小于 1e-8 时误差以 1e-8 为基准：1e-10 写成 3e-10 得 0.02，0 写成 0 得 0
    """
    record = student.observe.gradient_check(lambda x: 1e-10 * x[0], np.array([0.5, 2.0]), np.array([3e-10, 0.0]))
    assert_close(record.value, 0.02, rtol=1e-4)
    assert not record.warnings, record.warnings[0]


@points(0.5)
def test_gradient_check_leaves_its_arguments_alone(student):
    """x and analytic are the same after the call, and one entry is nudged at a time, to both sides.

    zh: 调用之后 x 和 analytic 保持不变，每次只拨动一个元素，向两侧各一次
    """
    x, analytic, seen = np.array([[0.3, -0.7, 1.1]]), np.array([[1.0, 2.0, 3.5]]), []

    def f(at):
        seen.append(at - x)
        return np.sum(at * np.array([[1.0, 2.0, 3.0]]))

    record = student.observe.gradient_check(f, x, analytic)
    assert_close(record.value, 0.5 / 6.5, rtol=1e-6)
    assert_unmodified(record)
    nudges = np.concatenate(seen)
    nudges = nudges[np.abs(nudges).max(axis=1) > 0]  # f(x) itself may have been asked for, too
    assert np.all((nudges != 0).sum(axis=1) == 1), "more than one entry was nudged at once"
    assert_close(np.sort(nudges.sum(axis=1)), np.repeat([-1e-5, 1e-5], 3), rtol=1e-6)


@points(0.5)
def test_gradient_check_in_float64(student):
    """Float32 and integer points are checked in float64.

    zh: float32 和整数的点在 float64 中检查
    """
    for dtype in (np.float32, np.int64):
        x = np.array([1000, 2, -3], dtype=dtype)
        analytic = np.array([2000, 5, -6], dtype=dtype)
        assert_close(student.gradient_check(lambda at: np.sum(at**2), x, analytic), 1 / 9, rtol=1e-3)


@points(0.5)
def test_gradient_check_does_not_hide_nan(student):
    """A nan among the entries gives nan, wherever it stands; a gradient of another shape is a ValueError.

    zh: 元素中有 nan 则给出 nan，无论在何处；形状不同的梯度引发 ValueError
    """
    x = np.array([1.0, -2.0])
    for analytic in ([np.nan, 5.0], [2.5, np.nan]):
        assert_close(student.gradient_check(lambda at: np.sum(at**2), x, np.array(analytic)), np.nan)
    for analytic in (np.array([[2.0], [-4.0]]), np.array([2.0]), np.float64(2)):
        with pytest.raises(ValueError):
            student.gradient_check(lambda at: np.sum(at**2), x, analytic)


# --- activation_memory ------------------------------------------------------------------------------------------------


def test_activation_memory_counts_the_bytes_of_the_kept_arrays(student, reference, rng):
    """The bytes are those of the inputs of all affine layers, for any depth, batch and size of number.

    zh: 字节数是所有仿射层输入的字节数，深度、批量、每个数的大小都任意
    """
    for depth, dtype in ((1, np.float64), (2, np.float16), (3, np.float32), (5, np.float64)):
        batch, sizes = int(rng.integers(2, 9)), [int(width) for width in rng.integers(2, 30, size=depth + 1)]
        kept = [np.empty((batch, width), dtype) for width in sizes[:depth]]
        answer = student.activation_memory(batch, sizes, np.dtype(dtype).itemsize)
        assert_close(answer, sum(array.nbytes for array in kept), note=f"widths {sizes}")
        assert_close(answer, reference.activation_memory(batch, sizes, np.dtype(dtype).itemsize))


@points(0.5)
def test_activation_memory_edges(student):
    """It grows with the batch and is exact beyond 2 GiB; no sample takes no memory; a single width is a ValueError.

    zh: 它随批量增长，超过 2 GiB 仍精确；没有样本不占内存；只有一个宽度引发 ValueError
    """
    assert_close(student.activation_memory(1, (6, 5), 2), 12)
    assert_close(student.activation_memory(0, [6, 5], 2), 0)
    assert_close(student.activation_memory(100000, (150528, 4096, 4096, 1000), 4), 63488000000)
    for sizes in ([7], []):
        with pytest.raises(ValueError):
            student.activation_memory(3, sizes, 4)
