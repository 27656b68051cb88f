"""Wrong variants of the functions of softmax_stability, what to tell who wrote them, and the inputs that show them.

The inputs are not those of the public suite: a function that has learned these by heart shows no mistake by them.
"""
# ruff: noqa: F821 - log_softmax is the submission's own

import numpy as np

from grader.testing import misconception, once_right, probes

LARGE = np.array([[1000, 999], [-1000, -1001]], np.float32)  # exp overflows in one row, and is 0 in the other


# --- softmax ----------------------------------------------------------------------------------------------------------


@misconception(
    "softmax",
    hint="exp of a large logit overflows to inf, and inf / inf is nan. Adding the same number to all logits of a "
    "row does not change the softmax: which number makes the largest exponent 0?",
    zh="logit 较大时 exp 会上溢成 inf，而 inf / inf 得到 nan。给一行的所有 logit 加上同一个数并不改变 softmax：加"
    "上哪个数能使最大的指数变成 0？",
)
def does_not_shift(z, axis=-1):
    weights = np.exp(z)
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="You subtract one maximum from the whole batch. A row whose logits all lie far below it underflows to 0 / "
    "0 = nan: give each row its own maximum.",
    zh="你对整个批次减去了同一个最大值。若某一行的 logit 都远小于它，这一行就会全部下溢，得到 0 / 0 = nan。每一行"
    "应减去自己的最大值。",
)
def takes_one_maximum_for_the_whole_batch(z, axis=-1):
    weights = np.exp(z - np.max(z))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="Your columns sum to 1, so that the samples of a batch compete with each other. The classes of one sample "
    "should: they lie along `axis`, which is the last one by default.",
    zh="你的结果是每一列之和为 1，相当于让同一批次的样本互相竞争。应当互相竞争的是同一样本的各个类别，它们沿 axis "
    "排列，默认是最后一个轴。",
)
def normalises_over_the_batch(z, axis=0):
    weights = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="You divide by the sum over the whole array, so that all samples of a batch together get the probability 1. "
    "Each row is a distribution of its own: sum along `axis`, with keepdims=True.",
    zh="你除以了整个数组的和，于是一个批次的所有样本合起来概率才是 1。每一行各是一个分布：应沿 axis 求和，并使用 "
    "keepdims=True。",
)
def divides_by_the_sum_of_the_whole_array(z, axis=-1):
    weights = np.exp(z)
    return weights / np.sum(weights)


@misconception(
    "softmax",
    hint="Your function always works along the last axis. With axis=0 the columns should sum to 1: pass `axis` on "
    "to max and to sum.",
    zh="你的函数总是沿最后一个轴计算。axis=0 时应当是每一列之和为 1：请把 axis 传给 max 和 sum。",
)
def ignores_the_axis(z, axis=-1):
    weights = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return weights / np.sum(weights, axis=-1, keepdims=True)


@misconception(
    "softmax",
    hint="Without keepdims the maxima and the sums of an (n, k) array have shape (n,), and NumPy lines them up with "
    "the columns: an error, or on a square array silently the wrong numbers. What shape must they have to meet the "
    "rows?",
    zh="不加 keepdims 时，(n, k) 数组各行的最大值与和的形状都是 (n,)，NumPy 会把它们与列对齐：要么报错，要么在方阵上悄"
    "悄用错了数。要与各行对应，它们的形状应当是什么？",
)
def loses_keepdims(z, axis=-1):
    weights = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis)


@misconception(
    "softmax",
    hint="You subtract the mean. The largest logit may lie far above the mean, and its exp still overflows; only "
    "the maximum leaves nothing above 0.",
    zh="你减去的是平均值。最大的 logit 仍可能远大于平均值，它的 exp 照样上溢；只有减去最大值，才能保证没有正的指数。",
)
def subtracts_the_mean(z, axis=-1):
    weights = np.exp(z - np.mean(z, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="You subtract the minimum. The largest logit may lie far above it, and its exp still overflows; only the "
    "maximum leaves nothing above 0.",
    zh="你减去的是最小值。最大的 logit 仍可能远大于它，它的 exp 照样上溢；只有减去最大值，才能保证没有正的指数。",
)
def subtracts_the_minimum(z, axis=-1):
    weights = np.exp(z - np.min(z, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="You add the maximum, which makes large logits twice as large. The shift must bring the largest logit down "
    "to 0: which sign does that?",
    zh="你加上了最大值，大的 logit 反而变成两倍。平移应当使最大的 logit 变成 0：该用哪个符号？",
)
def adds_the_maximum(z, axis=-1):
    weights = np.exp(z + np.max(z, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="You turn the nan of an overflow into 0. A row of zeros is no distribution: the overflow has to be avoided, "
    "not hidden. Which number can be taken from all logits of a row without changing the softmax?",
    zh="你把上溢产生的 nan 换成了 0。全为 0 的一行不是分布：上溢要避免，而不是掩盖。一行的所有 logit 都减去哪个数，"
    "softmax 不变而又不会上溢？",
)
def hides_the_overflow(z, axis=-1):
    weights = np.exp(z)
    return np.nan_to_num(weights / np.sum(weights, axis=axis, keepdims=True))


@misconception(
    "softmax",
    hint="The maximum is subtracted in the denominator only. That multiplies the result by exp(max): numerator and "
    "denominator need the same shift, or it does not cancel.",
    zh="你只在分母里减去了最大值，结果因此多乘了一个 exp(max)。分子和分母必须做同样的平移，才能互相抵消。",
)
def shifts_only_the_denominator(z, axis=-1):
    peak = np.max(z, axis=axis, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z - peak), axis=axis, keepdims=True)


@misconception(
    "softmax",
    hint="A constant in the denominator makes the rows sum to less than 1. After the shift by the maximum the sum "
    "is at least 1, so there is no division by zero to guard against.",
    zh="在分母上加一个常数会使每行之和小于 1。减去最大值之后，和至少为 1，根本不存在除以零的问题。",
)
def adds_an_epsilon_to_the_denominator(z, axis=-1):
    weights = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return weights / (np.sum(weights, axis=axis, keepdims=True) + 1e-6)


@misconception(
    "softmax",
    hint="The values are right but come back as float64. You may compute in a wider dtype, but return the dtype "
    "that came in, or a float32 network silently doubles its memory.",
    zh="数值正确，但返回的是 float64。中间可以用更高的精度计算，返回时要恢复输入的 dtype，否则 float32 网络的内存"
    "占用会不知不觉地翻倍。",
)
def returns_float64(z, axis=-1):
    wide = np.asarray(z, dtype=np.float64)
    weights = np.exp(wide - np.max(wide, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@probes("softmax")
def probe_softmax(rng):
    """Both axes of small logits, rows that overflow and underflow, a maximum far above the rest, sums and dtypes."""
    # In float32 no epsilon shows beside ordinary probabilities, nor the precision that float64 has to spare.
    # Both rows have the same maximum: who divides by the sum of the whole array is recognised with and without a shift.
    counts = np.array([[1, 4, 5], [2, 5, 1]])
    small, rows, columns = np.log(counts).astype(np.float32), counts / [[10], [8]], counts / [3, 9, 6]
    ordinary, by_column = ((small,), rows), ((small, 0), columns)
    large = ((LARGE,), np.array([[0.73106, 0.26894], [0.73106, 0.26894]]))
    far = ((np.array([1000, -1000, -1000], np.float32),), [1.0, 0.0, 0.0])
    apart = ((np.array([60, -60], np.float32),), [1.0, 0.0])  # exp(60) fits into float32, exp(120) does not
    safe = once_right(ordinary, by_column, large, far)
    return [
        lambda function: np.float32(function(small)),
        once_right(ordinary)(lambda function: np.float32(function(small, 0))),
        once_right(ordinary, by_column)(lambda function: np.float32(function(LARGE))),
        once_right(ordinary, by_column)(apart[0]),
        once_right(ordinary, by_column, large)(far[0]),
        safe(lambda function: bool(np.sum(function(np.zeros(2))) < 1 - 1e-13)),
        safe(lambda function: str(function(small).dtype)),
    ]


# --- log_sum_exp ------------------------------------------------------------------------------------------------------


@misconception(
    "log_sum_exp",
    hint="exp of a large logit overflows to inf, and where all of them underflow you take log(0). Which common "
    "factor can be taken out of the sum first?",
    zh="logit 较大时 exp 会上溢成 inf；全部下溢时则变成 log(0)。可以先从和式中提出哪个公因子？",
)
def sums_without_a_shift(z, axis=-1):
    return np.log(np.sum(np.exp(z), axis=axis))


@misconception(
    "log_sum_exp",
    hint="You take exp(-max) into the sum and never take it out again: the result is too small by the maximum. Add "
    "it back after the log.",
    zh="你把 exp(-max) 乘进了和式，却没有再还原：结果比正确值小了一个最大值。取对数之后要把它加回来。",
)
def forgets_to_add_the_maximum_back(z, axis=-1):
    return np.log(np.sum(np.exp(z - np.max(z, axis=axis, keepdims=True)), axis=axis))


@misconception(
    "log_sum_exp",
    hint="Your result keeps the summed axis with length 1. Keep it for the subtraction only: the sum of each row "
    "is one number.",
    zh="你的结果保留了被求和的轴（长度为 1）。这个轴只在相减时需要：每一行的结果是一个数。",
)
def keeps_the_summed_axis(z, axis=-1):
    peak = np.max(z, axis=axis, keepdims=True)
    return peak + np.log(np.sum(np.exp(z - peak), axis=axis, keepdims=True))


@misconception(
    "log_sum_exp",
    hint="In a row of nothing but -inf the maximum is -inf, too, and -inf minus -inf is nan. The sum of the "
    "exponentials is 0 there, and its logarithm -inf: shift only by a maximum that is finite.",
    zh="若一行全是 -inf，最大值也是 -inf，而 -inf 减 -inf 得到 nan。这一行的指数和是 0，对数应为 -inf：只有最大值有限时"
    "才应减去它。",
)
def subtracts_infinity_from_infinity(z, axis=-1):
    peak = np.max(z, axis=axis, keepdims=True)
    return np.squeeze(peak, axis=axis) + np.log(np.sum(np.exp(z - peak), axis=axis))


@misconception(
    "log_sum_exp",
    hint="You subtract one maximum from the whole array. In a row that lies far below it every exponential "
    "underflows, and log(0) is -inf: give each row its own maximum.",
    zh="你对整个数组减去了同一个最大值。若某一行远小于它，这一行的指数全部下溢，而 log(0) 是 -inf。每一行应减去自己的最"
    "大值。",
)
def takes_one_maximum_for_all_rows(z, axis=-1):
    peak = np.max(z)
    return peak + np.log(np.sum(np.exp(z - peak), axis=axis))


@misconception(
    "log_sum_exp",
    hint="Your function always sums along the last axis. With axis=0 there is one number for each column: pass `axis` "
    "on to max and to sum.",
    zh="你的函数总是沿最后一个轴求和。axis=0 时应当每列得到一个数：请把 axis 传给 max 和 sum。",
)
def always_sums_along_the_last_axis(z, axis=-1):
    peak = np.max(z, axis=-1)
    return peak + np.log(np.sum(np.exp(z - peak[..., None]), axis=-1))


@probes("log_sum_exp")
def probe_log_sum_exp(rng):
    """Small logits along both axes, rows that overflow and underflow, and a row of nothing but -inf."""
    counts = np.array([[1.0, 4.0, 5.0], [2.0, 6.0, 4.0]])
    small, by_column = ((np.log(counts),), np.log([10.0, 12.0])), ((np.log(counts), 0), np.log([3.0, 10.0, 9.0]))
    large = ((LARGE,), [1000.31326, -999.68674])
    return [
        small[0],
        once_right(small)(by_column[0]),
        once_right(small, by_column)(large[0]),
        once_right(small, by_column, large)((np.array([[-np.inf, -np.inf], [0.0, 0.0]]),)),
    ]


# --- log_softmax ------------------------------------------------------------------------------------------------------


@misconception(
    "log_softmax",
    hint="You take the log of the softmax. Where the probability underflows to 0 that is -inf, although the "
    "log-probability is an ordinary number such as -1000. Cancel log against exp on paper first.",
    zh="你对 softmax 的结果取对数。概率下溢为 0 时就得到 -inf，而真正的对数概率只是 -1000 之类的普通数。先在纸上把 "
    "log 与 exp 消掉。",
)
def takes_the_log_of_softmax(z, axis=-1):
    weights = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return np.log(weights / np.sum(weights, axis=axis, keepdims=True))


@misconception(
    "log_softmax",
    hint="A small number inside the log, added or as a lower bound, hides the -inf, but every log-probability below "
    "its own logarithm is lost (below -27.6 for 1e-12). It is not needed: log_softmax can be computed without a "
    "probability.",
    zh="在 log 里加一个小数，或用它作下限，虽然掩盖了 -inf，但所有小于它的对数的值都丢失了（1e-12 对应 -27.6）。这个小"
    "数并不需要：不经过概率也能算出 log_softmax。",
)
def adds_epsilon_inside_the_log(z, axis=-1):
    weights = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return np.log(weights / np.sum(weights, axis=axis, keepdims=True) + 1e-12)


@misconception(
    "log_softmax",
    hint="The sum of exp(z) overflows, or underflows to log(0), before the log can save it. Shift the row by its "
    "maximum, then use the shifted logits in both places.",
    zh="exp(z) 的和在取对数之前就已经上溢，或者下溢成 log(0)。先让这一行减去最大值，再在两处都使用平移后的 logit。",
)
def subtracts_an_overflowing_log_sum(z, axis=-1):
    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))


@misconception(
    "log_softmax",
    hint="You add the log of the sum to the maximum and subtract both from z. Beside a huge maximum the small log "
    "is rounded away (60000 + 0.69 is 60000 in float16). Subtract the maximum first, then the log.",
    zh="你先把和的对数与最大值相加，再一起从 z 中减去。最大值很大时，较小的对数会被舍入掉（在 float16 中 60000 + "
    "0.69 就等于 60000）。应先减最大值，再减对数。",
)
def rounds_the_log_away(z, axis=-1):
    peak = np.max(z, axis=axis, keepdims=True)
    return z - (peak + np.log(np.sum(np.exp(z - peak), axis=axis, keepdims=True)))


@misconception(
    "log_softmax",
    hint="You use the logarithm to base 2. exp and log must be inverse to each other, so this has to be the "
    "natural logarithm.",
    zh="你用了以 2 为底的对数。log 必须是 exp 的反函数，所以这里要用自然对数。",
)
def takes_the_log_to_base_2(z, axis=-1):
    shifted = z - np.max(z, axis=axis, keepdims=True)
    return shifted - np.log2(np.sum(np.exp(shifted), axis=axis, keepdims=True))


@misconception(
    "log_softmax",
    hint="Your function always works along the last axis. With axis=0 the probabilities of each column sum to 1: pass "
    "`axis` on to max and to sum.",
    zh="你的函数总是沿最后一个轴计算。axis=0 时应当是每一列的概率之和为 1：请把 axis 传给 max 和 sum。",
)
def always_works_along_the_last_axis(z, axis=-1):
    shifted = z - np.max(z, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


@misconception(
    "log_softmax",
    hint="You shift the logits inside the exponentials only. The maximum that you take out there must be taken from z "
    "as well: use the shifted logits in both places.",
    zh="你只在指数里作了平移。既然在那里减去了最大值，z 也要减去它：两处都要用平移后的 logit。",
)
def shifts_inside_the_log_only(z, axis=-1):
    peak = np.max(z, axis=axis, keepdims=True)
    return z - np.log(np.sum(np.exp(z - peak), axis=axis, keepdims=True))


@misconception(
    "log_softmax",
    hint="You subtract one maximum from the whole array. In a row that lies far below it every exponential "
    "underflows, and the log of their sum is -inf: give each row its own maximum.",
    zh="你对整个数组减去了同一个最大值。若某一行远小于它，这一行的指数全部下溢，和的对数是 -inf。每一行应减去自己的最"
    "大值。",
)
def shifts_all_rows_by_one_maximum(z, axis=-1):
    shifted = z - np.max(z)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


@probes("log_softmax")
def probe_log_softmax(rng):
    """Small logits, a probability that underflows, the other axis, rows that overflow, a log lost beside a maximum."""
    counts = np.array([[1, 4, 5], [2, 6, 4]])
    small = ((np.log(counts).astype(np.float32),), np.log(counts / [[10], [12]]))
    by_column = ((np.log(counts).astype(np.float32), 0), np.log(counts / [3, 10, 9]))
    confident = ((np.array([0.0, -2000.0]),), [0.0, -2000.0])
    large = ((LARGE,), [[-0.31326, -1.31326]] * 2)
    return [
        small[0],
        # In thousands and rounded, the logarithm of every epsilon is 0.
        once_right(small)(lambda function: np.round(function(*confident[0])[1] / 1000, 1)),
        once_right(small, confident)(lambda function: np.float32(function(*by_column[0]))),
        once_right(small, confident, by_column)(large[0]),
        once_right(small, confident, by_column, large)((np.array([40000, 40000], np.float16),)),
    ]


# --- cross_entropy_from_logits ----------------------------------------------------------------------------------------


@misconception(
    "cross_entropy_from_logits",
    hint="You sum over the batch. The loss is the mean, so that it does not depend on how many samples a batch has.",
    zh="你对批次求了和。损失应取平均值，这样它才不依赖于批次里有多少个样本。",
)
def sums_over_the_batch(z, labels):
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.sum(log_p[np.arange(len(z)), labels])


@misconception(
    "cross_entropy_from_logits",
    hint="You apply the softmax twice: to the logits, and again to the probabilities. Probabilities lie between 0 "
    "and 1, so a second softmax makes them nearly equal and the loss can never come near 0.",
    zh="你用了两次 softmax：先对 logit，又对得到的概率。概率都在 0 与 1 之间，再做一次 softmax 会使它们几乎相等，"
    "损失永远无法接近 0。",
)
def applies_softmax_twice(z, labels):
    weights = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = weights / np.sum(weights, axis=1, keepdims=True)
    log_p = p - np.log(np.sum(np.exp(p), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(z)), labels])


@misconception(
    "cross_entropy_from_logits",
    hint="You take the log of a probability that may have underflowed to 0, and one confident mistake costs "
    "inf; with a small number added inside the log it costs 27.6 or so, be it ever so wrong. log_softmax gives the "
    "logarithm without that detour.",
    zh="你对可能已下溢为 0 的概率取对数，只要有一个样本自信地判错，损失就变成 inf；若在 log 里加一个小数，则"
    "无论错得多离谱，损失都只有 27.6 左右。用 log_softmax 可以直接得到对数，不走这条弯路。",
)
def takes_the_log_of_a_probability(z, labels):
    weights = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = weights / np.sum(weights, axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(z)), labels]))


@misconception(
    "cross_entropy_from_logits",
    hint="Your sum of exponentials leaves out the true class. It runs over all classes; that is what keeps the "
    "probability at most 1 and the loss at least 0.",
    zh="你的指数和漏掉了真实类别。求和要遍历所有类别，这样概率才不会超过 1，损失才不会小于 0。",
)
def leaves_the_true_class_out_of_the_sum(z, labels):
    rows = np.arange(len(z))
    shifted = z - np.max(z, axis=1, keepdims=True)
    weights = np.exp(shifted)
    others = np.sum(weights, axis=1) - weights[rows, labels]
    return np.mean(np.log(others) - shifted[rows, labels])


@misconception(
    "cross_entropy_from_logits",
    hint="log_p[:, labels] picks every label's column in every row, n times n numbers. Sample i needs its own "
    "label only: pair the row numbers with the labels.",
    zh="log_p[:, labels] 会在每一行都取出所有标签对应的列，得到 n×n 个数。样本 i 只需要它自己的标签：应把行号与标"
    "签一一配对。",
)
def picks_every_label_in_every_row(z, labels):
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.mean(log_p[:, labels])


@misconception(
    "cross_entropy_from_logits",
    hint="The minus is missing. Log-probabilities are at most 0, and a loss should be at least 0 and fall as the "
    "model gets better.",
    zh="少了负号。对数概率不大于 0，而损失应当不小于 0，并随模型变好而减小。",
)
def forgets_the_minus(z, labels):
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return np.mean(log_p[np.arange(len(z)), labels])


@misconception(
    "cross_entropy_from_logits",
    hint="You subtract exp(z_y) where z_y belongs: for the true class the log has already undone the exponential.",
    zh="应当减去 z_y 的地方，你减去了 exp(z_y)：对真实类别来说，对数已经把指数消掉了。",
)
def subtracts_the_exponential_of_the_true_logit(z, labels):
    weights = np.exp(z)
    return np.mean(np.log(np.sum(weights, axis=1)) - weights[np.arange(len(z)), labels])


@misconception(
    "cross_entropy_from_logits",
    hint="You divide by n times k, as the mean over a whole n-by-k array does. The mean runs over the n samples; each "
    "of them has one true class.",
    zh="你除以了 n·k：对整个 n×k 的数组取平均就会这样。平均应对 n 个样本来取，每个样本只有一个真实类别。",
)
def divides_by_samples_times_classes(z, labels):
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.sum(log_p[np.arange(len(z)), labels]) / z.size


@misconception(
    "cross_entropy_from_logits",
    hint="You divide by the number of classes. The mean runs over the samples: divide by n.",
    zh="你除以了类别数。平均是对样本来取的：应除以 n。",
)
def divides_by_the_number_of_classes(z, labels):
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.sum(log_p[np.arange(len(z)), labels]) / z.shape[1]


@misconception(
    "cross_entropy_from_logits",
    hint="You multiply by one-hot rows. 0 * -inf is nan, so a class that is ruled out spoils the loss though it is "
    "not the true one; and np.eye makes float32 logits float64. Pick the entries with an index instead.",
    zh="你用独热向量相乘。0 * -inf 是 nan，一个被排除的类别即使不是真实类别，也会毁掉损失；np.eye 还会把 float32 "
    "变成 float64。应改用下标取出元素。",
)
def multiplies_by_one_hot_rows(z, labels):
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.sum(np.eye(z.shape[1])[labels] * log_p) / len(z)


@misconception(
    "cross_entropy_from_logits",
    hint="NumPy takes the label -1 for the last class, without a word, and so do you. A label below 0 is a mistake in "
    "the data that should be seen: raise IndexError. Look at the shape of the labels, too: a column of them would be "
    "spread to an n-by-n table.",
    zh="NumPy 会默默地把标签 -1 当作最后一类，你的函数也是如此。小于 0 的标签说明数据有错，应当让人看见：请抛出 "
    "IndexError。还要检查标签的形状：列向量形式的标签会被广播成 n×n 的表。",
)
def counts_negative_labels_from_the_end(z, labels):
    return -np.mean(log_softmax(z)[np.arange(len(z)), labels])


@probes("cross_entropy_from_logits")
def probe_cross_entropy_from_logits(rng):
    """A batch of three with four classes, a confident mistake, a class ruled out, and a label of none."""
    z = np.log([[1, 4, 5, 2], [2, 6, 4, 3], [2, 1, 7, 1]]).astype(np.float32)  # no epsilon shows in float32
    batch = ((z, np.array([1, 0, 2])), (np.log(3) + np.log(7.5) + np.log(11 / 7)) / 3)
    mistake = ((np.array([[0.0, -1000.0]]), np.array([1])), 1000.0)
    ruled_out = ((np.array([[0.0, -np.inf]]), np.array([0])), 0.0)
    return [
        batch[0],
        # inf, or the logarithm of an epsilon: wrong is wrong.
        once_right(batch)(lambda function: bool(abs(function(*mistake[0]) - 1000) < 1)),
        once_right(batch, mistake)(ruled_out[0]),
        once_right(batch, mistake, ruled_out)((z, np.array([1, -1]))),
    ]


# --- softmax_naive ----------------------------------------------------------------------------------------------------


@misconception(
    "softmax_naive",
    hint="You repaired it. This one should fail as the plain formula fails, to show what the shift by the maximum "
    "is for.",
    zh="你把它修好了。这个函数就应当像原始公式那样失败，用来说明减去最大值的作用。",
)
def is_stable_after_all(z):
    weights = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return weights / np.sum(weights, axis=-1, keepdims=True)


@misconception(
    "softmax_naive",
    hint="You compute in float64, so float16 and float32 do not break where their own range ends. Stay in the "
    "dtype of z.",
    zh="你用 float64 计算，float16 和 float32 就不会在各自范围的尽头出错。请保持 z 本身的 dtype。",
)
def widens_the_dtype_first(z):
    weights = np.exp(np.asarray(z, dtype=np.float64))
    return (weights / np.sum(weights, axis=-1, keepdims=True)).astype(z.dtype)


@misconception(
    "softmax_naive",
    hint="You replace nan by 0. A row that quietly sums to 0 is worse than a nan, which at least can be seen.",
    zh="你把 nan 换成了 0。一行的和悄悄变成 0，比出现 nan 更糟：nan 至少看得见。",
)
def hides_the_nan(z):
    weights = np.exp(z)
    return np.nan_to_num(weights / np.sum(weights, axis=-1, keepdims=True))


@probes("softmax_naive")
def probe_softmax_naive(rng):
    """Small logits, an overflow, and one in float16 alone."""
    small = ((np.log([1.0, 4.0, 5.0]),), [0.1, 0.4, 0.5])
    return [small[0], once_right(small)((np.array([900.0, 1.0]),)), (np.array([12, 0], np.float16),)]


# --- overflow_threshold -----------------------------------------------------------------------------------------------


@misconception(
    "overflow_threshold",
    hint="This is the threshold of float64, whatever dtype was asked for. float16 and float32 overflow much earlier.",
    zh="无论要求哪种 dtype，你返回的都是 float64 的界限。float16 和 float32 上溢得早得多。",
)
def returns_the_threshold_of_float64(dtype):
    return np.dtype(dtype).type(np.log(np.finfo(np.float64).max))


@misconception(
    "overflow_threshold",
    hint="You use the logarithm to base 2 and get the largest exponent of 2. The softmax uses exp, so the base is e.",
    zh="你用了以 2 为底的对数，得到的是 2 的最大指数。softmax 用的是 exp，底数是 e。",
)
def takes_the_exponent_of_two(dtype):
    return np.log2(np.finfo(dtype).max)


@misconception(
    "overflow_threshold",
    hint="Very close: log(max) is rounded to the nearest number of the dtype, and in float16 and float32 that lies "
    "above the bound, so that its exp is inf. Check exp of your answer and step back by one number if need be.",
    zh="非常接近：log(max) 会舍入到该 dtype 中最近的数，而在 float16 和 float32 中，这个数落在界限之上，它的 exp "
    "是 inf。检查一下答案的 exp，必要时退到前一个数。",
)
def rounds_the_threshold_up(dtype):
    return np.log(np.finfo(dtype).max)


@probes("overflow_threshold")
def probe_overflow_threshold(rng):
    """In the dtype that was asked for, and then as Python's floats, which are compared more finely."""
    return [lambda function, dtype=dtype: float(dtype(function(dtype))) for dtype in (np.float16, np.float32)]


# --- masked_softmax ---------------------------------------------------------------------------------------------------


@misconception(
    "masked_softmax",
    hint="Your mask is the wrong way round: True means keep, so the entries with False get the probability 0.",
    zh="你的掩码用反了：True 表示保留，False 的位置概率才是 0。",
)
def masks_out_what_should_be_kept(z, mask):
    kept = np.where(mask, -np.inf, np.asarray(z, dtype=float))
    weights = np.exp(kept - np.max(kept, axis=-1, keepdims=True))
    return np.nan_to_num(weights / np.sum(weights, axis=-1, keepdims=True))


@misconception(
    "masked_softmax",
    hint="You take the softmax of all entries and then zero the masked ones. What is left sums to less than 1: the "
    "masked entries must not be in the denominator either.",
    zh="你先对所有元素做 softmax，再把被屏蔽的置零，剩下的和小于 1。被屏蔽的元素也不应出现在分母里。",
)
def zeroes_after_the_softmax(z, mask):
    weights = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.where(mask, weights / np.sum(weights, axis=-1, keepdims=True), 0)


@misconception(
    "masked_softmax",
    hint="You set masked logits to 0, but exp(0) is 1, so they still take a share. Which logit has an exponential "
    "of 0?",
    zh="你把被屏蔽的 logit 设成了 0，但 exp(0) 等于 1，它们仍会分走一份概率。哪个 logit 的 exp 才是 0？",
)
def zeroes_the_logits(z, mask):
    kept = np.where(mask, z, 0)
    weights = np.exp(kept - np.max(kept, axis=-1, keepdims=True))
    return weights / np.sum(weights, axis=-1, keepdims=True)


@misconception(
    "masked_softmax",
    hint="Your maximum also looks at masked entries. A large masked logit pushes all kept ones below the smallest "
    "number, and the row becomes 0 / 0: take the maximum of what is kept.",
    zh="你取最大值时也算上了被屏蔽的元素。被屏蔽的 logit 很大时，保留的各项会全部下溢，这一行变成 0 / 0。应只在保"
    "留的元素中取最大值。",
)
def shifts_by_a_masked_maximum(z, mask):
    weights = np.exp(z - np.max(z, axis=-1, keepdims=True)) * mask
    total = np.sum(weights, axis=-1, keepdims=True)
    return weights / np.where(np.any(mask, axis=-1, keepdims=True), total, 1)


@misconception(
    "masked_softmax",
    hint="You take exp of the logits as they are: a large one overflows to inf, and inf / inf is nan. Subtract the "
    "largest kept logit of each row first, as in softmax.",
    zh="你直接对 logit 取 exp：较大的会上溢成 inf，而 inf / inf 得到 nan。先减去每一行保留的 logit 的最大值，与 "
    "softmax 中一样。",
)
def masks_without_a_shift(z, mask):
    weights = np.exp(z) * mask
    total = np.sum(weights, axis=-1, keepdims=True)
    return weights / np.where(np.any(mask, axis=-1, keepdims=True), total, 1)


@misconception(
    "masked_softmax",
    hint="A large negative number is not -inf. In a fully masked row all logits are then equal and share the "
    "probability evenly; that row should be all zeros. (In float16, -1e9 is -inf after all, and that row is nan.)",
    zh="绝对值很大的负数并不是 -inf。若一行全部被屏蔽，所有 logit 就都相等，概率被平均分配；而这一行应当全为 0。（在 "
    "float16 中，-1e9 就是 -inf，这一行会变成 nan。）",
)
def masks_with_a_large_negative_number(z, mask):
    kept = np.where(mask, z, -1e9)
    weights = np.exp(kept - np.max(kept, axis=-1, keepdims=True))
    return weights / np.sum(weights, axis=-1, keepdims=True)


@misconception(
    "masked_softmax",
    hint="A fully masked row gives nan: its maximum is -inf, and -inf minus -inf is nan, as is 0 / 0. Treat the "
    "row without kept entries before you subtract.",
    zh="全部被屏蔽的行得到了 nan：它的最大值是 -inf，而 -inf 减 -inf 是 nan，0 / 0 也是 nan。对没有保留元素的行，"
    "要在相减之前就处理。",
)
def leaves_nan_in_fully_masked_rows(z, mask):
    kept = np.where(mask, z, -np.inf)
    weights = np.exp(kept - np.max(kept, axis=-1, keepdims=True))
    return weights / np.sum(weights, axis=-1, keepdims=True)


@probes("masked_softmax")
def probe_masked_softmax(rng):
    """Two masked rows, a large kept logit, a large masked one, and a row of which nothing is kept, its logits equal."""
    kept = np.array([True, True, False])
    counts = np.array([[1.0, 4.0, 3.0], [3.0, 1.0, 2.0]])  # the masked share is not one half
    small = (
        (np.log(counts).astype(np.float32), np.array([kept, kept])),
        np.array([[0.2, 0.8, 0.0], [0.75, 0.25, 0.0]]),
    )
    high = ((np.array([2000.0, 2000.0, 0.0]), kept), [0.5, 0.5, 0.0])
    large = ((np.array([0.0, 0.0, 10000.0]), kept), [0.5, 0.5, 0.0])
    nothing = (np.array([2.0, 2.0]), np.array([False, False]))

    def halves(case):
        return lambda function: bool(abs(function(*case)[0] - 0.5) < 0.1)

    return [
        lambda function: np.float32(function(*small[0])),  # in float32 no epsilon shows
        once_right(small)(halves(high[0])),
        once_right(small, high)(halves(large[0])),
        once_right(small, high, large)(nothing),
    ]
