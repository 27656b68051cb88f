"""Wrong variants of the functions of dropout, as students write them, each with the hint that helps."""
# ruff: noqa: F821, N801 - dropout is the submission's own; a misconception's name is what a student reads

import warnings

import numpy as np
import torch

from grader.testing import misconception, once_right, probes


def _check(drop_prob):
    if not 0 <= drop_prob <= 1:
        raise ValueError("drop_prob must lie in [0, 1]")


# --- dropout ----------------------------------------------------------------------------------------------------------


@misconception(
    "dropout",
    hint="You keep an entry with probability drop_prob, and should drop it with that probability. Try drop_prob = 0: "
    "nothing may be lost.",
    zh="你以概率 drop_prob 保留元素，而它应当是丢弃的概率。试试 drop_prob = 0：此时什么都不该丢。",
)
def keeps_with_the_drop_probability(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = rng.random(x.shape) < drop_prob
    if drop_prob == 1:
        return np.zeros_like(x), keep
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="Your code is right for a function that is given the probability to keep. Here drop_prob is the probability "
    "to drop: what is the other one, in the comparison and in the division?",
    zh="如果给出的是保留概率，你的写法就对了。但这里的 drop_prob 是丢弃概率：比较和除法中应当用的那个概率是多少？",
)
def takes_drop_prob_for_the_keep_probability(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = (rng.random(x.shape) < drop_prob) / drop_prob if drop_prob else np.zeros(x.shape)
    return x * keep, keep != 0


@misconception(
    "dropout",
    hint="You drop the right share, but divide by drop_prob. Which share of the entries is still there, and what must "
    "they be multiplied by so that the mean stays the same?",
    zh="丢弃的比例是对的，但你除以了 drop_prob。剩下的元素占多大比例？它们要乘以多少才能使均值不变？",
)
def divides_by_the_drop_probability(x, drop_prob, rng, training=True):
    _check(drop_prob)
    mask = rng.random(x.shape) >= drop_prob if training else np.ones(x.shape, bool)
    return (x * mask / drop_prob if training and drop_prob > 0 else x * mask), mask


@misconception(
    "dropout",
    hint="The entries that stay are not scaled, so that the layer's output is smaller on average in training than in "
    "evaluation. By which factor? Make up for it while training.",
    zh="保留下来的元素没有放大，因此训练时这一层的输出平均来看比评估时小。小了多少倍？请在训练时补回来。",
)
def does_not_rescale(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = (rng.random(x.shape) >= drop_prob).astype(x.dtype)
    return x * keep, keep


@misconception(
    "dropout",
    hint="You multiply what stays by the keep probability, which makes a layer that has become smaller smaller still. "
    "To keep the mean, multiply by the inverse.",
    zh="你把保留的元素乘以保留概率，使本已变小的输出更小。要保持均值不变，应当乘以它的倒数。",
)
def multiplies_by_the_keep_probability(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep * (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="This is dropout as it was first published: unscaled in training, multiplied by the keep probability in "
    "evaluation. Inverted dropout scales in training, and leaves an evaluation alone.",
    zh="这是最初发表的 dropout：训练时不缩放，评估时乘以保留概率。反向（inverted）dropout 则在训练时缩放，评估时什么都"
    "不做。",
)
def rescales_in_evaluation_instead(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x * (1 - drop_prob), np.ones_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep, keep


@misconception(
    "dropout",
    hint="Training is right, but you scale in evaluation as well. The scaling in training has already put the mean "
    "right, so that nothing is left to do.",
    zh="训练部分是对的，但你在评估时又缩放了一次。训练时的缩放已经使均值正确，评估时无需再做任何事。",
)
def rescales_in_evaluation_too(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x * (1 - drop_prob), np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="All samples of your batch lose the same units: the mask was drawn for one sample and broadcast. Draw one "
    "number for every entry of x.",
    zh="同一批次中的所有样本丢掉了相同的单元：你只为一个样本抽取了掩码，然后广播到整个批次。x 的每个元素都要有自己的随"
    "机数。",
)
def uses_one_mask_for_the_whole_batch(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = np.zeros_like(x) + (rng.random(x.shape[1:]) >= drop_prob)
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="You keep or drop whole samples: every row is either complete or all zeros. Dropout decides about each unit "
    "of a sample on its own.",
    zh="你是整个样本一起保留或丢弃：每一行要么完整，要么全为零。dropout 应当对样本的每个单元分别作决定。",
)
def drops_whole_samples(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    rows = rng.random(x.shape[:1] + (1,) * (x.ndim - 1)) >= drop_prob
    keep = np.broadcast_to(rows, x.shape).astype(float)
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="The result is right, but you computed it inside x: the caller's array has changed, and a skip connection or "
    "the backward pass that needs it again finds zeros. Make a new array.",
    zh="结果是对的，但你直接在 x 上计算：调用者的数组被改掉了，之后还要用它的残差连接或反向传播只会看到零。请新建一个数"
    "组。",
)
def writes_into_x(x, drop_prob, rng, training=True):
    _check(drop_prob)
    keep = rng.random(x.shape) >= drop_prob if training else np.ones(x.shape, bool)
    if training:
        x[~keep] = 0
        if drop_prob < 1:
            x /= 1 - drop_prob
    return x, keep


@misconception(
    "dropout",
    hint="You draw from NumPy's global generator and not from rng, so that nobody can repeat your run. Call a method "
    "of rng.",
    zh="你用的是 NumPy 的全局随机数生成器，而不是 rng，别人就无法重现你的结果。请调用 rng 的方法。",
)
def ignores_the_generator(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = np.random.rand(*x.shape) >= drop_prob
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="You make a new generator with a fixed seed in every call, so that every step of the training drops the same "
    "units. Use the generator that is passed in: it goes on from call to call.",
    zh="你在每次调用时都用固定种子新建一个生成器，因此训练的每一步都丢掉相同的单元。请使用传入的生成器：它会接着上一次"
    "的状态继续。",
)
def starts_the_generator_anew(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = np.random.default_rng(0).random(x.shape) >= drop_prob
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="You drop in evaluation too. What should a network that is asked for its prediction do with `training=False`?",
    zh="评估时你也在丢弃。网络用于预测、即 `training=False` 时，这一层应当做什么？",
)
def drops_in_evaluation(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="You compare normally distributed numbers with drop_prob. They are below 0 half of the time, so that the "
    "share you drop is not drop_prob. Which distribution has exactly the share p below p?",
    zh="你用正态分布的随机数与 drop_prob 比较。它们有一半小于 0，所以丢弃的比例并不是 drop_prob。哪种分布恰好有比例 p "
    "的数小于 p？",
)
def draws_from_the_normal_distribution(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = rng.standard_normal(x.shape) > drop_prob
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="With drop_prob = 1 you divide 0 by 0. Nothing is kept then, and the answer is known without a division.",
    zh="drop_prob = 1 时你算的是 0 除以 0。此时什么都没有保留，不做除法也知道答案。",
)
def divides_by_zero_when_all_is_dropped(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep / (1 - np.float64(drop_prob)), keep


@misconception(
    "dropout",
    hint="out is right, but the mask is the wrong way round: it says 1 where an entry was dropped. The backward pass "
    "needs to know what was kept.",
    zh="out 是对的，但掩码反了：你在丢弃的位置上放了 1。反向传播需要知道的是哪些元素被保留。",
)
def returns_the_drop_mask(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.zeros_like(x)
    gone = rng.random(x.shape) < drop_prob
    return np.where(gone, 0, x / (1 - drop_prob if drop_prob < 1 else 1)), gone


@misconception(
    "dropout",
    hint="out is right, but your mask already contains the factor 1 / (1 - drop_prob). Here it holds 0 and 1 only: "
    "dropout_backward is given drop_prob and scales by itself.",
    zh="out 是对的，但你的掩码里已经乘上了 1 / (1 - drop_prob)。这里的掩码只含 0 和 1：dropout_backward 会得到 "
    "drop_prob，由它自己缩放。",
)
def returns_the_scaled_mask(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    scaled = (rng.random(x.shape) >= drop_prob) / (1 - drop_prob)
    return x * scaled, scaled


@misconception(
    "dropout",
    hint="The first thing that you return is the scaled mask itself. Where does x come in?",
    zh="你返回的第一个结果就是缩放后的掩码本身。x 用在哪里了？",
)
def returns_the_mask_as_output(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="You drop exactly the share drop_prob in every call, so that a dropped entry makes it less likely that "
    "another one goes too. The entries should be independent: the number that is dropped then varies.",
    zh="你每次都恰好丢弃 drop_prob 这一比例，于是丢掉一个元素会使另一个更不容易被丢。各元素应当相互独立，被丢弃的个数因"
    "此会有波动。",
)
def drops_an_exact_share(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = np.ones(x.size)
    keep[rng.permutation(x.size)[: round(drop_prob * x.size)]] = 0
    keep = keep.reshape(x.shape)
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="In evaluation your result is right, but the mask is drawn all the same. That moves the generator on, and a "
    "run with an evaluation in between is no longer the same run. Look at `training` first.",
    zh="评估时结果是对的，但你仍然抽取了掩码，使生成器的状态前进了一步，中途做过评估的训练就无法重现。请先检查 "
    "`training`。",
)
def draws_in_evaluation(x, drop_prob, rng, training=True):
    _check(drop_prob)
    keep = rng.random(x.shape) >= drop_prob
    if not training:
        return x, np.ones_like(x)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="A drop_prob of 1.2 or of nan is taken without a word. Raise ValueError for what is no probability; nan is "
    "neither below 0 nor above 1, so ask whether it lies inside.",
    zh="drop_prob 为 1.2 或 nan 时，你的函数照样计算。不是概率的值应当抛出 ValueError；nan 既不小于 0 也不大于 1，所以"
    "要判断它是否落在区间之内。",
)
def accepts_any_number(x, drop_prob, rng, training=True):
    if not training:
        return x, np.ones_like(x)
    if drop_prob >= 1:
        return np.zeros_like(x), np.zeros_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep / (1 - drop_prob), keep


@misconception(
    "dropout",
    hint="Your branches are the wrong way round: you drop in evaluation, and leave x alone in training. training=True "
    "means: drop.",
    zh="你的两个分支弄反了：评估时丢弃，训练时却原样返回 x。training=True 表示要丢弃。",
)
def drops_in_evaluation_instead(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if training:
        return x, np.ones_like(x)
    mask = rng.random(x.shape) >= drop_prob
    return np.divide(x, 1 - drop_prob, out=np.zeros_like(x), where=mask), mask


@misconception(
    "dropout",
    hint="The values are right, but float32 comes back as float64. An integer or float64 mask widens the product: use "
    "a boolean one, or give the mask the dtype of x.",
    zh="数值是对的，但 float32 变成了 float64。整数或 float64 的掩码会提升乘积的类型：请用布尔掩码，或让掩码与 x 的 "
    "dtype 相同。",
)
def returns_float64(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = rng.binomial(1, 1 - drop_prob, size=x.shape)
    return x * keep / (1 - drop_prob if drop_prob < 1 else 1.0), keep


@misconception(
    "dropout",
    hint="You divide by the share of entries that happened to be kept. That ties the entries of a batch to each other; "
    "the factor is a constant, known before anything is drawn.",
    zh="你除以的是这一次实际保留下来的比例，使批次中的元素彼此牵连。缩放因子是常数，抽取之前就已确定。",
)
def divides_by_the_share_that_was_kept(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if not training:
        return x, np.ones_like(x)
    keep = rng.random(x.shape) >= drop_prob
    return x * keep / max(np.mean(keep) if keep.size else 1.0, 1e-12), keep


# --- dropout_backward -------------------------------------------------------------------------------------------------


@misconception(
    "dropout_backward",
    hint="You divide by drop_prob. The forward pass divided what it kept by 1 - drop_prob, and so must the gradient "
    "be.",
    zh="你除以了 drop_prob。前向传播中保留的元素除以了 1 - drop_prob，梯度也应如此。",
)
def divides_the_gradient_by_the_drop_probability(dout, mask, drop_prob):
    return np.where(mask, dout / drop_prob, 0.0)


@misconception(
    "dropout_backward",
    hint="You let the gradient through where the entry was kept, but unscaled. out is x / (1 - drop_prob) there: what "
    "is its derivative?",
    zh="你让梯度从保留的位置通过，却没有缩放。在那些位置上 out = x / (1 - drop_prob)，它的导数是多少？",
)
def forgets_the_scale_of_the_gradient(dout, mask, drop_prob):
    _check(drop_prob)
    return dout * np.asarray(mask, dtype=bool)


@misconception(
    "dropout_backward",
    hint="You draw a new mask. The gradient belongs to the forward pass that was made, so that it goes through the "
    "very entries that were kept there: use the mask that is passed in.",
    zh="你重新抽取了掩码。梯度属于已经做过的那次前向传播，必须恰好从当时保留的元素通过：请使用传入的 mask。",
)
def draws_a_new_mask(dout, mask, drop_prob):
    _check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(dout)
    return dout * (np.random.rand(*dout.shape) >= drop_prob) / (1 - drop_prob)


@misconception(
    "dropout_backward",
    hint="You divide by 1 - drop_prob twice. The forward pass multiplies by one factor, so the gradient is multiplied "
    "by the same one, once. Did you take the mask for one that is scaled already?",
    zh="你除了两次 1 - drop_prob。前向传播只乘了一个因子，梯度也只乘一次同样的因子。你是不是以为掩码已经缩放过？",
)
def divides_twice(dout, mask, drop_prob):
    _check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(dout)
    scaled = mask / (1 - drop_prob)
    return dout * scaled / (1 - drop_prob)


@misconception(
    "dropout_backward",
    hint="You pass the gradient on to all entries. Those that were dropped had no influence on the output: what is "
    "their gradient?",
    zh="你把梯度传给了所有元素。被丢弃的元素对输出没有任何影响：它们的梯度应当是多少？",
)
def ignores_the_mask(dout, mask, drop_prob):
    _check(drop_prob)
    return dout / (1 - drop_prob) if drop_prob < 1 else np.zeros_like(dout)


@misconception(
    "dropout_backward",
    hint="The gradient is right, but you wrote it into dout. Whoever adds up the gradients of two branches still needs "
    "that array: return a new one.",
    zh="梯度是对的，但你把它写进了 dout。若还要把两条支路的梯度相加，这个数组就已经被破坏了：请返回新的数组。",
)
def writes_into_dout(dout, mask, drop_prob):
    _check(drop_prob)
    dout[mask == 0] = 0
    if drop_prob < 1:
        dout /= 1 - drop_prob
    return dout


@misconception(
    "dropout_backward",
    hint="Your gradient goes through the entries that were dropped and stops at those that were kept. The mask is 1 "
    "where an entry was kept.",
    zh="你的梯度从被丢弃的元素通过，却在保留的元素处为零。掩码为 1 的位置表示保留。",
)
def takes_the_mask_for_a_drop_mask(dout, mask, drop_prob):
    _check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(dout)
    return np.where(mask, 0, dout) / (1 - drop_prob)


@misconception(
    "dropout_backward",
    hint="You multiply by 1 - drop_prob. The forward pass divides by it, and a derivative has the same factor as the "
    "function, not the inverse one.",
    zh="你乘以了 1 - drop_prob。前向传播是除以它；导数的因子与函数相同，而不是其倒数。",
)
def undoes_the_scale(dout, mask, drop_prob):
    _check(drop_prob)
    return dout * mask * (1 - drop_prob)


@misconception(
    "dropout_backward",
    hint="With drop_prob = 1 you divide 0 by 0. No entry was kept, so that no gradient goes through.",
    zh="drop_prob = 1 时你算的是 0 除以 0。此时没有元素被保留，也就没有梯度通过。",
)
def divides_by_zero_in_backward(dout, mask, drop_prob):
    _check(drop_prob)
    return dout * mask / (1 - np.float64(drop_prob))


@misconception(
    "dropout_backward",
    hint="The values are right, but a float64 or integer mask turns a float32 gradient into float64. Choose by the "
    "mask (np.where), or give it the dtype of dout first.",
    zh="数值是对的，但 float64 或整数掩码会把 float32 的梯度变成 float64。请按掩码选取（np.where），或先把它转换成 "
    "dout 的 dtype。",
)
def lets_the_mask_widen_the_gradient(dout, mask, drop_prob):
    _check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(dout)
    return dout * mask.astype(np.float64) / (1 - drop_prob)


# --- Dropout ----------------------------------------------------------------------------------------------------------


class _Layer(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        _check(drop_prob)
        self.p = drop_prob


@misconception(
    "Dropout",
    hint="Your layer goes on dropping after eval(). The module knows its mode: eval() sets self.training to False.",
    zh="调用 eval() 之后你的层仍在丢弃。模块知道自己处于哪种模式：eval() 会把 self.training 设为 False。",
)
class drops_in_evaluation_mode(_Layer):
    def forward(self, x, generator=None):
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand(x.shape, generator=generator) >= self.p
        return x * keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="You keep an entry with probability drop_prob, and should drop it with that probability. With 0 nothing may "
    "be lost.",
    zh="你以概率 drop_prob 保留元素，而它应当是丢弃的概率。drop_prob 为 0 时什么都不该丢。",
)
class module_keeps_with_the_drop_probability(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand(x.shape, generator=generator) < self.p
        return x * keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="The entries that stay are not scaled: a layer after yours sees smaller inputs in training than in evaluation "
    "mode.",
    zh="保留下来的元素没有放大：后面的层在训练时看到的输入会比评估时小。",
)
class module_does_not_rescale(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        return x * (torch.rand(x.shape, generator=generator) >= self.p)


@misconception(
    "Dropout",
    hint="You scale in evaluation mode as well. The scaling in training has already put the mean right.",
    zh="你在评估模式下也做了缩放。训练时的缩放已经使均值正确。",
)
class module_rescales_in_evaluation_too(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x * (1 - self.p)
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand(x.shape, generator=generator) >= self.p
        return x * keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="Your layer draws its mask once and uses it for ever after, which only makes the network narrower. Draw a new "
    "mask in every call.",
    zh="你的层只抽取一次掩码，之后一直沿用，这只是让网络变窄了。每次调用都要重新抽取掩码。",
)
class keeps_one_mask_for_ever(_Layer):
    def __init__(self, drop_prob):
        super().__init__(drop_prob)
        self.keep = None

    def forward(self, x, generator=None):
        if not self.training:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        if self.keep is None or self.keep.shape != x.shape:
            self.keep = torch.rand(x.shape, generator=generator) >= self.p
        return x * self.keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="All samples of your batch lose the same units: the mask was drawn for one sample and broadcast.",
    zh="同一批次中的所有样本丢掉了相同的单元：你只为一个样本抽取了掩码，然后广播到整个批次。",
)
class module_uses_one_mask_for_the_whole_batch(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand(x.shape[1:], generator=generator) >= self.p
        return x * keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="You compute in NumPy, which autograd cannot follow: a tensor that needs a gradient refuses to become an "
    "array, and detach() only hides that the gradient is lost. Stay with operations on tensors.",
    zh="你改用 NumPy 计算，而自动求导无法跟踪它：需要梯度的张量不能转换成数组，加上 detach() 也只是掩盖了梯度丢失。请始"
    "终使用张量运算。",
)
class leaves_torch_for_numpy(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        keep = torch.rand(x.shape, generator=generator) >= self.p
        out = np.where(keep.numpy(), x.numpy() / (1 - self.p if self.p < 1 else 1), 0)
        return torch.from_numpy(out).to(x.dtype)


@misconception(
    "Dropout",
    hint="You never look at `generator`, so that a caller who passes one cannot repeat a run. torch's random functions "
    "take it as an argument.",
    zh="你没有用到 `generator`，调用者即使传入生成器也无法重现结果。torch 的随机函数可以接受它作为参数。",
)
class module_ignores_the_generator(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand_like(x) >= self.p
        return x * keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="You write into x. The caller's tensor changes, and autograd refuses it for a tensor that needs a gradient. "
    "Make a new one.",
    zh="你直接写入了 x。调用者的张量会被改掉，而且对需要梯度的张量，自动求导不允许这样做。请新建一个张量。",
)
class works_in_place(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        x[torch.rand(x.shape, generator=generator) < self.p] = 0
        if self.p < 1:
            x /= 1 - self.p
        return x


@misconception(
    "Dropout",
    hint="With drop_prob = 1 you divide 0 by 0. torch does not raise there: it returns nan, and the loss is nan from "
    "then on.",
    zh="drop_prob = 1 时你算的是 0 除以 0。torch 在这里不会报错，而是返回 nan，此后损失也都是 nan。",
)
class module_divides_by_zero(_Layer):
    def forward(self, x, generator=None):
        if not self.training:
            return x
        keep = torch.rand(x.shape, generator=generator) >= self.p
        return x * keep / (1 - torch.tensor(self.p, dtype=x.dtype))


@misconception(
    "Dropout",
    hint="A layer with drop_prob = 1.2 or nan can be made. Raise ValueError in __init__, where the mistake is, and not "
    "many steps later.",
    zh="drop_prob 为 1.2 或 nan 时也能建成这个层。请在出错的地方，即 __init__ 中抛出 ValueError，不要等到很多步之后。",
)
class module_accepts_any_number(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        self.p = drop_prob

    def forward(self, x, generator=None):
        if not self.training:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand(x.shape, generator=generator) >= self.p
        return x * keep / (1 - self.p)


@misconception(
    "Dropout",
    hint="In evaluation mode your result is right, but the mask is drawn all the same and moves the generator on. Look "
    "at self.training first.",
    zh="评估模式下结果是对的，但你仍然抽取了掩码，使生成器的状态前进了一步。请先检查 self.training。",
)
class draws_in_evaluation_mode(_Layer):
    def forward(self, x, generator=None):
        keep = torch.rand(x.shape, generator=generator) >= self.p
        if not self.training:
            return x
        return x * keep / (1 - self.p if self.p < 1 else 1)


# --- dropout_mlp ------------------------------------------------------------------------------------------------------


def _check_length(drop_probs, params):
    if len(drop_probs) != len(params) - 1:
        raise ValueError("one drop_prob for each hidden layer")


@misconception(
    "dropout_mlp",
    hint="Every hidden layer drops with the first probability. drop_probs has one for each layer, in the order of the "
    "layers.",
    zh="你的每个隐藏层都用了第一个概率。drop_probs 按层的顺序，为每一层各给出一个概率。",
)
def uses_the_first_drop_prob_everywhere(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for p in drop_probs:
        _check(p)
    for W, b in params[:-1]:
        X, _ = dropout(np.maximum(0, X @ W + b), drop_probs[0], rng, training)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="The probabilities are used in the wrong order: the first one belongs to the hidden layer next to the input.",
    zh="概率的使用顺序反了：第一个概率属于最靠近输入的隐藏层。",
)
def uses_the_drop_probs_backwards(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs[::-1], strict=False):
        X, _ = dropout(np.maximum(0, X @ W + b), p, rng, training)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="You drop the input, and not the hidden layers' outputs. The probability of a layer is for what comes out of "
    "its ReLU.",
    zh="你丢弃的是输入，而不是隐藏层的输出。每一层的概率用于该层 ReLU 之后的结果。",
)
def drops_the_input_of_each_layer(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(X, p, rng, training)
        X = np.maximum(0, X @ W + b)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="You drop the scores as well. A score that is 0 by chance tells the loss nothing about the sample; dropout is "
    "for hidden layers.",
    zh="你连得分也丢弃了。碰巧为 0 的得分并不能反映样本的情况；dropout 只用于隐藏层。",
)
def drops_the_scores_too(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(np.maximum(0, X @ W + b), p, rng, training)
    scores = X @ params[-1][0] + params[-1][1]
    if drop_probs:
        scores, _ = dropout(scores, drop_probs[-1], rng, training)
    return scores


@misconception(
    "dropout_mlp",
    hint="You drop before the bias is added, so that a dropped unit still sends out its bias. A dropped unit is 0: "
    "apply dropout to the ReLU's output.",
    zh="你在加偏置之前就丢弃，被丢弃的单元仍会输出它的偏置。被丢弃的单元应当为 0：请对 ReLU 的输出使用 dropout。",
)
def drops_before_the_bias(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        product, _ = dropout(X @ W, p, rng, training)
        X = np.maximum(0, product + b)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="`training` is not passed on to dropout, whose own default is True: your network drops while it predicts.",
    zh="你没有把 `training` 传给 dropout，而它的默认值是 True：你的网络在预测时也在丢弃。",
)
def forgets_to_pass_training_on(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(np.maximum(0, X @ W + b), p, rng)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="The last layer has a ReLU in your network, so that no score can be negative. The scores are the affine map "
    "itself.",
    zh="你的最后一层也用了 ReLU，得分因此不可能为负。得分就是仿射变换的结果本身。",
)
def puts_a_relu_on_the_scores(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for i, (W, b) in enumerate(params):
        X = np.maximum(0, X @ W + b)
        if i < len(drop_probs):
            X, _ = dropout(X, drop_probs[i], rng, training)
    return X


@misconception(
    "dropout_mlp",
    hint="There is no ReLU between your layers. Without it the whole network is one affine map, however many layers it "
    "has.",
    zh="你的各层之间没有 ReLU。没有它，无论多少层，整个网络都只是一个仿射变换。",
)
def forgets_the_relu(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(X @ W + b, p, rng, training)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="You drop weights. Then all samples of the batch lose the same connections; dropout drops units, for each "
    "sample anew.",
    zh="你丢弃的是权重，于是整个批次的样本都失去相同的连接。dropout 丢弃的是单元，并且对每个样本重新抽取。",
)
def drops_the_weights(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        W, _ = dropout(W, p, rng, training)
        X = np.maximum(0, X @ W + b)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="You drop the input X as well. A pixel or a measurement that is missing cannot be made up for; here dropout "
    "is for hidden layers only.",
    zh="你连输入 X 也丢弃了。缺失的像素或测量值无从弥补；这里的 dropout 只用于隐藏层。",
)
def drops_the_input_too(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    if drop_probs:
        X, _ = dropout(X, drop_probs[0], rng, training)
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(np.maximum(0, X @ W + b), p, rng, training)
    return X @ params[-1][0] + params[-1][1]


@misconception(
    "dropout_mlp",
    hint="You return the last hidden layer: your loop ends with drop_probs, which has one entry less than params. The "
    "last pair of params makes the scores.",
    zh="你返回的是最后一个隐藏层：drop_probs 比 params 少一项，循环随它结束了。得分由 params 的最后一对算出。",
)
def leaves_out_the_last_layer(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, b), p in zip(params, drop_probs, strict=False):
        X, _ = dropout(np.maximum(0, X @ W + b), p, rng, training)
    return X


@misconception(
    "dropout_mlp",
    hint="You leave the biases out: each layer is h W + b.",
    zh="你漏掉了偏置：每一层都是 h W + b。",
)
def leaves_out_the_biases(X, params, drop_probs, rng, training):
    _check_length(drop_probs, params)
    for (W, _), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(np.maximum(0, X @ W), p, rng, training)
    return X @ params[-1][0]


@misconception(
    "dropout_mlp",
    hint="zip stops at the shorter of its arguments: with too few drop_probs your network silently skips layers. "
    "Compare the lengths first.",
    zh="zip 会在较短的参数处停止：drop_probs 太少时，你的网络会悄悄跳过一些层。请先比较长度。",
)
def lets_zip_skip_layers(X, params, drop_probs, rng, training):
    for (W, b), p in zip(params[:-1], drop_probs, strict=False):
        X, _ = dropout(np.maximum(0, X @ W + b), p, rng, training)
    return X @ params[-1][0] + params[-1][1]


# --- expected_output --------------------------------------------------------------------------------------------------


@misconception(
    "expected_output",
    hint="That is the mean of dropout without scaling. An entry that is kept comes out as x / (1 - drop_prob), not as "
    "x.",
    zh="这是不缩放的 dropout 的均值。被保留的元素输出的是 x / (1 - drop_prob)，而不是 x。",
)
def expects_the_unscaled_mean(x, drop_prob):
    _check(drop_prob)
    return x * (1 - drop_prob)


@misconception(
    "expected_output",
    hint="That is what an entry is when it is kept. The mean also counts the times when it is dropped.",
    zh="这是元素被保留时的值。求均值还要算上它被丢弃的情况。",
)
def expects_that_everything_is_kept(x, drop_prob):
    _check(drop_prob)
    return x / (1 - drop_prob) if drop_prob < 1 else np.zeros_like(x)


@misconception(
    "expected_output",
    hint="Right for every drop_prob but one. With drop_prob = 1 nothing is ever kept: what is the mean then?",
    zh="只有一个 drop_prob 不对：drop_prob = 1 时永远没有元素被保留，这时均值是多少？",
)
def overlooks_the_probability_one(x, drop_prob):
    _check(drop_prob)
    return x


# --- monte_carlo_predict ----------------------------------------------------------------------------------------------


def _run(f, x, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    return np.stack([np.asarray(f(x)) for _ in range(n)])


@misconception(
    "monte_carlo_predict",
    hint="You run f once and repeat its result n times, so that nothing varies. Each pass has to draw its own masks: "
    "call f anew.",
    zh="你只运行了一次 f，然后把结果重复 n 次，因此毫无变化。每一次都要抽取自己的掩码：请重新调用 f。",
)
def runs_f_once(f, x, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    outputs = np.array([f(x)] * n)
    return outputs.mean(axis=0), outputs.std(axis=0)


@misconception(
    "monte_carlo_predict",
    hint="You divide the squares by n - 1. Here the deviation divides by n; look for `ddof`, and try n = 1.",
    zh="你把平方和除以了 n - 1。这里的标准差要除以 n；留意 `ddof`，并试试 n = 1。",
)
def divides_by_n_minus_one(f, x, n):
    outputs = _run(f, x, n)
    return outputs.mean(axis=0), outputs.std(axis=0, ddof=1)


@misconception(
    "monte_carlo_predict",
    hint="Your second result is the variance. The standard deviation is its root, and has the units of the prediction.",
    zh="你的第二个结果是方差。标准差是它的平方根，单位与预测值相同。",
)
def returns_the_variance(f, x, n):
    outputs = _run(f, x, n)
    return outputs.mean(axis=0), outputs.var(axis=0)


@misconception(
    "monte_carlo_predict",
    hint="Your first result is the sum of the passes. Divide it by their number.",
    zh="你的第一个结果是各次输出之和。请除以次数。",
)
def sums_the_passes(f, x, n):
    outputs = _run(f, x, n)
    return outputs.sum(axis=0), outputs.std(axis=0)


@misconception(
    "monte_carlo_predict",
    hint="You take the deviation over the whole array, passes and entries together. Each entry of the prediction has a "
    "spread of its own: work along the axis of the passes.",
    zh="你在整个数组上求标准差，把各次输出和各个元素混在了一起。预测的每个元素都有自己的离散程度：请只沿各次输出的轴计"
    "算。",
)
def takes_one_spread_for_all_entries(f, x, n):
    outputs = _run(f, x, n)
    return outputs.mean(axis=0), np.std(outputs)


@misconception(
    "monte_carlo_predict",
    hint="The mean of the squares minus the square of the mean is right on paper, but where predictions are large and "
    "close together all digits cancel. Subtract the mean first, and square afterwards.",
    zh="平方的均值减去均值的平方，在数学上没有错；但当预测值很大又彼此接近时，有效数字会全部抵消。请先减去均值，再平方。",
)
def subtracts_two_large_squares(f, x, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    total = squares = 0
    for _ in range(n):
        y = f(x)
        total, squares = total + y, squares + y**2
    mean = total / n
    return mean, np.sqrt(np.maximum(squares / n - mean**2, 0))


# --- probes -----------------------------------------------------------------------------------------------------------
# Two right answers need not draw the same mask, nor need two wrong ones. So a probe puts what it sees into words: the
# first oddity that it meets. The words are the same for all who make the same mistake, however they draw.

FINE = "nothing odd"
REFUSALS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def _how(function, *args):
    """What a call does: it refuses (ValueError), fails (another exception) or answers."""
    try:
        function(*args)
    except REFUSALS as error:
        return "refuses" if isinstance(error, ValueError) else "fails"
    return "answers"


def _zero_at_one(call):
    """Whether everything is dropped with drop_prob = 1, without a nan and without an exception."""
    try:
        return bool(np.all(np.asarray(call()) == 0))
    except REFUSALS:
        return False


def _factor(out, x):
    """The one number that out is x times, as a word; for entries that are not 0."""
    if not np.any(out):
        return "nothing is kept"
    ratios, right = out[out != 0] / x[out != 0], 4 / 3
    if np.ptp(ratios) > 1e-3 * np.median(ratios):
        return "no common factor"
    found = float(np.median(ratios))
    near = 3e-6 < abs(found - right) < 0.03
    return "about 4/3, but not quite" if near else f"times {found:.2f}"


def _pattern(kept):
    """Whether the mask repeats itself; of shape (samples, units)."""
    if np.all(kept == kept[:1]):
        return "all samples alike"
    return "all units of a sample alike" if np.all(kept == kept[:, :1]) else ""


def _one_row(many, units):
    """A row of ones that stands in memory once and counts as many: whoever writes into it changes all samples."""
    return np.lib.stride_tricks.as_strided(np.ones(units), (many, units), (0, 8))


def _first_oddity(run, evaluate, seeded):
    """What the masks of a quarter dropped look like, in training and in evaluation.

    Args:
        run: x -> out, in training.
        evaluate: x -> out, in evaluation.
        seeded: (x, seed) -> out, in training.
    """
    x = np.random.default_rng(5).uniform(0.5, 3.0, size=(200, 100))
    out, still = run(x.copy()), evaluate(x.copy())
    if not np.all(out) and (odd := _pattern(out != 0)):  # where nothing is dropped there is no mask to look at
        return odd
    share = round(20 * np.mean(out != 0)) / 20  # an honest share is 8 standard deviations away from the next one
    seen = share, _factor(out, x), round(20 * np.mean(still != 0)) / 20, _factor(still, x)
    if seen != (0.75, "times 1.33", 1.0, "times 1.00"):
        return str(seen)
    first, again, other = (seeded(x.copy(), seed) for seed in (1, 1, 2))
    if not np.array_equal(first, again):
        return "the generator does not matter"
    return "the same mask whatever the generator" if np.array_equal(first, other) else FINE


@probes("dropout")
def probe_dropout(rng):
    """One look at everything that the variants differ in."""

    def look(dropout):
        def training(x):
            return np.asarray(dropout(x, 0.25, rng)[0])

        odd = _first_oddity(
            training,
            lambda x: np.asarray(dropout(x, 0.25, rng, False)[0]),
            lambda x, seed: np.asarray(dropout(x, 0.25, np.random.default_rng(seed))[0]),
        )
        return odd if odd != FINE else _oddity_of_details(dropout, rng)

    return [look]


def _oddity_of_details(dropout, rng):
    ones = np.ones((20, 50), dtype=np.float32)
    out, mask = (np.asarray(part) for part in dropout(ones.copy(), 0.25, rng))
    told = np.mean(mask[out != 0]), np.mean(mask[out == 0])
    if told != (1, 0):
        return f"the mask is {told[0]:.2f} where an entry is kept and {told[1]:.2f} where it is dropped"
    if not _zero_at_one(lambda: dropout(ones.copy(), 1.0, rng)[0]):
        return "not zero with drop_prob 1"
    if len({int(np.sum(np.asarray(dropout(ones.copy(), 0.5, rng)[0]) != 0)) for _ in range(5)}) == 1:
        return "always as many"
    if _pattern(np.asarray(dropout(_one_row(20, 50), 0.25, rng)[0]) != 0):
        return "writes into x"
    generator = np.random.default_rng(3)
    before = generator.bit_generator.state
    dropout(ones.copy(), 0.25, generator, False)
    if generator.bit_generator.state != before:
        return "draws in evaluation"
    if "answers" in (_how(dropout, ones.copy(), number, rng) for number in (1.5, float("nan"))):
        return "takes what is no probability"
    return f"float32 gives {out.dtype}" if out.dtype != np.float32 else FINE


@probes("dropout_backward")
def probe_dropout_backward(rng):
    """What becomes of the gradient of kept and of dropped entries; nothing kept; a wide mask."""
    dout, mask = rng.integers(1, 9, size=(20, 30)).astype(np.float64), rng.random((20, 30)) < 0.5

    def look(backward):
        factors = np.round(np.asarray(backward(dout.copy(), mask, 0.25)) / dout, 2)
        seen = [np.unique(factors[where])[:4].tolist() for where in (mask, ~mask)]
        if str(seen) != "[[1.33], [0.0]]":
            return str(seen)
        if not _zero_at_one(lambda: backward(dout.copy(), np.zeros(dout.shape, bool), 1.0)):
            return "not zero with drop_prob 1"
        if _pattern(np.asarray(backward(_one_row(20, 30), mask, 0.25)) != 0):
            return "writes into dout"
        wide = np.asarray(backward(dout.astype(np.float32), mask.astype(np.float64), 0.25)).dtype
        return f"float32 gives {wide}" if wide != np.float32 else FINE

    return [look]


@probes("Dropout")
def probe_module(rng):
    """The same look as at the function, and at what only a module can get wrong."""

    def look(module):
        layer, still = module(0.25), module(0.25)
        still.eval()

        def drawn(x, generator):
            return layer(torch.from_numpy(x), generator=generator).detach().numpy()

        odd = _first_oddity(
            lambda x: drawn(x, None),
            lambda x: still(torch.from_numpy(x)).detach().numpy(),
            lambda x, seed: drawn(x, torch.Generator().manual_seed(seed)),
        )
        if odd != FINE:
            return odd
        ones = torch.ones(4, 5)
        if not _zero_at_one(lambda: module(1.0)(ones.clone()).detach().numpy()):
            return "not zero with drop_prob 1"
        generator = torch.Generator().manual_seed(3)
        before = generator.get_state()
        still(ones.clone(), generator=generator)
        if not torch.equal(generator.get_state(), before):
            return "draws in evaluation mode"
        if "answers" in (_how(module, number) for number in (1.5, float("nan"))):
            return "takes what is no probability"
        if _writes(layer):
            return "writes into x"
        return f"with a gradient it {_how(layer, torch.ones(4, 5, requires_grad=True))}"

    return [look]


def _writes(layer):
    """The same trick for a tensor; torch may object to it, and it may only warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return bool(_pattern(layer(torch.ones(1, 50).expand(20, 50)).detach().numpy() != 0))
        except REFUSALS:
            return True


@probes("dropout_mlp")
def probe_dropout_mlp(rng):
    """Whose units are dropped: in a network that shows its hidden layer, and where nothing is left to chance."""
    X, sizes = rng.uniform(0.5, 2.0, size=(3, 4)), ((4, 5), (5, 6), (6, 2))
    params = [(rng.normal(size=size), rng.normal(size=size[1])) for size in sizes]
    glass = [(np.full((1, 30), 2.0), np.ones(30)), (np.eye(30), np.zeros(30))]

    def look(mlp):
        seen = np.asarray(mlp(np.full((40, 1), 3.0), glass, [0.5], rng, True))
        if not np.any(seen == 0):
            return f"no hidden unit is 0: {_pattern(seen == 1) or 'single ones are 1'}"
        alike = len(np.unique(seen[seen != 0].round(6))) == 1  # what is kept of equal samples is equal
        return "some hidden units are 0" if alike else "some hidden units are 0, and the others differ"

    def look_at_lengths(mlp):
        return _how(mlp, X, params, [0.5, 0.5, 0.5], rng, True)

    def with_certainty(chances, mode):
        h, (*hidden, (W_last, b_last)) = X, params
        for (W, b), chance in zip(hidden, chances, strict=True):
            h = np.maximum(h @ W + b, 0) * (1 - chance if mode else 1)
        return (X, params, chances, np.random.default_rng(7), mode), h @ W_last + b_last

    known = [with_certainty(*case) for case in (([1.0, 0.0], True), ([0.0, 1.0], True), ([1.0, 1.0], False))]
    return [look, *(probe for probe, _ in known), once_right(*known)(look_at_lengths)]


@probes("expected_output")
def probe_expected_output(rng):
    """An ordinary probability, and 1."""
    x = rng.uniform(0.5, 3.0, size=(2, 3))
    return [(x, 0.75), (x, 1.0)]


@probes("monte_carlo_predict")
def probe_monte_carlo_predict(rng):
    """Passes that differ, the same ones for everybody who asks in turn; and large ones that differ little."""
    passes, far = rng.normal(size=(3, 2, 2)), 1e8 + np.array([[0.0, 0.5], [0.03125, 0.25]])

    def look_at_large_ones(predict):
        _, std = predict(_in_turn(far), np.zeros(2), 2)
        return "right" if np.allclose(std, [0.015625, 0.125], rtol=1e-3) else "wrong"

    return [(_in_turn(passes), np.zeros(2), 3), look_at_large_ones]


def _in_turn(passes):
    """A function that returns one pass after the other, and starts again."""
    asked = []

    def f(x):
        asked.append(x)
        return passes[(len(asked) - 1) % len(passes)]

    return f
