"""Public tests of dropout: small numbers that can be checked by hand, whichever way the mask is drawn."""

import numpy as np
import pytest
import torch

from grader.testing import assert_close, function, points

X = np.array([[2.0, -6.0, 4.0], [1.0, -3.0, -8.0]])


@points(0.5)
def test_dropout_multiplies_what_it_keeps_by_4_when_it_drops_three_quarters(student, rng):
    """With drop_prob 0.75 every entry of out is 0 or 4 times that of x, and the mask says which.

    zh: drop_prob 为 0.75 时 out 的每个元素是 x 的 0 倍或 4 倍，掩码说明是哪一种
    """
    result = student.dropout(X, 0.75, rng)
    assert isinstance(result, tuple | list) and len(result) == 2, "dropout returns a pair, out and mask"
    out, mask = (np.asarray(part) for part in result)
    assert mask.shape == X.shape, f"x has shape {X.shape} and the mask {mask.shape}"
    assert_close(out, np.where(mask == 1, 4 * X, 0.0))
    assert np.all((mask == 0) | (mask == 1)), "the mask holds 1 where an entry is kept and 0 where it is dropped"


@points(0.5)
def test_dropout_of_all_and_of_nothing(student, rng):
    """With drop_prob 0 out is x, with drop_prob 1 it is all zeros.

    zh: drop_prob 为 0 时 out 就是 x，为 1 时全为零
    """
    assert_close(student.dropout(X, 0, rng)[0], X)
    assert_close(student.dropout(X, 1, rng)[0], np.zeros((2, 3)))


@points(0.5)
def test_dropout_in_evaluation_returns_x(student, rng):
    """With training=False out is x, neither dropped nor scaled, and the mask is all ones.

    zh: training=False 时 out 就是 x，既不丢弃也不缩放，掩码全为一
    """
    out, mask = student.dropout(X, 0.75, rng, training=False)
    assert_close(out, X)
    assert_close(np.asarray(mask, dtype=float), np.ones((2, 3)))


@points(0.5)
def test_dropout_drops_about_a_fifth(student, rng):
    """With drop_prob 0.2, between 1700 and 2300 of 10000 entries are dropped: 7.5 standard deviations either way.

    zh: drop_prob 为 0.2 时，10000 个元素中丢弃 1700 到 2300 个：上下各 7.5 个标准差
    """
    out, _ = student.dropout(np.ones((100, 100)), 0.2, rng)
    dropped = int(np.sum(np.asarray(out) == 0))
    assert 1700 < dropped < 2300, f"{dropped} of 10000 entries were dropped"


@points(0.5)
def test_dropout_backward_lets_the_gradient_through_where_the_entry_was_kept(student):
    """With the mask (1, 0, 1) and drop_prob 0.75, the gradient (1, 2, -3) becomes (4, 0, -12).

    zh: 掩码为 (1, 0, 1)、drop_prob 为 0.75 时，梯度 (1, 2, -3) 变成 (4, 0, -12)
    """
    dout = np.array([1.0, 2.0, -3.0])
    assert_close(student.dropout_backward(dout, np.array([True, False, True]), 0.75), np.array([4.0, 0.0, -12.0]))
    assert_close(student.dropout_backward(dout, np.array([0.0, 1.0, 1.0]), 0.5), np.array([0.0, 4.0, -6.0]))


@points(0.5)
def test_dropout_backward_of_all_and_of_nothing(student):
    """With drop_prob 0 the gradient passes as it is, with drop_prob 1 it is all zeros.

    zh: drop_prob 为 0 时梯度原样通过，为 1 时全为零
    """
    dout = np.array([[1.0, -2.0]])
    assert_close(student.dropout_backward(dout, np.ones((1, 2), dtype=int), 0), dout)
    assert_close(student.dropout_backward(dout, np.zeros((1, 2), dtype=int), 1), np.zeros((1, 2)))


@points(0.5)
@function("Dropout")
def test_the_module_multiplies_what_it_keeps_by_4_when_it_drops_three_quarters(student):
    """In training mode, with drop_prob 0.75, every entry is 0 or 4 times that of x, and not all are the same.

    zh: 训练模式、drop_prob 为 0.75 时，每个元素是 x 的 0 倍或 4 倍，且不全相同
    """
    x = torch.tensor([[2.0, -6.0, 4.0, 1.0]]).repeat(50, 1)
    out = student.Dropout(0.75)(x)
    assert isinstance(out, torch.Tensor), "the layer returns one tensor, without the mask"
    kept = out != 0
    assert_close(out, torch.where(kept, 4 * x, 0.0))
    assert 0 < int(kept.sum()) < 200, f"{int(kept.sum())} of 200 entries were kept"


@points(0.5)
@function("Dropout")
def test_the_module_is_the_identity_in_evaluation_mode(student):
    """After eval() the layer returns x; after train() it drops again.

    zh: eval() 之后该层返回 x；train() 之后又开始丢弃
    """
    layer, x = student.Dropout(0.75), torch.arange(1.0, 201.0)
    layer.eval()
    assert_close(layer(x), x)
    layer.train()
    assert int((layer(x) == 0).sum()) > 0, "after train() nothing is dropped"


@points(0.5)
@function("Dropout")
def test_the_module_draws_from_the_generator_that_it_is_given(student):
    """Two generators with the same seed give the same result.

    zh: 种子相同的两个生成器给出相同的结果
    """
    layer, x = student.Dropout(0.5), torch.arange(1.0, 101.0)
    first = layer(x, generator=torch.Generator().manual_seed(31))
    second = layer(x, generator=torch.Generator().manual_seed(31))
    assert_close(second, first)
    assert 0 < int((first == 0).sum()) < 100, "some entries are dropped, and some are not"


@points(0.5)
def test_dropout_mlp_in_evaluation_is_the_plain_network(student, rng):
    """One hidden unit relu(1 * 2 + 1) = 3 and the score 3 * 10 + 5 = 35; a hidden unit below 0 leaves 5.

    zh: 一个隐藏单元 relu(1 * 2 + 1) = 3，分数 3 * 10 + 5 = 35；隐藏单元小于 0 时剩下 5
    """
    params = [(np.array([[2.0]]), np.array([1.0])), (np.array([[10.0]]), np.array([5.0]))]
    scores = student.dropout_mlp(np.array([[1.0], [-1.0]]), params, [0.5], rng, False)
    assert_close(scores, np.array([[35.0], [5.0]]))


@points(0.5)
def test_dropout_mlp_in_training_drops_the_hidden_layer(student, rng):
    """The hidden unit 3 becomes 6 or 0, so that the score is 65 or 5; both occur among 60 samples.

    zh: 隐藏单元 3 变成 6 或 0，于是分数为 65 或 5；60 个样本中两者都会出现
    """
    params = [(np.array([[2.0]]), np.array([1.0])), (np.array([[10.0]]), np.array([5.0]))]
    scores = np.asarray(student.dropout_mlp(np.ones((60, 1)), params, [0.5], rng, True))
    seen = np.unique(scores.round(6))
    assert seen.tolist() == [5, 65], f"the scores are {seen}, where 5 and 65 should occur, and nothing else"


@points(0.5)
def test_expected_output_is_the_mean_over_all_masks(student):
    """With drop_prob 0.75, 6 becomes 24 with probability 1/4 and 0 with probability 3/4: 6 on average.

    zh: drop_prob 为 0.75 时，6 以 1/4 的概率变成 24，以 3/4 的概率变成 0：平均为 6
    """
    assert_close(student.expected_output(np.array([6.0]), 0.75), np.array([24 * 0.25 + 0 * 0.75]))


@points(0.5)
def test_expected_output_where_nothing_is_left_to_chance(student):
    """With drop_prob 1 every entry of (5, -3) is dropped, so the mean is (0, 0); with drop_prob 0 it is (5, -3).

    zh: drop_prob 为 1 时 (5, -3) 的元素全被丢弃，均值为 (0, 0)；为 0 时为 (5, -3)
    """
    assert_close(student.expected_output(np.array([5.0, -3.0]), 1), np.zeros(2))
    assert_close(student.expected_output(np.array([5.0, -3.0]), 0), np.array([5.0, -3.0]))


@points(0.5)
def test_monte_carlo_predict_gives_mean_and_standard_deviation(student):
    """Passes that give (1, 5), (3, 5) and (2, 8) have the means (2, 6) and the deviations (sqrt(2/3), sqrt(2)).

    zh: 三次结果 (1, 5)、(3, 5)、(2, 8) 的均值为 (2, 6)，标准差为 (sqrt(2/3), sqrt(2))
    """
    passes, given = [np.array([1.0, 5.0]), np.array([3.0, 5.0]), np.array([2.0, 8.0])], []

    def f(x):
        given.append(x)
        return passes[len(given) % 3]

    result = student.monte_carlo_predict(f, np.zeros(4), 3)
    assert len(given) == 3, f"f was called {len(given)} times where n is 3"
    assert_close(result, (np.array([2.0, 6.0]), np.sqrt([2 / 3, 2.0])))


@points(0.5)
def test_monte_carlo_predict_refuses_to_average_nothing(student):
    """A single pass has no spread; no pass at all is a ValueError.

    zh: 只有一次则没有离散；一次也没有则为 ValueError
    """
    result = student.monte_carlo_predict(lambda x: 3 * x, np.array([7.0]), 1)
    assert_close(result, (np.array([21.0]), np.array([0.0])))
    with pytest.raises(ValueError):
        student.monte_carlo_predict(lambda x: 3 * x, np.array([7.0]), 0)
