"""Public tests of backprop: small numbers that can be checked by hand."""

import numpy as np
import pytest

from grader.testing import assert_close, function, points

X = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, -1.0]])
W = np.array([[1.0, 0.0, 2.0], [-1.0, 3.0, 1.0]])
B = np.array([10.0, 20.0, 30.0])

# A network of 2 inputs, 2 hidden units and 3 classes. Its hidden layer is [[4, 0.5], [1, -2.5]] before the ReLU.
INPUTS = np.array([[1.0, 1.0], [2.0, -1.0]])
NETWORK = [
    (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([1.0, 0.5])),
    (np.array([[1.0, 0.0, -1.0], [2.0, -2.0, 4.0]]), np.array([0.0, 1.0, -1.0])),
]


@points(0.5)
def test_affine_forward_multiplies_and_adds_the_bias(student):
    """The first row is (1 - 2 + 10, 0 + 6 + 20, 2 + 2 + 30) = (9, 26, 34).

    zh: 第一行是 (1 - 2 + 10, 0 + 6 + 20, 2 + 2 + 30) = (9, 26, 34)
    """
    out, _ = student.affine_forward(X, W, B)
    assert_close(out, np.array([[9.0, 26.0, 34.0], [9.0, 32.0, 40.0], [11.0, 17.0, 29.0]]))


@points(0.5)
def test_affine_forward_flattens_each_sample(student):
    """The samples [[1, 2], [3, 4]] and [[5, 6], [7, 8]] are the rows (1, 2, 3, 4) and (5, 6, 7, 8).

    zh: 样本 [[1, 2], [3, 4]] 和 [[5, 6], [7, 8]] 就是行 (1, 2, 3, 4) 和 (5, 6, 7, 8)
    """
    pictures = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])
    out, _ = student.affine_forward(pictures, np.array([[1000.0], [100.0], [10.0], [1.0]]), np.array([0.5]))
    assert_close(out, np.array([[1234.5], [5678.5]]))


@points(0.5)
@function("affine_backward")
def test_affine_backward_of_the_input_and_the_weights(student):
    """Each row of dX is a combination of W's columns; dW adds up input times gradient over the samples.

    zh: dX 的每一行是 W 各列的线性组合；dW 对样本累加输入与梯度之积
    """
    _, cache = student.affine_forward(X, W, B)
    dX, dW, _ = student.affine_backward(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]), cache)
    assert_close(dX, np.array([[1.0, -1.0], [0.0, 3.0], [4.0, 2.0]]))
    assert_close(dW, np.array([[1.0, 3.0, 0.0], [2.0, 4.0, -2.0]]))


@points(0.5)
@function("affine_backward")
def test_affine_backward_of_the_bias(student):
    """Every sample uses the same bias, so that its gradient is the sum over the samples: (1 + 3, -2 + 5, 4).

    zh: 所有样本用同一个偏置，所以它的梯度是对样本求和：(1 + 3, -2 + 5, 4)
    """
    _, cache = student.affine_forward(X, W, B)
    _, _, db = student.affine_backward(np.array([[1.0, -2.0, 0.0], [3.0, 5.0, 0.0], [0.0, 0.0, 4.0]]), cache)
    assert_close(db, np.array([4.0, 3.0, 4.0]))


@points(0.5)
@function("affine_backward")
def test_affine_backward_returns_the_input_gradient_in_the_shape_of_the_input(student):
    """For one 2x2 picture and one output with upstream gradient 3, dX is 3 W as a 2x2 picture.

    zh: 对一张 2x2 的图和一个输出，上游梯度为 3 时，dX 是 2x2 的图 3 W
    """
    _, cache = student.affine_forward(np.ones((1, 2, 2)), np.array([[1.0], [2.0], [3.0], [4.0]]), np.zeros(1))
    dX, _, _ = student.affine_backward(np.array([[3.0]]), cache)
    assert_close(dX, np.array([[[3.0, 6.0], [9.0, 12.0]]]))


@points(0.5)
def test_relu_forward_keeps_what_is_positive(student):
    """The ReLU of (-1.5, 0, 2) is (0, 0, 2).

    zh: (-1.5, 0, 2) 的 ReLU 是 (0, 0, 2)
    """
    out, _ = student.relu_forward(np.array([-1.5, 0.0, 2.0]))
    assert_close(out, np.array([0.0, 0.0, 2.0]))


@points(0.5)
def test_relu_forward_keeps_float32(student):
    """A float32 array gives a float32 array.

    zh: float32 数组给出 float32 数组
    """
    out, _ = student.relu_forward(np.array([[3.5, -2.0]], dtype=np.float32))
    assert_close(out, np.array([[3.5, 0.0]], dtype=np.float32))


@points(0.5)
@function("relu_backward")
def test_relu_backward_lets_the_gradient_pass_where_the_input_was_positive(student):
    """For x = (-1, 2, 3) the upstream gradient (5, -4, 1) becomes (0, -4, 1).

    zh: x = (-1, 2, 3) 时上游梯度 (5, -4, 1) 变成 (0, -4, 1)
    """
    _, cache = student.relu_forward(np.array([-1.0, 2.0, 3.0]))
    assert_close(student.relu_backward(np.array([5.0, -4.0, 1.0]), cache), np.array([0.0, -4.0, 1.0]))


@points(0.5)
@function("relu_backward")
def test_relu_backward_at_the_kink(student):
    """At x = 0 the derivative is taken to be 0.

    zh: 在 x = 0 处导数取 0
    """
    _, cache = student.relu_forward(np.array([[0.0, 0.5]]))
    assert_close(student.relu_backward(np.array([[7.0, 7.0]]), cache), np.array([[0.0, 7.0]]))


@points(0.5)
def test_sigmoid_forward_of_small_numbers(student):
    """The sigmoid of 0, log 3 and -log 3 is 1/2, 3/4 and 1/4.

    zh: 0、log 3、-log 3 的 sigmoid 是 1/2、3/4、1/4
    """
    out, _ = student.sigmoid_forward(np.array([0.0, np.log(3), -np.log(3)]))
    assert_close(out, np.array([0.5, 0.75, 0.25]))


@points(0.5)
def test_sigmoid_forward_of_large_numbers(student):
    """The sigmoid of -1000 is 0 and that of 1000 is 1, neither is nan.

    zh: -1000 的 sigmoid 是 0，1000 的是 1，都不是 nan
    """
    out, _ = student.sigmoid_forward(np.array([[-1000.0], [1000.0]]))
    assert_close(out, np.array([[0.0], [1.0]]))


@points(0.5)
@function("sigmoid_backward")
def test_sigmoid_backward_is_s_times_one_minus_s(student):
    """At 0 the slope is 1/4, at log 3 it is 3/16: the upstream gradient (8, 16) becomes (2, 3).

    zh: 在 0 处斜率为 1/4，在 log 3 处为 3/16：上游梯度 (8, 16) 变成 (2, 3)
    """
    _, cache = student.sigmoid_forward(np.array([0.0, np.log(3)]))
    assert_close(student.sigmoid_backward(np.array([8.0, 16.0]), cache), np.array([2.0, 3.0]))


@points(0.5)
@function("sigmoid_backward")
def test_sigmoid_backward_vanishes_where_the_sigmoid_is_flat(student):
    """At -1000 and 1000 the sigmoid is flat: the gradient is 0.

    zh: 在 -1000 和 1000 处 sigmoid 是平的：梯度为 0
    """
    _, cache = student.sigmoid_forward(np.array([-1000.0, 1000.0, 0.0]))
    assert_close(student.sigmoid_backward(np.array([5.0, 5.0, 4.0]), cache), np.array([0.0, 0.0, 1.0]))


@points(0.5)
def test_softmax_loss_is_the_mean_over_the_batch(student):
    """Two samples whose true classes have probabilities 2/4 and 3/10 cost (log 2 + log 10/3) / 2.

    zh: 真实类别概率为 2/4 和 3/10 的两个样本，损失为 (log 2 + log 10/3) / 2
    """
    loss, _ = student.softmax_loss(np.log([[1.0, 1.0, 2.0], [6.0, 3.0, 1.0]]), np.array([2, 1]))
    assert_close(loss, (np.log(2) + np.log(10 / 3)) / 2)


@points(0.5)
def test_softmax_loss_gradient_is_probabilities_minus_one_hot(student):
    """The gradient of the first row is (1/4, 1/4, 2/4 - 1) / 2: the 2 is the size of the batch.

    zh: 第一行的梯度是 (1/4, 1/4, 2/4 - 1) / 2：这个 2 是批量大小
    """
    _, dz = student.softmax_loss(np.log([[1.0, 1.0, 2.0], [6.0, 3.0, 1.0]]), np.array([2, 1]))
    assert_close(dz, np.array([[0.125, 0.125, -0.25], [0.3, -0.35, 0.05]]))


@points(0.5)
def test_softmax_loss_of_large_logits(student):
    """A sample that is 1000 off costs 1000, one that is right costs 0: the mean is 500.

    zh: 差了 1000 的样本损失为 1000，正确的为 0：平均为 500
    """
    loss, dz = student.softmax_loss(np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([0, 0]))
    assert_close(loss, 500.0)
    assert_close(dz, np.array([[0.0, 0.0], [-0.5, 0.5]]))


@points(0.5)
def test_mlp_forward_through_two_layers(student):
    """After the ReLU the hidden layer is [[4, 0.5], [1, 0]]; after the last layer there is no ReLU.

    zh: 经过 ReLU 后隐藏层为 [[4, 0.5], [1, 0]]；最后一层之后没有 ReLU
    """
    scores, _ = student.mlp_forward(INPUTS, NETWORK)
    assert_close(scores, np.array([[5.0, 0.0, -3.0], [1.0, 1.0, -2.0]]))


@points(0.5)
def test_mlp_forward_through_one_layer(student):
    """A network of one layer is an affine layer.

    zh: 只有一层的网络就是一个仿射层
    """
    scores, _ = student.mlp_forward(X, [(W, B)])
    assert_close(scores, np.array([[9.0, 26.0, 34.0], [9.0, 32.0, 40.0], [11.0, 17.0, 29.0]]))


@points(0.5)
@function("mlp_backward")
def test_mlp_backward_of_the_last_layer(student):
    """The last layer's gradients use the hidden layer after the ReLU.

    zh: 最后一层的梯度用的是经过 ReLU 的隐藏层
    """
    _, cache = student.mlp_forward(INPUTS, NETWORK)
    grads = student.mlp_backward(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), cache)
    assert_close(grads[1], (np.array([[4.0, 0.0, 1.0], [0.5, 0.0, 0.0]]), np.array([1.0, 0.0, 1.0])))


@points(0.5)
@function("mlp_backward")
def test_mlp_backward_of_the_first_layer(student):
    """The gradient comes back as [[1, 2], [-1, 4]]; the 4 stops at the unit that was off.

    zh: 梯度传回为 [[1, 2], [-1, 4]]；4 在关闭的单元处停住
    """
    _, cache = student.mlp_forward(INPUTS, NETWORK)
    grads = student.mlp_backward(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), cache)
    assert_close(grads[0], (np.array([[-1.0, 2.0], [2.0, 2.0]]), np.array([0.0, 2.0])))


@points(0.5)
def test_mlp_loss_without_decay(student):
    """Two equal scores cost log 2, and the gradient of the scores is (-1/2, 1/2).

    zh: 两个相等的分数损失为 log 2，分数的梯度为 (-1/2, 1/2)
    """
    params = [(np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([3.0, 3.0]))]
    loss, grads = student.mlp_loss(np.array([[1.0, 2.0]]), np.array([0]), params, 0.0)
    assert_close(loss, np.log(2))
    assert_close(grads, [(np.array([[-0.5, 0.5], [-1.0, 1.0]]), np.array([-0.5, 0.5]))])


@points(0.5)
def test_mlp_loss_adds_half_of_lambda_times_the_squared_weights(student):
    """With lambda = 0.1 the weights 1, 1, 2, 2 add 0.05 * (1 + 1 + 4 + 4) = 0.5 to the loss.

    zh: lambda = 0.1 时，权重 1、1、2、2 给损失加上 0.05 * (1 + 1 + 4 + 4) = 0.5
    """
    params = [(np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([3.0, 3.0]))]
    loss, _ = student.mlp_loss(np.array([[1.0, 2.0]]), np.array([0]), params, 0.1)
    assert_close(loss, np.log(2) + 0.5)


@points(0.5)
def test_mlp_loss_adds_lambda_times_the_weights_to_their_gradient(student):
    """With lambda = 0.1 the weight gradient grows by 0.1 W; the bias gradient stays as it was.

    zh: lambda = 0.1 时，权重的梯度增加 0.1 W；偏置的梯度不变
    """
    params = [(np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([3.0, 3.0]))]
    _, grads = student.mlp_loss(np.array([[1.0, 2.0]]), np.array([0]), params, 0.1)
    assert_close(grads, [(np.array([[-0.4, 0.6], [-0.8, 1.2]]), np.array([-0.5, 0.5]))])


@points(0.5)
def test_gradient_check_of_a_right_gradient(student):
    """The gradient of the sum of the squares is 2x: the error is next to nothing.

    zh: 平方和的梯度是 2x：误差几乎为零
    """
    error = student.gradient_check(lambda x: np.sum(x**2), np.array([1.0, -2.0, 3.0]), np.array([2.0, -4.0, 6.0]))
    assert_close(error, 0.0, atol=1e-7)


@points(0.5)
def test_gradient_check_returns_the_worst_relative_error(student):
    """For the gradient (2, -4, 6) the answer (2.5, -4, 9) is off by 0.5 / 4.5, 0 and 3 / 15: the worst is 0.2.

    zh: 对梯度 (2, -4, 6)，答案 (2.5, -4, 9) 的误差为 0.5 / 4.5、0 和 3 / 15：最大为 0.2
    """
    error = student.gradient_check(lambda x: np.sum(x**2), np.array([1.0, -2.0, 3.0]), np.array([2.5, -4.0, 9.0]))
    assert_close(error, 0.2, rtol=1e-6)


@points(0.5)
def test_gradient_check_refuses_a_gradient_of_another_shape(student):
    """A column is no gradient at a row: ValueError. The wrong sign everywhere is an error of 1.

    zh: 一列不能作为一行处的梯度：ValueError。处处符号相反，误差为 1
    """
    x = np.array([1.0, 2.0])
    assert_close(student.gradient_check(lambda x: 3 * x[0] - x[1], x, np.array([-3.0, 1.0])), 1.0, rtol=1e-6)
    with pytest.raises(ValueError):
        student.gradient_check(lambda x: 3 * x[0] - x[1], x, np.array([[3.0], [-1.0]]))


@points(0.5)
def test_activation_memory_of_a_small_network(student):
    """Three samples through widths 2, 5 and 4 keep 3 * (2 + 5) numbers of 8 bytes each.

    zh: 三个样本通过宽度 2、5、4 需保存 3 * (2 + 5) 个 8 字节的数
    """
    assert_close(student.activation_memory(3, [2, 5, 4], 8), 168)


@points(0.5)
def test_activation_memory_of_a_digit_classifier(student):
    """64 digits of 784 pixels through 256 hidden units in float32 keep 266240 bytes.

    zh: 64 张 784 像素的数字图像通过 256 个隐藏单元，float32 需保存 266240 字节
    """
    assert_close(student.activation_memory(64, [784, 256, 10], 4), 266240)
