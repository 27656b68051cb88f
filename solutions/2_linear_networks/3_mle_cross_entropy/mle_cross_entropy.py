"""Maximum likelihood and cross-entropy: what the loss of a classifier measures, and where it comes from.

Conventions of the whole topic:

- Logarithms are natural, so that entropies are in nats: 1 nat = 1 / log(2) = 1.4427 bits.
- Distributions `p`, `q` and scores `y_hat` have their classes on the last axis. Rows are samples.
- 0 log 0 = 0: a class with p = 0 adds nothing, whatever q is. A class with q = 0 < p adds inf.
- Probabilities are taken as they are, neither clipped nor rescaled: log(1e-300) is -690.8, an ordinary number.
- dtype: float16, float32 and float64 in, the same dtype out. Integers and booleans count as float64.
- Arguments as described cause no NumPy warnings, not even where the answer is inf. They are never modified.
"""

import numpy as np

### BEGIN SOLUTION


def _floating(x: np.ndarray) -> np.ndarray:
    """Floating-point numbers as they are, all others in float64."""
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)


def _refuse_negative(labels: np.ndarray) -> None:
    """NumPy itself refuses labels that are too large, but takes -1 for the last class."""
    if np.any(labels < 0):
        raise IndexError(f"a label is {labels.min()}, but the classes are numbered from 0")


def _check_one_label_a_row(labels: np.ndarray, n: int) -> None:
    if labels.shape != (n,):
        raise ValueError(f"labels have shape {labels.shape}; {n} rows need ({n},)")


def _two_distributions(p: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both as floats, once they are known to have the same classes: NumPy would stretch a single one to k."""
    p, q = map(_floating, (p, q))
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"p has {p.shape[-1]} classes and q has {q.shape[-1]}")
    return p, q


def _log(p: np.ndarray) -> np.ndarray:
    """Natural logarithm, with log 0 = -inf as a matter of course."""
    with np.errstate(divide="ignore"):
        return np.log(p)


def _mean_under(p: np.ndarray, values: np.ndarray) -> np.ndarray:
    """sum_c p_c values_c along the last axis. The values of classes with p = 0 do not count, be they inf or nan."""
    with np.errstate(invalid="ignore"):
        return np.sum(np.where(p == 0, 0, p * values), axis=-1)


### END SOLUTION


def one_hot(labels: np.ndarray, k: int) -> np.ndarray:
    """Labels as distributions that are certain: row i is 1 at class labels[i] and 0 elsewhere.

    one_hot(labels, k)[i, c] = 1 if c = labels[i], else 0

    Args:
        labels: (n,), integers of any width in 0 .. k - 1; n may be 0.
        k: number of classes, whether or not all of them occur.

    Returns:
        (n, k), float64.

    Raises:
        IndexError: a label lies outside 0 .. k - 1. A negative label too: it does not count from the end.

    Example:
        one_hot([2, 0], 3) = [[0, 0, 1], [1, 0, 0]]

    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4 (1-of-K coding).
    """
    ### BEGIN SOLUTION
    _refuse_negative(labels)
    return np.eye(k)[labels]
    ### END SOLUTION


def pick(y_hat: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """From each row the one entry that belongs to the row's label.

    pick(y_hat, labels)[i] = y_hat[i, labels[i]]

    Args:
        y_hat: (n, k), any numbers: probabilities, their logarithms, logits. Entries that are not picked never matter,
            be they inf or nan.
        labels: (n,), integers of any width in 0 .. k - 1.

    Returns:
        (n,), in the dtype of y_hat (integers stay integers here).

    Raises:
        ValueError: labels is not of shape (n,); in particular a column (n, 1) is refused.
        IndexError: a label lies outside 0 .. k - 1, negative ones included.

    Example:
        pick([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]], [0, 2]) = [0.1, 0.5]

    Source: Zhang, Lipton, Li, Smola, Dive into Deep Learning (2023), section 4.4.
    """
    ### BEGIN SOLUTION
    _check_one_label_a_row(labels, len(y_hat))
    _refuse_negative(labels)
    return y_hat[np.arange(len(y_hat)), labels]
    ### END SOLUTION


def entropy(p: np.ndarray) -> np.ndarray:
    """How uncertain a distribution is, in nats: the mean surprise -log p of its own outcomes.

    H(p) = -sum_c p_c log p_c, from 0 (one class is certain) to log k (all k are equally likely)

    Args:
        p: (..., k), distributions along the last axis.

    Returns:
        (...), a scalar where p is (k,); in the floating dtype of p. A nan in p shows as nan.

    Example:
        entropy([1/2, 1/4, 1/4, 0]) = 1/2 log 2 + 1/4 log 4 + 1/4 log 4 = 1.5 log 2 = 1.0397 (1.5 bits)

    Source: Shannon, A Mathematical Theory of Communication (1948), section 6.
    """
    ### BEGIN SOLUTION
    return cross_entropy(p, p)
    ### END SOLUTION


def cross_entropy(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Mean surprise, in nats, of someone who believes in q while the outcomes come from p.

    H(p, q) = -sum_c p_c log q_c. The first argument is the truth, the second the model: H(q, p) is another number.

    Args:
        p: (..., k), true distributions along the last axis, such as one-hot rows.
        q: (..., k), predicted ones. The axes before the last broadcast: p of (k,) against q of (n, k) is one truth
            against n models.

    Returns:
        (...), one number for each pair of distributions, not summed or averaged over them; a scalar where p and q are
        (k,). In the floating dtype that p and q have together. inf where q_c = 0 < p_c for some class c.
        A nan in p, or in q where p > 0, shows as nan.

    Raises:
        ValueError: p and q have different numbers of classes (1 and k, too), or do not broadcast.

    Example:
        cross_entropy([3/4, 1/4], [1/2, 1/2]) = log 2 = 0.6931; with the arguments swapped it is 0.8370.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.13.
    """
    ### BEGIN SOLUTION
    p, q = _two_distributions(p, q)
    return _mean_under(p, -_log(q))
    ### END SOLUTION


def kl_divergence(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """What believing in q costs beyond the uncertainty of p itself, in nats; relative entropy.

    KL(p || q) = sum_c p_c log(p_c / q_c) = H(p, q) - H(p), at least 0, and 0 only where p = q

    Args:
        p: (..., k), true distributions along the last axis: probabilities, not their logarithms.
        q: (..., k), predicted ones, probabilities too (torch's kl_div wants log q, and it first). The axes before the
            last broadcast.

    Returns:
        (...), one number for each pair of distributions, not summed or averaged over them; a scalar where p and q are
        (k,). In the floating dtype that p and q have together. inf where q_c = 0 < p_c for some class c.
        A nan in p, or in q where p > 0, shows as nan.

    Raises:
        ValueError: p and q have different numbers of classes (1 and k, too), or do not broadcast.

    Example:
        kl_divergence([1, 0], [1/2, 1/2]) = log 2 = 0.6931, but kl_divergence([1/2, 1/2], [1, 0]) = inf.

    Source: Kullback, Leibler, On Information and Sufficiency, Annals of Mathematical Statistics 22 (1951), section 2.
    """
    ### BEGIN SOLUTION
    p, q = _two_distributions(p, q)
    with np.errstate(invalid="ignore"):  # where p and q are both 0: -inf - (-inf) is nan, and does not count
        log_ratio = _log(p) - _log(q)
    return _mean_under(p, log_ratio)
    ### END SOLUTION


def nll(probabilities: np.ndarray, labels: np.ndarray) -> np.floating:
    """Negative log-likelihood of the labels, in nats a sample: the cross-entropy loss of a classifier.

    nll = -(1/n) sum_i log probabilities[i, labels[i]]: the mean over the batch, not the sum.

    Args:
        probabilities: (n, k), n >= 1, each row a distribution (the output of a softmax, not its input).
        labels: (n,), the true classes, integers of any width in 0 .. k - 1.

    Returns:
        Scalar in the floating dtype of the probabilities; inf if a true class has probability 0. However small a
        probability is, it is not clipped.

    Raises:
        ValueError: labels is not of shape (n,); in particular a column (n, 1) is refused.
        IndexError: a label lies outside 0 .. k - 1, negative ones included.

    Example:
        probabilities [[1/2, 1/4, 1/4], [1/8, 1/8, 3/4]], labels [0, 1]: (log 2 + log 8) / 2 = 2 log 2 = 1.3863

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 5.5.
    """
    ### BEGIN SOLUTION
    return -np.mean(_log(pick(_floating(probabilities), labels)))
    ### END SOLUTION


def softmax_cross_entropy_grad(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Gradient, with respect to the logits, of the mean cross-entropy between targets and softmax(z).

    dL/dz = (softmax(z) - y) / n, for L = (1/n) sum_i H(y_i, softmax(z_i)): the loss is a mean, so there is a 1/n.

    Args:
        z: (n, k), logits, n >= 1, of any size: 1e4 and -1e4 must not overflow.
        y: (n, k), the target distributions: one-hot rows, or soft ones such as [0.9, 0.1]. Each row sums to 1.

    Returns:
        (n, k), in the floating dtype of z, whatever the dtype of y is.

    Raises:
        ValueError: y is not of z's shape. In particular labels (n,) are refused, which NumPy would broadcast if n = k.

    Example:
        z = [[0, log 3], [0, 0]], y = [[1, 0], [0, 1]]:
        [[1/4 - 1, 3/4], [1/2, 1/2 - 1]] / 2 = [[-3/8, 3/8], [1/4, -1/4]]

    Source: Bishop, Pattern Recognition and Machine Learning (2006), equations (4.106) and (4.109).
    """
    ### BEGIN SOLUTION
    z = _floating(z)
    if y.shape != z.shape:
        raise ValueError(f"y has shape {y.shape}; logits of shape {z.shape} need targets of the same shape")
    weights = np.exp(z - np.max(z, axis=1, keepdims=True))
    softmax = weights / np.sum(weights, axis=1, keepdims=True)
    return ((softmax - y) / len(z)).astype(z.dtype)
    ### END SOLUTION


def accuracy(y_hat: np.ndarray, y: np.ndarray) -> float:
    """Share of the samples whose highest score belongs to the true class.

    accuracy = (1/n) #{i : argmax_c y_hat[i, c] = y[i]}: a fraction from 0 to 1, not a count, not per cent.

    Args:
        y_hat: (n, k), n >= 1, scores: probabilities or logits, only their order matters. Of equal highest scores the
            first counts, as in np.argmax.
        y: (n,), the true classes, integers of any width in 0 .. k - 1.

    Returns:
        Scalar, float64.

    Raises:
        ValueError: y is not of shape (n,); a column (n, 1) would be compared with every prediction.

    Example:
        y_hat = [[0.4, 0.3, 0.3], [0.1, 0.7, 0.2]], y = [0, 2]: the first is right, the second not: 0.5

    Source: Zhang, Lipton, Li, Smola, Dive into Deep Learning (2023), section 4.3.
    """
    ### BEGIN SOLUTION
    _check_one_label_a_row(y, len(y_hat))
    return np.mean(np.argmax(y_hat, axis=1) == y)
    ### END SOLUTION


def bernoulli_mle(x: np.ndarray) -> np.floating:
    """The probability of a 1 that makes a sample of zeros and ones most likely.

    argmax_theta prod_i theta^x_i (1 - theta)^(1 - x_i) = (1/n) sum_i x_i

    Args:
        x: (n,), n >= 1, zeros and ones: integers, booleans or floats.

    Returns:
        Scalar in 0 .. 1, in the floating dtype of x; 0 or 1 if all outcomes agree (nothing is smoothed).

    Raises:
        ValueError: x is empty, or holds something else than 0 and 1.

    Example:
        bernoulli_mle([1, 0, 1, 1]) = 0.75

    Source: Bishop, Pattern Recognition and Machine Learning (2006), equation (2.7).
    """
    ### BEGIN SOLUTION
    if x.size == 0 or not np.all((x == 0) | (x == 1)):
        raise ValueError(f"x must hold zeros and ones, at least one of them, but it is {x}")
    return np.mean(x)
    ### END SOLUTION


def gaussian_mle(x: np.ndarray) -> tuple[np.floating, np.floating]:
    """Mean and variance of the normal distribution that makes a sample most likely.

    mu = (1/n) sum_i x_i, var = (1/n) sum_i (x_i - mu)^2: divided by n, not by n - 1. The likelihood's maximum is this
    biased variance; n - 1 would make it unbiased, which is another aim.

    Args:
        x: (n,), n >= 1, real numbers.

    Returns:
        (mu, var), two scalars in the floating dtype of x; var is a variance, not a standard deviation, and 0 if n = 1.
        It is as accurate when the numbers lie far from 0 and close together: 1e8 + (1, 2, 3) has variance 2/3.

    Raises:
        ValueError: x is empty.

    Example:
        gaussian_mle([1, 2, 6]) = (3, (4 + 1 + 9) / 3) = (3, 4.6667), where n - 1 would give 7

    Source: Bishop, Pattern Recognition and Machine Learning (2006), equations (1.55) and (1.56).
    """
    ### BEGIN SOLUTION
    if x.size == 0:
        raise ValueError("x is empty; a mean needs at least one number")
    mu = np.mean(x)
    return mu, np.mean((x - mu) ** 2)
    ### END SOLUTION


def categorical_mle(counts: np.ndarray) -> np.ndarray:
    """The probabilities of k classes that make the observed counts most likely.

    argmax_pi prod_c pi_c^counts_c subject to sum_c pi_c = 1 is pi_c = counts_c / sum_j counts_j

    Args:
        counts: (k,), how often each class was seen, >= 0 and not all 0: integers of any width, or floats.

    Returns:
        (k,), in the floating dtype of counts (float64 for integers); 0 for a class that was not seen.

    Raises:
        ValueError: a count is negative, or there are no observations.

    Example:
        categorical_mle([5, 0, 3]) = [0.625, 0, 0.375]

    Source: Bishop, Pattern Recognition and Machine Learning (2006), equation (2.33).
    """
    ### BEGIN SOLUTION
    total = np.sum(counts)
    if np.any(counts < 0) or total == 0:
        raise ValueError(f"counts must be at least 0, and not all 0, but they are {counts}")
    return counts / total
    ### END SOLUTION


def log_likelihood_gaussian(x: np.ndarray, mu: float, var: float) -> np.floating:
    """Logarithm of the density of a whole sample under a normal distribution, its values drawn independently.

    sum_i log N(x_i; mu, var) = -(n/2) log(2 pi var) - (1 / (2 var)) sum_i (x_i - mu)^2: the sum, not the mean

    Args:
        x: (n,), real numbers; n may be 0 (the log-likelihood of no data is 0).
        mu: the mean of the distribution.
        var: its variance, the square of the standard deviation; > 0.

    Returns:
        Scalar in the floating dtype of x. It may be positive: a density can exceed 1. It is finite also where the
        density itself underflows to 0, as for an x 100 standard deviations away, or for 10 000 values.

    Raises:
        ValueError: var is not above 0.

    Example:
        x = [1, 3], mu = 2, var = 4: -log(8 pi) - (1 + 1) / 8 = -3.4742

    Source: Bishop, Pattern Recognition and Machine Learning (2006), equation (1.54).
    """
    ### BEGIN SOLUTION
    if not var > 0:
        raise ValueError(f"var is {var}; a variance must be above 0")
    x = _floating(x)
    squares = np.sum((x - mu) ** 2)
    return x.dtype.type(-(x.size * np.log(2 * np.pi * var) + squares / var) / 2)
    ### END SOLUTION


def perplexity(nll: np.floating) -> np.floating:
    """How many equally likely choices would be as hard to guess.

    perplexity = exp(nll), with nll the mean negative log-likelihood in nats (natural logarithm, so exp and not 2^nll)

    Args:
        nll: a number, or an array of any shape.

    Returns:
        A scalar, or an array of nll's shape, in its floating dtype. 1 for nll = 0, k for a guess among k equally
        likely classes, inf where nll is inf or its exponential does not fit the dtype.

    Example:
        perplexity(log 6) = 6: the model is as unsure as someone who rolls a die.

    Source: Jelinek, Mercer, Bahl, Baker, Perplexity: a measure of the difficulty of speech recognition tasks, Journal
        of the Acoustical Society of America 62 (1977).
    """
    ### BEGIN SOLUTION
    with np.errstate(over="ignore"):
        return np.exp(_floating(nll))
    ### END SOLUTION
