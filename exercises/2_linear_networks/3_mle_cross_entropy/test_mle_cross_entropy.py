"""Public tests of mle_cross_entropy: small numbers that can be checked by hand."""

import math

import numpy as np
import pytest

from grader.testing import assert_close, points

LOG2, LOG3 = math.log(2), math.log(3)
THREE = np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])  # two samples, three classes


@points(0.5)
def test_one_hot_puts_a_1_at_the_label(student):
    """Labels 2, 0, 2 of three classes become rows with a 1 at place 2, 0 and 2.

    zh: 三类的标签 2、0、2 变成在第 2、0、2 位为 1 的行
    """
    expected = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert_close(student.one_hot(np.array([2, 0, 2]), 3), expected)


@points(0.5)
def test_one_hot_has_a_column_for_every_class(student):
    """With five classes each row has five columns, also if the labels are only 0 and 1.

    zh: 五类时每行有五列，即使标签只有 0 和 1
    """
    expected = np.array([[0.0, 1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0]])
    assert_close(student.one_hot(np.array([1, 0]), 5), expected)


@points(0.5)
def test_pick_takes_the_entry_of_each_label(student):
    """Labels 0 and 2 pick 0.5 from the first row and 0.75 from the second.

    zh: 标签 0 和 2 从第一行选出 0.5，从第二行选出 0.75
    """
    assert_close(student.pick(THREE, np.array([0, 2])), np.array([0.5, 0.75]))


@points(0.5)
def test_pick_refuses_a_label_that_is_no_class(student):
    """Three classes are numbered 0, 1, 2: label 3 and label -1 raise IndexError.

    zh: 三个类别编号为 0、1、2：标签 3 和标签 -1 引发 IndexError
    """
    assert_close(student.pick(THREE, np.array([1, 1])), np.array([0.25, 0.125]))
    for label in (3, -1):
        with pytest.raises(IndexError):
            student.pick(THREE, np.array([0, label]))


@points(0.5)
def test_entropy_of_one_half_and_two_quarters(student):
    """The entropy of (1/2, 1/4, 1/4) is 1.5 log 2, that of a fair coin log 2; one number a row.

    zh: (1/2, 1/4, 1/4) 的熵是 1.5 log 2，公平硬币的熵是 log 2；每行一个数
    """
    assert_close(student.entropy(np.array([0.5, 0.25, 0.25])), 1.5 * LOG2)
    assert_close(student.entropy(np.array([[0.5, 0.5], [0.25, 0.75]])), np.array([LOG2, 2 * LOG2 - 0.75 * LOG3]))


@points(0.5)
def test_entropy_of_a_certain_outcome_is_zero(student):
    """A class of probability 0 adds nothing: (1/2, 1/2, 0) has entropy log 2, and (1, 0, 0) has none.

    zh: 概率为 0 的类别没有贡献：(1/2, 1/2, 0) 的熵为 log 2，(1, 0, 0) 的熵为零
    """
    assert_close(student.entropy(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])), np.array([LOG2, 0.0]))


@points(0.5)
def test_cross_entropy_takes_the_logarithm_of_the_second_argument(student):
    """H(p, q) for p = (3/4, 1/4) and a fair coin q is log 2; H(q, p) is 2 log 2 - 1/2 log 3.

    zh: p = (3/4, 1/4)、q 为公平硬币时 H(p, q) 为 log 2；H(q, p) 为 2 log 2 - 1/2 log 3
    """
    p, q = np.array([0.75, 0.25]), np.array([0.5, 0.5])
    assert_close(student.cross_entropy(p, q), LOG2)
    assert_close(student.cross_entropy(q, p), 2 * LOG2 - 0.5 * LOG3)


@points(0.5)
def test_cross_entropy_with_a_class_of_probability_zero(student):
    """A class that never happens costs nothing; one that happens though q calls it impossible costs inf.

    zh: 从不发生的类别没有代价；发生了而 q 认为不可能的类别代价为 inf
    """
    p = np.array([[1.0, 0.0], [0.5, 0.5]])
    q = np.array([[0.25, 0.75], [1.0, 0.0]])
    assert_close(student.cross_entropy(p, q), np.array([2 * LOG2, np.inf]))


@points(0.5)
def test_kl_divergence_depends_on_the_order_of_its_arguments(student):
    """KL(p || q) of p = (1/2, 1/2) and q = (1/4, 3/4) is log 2 - 1/2 log 3; KL(q || p) is 3/4 log 3 - log 2.

    zh: p = (1/2, 1/2)、q = (1/4, 3/4) 时 KL(p || q) 为 log 2 - 1/2 log 3；KL(q || p) 为 3/4 log 3 - log 2
    """
    p, q = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    assert_close(student.kl_divergence(p, q), LOG2 - 0.5 * LOG3)
    assert_close(student.kl_divergence(q, p), 0.75 * LOG3 - LOG2)


@points(0.5)
def test_kl_divergence_with_a_class_of_probability_zero(student):
    """KL((1, 0) || (1/2, 1/2)) is log 2, but the other way round it is inf.

    zh: KL((1, 0) || (1/2, 1/2)) 为 log 2，反过来则为 inf
    """
    p = np.array([[1.0, 0.0], [0.5, 0.5]])
    assert_close(student.kl_divergence(p, p[::-1]), np.array([LOG2, np.inf]))


@points(0.5)
def test_nll_is_the_mean_over_the_batch(student):
    """True classes of probability 1/2 and 1/8 give (log 2 + log 8) / 2 = 2 log 2.

    zh: 真实类别的概率为 1/2 和 1/8 时得到 (log 2 + log 8) / 2 = 2 log 2
    """
    assert_close(student.nll(THREE, np.array([0, 1])), 2 * LOG2)


@points(0.5)
def test_nll_of_an_impossible_class_is_infinite(student):
    """If a true class has probability 0 the loss is inf; if it has probability 1, the loss is 0.

    zh: 真实类别的概率为 0 时损失为 inf；为 1 时损失为 0
    """
    probabilities = np.array([[1.0, 0.0], [0.25, 0.75]])
    assert_close(student.nll(probabilities, np.array([1, 0])), np.inf)
    assert_close(student.nll(probabilities, np.array([0, 0])), LOG2)


@points(0.5)
def test_gradient_is_softmax_minus_target_over_n(student):
    """Two rows with softmax (1/4, 3/4) and (1/2, 1/2) and true classes 0 and 1 give (-3/8, 3/8) and (1/4, -1/4).

    zh: softmax 为 (1/4, 3/4) 和 (1/2, 1/2)、真实类别为 0 和 1 的两行给出 (-3/8, 3/8) 和 (1/4, -1/4)
    """
    z = np.array([[0.0, LOG3], [0.0, 0.0]])
    y = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert_close(student.softmax_cross_entropy_grad(z, y), np.array([[-0.375, 0.375], [0.25, -0.25]]))


@points(0.5)
def test_gradient_of_large_logits_is_not_nan(student):
    """Logits (1000, 1000, -1000) have softmax (1/2, 1/2, 0).

    zh: logit (1000, 1000, -1000) 的 softmax 是 (1/2, 1/2, 0)
    """
    z = np.array([[1000.0, 1000.0, -1000.0]])
    y = np.array([[0.0, 1.0, 0.0]])
    assert_close(student.softmax_cross_entropy_grad(z, y), np.array([[0.5, -0.5, 0.0]]))


@points(0.5)
def test_accuracy_is_a_fraction(student):
    """Of four samples three have their highest score at the true class: 0.75.

    zh: 四个样本中有三个在真实类别处得分最高：0.75
    """
    y_hat = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4]])
    assert_close(student.accuracy(y_hat, np.array([0, 1, 0, 0])), 0.75)


@points(0.5)
def test_accuracy_needs_no_majority(student):
    """A class may win with less than one half: (0.4, 0.3, 0.3) is a guess of class 0.

    zh: 一个类别不到一半也可以获胜：(0.4, 0.3, 0.3) 猜的是类别 0
    """
    y_hat = np.array([[0.4, 0.3, 0.3], [0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.2, 0.45, 0.35]])
    assert_close(student.accuracy(y_hat, np.array([0, 2, 1, 0])), 0.75)


@points(0.5)
def test_bernoulli_mle_is_the_share_of_ones(student):
    """Three ones in four give 0.75, and three in three give 1.

    zh: 四个中有三个 1 得到 0.75，三个全为 1 得到 1
    """
    assert_close(student.bernoulli_mle(np.array([1, 0, 1, 1])), 0.75)
    assert_close(student.bernoulli_mle(np.array([1, 1, 1])), 1.0)


@points(0.5)
def test_bernoulli_mle_refuses_other_numbers(student):
    """A 2 among the outcomes raises ValueError.

    zh: 结果中出现 2 时抛出 ValueError
    """
    assert_close(student.bernoulli_mle(np.array([0, 0, 1, 0, 0])), 0.2)
    with pytest.raises(ValueError):
        student.bernoulli_mle(np.array([0, 2, 1]))


@points(0.5)
def test_gaussian_mle_divides_by_n(student):
    """The numbers 1, 2, 6 have mean 3 and, divided by n, variance 14/3.

    zh: 1、2、6 的均值为 3，除以 n 的方差为 14/3
    """
    assert_close(student.gaussian_mle(np.array([1.0, 2.0, 6.0])), (3.0, 14 / 3))


@points(0.5)
def test_gaussian_mle_of_one_number(student):
    """One number is its own mean, and its variance is 0.

    zh: 单个数的均值是它本身，方差为 0
    """
    assert_close(student.gaussian_mle(np.array([2.5])), (2.5, 0.0))


@points(0.5)
def test_categorical_mle_is_the_share_of_each_class(student):
    """Counts 5, 0, 3 give 5/8, 0, 3/8: a class that was not seen gets 0.

    zh: 计数 5、0、3 给出 5/8、0、3/8：没有出现的类别得 0
    """
    assert_close(student.categorical_mle(np.array([5, 0, 3])), np.array([0.625, 0.0, 0.375]))


@points(0.5)
def test_categorical_mle_needs_observations(student):
    """Counts that are all 0 raise ValueError.

    zh: 全为 0 的计数抛出 ValueError
    """
    assert_close(student.categorical_mle(np.array([0, 1])), np.array([0.0, 1.0]))
    with pytest.raises(ValueError):
        student.categorical_mle(np.array([0, 0]))


@points(0.5)
def test_log_likelihood_of_two_numbers(student):
    """For 1 and 3 under mean 2 and variance 4 it is -log(8 pi) - 1/4.

    zh: 均值 2、方差 4 时，1 和 3 的对数似然为 -log(8 pi) - 1/4
    """
    assert_close(student.log_likelihood_gaussian(np.array([1.0, 3.0]), 2.0, 4.0), -math.log(8 * math.pi) - 0.25)


@points(0.5)
def test_log_likelihood_at_the_mean(student):
    """Three numbers at the mean have density 1 / sqrt(2 pi var) each: var = 1 / (2 pi) gives the logarithm 0.

    zh: 三个等于均值的数各有密度 1 / sqrt(2 pi var)：var = 1 / (2 pi) 时对数为 0
    """
    x = np.array([5.0, 5.0, 5.0])
    assert_close(student.log_likelihood_gaussian(x, 5.0, 1 / (2 * math.pi)), 0.0)
    assert_close(student.log_likelihood_gaussian(x, 5.0, 2 / math.pi), -3 * LOG2)


@points(0.5)
def test_perplexity_counts_equally_likely_choices(student):
    """A nll of log 6 is as hard as the roll of a die, one of 0 leaves no choice.

    zh: nll 为 log 6 相当于掷一次骰子那样难，为 0 则别无选择
    """
    assert_close(student.perplexity(math.log(6)), 6.0)
    assert_close(student.perplexity(0.0), 1.0)


@points(0.5)
def test_perplexity_of_an_array(student):
    """It works for each entry of an array, and an infinite nll has infinite perplexity.

    zh: 对数组逐元素有效，无穷大的 nll 有无穷大的困惑度
    """
    assert_close(student.perplexity(np.array([LOG3, 2 * LOG2])), np.array([3.0, 4.0]))
    assert_close(student.perplexity(np.array([np.inf])), np.array([np.inf]))
