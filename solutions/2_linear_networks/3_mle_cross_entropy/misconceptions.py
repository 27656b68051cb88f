"""Wrong variants of the functions of mle_cross_entropy, as students write them, each with the hint that helps."""

import numpy as np

from grader.testing import misconception, once_right, probes


def _taken(*args):
    """A probe for a missing check: all that counts is whether wrong arguments are taken."""
    return lambda function: (function(*args), "taken")[1]


def _size(cost):
    """What became of a cost of inf, or of one of 200 and more, in a word: it is the same for every epsilon."""
    if np.isnan(cost):
        return "nan"
    return "infinite" if np.isinf(cost) else "large" if cost > 200 else "moderate" if cost > 1 else f"{cost:.2f}"


def _views_of_two_distributions(rng):
    """Probes for cross-entropy and divergence. In float32 no epsilon shows beside ordinary probabilities."""
    p, q = rng.dirichlet(np.full(3, 3.0), size=(2, 2)).astype(np.float32)
    half, impossible, tiny = np.array([0.5, 0.5]), np.array([0.0, 1.0]), np.array([1e-200, 1.0])
    return [
        lambda function: np.float32(function(p, q)),
        lambda function: np.float32(function(np.array([0.0, 0.25, 0.75]), np.array([0.0, 0.5, 0.5]))),
        lambda function: _size(function(half, impossible)),
        lambda function: _size(function(half, tiny)),
    ]


# --- one_hot ----------------------------------------------------------------------------------------------------------


@misconception(
    "one_hot",
    hint="You count the classes from 1. Python counts from 0: label 0 is the first class, and the last one is k - 1.",
    zh="你从 1 开始给类别编号。Python 从 0 开始：标签 0 是第一类，最后一类是 k - 1。",
)
def numbers_the_classes_from_one(labels, k):
    return np.eye(k)[labels - 1]


@misconception(
    "one_hot",
    hint="Your result is (k, n): classes in rows, samples in columns. Samples are rows here, so each label gives a "
    "row of k numbers.",
    zh="你的结果形状是 (k, n)：行是类别，列是样本。这里约定每行一个样本，所以每个标签对应一行 k 个数。",
)
def puts_the_samples_in_columns(labels, k):
    return np.eye(k)[labels].T


@misconception(
    "one_hot",
    hint="You take the number of classes from the largest label. A batch need not contain the last class: k says how "
    "many there are.",
    zh="你用最大的标签推断类别数。一个批次里不一定出现最后一类：类别数由 k 给出。",
)
def guesses_k_from_the_labels(labels, k):
    if np.any((labels < 0) | (labels >= k)):
        raise IndexError("no such class")
    return np.eye(int(labels.max()) + 1)[labels]


@misconception(
    "one_hot",
    hint="A negative label silently becomes a class counted from the end, since NumPy indexes that way. Check the "
    "range of the labels.",
    zh="负的标签被 NumPy 当作从末尾数起的类别，而且不报错。请检查标签的取值范围。",
)
def takes_negative_labels_for_classes(labels, k):
    return np.eye(k)[labels]


@probes("one_hot")
def probe_one_hot(rng):
    """Without the last class, with it, and with a label that is none."""
    missing_last = np.array([2, 0]), 4
    negative = once_right((missing_last, np.eye(4)[[2, 0]]))(_taken(np.array([1, -1]), 4))
    return [(np.array([2, 0, 1]), 5), (rng.permutation(4), 4), negative]


# --- pick -------------------------------------------------------------------------------------------------------------


@misconception(
    "pick",
    hint="y_hat[:, labels] takes all the labels' columns in every row: n times n numbers. Sample i needs only its own "
    "label, so pair the row numbers 0 .. n - 1 with the labels.",
    zh="y_hat[:, labels] 在每一行都取出所有标签对应的列，共 n×n 个数。样本 i 只需要自己的标签："
    "应把行号 0 .. n - 1 与标签一一配对。",
)
def picks_every_label_in_every_row(y_hat, labels):
    return y_hat[:, labels]


@misconception(
    "pick",
    hint="You return the largest entry of each row. Asked for is the entry at the label, even if the model likes "
    "another class better.",
    zh="你返回的是每一行的最大值。要求的是标签所在位置的值，即使模型更看好另一类。",
)
def picks_the_largest_entry(y_hat, labels):
    return np.max(y_hat, axis=1)


@misconception(
    "pick",
    hint="Rows and columns are swapped: the first index chooses the sample, the second one the class.",
    zh="行和列写反了：第一个下标选样本，第二个下标选类别。",
)
def swaps_rows_and_columns(y_hat, labels):
    return y_hat[labels, np.arange(len(labels))]


@misconception(
    "pick",
    hint="You multiply by one-hot rows and add up. 0 * inf is nan, so an infinite entry of another class spoils the "
    "row, and the dtype may change. An index reads the one entry alone.",
    zh="你乘以独热行再求和。0 * inf 是 nan，其他类别的无穷大会毁掉整行，dtype 也可能改变。用下标只读取那一个元素。",
)
def multiplies_by_one_hot_rows(y_hat, labels):
    return np.sum(y_hat * np.eye(y_hat.shape[1])[labels], axis=1)


@misconception(
    "pick",
    hint="Label -1 picks the last class in silence, since NumPy counts negative indices from the end. Check the range "
    "of the labels.",
    zh="标签 -1 会悄悄取到最后一类，因为 NumPy 把负下标当作从末尾数起。请检查标签的取值范围。",
)
def counts_negative_labels_from_the_end(y_hat, labels):
    return y_hat[np.arange(len(y_hat)), labels]


@probes("pick")
def probe_pick(rng):
    """A square batch, one with -inf elsewhere, and a label that is no class."""
    log_p = np.array([[-np.inf, -0.5, -2.0], [-0.25, -3.0, -np.inf], [-1.0, -1.5, -0.75]])
    negative = once_right(((log_p, np.array([2, 1, 0])), [-2.0, -3.0, -1.0]))(_taken(log_p, np.array([0, -1, 1])))
    return [(rng.normal(size=(3, 3)), np.array([1, 2, 0])), (log_p, np.array([1, 0, 1])), negative]


# --- entropy ----------------------------------------------------------------------------------------------------------


@misconception(
    "entropy",
    hint="You use the logarithm to base 2, which measures in bits. Here entropies are in nats: take the natural "
    "logarithm.",
    zh="你用了以 2 为底的对数，单位是比特。这里的熵以奈特为单位：应取自然对数。",
)
def measures_entropy_in_bits(p):
    return -np.sum(p * np.log2(np.where(p == 0, 1, p)), axis=-1)


@misconception(
    "entropy",
    hint="The sign is missing. Logarithms of probabilities are at most 0, and an uncertainty should not be negative.",
    zh="少了负号。概率的对数不大于 0，而不确定性不应为负。",
)
def forgets_the_sign_of_entropy(p):
    return np.sum(p * np.log(np.where(p == 0, 1, p)), axis=-1)


@misconception(
    "entropy",
    hint="0 * log(0) is 0 * -inf = nan for NumPy. A class that never occurs adds nothing: decide that case before it "
    "spoils the sum.",
    zh="对 NumPy 来说 0 * log(0) 是 0 * -inf = nan。从不出现的类别没有贡献：要在它毁掉和式之前单独处理。",
)
def turns_entropy_of_zero_into_nan(p):
    return -np.sum(p * np.log(p), axis=-1)


@misconception(
    "entropy",
    hint="A small number inside the log, added or as a lower bound, avoids log(0) but changes other values too. Treat "
    "p = 0 apart and leave the rest as it is.",
    zh="在 log 里加一个小数，或用它作下限，虽然避免了 log(0)，却也改变了其他的值。应单独处理 p = 0，其余保持原样。",
)
def adds_epsilon_to_the_entropy(p):
    return -np.sum(p * np.log(p + 1e-12), axis=-1)


@misconception(
    "entropy",
    hint="You add up the whole batch. Each row is a distribution of its own and has its own entropy: sum along the "
    "last axis only.",
    zh="你把整个批次都加在了一起。每一行是一个独立的分布，各有自己的熵：只沿最后一个轴求和。",
)
def sums_the_entropy_of_the_batch(p):
    return -np.sum(p * np.log(np.where(p == 0, 1, p)))


@misconception(
    "entropy",
    hint="You average over the classes. Each class has its weight p already, and these weights sum to 1: take the sum.",
    zh="你对类别取了平均。每个类别已经乘了权重 p，而权重之和为 1，所以应当求和。",
)
def averages_entropy_over_the_classes(p):
    return -np.mean(p * np.log(np.where(p == 0, 1, p)), axis=-1)


@probes("entropy")
def probe_entropy(rng):
    """A batch, a zero, and a tiny probability, whose entropy every epsilon changes."""
    p = rng.dirichlet(np.ones(4), size=3).astype(np.float32)  # no epsilon shows in float32
    tiny = 1e-20 * np.log(1e20)
    return [
        lambda function: np.float32(function(p)),
        lambda function: np.float32(function(np.array([0.5, 0.0, 0.5]))),
        lambda function: bool(abs(function(np.array([1.0, 1e-20])) - tiny) < 1e-3 * tiny),
    ]


# --- cross_entropy ----------------------------------------------------------------------------------------------------


@misconception(
    "cross_entropy",
    hint="p and q are swapped. The outcomes come from p, so p is the weight; the surprise is that of the model, so "
    "the logarithm is of q.",
    zh="p 与 q 弄反了。结果按 p 出现，所以 p 是权重；惊讶的是模型，所以对 q 取对数。",
)
def swaps_truth_and_model(p, q):
    with np.errstate(all="ignore"):
        return -np.sum(np.where(q == 0, 0, q * np.log(p)), axis=-1)


@misconception(
    "cross_entropy",
    hint="You use the logarithm to base 2, which measures in bits. Here everything is in nats: take the natural "
    "logarithm.",
    zh="你用了以 2 为底的对数，单位是比特。这里一律以奈特为单位：应取自然对数。",
)
def measures_cross_entropy_in_bits(p, q):
    with np.errstate(all="ignore"):
        return -np.sum(np.where(p == 0, 0, p * np.log2(q)), axis=-1)


@misconception(
    "cross_entropy",
    hint="The sign is missing. A loss should be at least 0 and fall as the model gets better; the log of a "
    "probability is at most 0.",
    zh="少了负号。损失应当不小于 0，并随模型变好而减小；而概率的对数不大于 0。",
)
def forgets_the_sign_of_cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p == 0, 0, p * np.log(q)), axis=-1)


@misconception(
    "cross_entropy",
    hint="Where p = 0 and q = 0 you compute 0 * -inf = nan. A class that never occurs costs nothing, whatever q says "
    "about it.",
    zh="在 p = 0 且 q = 0 处，你算出了 0 * -inf = nan。从不出现的类别没有代价，无论 q 给它多大的概率。",
)
def turns_impossible_classes_into_nan(p, q):
    return -np.sum(p * np.log(q), axis=-1)


@misconception(
    "cross_entropy",
    hint="You clip q (or add an epsilon), so that a model that gave 1e-300 or 0 to what happened gets off with 27.6. "
    "The true cost is 690.8 or inf: use q as it is.",
    zh="你对 q 做了截断（或加了 ε），于是给真实结果 1e-300 或 0 概率的模型只付出 27.6 的代价，"
    "而真正的代价是 690.8 或 inf。请直接使用 q。",
)
def clips_the_model(p, q):
    return -np.sum(p * np.log(np.clip(q, 1e-12, 1)), axis=-1)


@misconception(
    "cross_entropy",
    hint="You leave out every class with q = 0. If p > 0 there, the impossible has happened and the cost is inf; only "
    "p = 0 costs nothing.",
    zh="你略去了所有 q = 0 的类别。如果那里 p > 0，就是“不可能”的事发生了，代价是 inf；只有 p = 0 才没有代价。",
)
def forgives_the_impossible(p, q):
    return -np.sum(p * np.log(np.where(q == 0, 1, q)), axis=-1)


@misconception(
    "cross_entropy",
    hint="You average over the classes. The weights p sum to 1, so the sum already is the mean surprise.",
    zh="你对类别取了平均。权重 p 之和为 1，所以求和得到的就已经是平均的惊讶。",
)
def averages_cross_entropy_over_the_classes(p, q):
    with np.errstate(all="ignore"):
        return -np.mean(np.where(p == 0, 0, p * np.log(q)), axis=-1)


@misconception(
    "cross_entropy",
    hint="You return one number for the whole batch. This function gives one for each pair of rows: sum along the "
    "last axis only.",
    zh="你对整个批次只返回了一个数。这个函数应对每一对行各给一个数：只沿最后一个轴求和。",
)
def sums_cross_entropy_over_the_batch(p, q):
    with np.errstate(all="ignore"):
        return -np.sum(np.where(p == 0, 0, p * np.log(q)))


@probes("cross_entropy")
def probe_cross_entropy(rng):
    """A batch, common zeros, an impossible class that happens, and a tiny q."""
    return _views_of_two_distributions(rng)


# --- kl_divergence ----------------------------------------------------------------------------------------------------


@misconception(
    "kl_divergence",
    hint="This is KL(q || p). The divergence is not symmetric: the first argument is the truth, it is the weight and "
    "stands on top.",
    zh="这是 KL(q || p)。KL 散度不对称：第一个参数是真实分布，它既是权重，也在分子上。",
)
def swaps_the_distributions(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(q == 0, 0, q * (np.log(q) - np.log(p))), axis=-1)


@misconception(
    "kl_divergence",
    hint="You use q as if it were a logarithm already. torch's kl_div wants log-probabilities there, but here both "
    "arguments are probabilities.",
    zh="你把 q 当成了已经取过对数的值。torch 的 kl_div 在那里要的是对数概率，而这里两个参数都是概率。",
)
def takes_q_for_log_probabilities(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p == 0, 0, p * (np.log(p) - q)), axis=-1)


@misconception(
    "kl_divergence",
    hint="A class with p = 0 gives 0 * log(0) = nan, but it should add nothing. Treat it before it gets into the sum.",
    zh="p = 0 的类别会得到 0 * log(0) = nan，而它本不应有任何贡献。要在它进入和式之前处理。",
)
def turns_zero_times_log_zero_into_nan(p, q):
    return np.sum(p * np.log(p / q), axis=-1)


@misconception(
    "kl_divergence",
    hint="You average over the classes. The weights p sum to 1 already, so the sum is the mean of the log-ratios "
    "under p.",
    zh="你对类别取了平均。权重 p 之和已经为 1，求和得到的就是对数比在 p 下的平均值。",
)
def averages_divergence_over_the_classes(p, q):
    with np.errstate(all="ignore"):
        return np.mean(np.where(p == 0, 0, p * (np.log(p) - np.log(q))), axis=-1)


@misconception(
    "kl_divergence",
    hint="You reduce the whole batch to one number. Each pair of rows has its own divergence: sum along the last axis "
    "only.",
    zh="你把整个批次归约成了一个数。每一对行各有自己的散度：只沿最后一个轴求和。",
)
def sums_divergence_over_the_batch(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p == 0, 0, p * (np.log(p) - np.log(q))))


@misconception(
    "kl_divergence",
    hint="You use the logarithm to base 2, which measures in bits. Here everything is in nats: take the natural "
    "logarithm.",
    zh="你用了以 2 为底的对数，单位是比特。这里一律以奈特为单位：应取自然对数。",
)
def measures_divergence_in_bits(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p == 0, 0, p * (np.log2(p) - np.log2(q))), axis=-1)


@misconception(
    "kl_divergence",
    hint="The sign is wrong: with log(q / p) instead of log(p / q) the sum is never above 0, but a divergence is "
    "never below.",
    zh="符号反了：写成 log(q / p) 而不是 log(p / q)，和就永远不大于 0，而散度永远不小于 0。",
)
def turns_the_quotient_over(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p == 0, 0, p * (np.log(q) - np.log(p))), axis=-1)


@misconception(
    "kl_divergence",
    hint="You return the cross-entropy. It still holds the uncertainty of p itself; the divergence is 0 where p = q, "
    "so subtract H(p).",
    zh="你返回的是交叉熵，其中还含有 p 自身的不确定性。p = q 时散度应为 0，所以还要减去 H(p)。",
)
def forgets_to_subtract_the_entropy(p, q):
    with np.errstate(all="ignore"):
        return -np.sum(np.where(p == 0, 0, p * np.log(q)), axis=-1)


@misconception(
    "kl_divergence",
    hint="You skip the classes with q = 0. Where p > 0 that is the worst mistake a model can make, and the divergence "
    "is inf; only p = 0 adds nothing.",
    zh="你跳过了 q = 0 的类别。如果那里 p > 0，这正是模型能犯的最严重的错误，散度是 inf；只有 p = 0 才没有贡献。",
)
def skips_what_q_calls_impossible(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where((p > 0) & (q > 0), p * (np.log(p) - np.log(q)), 0), axis=-1)


@misconception(
    "kl_divergence",
    hint="You add a small number to p and q. It hides inf and changes small probabilities; only p = 0 needs a case of "
    "its own.",
    zh="你给 p 和 q 都加了一个小数。它掩盖了 inf，也改变了小概率的值；其实只有 p = 0 需要单独处理。",
)
def adds_epsilon_to_both(p, q):
    return np.sum(p * np.log((p + 1e-10) / (q + 1e-10)), axis=-1)


@misconception(
    "kl_divergence",
    hint="You average both directions. That is symmetric, but it is another quantity; asked for is the one with p as "
    "the truth.",
    zh="你对两个方向取了平均。那样虽然对称，却是另一个量；要求的是以 p 为真实分布的那一个。",
)
def averages_both_directions(p, q):
    with np.errstate(all="ignore"):
        log_ratio = np.log(p) - np.log(q)
        return (np.sum(np.where(p == 0, 0, p * log_ratio), -1) - np.sum(np.where(q == 0, 0, q * log_ratio), -1)) / 2


@probes("kl_divergence")
def probe_kl_divergence(rng):
    """A batch, common zeros, an impossible class that happens, and a tiny q."""
    return _views_of_two_distributions(rng)


# --- nll --------------------------------------------------------------------------------------------------------------


@misconception(
    "nll",
    hint="You add up the samples. The loss is the mean, so that it does not grow with the size of the batch.",
    zh="你对样本求了和。损失应取平均值，这样它才不随批次大小增长。",
)
def sums_over_the_samples(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.sum(np.log(probabilities[np.arange(len(labels)), labels]))


@misconception(
    "nll",
    hint="The sign is missing: this is the mean log-likelihood, which you want to be large. The loss is its negative.",
    zh="少了负号：这是平均对数似然，它越大越好。损失是它的相反数。",
)
def forgets_the_minus(probabilities, labels):
    with np.errstate(divide="ignore"):
        return np.mean(np.log(probabilities[np.arange(len(labels)), labels]))


@misconception(
    "nll",
    hint="The logarithm is missing. The likelihood of independent samples is a product, and only logarithms turn it "
    "into a sum.",
    zh="漏掉了对数。独立样本的似然是乘积，只有取对数才能把它变成和。",
)
def forgets_the_logarithm(probabilities, labels):
    return -np.mean(probabilities[np.arange(len(labels)), labels])


@misconception(
    "nll",
    hint="You use the logarithm to base 2, which measures in bits. The loss is in nats: take the natural logarithm.",
    zh="你用了以 2 为底的对数，单位是比特。损失以奈特为单位：应取自然对数。",
)
def measures_the_loss_in_bits(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.mean(np.log2(probabilities[np.arange(len(labels)), labels]))


@misconception(
    "nll",
    hint="You apply a softmax to what are probabilities already. A second softmax makes them nearly equal, and the "
    "loss can never come near 0.",
    zh="传入的已经是概率，你又做了一次 softmax。第二次 softmax 会使它们几乎相等，损失永远无法接近 0。",
)
def applies_softmax_to_probabilities(probabilities, labels):
    weights = np.exp(probabilities)
    again = weights / np.sum(weights, axis=1, keepdims=True)
    return -np.mean(np.log(again[np.arange(len(labels)), labels]))


@misconception(
    "nll",
    hint="You clip the probabilities (or add an epsilon). A true class of probability 1e-300 then costs 16 instead of "
    "690.8, and one of 0 does not cost inf. Use them as they are.",
    zh="你截断了概率（或加了 ε）。这样概率为 1e-300 的真实类别只付出 16 而不是 690.8，概率为 0 的也不再是 inf。"
    "请直接使用概率。",
)
def clips_the_probabilities(probabilities, labels):
    picked = probabilities[np.arange(len(labels)), labels]
    return -np.mean(np.log(np.clip(picked, 1e-7, 1)))


@misconception(
    "nll",
    hint="You take the mean of the probabilities first and its logarithm then. The logarithm of a mean is not the "
    "mean of the logarithms: log first.",
    zh="你先对概率取平均，再取对数。平均值的对数不等于对数的平均值：应先取对数。",
)
def averages_before_the_logarithm(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.log(np.mean(probabilities[np.arange(len(labels)), labels]))


@misconception(
    "nll",
    hint="You average the log-probabilities of all classes, so the labels play no part. Only the true class of each "
    "sample counts.",
    zh="你对所有类别的对数概率取了平均，标签根本没有起作用。每个样本只计它的真实类别。",
)
def ignores_the_labels(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.mean(np.log(probabilities))


@misconception(
    "nll",
    hint="You divide by the number of probabilities, n times k. The mean runs over the n samples.",
    zh="你除以了概率的总个数 n·k。平均值是对 n 个样本取的。",
)
def divides_by_samples_times_classes(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.sum(np.log(probabilities[np.arange(len(labels)), labels])) / probabilities.size


@probes("nll")
def probe_nll(rng):
    """A batch, and tiny probabilities of true classes."""
    probabilities = rng.dirichlet(np.ones(3) * 3, size=5).astype(np.float32)  # no epsilon shows in float32
    labels = np.array([1, 0, 2, 2, 1])
    return [
        lambda function: np.float32(function(probabilities, labels)),
        # The logarithm of an epsilon is a finite number above 0, whichever epsilon it is.
        lambda function: _size(function(np.array([[1e-200, 1.0]]), np.array([0]))),
        lambda function: _size(function(np.array([[0.0, 1.0]]), np.array([0]))),
    ]


# --- softmax_cross_entropy_grad ---------------------------------------------------------------------------------------


def _probabilities(z, axis=1):
    weights = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return weights / np.sum(weights, axis=axis, keepdims=True)


@misconception(
    "softmax_cross_entropy_grad",
    hint="The 1/n is missing. The loss is the mean over the batch, so each sample's gradient is divided by the number "
    "of samples.",
    zh="少了 1/n。损失是整个批次的平均值，所以每个样本的梯度都要除以样本数。",
)
def does_not_average_the_gradient(z, y):
    return _probabilities(z) - y


@misconception(
    "softmax_cross_entropy_grad",
    hint="The sign is wrong: y - softmax points downhill. The gradient points uphill; it is the update that subtracts "
    "it.",
    zh="符号反了：y - softmax 指向下降方向。梯度指向上升方向，减号出现在更新公式里。",
)
def points_downhill(z, y):
    return (y - _probabilities(z)) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="You divide by n times k, the number of logits. The loss is a mean over the n samples only.",
    zh="你除以了 logit 的总个数 n·k。损失只对 n 个样本取平均。",
)
def divides_the_gradient_by_all_logits(z, y):
    return (_probabilities(z) - y) / z.size


@misconception(
    "softmax_cross_entropy_grad",
    hint="exp of a large logit overflows to inf, and inf / inf is nan. Subtract the maximum of each row first; the "
    "softmax stays the same.",
    zh="logit 较大时 exp 会上溢成 inf，而 inf / inf 得到 nan。应先减去每一行的最大值，softmax 不会因此改变。",
)
def overflows_in_the_softmax(z, y):
    weights = np.exp(z)
    return (weights / np.sum(weights, axis=1, keepdims=True) - y) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="You subtract one maximum from the whole batch. A row far below it underflows to 0 / 0 = nan: each row needs "
    "its own maximum.",
    zh="你对整个批次减去了同一个最大值。远小于它的行会全部下溢，得到 0 / 0 = nan：每一行应减去自己的最大值。",
)
def one_maximum_for_the_whole_batch(z, y):
    weights = np.exp(z - np.max(z))
    return (weights / np.sum(weights, axis=1, keepdims=True) - y) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="Your softmax runs along the batch, so the columns sum to 1. The classes of one sample compete with each "
    "other: axis 1.",
    zh="你的 softmax 沿批次方向计算，于是每一列之和为 1。互相竞争的应是同一样本的各个类别：axis 1。",
)
def takes_the_softmax_over_the_batch(z, y):
    return (_probabilities(z, axis=0) - y) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="You multiply by p (1 - p), the slope of the softmax, once more. In the cross-entropy that factor cancels "
    "against 1 / p: what remains is softmax - y.",
    zh="你又乘了一次 softmax 的斜率 p (1 - p)。在交叉熵中，这个因子已经与 1 / p 相消，剩下的就是 softmax - y。",
)
def multiplies_by_the_slope_of_softmax(z, y):
    p = _probabilities(z)
    return (p - y) * p * (1 - p) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="You apply the softmax twice. One turns logits into probabilities; a second one makes them nearly equal.",
    zh="你用了两次 softmax。一次就把 logit 变成了概率，再做一次会使它们几乎相等。",
)
def applies_softmax_twice(z, y):
    return (_probabilities(_probabilities(z)) - y) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="You subtract the targets from the logits themselves. That is the gradient of a squared loss; here z goes "
    "through a softmax first.",
    zh="你直接用 logit 减去目标，那是平方损失的梯度。这里 z 要先经过 softmax。",
)
def forgets_the_softmax(z, y):
    return (z - y) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="Your sum of exponentials leaves out the true class. It runs over all classes; else the probabilities do not "
    "sum to 1.",
    zh="你的指数和漏掉了真实类别。求和要遍历所有类别，否则概率之和不为 1。",
)
def leaves_the_true_class_out_of_the_sum(z, y):
    weights = np.exp(z - np.max(z, axis=1, keepdims=True))
    with np.errstate(all="ignore"):
        return (weights / np.sum(weights * (1 - y), axis=1, keepdims=True) - y) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    hint="You subtract 1 at the largest target, as if y were always one-hot. Targets may be soft, such as (0.9, 0.1): "
    "subtract y itself.",
    zh="你在目标最大的位置减 1，好像 y 总是独热的。目标可以是软的，如 (0.9, 0.1)：应直接减去 y。",
)
def takes_soft_targets_for_labels(z, y):
    p = _probabilities(z)
    p[np.arange(len(z)), np.argmax(y, axis=1)] -= 1
    return p / len(z)


@probes("softmax_cross_entropy_grad")
def probe_softmax_cross_entropy_grad(rng):
    """A batch, soft targets, and rows far apart."""
    return [
        (rng.normal(size=(3, 4)), np.eye(4)[[2, 0, 1]]),
        (rng.normal(size=(2, 3)), np.array([[0.5, 0.25, 0.25], [0.125, 0.0, 0.875]])),
        (np.array([[2000.0, 1999.0], [-3.0, -4.0], [0.5, 0.0]]), np.eye(2)[[0, 1, 1]]),
    ]


# --- accuracy ---------------------------------------------------------------------------------------------------------


@misconception(
    "accuracy",
    hint="You round the probabilities and compare entry by entry. A class can win with 0.4, and the entries of the "
    "other classes are no samples: take the argmax of each row and compare it with the label.",
    zh="你把概率四舍五入后逐个元素比较。某个类别以 0.4 也可能胜出，而其他类别的元素并不是样本："
    "应取每一行的 argmax 与标签比较。",
)
def rounds_the_probabilities(y_hat, y):
    return np.mean(np.round(y_hat) == np.eye(y_hat.shape[1])[y])


@misconception(
    "accuracy",
    hint="You ask whether the true class has more than one half. With three classes 0.4 may be the highest score, and "
    "logits have no half at all: compare the argmax with the label.",
    zh="你判断的是真实类别的概率是否超过一半。有三类时，0.4 就可能是最高分，而 logit 根本无所谓一半："
    "应比较 argmax 与标签。",
)
def asks_for_more_than_one_half(y_hat, y):
    return np.mean(y_hat[np.arange(len(y)), y] > 0.5)


@misconception(
    "accuracy",
    hint="You return how many samples are right. The accuracy is their share: divide by the number of samples.",
    zh="你返回的是判对的样本个数。准确率是比例：还要除以样本数。",
)
def counts_the_hits(y_hat, y):
    return np.sum(np.argmax(y_hat, axis=1) == y)


@misconception(
    "accuracy",
    hint="Your argmax runs down the columns and finds, for each class, the best sample. You need the best class of "
    "each sample: axis 1.",
    zh="你的 argmax 沿列方向，找到的是每一类中得分最高的样本。需要的是每个样本得分最高的类别：axis 1。",
)
def takes_the_argmax_over_the_batch(y_hat, y):
    best = np.argmax(y_hat, axis=0)
    return np.mean([c < len(best) and best[c] == i for i, c in enumerate(y)])


@misconception(
    "accuracy",
    hint="Labels in a column (n, 1) are compared with every prediction, n times n pairs, and the mean of those is no "
    "accuracy. Check the shape of y.",
    zh="列形状 (n, 1) 的标签会与每一个预测比较，共 n×n 对，它们的平均值不是准确率。请检查 y 的形状。",
)
def compares_a_column_with_every_prediction(y_hat, y):
    return np.mean(np.argmax(y_hat, axis=1) == y)


@misconception(
    "accuracy",
    hint="You average the probability of the true class. Accuracy only asks which class comes first; a narrow win "
    "counts as much as a clear one.",
    zh="你对真实类别的概率取了平均。准确率只问哪一类得分最高；险胜与大胜同样算对。",
)
def averages_the_probability_of_the_truth(y_hat, y):
    return np.mean(y_hat[np.arange(len(y)), y])


@misconception(
    "accuracy",
    hint="You return per cent. Here the accuracy is a fraction between 0 and 1.",
    zh="你返回的是百分数。这里的准确率是 0 到 1 之间的小数。",
)
def returns_per_cent(y_hat, y):
    return 100 * np.mean(np.argmax(y_hat, axis=1) == y)


@misconception(
    "accuracy",
    hint="You count the mistakes: this is the error rate, 1 minus the accuracy.",
    zh="你数的是错误：这是错误率，即 1 减去准确率。",
)
def returns_the_error_rate(y_hat, y):
    return np.mean(np.argmax(y_hat, axis=1) != y)


@probes("accuracy")
def probe_accuracy(rng):
    """Hesitant probabilities, clear ones, and labels in a column."""
    hesitant = np.array([[0.4, 0.3, 0.3], [0.2, 0.45, 0.35], [0.6, 0.3, 0.1], [0.3, 0.3, 0.4], [0.1, 0.7, 0.2]])
    clear = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])
    labels = np.array([0, 1, 1, 2, 1])
    column = once_right(((hesitant, labels), 0.8))(_taken(hesitant, labels[:, None]))
    return [(hesitant, labels), (clear, np.array([0, 0, 1])), column]


# --- bernoulli_mle ----------------------------------------------------------------------------------------------------


@misconception(
    "bernoulli_mle",
    hint="You add one success and one failure that nobody saw. That is a prior (Laplace's rule); the maximum of the "
    "likelihood is the plain share of ones, even if it is 0 or 1.",
    zh="你添加了没有人见过的一次成功和一次失败。那是先验（拉普拉斯平滑）；似然的最大值就是 1 所占的比例，"
    "即使它是 0 或 1。",
)
def adds_one_success_and_one_failure(x):
    return (np.sum(x) + 1) / (len(x) + 2)


@misconception(
    "bernoulli_mle",
    hint="You return the more frequent outcome. Asked for is the probability of a 1, a number between 0 and 1.",
    zh="你返回的是出现较多的结果。要求的是出现 1 的概率，即 0 与 1 之间的一个数。",
)
def returns_the_majority(x):
    return np.round(np.mean(x))


@misconception(
    "bernoulli_mle",
    hint="You return how many ones there are. A probability is their share: divide by n.",
    zh="你返回的是 1 的个数。概率是它所占的比例：还要除以 n。",
)
def counts_the_ones(x):
    return np.sum(x)


@misconception(
    "bernoulli_mle",
    hint="You divide by n - 1. That belongs to the unbiased variance; the share of ones has n below.",
    zh="你除以了 n - 1。那是无偏方差才用的；1 所占的比例，分母是 n。",
)
def divides_the_ones_by_n_minus_one(x):
    return np.sum(x) / (len(x) - 1)


@misconception(
    "bernoulli_mle",
    hint="You return the odds, ones to zeros. The probability is ones to all outcomes.",
    zh="你返回的是几率，即 1 与 0 的个数之比。概率是 1 的个数与全部结果个数之比。",
)
def returns_the_odds(x):
    return np.sum(x) / np.sum(1 - x)


@misconception(
    "bernoulli_mle",
    hint="You take the mean of whatever comes. A 2 or a 0.5 is no outcome of a coin, and the mean of nothing is nan: "
    "raise ValueError.",
    zh="无论传入什么你都取平均。2 或 0.5 不是抛硬币的结果，空样本的平均值是 nan：应抛出 ValueError。",
)
def accepts_any_number(x):
    return np.mean(x)


@probes("bernoulli_mle")
def probe_bernoulli_mle(rng):
    """Ones in the majority, ones in the minority, and a sample that is none."""
    no_coin = once_right(((np.array([1, 0, 1, 1]),), 0.75))(_taken(np.array([0, 2, 1])))
    return [(rng.permutation([1, 1, 1, 0, 0]),), (np.array([0.0, 1.0, 0.0, 0.0]),), no_coin]


# --- gaussian_mle -----------------------------------------------------------------------------------------------------


@misconception(
    "gaussian_mle",
    hint="You divide by n - 1. That makes the variance unbiased, but the likelihood has its maximum at the sum "
    "divided by n.",
    zh="你除以了 n - 1。那样得到无偏方差，而似然的最大值在除以 n 处取得。",
)
def divides_by_n_minus_one(x):
    return np.mean(x), np.var(x, ddof=1)


@misconception(
    "gaussian_mle",
    hint="Your second number is the standard deviation. Asked for is the variance, its square: do not take the root.",
    zh="你返回的第二个数是标准差。要求的是方差，即它的平方：不要开方。",
)
def returns_the_standard_deviation(x):
    return np.mean(x), np.std(x)


@misconception(
    "gaussian_mle",
    hint="mean(x**2) - mean(x)**2 is right on paper. Near 1e8 both are about 1e16, where neighbouring numbers lie 2 "
    "apart, so that their difference is noise. Subtract the mean before you square.",
    zh="mean(x**2) - mean(x)**2 在纸面上没错。但 x 在 1e8 附近时，两者都约为 1e16，那里相邻的数相差 2，"
    "它们的差只是噪声。应先减去均值再平方。",
)
def subtracts_two_huge_squares(x):
    x = np.asarray(x)
    x = x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)
    if x.size == 0:
        raise ValueError("no data")
    return np.mean(x), np.mean(x**2) - np.mean(x) ** 2


@misconception(
    "gaussian_mle",
    hint="You square the numbers without subtracting the mean, so the variance grows if all of them move away from 0 "
    "together.",
    zh="你没有减去均值就平方，于是所有的数一起远离 0 时，方差也会变大。",
)
def does_not_subtract_the_mean(x):
    return np.mean(x), np.mean(x**2)


@misconception(
    "gaussian_mle",
    hint="The two numbers are right but the other way round: the mean comes first.",
    zh="两个数都对，但顺序反了：均值在前。",
)
def returns_the_variance_first(x):
    return np.var(x), np.mean(x)


@misconception(
    "gaussian_mle",
    hint="Your second number is the sum of the squared deviations. The variance is their mean.",
    zh="你返回的第二个数是偏差平方之和。方差是它们的平均值。",
)
def sums_the_squared_deviations(x):
    return np.mean(x), np.sum((x - np.mean(x)) ** 2)


@probes("gaussian_mle")
def probe_gaussian_mle(rng):
    """A sample near 0, and one far away from it."""
    return [(rng.normal(size=5) + 2,), (1e8 + np.array([1.0, 2.0, 6.0]),)]


# --- categorical_mle --------------------------------------------------------------------------------------------------


@misconception(
    "categorical_mle",
    hint="You add one to each count. That is a prior (Laplace's rule); the maximum of the likelihood gives 0 to a "
    "class that was not seen.",
    zh="你给每个计数都加了一。那是先验（拉普拉斯平滑）；似然的最大值给没见过的类别的概率是 0。",
)
def adds_one_to_each_count(counts):
    return (counts + 1) / np.sum(counts + 1)


@misconception(
    "categorical_mle",
    hint="You take the softmax of the counts. They are no logits: twice the count should mean twice the probability.",
    zh="你对计数做了 softmax。计数不是 logit：计数加倍，概率也应加倍。",
)
def takes_counts_for_logits(counts):
    weights = np.exp(counts - np.max(counts))
    return weights / np.sum(weights)


@misconception(
    "categorical_mle",
    hint="You divide by the number of classes, and the result need not sum to 1. Divide by the number of observations.",
    zh="你除以了类别数，结果之和不一定为 1。应除以观测的总次数。",
)
def divides_by_the_number_of_classes(counts):
    return counts / len(counts)


@misconception(
    "categorical_mle",
    hint="You divide by the largest count, so the most frequent class gets 1. The probabilities have to sum to 1: "
    "divide by the total.",
    zh="你除以了最大的计数，于是最常见的类别得到 1。概率之和应为 1：应除以总数。",
)
def divides_by_the_largest_count(counts):
    return counts / np.max(counts)


@misconception(
    "categorical_mle",
    hint="You count the counts. They have been counted already: counts[c] says how often class c was seen.",
    zh="你对计数又数了一遍。它们已经是计数了：counts[c] 表示类别 c 出现的次数。",
)
def counts_the_counts(counts):
    return np.bincount(counts.astype(int)) / len(counts)


@misconception(
    "categorical_mle",
    hint="Negative counts, or none at all, make no sense, but you divide anyway and return negative numbers or nan. "
    "Raise ValueError.",
    zh="计数为负，或者没有任何观测，都没有意义，而你照样相除，得到负数或 nan。应抛出 ValueError。",
)
def divides_whatever_comes(counts):
    return counts / np.sum(counts)


@probes("categorical_mle")
def probe_categorical_mle(rng):
    """Counts in two sizes, and negative ones."""
    negative = once_right(((np.array([3, 0, 1]),), [0.75, 0.0, 0.25]))(_taken(np.array([3, -1])))
    return [(np.array([3, 0, 2]),), (rng.permutation([4, 1, 2, 5]),), negative]


# --- log_likelihood_gaussian ------------------------------------------------------------------------------------------


@misconception(
    "log_likelihood_gaussian",
    hint="The term -1/2 log(var) of each value is missing. Without it a larger variance would always look better.",
    zh="漏掉了每个值的 -1/2 log(var) 这一项。没有它，方差越大看起来就总是越好。",
)
def forgets_half_the_log_of_the_variance(x, mu, var):
    return -0.5 * np.sum(np.log(2 * np.pi) + (x - mu) ** 2 / var)


@misconception(
    "log_likelihood_gaussian",
    hint="The term -1/2 log(2 pi) of each value is missing. It does not move the maximum, but it belongs to the "
    "density.",
    zh="漏掉了每个值的 -1/2 log(2 pi) 这一项。它不影响最大值的位置，但它是密度的一部分。",
)
def forgets_two_pi(x, mu, var):
    return -0.5 * np.sum(np.log(var) + (x - mu) ** 2 / var)


@misconception(
    "log_likelihood_gaussian",
    hint="You square var. It is the variance already, the square of the standard deviation.",
    zh="你对 var 又平方了。它已经是方差，即标准差的平方。",
)
def takes_the_variance_for_a_standard_deviation(x, mu, var):
    return np.sum(-0.5 * np.log(2 * np.pi * var**2) - (x - mu) ** 2 / (2 * var**2))


@misconception(
    "log_likelihood_gaussian",
    hint="You average over the values. The log-likelihood of a sample is the sum: each value multiplies the density "
    "once more.",
    zh="你对各个值取了平均。样本的对数似然是和：每多一个值，密度就多乘一次。",
)
def averages_the_log_densities(x, mu, var):
    return np.mean(-0.5 * np.log(2 * np.pi * var) - (x - mu) ** 2 / (2 * var))


@misconception(
    "log_likelihood_gaussian",
    hint="This is the negative log-likelihood, a loss. Asked for is the log-likelihood itself, largest where the "
    "sample fits best.",
    zh="这是负对数似然，即损失。要求的是对数似然本身，样本拟合得最好时它最大。",
)
def returns_the_negative(x, mu, var):
    return np.sum(0.5 * np.log(2 * np.pi * var) + (x - mu) ** 2 / (2 * var))


@misconception(
    "log_likelihood_gaussian",
    hint="You multiply densities or take exp before the log. A density underflows to 0 for one far value or for many, "
    "and log(0) is -inf: cancel log against exp on paper.",
    zh="你先把密度相乘，或先算 exp 再取对数。只要有一个很远的值，或者值很多，密度就下溢为 0，而 log(0) 是 -inf。"
    "应在纸上先把 log 与 exp 消掉。",
)
def takes_the_log_of_the_product(x, mu, var):
    if not var > 0:
        raise ValueError("no variance")
    return np.log(np.prod(np.exp(-((x - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)))


@misconception(
    "log_likelihood_gaussian",
    hint="You count the term -1/2 log(2 pi var) once. Every one of the n densities has that factor, so it comes n "
    "times.",
    zh="你只计了一次 -1/2 log(2 pi var)。n 个密度中每一个都有这个因子，所以要计 n 次。",
)
def counts_the_constant_once(x, mu, var):
    return -0.5 * np.log(2 * np.pi * var) - np.sum((x - mu) ** 2) / (2 * var)


@misconception(
    "log_likelihood_gaussian",
    hint="The squares are divided by 2 var, not by var: the 2 in the exponent of the density is missing.",
    zh="平方要除以 2 var 而不是 var：漏掉了密度的指数中的 2。",
)
def forgets_the_two_in_the_exponent(x, mu, var):
    return np.sum(-0.5 * np.log(2 * np.pi * var) - (x - mu) ** 2 / var)


@misconception(
    "log_likelihood_gaussian",
    hint="You multiply the squares by var: a / 2 * var is (a / 2) * var. Put the divisor in parentheses: a / (2 * "
    "var).",
    zh="你把平方乘上了 var：a / 2 * var 就是 (a / 2) * var。给除数加上括号：a / (2 * var)。",
)
def multiplies_the_squares_by_the_variance(x, mu, var):
    return np.sum(-0.5 * np.log(2 * np.pi * var) - (x - mu) ** 2 / 2 * var)


@misconception(
    "log_likelihood_gaussian",
    hint="You add the deviations first and square their sum. Positive and negative ones cancel: square each of them, "
    "then add.",
    zh="你先把偏差相加，再对和求平方，正负偏差就互相抵消了。应当先对每个偏差求平方，再相加。",
)
def squares_the_sum_of_the_deviations(x, mu, var):
    return -x.size / 2 * np.log(2 * np.pi * var) - np.sum(x - mu) ** 2 / (2 * var)


@misconception(
    "log_likelihood_gaussian",
    hint="Only the exponent of the density is there. The factor 1 / sqrt(2 pi var) in front of it gives -1/2 log(2 pi "
    "var) for each value; without it a larger variance would always look better.",
    zh="这里只有密度的指数部分。前面的因子 1 / sqrt(2 pi var) 使每个值多出 -1/2 log(2 pi var)；没有它，方差越大看起来"
    "就总是越好。",
)
def leaves_out_the_whole_constant(x, mu, var):
    return -np.sum((x - mu) ** 2) / (2 * var)


@misconception(
    "log_likelihood_gaussian",
    hint="The normalising factor is 1 / sqrt(2 pi var), so its logarithm is -1/2 log(2 pi var). You forgot the root.",
    zh="归一化因子是 1 / sqrt(2 pi var)，它的对数是 -1/2 log(2 pi var)。你漏掉了根号。",
)
def forgets_the_root_of_the_constant(x, mu, var):
    return np.sum(-np.log(2 * np.pi * var) - (x - mu) ** 2 / (2 * var))


@probes("log_likelihood_gaussian")
def probe_log_likelihood_gaussian(rng):
    """A small sample, and a value far away."""
    return [(rng.normal(size=4), 0.5, 2.5), (np.array([100.0, 1.0, -1.0]), 0.0, 0.75)]


# --- perplexity -------------------------------------------------------------------------------------------------------


@misconception(
    "perplexity",
    hint="2 to the power of nll is right for an nll in bits. Yours is in nats, so the base is e.",
    zh="nll 以比特为单位时才用 2 的 nll 次方。这里以奈特为单位，所以底数是 e。",
)
def raises_two_to_the_loss(nll):
    return 2.0**nll


@misconception(
    "perplexity",
    hint="exp(-nll) is the typical probability of a true class. The perplexity is its inverse: the better the model, "
    "the nearer to 1.",
    zh="exp(-nll) 是真实类别的典型概率。困惑度是它的倒数：模型越好，越接近 1。",
)
def returns_the_typical_probability(nll):
    return np.exp(-nll)


@misconception(
    "perplexity",
    hint="You take the logarithm, but the nll is one already. Undo it: which function is the inverse of log?",
    zh="你取了对数，可 nll 本身就是对数。要把它还原：log 的反函数是什么？",
)
def takes_the_log_again(nll):
    with np.errstate(all="ignore"):
        return np.log(nll)


@misconception(
    "perplexity",
    hint="exp of a large nll is inf, and that is the right answer here. Clipping the nll hides how bad the model is.",
    zh="nll 很大时 exp 得到 inf，这里它就是正确答案。截断 nll 会掩盖模型有多差。",
)
def clips_a_large_loss(nll):
    return np.exp(np.minimum(nll, 100))


@probes("perplexity")
def probe_perplexity(rng):
    """A scalar, an array, and one that is too large."""
    return [(1.5,), (rng.uniform(0.5, 3, size=3),), (np.array([800.0, 0.25]),)]
