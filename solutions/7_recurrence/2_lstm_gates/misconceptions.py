"""Wrong LSTMs that real students write, and what to tell them."""
# ruff: noqa: F821, N801 - the exercise's functions are the submission's own; a variant's name says what it does

import numpy as np
import torch

from grader.testing import misconception, once_right, probes


def _uniform(rng, *shape):
    return torch.from_numpy(rng.uniform(-1, 1, shape))


def _weights(rng, d, hidden):
    return _uniform(rng, 4 * hidden, d), _uniform(rng, 4 * hidden, hidden), _uniform(rng, 4 * hidden)


# --- lstm_gates -------------------------------------------------------------------------------------------------------


@probes("lstm_gates")
def probe_lstm_gates(rng):
    """A batch in general position; a batch of one; gates that saturate; an x and an h of different batches."""
    x, h = _uniform(rng, 3, 2), _uniform(rng, 3, 4)
    W, U, b = _weights(rng, 2, 4)
    batch, one, huge = (x, h, W, U, b), (x[:1], h[:1], W, U, b), (x * 1e4, h, W, U, b)
    known = [(args, _gates(*args)) for args in (batch, one, huge)]
    return [batch, one, once_right(*known[:2])(huge), once_right(*known)((x[:1], h, W, U, b))]


def _gates(x, h, W, U, b):
    """What is right."""
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


def _check_gates(x, h, W, U, b):
    if len(x) != len(h) or {len(W), len(U), len(b)} != {4 * h.shape[1]}:
        raise ValueError("shapes do not fit")


@misconception(
    "lstm_gates",
    hint="Your third block of rows feeds the output gate and your fourth the candidate. That is the order of some"
    " other programs; here the rows are stacked i, f, g, o: which of the four gets the tanh?",
    zh="你把第三块的行用于输出门，把第四块用于候选值。那是另一些程序的顺序；这里的行按 i, f, g, o 堆叠：四块中哪一块应"
    "当用 tanh？",
)
def swaps_candidate_and_output_gate(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, o, g = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="Your first block of rows feeds the forget gate and your second the input gate. The input gate comes first:"
    " i, f, g, o.",
    zh="你把第一块的行用于遗忘门，把第二块用于输入门。输入门在前：顺序是 i, f, g, o。",
)
def swaps_input_and_forget_gate(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    f, i, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="You put the candidate g through a sigmoid. A gate says how much and lies between 0 and 1; the candidate says"
    " what to write, and a cell must also be able to go down. Which function is odd and lies between -1 and 1?",
    zh="你对候选值 g 用了 sigmoid。门表示多少，取值在 0 与 1 之间；候选值表示写入什么，而单元状态也必须能够减小。哪个"
    "函数是奇函数，取值在 -1 与 1 之间？",
)
def sends_the_candidate_through_a_sigmoid(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    return tuple(torch.sigmoid(x @ W.T + h @ U.T + b).chunk(4, dim=1))


@misconception(
    "lstm_gates",
    hint="You put the output gate through tanh. The three gates i, f and o say how much and lie between 0 and 1; only"
    " the candidate g may be negative.",
    zh="你对输出门用了 tanh。i, f, o 三个门表示多少，取值在 0 与 1 之间；只有候选值 g 可以为负。",
)
def sends_the_output_gate_through_tanh(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.tanh(o)


@misconception(
    "lstm_gates",
    hint="You return z itself, cut into four. What turns it into gates are the functions around it: a sigmoid for i, f"
    " and o, tanh for g.",
    zh="你返回的是切成四块的 z 本身。使它成为门的是外面的函数：i, f, o 用 sigmoid，g 用 tanh。",
)
def leaves_out_the_activations(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    return tuple((x @ W.T + h @ U.T + b).chunk(4, dim=1))


@misconception(
    "lstm_gates",
    hint="Your sigmoid is inf / inf = nan where z is large. torch.sigmoid is right for every z; by hand, exp may only"
    " be taken of numbers that are not above 0.",
    zh="z 很大时，你的 sigmoid 是 inf / inf = nan。torch.sigmoid 对任何 z 都正确；若要手写，exp 的自变量不能大于 0。",
)
def writes_a_sigmoid_that_overflows(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    i, f, o = (torch.exp(z) / (1 + torch.exp(z)) for z in (i, f, o))
    return i, f, torch.tanh(g), o


@misconception(
    "lstm_gates",
    hint="You leave the bias out. Without it no gate can be open by itself, and forget_bias has no effect.",
    zh="你漏掉了偏置。没有偏置，任何门都无法自行保持打开，forget_bias 也就不起作用。",
)
def leaves_out_the_bias(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + h @ U.T).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="You add the bias with the input and again with the hidden state. b is the sum of PyTorch's two biases"
    " already: it is added once.",
    zh="你在输入一侧加了偏置，在隐藏状态一侧又加了一次。b 已经是 PyTorch 两个偏置之和：只应加一次。",
)
def adds_the_bias_twice(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + b + h @ U.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="Your gates look at the input alone. They must see the hidden state of the step before, h Uᵀ, or the network"
    " cannot decide by what it has read so far.",
    zh="你的门只看当前输入。它们还必须看到上一步的隐藏状态，即 h Uᵀ，否则网络无法根据已经读过的内容作决定。",
)
def ignores_the_hidden_state(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="chunk and split cut along axis 0 unless told otherwise, so you deal the samples of the batch out to the"
    " gates. Which axis of z holds the four blocks?",
    zh="chunk 和 split 默认沿第 0 轴切分，于是你把批次中的样本分给了各个门。四块排在 z 的哪一个轴上？",
)
def cuts_the_batch_into_gates(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="You take every fourth column of z for a gate, as if the rows of W were stored unit by unit. They are stored"
    " gate by gate: the first `hidden` rows all belong to i. With reshape the axis of the gates comes before that of"
    " the units.",
    zh="你每隔四列取一列作为一个门，好像 W 的行是按单元存放的。其实是按门存放的：前 hidden 行全部属于 i。用 reshape "
    "时，门的轴应在单元的轴之前。",
)
def deals_the_rows_out_in_turn(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    z = (x @ W.T + h @ U.T + b).reshape(len(x), -1, 4)
    return torch.sigmoid(z[..., 0]), torch.sigmoid(z[..., 1]), torch.tanh(z[..., 2]), torch.sigmoid(z[..., 3])


@misconception(
    "lstm_gates",
    hint="Your tanh divides inf by inf where |z| is large, and the result is nan. torch.tanh is safe; if you write it"
    " yourself, use only exponentials of numbers below 0.",
    zh="当 |z| 很大时，你的 tanh 用无穷大除以无穷大，得到 nan。torch.tanh 是安全的；若要自己写，就只用负数的指数。",
)
def writes_a_tanh_that_overflows(x, h, W, U, b):
    _check_gates(x, h, W, U, b)
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    g = (torch.exp(g) - torch.exp(-g)) / (torch.exp(g) + torch.exp(-g))
    return torch.sigmoid(i), torch.sigmoid(f), g, torch.sigmoid(o)


@misconception(
    "lstm_gates",
    hint="You accept weights whose rows cannot be cut into four gates, or batches of different sizes. torch stretches"
    " or cuts them in silence. Compare the shapes first, and raise ValueError.",
    zh="你接受了无法切成四个门的权重，也接受了大小不同的批次；torch 会不声不响地扩展或切开它们。应先比较形状，不符时抛"
    "出 ValueError。",
)
def accepts_any_shapes(x, h, W, U, b):
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


# --- lstm_step --------------------------------------------------------------------------------------------------------


@probes("lstm_step")
def probe_lstm_step(rng):
    """A step in general position; one whose c, and one whose b, autograd watches; a c of another shape."""
    x, h, c = _uniform(rng, 3, 2), _uniform(rng, 3, 4), 2 * _uniform(rng, 3, 4)
    W, U, b = _weights(rng, 2, 4)
    i, f, g, o = _gates(x, h, W, U, b)

    def step_with(cell, bias):
        return lambda step: step(x, h, cell.clone(), W, U, bias)  # some write into their cell

    def step_watching_c(step):
        return step(x, h, c.clone().requires_grad_(), W, U, b)

    right = o * torch.tanh(f * c + i * g), f * c + i * g
    ordinary, watching_c = (step_with(c, b), right), (step_watching_c, right)
    watching_b = (step_with(c, b.clone().requires_grad_()), right)
    return [
        ordinary[0],
        once_right(ordinary)(watching_c[0]),
        once_right(ordinary)(watching_b[0]),
        once_right(ordinary, watching_c, watching_b)(step_with(c[:1], b)),
    ]


def _check_step(h, c):
    if h.shape != c.shape:
        raise ValueError("c must have the shape of h")


@misconception(
    "lstm_step",
    hint="You show the cell itself, h' = o ⊙ c'. The cell adds up over the steps and may grow far beyond 1; what"
    " brings it back into the range from -1 to 1 before the output gate?",
    zh="你直接输出了单元状态：h' = o ⊙ c'。单元状态逐步累加，可能远远超过 1；在输出门之前，用什么把它拉回 -1 与 1 之"
    "间？",
)
def shows_the_cell_without_tanh(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * c + i * g
    return o * c_next, c_next


@misconception(
    "lstm_step",
    hint="You write with 1 - f, so that writing and forgetting are one decision. That is a GRU's way; an LSTM has an"
    " input gate i of its own and may keep and write at the same time.",
    zh="你用 1 - f 来写入，使写入与遗忘成了同一个决定。那是 GRU 的做法；LSTM 有单独的输入门 i，可以同时保留和写入。",
)
def writes_what_it_forgets(x, h, c, W, U, b):
    _check_step(h, c)
    _, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * c + (1 - f) * g
    return o * torch.tanh(c_next), c_next


@misconception(
    "lstm_step",
    hint="You multiply the old cell by the input gate and the candidate by the forget gate. Read the names: which gate"
    " decides what is left of the old?",
    zh="你用输入门去乘旧的单元状态，用遗忘门去乘候选值。看看它们的名字：哪个门决定旧的内容留下多少？",
)
def mixes_up_input_and_forget_gate(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = i * c + f * g
    return o * torch.tanh(c_next), c_next


@misconception(
    "lstm_step",
    hint="You squash the new cell with tanh before you keep it, and so at every step. Then it can never hold more than"
    " 1, and each step shrinks the gradient by tanh′. The tanh belongs to what is shown, not to what is kept.",
    zh="你在保存新的单元状态之前就用 tanh 压缩它，而且每一步都如此。这样它永远存不下比 1 更大的值，梯度每一步也都要乘"
    "以 tanh′ 而缩小。tanh 属于输出的部分，不属于保存的部分。",
)
def squashes_the_cell_it_keeps(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = torch.tanh(f * c + i * g)
    return o * c_next, c_next


@misconception(
    "lstm_step",
    hint="You apply tanh twice to what is shown. The candidate g has its own tanh already and the cell gets one: h' ="
    " o ⊙ tanh(c').",
    zh="你对输出用了两次 tanh。候选值 g 已经有自己的 tanh，单元状态只需一次：h' = o ⊙ tanh(c')。",
)
def applies_tanh_twice(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * c + i * g
    return o * torch.tanh(torch.tanh(c_next)), c_next


@misconception(
    "lstm_step",
    hint="Your forget gate acts on h. What the LSTM remembers is the cell c; h is only what it showed, squashed and"
    " gated.",
    zh="你的遗忘门作用在 h 上。LSTM 记住的是单元状态 c；h 只是它展示出来的部分，已经压缩并经过了输出门。",
)
def forgets_the_hidden_state_not_the_cell(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * h + i * g
    return o * torch.tanh(c_next), c_next


@misconception(
    "lstm_step",
    hint="You show the cell of the step before: h' is made of the new c', so that what has just been read can be seen"
    " at once.",
    zh="你输出的是上一步的单元状态。h' 应由新的 c' 算出，这样刚读入的内容才能立即被看到。",
)
def shows_the_old_cell(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    return o * torch.tanh(c), f * c + i * g


@misconception(
    "lstm_step",
    hint="You return (c', h'). The hidden state comes first, as in nn.LSTMCell.",
    zh="你返回的是 (c', h')。与 nn.LSTMCell 一样，隐藏状态在前。",
)
def returns_the_cell_first(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * c + i * g
    return c_next, o * torch.tanh(c_next)


@misconception(
    "lstm_step",
    hint="c *= f and c += i * g write into the caller's own tensor. The way back needs the old cell, and autograd"
    " refuses to go on. Make a new tensor: c_next = f * c + i * g.",
    zh="c *= f 和 c += i * g 写进了调用者自己的张量。反向传播还需要旧的单元状态，autograd 也会因此报错。应当生成新的张"
    "量：c_next = f * c + i * g。",
)
def changes_the_cell_in_place(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c *= f
    c += i * g
    return o * torch.tanh(c), c


@misconception(
    "lstm_step",
    hint="You leave torch for NumPy on the way. There the chain of derivatives ends: with a tensor that wants a"
    " gradient it fails, and with detach() it learns nothing from the steps before. torch has all the functions that"
    " you need.",
    zh="你在中途离开 torch 用了 NumPy，导数的链条在那里就断了：遇到需要梯度的张量会出错，而加上 detach() 之后，又学不"
    "到前面各步的任何东西。所需的函数 torch 里都有。",
)
def leaves_torch_for_numpy(x, h, c, W, U, b):
    _check_step(h, c)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * c + i * g
    return o * torch.from_numpy(np.tanh(c_next.numpy())), c_next


@misconception(
    "lstm_step",
    hint="You keep the whole old cell: the forget gate has no part in c'. How much of the old cell does it let"
    " through?",
    zh="你保留了全部旧的单元状态：c' 里没有遗忘门。它让旧的单元状态通过多少？",
)
def never_forgets(x, h, c, W, U, b):
    _check_step(h, c)
    i, _, g, o = lstm_gates(x, h, W, U, b)
    c_next = c + i * g
    return o * torch.tanh(c_next), c_next


@misconception(
    "lstm_step",
    hint="You accept a c of another shape than h, and torch stretches one sample's cell to the whole batch. Compare"
    " the shapes and raise ValueError.",
    zh="你接受了与 h 形状不同的 c，torch 会把一个样本的单元状态扩展到整个批次。应比较两者的形状，不同就抛出"
    " ValueError。",
)
def accepts_a_cell_of_any_shape(x, h, c, W, U, b):
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_next = f * c + i * g
    return o * torch.tanh(c_next), c_next


# --- lstm_forward -----------------------------------------------------------------------------------------------------


@probes("lstm_forward")
def probe_lstm_forward(rng):
    """Three steps, one step, ten steps; the dtype of the result; and an X without the axis of the steps."""
    h0, c0 = _uniform(rng, 2, 4), _uniform(rng, 2, 4)
    W, U, b = _weights(rng, 3, 4)
    args = [(_uniform(rng, steps, 2, 3), h0, c0, W, U, b) for steps in (3, 1, 10)]
    square = _uniform(rng, 3, 3)  # three samples of three inputs: taken for a sequence it goes through
    single = (square, _uniform(rng, 3, 4), _uniform(rng, 3, 4), W, U, b)
    right = [(case, _along(*case)) for case in args]
    return [*args, once_right(*right)(lambda forward: str(forward(*args[0])[0].dtype)), once_right(*right)(single)]


def _along(X, h, c, W, U, b):
    """What is right."""
    H = []
    for x in X:
        i, f, g, o = _gates(x, h, W, U, b)
        c = f * c + i * g
        h = o * torch.tanh(c)
        H.append(h)
    return torch.stack(H), c


def _check_sequence(X):
    if X.dim() != 3:
        raise ValueError("X must be (steps, n, d)")


@misconception(
    "lstm_forward",
    hint="You feed h0 to every step. The hidden state must go on from step to step: put the result of lstm_step into"
    " h.",
    zh="你在每一步都送入 h0。隐藏状态必须一步一步传下去：把 lstm_step 的结果放进 h。",
)
def feeds_the_first_hidden_state_to_every_step(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, c = [], c0
    for x in X:
        h, c = lstm_step(x, h0, c, W, U, b)
        H.append(h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="You feed c0 to every step, so that nothing is remembered for longer than one step. Carry the cell on, as you"
    " carry h.",
    zh="你在每一步都送入 c0，于是任何内容都只能记住一步。像传递 h 那样，把单元状态也传下去。",
)
def feeds_the_first_cell_to_every_step(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, h = [], h0
    for x in X:
        h, c = lstm_step(x, h, c0, W, U, b)
        H.append(h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="Every step starts from h0 and c0, so that no step knows what came before it. Hand the h and c of one step on"
    " to the next.",
    zh="每一步都从 h0 和 c0 开始，于是没有哪一步知道之前发生了什么。应把一步得到的 h 和 c 交给下一步。",
)
def starts_every_step_from_the_first_state(X, h0, c0, W, U, b):
    _check_sequence(X)
    H = []
    for x in X:
        h, c = lstm_step(x, h0, c0, W, U, b)
        H.append(h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="Your H is (n, steps, hidden). The time comes first: stack the hidden states along a new first axis.",
    zh="你的 H 形状是 (n, steps, hidden)。时间在前：应沿新的第一个轴堆叠隐藏状态。",
)
def stacks_along_the_samples(X, h0, c0, W, U, b):
    _check_sequence(X)
    h, c, H = h0, c0, []
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        H.append(h)
    return torch.stack(H, dim=1), c


@misconception(
    "lstm_forward",
    hint="Your H begins with h0, and has a step too many. It holds the states after each step, without the one before"
    " the first.",
    zh="你的 H 以 h0 开头，多了一步。H 只包含每一步之后的状态，不含第一步之前的状态。",
)
def begins_with_the_state_before_the_first_step(X, h0, c0, W, U, b):
    _check_sequence(X)
    h, c, H = h0, c0, [h0]
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        H.append(h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="You start from zeros and never look at h0 and c0. A sequence may be the second half of another one.",
    zh="你从零状态开始，从未使用 h0 和 c0。一个序列可能是另一个序列的后半段。",
)
def starts_from_zeros(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, h, c = [], torch.zeros_like(h0), torch.zeros_like(c0)
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        H.append(h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="You return the last hidden state alone. H holds those of all steps, (steps, n, hidden): collect them in a"
    " list and stack it.",
    zh="你只返回了最后一个隐藏状态。H 包含所有步的隐藏状态，形状为 (steps, n, hidden)：先收集到列表里，再堆叠。",
)
def returns_the_last_hidden_state_alone(X, h0, c0, W, U, b):
    _check_sequence(X)
    h, c = h0, c0
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
    return h, c


@misconception(
    "lstm_forward",
    hint="You return the cells of all steps. Only the last one is asked for, (n, hidden): it is what a continuation"
    " needs.",
    zh="你返回了所有步的单元状态。只要求最后一个，形状为 (n, hidden)：接着往下算只需要它。",
)
def returns_the_cells_of_all_steps(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, C, h, c = [], [], h0, c0
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        H.append(h)
        C.append(c)
    return torch.stack(H), torch.stack(C)


@misconception(
    "lstm_forward",
    hint="You store h before the step, so that H begins with h0 and the last hidden state is lost. Step first, then"
    " store.",
    zh="你在迈步之前就保存了 h，于是 H 以 h0 开头，而最后一个隐藏状态丢失了。先迈步，再保存。",
)
def stores_the_state_before_the_step(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, h, c = [], h0, c0
    for x in X:
        H.append(h)
        h, c = lstm_step(x, h, c, W, U, b)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="You walk along axis 1. Here the steps come first, X is (steps, n, d); axis 1 holds the samples, which have"
    " nothing to do with each other.",
    zh="你沿第 1 轴行走。这里步在最前，X 的形状是 (steps, n, d)；第 1 轴是样本，样本之间互不相干。",
)
def takes_the_samples_for_steps(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, h, c = [], h0, c0
    for t in range(X.shape[1]):
        h, c = lstm_step(X[:, t], h, c, W, U, b)
        H.append(h)
    return torch.stack(H, dim=1), c


@misconception(
    "lstm_forward",
    hint="Your loop always makes 10 steps. The number of steps is X.shape[0]; shorter sequences fail, longer ones are"
    " cut.",
    zh="你的循环总是走 10 步。步数应是 X.shape[0]：否则短的序列会出错，长的序列会被截断。",
)
def always_makes_ten_steps(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, h, c = [], h0, c0
    for t in range(10):
        h, c = lstm_step(X[t], h, c, W, U, b)
        H.append(h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="torch.zeros makes float32, and a float64 hidden state that is written into it loses its digits. Collect the"
    " states in a list, or give zeros the dtype of X.",
    zh="torch.zeros 生成的是 float32，float64 的隐藏状态写进去会丢失精度。把状态收集到列表里，或者让 zeros 使用 X 的"
    " dtype。",
)
def stores_the_states_in_float32(X, h0, c0, W, U, b):
    H, h, c = torch.zeros(len(X), *h0.shape), h0, c0
    for t, x in enumerate(X):
        h, c = lstm_step(x, h, c, W, U, b)
        H[t] = h
    return H, c


@misconception(
    "lstm_forward",
    hint="You walk from the last step to the first. That is the way of the gradient; the sequence itself is read from"
    " its beginning.",
    zh="你从最后一步走到第一步。那是梯度的方向；序列本身应从头读起。",
)
def reads_the_sequence_backwards(X, h0, c0, W, U, b):
    _check_sequence(X)
    H, h, c = [], h0, c0
    for x in X.flip(0):
        h, c = lstm_step(x, h, c, W, U, b)
        H.insert(0, h)
    return torch.stack(H), c


@misconception(
    "lstm_forward",
    hint="You accept an X without the axis of the steps. With as many inputs as samples torch takes a sample for a"
    " step, and nobody notices. Ask for three axes, and raise ValueError.",
    zh="你接受了没有步这个轴的 X。当输入数等于样本数时，torch 会把一个样本当成一步，而谁也不会察觉。应要求恰好三个轴，"
    "否则抛出 ValueError。",
)
def accepts_any_number_of_axes(X, h0, c0, W, U, b):
    H, h, c = [], h0, c0
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        H.append(h)
    return torch.stack(H), c


# --- LSTMCell ---------------------------------------------------------------------------------------------------------


@probes("LSTMCell")
def probe_lstm_cell(rng):
    """The first biases; one step, and a second one, with weights that are given; whether the weights start as zeros."""
    state = {"W": _uniform(rng, 12, 2).float(), "U": _uniform(rng, 12, 3).float(), "b": _uniform(rng, 12).float()}
    x, h, c = (_uniform(rng, 2, columns).float() for columns in (2, 3, 3))

    def two_steps(make):
        cell = make(2, 3)
        cell.load_state_dict(state)
        return cell(x, (h, c)), cell(x, (h, c))

    return [
        lambda make: make(2, 3, 0.25).b,
        lambda make: make(5, 2).b,
        two_steps,
        lambda make: bool((make(2, 3).W == 0).all()),
    ]


class _Variant(torch.nn.Module):
    """The weights that most wrong variants share."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.W = torch.nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))
        self.U = torch.nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = torch.nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x, state):
        return lstm_step(x, state[0], state[1], self.W, self.U, self.b)


@misconception(
    "LSTMCell",
    hint="Your forget_bias sits in the first rows of b, which belong to the input gate. The rows are stacked i, f, g,"
    " o: the forget gate's are hidden_size to 2 * hidden_size.",
    zh="你的 forget_bias 放在了 b 的最前面几行，而那里属于输入门。行按 i, f, g, o 堆叠：遗忘门是第 hidden_size 行到第"
    " 2 * hidden_size 行之前。",
)
class raises_the_bias_of_the_input_gate(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)
        self.b.data[:hidden_size] = forget_bias


@misconception(
    "LSTMCell",
    hint="Your forget_bias sits in the third block of b, which belongs to the candidate. Count from 0: i, f, g, o.",
    zh="你的 forget_bias 放在了 b 的第三块，而那里属于候选值。从 0 数起：i, f, g, o。",
)
class raises_the_bias_of_the_candidate(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)
        self.b.data[2 * hidden_size : 3 * hidden_size] = forget_bias


@misconception(
    "LSTMCell",
    hint="You fill the whole bias with forget_bias. Only the forget gate starts open; the other rows of b are 0.",
    zh="你把整个偏置都填成了 forget_bias。只有遗忘门一开始是打开的；b 的其余各行为 0。",
)
class raises_all_biases(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)
        self.b.data[:] = forget_bias


@misconception(
    "LSTMCell",
    hint="You never use forget_bias: all biases start at 0, and half of the cell is lost at the first step. Set the"
    " rows of the forget gate.",
    zh="你从未使用 forget_bias：所有偏置都从 0 开始，第一步就会丢掉单元状态的一半。请设置遗忘门对应的行。",
)
class ignores_the_forget_bias(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)


@misconception(
    "LSTMCell",
    hint="You write 1 into the forget gate's rows whatever forget_bias says. It is an argument, with 1 as its default.",
    zh="无论 forget_bias 是多少，你都在遗忘门的行里写入 1。它是一个参数，1 只是默认值。",
)
class always_takes_a_forget_bias_of_one(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)
        self.b.data[hidden_size : 2 * hidden_size] = 1.0


@misconception(
    "LSTMCell",
    hint="All your weights start at 0. Then all units compute the same and get the same gradient, and they stay alike"
    " for ever. Draw them at random.",
    zh="你的权重全部从 0 开始。这样所有单元算出的都相同，得到的梯度也相同，永远不会有差别。请随机初始化。",
)
class starts_with_weights_of_zero(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)
        self.W.data.zero_()
        self.U.data.zero_()
        self.b.data[hidden_size : 2 * hidden_size] = forget_bias


@misconception(
    "LSTMCell",
    hint="Your weights are plain tensors. An nn.Module finds its parameters by their type: without nn.Parameter"
    " neither an optimiser nor load_state_dict sees them, and nothing is trained.",
    zh="你的权重只是普通张量。nn.Module 靠类型识别自己的参数：不用 nn.Parameter 包装，优化器和 load_state_dict 都看不"
    "到它们，也就什么都不会被训练。",
)
class keeps_its_weights_as_plain_tensors(torch.nn.Module):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__()
        bound = hidden_size**-0.5
        self.W = torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound)
        self.U = torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound)
        self.b = torch.zeros(4 * hidden_size)
        self.b[hidden_size : 2 * hidden_size] = forget_bias

    def forward(self, x, state):
        return lstm_step(x, state[0], state[1], self.W, self.U, self.b)


@misconception(
    "LSTMCell",
    hint="Your module remembers the state of its last call and goes on from there. The state belongs to the caller:"
    " two sequences in turn would mix, and autograd would walk back into a batch that is long gone.",
    zh="你的模块记住了上一次调用的状态，并从那里继续。状态属于调用者：否则先后处理的两个序列会混在一起，autograd 也会"
    "一直回溯到早已处理完的批次。",
)
class goes_on_from_its_last_call(_Variant):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__(input_size, hidden_size)
        self.b.data[hidden_size : 2 * hidden_size] = forget_bias
        self.state = None

    def forward(self, x, state):
        if self.state is None:
            self.state = state
        self.state = lstm_step(x, *self.state, self.W, self.U, self.b)
        return self.state


# --- lstm_step_backward -----------------------------------------------------------------------------------------------


@probes("lstm_step_backward")
def probe_lstm_step_backward(rng):
    """A batch in general position, and one with a dc that autograd watches (so that it cannot be written into)."""
    x, h, c, dh, dc = (_uniform(rng, 3, columns) for columns in (2, 4, 4, 4, 4))
    W, U, _ = _weights(rng, 2, 4)
    i, f, g, o = (torch.sigmoid(_uniform(rng, 3, 4)) for _ in range(4))
    cache = (x, h, c, W, U, i, f, g - 0.5, o, f * c + i * (g - 0.5))
    return [(dh, dc, cache), (dh, dc.clone().requires_grad_(), cache)]


def _assembled(cache, d_cell, d_o):
    """The six gradients, from those of the cell and of the output gate."""
    x, h, c, W, U, i, f, g, o, _ = cache
    parts = (d_cell * g * i * (1 - i), d_cell * c * f * (1 - f), d_cell * i * (1 - g**2), d_o * o * (1 - o))
    dz = torch.cat(parts, dim=1)
    return dz @ W, dz @ U, d_cell * f, dz.T @ x, dz.T @ h, dz.sum(0)


def _right(dh, dc, cache):
    """What the wrong variants below spoil at one place."""
    tanh_c = torch.tanh(cache[-1])
    return _assembled(cache, dc + dh * cache[-2] * (1 - tanh_c**2), dh * tanh_c)


def _pieces(dh, dc, cache):
    tanh_c = torch.tanh(cache[-1])
    d_cell = dc + dh * cache[-2] * (1 - tanh_c**2)
    _, _, c, _, _, i, f, g, o, _ = cache
    return d_cell * g * i * (1 - i), d_cell * c * f * (1 - f), d_cell * i * (1 - g**2), dh * tanh_c * o * (1 - o)


def _finish(dh, dc, cache, dz):
    x, h, _, W, U = cache[:5]
    return dz @ W, dz @ U, _right(dh, dc, cache)[2], dz.T @ x, dz.T @ h, dz.sum(0)


@misconception(
    "lstm_step_backward",
    hint="You drop dc, the gradient that the next step sends to the cell. It is the very path that keeps long memories"
    " alive: add it to what comes through h'.",
    zh="你丢掉了 dc，即后一步传给单元状态的梯度。长期记忆正是靠这条路径维持的：要把它与经由 h' 传来的部分相加。",
)
def drops_the_gradient_of_the_next_cell(dh, dc, cache):
    return _right(dh, dc * 0, cache)


@misconception(
    "lstm_step_backward",
    hint="You take dc for the whole gradient of c'. The cell is shown, too: h' = o ⊙ tanh(c') sends dh ⊙ o ⊙ (1 -"
    " tanh²(c')) back to it.",
    zh="你把 dc 当作 c' 的全部梯度。单元状态也会输出：h' = o ⊙ tanh(c') 还会把 dh ⊙ o ⊙ (1 - tanh²(c')) 传回给它。",
)
def forgets_the_way_through_the_hidden_state(dh, dc, cache):
    return _assembled(cache, dc, dh * torch.tanh(cache[-1]))


@misconception(
    "lstm_step_backward",
    hint="dc += ... writes into the caller's own tensor. The caller may need it again, and sees a gradient that has"
    " been counted twice. Give the sum a new name.",
    zh="dc += ... 写进了调用者自己的张量。调用者可能还要用到它，却发现其中的梯度被重复计算了。请给这个和另取一个名字。",
)
def changes_the_cell_gradient_in_place(dh, dc, cache):
    dc += dh * cache[-2] * (1 - torch.tanh(cache[-1]) ** 2)
    return _assembled(cache, dc, dh * torch.tanh(cache[-1]))


@misconception(
    "lstm_step_backward",
    hint="The derivative of the tanh between c' and h' is missing: dh reaches the cell as dh ⊙ o ⊙ (1 - tanh²(c')).",
    zh="缺少 c' 与 h' 之间那个 tanh 的导数：dh 传到单元状态时应是 dh ⊙ o ⊙ (1 - tanh²(c'))。",
)
def forgets_the_derivative_of_tanh(dh, dc, cache):
    return _assembled(cache, dc + dh * cache[-2], dh * torch.tanh(cache[-1]))


@misconception(
    "lstm_step_backward",
    hint="Your gradients belong to h' = o ⊙ c'. The step shows tanh(c'): the output gate gets dh ⊙ tanh(c'), and the"
    " cell gets dh ⊙ o ⊙ (1 - tanh²(c')).",
    zh="你的梯度对应的是 h' = o ⊙ c'。而这一步输出的是 tanh(c')：输出门得到 dh ⊙ tanh(c')，单元状态得到"
    " dh ⊙ o ⊙ (1 - tanh²(c'))。",
)
def goes_back_through_a_step_without_tanh(dh, dc, cache):
    return _assembled(cache, dc + dh * cache[-2], dh * cache[-1])


@misconception(
    "lstm_step_backward",
    hint="You multiply by the derivative of tanh twice. There is one tanh between c' and h', so that one factor 1 -"
    " tanh²(c') stands in the chain.",
    zh="你乘了两次 tanh 的导数。c' 与 h' 之间只有一个 tanh，所以链条中只有一个因子 1 - tanh²(c')。",
)
def applies_the_derivative_of_tanh_twice(dh, dc, cache):
    tanh_c = torch.tanh(cache[-1])
    return _assembled(cache, dc + dh * cache[-2] * (1 - tanh_c**2) ** 2, dh * tanh_c)


@misconception(
    "lstm_step_backward",
    hint="Your 1 - c'² takes the cell for its tanh. The derivative of tanh at c' is 1 - tanh²(c'); only where tanh has"
    " been applied already, as in g, is it one minus the square.",
    zh="你的 1 - c'² 把单元状态当成了它的 tanh。tanh 在 c' 处的导数是 1 - tanh²(c')；只有像 g 那样已经作过 tanh 的量，"
    "导数才是一减它的平方。",
)
def takes_the_cell_for_its_tanh(dh, dc, cache):
    return _assembled(cache, dc + dh * cache[-2] * (1 - cache[-1] ** 2), dh * torch.tanh(cache[-1]))


@misconception(
    "lstm_step_backward",
    hint="The way back through the sigmoids is missing: the gradient of a gate becomes that of its z by a factor i(1 -"
    " i), f(1 - f) or o(1 - o), and that of g by 1 - g².",
    zh="缺少穿过 sigmoid 的那一步：把门的梯度变成对应 z 的梯度，要乘以 i(1 - i)、f(1 - f) 或 o(1 - o)，g 则乘以"
    " 1 - g²。",
)
def forgets_the_slopes_of_the_gates(dh, dc, cache):
    _, _, c, _, _, i, _, g, o, c_next = cache
    tanh_c = torch.tanh(c_next)
    d_cell = dc + dh * o * (1 - tanh_c**2)
    return _finish(dh, dc, cache, torch.cat((d_cell * g, d_cell * c, d_cell * i, dh * tanh_c), dim=1))


@misconception(
    "lstm_step_backward",
    hint="You take the slope g(1 - g) for the candidate, as if it came out of a sigmoid. It came out of tanh: 1 - g².",
    zh="你对候选值用了斜率 g(1 - g)，好像它来自 sigmoid。它来自 tanh，斜率是 1 - g²。",
)
def takes_the_candidate_for_a_gate(dh, dc, cache):
    di, df, _, do = _pieces(dh, dc, cache)
    i, g, o, c_next = cache[5], cache[7], cache[8], cache[-1]
    d_cell = dc + dh * o * (1 - torch.tanh(c_next) ** 2)
    return _finish(dh, dc, cache, torch.cat((di, df, d_cell * i * g * (1 - g), do), dim=1))


@misconception(
    "lstm_step_backward",
    hint="The output gate multiplied tanh(c'), so its gradient is dh ⊙ tanh(c'). You use c' itself.",
    zh="输出门乘的是 tanh(c')，所以它的梯度是 dh ⊙ tanh(c')。你用了 c' 本身。",
)
def forgets_the_tanh_beside_the_output_gate(dh, dc, cache):
    di, df, dg, _ = _pieces(dh, dc, cache)
    o, c_next = cache[8], cache[-1]
    return _finish(dh, dc, cache, torch.cat((di, df, dg, dh * c_next * o * (1 - o)), dim=1))


@misconception(
    "lstm_step_backward",
    hint="You apply σ and tanh again to the gates in the cache. They are gates already: the slope is i(1 - i), without"
    " another sigmoid.",
    zh="你对 cache 中的门又作了一次 σ 和 tanh。它们已经是门了：斜率就是 i(1 - i)，不需要再作 sigmoid。",
)
def takes_the_gates_for_their_logits(dh, dc, cache):
    _, _, c, _, _, i, f, g, o, c_next = cache
    tanh_c = torch.tanh(c_next)
    d_cell = dc + dh * o * (1 - tanh_c**2)
    si, sf, tg, so = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    parts = (
        d_cell * g * si * (1 - si),
        d_cell * c * sf * (1 - sf),
        d_cell * i * (1 - tg**2),
        dh * tanh_c * so * (1 - so),
    )
    return _finish(dh, dc, cache, torch.cat(parts, dim=1))


@misconception(
    "lstm_step_backward",
    hint="The forget gate multiplied the old cell c, so its gradient is δc ⊙ c. You use the new cell c'.",
    zh="遗忘门乘的是旧的单元状态 c，所以它的梯度是 δc ⊙ c。你用了新的单元状态 c'。",
)
def blames_the_forget_gate_for_the_new_cell(dh, dc, cache):
    di, _, dg, do = _pieces(dh, dc, cache)
    f, c_next = cache[6], cache[-1]
    d_cell = dc + dh * cache[-2] * (1 - torch.tanh(c_next) ** 2)
    return _finish(dh, dc, cache, torch.cat((di, d_cell * c_next * f * (1 - f), dg, do), dim=1))


@misconception(
    "lstm_step_backward",
    hint="You stack the gradients i, f, o, g. They must stand in the order of the rows of W, U and b: i, f, g, o.",
    zh="你按 i, f, o, g 堆叠了梯度。它们的顺序必须与 W、U、b 的行一致：i, f, g, o。",
)
def stacks_the_gradients_in_another_order(dh, dc, cache):
    di, df, dg, do = _pieces(dh, dc, cache)
    return _finish(dh, dc, cache, torch.cat((di, df, do, dg), dim=1))


@misconception(
    "lstm_step_backward",
    hint="You hand the cell's gradient on unchanged. The old cell entered as f ⊙ c: how much of the gradient does the"
    " forget gate let through?",
    zh="你把单元状态的梯度原样传了下去。旧的单元状态是以 f ⊙ c 进入的：遗忘门让多少梯度通过？",
)
def passes_the_cell_gradient_on_unchanged(dh, dc, cache):
    dx, dh_before, _, dW, dU, db = _right(dh, dc, cache)
    return dx, dh_before, dc + dh * cache[-2] * (1 - torch.tanh(cache[-1]) ** 2), dW, dU, db


@misconception(
    "lstm_step_backward",
    hint="For the old cell you send back dc ⊙ f alone. All of the gradient of c' passes through the forget gate, also"
    " what came through h': use δc.",
    zh="对旧的单元状态，你只传回了 dc ⊙ f。c' 的全部梯度都要经过遗忘门，包括从 h' 传来的那一部分：应使用 δc。",
)
def sends_only_dc_to_the_old_cell(dh, dc, cache):
    dx, dh_before, _, dW, dU, db = _right(dh, dc, cache)
    return dx, dh_before, dc * cache[6], dW, dU, db


@misconception(
    "lstm_step_backward",
    hint="You return zeros for the gradient of the old h. It went into all four gates by way of U: nothing would reach"
    " the steps before.",
    zh="你对旧的 h 返回了全零的梯度。它通过 U 进入了所有四个门：这样一来，前面各步就得不到任何梯度。",
)
def sends_nothing_back_to_the_hidden_state(dh, dc, cache):
    dx, dh_before, *rest = _right(dh, dc, cache)
    return dx, torch.zeros_like(dh_before), *rest


@misconception(
    "lstm_step_backward",
    hint="You use h for dW and x for dU. W multiplied x, so its gradient is δzᵀ x; with as many inputs as units the"
    " shapes would not tell.",
    zh="你用 h 计算 dW，用 x 计算 dU。W 乘的是 x，所以它的梯度是 δzᵀ x；当输入数与单元数相等时，从形状上看不出这个错"
    "误。",
)
def swaps_the_gradients_of_the_weights(dh, dc, cache):
    dx, dh_before, dc_before, dW, dU, db = _right(dh, dc, cache)
    return dx, dh_before, dc_before, dU, dW, db


@misconception(
    "lstm_step_backward",
    hint="Your bias gradient has a row for each sample. One b serves the whole batch: sum over the samples, to the"
    " shape of b.",
    zh="你的偏置梯度对每个样本各有一行。同一个 b 用于整个批次：应对样本求和，得到 b 的形状。",
)
def leaves_the_bias_gradient_unsummed(dh, dc, cache):
    return *_right(dh, dc, cache)[:5], torch.cat(_pieces(dh, dc, cache), dim=1)


@misconception(
    "lstm_step_backward",
    hint="Your bias gradient has the shape (1, 4·hidden). b has one axis; sum without keepdim, or `b -= lr * db` fails"
    " later.",
    zh="你的偏置梯度形状是 (1, 4·hidden)。b 只有一个轴；求和时不要用 keepdim，否则之后 `b -= lr * db` 会出错。",
)
def keeps_the_summed_axis_of_the_bias(dh, dc, cache):
    *rest, db = _right(dh, dc, cache)
    return *rest, db[None]


@misconception(
    "lstm_step_backward",
    hint="You average the weight gradients over the batch. Whether a mean is taken is up to the loss, and then dh and"
    " dc contain it already; here the samples add up.",
    zh="你对权重的梯度取了批次平均。是否取平均由损失函数决定，若取了，dh 和 dc 里已经包含；这里应对样本求和。",
)
def averages_over_the_batch(dh, dc, cache):
    dx, dh_before, dc_before, *of_weights = _right(dh, dc, cache)
    return dx, dh_before, dc_before, *(gradient / len(dh) for gradient in of_weights)


# --- from_torch -------------------------------------------------------------------------------------------------------


@probes("from_torch")
def probe_from_torch(rng):
    """A cell with as many inputs as units, one with fewer, both with equal biases, and one without biases."""
    known = []
    for d, hidden in ((3, 3), (2, 3)):
        W, U, b = _weights(rng, d, hidden)  # whichever of two equal biases is kept, it is half of what is right
        known.append((({"weight_ih": W, "weight_hh": U, "bias_ih": b, "bias_hh": b.clone()},), (W, U, 2 * b)))
    return [*(args for args, _ in known), once_right(*known)(({"weight_ih": W, "weight_hh": U},))]


@misconception(
    "from_torch",
    hint="You keep one of PyTorch's two biases. Both are added to z, so that b is bias_ih + bias_hh.",
    zh="你只保留了 PyTorch 两个偏置中的一个。两个都会加到 z 上，所以 b 是 bias_ih + bias_hh。",
)
def keeps_one_of_two_biases(state):
    W, U = state["weight_ih"], state["weight_hh"]
    return W, U, state.get("bias_ih", torch.zeros(len(W), dtype=W.dtype))


@misconception(
    "from_torch",
    hint="You reorder the blocks to i, f, o, g. PyTorch stacks them i, f, g, o, just as this exercise does: leave the"
    " rows as they are.",
    zh="你把各块重排成了 i, f, o, g。PyTorch 的堆叠顺序是 i, f, g, o，与本练习相同：行的顺序保持不变。",
)
def reorders_the_gates(state):
    W, U = state["weight_ih"], state["weight_hh"]
    b = state["bias_ih"] + state["bias_hh"] if "bias_ih" in state else torch.zeros(len(W), dtype=W.dtype)
    n = len(W) // 4
    order = [*range(2 * n), *range(3 * n, 4 * n), *range(2 * n, 3 * n)]
    return W[order], U[order], b[order]


@misconception(
    "from_torch",
    hint="You swap the two weights. ih means from input to hidden, which is W; hh means from hidden to hidden, which"
    " is U.",
    zh="你把两个权重弄反了。ih 表示从输入到隐藏，即 W；hh 表示从隐藏到隐藏，即 U。",
)
def swaps_the_two_weights(state):
    W, U = state["weight_hh"], state["weight_ih"]
    return W, U, state["bias_ih"] + state["bias_hh"] if "bias_ih" in state else torch.zeros(len(W), dtype=W.dtype)


@misconception(
    "from_torch",
    hint="You transpose the weights. PyTorch stores them as (4·hidden, d) and multiplies by the transpose, as this"
    " exercise does.",
    zh="你把权重转置了。PyTorch 存放的形状是 (4·hidden, d)，相乘时才取转置，与本练习相同。",
)
def transposes_the_weights(state):
    W, U = state["weight_ih"], state["weight_hh"]
    b = state["bias_ih"] + state["bias_hh"] if "bias_ih" in state else torch.zeros(len(W), dtype=W.dtype)
    return W.T, U.T, b


@misconception(
    "from_torch",
    hint="You expect biases in every state. A cell made with bias=False has none, and then b is zeros.",
    zh="你以为每个状态里都有偏置。用 bias=False 创建的单元没有偏置，这时 b 应为零。",
)
def expects_biases_everywhere(state):
    return state["weight_ih"], state["weight_hh"], state["bias_ih"] + state["bias_hh"]


# --- cell_gradient ----------------------------------------------------------------------------------------------------


@probes("cell_gradient")
def probe_cell_gradient(rng):
    """Three steps, one step, and a gate that is shut."""
    f_gates = torch.from_numpy(rng.uniform(0.2, 1, (3, 2, 4)))
    shut = f_gates.clone()
    shut[1, 0, 0] = 0
    return [(f_gates,), (f_gates[:1],), (shut,)]


@misconception(
    "cell_gradient",
    hint="You add the gates. Each step multiplies the gradient by its forget gate, so that three steps of 1/2 leave"
    " 1/8.",
    zh="你把各个门相加了。每一步都用遗忘门去乘梯度，所以三步 1/2 之后剩下 1/8。",
)
def adds_the_gates(f_gates):
    return f_gates.sum(dim=0)


@misconception(
    "cell_gradient",
    hint="You take the mean gate to the power of the number of steps. One shut gate stops the gradient, however open"
    " the others are.",
    zh="你用门的平均值求步数次幂。只要有一个门关上，梯度就停住了，无论其余的门开得多大。",
)
def raises_the_mean_gate_to_a_power(f_gates):
    return f_gates.mean(dim=0) ** len(f_gates)


@misconception(
    "cell_gradient",
    hint="You multiply along the units. Each unit has a cell of its own; the product runs over the steps, the first"
    " axis.",
    zh="你沿着单元的轴相乘。每个单元有自己的状态；乘积应沿步的轴，即第一个轴。",
)
def multiplies_along_the_units(f_gates):
    return f_gates.prod(dim=-1)


@misconception(
    "cell_gradient",
    hint="You multiply all gates to a single number. Samples and units do not mix: the result is (n, hidden).",
    zh="你把所有的门乘成了一个数。样本与样本、单元与单元并不混合：结果的形状是 (n, hidden)。",
)
def multiplies_everything(f_gates):
    return f_gates.prod()


@misconception(
    "cell_gradient",
    hint="You return the product after every step. Asked for is the last one, from c_T all the way to c_0.",
    zh="你返回了每一步之后的乘积。要求的是最后一个，即从 c_T 一直到 c_0。",
)
def returns_all_partial_products(f_gates):
    return f_gates.cumprod(dim=0)


@misconception(
    "cell_gradient",
    hint="You leave the first step out. c_1 = f_1 ⊙ c_0 + ..., so that f_1 is between c_1 and c_0 and belongs to the"
    " product: T factors for T steps.",
    zh="你漏掉了第一步。c_1 = f_1 ⊙ c_0 + ...，所以 f_1 就在 c_1 与 c_0 之间，也属于这个乘积：T 步有 T 个因子。",
)
def leaves_out_the_first_step(f_gates):
    return f_gates[1:].prod(dim=0)
