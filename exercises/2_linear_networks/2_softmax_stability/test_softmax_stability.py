"""Public tests of softmax_stability: small numbers that can be checked by hand."""

import numpy as np

from grader.testing import assert_close, points

LOGITS = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]])  # each row of exponentials sums to 8
PROBABILITIES = np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]]) / 8


def test_softmax_divides_each_exponential_by_the_sum_of_its_row(student):
    """The softmax of (log 1, log 2, log 5) is (1, 2, 5) / 8.

    zh: (log 1, log 2, log 5) 的 softmax 是 (1, 2, 5) / 8
    """
    assert_close(student.softmax(LOGITS), PROBABILITIES)
    assert_close(student.softmax(LOGITS[0].astype(np.float32)), PROBABILITIES[0].astype(np.float32))


def test_softmax_works_along_the_axis_that_is_asked_for(student):
    """With axis=0 each column of a softmax sums to 1.

    zh: axis=0 时 softmax 的每一列之和为 1
    """
    z = np.log([[1.0, 2.0, 5.0], [3.0, 6.0, 5.0]])
    assert_close(student.softmax(z, axis=0), np.array([[0.25, 0.25, 0.5], [0.75, 0.75, 0.5]]))


def test_softmax_of_large_logits_is_not_nan(student):
    """Logits of 1000 and of -1000 give the same softmax as logits near 0.

    zh: 1000 和 -1000 附近的 logit 与 0 附近的 logit 给出同样的 softmax
    """
    offsets = np.array([[1000.0], [-1000.0]])
    assert_close(student.softmax(LOGITS + offsets), PROBABILITIES, rtol=1e-6)


def test_log_sum_exp_of_small_logits(student):
    """The log-sum-exp of (log 1, log 2, log 5) is log 8, one number for each row.

    zh: (log 1, log 2, log 5) 的 log-sum-exp 是 log 8，每行一个数
    """
    assert_close(student.log_sum_exp(LOGITS), np.log([8.0, 8.0]))
    assert_close(student.log_sum_exp(LOGITS, axis=0), np.log([4.0, 5.0, 7.0]))


def test_log_sum_exp_of_large_logits_is_not_infinite(student):
    """The log-sum-exp of (1000, 1000) is 1000 + log 2, and that of (-1000, -1000) is -1000 + log 2.

    zh: (1000, 1000) 的 log-sum-exp 是 1000 + log 2，(-1000, -1000) 的是 -1000 + log 2
    """
    z = np.array([[1000.0, 1000.0], [-1000.0, -1000.0]])
    assert_close(student.log_sum_exp(z), np.array([1000.6931471805599, -999.3068528194401]))


def test_log_softmax_is_the_logarithm_of_the_probabilities(student):
    """The log-softmax of (log 1, log 2, log 5) is (log 1/8, log 2/8, log 5/8).

    zh: (log 1, log 2, log 5) 的 log-softmax 是 (log 1/8, log 2/8, log 5/8)
    """
    assert_close(student.log_softmax(LOGITS), np.log(PROBABILITIES))
    assert_close(student.log_softmax(LOGITS, axis=0), LOGITS - np.log([4.0, 5.0, 7.0]))


def test_log_softmax_stays_finite_where_the_probability_is_zero(student):
    """The log-softmax of (0, -1000) is (0, -1000), although the probability exp(-1000) is 0 in float64.

    zh: (0, -1000) 的 log-softmax 是 (0, -1000)，尽管概率 exp(-1000) 在 float64 中是 0
    """
    z = np.array([[0.0, -1000.0], [700.0, 1000.0], [-7.0, -7.0]])
    assert_close(student.log_softmax(z), np.array([[0.0, -1000.0], [-300.0, 0.0], [-np.log(2), -np.log(2)]]))


def test_log_softmax_of_equal_large_float16_logits(student):
    """Two equal float16 logits of 60000 have log-probability -log 2 each.

    zh: 两个相等的 float16 logit 60000 的对数概率各为 -log 2
    """
    z = np.array([60000, 60000], dtype=np.float16)
    assert_close(student.log_softmax(z), np.array([-0.6931, -0.6931], dtype=np.float16))


def test_cross_entropy_is_the_mean_over_the_batch(student):
    """Two samples whose true classes have probabilities 2/8 and 3/8 cost (log 4 + log 8/3) / 2.

    zh: 真实类别概率为 2/8 和 3/8 的两个样本，损失为 (log 4 + log 8/3) / 2
    """
    loss = student.cross_entropy_from_logits(LOGITS, np.array([1, 0]))
    assert_close(loss, (np.log(4) + np.log(8 / 3)) / 2)


def test_cross_entropy_of_a_confident_mistake_is_large_but_finite(student):
    """A sample whose true class is 1000 behind costs 1000.

    zh: 真实类别落后 1000 的样本，损失为 1000
    """
    z = np.array([[1000.0, 0.0, 0.0], [0.0, 0.0, 1000.0]])
    assert_close(student.cross_entropy_from_logits(z, np.array([1, 2])), 500.0)


def test_softmax_naive_agrees_on_small_logits_and_breaks_on_large_ones(student):
    """The direct formula gives (1, 2, 5) / 8 for small logits, and (nan, 0) for (1000, 0).

    zh: 直接公式对小的 logit 给出 (1, 2, 5) / 8，对 (1000, 0) 给出 (nan, 0)
    """
    assert_close(student.softmax_naive(LOGITS), PROBABILITIES)
    broken = student.softmax_naive(np.array([1000.0, 0.0]))
    assert np.isnan(broken[0]), f"exp(1000) is inf in float64 and inf / inf is nan, but the first entry is {broken[0]}"
    assert broken[1] == 0, f"1 / inf is 0, but the second entry is {broken[1]}"


@points(0.5)
def test_softmax_naive_breaks_where_every_exponential_vanishes(student):
    """Of (-1000, -1000) all exponentials are 0, and 0 / 0 is nan; the row (7, 7) beside it is still (1/2, 1/2).

    zh: (-1000, -1000) 的指数全为 0，而 0 / 0 是 nan；旁边的一行 (7, 7) 仍是 (1/2, 1/2)
    """
    rows = student.softmax_naive(np.array([[-1000.0, -1000.0], [7.0, 7.0]]))
    assert_close(rows, np.array([[np.nan, np.nan], [0.5, 0.5]]))


def test_overflow_threshold_depends_on_the_number_format(student):
    """The largest logit with a finite exponential is near 11.1 in float16, 88.7 in float32 and 709.8 in float64.

    zh: 指数仍有限的最大 logit：float16 约为 11.1，float32 约为 88.7，float64 约为 709.8
    """
    assert_close(student.overflow_threshold(np.float16), np.float16(11.1), rtol=0.01)
    assert_close(student.overflow_threshold(np.float32), np.float32(88.7), rtol=0.001)
    assert_close(student.overflow_threshold(np.dtype("float64")), np.float64(709.8), rtol=0.0001)


@points(0.5)
def test_overflow_threshold_is_itself_safe(student):
    """In float16 the exponential of the threshold is finite, and that of the next larger number is not.

    zh: 在 float16 中，阈值的指数是有限的，下一个更大的数的指数不是
    """
    threshold = student.overflow_threshold(np.float16)
    assert_close(threshold, np.float16(11.1), rtol=0.01)
    following = np.nextafter(threshold, np.float16(100))
    with np.errstate(all="ignore"):
        assert np.isfinite(np.exp(threshold)), f"exp({threshold}) is inf in float16, so {threshold} is too large"
        assert np.isinf(np.exp(following)), f"exp({following}) still fits, so {threshold} is not the largest"


def test_masked_softmax_shares_the_probability_among_the_kept_entries(student):
    """With the middle class masked, (log 1, log 2, log 5) gives (1/6, 0, 5/6); True means keep.

    zh: 遮住中间一类时，(log 1, log 2, log 5) 给出 (1/6, 0, 5/6)；True 表示保留
    """
    mask = np.array([[True, False, True], [False, True, True]])
    probabilities = student.masked_softmax(LOGITS, mask)
    assert_close(probabilities, np.array([[1 / 6, 0.0, 5 / 6], [0.0, 0.6, 0.4]]))
    assert np.all(probabilities[~mask] == 0), "a masked entry must be exactly 0"


def test_masked_softmax_of_a_fully_masked_row_is_zero(student):
    """A row of which nothing is kept is all zeros; the row beside it is an ordinary softmax.

    zh: 什么都不保留的一行全为零；旁边的一行是普通的 softmax
    """
    mask = np.array([[False, False, False], [True, True, True]])
    assert_close(student.masked_softmax(LOGITS, mask), np.array([[0.0, 0.0, 0.0], [0.375, 0.375, 0.25]]))
