"""Hidden tests of mle_cross_entropy: every definition written out as a loop, the laws, and the edges of the formats.

The loops below are the oracles: plain Python, exact sums (math.fsum) or fractions, and no NumPy in them.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import assert_close, function, points

INF, NAN = np.inf, np.nan
LABEL_DTYPES = (np.int8, np.uint8, np.int32, np.int64, np.uint64)

# Class probabilities in thirtieths; a zero now and then.
WEIGHTS = st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9))


def surprise(p, q):
    """-p log q, with 0 log 0 = 0."""
    if p == 0:
        return 0.0
    return INF if q == 0 else -p * math.log(q)


def mean_surprise(p, q):
    """Cross-entropy of two lists of probabilities; the entropy if they are the same list."""
    return math.fsum(surprise(float(a), float(b)) for a, b in zip(p, q, strict=True))


def excess(p, q):
    """KL divergence of two lists of positive probabilities, p as quotients."""
    return math.fsum(float(a) * math.log(float(a) / float(b)) for a, b in zip(p, q, strict=True))


def softmax_of(row):
    """Softmax of a list: 1 / sum_j exp(z_j - z_i), one class at a time."""
    return [1 / math.fsum(math.exp(min(float(b) - float(a), 700)) for b in row) for a in row]


def average_nll(rows, labels):
    """-(1/n) sum_i log p_i, sample by sample."""
    picked = [row[label] for row, label in zip(rows.tolist(), labels.tolist(), strict=True)]
    return math.fsum(-math.log(p) for p in picked) / len(picked)


def log_density(x, mu, var):
    """Log-likelihood of a normal distribution, value by value."""
    return math.fsum(-math.log(math.sqrt(2 * math.pi * var)) - (float(v) - mu) ** 2 / (2 * var) for v in x)


def exact_mean_and_variance(x):
    """Mean and biased variance without any rounding on the way."""
    values = [Fraction(float(v)) for v in x]
    mean = sum(values, Fraction(0)) / len(values)
    return float(mean), float(sum(((v - mean) ** 2 for v in values), Fraction(0)) / len(values))


def shares(*weights):
    """Whole numbers as a distribution."""
    return np.array(weights) / sum(weights)


# --- one_hot ----------------------------------------------------------------------------------------------------------


@points(0.5)
@function("one_hot")
def test_one_hot_marks_every_label(student, rng):
    """Each row is 1 at its label and 0 elsewhere: one or seven labels of any integer type, or none, for any k.

    zh: 每行在其标签处为 1、其余为 0：一个或七个任意整数类型的标签，或没有标签，k 任意
    """
    for n, k in ((7, 4), (1, 3), (3, 7), (5, 1)):
        labels = rng.integers(0, k, size=n)
        expected = np.array([[float(c == label) for c in range(k)] for label in labels.tolist()])
        assert_close(student.one_hot(labels, k), expected, note=f"{n} labels, k = {k}")
    for dtype in LABEL_DTYPES:
        certain = student.one_hot(np.array([2, 0], dtype=dtype), 3)
        assert_close(certain, np.array([[0.0, 0, 1], [1, 0, 0]]), note=str(dtype))
    view = np.array([3, 9, 0, 9])[::2]
    assert_close(student.one_hot(view, 4), np.array([[0.0, 0, 0, 1], [1, 0, 0, 0]]), note="a view")
    assert_close(student.one_hot(np.zeros(0, dtype=int), 3), np.zeros((0, 3)))


@points(0.5)
@function("one_hot")
def test_one_hot_refuses_what_is_no_class(student):
    """Label k, and every negative label, raise IndexError; k - 1 is the last class.

    zh: 标签 k 和任何负标签都引发 IndexError；k - 1 是最后一类
    """
    assert_close(student.one_hot(np.array([3, 0]), 4), np.array([[0.0, 0, 0, 1], [1, 0, 0, 0]]))
    for labels in ([0, 4], [-1, 2], [1, -4], [7]):
        with pytest.raises(IndexError):
            student.one_hot(np.array(labels), 4)


# --- pick -------------------------------------------------------------------------------------------------------------


@points(0.5)
@function("pick")
def test_pick_takes_one_entry_of_each_row(student, rng):
    """It is right for batches of 1 and 7, for more rows than columns and fewer, for views, and keeps every dtype.

    zh: 批量为 1 和 7 时都正确，行多于列或少于列、视图也在内，并保持每种 dtype
    """
    for n, k in ((7, 4), (1, 3), (3, 5), (4, 4), (2, 1)):
        scores, labels = rng.normal(size=(n, k)), rng.integers(0, k, size=n)
        expected = np.array([scores[i, labels[i]] for i in range(n)])
        assert_close(student.pick(scores, labels), expected, note=f"shape {(n, k)}")
    for dtype in (np.float32, np.float16):
        rows = scores.astype(dtype)
        assert_close(student.pick(rows, labels), rows[:, 0], note=str(dtype))  # one column: every label is 0
    whole = rng.integers(-99, 99, size=(5, 6))
    view = whole.T[::-1, ::2]  # (6, 3)
    assert_close(student.pick(view, np.array([2, 0, 1, 2, 2, 0])), view.ravel()[[2, 3, 7, 11, 14, 15]], note="a view")


@points(0.5)
@function("pick")
def test_pick_reads_no_other_entry(student):
    """An inf or a nan that is not picked leaves no trace; one that is picked comes back.

    zh: 没有被选中的 inf 或 nan 不留痕迹；被选中的则原样返回
    """
    log_p = np.array([[-INF, -0.5, -2.0], [NAN, -INF, -1.5], [-0.25, INF, NAN]])
    for dtype in LABEL_DTYPES:
        assert_close(student.pick(log_p, np.array([1, 2, 0], dtype=dtype)), np.array([-0.5, -1.5, -0.25]))
    assert_close(student.pick(log_p, np.array([0, 2, 2])), np.array([-INF, -1.5, NAN]))


@points(0.5)
@function("pick")
def test_pick_refuses_other_labels(student):
    """A column of labels and a wrong number of them raise ValueError; labels that are no class, IndexError.

    zh: 列形的标签和个数不对的标签抛出 ValueError；不存在的类别抛出 IndexError
    """
    rows = np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])
    assert_close(student.pick(rows, np.array([2, 2])), np.array([0.25, 0.75]))
    for labels in ([[0], [1]], [0], [0, 1, 2], [[0, 1]]):
        with pytest.raises(ValueError):
            student.pick(rows, np.array(labels))
    for labels in ([0, 3], [-1, 0], [2, -3], [9, 0]):
        with pytest.raises(IndexError):
            student.pick(rows, np.array(labels))


# --- entropy ----------------------------------------------------------------------------------------------------------


@function("entropy")
def test_entropy_agrees_with_its_definition(student, rng):
    """It is right for one distribution and for batches of 1 and 7 and more axes, views included: one number a row.

    zh: 对单个分布、批量为 1 和 7 以及更多的轴都正确，视图也在内：每行一个数
    """
    table = rng.dirichlet(np.ones(4), size=7)
    expected = np.array([mean_surprise(row, row) for row in table])
    assert_close(student.entropy(table), expected)
    assert_close(student.entropy(table[:1]), expected[:1])
    assert_close(student.entropy(table[2]), expected[2])
    assert_close(student.entropy(table[:6, ::-1].reshape(3, 2, 4)), expected[:6].reshape(3, 2))
    assert_close(student.entropy(np.asfortranarray(table)[::3]), expected[::3])
    assert_close(student.entropy(table[:0]), np.zeros(0), note="an empty batch")


@points(0.5)
@function("entropy")
def test_entropy_of_impossible_classes(student):
    """Probabilities of 0 add nothing and cause no warnings; a certain class leaves no uncertainty.

    zh: 概率为 0 的类别没有贡献，也不引起警告；确定的类别没有不确定性
    """
    p = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.25, 0.75, 0.0]])
    record = student.observe.entropy(p)
    assert_close(record.value, np.array([0.0, math.log(2), mean_surprise(p[2], p[2])]))
    assert not record.warnings, record.warnings[0]
    assert_close(student.entropy(np.array([0, 0, 0, 1])), np.float64(0), note="integers")


@points(0.5)
@function("entropy")
def test_entropy_of_tiny_probabilities(student):
    """A class of probability 1e-20 adds 46e-20: nothing is added inside the logarithm, and nothing clipped.

    zh: 概率为 1e-20 的类别贡献 46e-20：对数里没有加任何东西，也没有截断
    """
    for tiny in (1e-20, 1e-200):
        assert_close(student.entropy(np.array([1.0, tiny])), np.float64(-tiny * math.log(tiny)))
    assert_close(student.entropy(np.full(1000, 1e-3)), np.float64(3 * math.log(10)))


@points(0.5)
@function("entropy")
@settings(max_examples=8)
@given(weights=WEIGHTS)
def test_entropy_laws(student, weights):
    """It lies between 0 and log k, does not depend on the order of the classes, and adds up for independent pairs.

    zh: 它介于 0 和 log k 之间，与类别的顺序无关，独立的一对可以相加
    """
    p, r = shares(*weights), shares(1, 2, 5)
    pairs = np.outer(p, r).ravel()
    plain, shuffled = student.entropy(np.stack([p, p[[2, 0, 3, 1]]]))
    assert 0 < plain <= math.log(4) + 1e-12, "the entropy of four classes lies between 0 and log 4"
    assert_close(shuffled, plain, note="the classes in another order")
    assert_close(student.entropy(pairs), plain + mean_surprise(r, r), note="two independent variables")


@points(0.5)
@function("entropy")
def test_entropy_keeps_dtype_and_argument(student, rng):
    """float16 and float32 stay what they are, integers of any width give float64, and p is not modified.

    zh: float16 和 float32 保持不变，任意宽度的整数给出 float64，p 不被改动
    """
    p = rng.dirichlet(np.ones(5), size=3)
    for dtype in (np.float16, np.float32):
        rows = p.astype(dtype)
        expected = np.array([mean_surprise(row, row) for row in rows]).astype(dtype)
        assert_close(student.entropy(rows), expected, note=str(np.dtype(dtype)))
    assert_close(student.entropy(np.array([0, 1, 0], dtype=np.uint8)), np.float64(0), note="uint8")
    p[1, 2] = 0
    record = student.observe.entropy(p)
    assert_close(record.value, np.array([mean_surprise(row, row) for row in p]))
    assert not record.modified, "entropy changed its argument in place"


@points(0.5)
@function("entropy")
def test_entropy_does_not_hide_a_nan(student):
    """A nan among the probabilities makes the entropy of its row nan, and of no other row.

    zh: 概率中的 nan 使该行的熵为 nan，不影响其他行
    """
    p = np.array([[0.5, NAN, 0.5], [0.5, 0.5, 0.0], [NAN, 0.0, 1.0]])
    assert_close(student.entropy(p), np.array([NAN, math.log(2), NAN]))


# --- cross_entropy ----------------------------------------------------------------------------------------------------


@function("cross_entropy")
def test_cross_entropy_agrees_with_its_definition(student, rng):
    """It is right for single distributions, for batches of 1 and 7, for one p against many q, and for views.

    zh: 对单个分布、批量为 1 和 7、一个 p 对多个 q 以及视图都正确
    """
    p, q = rng.dirichlet(np.ones(4), size=(2, 7))
    expected = np.array([mean_surprise(a, b) for a, b in zip(p, q, strict=True)])
    assert_close(student.cross_entropy(p, q), expected)
    assert_close(student.cross_entropy(p[:1], q[:1]), expected[:1])
    assert_close(student.cross_entropy(p[3], q[3]), expected[3])
    assert_close(student.cross_entropy(p[::-2, ::-1], q[::-2, ::-1]), expected[::-2])
    assert_close(student.cross_entropy(p[0], q), np.array([mean_surprise(p[0], b) for b in q]), note="one p, seven q")
    assert_close(student.cross_entropy(p, q[0]), np.array([mean_surprise(a, q[0]) for a in p]), note="seven p, one q")
    assert_close(student.cross_entropy(np.ones((7, 1)), q[:, :1]), -np.log(q[:, 0]), note="one class")


@function("cross_entropy")
def test_cross_entropy_of_impossible_classes(student):
    """A class with p = 0 adds nothing, also where q = 0; one with q = 0 < p makes it inf; no warnings.

    zh: p = 0 的类别没有贡献，q = 0 时也如此；q = 0 < p 的类别使结果为 inf；没有警告
    """
    p = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.5, 0.25, 0.25], [0.0, 0.0, 1.0]])
    q = np.array([[0.0, 0.25, 0.75], [0.25, 0.5, 0.25], [0.75, 0.25, 0.0], [0.5, 0.5, 0.0]])
    record = student.observe.cross_entropy(p, q)
    assert_close(record.value, np.array([math.log(4), math.log(4), INF, INF]))
    assert not record.warnings, record.warnings[0]


@points(0.5)
@function("cross_entropy")
def test_cross_entropy_does_not_clip(student):
    """A q of 1e-300 costs 690.8 nats, and one of 1e-12 costs 27.6, to the last digit.

    zh: q 为 1e-300 时代价为 690.8 nat，为 1e-12 时为 27.6，准确到最后一位
    """
    p = np.array([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0]])
    q = np.array([[1e-300, 1.0], [1e-12, 1.0], [5e-324, 1.0]])
    assert_close(student.cross_entropy(p, q), np.array([mean_surprise(a, b) for a, b in zip(p, q, strict=True)]))
    rare = student.cross_entropy(np.array([1e-30, 1.0]), np.array([1e-40, 1.0]))
    assert_close(rare, np.float64(-1e-30 * math.log(1e-40)))


@points(0.5)
@function("cross_entropy")
@settings(max_examples=6)
@given(weights=WEIGHTS)
def test_cross_entropy_is_smallest_at_the_truth(student, weights):
    """Of all q on a grid none costs less than q = p, the order of the classes does not matter, and p = q gives H(p).

    zh: 网格上没有一个 q 的代价低于 q = p，与类别顺序无关，p = q 时得到 H(p)
    """
    p = shares(*weights)
    others = [np.roll(p, 1), shares(1, 1, 1, 1), shares(*(w + 1 for w in weights)), 0.9 * p + 0.1 * shares(4, 1, 1, 2)]
    costs = student.cross_entropy(p, np.stack([p, *others]))
    assert np.all(costs[1:] >= costs[0] - 1e-12), "some q costs less than q = p"
    assert_close(costs[0], np.float64(mean_surprise(p, p)))
    order = [2, 0, 3, 1]
    assert_close(student.cross_entropy(p[order], others[2][order]), costs[3], note="the classes in another order")


@points(0.5)
@function("cross_entropy")
def test_cross_entropy_keeps_dtype_and_arguments(student, rng):
    """float16 and float32 stay what they are, integers give float64, a nan shows, and neither argument is modified.

    zh: float16 和 float32 保持不变，整数给出 float64，nan 会显现，两个参数都不被改动
    """
    p, q = rng.dirichlet(np.ones(3), size=(2, 4)) * 0.9 + 0.03
    for dtype in (np.float16, np.float32):
        rows, others = p.astype(dtype), q.astype(dtype)
        expected = np.array([mean_surprise(a, b) for a, b in zip(rows, others, strict=True)]).astype(dtype)
        assert_close(student.cross_entropy(rows, others), expected, note=str(np.dtype(dtype)))
    certain = np.eye(3, dtype=int)[[2, 0]]
    assert_close(student.cross_entropy(certain, q[:2]), -np.log(q[[0, 1], [2, 0]]), note="integers")
    certain = certain.astype(np.uint8)
    assert_close(student.cross_entropy(certain, certain), np.zeros(2), note="uint8")
    assert_close(student.cross_entropy(np.array([0.5, 0.5]), np.array([NAN, 0.5])), np.float64(NAN), note="a nan in q")
    p[:, 0] = q[:2, 1] = 0
    record = student.observe.cross_entropy(p, q)
    assert_close(record.value, np.array([mean_surprise(a, b) for a, b in zip(p, q, strict=True)]))
    assert not record.modified, f"cross_entropy changed {record.modified[0]} in place"


@points(0.5)
@function("cross_entropy")
def test_cross_entropy_refuses_other_classes(student):
    """Distributions over different numbers of classes raise ValueError; one class is not stretched to three.

    zh: 类别数不同的分布抛出 ValueError；一个类别不会被拉伸成三个
    """
    p = np.array([0.5, 0.25, 0.25])
    assert_close(student.cross_entropy(p, p[::-1]), np.float64(mean_surprise(p, p[::-1])))
    for a, b in ((p, p[:2]), (p, p[:1]), (p[:1], p), (np.stack([p, p]), np.ones((2, 1)))):
        with pytest.raises(ValueError):
            student.cross_entropy(a, b)


# --- kl_divergence ----------------------------------------------------------------------------------------------------


@function("kl_divergence")
def test_kl_divergence_agrees_with_its_definition(student, rng):
    """It is right both ways round, for single distributions, batches of 1 and 7, one against many, and views.

    zh: 两个方向都正确：单个分布、批量为 1 和 7、一对多以及视图
    """
    p, q = rng.dirichlet(np.ones(4), size=(2, 7)) * 0.9 + 0.025
    forward = np.array([excess(a, b) for a, b in zip(p, q, strict=True)])
    backward = np.array([excess(b, a) for a, b in zip(p, q, strict=True)])
    assert_close(student.kl_divergence(p, q), forward, atol=1e-12)
    assert_close(student.kl_divergence(q, p), backward, atol=1e-12)
    assert_close(student.kl_divergence(p[:1], q[:1]), forward[:1], atol=1e-12)
    assert_close(student.kl_divergence(p[3], q[3]), forward[3], atol=1e-12)
    assert_close(student.kl_divergence(p[::-2, ::-1], q[::-2, ::-1]), forward[::-2], atol=1e-12)
    assert_close(student.kl_divergence(p[0], q), np.array([excess(p[0], b) for b in q]), atol=1e-12, note="one p")
    assert_close(student.kl_divergence(p, q[0]), np.array([excess(a, q[0]) for a in p]), atol=1e-12, note="one q")


@function("kl_divergence")
@settings(max_examples=6)
@given(weights=WEIGHTS)
def test_kl_divergence_is_what_cross_entropy_exceeds_entropy_by(student, weights):
    """H(p, q) = H(p) + KL(p || q), also where a class has p = 0.

    zh: H(p, q) = H(p) + KL(p || q)，有类别 p = 0 时也如此
    """
    p, q = shares(*weights), shares(3, 1, 2, 2)
    divergence = student.kl_divergence(p, q)
    assert_close(mean_surprise(p, p) + divergence, np.float64(mean_surprise(p, q)))
    assert_close(divergence, np.float64(mean_surprise(p, q) - mean_surprise(p, p)), atol=1e-12)


@points(0.5)
@function("kl_divergence")
def test_kl_divergence_is_zero_only_for_equal_distributions(student, rng):
    """It is never negative, 0 where p = q, above 0 where they differ, and the order of the classes does not matter.

    zh: 它从不为负，p = q 时为 0，不同时大于 0，与类别顺序无关
    """
    p, q = rng.dirichlet(np.ones(5), size=(2, 20))
    p[::4, 1] = 0
    p /= p.sum(axis=1, keepdims=True)
    assert_close(student.kl_divergence(p, p), np.zeros(20), atol=1e-12)
    nearby = 0.9 * p + 0.1 * shares(1, 2, 3, 3, 1)
    for other in (q, nearby):
        divergence = np.asarray(student.kl_divergence(p, other))
        assert np.all(divergence > 1e-9), "p and q differ, but their divergence is not above 0"
    order = rng.permutation(5)
    assert_close(student.kl_divergence(p[:, order], nearby[:, order]), student.kl_divergence(p, nearby), atol=1e-12)


@points(0.5)
@function("kl_divergence")
def test_kl_divergence_of_impossible_classes(student):
    """A class with p = 0 adds nothing, also where q = 0; one with q = 0 < p makes it inf; no warnings.

    zh: p = 0 的类别没有贡献，q = 0 时也如此；q = 0 < p 的类别使结果为 inf；没有警告
    """
    p = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.5, 0.25, 0.25], [0.0, 0.0, 1.0]])
    q = np.array([[0.0, 0.25, 0.75], [0.25, 0.5, 0.25], [0.75, 0.25, 0.0], [0.5, 0.5, 0.0]])
    record = student.observe.kl_divergence(p, q)
    assert_close(record.value, np.array([math.log(4), math.log(2), INF, INF]))
    assert not record.warnings, record.warnings[0]


@points(0.5)
@function("kl_divergence")
def test_kl_divergence_does_not_clip(student):
    """A q of 1e-300 under a p of 1/2 costs 344.7 nats, and one of 1e-12 under 1/4 costs 6.3, to the last digit.

    zh: p 为 1/2 时 q 为 1e-300 的代价是 344.7 nat，p 为 1/4 时 q 为 1e-12 的是 6.3，准确到最后一位
    """
    p = np.array([[0.5, 0.5], [0.25, 0.75]])
    q = np.array([[1e-300, 1.0], [1e-12, 1.0]])
    assert_close(student.kl_divergence(p, q), np.array([excess(a, b) for a, b in zip(p, q, strict=True)]))


@points(0.5)
@function("kl_divergence")
def test_kl_divergence_keeps_dtype_and_arguments(student):
    """float16 and float32 stay what they are, integers give float64, a nan shows, and neither argument is modified.

    zh: float16 和 float32 保持不变，整数给出 float64，nan 会显现，两个参数都不被改动
    """
    p, q = np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]]), np.array([[0.125, 0.25, 0.625], [0.25, 0.25, 0.5]])
    expected = np.array([excess(a, b) for a, b in zip(p, q, strict=True)])
    for dtype in (np.float16, np.float32):
        actual = student.kl_divergence(p.astype(dtype), q.astype(dtype))
        assert_close(actual, expected.astype(dtype), atol=8 * np.finfo(dtype).eps, note=str(np.dtype(dtype)))
    certain = np.eye(3, dtype=np.uint8)[[0, 1]]
    assert_close(student.kl_divergence(certain, q), -np.log(q[[0, 1], [0, 1]]), note="integers")
    assert_close(student.kl_divergence(certain, certain), np.zeros(2), note="uint8")
    assert_close(student.kl_divergence(np.array([0.5, 0.5]), np.array([NAN, 0.5])), np.float64(NAN), note="a nan in q")
    p[:, 1] = q[0, 1] = 0
    record = student.observe.kl_divergence(p, q)
    assert_close(record.value, np.array([excess(a[::2], b[::2]) for a, b in zip(p, q, strict=True)]))
    assert not record.modified, f"kl_divergence changed {record.modified[0]} in place"


@points(0.5)
@function("kl_divergence")
def test_kl_divergence_refuses_other_classes(student):
    """Distributions over different numbers of classes raise ValueError; one class is not stretched to three.

    zh: 类别数不同的分布抛出 ValueError；一个类别不会被拉伸成三个
    """
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.125, 0.125, 0.75])
    assert_close(student.kl_divergence(p, q), np.float64(excess(p, q)))
    for a, b in ((p, q[:2]), (p, q[:1]), (p[:1], q), (np.stack([p, p]), np.ones((2, 1)))):
        with pytest.raises(ValueError):
            student.kl_divergence(a, b)


# --- nll --------------------------------------------------------------------------------------------------------------


@function("nll")
def test_nll_agrees_with_its_definition(student, reference, rng):
    """It is right for batches of 1 and 7, for more samples than classes and fewer, and for views.

    zh: 批量为 1 和 7 时都正确，样本多于类别或少于类别、视图也在内
    """
    for n, k in ((7, 4), (1, 3), (3, 8), (4, 4), (6, 2)):
        rows, labels = rng.dirichlet(np.ones(k), size=n) * 0.9 + 0.1 / k, rng.integers(0, k, size=n)
        assert_close(student.nll(rows, labels), np.float64(average_nll(rows, labels)), note=f"shape {(n, k)}")
    table = rng.dirichlet(np.ones(3), size=8)
    assert_close(student.nll(table[::-2, ::-1], labels[:4]), reference.nll(table[::-2, ::-1].copy(), labels[:4]))


@points(0.5)
@function("nll")
def test_nll_laws(student, rng):
    """The batch twice over has the same nll, and so have its samples in another order; one-hot cross-entropy agrees.

    zh: 把批重复一遍 nll 不变，改变样本顺序也不变；与 one-hot 的交叉熵一致
    """
    rows, labels = rng.dirichlet(np.ones(4), size=6), rng.integers(0, 4, size=6)
    loss = student.nll(rows, labels)
    order = rng.permutation(6)
    assert_close(student.nll(np.tile(rows, (2, 1)), np.tile(labels, 2)), loss, note="each sample twice")
    assert_close(student.nll(rows[order], labels[order]), loss, note="the samples in another order")
    certain = [[float(c == label) for c in range(4)] for label in labels]
    assert_close(loss, np.mean([mean_surprise(a, b) for a, b in zip(certain, rows, strict=True)]))


@points(0.5)
@function("nll")
def test_nll_of_improbable_classes(student):
    """A true class of probability 1e-300 costs 690.8, one of 1e-12 costs 27.6, one of 0 inf; no warnings.

    zh: 真实类别的概率为 1e-300 时代价为 690.8，为 1e-12 时为 27.6，为 0 时为 inf；没有警告
    """
    rows = np.array([[1e-300, 1.0], [1.0, 1e-12], [0.25, 0.75], [0.0, 1.0]])
    assert_close(student.nll(rows[:3], np.array([0, 1, 1])), np.float64(average_nll(rows[:3], np.array([0, 1, 1]))))
    record = student.observe.nll(rows, np.array([1, 0, 1, 0]))
    assert_close(record.value, np.float64(INF))
    assert not record.warnings, record.warnings[0]
    record = student.observe.nll(rows, np.array([1, 0, 1, 1]))  # the 0 is not asked for
    assert_close(record.value, np.float64(-math.log(0.75) / 4))
    assert not record.warnings, record.warnings[0]


@points(0.5)
@function("nll")
def test_nll_keeps_dtype_and_arguments(student, rng):
    """float16 and float32 stay what they are, integers give float64, and neither argument is modified.

    zh: float16 和 float32 保持不变，整数给出 float64，两个参数都不被改动
    """
    rows, labels = rng.dirichlet(np.ones(3), size=5) * 0.9 + 0.03, rng.integers(0, 3, size=5)
    for dtype in (np.float16, np.float32):
        low = rows.astype(dtype)
        assert_close(student.nll(low, labels.astype(np.uint8)), dtype(average_nll(low.astype(float), labels)))
    for dtype in (np.uint8, np.int64):
        certain = np.array([[1, 0], [0, 1]], dtype=dtype)
        assert_close(student.nll(certain, np.array([0, 0])), np.float64(INF), note=str(dtype))
    record = student.observe.nll(rows, labels)
    assert_close(record.value, np.float64(average_nll(rows, labels)))
    assert not record.modified, f"nll changed {record.modified[0]} in place"


@points(0.5)
@function("nll")
def test_nll_refuses_other_labels(student):
    """A column of labels and a wrong number of them raise ValueError; labels that are no class, IndexError.

    zh: 列形的标签和个数不对的标签抛出 ValueError；不存在的类别抛出 IndexError
    """
    rows = np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])
    assert_close(student.nll(rows, np.array([1, 2])), np.float64(-math.log(3 / 16) / 2))
    for labels in ([[0], [1]], [0], [0, 1, 2]):
        with pytest.raises(ValueError):
            student.nll(rows, np.array(labels))
    for labels in ([0, 3], [-1, 0]):
        with pytest.raises(IndexError):
            student.nll(rows, np.array(labels))


# --- softmax_cross_entropy_grad ---------------------------------------------------------------------------------------


@points(1.5)
@function("softmax_cross_entropy_grad")
def test_gradient_agrees_with_its_definition(student, rng):
    """It is right for batches of 1 and 7, square or not, views included, and each of its rows sums to 0.

    zh: 批量为 1 和 7 时都正确，无论是否为方阵、视图也在内，并且每行之和为 0
    """
    for n, k in ((7, 4), (1, 3), (3, 6), (4, 4)):
        z, y = rng.normal(size=(n, k)) * 2, np.eye(k)[rng.integers(0, k, size=n)]
        expected = (np.array([softmax_of(row) for row in z]) - y) / n
        actual = student.softmax_cross_entropy_grad(z, y)
        assert_close(actual, expected, note=f"shape {(n, k)}")
        assert_close(actual.sum(axis=1), np.zeros(n))
    wide = rng.normal(size=(6, 10))
    view, y = wide.T[::2, ::-2], np.eye(3)[[0, 2, 1, 1, 0]]
    assert_close(student.softmax_cross_entropy_grad(view, y), (np.array([softmax_of(row) for row in view]) - y) / 5)


@function("softmax_cross_entropy_grad")
def test_gradient_is_the_slope_of_the_loss(student, rng):
    """Along any direction, and for single logits, it is the slope of the mean nll, measured by central differences.

    zh: 沿任意方向以及对单个 logit，它都是平均 nll 的斜率（以中心差分测得）
    """
    z, labels, h = rng.normal(size=(5, 4)), rng.integers(0, 4, size=5), 1e-5
    gradient = np.asarray(student.softmax_cross_entropy_grad(z, np.eye(4)[labels]))
    directions = [rng.normal(size=(5, 4)), *np.eye(20)[[1, 14]].reshape(2, 5, 4)]
    for direction in directions:
        ahead, behind = (np.array([softmax_of(row) for row in z + step * direction]) for step in (h, -h))
        slope = (average_nll(ahead, labels) - average_nll(behind, labels)) / (2 * h)
        assert_close(np.sum(gradient * direction), np.float64(slope), rtol=1e-5, atol=1e-7)


@points(0.5)
@function("softmax_cross_entropy_grad")
def test_gradient_of_soft_targets(student, rng):
    """Targets may be any distribution; where softmax(z) is the target, the gradient is 0.

    zh: 目标可以是任意分布；目标等于 softmax(z) 时梯度为 0
    """
    z = rng.normal(size=(3, 4))
    soft = np.array([softmax_of(row) for row in z])
    assert_close(student.softmax_cross_entropy_grad(z, soft), np.zeros((3, 4)), atol=1e-12)
    y = np.stack([shares(1, 2, 5, 2), shares(0, 3, 0, 1), shares(1, 1, 1, 1)])
    assert_close(student.softmax_cross_entropy_grad(z, y), (soft - y) / 3)


@function("softmax_cross_entropy_grad")
def test_gradient_of_huge_logits(student):
    """Logits of 10000 and of -10000, in one batch, give neither nan nor warnings.

    zh: 同一批中的 logit 10000 和 -10000 既不产生 nan 也不引起警告
    """
    z = np.array([[10000.0, 0.0, 10000.0], [-10000.0, -10000.0, -10000.5], [710.0, 709.0, -710.0], [0.5, -1.0, 2.0]])
    y = np.eye(3)[[0, 2, 1, 1]]
    record = student.observe.softmax_cross_entropy_grad(z, y)
    assert_close(record.value, (np.array([softmax_of(row) for row in z]) - y) / 4)
    assert not record.warnings, record.warnings[0]


@points(0.5)
@function("softmax_cross_entropy_grad")
def test_gradient_has_the_dtype_of_the_logits(student, rng):
    """float16 and float32 logits keep their dtype, also if y is float64 or integer; integer logits give float64.

    zh: float16 和 float32 的 logit 保持 dtype，即使 y 是 float64 或整数；整数 logit 给出 float64
    """
    z, certain = rng.integers(-3, 4, size=(3, 5)), np.eye(5, dtype=int)[[4, 0, 2]]
    expected = (np.array([softmax_of(row) for row in z]) - certain) / 3
    for dtype in (np.float16, np.float32, np.float64):
        for y in (certain, certain.astype(np.float64)):
            actual = student.softmax_cross_entropy_grad(z.astype(dtype), y)
            assert_close(actual, expected.astype(dtype), note=f"{np.dtype(dtype)} logits, {y.dtype} targets")
    assert_close(student.softmax_cross_entropy_grad(z, certain), expected, note="integer logits")


@points(0.5)
@function("softmax_cross_entropy_grad")
def test_gradient_refuses_labels_in_place_of_targets(student, rng):
    """Targets of another shape raise ValueError, also the labels of a square batch, which NumPy would broadcast.

    zh: 形状不同的目标抛出 ValueError，NumPy 会广播的方形批的标签也不例外
    """
    z, y = rng.normal(size=(3, 3)), np.eye(3)[[2, 0, 0]]
    assert_close(student.softmax_cross_entropy_grad(z, y), (np.array([softmax_of(row) for row in z]) - y) / 3)
    for wrong in (np.array([2, 0, 0]), np.array([[2], [0], [0]]), y[:1], y[:, :1]):
        with pytest.raises(ValueError):
            student.softmax_cross_entropy_grad(z, wrong)
    with pytest.raises(ValueError):
        student.softmax_cross_entropy_grad(z[:1], y)


@points(0.5)
@function("softmax_cross_entropy_grad")
def test_gradient_leaves_its_arguments_alone(student, rng):
    """Logits and targets are the same after the call.

    zh: 调用之后 logit 和目标保持不变
    """
    z, y = rng.normal(size=(2, 4)), np.eye(4)[[3, 1]]
    record = student.observe.softmax_cross_entropy_grad(z, y)
    assert_close(record.value, (np.array([softmax_of(row) for row in z]) - y) / 2)
    assert not record.modified, f"softmax_cross_entropy_grad changed {record.modified[0]} in place"


# --- accuracy ---------------------------------------------------------------------------------------------------------


@function("accuracy")
def test_accuracy_counts_the_rows_that_are_right(student, rng):
    """It is right for batches of 1 and 7, for logits as for probabilities, for views and any type of label.

    zh: 批量为 1 和 7 时都正确，logit 和概率、视图和任意类型的标签都可以
    """
    for n, k in ((7, 4), (1, 3), (3, 8), (40, 3), (4, 4)):
        scores, labels = rng.normal(size=(n, k)) - 2, rng.integers(0, k, size=n)
        winners = [max(range(k), key=row.__getitem__) for row in scores.tolist()]
        hits = sum(winner == label for winner, label in zip(winners, labels.tolist(), strict=True))
        assert_close(student.accuracy(scores, labels), np.float64(hits / n), note=f"shape {(n, k)}")
    right, wrong = scores.argmax(axis=1).astype(np.uint8), scores.argmin(axis=1).astype(np.uint8)
    for labels, expected in ((right, 1.0), (wrong, 0.0), (np.where([True, True, True, False], right, wrong), 0.75)):
        assert_close(student.accuracy(scores.astype(np.float32), labels), np.float64(expected))
    table = rng.normal(size=(4, 6)).T[::-2]  # (3, 4)
    third = np.array([table[0].argmax(), table[1].argmin(), table[2].argmin()])
    assert_close(student.accuracy(table, third), np.float64(1 / 3), note="a view")


@points(0.5)
@function("accuracy")
def test_accuracy_of_hesitant_predictions(student):
    """The highest score wins, also far below one half, also if several stand above it; of equal ones the first.

    zh: 最高分获胜，即使远低于一半，即使有几个高于一半；分数相同取第一个
    """
    hesitant = np.array([[0.26, 0.25, 0.25, 0.24], [0.2, 0.3, 0.2, 0.3], [0.1, 0.4, 0.45, 0.05], [0.25] * 4])
    assert_close(student.accuracy(hesitant, np.array([0, 1, 2, 0])), np.float64(1))
    assert_close(student.accuracy(hesitant, np.array([0, 3, 1, 3])), np.float64(0.25))
    logits = np.array([[3.0, 5.0], [-7.0, -9.0], [0.9, 0.6]])
    assert_close(student.accuracy(logits, np.array([1, 0, 1])), np.float64(2 / 3))


@points(0.5)
@function("accuracy")
def test_accuracy_refuses_a_column_of_labels(student):
    """Labels of shape (n, 1), and a wrong number of labels, raise ValueError.

    zh: 形状为 (n, 1) 的标签和个数不对的标签抛出 ValueError
    """
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    assert_close(student.accuracy(scores, np.array([0, 1, 1])), np.float64(2 / 3))
    for labels in ([[0], [1], [1]], [0], [0, 1, 1, 0], [[0, 1, 1]]):
        with pytest.raises(ValueError):
            student.accuracy(scores, np.array(labels))


# --- bernoulli_mle ----------------------------------------------------------------------------------------------------


@points(0.5)
@function("bernoulli_mle")
def test_bernoulli_mle_for_every_kind_of_zeros_and_ones(student, rng):
    """It is the share of ones for integers, booleans and floats, in one piece or not; float32 stays float32.

    zh: 它是 1 所占的比例，整数、布尔、浮点都可以，内存连续与否都可以；float32 仍为 float32
    """
    for n, dtype in ((1, np.int64), (7, bool), (300, np.int8), (300, np.uint8), (30, np.float64)):
        x = rng.integers(0, 2, size=n).astype(dtype)
        assert_close(student.bernoulli_mle(x), np.float64(int(sum(x.tolist())) / n), note=f"{n} of {np.dtype(dtype)}")
    for dtype in (np.float16, np.float32):
        assert_close(student.bernoulli_mle(np.array([1, 0, 1], dtype=dtype)), dtype(2 / 3), note=str(dtype))
    for view, share in ((x[::-3], np.float64(np.mean(x[::-3]))), (np.zeros(5), 0.0), (np.ones(4), 1.0)):
        record = student.observe.bernoulli_mle(view)
        assert_close(record.value, np.float64(share))
        assert not record.modified, "bernoulli_mle changed its argument in place"


@points(0.5)
@function("bernoulli_mle")
def test_bernoulli_mle_makes_the_sample_most_likely(student, rng):
    """No theta on a fine grid makes the sample likelier.

    zh: 细网格上没有一个 theta 使样本更可能
    """
    x = rng.permutation([1] * int(rng.integers(1, 11)) + [0] * 11)
    theta = np.linspace(0.001, 0.999, 999)
    best = float(student.bernoulli_mle(x))
    assert 0 < best < 1, "a sample with zeros and ones has a theta between 0 and 1"
    ones, zeros = x.sum(), (1 - x).sum()
    likelihood = ones * np.log(theta) + zeros * np.log(1 - theta)
    assert ones * math.log(best) + zeros * math.log(1 - best) >= likelihood.max() - 1e-12, "another theta is likelier"


@points(0.5)
@function("bernoulli_mle")
def test_bernoulli_mle_refuses_what_is_no_coin(student):
    """Anything but 0 and 1, and an empty sample, raise ValueError.

    zh: 0 和 1 以外的值以及空样本抛出 ValueError
    """
    assert_close(student.bernoulli_mle(np.array([0.0, 1.0, 0.0, 0.0, 1.0])), np.float64(0.4))
    for x in ([0.0, 1.0, 0.5], [1, 0, -1], [1, 2], [0.0, NAN], np.zeros(0), np.zeros(0, dtype=int)):
        with pytest.raises(ValueError):
            student.bernoulli_mle(np.array(x))


# --- gaussian_mle -----------------------------------------------------------------------------------------------------


@points(0.5)
@function("gaussian_mle")
def test_gaussian_mle_agrees_with_exact_fractions(student, rng):
    """Mean and variance are right for 1, 2 or 9 numbers, in one piece or not; a sample of integers gives float64.

    zh: 对 1、2、9 个数均值和方差都正确，内存连续与否都可以；整数样本给出 float64
    """
    for n in (1, 2, 9):
        x = rng.normal(size=n) * 3 + 5
        assert_close(student.gaussian_mle(x), tuple(map(np.float64, exact_mean_and_variance(x))), note=f"n = {n}")
    view = rng.normal(size=(6, 4))[::-2, 1]
    record = student.observe.gaussian_mle(view)
    assert_close(record.value, tuple(map(np.float64, exact_mean_and_variance(view))))
    assert not record.modified, "gaussian_mle changed its argument in place"
    for whole in (np.array([100, -100, 127], dtype=np.int8), np.array([250, 3, 200, 251], dtype=np.uint8)):
        assert_close(student.gaussian_mle(whole), tuple(map(np.float64, exact_mean_and_variance(whole))))


@points(0.5)
@function("gaussian_mle")
def test_gaussian_mle_far_from_zero(student):
    """Numbers near 1e8 that differ by a few have the variance of their differences; equal numbers have none.

    zh: 1e8 附近相差无几的数，方差就是其差值的方差；相等的数没有方差
    """
    x = 1e8 + np.array([1.0, 2.0, 3.0, 8.0])
    assert_close(student.gaussian_mle(x), (np.float64(1e8 + 3.5), np.float64(7.25)))
    assert_close(student.gaussian_mle(np.full(6, -3e9)), (np.float64(-3e9), np.float64(0)))


@points(0.5)
@function("gaussian_mle")
def test_gaussian_mle_keeps_its_dtype(student):
    """float16 and float32 samples give a mean and a variance of the same dtype.

    zh: float16 和 float32 的样本给出同一 dtype 的均值和方差
    """
    for dtype in (np.float16, np.float32):
        x = np.array([1.5, -2.0, 4.0, 0.5, -1.0], dtype=dtype)
        assert_close(student.gaussian_mle(x), tuple(map(dtype, exact_mean_and_variance(x))), note=str(np.dtype(dtype)))


@points(0.5)
@function("gaussian_mle")
def test_gaussian_mle_makes_the_sample_most_likely(student, rng):
    """A step of a few per cent in mu or var, up or down, makes the sample less likely.

    zh: mu 或 var 上下变动百分之几，样本就更不可能
    """
    x = rng.normal(size=6) * 2 - 1
    mu, var = map(float, student.gaussian_mle(x))
    assert var > 0, "the variance of numbers that differ is above 0"
    best = log_density(x, mu, var)
    for d_mu, factor in ((0.02, 1), (-0.02, 1), (0, 1.03), (0, 0.97)):
        assert log_density(x, mu + d_mu * math.sqrt(var), var * factor) < best, "a neighbouring mu or var is likelier"


@points(0.5)
@function("gaussian_mle")
def test_gaussian_mle_refuses_no_data(student):
    """An empty sample raises ValueError.

    zh: 空样本抛出 ValueError
    """
    assert_close(student.gaussian_mle(np.array([4.0, 4.5])), (np.float64(4.25), np.float64(0.0625)))
    with pytest.raises(ValueError):
        student.gaussian_mle(np.zeros(0))


# --- categorical_mle --------------------------------------------------------------------------------------------------


@points(0.5)
@function("categorical_mle")
def test_categorical_mle_makes_the_counts_most_likely(student, rng):
    """No distribution on a grid makes the counts likelier, and the order of the classes does not matter.

    zh: 网格上没有一个分布使计数更可能，与类别顺序无关
    """
    counts = rng.integers(1, 9, size=3)
    total = int(counts.sum())
    grid = np.array([(a, b, total - a - b) for a in range(1, total) for b in range(1, total - a)])
    winner = grid[np.argmax(np.log(grid) @ counts)]
    assert_close(student.categorical_mle(counts), winner / total)
    assert_close(student.categorical_mle(counts[::-1]), winner[::-1] / total)


@points(0.5)
@function("categorical_mle")
def test_categorical_mle_for_every_kind_of_counts(student):
    """Small integer types do not wrap round, float32 stays float32, unseen classes get 0, counts are not modified.

    zh: 小整数类型不会回绕，float32 仍为 float32，未出现的类别得 0，计数不被改动
    """
    for dtype in (np.uint8, np.int16, np.int64):
        actual = student.categorical_mle(np.array([200, 0, 100, 250], dtype=dtype))
        assert_close(actual, shares(200, 0, 100, 250), note=str(np.dtype(dtype)))
    for dtype in (np.float16, np.float32, np.float64):
        actual = student.categorical_mle(np.array([0.5, 0, 1.5], dtype=dtype))
        assert_close(actual, np.array([0.25, 0, 0.75], dtype=dtype), note=str(np.dtype(dtype)))
    record = student.observe.categorical_mle(np.array([7.0, 1.0]))
    assert_close(record.value, shares(7, 1))
    assert not record.modified, "categorical_mle changed its argument in place"


@points(0.5)
@function("categorical_mle")
def test_categorical_mle_refuses_impossible_counts(student):
    """A negative count, and counts that are all 0, raise ValueError.

    zh: 负的计数以及全为 0 的计数抛出 ValueError
    """
    assert_close(student.categorical_mle(np.array([6])), np.array([1.0]))
    for counts in ([3, -1, 2], [-2.0, 1.0], [1, -1], [0, 0, 0], [0.0]):
        with pytest.raises(ValueError):
            student.categorical_mle(np.array(counts))


# --- log_likelihood_gaussian ------------------------------------------------------------------------------------------


@function("log_likelihood_gaussian")
def test_log_likelihood_agrees_with_its_definition(student, rng):
    """It is the sum of the log-densities for 1, 2 or 9 numbers, any mean and variance, views and integers.

    zh: 它是 1、2、9 个数的对数密度之和，任意均值和方差、视图和整数都可以
    """
    for n, mu, var in ((9, 0.5, 0.3), (1, -2.0, 4.0), (2, 1.0, 1.0), (5, 0.0, 12.5)):
        x = rng.normal(size=2 * n)[::2] * 2
        record = student.observe.log_likelihood_gaussian(x, mu, var)
        assert_close(record.value, np.float64(log_density(x, mu, var)), note=f"n = {n}, mu = {mu}, var = {var}")
        assert not record.modified, "log_likelihood_gaussian changed its argument in place"
    whole = np.array([100, -128, 7], dtype=np.int8)
    assert_close(student.log_likelihood_gaussian(whole, 3.5, 50.0), np.float64(log_density(whole, 3.5, 50.0)))


@points(0.5)
@function("log_likelihood_gaussian")
def test_log_likelihood_where_the_density_underflows(student, rng):
    """Values 100 standard deviations away, and 3000 values at once, have a finite log-likelihood; no warnings.

    zh: 相距 100 个标准差的值以及一次 3000 个值都有有限的对数似然；没有警告
    """
    many = rng.normal(size=3000)
    for x, mu, var in ((np.array([100.0, 0.5]), 0.0, 1.0), (many, 0.25, 9.0), (np.array([7.0]), 0.0, 1e-4)):
        record = student.observe.log_likelihood_gaussian(x, mu, var)
        assert_close(record.value, np.float64(log_density(x, mu, var)))
        assert not record.warnings, record.warnings[0]


@points(0.5)
@function("log_likelihood_gaussian")
def test_log_likelihood_laws(student, rng):
    """Two halves of a sample add up to the whole, no data give 0, and the density of one value integrates to 1.

    zh: 样本的两半相加得到整体，没有数据给出 0，单个值的密度积分为 1
    """
    x = rng.normal(size=7)
    whole = student.log_likelihood_gaussian(x, 0.5, 2.25)
    halves = [student.log_likelihood_gaussian(part, 0.5, 2.25) for part in (x[:3], x[3:])]
    assert_close(halves[0] + halves[1], whole, atol=1e-12)
    assert_close(student.log_likelihood_gaussian(x[:0], 0.5, 2.25), np.float64(0), note="no data")
    steps = np.arange(-3.0, 4)  # the trapezoid rule is exact to 1e-4 for a density as smooth as this one
    area = sum(math.exp(student.log_likelihood_gaussian(np.array([s]), 0.0, 0.5)) for s in steps)
    assert_close(area, 1.0, rtol=1e-3)
    assert_close(student.log_likelihood_gaussian(x + 3, 3.5, 2.25), whole, note="x and mu moved by 3")


@points(0.5)
@function("log_likelihood_gaussian")
def test_log_likelihood_keeps_its_dtype(student):
    """float16 and float32 samples give a scalar of the same dtype.

    zh: float16 和 float32 的样本给出同一 dtype 的标量
    """
    for dtype in (np.float16, np.float32):
        x = np.array([1.5, -2.0, 4.0, 0.5], dtype=dtype)
        actual = student.log_likelihood_gaussian(x, 0.25, 6.25)
        assert_close(actual, dtype(log_density(x, 0.25, 6.25)), note=str(np.dtype(dtype)))


@points(0.5)
@function("log_likelihood_gaussian")
def test_log_likelihood_refuses_a_variance_that_is_none(student):
    """A variance of 0 or below, or nan, raises ValueError; a small one does not.

    zh: 方差为 0 或负或 nan 抛出 ValueError；很小的方差不抛出
    """
    x = np.array([0.5, -0.25])
    assert_close(student.log_likelihood_gaussian(x, 0.0, 0.125), np.float64(log_density(x, 0.0, 0.125)))
    for var in (0.0, -1.0, NAN):
        with pytest.raises(ValueError):
            student.log_likelihood_gaussian(x, 0.0, var)


# --- perplexity -------------------------------------------------------------------------------------------------------


@points(0.5)
@function("perplexity")
def test_perplexity_is_the_exponential(student, rng):
    """It is k for k equally likely classes, and right for numbers and for arrays of any shape.

    zh: k 个等可能类别的困惑度为 k；对单个数和任意形状的数组都正确
    """
    for k in (2, 7, 1000):
        assert_close(student.perplexity(np.float64(math.log(k))), np.float64(k))
    losses = rng.uniform(0, 9, size=(2, 6))[:, ::2]
    assert_close(student.perplexity(losses), np.array([[math.e**v for v in row] for row in losses]))
    probabilities = shares(1, 2, 5)
    uncertainty = mean_surprise(probabilities, probabilities)
    assert_close(student.perplexity(uncertainty), np.prod(probabilities**-probabilities))


@points(0.5)
@function("perplexity")
def test_perplexity_without_bound(student):
    """It overflows to inf without a warning, be the nll 1000 or inf.

    zh: nll 为 1000 或 inf 时溢出为 inf，没有警告
    """
    for loss in (1000.0, INF):
        record = student.observe.perplexity(np.array([loss, 1.0]))
        assert_close(record.value, np.array([INF, math.e]))
        assert not record.warnings, record.warnings[0]


@points(0.5)
@function("perplexity")
def test_perplexity_keeps_its_dtype(student):
    """float16 and float32 stay what they are, integers give float64, and the argument is not modified.

    zh: float16 和 float32 保持不变，整数给出 float64，参数不被改动
    """
    for dtype in (np.float16, np.float32):
        losses = np.array([0.5, 2.0], dtype=dtype)
        assert_close(student.perplexity(losses), np.array([math.e**0.5, math.e**2]).astype(dtype))
        assert_close(student.perplexity(dtype(1.5)), dtype(math.e**1.5))
    assert_close(student.perplexity(np.array([2, 1], dtype=np.uint8)), np.array([math.e**2, math.e]), note="uint8")
    record = student.observe.perplexity(np.array([0, 3]))
    assert_close(record.value, np.array([1.0, math.e**3]))
    assert not record.modified, "perplexity changed its argument in place"
