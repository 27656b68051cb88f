"""Wrong layers, losses and checks that real students write, and what to tell them."""
# ruff: noqa: F821 - the exercise's other functions are the submission's own

import itertools

import numpy as np

from grader.testing import misconception, once_right, probes

# --- affine_forward ---------------------------------------------------------------------------------------------------


@misconception(
    "affine_forward",
    hint="Your output lacks the bias. Without it every line that the layer can draw passes through the origin: where"
    " does b come in, and how does one row of m numbers get added to all n rows?",
    zh="输出里没有加偏置。没有偏置时，这一层能画出的直线都必须过原点：b 应当加在哪里？一行 m 个数又怎样加到全部 n 行"
    "上？",
)
def forgets_the_bias(X, W, b):
    flat = X.reshape(len(X), len(W))
    return flat @ W, (X, W)


@misconception(
    "affine_forward",
    hint="You multiply X by W as it is. With pictures of shape (n, 2, 3) the product uses the last axis alone and"
    " fails: make one row of d numbers out of each sample first.",
    zh="你直接用 X 乘 W。输入是形状 (n, 2, 3) 的图片时，矩阵乘法只看最后一个轴，因而出错：应先把每个样本展平成一行 d "
    "个数。",
)
def does_not_flatten(X, W, b):
    return np.dot(X, W) + b, (X, W)


@misconception(
    "affine_forward",
    hint="reshape(d, n) followed by a transpose does not give one sample a row: the entries of different samples get"
    " mixed. The first axis of X is the batch already; keep it in front.",
    zh="先 reshape 成 (d, n) 再转置，并不能让每行对应一个样本：不同样本的元素混在了一起。X 的第一个轴本来就是批次，让"
    "它留在最前面。",
)
def mixes_the_samples(X, W, b):
    flat = X.reshape(-1, len(X)).T
    return flat @ W + b, (X, W)


@probes("affine_forward")
def probe_affine_forward(rng):
    """Pictures whose axes differ, and plain rows; the outputs only, as caches differ from student to student."""
    cases = [[rng.normal(size=s) for s in shapes] for shapes in (((2, 3, 2), (6, 4), 4), ((3, 2), (2, 4), 4))]
    return [lambda f, case=case: f(*case)[0] for case in cases]


# --- affine_backward --------------------------------------------------------------------------------------------------


@misconception(
    "affine_backward",
    hint="Your db is dout itself, one row for each sample. But all samples share one bias: a small change of it moves"
    " every row of the output, so what becomes of the rows' contributions?",
    zh="你的 db 就是 dout 本身，每个样本一行。但所有样本共用同一个偏置：它稍微一变，输出的每一行都跟着变，那么各行的"
    "贡献应当怎样合并？",
)
def does_not_sum_the_bias_gradient(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dX, dW, dout


@misconception(
    "affine_backward",
    hint="You take the mean of dout over the batch for the bias, while the weights get a sum. The chain rule adds; a"
    " factor 1/n of the loss is in dout already.",
    zh="偏置的梯度你对批次取了平均，权重的梯度却是求和。链式法则是相加；损失里的 1/n 已经含在 dout 里了。",
)
def averages_the_bias_gradient(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dX, dW, np.mean(dout, axis=0)


@misconception(
    "affine_backward",
    hint="Your db has shape (1, m), while b has (m,). A gradient has the shape of what it belongs to; with keepdims"
    " the update b - lr * db silently turns b into a table of one row.",
    zh="你的 db 形状是 (1, m)，而 b 是 (m,)。梯度的形状必须与它对应的量相同；用了 keepdims，更新 b - lr * db 会悄悄把"
    " b 变成只有一行的表。",
)
def keeps_a_row_in_the_bias_gradient(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dX, dW, np.sum(dout, axis=0, keepdims=True)


@misconception(
    "affine_backward",
    hint="You sum dout over the outputs, axis 1, and get one number for each sample. The bias has one number for each"
    " output: which axis has to disappear?",
    zh="你沿第 1 轴（输出）对 dout 求和，得到每个样本一个数。偏置是每个输出一个数：应当消去的是哪个轴？",
)
def sums_the_bias_gradient_over_the_outputs(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dX, dW, np.sum(dout, axis=1)


@misconception(
    "affine_backward",
    hint="You return the gradient of W first and that of X second. The order is dX, dW, db, and each gradient has the"
    " shape of its own argument: compare them.",
    zh="你把 W 的梯度放在第一位，X 的梯度放在第二位。顺序应为 dX, dW, db，而且每个梯度与自己的参数形状相同：对照一下"
    "形状。",
)
def swaps_the_gradients_of_input_and_weights(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dW, dX, np.sum(dout, axis=0)


@misconception(
    "affine_backward",
    hint="You multiply dout by W instead of by its transpose. With a square W nothing complains, yet the answer is"
    " wrong: dout is (n, m), dX is (n, d), so which shape must stand in between?",
    zh="你用 dout 乘了 W，而不是它的转置。W 是方阵时不会报错，答案却是错的：dout 为 (n, m)，dX 为 (n, d)，中间的矩阵"
    "应是什么形状？",
)
def forgets_to_transpose_the_weights(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dX, dW, np.sum(dout, axis=0)


@misconception(
    "affine_backward",
    hint="You multiply X itself by dout. With as many samples as features nothing complains, yet the answer is wrong:"
    " the sum in dW runs over the samples, so the batch must be the inner axis of the product.",
    zh="你直接用 X 乘 dout。样本数恰好等于特征数时不会报错，答案却是错的：dW 里的求和是对样本进行的，所以批次必须是乘"
    "积中相邻的那个轴。",
)
def forgets_to_transpose_the_input(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).dot(dout)
    return dX, dW, np.sum(dout, axis=0)


@misconception(
    "affine_backward",
    hint="Your dX is still flat, (n, d). The layer below handed you pictures and wants its gradient in their shape:"
    " undo the flattening at the end.",
    zh="你的 dX 仍是展平后的 (n, d)。下面一层交来的是图片，需要的梯度也应是图片的形状：最后要把展平还原。",
)
def leaves_the_input_gradient_flat(dout, cache):
    X, W, *_ = cache
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout)
    return dout.dot(W.T), dW, np.sum(dout, axis=0)


@misconception(
    "affine_backward",
    hint="You divide the gradients of W and b by the batch size. If the loss is a mean, 1/n is in dout already; so it"
    " would count twice, and in a deep network once more for each layer.",
    zh="你把 W 和 b 的梯度除以了批量大小。若损失取平均，1/n 已经含在 dout 里，这样就除了两次；在深层网络里则每层多除"
    "一次。",
)
def divides_the_weight_gradients_by_the_batch(dout, cache):
    X, W, *_ = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(X.shape[0], W.shape[0]).T.dot(dout) / len(X)
    return dX, dW, np.mean(dout, axis=0)


@probes("affine_backward")
def probe_affine_backward(rng):
    """Sizes that all differ, a square case where a lost transpose goes unnoticed, and pictures."""

    def probe(shape, width):
        shapes = shape, (int(np.prod(shape[1:])), width), width, (shape[0], width)
        X, W, b, dout = (rng.normal(size=s) for s in shapes)
        return lambda f: _with_a_cache_that_fits(f, dout, [(X, W), (X, W, b)])

    return [probe((4, 2), 3), probe((3, 3), 3), probe((2, 2, 3), 5)]


def _with_a_cache_that_fits(f, dout, caches):
    """What f answers on the first cache of a layout that it can read."""
    for cache in caches[:-1]:
        try:
            return f(dout, cache)
        except (ValueError, TypeError, IndexError):
            continue
    return f(dout, caches[-1])


# --- relu -------------------------------------------------------------------------------------------------------------


@misconception(
    "relu_forward",
    hint="You return 1 where x is positive. That is the slope of the ReLU; the ReLU itself lets the number through.",
    zh="x 为正的地方你返回了 1。那是 ReLU 的斜率；ReLU 本身应让这个数原样通过。",
)
def returns_the_step_function(x):
    out = (x > 0).astype(x.dtype)
    return out, out


@misconception(
    "relu_forward",
    hint="You take the absolute value, so that -2 becomes 2. A rectifier cuts negative numbers off: they become 0.",
    zh="你取了绝对值，于是 -2 变成了 2。整流是把负数截掉：它们应变为 0。",
)
def takes_the_absolute_value(x):
    out = np.abs(x)
    return out, out


@misconception(
    "relu_forward",
    hint="You multiply x by a mask of zeros and ones. For x = -inf that is -inf * 0 = nan, where the ReLU is 0:"
    " choose between x and 0 instead of multiplying.",
    zh="你用 0/1 掩码去乘 x。x = -inf 时 -inf * 0 等于 nan，而 ReLU 应为 0：应在 x 与 0 之间选取，而不是相乘。",
)
def multiplies_infinity_by_zero(x):
    out = x * (x > 0)
    return out, out


@misconception(
    "relu_forward",
    hint="A nan comes out of your ReLU as an innocent 0, since nan > 0 is False. Then a network that has broken down"
    " looks healthy: let nan stay nan.",
    zh="nan 经过你的 ReLU 变成了若无其事的 0，因为 nan > 0 为 False。这样一来，已经崩溃的网络看上去却一切正常：nan 应"
    "当仍是 nan。",
)
def turns_nan_into_zero(x):
    out = np.where(x > 0, x, np.zeros_like(x))
    return out, out


@probes("relu_forward")
def probe_relu_forward(rng):
    """Numbers of both signs, a nan, an infinity; the outputs only."""
    cases = ([-2.0, 0.0, 0.5, 3.0], [[np.nan, 1.5]], [-np.inf, 2.0], rng.normal(size=(2, 3)))
    return [lambda f, x=x: f(np.array(x))[0] for x in cases]


@misconception(
    "relu_backward",
    hint="You look at the sign of the gradient. Whether a unit was on is decided by its input in the forward pass:"
    " that is what the cache is for. A negative gradient has to pass, too.",
    zh="你看的是梯度的符号。一个单元是否被激活，取决于前向传播时它的输入：缓存正是为此而设。负的梯度同样要能通过。",
)
def masks_by_the_sign_of_the_gradient(dout, cache):
    return dout * (dout > 0)


@misconception(
    "relu_backward",
    hint="You return the slope of the ReLU, zeros and ones. The chain rule multiplies it by what comes from above:"
    " where is dout?",
    zh="你返回的是 ReLU 的斜率，即一些 0 和 1。链式法则还要乘上从上面传来的梯度：dout 到哪里去了？",
)
def forgets_the_gradient_from_above(dout, cache):
    return (cache > 0).astype(dout.dtype)


@misconception(
    "relu_backward",
    hint="Your result is right, but you write it into dout. The caller may still need that array, for a second branch"
    " for instance: work on a copy, or multiply by the mask.",
    zh="结果是对的，但你把它写进了 dout。调用者可能还要用这个数组，例如用于另一条分支：请在副本上操作，或者乘以掩码。",
)
def overwrites_the_gradient_from_above(dout, cache):
    dout[cache <= 0] = 0
    return dout


@misconception(
    "relu_backward",
    hint="dx = cache makes no copy: you write the gradient into the cache. A second backward pass then reads gradients"
    " where it expects the input, and in a network the next layer has kept the very same array.",
    zh="dx = cache 并没有复制：你把梯度写进了缓存。再做一次反向传播时，本该读到输入的地方读到的却是梯度；在网络里，"
    "下一层保留的也正是这个数组。",
)
def writes_the_gradient_into_the_cache(dout, cache):
    dx = cache
    dx[cache > 0] = dout[cache > 0]
    return dx


@misconception(
    "relu_backward",
    hint="You let the gradient pass at 0 as well. At the kink the derivative is taken to be 0 here: only x > 0"
    " counts. (If you kept the output, every unit that is off has output 0.)",
    zh="在 0 处你也让梯度通过了。这里约定折点处导数为 0：只有 x > 0 才算。（如果缓存的是输出，那么所有未激活单元的输"
    "出都是 0。）",
)
def lets_the_gradient_pass_at_zero(dout, cache):
    return dout * (cache >= 0)


@misconception(
    "relu_backward",
    hint="The gradient passes through all units. A unit whose input was negative did not move its output, so that"
    " nothing may come back through it.",
    zh="梯度穿过了所有单元。输入为负的单元，其输出并不随输入变化，因此不应有任何梯度从它那里传回来。",
)
def lets_everything_pass(dout, cache):
    return dout * np.ones_like(cache)


@probes("relu_backward")
def probe_relu_backward(rng):
    """Caches of -1, 0 and 1 mean the same whether x, the output or the mask was kept (a mask has no -1)."""
    return [
        (np.array([[2.0, 3.0, -4.0], [5.0, -6.0, -7.0]]), np.array([[-1.0, 0.0, 1.0], [1.0, 0.0, -1.0]])),
        (_one_number(3.0, 3), np.array([-1.0, 0.0, 1.0])),
        (np.array([2.0, -3.0, 5.0]), _one_number(1.0, 3)),
    ]


def _one_number(value, size):
    """A vector whose entries are one and the same number in memory: who writes to one of them changes them all."""
    return np.lib.stride_tricks.as_strided(np.array([value]), (size,), (0,))


# --- sigmoid ----------------------------------------------------------------------------------------------------------


@misconception(
    "sigmoid_forward",
    hint="Your values are right, but exp(-x) overflows for x far below 0 and NumPy warns. Which form of the sigmoid"
    " has only exponentials of negative numbers there? np.where, or the absolute value of x, chooses.",
    zh="数值是对的，但 x 远小于 0 时 exp(-x) 会上溢，NumPy 会发出警告。在那一侧，sigmoid 的哪种写法只含负数的指数？可"
    "用 np.where 或 |x| 来选择。",
)
def overflows_on_the_left(x):
    out = 1 / (1 + np.exp(-x))
    return out, out


@misconception(
    "sigmoid_forward",
    hint="For large x both exponentials overflow, and inf / inf is nan. This form suits negative x only; on the right"
    " divide both by exp(x) first.",
    zh="x 很大时分子分母都上溢，inf / inf 得到 nan。这种写法只适合负的 x；在右侧应先把分子分母同除以 exp(x)。",
)
def divides_infinity_by_infinity(x):
    out = np.exp(x) / (1 + np.exp(x))
    return out, out


@misconception(
    "sigmoid_forward",
    hint="Your curve falls from 1 to 0: it is the sigmoid of -x. Check the sign in the exponent at x = log 3, where"
    " 0.75 should come out.",
    zh="你的曲线从 1 降到 0：那是 -x 的 sigmoid。检查一下指数里的符号，x = log 3 时应得到 0.75。",
)
def loses_the_minus_sign(x):
    out = 1 / (1 + np.exp(x))
    return out, out


@probes("sigmoid_forward")
def probe_sigmoid_forward(rng):
    """Ordinary arguments, and steep ones on both sides; the outputs only."""
    return [lambda f, x=x: f(np.array(x))[0] for x in (rng.normal(size=4), [800.0], [-710.0], [-36.5])]


@misconception(
    "sigmoid_backward",
    hint="You return the slope s (1 - s) alone. The chain rule multiplies it by the gradient from above, dout.",
    zh="你只返回了斜率 s (1 - s)。链式法则还要乘上从上面传来的梯度 dout。",
)
def returns_the_slope_alone(dout, cache):
    return cache * (1 - cache)


@misconception(
    "sigmoid_backward",
    hint="A factor of the slope is missing: the derivative of s is s (1 - s), not 1 - s. At x = 0 it is 1/4.",
    zh="斜率少了一个因子：s 的导数是 s (1 - s)，而不是 1 - s。在 x = 0 处它等于 1/4。",
)
def forgets_a_factor_of_the_slope(dout, cache):
    return dout * (1 - cache)


@misconception(
    "sigmoid_backward",
    hint="You take 1 - s², which is the slope of tanh. That of the sigmoid is s (1 - s): at x = 0 it is 1/4.",
    zh="你用了 1 - s²，那是 tanh 的斜率。sigmoid 的斜率是 s (1 - s)：在 x = 0 处等于 1/4。",
)
def takes_the_slope_of_tanh(dout, cache):
    return dout * (1 - cache**2)


@misconception(
    "sigmoid_backward",
    hint="You multiply by s alone; a factor of the slope is missing: the derivative of s is s (1 - s).",
    zh="你只乘了 s，斜率少了一个因子：s 的导数是 s (1 - s)。",
)
def multiplies_by_the_output(dout, cache):
    return dout * cache


@misconception(
    "sigmoid_backward",
    hint="Your result is right, but you multiply dout in place. The caller may still need that array: make a new one.",
    zh="结果是对的，但你就地改写了 dout。调用者可能还要用这个数组：请另建一个数组。",
)
def multiplies_the_gradient_in_place(dout, cache):
    dout *= cache * (1 - cache)
    return dout


@probes("sigmoid_backward")
def probe_sigmoid_backward(rng):
    """A cache of 0.659..., which is its own sigmoid, means the same whether x or the output was kept."""
    own_sigmoid = 0.6590460684074066
    return [
        (rng.normal(size=(2, 3)), np.full((2, 3), own_sigmoid)),
        (np.array([2, -3]), np.full(2, own_sigmoid)),  # integers cannot be multiplied by a slope in place
    ]


# --- softmax_loss -----------------------------------------------------------------------------------------------------


def _softmax(z):
    weights = np.exp(z - np.max(z, axis=1, keepdims=True))
    return weights / np.sum(weights, axis=1, keepdims=True)


def _cross_entropy_and_slope(z, y):
    p = _softmax(z)
    shifted = z - np.max(z, axis=1, keepdims=True)
    losses = np.log(np.sum(np.exp(shifted), axis=1)) - shifted[np.arange(len(y)), y]
    p[np.arange(len(y)), y] -= 1
    return losses, p


@misconception(
    "softmax_loss",
    hint="The loss is a mean over the batch, but your gradient is that of the sum: the factor 1/n is missing in dz,"
    " and the steps grow with the batch.",
    zh="损失是对批次取的平均，而你的梯度是总和的梯度：dz 里少了因子 1/n，步长会随批量变大。",
)
def forgets_the_mean_in_the_gradient(z, y):
    losses, slope = _cross_entropy_and_slope(z, y)
    return np.mean(losses), slope


@misconception(
    "softmax_loss",
    hint="You add the losses of the samples up. Here the loss, and with it the gradient, is the mean over the batch.",
    zh="你把各样本的损失加了起来。这里的损失（以及梯度）是对批次取平均。",
)
def sums_over_the_batch(z, y):
    losses, slope = _cross_entropy_and_slope(z, y)
    return np.sum(losses), slope


@misconception(
    "softmax_loss",
    hint="Your gradient is that of the mean, but your loss is the sum over the batch: divide it by n, too.",
    zh="你的梯度是平均值的梯度，损失却是对批次的和：损失也要除以 n。",
)
def forgets_the_mean_in_the_loss(z, y):
    losses, slope = _cross_entropy_and_slope(z, y)
    return np.sum(losses), slope / len(y)


@misconception(
    "softmax_loss",
    hint="Your gradient is that of the log of the sum alone: the probabilities. The term -z_y has a slope, too:"
    " subtract 1 at each sample's own label.",
    zh="你的梯度只是和的对数的梯度，即概率本身。-z_y 这一项也有斜率：要在每个样本自己的标签处减 1。",
)
def forgets_to_subtract_one(z, y):
    losses, _ = _cross_entropy_and_slope(z, y)
    return np.mean(losses), _softmax(z) / len(y)


@misconception(
    "softmax_loss",
    hint="You divide the gradient by the number of classes. The mean runs over the samples: divide by n.",
    zh="你把梯度除以了类别数。平均是对样本来取的：应除以 n。",
)
def divides_the_gradient_by_the_classes(z, y):
    losses, slope = _cross_entropy_and_slope(z, y)
    return np.mean(losses), slope / z.shape[1]


@misconception(
    "softmax_loss",
    hint="NumPy takes the label -1 for the last class, without a word, and so do you. A label below 0 is a mistake in"
    " the data that should be seen: raise IndexError. Look at the shape of the labels, too: a column of them would be"
    " spread to a table.",
    zh="NumPy 会默默地把标签 -1 当作最后一类，你的函数也是如此。小于 0 的标签说明数据有错，应当让人看见：请抛出"
    " IndexError。还要检查标签的形状：列向量形式的标签会被广播成一张表。",
)
def takes_labels_of_no_class(z, y):
    losses, slope = _cross_entropy_and_slope(z, y)
    return np.mean(losses), slope / len(y)


@misconception(
    "softmax_loss",
    hint="Your gradient has the wrong sign: one-hot minus p. Making the true logit larger makes the loss smaller, so"
    " its entry of dz must be negative.",
    zh="你的梯度符号反了：成了独热向量减 p。真实类别的 logit 变大，损失就变小，所以 dz 的那个元素应为负。",
)
def turns_the_gradient_around(z, y):
    losses, slope = _cross_entropy_and_slope(z, y)
    return np.mean(losses), -slope / len(y)


@misconception(
    "softmax_loss",
    hint="dz[:, y] -= 1 subtracts 1 from the columns of all labels in every row. Sample i loses 1 at its own label"
    " only: pair the row numbers with the labels.",
    zh="dz[:, y] -= 1 会在每一行中给所有标签对应的列都减 1。样本 i 只应在自己的标签处减 1：请把行号与标签一一配对。",
)
def subtracts_one_in_every_row(z, y):
    losses, _ = _cross_entropy_and_slope(z, y)
    dz = _softmax(z)
    dz[:, y] -= 1
    return np.mean(losses), dz / len(y)


@misconception(
    "softmax_loss",
    hint="exp of a large logit overflows to inf, and inf / inf is nan. Subtract the largest logit of each row first;"
    " that changes neither the loss nor the gradient.",
    zh="logit 较大时 exp 上溢成 inf，inf / inf 得到 nan。先从每行减去该行最大的 logit；这既不改变损失，也不改变梯度。",
)
def does_not_shift_the_logits(z, y):
    n = len(y)
    p = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(n), y]))
    p[np.arange(n), y] -= 1
    return loss, p / n


@misconception(
    "softmax_loss",
    hint="You subtract one maximum from the whole batch. A row that lies far below it becomes 0 / 0 = nan: each row"
    " needs a maximum of its own.",
    zh="你对整个批次减去了同一个最大值。远小于它的行会变成 0 / 0 = nan：每一行要减去自己的最大值。",
)
def shifts_by_one_maximum_for_the_batch(z, y):
    n = len(y)
    p = np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)), axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(n), y]))
    p[np.arange(n), y] -= 1
    return loss, p / n


@misconception(
    "softmax_loss",
    hint="You shift, but then take the log of a probability that has underflowed to 0: the loss is inf for a"
    " confident mistake. Take the log on paper: shifted logit minus log of the sum.",
    zh="你做了平移，但随后对已经下溢为 0 的概率取对数：自信地判错时损失变成 inf。应在纸上先取对数：平移后的 logit 减"
    "去和的对数。",
)
def takes_the_log_of_a_probability(z, y):
    n = len(y)
    p = _softmax(z)
    loss = -np.mean(np.log(p[np.arange(n), y]))
    p[np.arange(n), y] -= 1
    return loss, p / n


@misconception(
    "softmax_loss",
    hint="A small number inside the log hides the -inf, but every confident mistake then costs the same, 27.6 for"
    " 1e-12. Compute the log-probability without a probability instead.",
    zh="在 log 里加一个小数虽然掩盖了 -inf，但所有自信的错误代价都变得一样（1e-12 对应 27.6）。应当不经过概率直接算出"
    "对数概率。",
)
def adds_an_epsilon_inside_the_log(z, y):
    n = len(y)
    p = _softmax(z)
    loss = -np.mean(np.log(p[np.arange(n), y] + 1e-12))
    p[np.arange(n), y] -= 1
    return loss, p / n


@misconception(
    "softmax_loss",
    hint="Your sum of exponentials leaves out the true class, so that the loss can fall below 0. It runs over all"
    " classes.",
    zh="你的指数和漏掉了真实类别，损失因此可能小于 0。求和要遍历所有类别。",
)
def leaves_the_true_class_out(z, y):
    rows = np.arange(len(y))
    shifted = z - np.max(z, axis=1, keepdims=True)
    others = np.exp(shifted)
    others[rows, y] = 0
    _, slope = _cross_entropy_and_slope(z, y)
    return np.mean(np.log(np.sum(others, axis=1)) - shifted[rows, y]), slope / len(y)


@misconception(
    "softmax_loss",
    hint="You subtract exp(z_y) where z_y belongs: for the true class the log has already undone the exponential.",
    zh="应当减去 z_y 的地方，你减去了 exp(z_y)：对真实类别来说，对数已经把指数消掉了。",
)
def subtracts_the_exponential_of_the_true_logit(z, y):
    rows = np.arange(len(y))
    shifted = z - np.max(z, axis=1, keepdims=True)
    _, slope = _cross_entropy_and_slope(z, y)
    return np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - np.exp(shifted)[rows, y]), slope / len(y)


@misconception(
    "softmax_loss",
    hint="You apply the softmax to probabilities, that is, twice. Then even a perfect network cannot get a loss near"
    " 0: z holds logits, and one softmax is enough.",
    zh="你对概率又做了一次 softmax，也就是做了两次。这样即使网络完美，损失也不会接近 0：z 是 logit，做一次 softmax 就"
    "够了。",
)
def takes_the_softmax_twice(z, y):
    losses, slope = _cross_entropy_and_slope(_softmax(z), y)
    return np.mean(losses), slope / len(y)


@probes("softmax_loss")
def probe_softmax_loss(rng):
    """Ordinary logits, a hopeless mistake, logits whose exp overflows, a row far below another, labels of no class."""
    # In float32 no epsilon shows beside ordinary probabilities.
    z = (rng.normal(size=(4, 3)) + np.array([[1.0], [0.0], [-1.0], [2.0]])).astype(np.float32)
    y = np.array([2, 0, 1, 1])
    losses, slope = _cross_entropy_and_slope(z.astype(float), y)
    ordinary = ((z, y), (np.mean(losses), slope / 4))
    # Probabilities of e^-60 have a logarithm yet; beside an epsilon they are nothing, whichever epsilon it is.
    mistake = (lambda f: bool(f(np.array([[0.0, 60.0, 3.0], [1.0, 0.0, 2.0]]), np.array([0, 2]))[0] > 25), True)
    large = (lambda f: _in_a_word(*f(np.array([[2000.0, 0.0], [0.0, 1.0]]), np.array([1, 0]))), "finite")
    apart = (lambda f: _in_a_word(*f(np.array([[500.0, 499.0], [-500.0, -501.0]]), np.array([1, 0]))), "finite")
    return [
        lambda f: [np.float32(part) for part in f(z, y)],
        once_right(ordinary)(mistake[0]),
        once_right(ordinary, mistake)(large[0]),
        once_right(ordinary, mistake)(apart[0]),
        once_right(ordinary, mistake, large, apart)((z, np.array([1, -1, 0, 2]))),
    ]


def _in_a_word(loss, dz):
    """Whether a loss is finite, and so its gradient."""
    if np.all(np.isfinite(dz)):
        return "finite" if np.isfinite(loss) else "the loss is not finite"
    return "the gradient is not finite"


# --- mlp_forward and mlp_backward -------------------------------------------------------------------------------------


@misconception(
    "mlp_forward",
    hint="You apply the ReLU after the last layer, too. Then no score can be negative, and a class whose score is cut"
    " off gets no gradient: the scores are logits, leave them alone.",
    zh="最后一层之后你也加了 ReLU。这样得分就不可能为负，被截掉的类别也得不到梯度：得分就是 logit，不要再作处理。",
)
def activates_the_last_layer(X, params):
    caches = []
    for W, b in params:
        X, cache = affine_forward(X, W, b)
        caches.append(cache)
        X, cache = relu_forward(X)
        caches.append(cache)
    return X, caches[:-1]


@misconception(
    "mlp_forward",
    hint="There is no activation between your layers. An affine function of an affine function is affine again: the"
    " network can do no more than a single layer.",
    zh="你的各层之间没有激活函数。仿射函数的仿射函数还是仿射函数：这样的网络并不比单独一层更强。",
)
def forgets_the_activation(X, params):
    caches = []
    for W, b in params:
        X, cache = affine_forward(X, W, b)
        caches += [cache, X]
    return X, caches[:-1]


@misconception(
    "mlp_forward",
    hint="The ReLU comes before the affine layer in your loop, so that it cuts off the negative inputs as well. X"
    " goes into the first layer as it is.",
    zh="你的循环里 ReLU 放在仿射层之前，于是连输入中的负数也被截掉了。X 应原样进入第一层。",
)
def activates_the_input(X, params):
    caches = []
    for W, b in params:
        X, relu_cache = relu_forward(X)
        X, cache = affine_forward(X, W, b)
        caches += [relu_cache, cache]
    return X, caches[1:]


@probes("mlp_forward")
def probe_mlp_forward(rng):
    """Networks of two and three layers, with negative inputs and scores; the scores only."""
    cases = [(rng.normal(size=(3, 2)), _network(rng, 2, 4, 3)), (rng.normal(size=(2, 3)), _network(rng, 3, 2, 4, 5))]
    return [lambda f, X=X, params=params: f(X, params)[0] for X, params in cases]


def _network(rng, *sizes):
    return [(rng.normal(size=(d, m)), rng.normal(size=m)) for d, m in itertools.pairwise(sizes)]


@misconception(
    "mlp_backward",
    hint="You go back through the affine layers only. The ReLU between them stops the gradient of every unit that was"
    " off.",
    zh="你只穿过了各个仿射层。它们之间的 ReLU 会挡住所有未激活单元的梯度。",
)
def skips_the_relu(dscores, cache):
    grads = []
    for affine_cache in cache[::-2]:
        dscores, dW, db = affine_backward(dscores, affine_cache)
        grads.insert(0, (dW, db))
    return grads


@misconception(
    "mlp_backward",
    hint="Your gradients come in the order in which you computed them, last layer first. They have to match params,"
    " first layer first.",
    zh="梯度是按你计算的次序排列的，最后一层在最前。它们应与 params 对应，第一层在最前。",
)
def returns_the_last_layer_first(dscores, cache):
    dout, dW, db = affine_backward(dscores, cache[-1])
    grads = [(dW, db)]
    for i in range(len(cache) - 2, 0, -2):
        dout = relu_backward(dout, cache[i])
        dout, dW, db = affine_backward(dout, cache[i - 1])
        grads.append((dW, db))
    return grads


@misconception(
    "mlp_backward",
    hint="You give dscores to every layer. Each layer's upstream gradient is the dX of the layer above it: carry it"
    " along.",
    zh="你把 dscores 交给了每一层。每一层的上游梯度应是它上面那一层的 dX：要把它一路传下去。",
)
def gives_dscores_to_every_layer(dscores, cache):
    _, dW, db = affine_backward(dscores, cache[-1])
    grads = [(dW, db)]
    for i in range(len(cache) - 2, 0, -2):
        dout = relu_backward(dscores, cache[i])
        _, dW, db = affine_backward(dout, cache[i - 1])
        grads.insert(0, (dW, db))
    return grads


@misconception(
    "mlp_backward",
    hint="You divide by the batch size. The mean belongs to the loss, and dscores has its 1/n already: here the chain"
    " rule only multiplies and adds.",
    zh="你除以了批量大小。取平均是损失的事，dscores 里已经含有 1/n：这里链式法则只做乘法和加法。",
)
def divides_by_the_batch_again(dscores, cache):
    n = len(dscores)
    dout, dW, db = affine_backward(dscores, cache[-1])
    grads = [(dW / n, db / n)]
    for i in range(len(cache) - 2, 0, -2):
        dout, dW, db = affine_backward(relu_backward(dout, cache[i]), cache[i - 1])
        grads.insert(0, (dW / n, db / n))
    return grads


@probes("mlp_backward")
def probe_mlp_backward(rng):
    """Three layers of one width, where nothing complains, and two layers whose sizes all differ."""

    def probe(n, *sizes):
        X, params, dscores = rng.normal(size=(n, sizes[0])), _network(rng, *sizes), rng.normal(size=(n, sizes[-1]))
        short, long = [], []
        for W, b in params:
            short += [X, (X, W)]
            long += [X, (X, W, b)]
            X = np.maximum(X @ W + b, 0)
        return lambda f: _with_a_cache_that_fits(f, dscores, [short[1:], long[1:]])

    return [probe(3, 4, 4, 4, 4), probe(5, 2, 4, 3)]


# --- mlp_loss ---------------------------------------------------------------------------------------------------------


def _plain(X, y, params):
    """Loss and gradients without decay, and the sum of the squared weights."""
    scores, cache = mlp_forward(X, params)
    loss, dscores = softmax_loss(scores, y)
    return loss, mlp_backward(dscores, cache), sum(np.sum(W**2) for W, b in params)


@misconception(
    "mlp_loss",
    hint="You leave the weight decay out: neither the loss nor the gradients depend on it.",
    zh="你漏掉了权重衰减：损失和梯度都与它无关。",
)
def leaves_out_the_decay(X, y, params, weight_decay):
    loss, grads, _ = _plain(X, y, params)
    return loss, grads


@misconception(
    "mlp_loss",
    hint="You subtract the decay from the gradients. It is added to the loss, so that its slope is added, too; the"
    " minus comes with the step against the gradient.",
    zh="你从梯度中减去了衰减项。它是加到损失上的，所以斜率也要加；负号要到沿梯度反方向走一步时才出现。",
)
def subtracts_the_decay_from_the_gradient(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    decayed = [(dW - weight_decay * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]
    return loss + weight_decay / 2 * squares, decayed


@misconception(
    "mlp_loss",
    hint="Your biases decay, too. A bias only shifts a unit and cannot make the function wild; pulling it to 0 makes"
    " the fit worse: only the weights belong into the sum.",
    zh="你让偏置也衰减了。偏置只起平移作用，不会使函数变得过于复杂；把它拉向 0 只会让拟合变差：求和里只应有权重。",
)
def decays_the_biases(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    squares = squares + sum(np.sum(b**2) for W, b in params)
    decayed = [(dW + weight_decay * W, db + weight_decay * b) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + 0.5 * weight_decay * squares, decayed


@misconception(
    "mlp_loss",
    hint="You use lambda times the sum of the squares, and 2 lambda W for the gradient. That fits together, but here"
    " the convention is lambda / 2, with the gradient lambda W: your lambda counts twice.",
    zh="你用的是 λ 乘平方和，梯度为 2λW。两者相符，但这里的约定是 λ/2，梯度为 λW：你的 λ 相当于加倍了。",
)
def uses_lambda_without_the_half(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    decayed = [(dW + 2 * weight_decay * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + weight_decay * squares, decayed


@misconception(
    "mlp_loss",
    hint="The half is missing in the loss, while the gradient is lambda W: the two do not fit together. What is the"
    " derivative of lambda w^2?",
    zh="损失里少了 1/2，而梯度是 λW：两者对不上。λw² 的导数是什么？",
)
def forgets_the_half_in_the_loss(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    decayed = [(dW + weight_decay * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + weight_decay * squares, decayed


@misconception(
    "mlp_loss",
    hint="You add (lambda / 2) W to the gradient. The derivative of w^2 brings a factor of 2 down, which cancels the"
    " half.",
    zh="你给梯度加的是 (λ/2)W。对 w² 求导会带出因子 2，正好与 1/2 抵消。",
)
def halves_the_decay_in_the_gradient(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    decayed = [(dW + 0.5 * weight_decay * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + 0.5 * weight_decay * squares, decayed


@misconception(
    "mlp_loss",
    hint="You add 2 lambda W to the gradient, but the loss has the half: the 2 from the derivative is cancelled by it.",
    zh="你给梯度加的是 2λW，但损失里有 1/2：求导带出的 2 已与它抵消。",
)
def doubles_the_decay_in_the_gradient(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    decayed = [(dW + 2 * weight_decay * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + 0.5 * weight_decay * squares, decayed


@misconception(
    "mlp_loss",
    hint="Your loss has the decay, your gradients do not. What the gradient does not know, training does not do.",
    zh="损失里有衰减项，梯度里却没有。梯度不知道的东西，训练就不会去做。",
)
def decays_in_the_loss_only(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    return loss + 0.5 * weight_decay * squares, grads


@misconception(
    "mlp_loss",
    hint="Your gradients have the decay, your loss does not: the loss you watch is not the one that you minimise, and"
    " a gradient check fails.",
    zh="梯度里有衰减项，损失里却没有：你观察的损失不是你在最小化的那个，梯度检验也不会通过。",
)
def decays_in_the_gradient_only(X, y, params, weight_decay):
    loss, grads, _squares = _plain(X, y, params)
    return loss, [(dW + weight_decay * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]


@misconception(
    "mlp_loss",
    hint="You add W itself to the gradient. How strongly the weights decay is what lambda is for: multiply by it.",
    zh="你把 W 本身加到了梯度上。权重衰减得多强由 λ 决定：别忘了乘上它。",
)
def adds_the_weights_without_lambda(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    decayed = [(dW + W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + 0.5 * weight_decay * squares, decayed


@misconception(
    "mlp_loss",
    hint="You divide the decay by the batch size. Only the cross-entropy is a mean over the samples; the weights"
    " exist once, whatever the size of the batch.",
    zh="你把衰减项除以了批量大小。只有交叉熵是对样本取平均；权重只有一份，与批量大小无关。",
)
def divides_the_decay_by_the_batch(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    rate = weight_decay / len(X)
    decayed = [(dW + rate * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]
    return loss + 0.5 * rate * squares, decayed


@misconception(
    "mlp_loss",
    hint="loss / (n + decay) is what `loss /= n + decay` computes. The mean comes first, and the decay is added to it.",
    zh="`loss /= n + decay` 算的是 loss / (n + decay)。应先取平均，再加上衰减项。",
)
def divides_by_the_batch_plus_the_decay(X, y, params, weight_decay):
    loss, grads, squares = _plain(X, y, params)
    total = loss * len(X)
    total /= len(X) + 0.5 * weight_decay * squares
    return total, [(dW + weight_decay * W, db) for (dW, db), (W, b) in zip(grads, params, strict=True)]


@misconception(
    "mlp_loss",
    hint="Only one layer decays: your sum overwrites instead of adding, or stands outside the loop. All weight"
    " matrices count.",
    zh="只有一层在衰减：你的求和是覆盖而不是累加，或者写在了循环外面。所有权重矩阵都要计入。",
)
def decays_the_last_layer_only(X, y, params, weight_decay):
    loss, grads, _squares = _plain(X, y, params)
    W = params[-1][0]
    dW, db = grads[-1]
    return loss + 0.5 * weight_decay * np.sum(W**2), [*grads[:-1], (dW + weight_decay * W, db)]


@probes("mlp_loss")
def probe_mlp_loss(rng):
    """Two layers, with decay."""
    return [(rng.normal(size=(3, 2)), np.array([0, 2, 1]), _network(rng, 2, 4, 3), 0.3)]


# --- gradient_check ---------------------------------------------------------------------------------------------------


def _slopes(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        slopes[i] = (up - f(x)) / (2 * h)
        x[i] = old
    return slopes


def _refuse_other_shapes(x, analytic):
    if np.shape(x) != np.shape(analytic):
        raise ValueError("x and its gradient have different shapes")


def _relative(a, g):
    return np.abs(a - g) / np.maximum(1e-8, np.abs(a) + np.abs(g))


@misconception(
    "gradient_check",
    hint="You look to one side only, (f(x + h) - f(x)) / h. Its error shrinks like h; the central difference, with"
    " f(x - h) and 2h, has an error that shrinks like h^2 and is exact for parabolas.",
    zh="你只看了一侧：(f(x + h) - f(x)) / h。它的误差与 h 成正比；中心差分用 f(x - h) 和 2h，误差与 h² 成正比，对抛物"
    "线则完全精确。",
)
def looks_to_one_side_only(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    x = np.array(x, dtype=float)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += 1e-5
        slopes[i] = (f(moved) - f(x)) / 1e-5
    return np.max(_relative(analytic, slopes), initial=0)


@misconception(
    "gradient_check",
    hint="You return the absolute difference. A difference of 0.01 is nothing for a gradient of 1000 and everything"
    " for one of 0.001: set it in relation to the size of both gradients.",
    zh="你返回的是绝对误差。0.01 的差别对大小为 1000 的梯度微不足道，对 0.001 的梯度却是全部：应与两个梯度的大小作比。",
)
def returns_the_absolute_error(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    return np.max(np.abs(analytic - _slopes(f, x)), initial=0)


@misconception(
    "gradient_check",
    hint="You return the mean of the errors. One wrong entry among a million is still a mistake, and the mean hides"
    " it: report the worst.",
    zh="你返回的是误差的平均值。一百万个元素里错一个也是错，而平均会把它掩盖：应报告最差的一个。",
)
def averages_the_errors(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    return np.mean(_relative(analytic, _slopes(f, x))) if np.size(x) else 0.0


@misconception(
    "gradient_check",
    hint="You divide by the larger of |a| and |g|. That is a fair convention, but this exercise divides by |a| + |g|,"
    " so that the wrong sign gives 1 and not 2.",
    zh="你除以了 |a| 与 |g| 中较大的一个。这也是一种常见约定，但本题除以 |a| + |g|，因此符号相反时得到 1 而不是 2。",
)
def divides_by_the_larger_of_the_two(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    g = _slopes(f, x)
    return np.max(np.abs(analytic - g) / np.maximum(1e-8, np.maximum(np.abs(analytic), np.abs(g))), initial=0)


@misconception(
    "gradient_check",
    hint="After an entry you do not put its old value back, so that all later slopes are taken at another point. Keep"
    " the old value and restore it before you go on.",
    zh="算完一个元素后你没有恢复它原来的值，后面的斜率就都是在别的点上求的。请先存下旧值，处理下一个元素之前再还原。",
)
def does_not_put_the_entry_back(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    x = np.array(x, dtype=float)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += 1e-5
        up = f(x)
        x[i] -= 2e-5
        slopes[i] = (up - f(x)) / 2e-5
    return np.max(_relative(analytic, slopes), initial=0)


@misconception(
    "gradient_check",
    hint="You nudge all entries at once. That gives the slope in one direction, the sum of the gradient, not the"
    " gradient: move one entry at a time.",
    zh="你把所有元素同时挪动了。这样得到的是沿一个方向的斜率，即梯度各元素之和，而不是梯度：每次只动一个元素。",
)
def nudges_all_entries_at_once(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    x = np.asarray(x, dtype=float)
    slope = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    return np.max(_relative(analytic, slope), initial=0)


@misconception(
    "gradient_check",
    hint="From x - h to x + h it is 2h, but you divide by h: your slopes are twice too large, and every right"
    " gradient gets an error of 1/3.",
    zh="从 x - h 到 x + h 的距离是 2h，你却只除以 h：斜率大了一倍，正确的梯度也会得到 1/3 的误差。",
)
def divides_by_one_step(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    return np.max(_relative(analytic, 2 * _slopes(f, x)), initial=0)


@misconception(
    "gradient_check",
    hint="Your step is so small that f(x + h) and f(x - h) agree in nearly all of their 16 digits, and the difference"
    " is mostly rounding. Truncation wants a small h, rounding a large one: 1e-5 lies between.",
    zh="步长太小，f(x + h) 与 f(x - h) 的 16 位数字几乎全部相同，差值里剩下的主要是舍入误差。截断误差要求 h 小，舍入"
    "误差要求 h 大：1e-5 介于两者之间。",
)
def takes_too_small_a_step(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    return np.max(_relative(analytic, _slopes(f, x, 1e-13)), initial=0)


@misconception(
    "gradient_check",
    hint="Where both gradients are 0 you compute 0 / 0 = nan, although they agree. Do not let the denominator fall"
    " below 1e-8.",
    zh="两个梯度都为 0 时它们是一致的，你却算出 0 / 0 = nan。不要让分母小于 1e-8。",
)
def divides_zero_by_zero(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    g = _slopes(f, x)
    return np.max(np.abs(analytic - g) / (np.abs(analytic) + np.abs(g)), initial=0)


@misconception(
    "gradient_check",
    hint="A nan in the gradient gets lost: it is neither larger nor smaller than anything, so that max() and > skip"
    " it, and the check passes. np.max keeps it.",
    zh="梯度里的 nan 被漏掉了：它与任何数都比不出大小，max() 和 > 会跳过它，检验就通过了。np.max 会保留 nan。",
)
def loses_nan(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    worst = 0.0
    for error in _relative(np.asarray(analytic), _slopes(f, x)).ravel():
        if error > worst:
            worst = error
    return worst


@misconception(
    "gradient_check",
    hint="You stay in the dtype of x. float32 has 7 digits, too few for a step of 1e-5, and integers have no room for"
    " it at all: check in float64.",
    zh="你沿用了 x 的数据类型。float32 只有 7 位有效数字，容不下 1e-5 的步长，整数则根本放不下：应当用 float64 检验。",
)
def stays_in_the_dtype_of_x(f, x, analytic):
    _refuse_other_shapes(x, analytic)
    x = np.array(x)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + 1e-5
        up = f(x)
        x[i] = old - 1e-5
        slopes[i] = (up - f(x)) / 2e-5
        x[i] = old
    return np.max(_relative(analytic, slopes), initial=0)


@misconception(
    "gradient_check",
    hint="You do not compare the shapes. A column of d numbers against a row of d is broadcast to a d-by-d table, and"
    " the error of a right gradient looks wrong: raise ValueError.",
    zh="你没有比较形状。d 个数的列与 d 个数的行会广播成 d×d 的表，正确的梯度看上去也像是错的：应当抛出 ValueError。",
)
def does_not_look_at_the_shapes(f, x, analytic):
    return np.max(_relative(analytic, _slopes(f, x)), initial=0)


@probes("gradient_check")
def probe_gradient_check(rng):
    """Wrong gradients of known error, rounded: what the last digits are depends on the order of the operations."""

    def probe(f, x, analytic):
        return lambda check: np.round(float(check(f, x, np.array(analytic))), 4)

    def squares(x):
        return np.sum(x**2)

    return [
        probe(squares, rng.uniform(1, 2, size=(1, 2)), [[2.5, 9.0]]),
        probe(lambda x: 5e4 * x[1] ** 2 + 1e6 * x[0] * x[1], np.array([1e-3, 1e-3]), [1000.0, 3300.0]),
        probe(lambda x: 3 * x[0], np.array([1.0, 2.0]), [6.0, 0.0]),
        probe(squares, np.array([1.0, 2.0]), [3.0, np.nan]),
        probe(squares, np.array([1000, 2]), [2000.0, 5.0]),
        probe(squares, np.array([1.0, 2.0]), [[2.0], [4.0]]),
    ]


# --- activation_memory ------------------------------------------------------------------------------------------------


@misconception(
    "activation_memory",
    hint="You count numbers, not bytes. How many bytes one number takes is the third argument.",
    zh="你数的是数的个数，不是字节数。每个数占多少字节由第三个参数给出。",
)
def counts_numbers_instead_of_bytes(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("at least two sizes")
    return batch * sum(sizes[:-1])


@misconception(
    "activation_memory",
    hint="You count weights and biases. They take memory as well, but not more for a larger batch; asked for are the"
    " activations: one row for each sample and layer.",
    zh="你数的是权重和偏置。它们也占内存，但不随批量变大；这里问的是激活值：每个样本在每一层各有一行。",
)
def counts_the_weights(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("at least two sizes")
    return itemsize * sum(d * m + m for d, m in itertools.pairwise(sizes))


@misconception(
    "activation_memory",
    hint="You count the scores, too. Going back through the last layer takes its input and its upstream gradient: its"
    " output is not needed.",
    zh="你把得分也算进去了。穿过最后一层往回走，需要的是它的输入和上游梯度：并不需要它的输出。",
)
def counts_the_scores(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("at least two sizes")
    return itemsize * batch * sum(sizes)


@misconception(
    "activation_memory",
    hint="You leave out the input X. The gradient of the first layer's weights is X^T times dout: without X it cannot"
    " be computed.",
    zh="你漏掉了输入 X。第一层权重的梯度是 X 的转置乘以 dout：没有 X 就算不出来。",
)
def leaves_out_the_input(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("at least two sizes")
    return itemsize * batch * sum(sizes[1:-1])


@misconception(
    "activation_memory",
    hint="You count one sample. Every sample of the batch has activations of its own, and all are needed to go back.",
    zh="你只算了一个样本。批次里每个样本都有自己的激活值，反向传播时全都需要。",
)
def counts_one_sample(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("at least two sizes")
    return itemsize * sum(sizes[:-1])


@misconception(
    "activation_memory",
    hint="You count each hidden layer twice, before and after the ReLU. One copy is enough: where the output is"
    " positive, the input was, and the next layer keeps that output anyway.",
    zh="每个隐藏层你都数了两遍：ReLU 之前一遍，之后一遍。一份就够了：输出为正的地方输入也为正，而这个输出下一层本来就"
    "要保留。",
)
def counts_hidden_layers_twice(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("at least two sizes")
    return itemsize * batch * (sizes[0] + 2 * sum(sizes[1:-1]))


@probes("activation_memory")
def probe_activation_memory(rng):
    """A network with a hidden layer, and one without."""
    return [(3, [7, 5, 2], 4), (int(rng.integers(2, 9)), [4, 6], 8)]
