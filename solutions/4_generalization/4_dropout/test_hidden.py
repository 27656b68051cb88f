"""Hidden tests of dropout: exact tests of the randomness, autograd and brute force as oracles, and the edges.

No test expects one particular mask. What is random is counted, and the count is compared with the binomial distribution
that it must follow; each such test says how often it fails for an answer that is right (its false alarm).
Unless a test is about dtypes, any dtype will do, and a factor may be rounded to float32.
"""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from grader.testing import assert_close, function, points

SHAPE = (20, 25, 40)  # samples, units, units: 20000 entries
FACTOR = 1e-6  # relative error of 1 / (1 - drop_prob) that is no concern of these tests
OUTSIDE = (-0.1, 1.2, float("nan"))


def _pair(result):
    """The two arrays that dropout returns."""
    assert isinstance(result, tuple | list) and len(result) == 2, "dropout returns two arrays: out and mask"
    return np.asarray(result[0]), np.asarray(result[1])


def _assert_binomial(count, trials, probability, what, alpha=1e-9):
    """Exact two-sided test: a count that is Binomial(trials, probability) is refused with probability alpha at most."""
    at_most = special.bdtr(count, trials, probability)
    at_least = special.bdtrc(count - 1, trials, probability) if count else 1.0
    assert min(at_most, at_least) > alpha / 2, (
        f"{what}: {count} of {trials}, where {probability * trials:.0f} are expected; chance does not explain that"
    )


def _interval(trials, probability, alpha):
    """The counts outside of which a Binomial(trials, probability) one lies with probability alpha at most."""
    counts = np.arange(trials + 1)
    at_most = special.bdtr(counts, trials, probability)
    at_least = np.append(1.0, special.bdtrc(counts[:-1], trials, probability))
    inside = np.flatnonzero((at_most > alpha / 2) & (at_least > alpha / 2))
    return inside[0], inside[-1]


def _assert_independent(kept, axis, rng, keep_prob, what, alpha=1e-9):
    """Entries that lie apart along `axis` are kept or dropped together as often as independent ones.

    The indices along the axis are paired at random, each with one partner, so that the pairs are independent and the
    number that agree is binomial.
    """
    lines = np.moveaxis(kept, axis, 0)[rng.permutation(kept.shape[axis])]
    half = len(lines) // 2
    agree = lines[:half] == lines[half : 2 * half]
    _assert_binomial(int(agree.sum()), agree.size, keep_prob**2 + (1 - keep_prob) ** 2, what, alpha)


def _changed_arrays(record):
    """The names of the arguments that a call modified; a generator is there to be drawn from."""
    return [name for name in record.modified if not isinstance(record.after[name], np.random.Generator)]


def _nonzero(rng, *shape):
    """Numbers of both signs, none of them near 0: a zero in the result is then a dropped entry."""
    return rng.uniform(0.5, 3.0, size=shape) * rng.choice([-1.0, 1.0], size=shape)


# --- dropout ----------------------------------------------------------------------------------------------------------


@points(2)
@function("dropout")
def test_dropout_gives_zero_or_the_scaled_entry(student, rng):
    """Every entry of out is 0 or x / (1 - drop_prob), in arrays of every shape, contiguous or not.

    zh: out 的每个元素是 0 或 x / (1 - drop_prob)，数组形状任意，内存连续与否都可以
    """
    cube, kept, dropped = _nonzero(rng, 4, 6, 10), 0, 0
    views = (cube, cube[0], cube[:1, :1, 0], cube[0, 0], cube[::2, ::-3, 1::2].T, _nonzero(rng, 7, 1))
    for x, drop_prob in zip(views, (0.5, 0.1, 0.8, 0.3, 0.6, 0.9), strict=True):
        out, _ = _pair(student.dropout(x, drop_prob, rng))
        right = np.where(out == 0, 0, x / (1 - drop_prob))
        assert_close(out, right, rtol=FACTOR, dtype=False, note=f"drop_prob={drop_prob}")
        kept, dropped = kept + np.sum(out != 0), dropped + np.sum(out == 0)
    assert kept and dropped, f"{kept} entries are kept and {dropped} dropped"  # false alarm: 2 * 0.5 ** 240 < 1e-71


@function("dropout")
def test_the_mask_says_what_was_kept(student, rng):
    """The mask has the shape of x and holds 1 for a kept and 0 for a dropped entry; in evaluation it is all ones.

    zh: 掩码与 x 形状相同，保留处为 1，丢弃处为 0；评估时全为一
    """
    for x, drop_prob in ((_nonzero(rng, 9, 8), 0.6), (_nonzero(rng, 2, 3, 20), 0.25)):
        out, mask = _pair(student.dropout(x, drop_prob, rng))
        assert mask.shape == x.shape, f"x has shape {x.shape} and the mask {mask.shape}"
        assert_close(mask.astype(float), (out != 0).astype(float), note="the mask against the zeros of out")
        _, mask = _pair(student.dropout(x, drop_prob, rng, False))
        assert_close(mask.astype(float), np.ones(x.shape), note="the mask of an evaluation")


@points(2)
@function("dropout")
def test_dropout_keeps_as_many_as_it_should(student, rng):
    """The number of kept entries is binomial with probability 1 - drop_prob. False alarm: 1e-9.

    zh: 保留的个数服从概率为 1 - drop_prob 的二项分布。误报率：1e-9
    """
    for drop_prob in (0.2, 0.7):
        out, _ = _pair(student.dropout(_nonzero(rng, *SHAPE), drop_prob, rng))
        assert out.shape == SHAPE, f"x has shape {SHAPE} and out {out.shape}"
        what = f"kept entries with drop_prob {drop_prob}"
        _assert_binomial(int(np.sum(out != 0)), out.size, 1 - drop_prob, what, alpha=0.5e-9)


@points(2)
@function("dropout")
def test_samples_are_dropped_independently(student, rng):
    """Each sample of the batch, and each call, has a mask of its own. False alarm: 1e-9.

    zh: 批中每个样本、每次调用都有自己的掩码。误报率：1e-9
    """
    x = _nonzero(rng, *SHAPE)
    first, second = (_pair(student.dropout(x, 0.3, rng))[0] != 0 for _ in range(2))
    assert first.shape == second.shape == SHAPE, f"x has shape {SHAPE} and out {first.shape}"
    _assert_independent(first, 0, rng, 0.7, "two samples agree about a unit", alpha=0.5e-9)
    together = np.stack([first, second])
    _assert_independent(together, 0, rng, 0.7, "two calls agree about an entry", alpha=0.5e-9)


@function("dropout")
def test_units_are_dropped_independently(student, rng):
    """Within a sample each unit is kept or dropped on its own, not whole rows or columns. False alarm: 1e-9.

    zh: 一个样本内每个单元各自决定保留或丢弃，而不是整行或整列。误报率：1e-9
    """
    out, _ = _pair(student.dropout(_nonzero(rng, *SHAPE), 0.4, rng))
    assert out.shape == SHAPE, f"x has shape {SHAPE} and out {out.shape}"
    for axis in (1, 2):
        _assert_independent(out != 0, axis, rng, 0.6, f"two units apart along axis {axis} agree", alpha=0.5e-9)


@points(0.5)
@function("dropout")
def test_the_number_of_dropped_entries_varies(student, rng):
    """Not always the same share is dropped: with drop_prob 0.5 it varies from call to call. False alarm: 1e-10.

    zh: 丢弃的比例不总是相同：drop_prob 为 0.5 时各次调用有所不同。误报率：1e-10
    """
    # 7 independent counts of 1000 are all equal with probability sum_k P(k) ** 7 < 1e-10: P(k) is 0.0252 at most.
    counts = {int(np.sum(_pair(student.dropout(np.ones((20, 50)), 0.5, rng))[0] != 0)) for _ in range(7)}
    assert len(counts) > 1, "every call dropped the same number of entries"


@points(0.5)
@function("dropout")
def test_dropout_preserves_the_mean(student, rng):
    """The mean over many samples is x. False alarm: 1e-9.

    zh: 许多样本的均值为 x。误报率：1e-9
    """
    x, drop_prob, n = np.array([1.5, -2.0, 0.25]), 0.6, 4000
    out, _ = _pair(student.dropout(np.tile(x, (n, 1)), drop_prob, rng))
    low, high = (count / (n * (1 - drop_prob)) for count in _interval(n, 1 - drop_prob, 1e-9 / 3))
    ratio = out.mean(axis=0) / x
    assert ratio.shape == (3,), f"out has shape {out.shape}, not {(n, 3)}"
    assert np.all((ratio > low - 1e-6) & (ratio < high + 1e-6)), f"the mean of out is x times {ratio}"


@points(0.5)
@function("dropout")
def test_dropout_has_the_right_variance(student, rng):
    """The variance of out is drop_prob / (1 - drop_prob) times x squared. False alarm: 1e-9.

    zh: out 的方差是 drop_prob / (1 - drop_prob) 乘以 x 的平方。误报率：1e-9
    """
    x, drop_prob, n = np.array([1.5, -2.0, 0.25]), 0.25, 4000
    out, _ = _pair(student.dropout(np.tile(x, (n, 1)), drop_prob, rng))
    shares = np.array(_interval(n, 1 - drop_prob, 1e-9 / 3)) / n
    high, low = shares * (1 - shares) / (1 - drop_prob) ** 2  # s (1 - s) falls above 1/2
    ratio = out.var(axis=0) / x**2
    assert ratio.shape == (3,), f"out has shape {out.shape}, not {(n, 3)}"
    assert np.all((ratio > low - 1e-6) & (ratio < high + 1e-6)), (
        f"the variance of out is x squared times {ratio}; {drop_prob / (1 - drop_prob):.3f} is right"
    )


@points(1.5)
@function("dropout")
def test_dropout_draws_from_its_generator_only(student, rng):
    """Generators in one state give one result, in other states others, and every call goes on from the last.

    zh: 状态相同的生成器给出相同的结果，不同则不同，每次调用接着上一次继续
    """
    x, seed = _nonzero(rng, 10, 20), int(rng.integers(1 << 32))
    generator = np.random.default_rng(seed)
    before = generator.bit_generator.state
    out, again = (_pair(student.dropout(x, 0.4, generator))[0] for _ in range(2))
    same, _ = _pair(student.dropout(x, 0.4, np.random.default_rng(seed)))
    other, _ = _pair(student.dropout(x, 0.4, np.random.default_rng(seed + 1)))
    assert_close(same, out, dtype=False, note="two generators with one seed")
    assert generator.bit_generator.state != before, "the generator's state is the same after two calls"
    # False alarm: two independent masks of 200 entries are equal with probability 0.52 ** 200 < 1e-56.
    assert np.any(again != out), "two calls in a row gave the same mask"
    assert np.any(other != out), "two generators with different seeds gave the same mask"


@function("dropout")
def test_dropout_with_probability_zero_and_one(student, rng):
    """With drop_prob 0 out is x, with 1 it is zero without nan or warning; the mask is all ones or all zeros.

    zh: drop_prob 为 0 时 out 就是 x，为 1 时为零，没有 nan 和警告；掩码全为一或全为零
    """
    x = np.array([[1e30, -1e-30, 3.5], [-7.0, 1e-5, 2.0]])
    for drop_prob, expected in ((0, x), (1, np.zeros((2, 3))), (1.0, np.zeros((2, 3)))):
        record = student.observe.dropout(x, drop_prob, rng)
        out, mask = _pair(record.value)
        assert_close(out, expected, dtype=False, atol=0, note=f"drop_prob={drop_prob}")
        assert_close(mask.astype(float), np.full((2, 3), 1.0 - drop_prob), note=f"mask, drop_prob={drop_prob}")
        assert not record.warnings, f"drop_prob={drop_prob}: {record.warnings[0]}"


@function("dropout")
def test_dropout_is_the_identity_in_evaluation(student, rng):
    """With training=False out is x for every drop_prob; with training=True it is not.

    zh: training=False 时对任意 drop_prob，out 都是 x；training=True 时不是
    """
    x = _nonzero(rng, 7, 30)
    for drop_prob in (0.3, 0, 1):
        out, _ = _pair(student.dropout(x, drop_prob, rng, training=False))
        oracle = torch.nn.functional.dropout(torch.from_numpy(x), float(drop_prob), training=False)
        assert_close(out, oracle.numpy(), dtype=False, note=f"drop_prob={drop_prob}")
    out, _ = _pair(student.dropout(x, 0.3, rng, training=True))
    assert np.any(out == 0), "nothing was dropped with training=True"  # false alarm: 0.7 ** 210 < 1e-32


@points(0.5)
@function("dropout")
def test_dropout_does_not_draw_in_evaluation(student, rng):
    """An evaluation leaves the generator in the state that it had.

    zh: 评估时生成器的状态保持不变
    """
    x, generator = _nonzero(rng, 3, 5), np.random.default_rng(rng.integers(1 << 32))
    before = generator.bit_generator.state
    out, _ = _pair(student.dropout(x, 0.3, generator, training=False))
    assert_close(out, x, dtype=False)
    assert generator.bit_generator.state == before, "random numbers were drawn with training=False"


@points(0.5)
@function("dropout")
def test_dropout_refuses_what_is_no_probability(student, rng):
    """A drop_prob below 0, above 1 or nan raises ValueError, in training and in evaluation; 0 and 1 do not.

    zh: drop_prob 小于 0、大于 1 或为 nan 抛出 ValueError，训练和评估时都如此；0 和 1 不抛出
    """
    x = np.array([2.0, -5.0])
    assert_close(_pair(student.dropout(x, 0, rng))[0], x, dtype=False)
    assert_close(_pair(student.dropout(x, 1, rng, False))[0], x, dtype=False)
    for drop_prob, training in (*((outside, True) for outside in OUTSIDE), (OUTSIDE[0], False), (OUTSIDE[1], False)):
        with pytest.raises(ValueError):
            student.dropout(x, drop_prob, rng, training)


@points(0.5)
@function("dropout")
def test_dropout_leaves_x_alone(student, rng):
    """x is the same after the call, in training and in evaluation.

    zh: 调用之后 x 保持不变，训练和评估时都如此
    """
    x = _nonzero(rng, 5, 8)
    for drop_prob, training in ((0.5, True), (1, True), (0.5, False)):
        record = student.observe.dropout(x, drop_prob, rng, training)
        out, _ = _pair(record.value)
        expected = np.where(out == 0, 0, 2 * x if training else x)
        assert_close(out, expected, rtol=FACTOR, dtype=False, note=f"drop_prob={drop_prob}, training={training}")
        assert not _changed_arrays(record), "dropout changed x in place"


@points(0.5)
@function("dropout")
def test_dropout_keeps_the_dtype(student, rng):
    """float16, float32 and float64 come back as they were.

    zh: float16、float32、float64 输入什么就返回什么
    """
    for dtype in (np.float16, np.float32, np.float64):
        x = rng.integers(1, 9, size=(6, 9)).astype(dtype)
        out, _ = _pair(student.dropout(x, 0.75, rng))
        assert_close(out, np.where(out == 0, 0, 4 * x).astype(dtype), note=f"x of {np.dtype(dtype)}")
        if dtype == np.float32:
            assert_close(_pair(student.dropout(x, 0.75, rng, False))[0], x, note="float32 in evaluation")
            assert_close(_pair(student.dropout(x, 1, rng))[0], 0 * x, note="float32, everything is dropped")


@points(0.5)
@function("dropout")
def test_dropout_of_empty_and_of_single_entries(student, rng):
    """An empty batch stays empty; a batch of one, a single unit and a single number are dropped as any other.

    zh: 空批仍为空；批量为一、单个单元、单个数都照样丢弃
    """
    for shape in ((0, 5), (0,)):
        out, mask = _pair(student.dropout(np.zeros(shape), 0.5, rng))
        assert out.shape == mask.shape == shape, f"x has shape {shape}, out {out.shape} and the mask {mask.shape}"
    for shape in ((1, 1), (), (1, 6)):
        out, mask = _pair(student.dropout(np.full(shape, 3.0), 0.5, rng))
        assert_close(out, np.where(mask != 0, 6.0, 0.0), dtype=False, note=f"x of shape {shape}")
        assert out.shape == shape, f"x has shape {shape} and out {out.shape}"


@points(0.5)
@settings(max_examples=4)  # each draws whole arrays on the other side
@given(
    entries=st.lists(st.integers(-64, 64).filter(bool), min_size=6, max_size=6),
    drop_prob=st.sampled_from([0.0, 0.125, 0.3, 0.5, 0.9, 1.0]),
    seed=st.integers(0, 1 << 31),
)
@function("dropout")
def test_the_mask_does_not_depend_on_the_values(student, entries, drop_prob, seed):
    """With the generator in the same state, dropout of -2 x is -2 times dropout of x.

    zh: 生成器状态相同时，-2 x 的 dropout 是 x 的 dropout 的 -2 倍
    """
    x = np.array(entries, dtype=float).reshape(2, 3)
    out, mask = _pair(student.dropout(x, drop_prob, np.random.default_rng(seed)))
    scaled, same_mask = _pair(student.dropout(-2 * x, drop_prob, np.random.default_rng(seed)))
    assert_close(scaled, -2 * out, dtype=False)
    assert_close(same_mask, mask, dtype=False)


# --- dropout_backward -------------------------------------------------------------------------------------------------


@points(1.5)
@function("dropout_backward")
def test_dropout_backward_against_autograd(student, reference, rng):
    """The gradient agrees with autograd for masks of every dtype, whatever the shape.

    zh: 梯度与自动微分一致，掩码为任意 dtype，形状任意
    """
    kinds = itertools.cycle((bool, np.int64, np.float64, np.uint8, np.float32))
    for shape, drop_prob in (((7, 3), 0.2), ((1, 5), 0.75), ((6,), 0.4), ((2, 3, 4), 0.9), ((0, 4), 0.5), ((), 0.6)):
        mask, dout = rng.random(shape) < 0.5, rng.normal(size=shape)
        x = torch.tensor(rng.normal(size=shape), requires_grad=True)
        out = torch.where(torch.tensor(mask), x / (1 - drop_prob), 0.0)
        (oracle,) = torch.autograd.grad(out, x, torch.tensor(dout))
        dx = student.dropout_backward(dout, np.asarray(mask).astype(next(kinds)), drop_prob)
        assert_close(dx, oracle.numpy(), rtol=FACTOR, dtype=False, note=f"shape {shape}, drop_prob={drop_prob}")
    dout, mask = rng.normal(size=(6, 8))[::2, ::-1].T, rng.random((8, 3)) < 0.6
    expected = reference.dropout_backward(dout, mask, 0.3)
    assert_close(student.dropout_backward(dout, mask, 0.3), expected, rtol=FACTOR, dtype=False, note="not contiguous")


@function("dropout_backward")
def test_dropout_backward_belongs_to_the_forward_pass(student, reference, rng):
    """dx is dout times the slope of your own dropout: out / x, entry by entry, with the mask of the same pass.

    zh: dx 是 dout 乘以你自己的 dropout 的斜率：逐元素的 out / x，用同一次的掩码
    """
    for drop_prob in (0.4, 0.8):
        x, dout = _nonzero(rng, 6, 9), rng.normal(size=(6, 9))
        out, mask = _pair(student.dropout(x, drop_prob, rng))
        right = np.where(out == 0, 0, x / (1 - drop_prob))
        if out.shape != x.shape or not np.allclose(out, right) or not np.array_equal(out != 0, mask != 0):
            out, mask = reference.dropout(x, drop_prob, rng)  # a wrong forward pass is not the backward pass's fault
        dx = student.dropout_backward(dout, mask, drop_prob)
        assert_close(dx, dout * out / x, rtol=FACTOR, dtype=False, note=f"drop_prob={drop_prob}")


@function("dropout_backward")
def test_dropout_backward_with_probability_zero_and_one(student, rng):
    """With drop_prob 0 the gradient is dout, with 1 it is zero, without nan or warning.

    zh: drop_prob 为 0 时梯度就是 dout，为 1 时为零，没有 nan 和警告
    """
    dout = rng.normal(size=(3, 4))
    for drop_prob, mask in ((0, np.ones((3, 4), bool)), (1, np.zeros((3, 4), bool)), (1.0, np.zeros((3, 4)))):
        record = student.observe.dropout_backward(dout, mask, drop_prob)
        assert_close(record.value, dout * (1 - drop_prob), dtype=False, note=f"drop_prob={drop_prob}")
        assert not record.warnings, f"drop_prob={drop_prob}: {record.warnings[0]}"


@points(0.5)
@function("dropout_backward")
def test_dropout_backward_leaves_its_arguments_alone(student, rng):
    """dout and mask are the same after the call.

    zh: 调用之后 dout 和掩码保持不变
    """
    dout = rng.normal(size=(4, 5))
    for mask in (rng.random((4, 5)) < 0.7, (rng.random((4, 5)) < 0.7).astype(float)):
        record = student.observe.dropout_backward(dout, mask, 0.3)
        assert_close(record.value, np.where(mask, dout / 0.7, 0), rtol=FACTOR, dtype=False)
        assert not record.modified, "dropout_backward changed an argument in place"


@points(0.5)
@function("dropout_backward")
def test_dropout_backward_keeps_the_dtype_of_dout(student, rng):
    """The gradient has the dtype of dout, whatever that of the mask.

    zh: 梯度的 dtype 与 dout 相同，与掩码的无关
    """
    for dtype in (np.float16, np.float32, np.float64):
        dout, mask = rng.integers(-8, 9, size=(5, 6)).astype(dtype), rng.random((5, 6)) < 0.5
        wanted = np.where(mask, 4 * dout, 0).astype(dtype)
        for kind in (bool, np.float64):
            dx = student.dropout_backward(dout, mask.astype(kind), 0.75)
            assert_close(dx, wanted, note=f"dout of {np.dtype(dtype)}, mask of {np.dtype(kind)}")


@points(0.5)
@function("dropout_backward")
def test_dropout_backward_refuses_what_is_no_probability(student):
    """A drop_prob below 0, above 1 or nan raises ValueError.

    zh: drop_prob 小于 0、大于 1 或为 nan 抛出 ValueError
    """
    dout, mask = np.array([1.0, -2.0]), np.array([True, False])
    assert_close(student.dropout_backward(dout, mask, 0.5), np.array([2.0, 0.0]), dtype=False)
    for drop_prob in OUTSIDE:
        with pytest.raises(ValueError):
            student.dropout_backward(dout, mask, drop_prob)


# --- Dropout ----------------------------------------------------------------------------------------------------------


def _torch_generator(rng):
    return torch.Generator().manual_seed(int(rng.integers(1 << 32)))


def _tensor(rng, *shape, dtype=torch.float32):
    return torch.from_numpy(_nonzero(rng, *shape)).to(dtype)


@function("Dropout")
def test_the_module_gives_zero_or_the_scaled_entry(student, rng):
    """In training mode every entry is 0 or x / (1 - drop_prob), in tensors of every shape, contiguous or not.

    zh: 训练模式下每个元素是 0 或 x / (1 - drop_prob)，张量形状任意，内存连续与否都可以
    """
    cube, kept, dropped = _tensor(rng, 4, 6, 10), 0, 0
    views = (cube, cube[0], cube[:1, :1, 0], cube[0, 0], cube[::2, :, 1::2].permute(2, 0, 1), _tensor(rng, 0, 3))
    for x, drop_prob in zip(views, (0.5, 0.1, 0.8, 0.3, 0.6, 0.9), strict=True):
        out = student.Dropout(drop_prob)(x, generator=_torch_generator(rng))
        assert_close(out, torch.where(out == 0, 0, x / (1 - drop_prob)), dtype=False, note=f"drop_prob={drop_prob}")
        kept, dropped = kept + int((out != 0).sum()), dropped + int((out == 0).sum())
    assert kept and dropped, f"{kept} entries are kept and {dropped} dropped"  # false alarm: 2 * 0.5 ** 240 < 1e-71


@points(1.5)
@function("Dropout")
def test_the_module_keeps_as_many_as_it_should(student, rng):
    """The number of kept entries is binomial, with a generator of the caller's and without. False alarm: 1e-9.

    zh: 保留的个数服从二项分布，无论是否由调用者提供生成器。误报率：1e-9
    """
    x = _tensor(rng, *SHAPE)
    for drop_prob, options in ((0.2, {"generator": _torch_generator(rng)}), (0.7, {})):
        out = student.Dropout(drop_prob)(x, **options)
        assert tuple(out.shape) == SHAPE, f"x has shape {SHAPE} and the result {tuple(out.shape)}"
        what = f"kept entries with drop_prob {drop_prob}"
        _assert_binomial(int((out != 0).sum()), x.numel(), 1 - drop_prob, what, alpha=0.5e-9)


@points(1.5)
@function("Dropout")
def test_the_module_drops_samples_units_and_calls_independently(student, rng):
    """Each sample, each unit and each call of one layer has a mask of its own. False alarm: 1e-9.

    zh: 同一层的每个样本、每个单元、每次调用都有自己的掩码。误报率：1e-9
    """
    layer, x, generator = student.Dropout(0.3), _tensor(rng, *SHAPE), _torch_generator(rng)
    first, second = ((layer(x, **options) != 0).numpy() for options in ({"generator": generator}, {}))
    assert first.shape == second.shape == SHAPE, f"x has shape {SHAPE} and the result {first.shape}"
    for axis, what in enumerate(("samples", "units apart along axis 1", "units apart along axis 2")):
        _assert_independent(first, axis, rng, 0.7, f"two {what} agree", alpha=0.25e-9)
    _assert_independent(np.stack([first, second]), 0, rng, 0.7, "two calls agree about an entry", alpha=0.25e-9)
    default = [layer(x[0]) != 0 for _ in range(2)]
    assert not torch.equal(*default), "two calls without a generator dropped the same entries"  # 0.58 ** 1000


@function("Dropout")
def test_the_module_follows_train_and_eval(student, rng):
    """In evaluation mode the layer is the identity, for every drop_prob; train() switches dropping on again.

    zh: 评估模式下该层对任意 drop_prob 都是恒等映射；train() 重新开始丢弃
    """
    x = _tensor(rng, 7, 30)
    for drop_prob in (0.3, 1):
        layer = student.Dropout(drop_prob)
        layer.eval()
        assert_close(layer(x), x, dtype=False, note=f"drop_prob={drop_prob}")
        layer.train()
        # false alarm: 0.7 ** 210 < 1e-32
        assert bool((layer(x) == 0).any()), f"drop_prob={drop_prob}: no entry is 0 after eval() and train()"


@points(0.5)
@function("Dropout")
def test_the_module_does_not_draw_in_evaluation_mode(student, rng):
    """In evaluation mode the generator keeps its state.

    zh: 评估模式下生成器的状态保持不变
    """
    layer, x, generator = student.Dropout(0.3), _tensor(rng, 4, 5), _torch_generator(rng)
    layer.eval()
    before = generator.get_state()
    assert_close(layer(x, generator=generator), x, dtype=False)
    assert torch.equal(generator.get_state(), before), "random numbers were drawn in evaluation mode"


@points(0.5)
@function("Dropout")
def test_the_module_with_probability_zero_and_one(student, rng):
    """With drop_prob 0 the result is x, with 1 it is zero and never nan.

    zh: drop_prob 为 0 时结果就是 x，为 1 时为零且从不为 nan
    """
    x = _tensor(rng, 3, 4, dtype=torch.float64)
    for drop_prob in (0, 1, 1.0):
        out = student.Dropout(drop_prob)(x, generator=_torch_generator(rng))
        assert_close(out, torch.nn.functional.dropout(x, float(drop_prob)), note=f"drop_prob={drop_prob}")


@function("Dropout")
def test_the_module_draws_from_its_generator_only(student, rng):
    """Generators in one state give one result, in other states others, and every call goes on from the last.

    zh: 状态相同的生成器给出相同的结果，不同则不同，每次调用接着上一次继续
    """
    layer, x, seed = student.Dropout(0.4), _tensor(rng, 10, 20), int(rng.integers(1 << 32))
    generator = torch.Generator().manual_seed(seed)
    before = generator.get_state()
    out, again = layer(x, generator=generator), layer(x, generator=generator)
    assert_close(layer(x, generator=torch.Generator().manual_seed(seed)), out, dtype=False)
    assert not torch.equal(generator.get_state(), before), "the generator's state is the same after two calls"
    # False alarm: two independent masks of 200 entries are equal with probability 0.52 ** 200 < 1e-56.
    assert not torch.equal(again, out), "two calls in a row gave the same mask"
    other = layer(x, generator=torch.Generator().manual_seed(seed + 1))
    assert not torch.equal(other, out), "two generators with different seeds gave the same mask"


@function("Dropout")
def test_the_gradient_of_the_module_uses_the_mask_of_its_call(student, rng):
    """The gradient is scaled where the entry was kept and 0 where it was dropped; in evaluation it passes unchanged.

    zh: 保留处梯度被缩放，丢弃处为 0；评估时原样通过
    """
    layer, x, upstream = student.Dropout(0.6), _tensor(rng, 7, 9), _tensor(rng, 7, 9)
    for options in ({"generator": _torch_generator(rng)}, {}):
        found = student.grad(layer, (x,), upstream, **options)
        assert_close(found[0], torch.where(found.value != 0, upstream / 0.4, 0.0), dtype=False)
        assert bool((found.value == 0).any()), "nothing was dropped"  # false alarm: 0.4 ** 63 < 1e-25
    layer.eval()
    assert_close(student.grad(layer, (x,), upstream)[0], upstream, dtype=False)


@points(0.5)
@function("Dropout")
def test_the_module_refuses_what_is_no_probability(student, rng):
    """A drop_prob below 0, above 1 or nan raises ValueError as soon as the layer is made.

    zh: drop_prob 小于 0、大于 1 或为 nan，在构造该层时就抛出 ValueError
    """
    x = _tensor(rng, 2, 3)
    assert_close(student.Dropout(0)(x), x, dtype=False)
    for drop_prob in OUTSIDE:
        with pytest.raises(ValueError):
            student.Dropout(drop_prob)


@points(0.5)
@function("Dropout")
def test_the_module_keeps_the_dtype(student, rng):
    """float16, float32 and float64 come back as they were, in both modes.

    zh: float16、float32、float64 输入什么就返回什么，两种模式都如此
    """
    for dtype in (torch.float16, torch.float32, torch.float64):
        layer, x = student.Dropout(0.75), _tensor(rng, 6, 9, dtype=dtype)
        out = layer(x, generator=_torch_generator(rng))
        assert_close(out, torch.where(out == 0, 0, 4 * x).to(dtype), note=f"x of {dtype}")
        layer.eval()
        assert_close(layer(x), x, note=f"x of {dtype}, evaluation")


# --- dropout_mlp ------------------------------------------------------------------------------------------------------


def _network(rng, *sizes):
    return [(rng.normal(size=(d, h)), rng.normal(size=h)) for d, h in itertools.pairwise(sizes)]


def _plain_scores(X, params):
    """The network without dropout, by torch."""
    h = torch.from_numpy(X)
    for index, (W, b) in enumerate(params):
        h = torch.relu(h) if index else h
        h = torch.nn.functional.linear(h, torch.from_numpy(W.T.copy()), torch.from_numpy(b))
    return h.numpy()


def _transparent_run(student, rng, drop_probs):
    """A network that shows its masks: both hidden layers pass on what they get, and the second adds 1 to it.

    Returns (scores without the last bias, hidden layer 1 without dropout), each (n, units): where layer 2 dropped, the
    first is 0; where only layer 1 dropped, it is the 1 alone, scaled.
    """
    n, units = 300, 40
    X, identity = rng.uniform(0.5, 2.0, size=(n, units)), np.eye(units)
    params = [(2 * identity, np.full(units, 0.5)), (identity, np.ones(units)), (identity, np.full(units, -3.0))]
    scores = np.asarray(student.dropout_mlp(X, params, drop_probs, rng, True))
    assert scores.shape == (n, units), f"the scores have shape {scores.shape}, not {(n, units)}"
    return scores + 3, 2 * X + 0.5


@function("dropout_mlp")
def test_dropout_mlp_in_evaluation(student, reference, rng):
    """In evaluation, and in training with drop_probs of 0, the scores are those of the plain network, of any depth.

    zh: 评估时，以及 drop_probs 为 0 的训练时，分数就是普通网络的分数，深度任意
    """
    for n, sizes in ((7, (4, 6, 5, 3)), (1, (3, 8, 2)), (5, (4, 2))):
        X, params = rng.normal(size=(n, sizes[0])), _network(rng, *sizes)
        hidden = len(params) - 1
        for drop_probs, training in (([0.5, 1, 0.2][:hidden], False), ([0.0] * hidden, True)):
            scores = student.dropout_mlp(X, params, drop_probs, rng, training)
            assert_close(scores, _plain_scores(X, params), dtype=False, note=f"sizes {sizes}, training={training}")
            assert_close(scores, reference.dropout_mlp(X, params, drop_probs, rng, training), dtype=False)


@points(0.5)
@function("dropout_mlp")
def test_dropout_mlp_draws_in_training_only(student, rng):
    """In evaluation the generator keeps its state; in training the scores follow the generator that is passed in.

    zh: 评估时生成器的状态保持不变；训练时分数取决于传入的生成器
    """
    X, seed = rng.uniform(0.5, 2.0, size=(6, 4)), int(rng.integers(1 << 32))
    params = [(np.abs(W), np.abs(b)) for W, b in _network(rng, 4, 20, 3)]  # so that every hidden unit is above 0
    generator = np.random.default_rng(seed)
    before = generator.bit_generator.state
    assert_close(student.dropout_mlp(X, params, [0.5], generator, False), _plain_scores(X, params), dtype=False)
    assert generator.bit_generator.state == before, "random numbers were drawn with training=False"
    first, second, third = (
        student.dropout_mlp(X, params, [0.5], np.random.default_rng(other), True) for other in (seed, seed, seed + 1)
    )
    assert_close(second, first, dtype=False)
    assert np.any(third != first), "two seeds gave the same scores"  # false alarm: 0.5 ** 120 < 1e-36


@function("dropout_mlp")
def test_dropout_mlp_scales_and_drops_the_hidden_layers_only(student, rng):
    """Hidden units are dropped and scaled after bias and ReLU; input, scores and last bias are not.

    zh: 隐藏单元在偏置和 ReLU 之后丢弃并缩放；输入、分数和最后的偏置不丢弃
    """
    visible, hidden = _transparent_run(student, rng, [0.75, 0.2])
    full, only_second = (4 * hidden + 1) / 0.8, np.full_like(hidden, 1.25)
    nearest = np.where(visible < 0.6, 0, np.where(visible < (1.25 + full) / 2, only_second, full))
    assert_close(visible, nearest, rtol=FACTOR, dtype=False)
    for value, what in ((nearest == 0, "layer 2"), (nearest == only_second, "layer 1")):
        assert value.any(), f"{what} dropped nothing"  # false alarm below 0.8 ** 12000
    last = np.array([2.0, -1.0])
    params = [(np.ones((3, 5)), np.ones(5)), (np.ones((5, 2)), last)]
    scores = student.dropout_mlp(np.ones((4, 3)), params, [1], rng, True)
    assert_close(scores, np.tile(last, (4, 1)), dtype=False, note="all hidden units dropped")


@function("dropout_mlp")
def test_each_hidden_layer_has_its_own_drop_prob(student, rng):
    """Layer l drops with drop_probs[l - 1], independently of the other layers. False alarm: 1e-9.

    zh: 第 l 层以 drop_probs[l - 1] 丢弃，与其他层独立。误报率：1e-9
    """
    visible, _ = _transparent_run(student, rng, [0.7, 0.2])
    second = np.abs(visible) > 1e-6
    _assert_binomial(int(second.sum()), second.size, 0.8, "units that layer 2 kept", alpha=0.5e-9)
    first = visible[second] > 1.25 * (1 + 1e-6)
    _assert_binomial(int(first.sum()), first.size, 0.3, "of these, units that layer 1 kept", alpha=0.5e-9)


@points(0.5)
@function("dropout_mlp")
def test_dropout_mlp_gives_each_sample_its_own_mask(student, rng):
    """Two samples of a batch, and two units of a layer, agree no more often than chance has it. False alarm: 1e-9.

    zh: 同批的两个样本、同层的两个单元，一致的次数不多于偶然。误报率：1e-9
    """
    visible, _ = _transparent_run(student, rng, [0.0, 0.4])
    for axis, what in enumerate(("samples", "units")):
        _assert_independent(np.abs(visible) > 1e-6, axis, rng, 0.6, f"two {what} agree", alpha=0.5e-9)


@points(0.5)
@function("dropout_mlp")
def test_dropout_mlp_refuses_drop_probs_that_do_not_fit(student, rng):
    """Too few or too many drop_probs raise ValueError, and so does one outside [0, 1].

    zh: drop_probs 太少或太多抛出 ValueError，超出 [0, 1] 的也是
    """
    X, params = rng.normal(size=(3, 4)), _network(rng, 4, 5, 5, 2)  # would fit together without its second layer too
    assert_close(student.dropout_mlp(X, params, [0, 0], rng, True), _plain_scores(X, params), dtype=False)
    for drop_probs in ([0.5], [0.5, 0.5, 0.5], [0.5, 1.5], [-0.5, 0.5]):
        with pytest.raises(ValueError):
            student.dropout_mlp(X, params, drop_probs, rng, len(drop_probs) == 2)


@points(0.5)
@function("dropout_mlp")
def test_dropout_mlp_leaves_its_arguments_alone_and_keeps_float32(student, rng):
    """X and the parameters are the same after the call, and float32 stays float32.

    zh: 调用之后 X 和参数保持不变，float32 仍为 float32
    """
    X = rng.normal(size=(5, 4)).astype(np.float32)
    params = [(W.astype(np.float32), b.astype(np.float32)) for W, b in _network(rng, 4, 6, 3)]
    for drop_prob, training in ((0.5, False), (0.0, True), (0.5, True)):
        record = student.observe.dropout_mlp(X, params, [drop_prob], rng, training)
        if drop_prob == 0 or not training:
            assert_close(record.value, _plain_scores(X, params), note=f"training={training}")
        else:
            assert np.asarray(record.value).dtype == np.float32, f"float32 gave {np.asarray(record.value).dtype}"
        assert not _changed_arrays(record), "dropout_mlp changed X or a weight in place"


# --- expected_output --------------------------------------------------------------------------------------------------


@function("expected_output")
def test_expected_output_is_the_sum_over_all_masks(student, rng):
    """Summed over all 8 masks of 3 entries, with their probabilities, the results give the expected output.

    zh: 对 3 个元素的全部 8 种掩码按概率求和，结果给出期望输出
    """
    x = _nonzero(rng, 3)
    for drop_prob in (0, 0.2, 0.75, 1):
        total = np.zeros(3)
        for mask in itertools.product((0, 1), repeat=3):
            kept, dropped = sum(mask), 3 - sum(mask)
            probability = (1 - drop_prob) ** kept * drop_prob**dropped
            if kept and probability:
                total += probability * np.where(mask, x / (1 - drop_prob), 0)
        assert_close(student.expected_output(x, drop_prob), total, dtype=False, note=f"drop_prob={drop_prob}")


@points(0.5)
@function("expected_output")
def test_expected_output_edges(student, rng):
    """Any shape and dtype, no warning, x left alone; ValueError for what is no probability.

    zh: 任意形状和 dtype，没有警告，x 不被改动；不是概率的值引发 ValueError
    """
    for x in (_nonzero(rng, 2, 3, 4).astype(np.float32), np.array([[1.0, -2.0]]), np.zeros((0, 3), np.float16)):
        for drop_prob in (0.4, 1):
            record = student.observe.expected_output(x, drop_prob)
            assert_close(record.value, x * (drop_prob < 1), note=f"drop_prob={drop_prob}")
            assert not record.warnings, f"drop_prob={drop_prob}: {record.warnings[0]}"
            assert not record.modified, "x changed in place"
    for drop_prob in OUTSIDE:
        with pytest.raises(ValueError):
            student.expected_output(np.ones(3), drop_prob)


# --- monte_carlo_predict ----------------------------------------------------------------------------------------------


def _passes(results, asked):
    """A function that returns one result after the other, and notes what it was asked."""

    def f(x):
        asked.append(x)
        return results[(len(asked) - 1) % len(results)]

    return f


@function("monte_carlo_predict")
def test_monte_carlo_predict_entry_by_entry(student, reference, rng):
    """Mean and standard deviation (divided by n) of each entry over the passes, of any shape.

    zh: 各次结果逐元素的均值和标准差（除以 n），形状任意
    """
    for n, shape in ((5, (2, 3)), (2, (4,)), (3, ())):
        results = list(rng.normal(size=(n, *shape)) * 3 - 1)
        mean, std = student.monte_carlo_predict(_passes(results, []), np.zeros(2), n)
        oracle = torch.tensor(np.array(results))
        assert_close(mean, oracle.mean(dim=0).numpy(), dtype=False, note=f"mean, n={n}")
        assert_close(std, oracle.std(dim=0, correction=0).numpy(), dtype=False, note=f"std, n={n}")
        assert_close((mean, std), reference.monte_carlo_predict(_passes(results, []), np.zeros(2), n), dtype=False)


@points(0.5)
@function("monte_carlo_predict")
def test_monte_carlo_predict_runs_f_n_times_on_x(student, rng):
    """f is called exactly n times, each time with x itself.

    zh: f 恰好被调用 n 次，每次都以 x 本身为参数
    """
    x = rng.normal(size=(3, 2))
    for n in (1, 6):
        asked, results = [], list(rng.normal(size=(n, 3)))
        mean, _ = student.monte_carlo_predict(_passes(results, asked), x, n)
        assert len(asked) == n, f"f was called {len(asked)} times for n = {n}"
        for given_x in asked:
            assert_close(given_x, x)
        assert_close(mean, sum(results) / n, dtype=False)


@points(0.5)
@function("monte_carlo_predict")
def test_monte_carlo_predict_of_large_predictions(student):
    """Predictions near 1e8 that differ by hundredths have a deviation of hundredths, not 0 or nan.

    zh: 1e8 附近相差百分之几的预测，标准差也是百分之几，而不是 0 或 nan
    """
    offsets = np.array([[0.0, 0.5], [0.03125, 0.5], [0.0625, -0.25]])
    mean, std = student.monte_carlo_predict(_passes(list(1e8 + offsets), []), np.zeros(1), 3)
    assert_close(mean, 1e8 + offsets.mean(axis=0), dtype=False)
    assert_close(std, np.std(offsets, axis=0), rtol=1e-5, dtype=False)


@points(0.5)
@function("monte_carlo_predict")
def test_monte_carlo_predict_edges(student):
    """One pass has the deviation 0; float32 stays float32; integers become float64; n below 1 is a ValueError.

    zh: 只有一次时标准差为 0；float32 仍为 float32；整数变成 float64；n 小于 1 引发 ValueError
    """
    results = [np.array([2, -3], dtype=np.float32), np.array([4, 1], dtype=np.float32)]
    mean, std = student.monte_carlo_predict(_passes(results, []), np.zeros(1), 2)
    assert_close(mean, np.array([3, -1], dtype=np.float32))
    assert_close(std, np.array([1, 2], dtype=np.float32))
    mean, std = student.monte_carlo_predict(_passes([np.array([0, 1, 1])], []), np.zeros(1), 1)
    assert_close(mean, np.array([0.0, 1.0, 1.0]))
    assert_close(std, np.zeros(3))
    for n in (0, -2):
        with pytest.raises(ValueError):
            student.monte_carlo_predict(_passes(results, []), np.zeros(1), n)
