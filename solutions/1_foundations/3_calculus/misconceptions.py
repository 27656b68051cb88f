"""Wrong calculus that real students write, what to tell them, and the inputs that give each mistake away.

Students choose steps of their own, so that two wrong differences never agree to the last digit. Where that matters a
probe asks a question with a short answer: is the slope at the bottom of a steep bowl 0? How often was f called?
"""

import numpy as np

from grader.testing import assert_close, misconception, probes


def _steep(x):
    """Its lowest point is at 0.5 in each entry; a one-sided difference finds a slope there."""
    return 1e4 * np.sum((x - 0.5) ** 2)


def _monomial(x):
    return x[0] ** 2 * x[1]


def _rounded(answer):
    return np.round(np.asarray(answer, dtype=float), 2)


def _is_off(answer, right, most):
    return bool(np.max(np.abs(answer - np.asarray(right))) > most)


def _calls(use, f):
    """How often `use` calls the function that it is given."""
    calls = []

    def watched(x):
        calls.append(x)
        return f(x)

    use(watched)
    return len(calls)


def _in_turn(*questions):
    """A probe that asks one question after the other, up to the first whose answer is wrong.

    Whoever makes two mistakes is then told of the first. A question is a probe with its right answer.
    """

    def ask(function):
        answers = []
        for probe, right in questions:
            answers.append(probe(function) if callable(probe) else _answer(function, *probe))
            try:
                assert_close(answers[-1], right, dtype=False)
            except AssertionError:
                return [len(answers), answers[-1]]
        return [0, 0]

    return ask


def _answer(function, *arguments):
    try:
        return function(*arguments)
    except (ValueError, ZeroDivisionError) as error:
        return "ValueError" if isinstance(error, ValueError) else "ZeroDivisionError"


def _width(x):
    return np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x))


def _unit(x, i):
    return np.eye(x.size)[i].reshape(x.shape)


# --- numerical_derivative ---------------------------------------------------------------------------------------------


def _cube(t):
    return t**3


@probes("numerical_derivative")
def probe_numerical_derivative(rng):
    """How often a cube is called; its slope by a long step; a step of 0."""
    return [
        _in_turn(
            (lambda derivative: _calls(lambda f: derivative(f, 2.0, 0.5), _cube), 2),
            (lambda derivative: _rounded(derivative(_cube, 2.0, 0.5)), 12.25),
            ((_cube, 2.0, 0.0), "ValueError"),
        )
    ]


def _check_step(h):
    if not h > 0:
        raise ValueError("h must be above 0")


@misconception(
    "numerical_derivative",
    hint="You take the difference from x to x + h: a forward difference, whose error falls like h. With one end"
    " at x - h and the other at x + h the errors of the two sides cancel, and what is left falls like h².",
    zh="你取的是从 x 到 x + h 的差，即前向差分，它的误差与 h 同阶。若一端在 x - h，另一端在 x + h，两侧的误差互"
    "相抵消，剩下的误差与 h² 同阶。",
)
def takes_a_forward_difference(f, x, h):
    _check_step(h)
    return (f(x + h) - f(x)) / h


@misconception(
    "numerical_derivative",
    hint="You take the difference from x - h to x: a backward difference, whose error falls like h. Put the two"
    " ends at equal distances from x.",
    zh="你取的是从 x - h 到 x 的差，即后向差分，它的误差与 h 同阶。应把两个端点放在离 x 距离相等的地方。",
)
def takes_a_backward_difference(f, x, h):
    _check_step(h)
    return (f(x) - f(x - h)) / h


@misconception(
    "numerical_derivative",
    hint="You divide by h, but from x - h to x + h it is 2h. Your slopes are twice too steep.",
    zh="你除以的是 h，但从 x - h 到 x + h 的距离是 2h。你的斜率大了一倍。",
)
def divides_by_half_the_distance(f, x, h):
    _check_step(h)
    return (f(x + h) - f(x - h)) / h


@misconception(
    "numerical_derivative",
    hint="You divide by 2 * h without brackets: `a / 2 * h` is (a / 2) * h. Write `a / (2 * h)`.",
    zh="除以 2 * h 时少了括号：`a / 2 * h` 是 (a / 2) * h。应写成 `a / (2 * h)`。",
)
def multiplies_by_the_step_for_want_of_brackets(f, x, h):
    _check_step(h)
    return (f(x + h) - f(x - h)) / 2 * h


@misconception(
    "numerical_derivative",
    hint="You use a step of your own and not h. The caller chooses the step, and wants to see what it does to"
    " the error.",
    zh="你用的是自己定的步长，而不是 h。步长由调用者选择，他正想看看步长对误差的影响。",
)
def uses_a_step_of_its_own(f, x, h):
    _check_step(h)
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


@misconception(
    "numerical_derivative",
    hint="You call f four times. A formula of fourth order is a fine thing, but here two calls are allowed, and"
    " the caller counts on an error of h² f'''/6.",
    zh="你调用了 f 四次。四阶公式固然好，但这里只允许调用两次，而且调用者期待的误差是 h² f'''/6。",
)
def takes_four_points(f, x, h):
    _check_step(h)
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)


@misconception(
    "numerical_derivative",
    hint="You accept any h. With a step of 0 there is no difference to take; raise ValueError unless h is above 0.",
    zh="你接受任何 h。步长为 0 时根本没有差可取；除非 h 大于 0，否则应抛出 ValueError。",
)
def accepts_any_step(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


# --- numerical_gradient -----------------------------------------------------------------------------------------------


@probes("numerical_gradient")
def probe_numerical_gradient(rng):
    """An ordinary point; a steep bowl; a value far from 0; how often f is called; integers; huge numbers; a matrix."""
    x, far, matrix = np.array([3.0, -2.0]), np.array([3e8, 2e8]), np.array([[1.0, 2.0, -1.0]])
    return [
        _in_turn(
            (lambda gradient: _rounded(gradient(_monomial, x)), [-12.0, 9.0]),
            (lambda gradient: _is_off(gradient(_steep, np.full(3, 0.5)), 0, 1e-4), False),
            (lambda gradient: _is_off(gradient(lambda at: 1e4 + _monomial(at), x), [-12, 9], 3e-3), False),
            (lambda gradient: _calls(lambda f: gradient(f, matrix), np.sum) > 6, False),
            (lambda gradient: np.shape(gradient(np.sum, matrix)), (1, 3)),
            (lambda gradient: _rounded(gradient(_monomial, np.array([3, -2]))), [-12.0, 9.0]),
            (lambda gradient: _is_off(gradient(lambda at: np.sum((at / 1e8) ** 3), far) * 1e8, [27, 12], 1e-3), False),
        )
    ]


def _gradient(x, partial):
    """What most variants share: one partial derivative for each entry."""
    at = x.astype(np.float64)
    return np.array([partial(at, i) for i in range(at.size)]).reshape(x.shape)


def _central(f, x, unit, h):
    return (f(x + h * unit) - f(x - h * unit)) / (2 * h)


@misconception(
    "numerical_gradient",
    hint="You take forward differences. At the bottom of a steep bowl they see a slope where there is none."
    " Move each entry to both sides: 2d calls of f are allowed.",
    zh="你用的是前向差分。在陡峭的碗底，它会看到并不存在的斜率。应把每个分量向两侧移动：允许调用 f 共 2d 次。",
)
def takes_forward_differences(f, x):
    return _gradient(x, lambda at, i: (f(at + _width(at.flat[i]) * _unit(at, i)) - f(at)) / _width(at.flat[i]))


@misconception(
    "numerical_gradient",
    hint="Your step is too small. f(x + h) and f(x - h) agree in almost all digits, and their difference is"
    " mostly rounding, which you then divide by h. The best step for a central difference is about 6e-6, the"
    " cube root of ε.",
    zh="你的步长太小。f(x + h) 与 f(x - h) 几乎所有数字都相同，两者之差主要是舍入误差，而你又把它除以了 h。中心"
    "差分的最佳步长约为 6e-6，即 ε 的立方根。",
)
def takes_a_step_that_is_lost_in_rounding(f, x):
    return _gradient(x, lambda at, i: _central(f, at, _unit(at, i), 1e-12 * max(1.0, abs(at.flat[i]))))


@misconception(
    "numerical_gradient",
    hint="You move all entries at once, and so get the sum of all partial derivatives in every place. Move one"
    " entry, hold the others.",
    zh="你同时移动了所有分量，于是每个位置得到的都是全部偏导数之和。应只移动一个分量，其余保持不变。",
)
def moves_all_entries_at_once(f, x):
    return _gradient(x, lambda at, i: _central(f, at, np.ones(at.shape), _width(at.flat[i])))


@misconception(
    "numerical_gradient",
    hint="You move the entries of an integer array. It keeps whole numbers only, so that 3 + 6e-6 is 3 again"
    " and f does not change. Turn x into float64 first.",
    zh="你在整数数组里移动分量。整数数组只能存整数，3 + 6e-6 又变回 3，f 也就没有变化。应先把 x 转换为 float64。",
)
def moves_integers_within_an_integer_array(f, x):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        h = _width(x[index])
        ahead, behind = x.copy(), x.copy()
        ahead[index] += np.asarray(h).astype(x.dtype)
        behind[index] -= np.asarray(h).astype(x.dtype)
        gradient[index] = (f(ahead) - f(behind)) / (2 * h)
    return gradient


@misconception(
    "numerical_gradient",
    hint="Your step is the same for every entry. At 3e8 neighbouring numbers are 6e-8 apart, so that a step of"
    " 6e-6 is mostly rounding. Let it grow with |x_i|.",
    zh="你对每个分量用同样的步长。在 3e8 附近，相邻的两个浮点数相距 6e-8，所以 6e-6 的步长大半是舍入误差。步长"
    "应随 |x_i| 增大。",
)
def keeps_its_step_for_large_entries(f, x):
    return _gradient(x, lambda at, i: _central(f, at, _unit(at, i), 6e-6))


@misconception(
    "numerical_gradient",
    hint="You divide by h, but from x - h to x + h it is 2h.",
    zh="你除以的是 h，但从 x - h 到 x + h 的距离是 2h。",
)
def forgets_that_the_ends_are_two_steps_apart(f, x):
    return _gradient(x, lambda at, i: 2 * _central(f, at, _unit(at, i), _width(at.flat[i])))


@misconception(
    "numerical_gradient",
    hint="Your gradient of a matrix is one long vector. A gradient has the shape of x, so that x - lr *"
    " gradient makes sense.",
    zh="对矩阵，你返回的梯度是一个长向量。梯度的形状应与 x 相同，这样 x - lr * gradient 才有意义。",
)
def flattens_the_gradient(f, x):
    return _gradient(x, lambda at, i: _central(f, at, _unit(at, i), _width(at.flat[i]))).ravel()


# --- jacobian ---------------------------------------------------------------------------------------------------------


def _three_outputs(x):
    return np.array([x[0] * x[1], x[0] + x[1], 5 * x[1]])


@probes("jacobian")
def probe_jacobian(rng):
    """Three outputs of two inputs; how often f is called; the bottom of two steep bowls."""
    x = np.array([2.0, -3.0])
    bowls = lambda at: np.array([_steep(at), -_steep(at)])  # noqa: E731 - a suite's function is what is passed
    return [
        _in_turn(
            (lambda jacobian: _rounded(jacobian(_three_outputs, x)), [[-3.0, 2.0], [1.0, 1.0], [0.0, 5.0]]),
            (lambda jacobian: _calls(lambda f: jacobian(f, x), _three_outputs) > 4, False),
            (lambda jacobian: _is_off(jacobian(bowls, np.full(2, 0.5)), 0, 1e-4), False),
        )
    ]


def _columns(f, x):
    at = x.astype(np.float64)
    return [_central(f, at, _unit(at, j), _width(at[j])) for j in range(at.size)]


@misconception(
    "jacobian",
    hint="You return the transpose. The rows belong to the outputs, (m, d): what you get by moving one input is"
    " a column.",
    zh="你返回的是转置。行对应输出，形状是 (m, d)：移动一个输入得到的是一列。",
)
def puts_the_columns_into_rows(f, x):
    return np.stack(_columns(f, x))


@misconception(
    "jacobian",
    hint="You add the outputs up and return the gradient of their sum. Each output has a row of its own.",
    zh="你把各个输出相加，返回的是它们之和的梯度。每个输出应当各占一行。",
)
def adds_the_outputs_up(f, x):
    return np.sum(np.stack(_columns(f, x), axis=1), axis=0)


@misconception(
    "jacobian",
    hint="You call f anew for each output. One call gives all of them: subtract whole arrays, and 2d calls are enough.",
    zh="你为每个输出都重新调用 f。一次调用就给出全部输出：把整个数组相减，2d 次调用就足够了。",
)
def calls_f_for_each_output(f, x):
    m = len(f(x.astype(np.float64)))
    return np.stack([np.array([column[i] for column in _columns(f, x)]) for i in range(m)])


@misconception(
    "jacobian",
    hint="You take forward differences, whose error falls like h. Move each input to both sides: 2d calls are allowed.",
    zh="你用的是前向差分，误差与 h 同阶。应把每个输入向两侧移动：允许调用 2d 次。",
)
def takes_one_sided_columns(f, x):
    at = x.astype(np.float64)
    start = f(at)
    columns = [(f(at + _width(at[j]) * _unit(at, j)) - start) / _width(at[j]) for j in range(at.size)]
    return np.stack(columns, axis=1)


# --- hessian ----------------------------------------------------------------------------------------------------------


@probes("hessian")
def probe_hessian(rng):
    """An ordinary point; a cube, whose second derivative is 0 at 0; a value far from 0."""
    x = np.array([3.0, -2.0])
    exact = np.array([[-4.0, 6.0], [6.0, 0.0]])
    return [
        _in_turn(
            (lambda hessian: _rounded(hessian(_monomial, x)), exact),
            (lambda hessian: _is_off(hessian(lambda at: 1e4 * np.sum(at**3), np.zeros(2)), 0, 0.1), False),
            (lambda hessian: _is_off(hessian(lambda at: 1e5 + _monomial(at), x), exact, 0.03), False),
        )
    ]


def _second(f, x, h):
    """Differences of central differences with a step of h in every direction."""
    at = x.astype(np.float64)
    units = h * np.eye(at.size)
    return np.array(
        [[(f(at + a + b) - f(at + a - b) - f(at - a + b) + f(at - a - b)) / (4 * h * h) for b in units] for a in units]
    )


WIDE = np.finfo(np.float64).eps ** 0.25


@misconception(
    "hessian",
    hint="Your step is too small for a second derivative: the rounding of f is divided by h², and what is left"
    " is noise. Take the fourth root of ε, about 1.2e-4, and not the step of a gradient.",
    zh="对二阶导数来说，你的步长太小：f 的舍入误差要除以 h²，剩下的只是噪声。应取 ε 的四次方根，约 1.2e-4，而不"
    "是梯度所用的步长。",
)
def takes_the_step_of_a_gradient(f, x):
    return _second(f, x, 6e-6)


@misconception(
    "hessian",
    hint="You compute the second derivative by each input alone. Off the diagonal stand the mixed ones,"
    " ∂²f/∂x_i∂x_j, and they are 0 only where f is a sum of functions of one entry each.",
    zh="你只算了对每个输入各自的二阶导数。对角线之外是混合导数 ∂²f/∂x_i∂x_j；只有当 f 是各分量的一元函数之和时"
    "，它们才为 0。",
)
def leaves_out_the_mixed_derivatives(f, x):
    return np.diag(np.diag(_second(f, x, WIDE)))


@misconception(
    "hessian",
    hint="You divide the four corners by h_i h_j. Each of the two differences spans two steps: it is 4 h_i h_j.",
    zh="你用四个角点之和除以 h_i h_j。两次差分各跨两个步长，所以应除以 4 h_i h_j。",
)
def forgets_that_both_differences_are_two_steps_wide(f, x):
    return 4 * _second(f, x, WIDE)


@misconception(
    "hessian",
    hint="You take forward differences of forward differences, and so find the second derivative at a point one"
    " step further on. Go to both sides in both directions.",
    zh="你对前向差分又作前向差分，得到的其实是再往前一步处的二阶导数。两个方向都应向两侧移动。",
)
def takes_forward_differences_twice(f, x):
    at = x.astype(np.float64)
    units = WIDE * np.eye(at.size)
    return np.array([[(f(at + a + b) - f(at + a) - f(at + b) + f(at)) / WIDE**2 for b in units] for a in units])


@misconception(
    "hessian",
    hint="You multiply the gradient by itself. Products of first derivatives are not second derivatives: for a"
    " linear f yours are not 0.",
    zh="你把梯度与自身相乘。一阶导数的乘积并不是二阶导数：对线性的 f，你的结果不为 0。",
)
def multiplies_the_gradient_by_itself(f, x):
    gradient = np.array(_columns(f, x))
    return np.outer(gradient, gradient)


# --- gradients by rules -----------------------------------------------------------------------------------------------


@probes("grad_linear")
def probe_grad_linear(rng):
    """A wide matrix, and a square one."""
    return [(np.array([[2.0, 0.0, 5.0], [-1.0, 3.0, 4.0]]),), (np.array([[1.0, 7.0], [2.0, -3.0]]),)]


@misconception(
    "grad_linear",
    hint="You return A, which is the Jacobian: a row for each output. The gradient has a column for each"
    " output; it is Aᵀ.",
    zh="你返回的是 A，那是雅可比矩阵：每个输出占一行。梯度则是每个输出占一列，即 Aᵀ。",
)
def returns_the_jacobian(A):
    return A.astype(np.float64)


@misconception(
    "grad_linear",
    hint="You differentiate the sum of all outputs. Ax has m outputs, and each has a gradient of its own: (d,"
    " m) in all.",
    zh="你求的是所有输出之和的导数。Ax 有 m 个输出，每个都有自己的梯度，总共是 (d, m)。",
)
def differentiates_the_sum_of_the_outputs(A):
    return np.sum(A, axis=0)


@misconception(
    "grad_linear",
    hint="You reshape A to (d, m), which deals its numbers out anew. The transpose exchanges rows and columns: A.T.",
    zh="你把 A 用 reshape 变成 (d, m)，这是把数字重新排列。转置则是行列互换：A.T。",
)
def reshapes_instead_of_transposing(A):
    return A.reshape(A.shape[::-1])


@probes("grad_quadratic")
def probe_grad_quadratic(rng):
    """A matrix that is not symmetric, and bytes, of which two do not fit into one."""
    A = np.array([[1.0, 4.0, 0.0], [2.0, -1.0, 5.0], [3.0, 0.0, 2.0]])
    ordinary = ((A, np.array([1.0, -2.0, 3.0])), [-1.0, 25.0, 5.0])
    return [_in_turn(ordinary, ((np.array([[100, 0], [27, 100]], np.int8), np.array([2, 0], np.int8)), [400, 54]))]


@misconception(
    "grad_quadratic",
    hint="You return 2Ax, as if A were symmetric. x_k stands at both places of xᵀAx: once with row k of A, once"
    " with column k.",
    zh="你返回 2Ax，好像 A 是对称的。x_k 在 xᵀAx 的两个位置都出现：一次配 A 的第 k 行，一次配第 k 列。",
)
def takes_the_matrix_for_symmetric(A, x):
    return 2.0 * A @ x


@misconception(
    "grad_quadratic",
    hint="You return Ax. That is half of it: x stands in xᵀAx twice, and the product rule gives a term for each.",
    zh="你返回 Ax，那只是一半：x 在 xᵀAx 中出现两次，乘积法则对每一次都给出一项。",
)
def forgets_one_of_the_two_places(A, x):
    return A.astype(float) @ x


@misconception(
    "grad_quadratic",
    hint="You return the value xᵀAx, or twice it: one number. The gradient says how it changes with each entry of x.",
    zh="你返回的是 xᵀAx 的值，只是一个数。梯度要说明它随 x 的每个分量怎样变化。",
)
def returns_the_value_of_the_form(A, x):
    return x @ A.astype(float) @ x


@misconception(
    "grad_quadratic",
    hint="Your formula is right, but integers are added and multiplied in their own dtype, where they wrap"
    " round: in int8 100 + 100 is -56. Convert to float64 first.",
    zh="公式正确，但整数在自己的数据类型里相加和相乘，结果会回绕：在 int8 里 100 + 100 等于 -56。应先转换为 float64。",
)
def adds_integers_in_their_own_dtype(A, x):
    return (A + A.T) @ x


@probes("grad_squared_norm")
def probe_grad_squared_norm(rng):
    """An ordinary vector; bytes, whose double does not fit."""
    return [_in_turn(((np.array([4.0, -3.0]),), [8.0, -6.0]), ((np.array([200, 3], np.uint8),), [400, 6]))]


@misconception(
    "grad_squared_norm",
    hint="You return x, the gradient of half the squared norm. Here no half stands in front.",
    zh="你返回的是 x，那是范数平方的一半的梯度。这里前面没有 1/2。",
)
def assumes_a_half_in_front(x):
    return x.astype(np.float64)


@misconception(
    "grad_squared_norm",
    hint="You differentiate the norm and not its square. The square has no root, and so no division: its"
    " gradient grows with x.",
    zh="你求导的是范数本身，而不是它的平方。平方里没有根号，也就没有除法：它的梯度随 x 增大。",
)
def differentiates_the_norm_itself(x):
    wide = x.astype(np.float64)
    return wide / np.sqrt(np.sum(wide**2))


@misconception(
    "grad_squared_norm",
    hint="You double integers in their own dtype, where they wrap round: in uint8 two times 200 is 144. Convert"
    " to float64 first.",
    zh="你在整数自己的数据类型里加倍，结果会回绕：在 uint8 里，2 乘以 200 等于 144。应先转换为 float64。",
)
def doubles_integers_in_their_own_dtype(x):
    return x + x


@probes("grad_frobenius")
def probe_grad_frobenius(rng):
    """A wide matrix, and bytes."""
    wide = np.array([[2.0, -1.0, 0.0], [4.0, 5.0, 1.0]])
    return [_in_turn(((wide,), 2 * wide), ((np.array([[200, 3]], np.uint8),), [[400, 6]]))]


@misconception(
    "grad_frobenius",
    hint="You return X, the gradient of half the squared norm. Here no half stands in front.",
    zh="你返回的是 X，那是范数平方的一半的梯度。这里前面没有 1/2。",
)
def assumes_a_half_before_the_matrix(X):
    return X.astype(np.float64)


@misconception(
    "grad_frobenius",
    hint="You differentiate the norm, X/‖X‖, and not its square, which has no root.",
    zh="你求导的是范数本身，得到 X/‖X‖；应求导的是它的平方，里面没有根号。",
)
def differentiates_the_root(X):
    wide = X.astype(np.float64)
    return wide / np.sqrt(np.sum(wide**2))


@misconception(
    "grad_frobenius",
    hint="You transpose. ‖X‖² is tr(XᵀX), but its gradient has the shape of X: entry (i, j) belongs to X_ij.",
    zh="你多作了一次转置。‖X‖² 等于 tr(XᵀX)，但它的梯度与 X 形状相同：第 (i, j) 个元素对应 X_ij。",
)
def transposes_the_gradient(X):
    return 2.0 * X.T


@misconception(
    "grad_frobenius",
    hint="You double integers in their own dtype, where they wrap round. Convert to float64 first.",
    zh="你在整数自己的数据类型里加倍，结果会回绕。应先转换为 float64。",
)
def doubles_the_integers(X):
    return X + X


# --- chain_rule, product_rule, quotient_rule --------------------------------------------------------------------------


@probes("chain_rule")
def probe_chain_rule(rng):
    """Square Jacobians, so that each wrong way has an answer; two ways to one number; bytes."""
    row, column = np.array([4.0, 6.0]), np.array([3.0, 5.0])
    A, B = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[3.0, 1.0], [2.0, 5.0]])
    whole = np.array([100, 3], np.int8), np.array([100, -1], np.int8)
    return [_in_turn(((A, B), A @ B), ((row, column), 42.0), (whole, 9997))]


def _contract(dy_du, du_dx):
    return dy_du.astype(np.float64) @ du_dx


@misconception(
    "chain_rule",
    hint="You add the derivatives up first and multiply the sums. Multiply along each way, then add over the"
    " ways: 4 · 3 + 6 · 5, not (4 + 6) · (3 + 5).",
    zh="你先把导数分别相加，再把两个和相乘。应沿每条路相乘，再对各条路求和：是 4 · 3 + 6 · 5，而不是 (4 + 6) ·"
    " (3 + 5)。",
)
def multiplies_the_sums(dy_du, du_dx):
    return np.multiply.outer(np.sum(dy_du, axis=-1, dtype=float), np.sum(du_dx, axis=0, dtype=float))


@misconception(
    "chain_rule",
    hint="You multiply entry by entry and leave it at that. x reaches y through every u, and the total"
    " derivative is the sum.",
    zh="你只是逐个元素相乘就停下了。x 经过每一个 u 到达 y，全导数是它们之和。",
)
def never_adds_the_ways(dy_du, du_dx):
    return dy_du.astype(np.float64) * du_dx


@misconception(
    "chain_rule",
    hint="You multiply in the wrong order. The rows of the result belong to y and its columns to x: dy_du"
    " stands on the left.",
    zh="你相乘的顺序反了。结果的行对应 y，列对应 x：dy_du 应在左边。",
)
def multiplies_in_the_order_of_the_calls(dy_du, du_dx):
    return du_dx.astype(np.float64) @ dy_du


@misconception(
    "chain_rule",
    hint="You follow the first intermediate value only. There are k of them, and each carries a part.",
    zh="你只走了第一个中间变量。中间变量有 k 个，每一个都有贡献。",
)
def follows_one_way_only(dy_du, du_dx):
    return np.multiply.outer(dy_du[..., 0].astype(np.float64), du_dx[0])


@misconception(
    "chain_rule",
    hint="You add where the chain rule multiplies. Two slopes one after the other multiply: a gear of 3 behind"
    " one of 4 is 12.",
    zh="链式法则要相乘的地方，你用了相加。前后相接的两个斜率是相乘的：三倍之后再四倍，是十二倍。",
)
def adds_along_the_way(dy_du, du_dx):
    return np.sum(dy_du[..., :, None] + du_dx.reshape(len(du_dx), -1), axis=-2, dtype=float)


@misconception(
    "chain_rule",
    hint="You multiply integers in their own dtype, where they wrap round: in int8 100 · 100 is 16. Convert to"
    " float64 first.",
    zh="你在整数自己的数据类型里相乘，结果会回绕：在 int8 里 100 · 100 等于 16。应先转换为 float64。",
)
def multiplies_integers_in_their_own_dtype(dy_du, du_dx):
    return dy_du @ du_dx


@probes("product_rule")
def probe_product_rule(rng):
    """Four different numbers."""
    return [(3.0, 5.0, 7.0, -2.0), (2.0, 1.0, -4.0, 6.0)]


@misconception(
    "product_rule",
    hint="You multiply the derivatives. (x · x)' would be 1, but x² has the slope 2x. Each factor changes while"
    " the other is held.",
    zh="你把两个导数相乘。照这样 (x · x)' 等于 1，但 x² 的斜率是 2x。应让一个因子变化，另一个保持不变，再换过来。",
)
def multiplies_the_derivatives(u, du, v, dv):
    return du * dv


@misconception(
    "product_rule",
    hint="You subtract the second term. That is the numerator of the quotient rule; both factors make a product grow.",
    zh="你减去了第二项，那是商法则的分子。在乘积里，两个因子都使乘积增大。",
)
def subtracts_as_in_a_quotient(u, du, v, dv):
    return du * v - u * dv


@misconception(
    "product_rule",
    hint="You pair each value with its own derivative. u' goes with v, and v' with u.",
    zh="你把每个值与它自己的导数相乘。u' 应与 v 相乘，v' 应与 u 相乘。",
)
def pairs_each_factor_with_its_own_derivative(u, du, v, dv):
    return u * du + v * dv


@probes("quotient_rule")
def probe_quotient_rule(rng):
    """Four different numbers, and a v whose square is 0."""
    return [
        _in_turn(
            ((3.0, 5.0, 4.0, -2.0), 26 / 16),
            ((2.0, 1.0, -5.0, 6.0), -17 / 25),
            ((3e-200, 4e-200, 2e-200, 1e-200), 1.25),
        )
    ]


@misconception(
    "quotient_rule",
    hint="You divide the derivatives. (x²/x)' would be 2x, but x²/x is x, whose slope is 1.",
    zh="你把两个导数相除。照这样 (x²/x)' 等于 2x，但 x²/x 就是 x，斜率是 1。",
)
def divides_the_derivatives(u, du, v, dv):
    return du / dv


@misconception(
    "quotient_rule",
    hint="Your numerator has the wrong sign: the quotient grows with u, so that u'v comes with a plus, and uv'"
    " with a minus.",
    zh="你的分子符号反了：商随 u 增大，所以 u'v 取正号，uv' 取负号。",
)
def has_the_numerator_the_wrong_way_round(u, du, v, dv):
    return (u / v * dv - du) / v


@misconception(
    "quotient_rule",
    hint="You divide by v once. u'v - uv' is divided by v².",
    zh="你只除了一次 v。u'v - uv' 要除以 v²。",
)
def forgets_the_square_below(u, du, v, dv):
    return (du * v - u * dv) / v


@misconception(
    "quotient_rule",
    hint="Your numerator is that of the product rule. A v that grows makes the quotient smaller: u'v minus uv'.",
    zh="你的分子是乘积法则的分子。v 增大会使商变小：应是 u'v 减去 uv'。",
)
def adds_as_in_a_product(u, du, v, dv):
    return (du + u / v * dv) / v


@misconception(
    "quotient_rule",
    hint="Your formula is right, but v² is 0 for v = 1e-200 and beyond float64 for 1e200. Divide by v twice"
    " instead: (u' - (u/v) v')/v.",
    zh="公式正确，但 v = 1e-200 时 v² 等于 0，v = 1e200 时 v² 超出 float64 的范围。应改为除以 v 两次：(u' -"
    " (u/v) v')/v。",
)
def squares_the_denominator_beyond_the_range(u, du, v, dv):
    return (du * v - u * dv) / (v * v)


# --- classify_critical_point ------------------------------------------------------------------------------------------


@probes("classify_critical_point")
def probe_classify_critical_point(rng):
    """Bowls, hills, saddles and gutters, of one to three inputs, and two that are small."""
    bowl, hill = np.diag([1.0, 2.0, 3.0]), -np.diag([2.0, 1.0, 3.0])
    return [
        (bowl,),
        (hill,),
        (-bowl[:2, :2],),
        (np.diag([-1.0, -2.0, 3.0]),),
        (np.array([[1.0, 3.0], [3.0, 1.0]]),),
        (np.diag([1.0, 0.0, 2.0]),),
        (np.diag([-1.0, 0.0]),),
        (np.diag([1.0, 0.0, -1.0]),),
        (bowl * 1e-13,),
    ]


def _kind_of(low, high):
    if low < 0 < high:
        return "saddle"
    return "minimum" if low > 0 else "maximum" if high < 0 else "inconclusive"


def _eigenvalues(H):
    values = np.linalg.eigvalsh(H.astype(float))
    values[np.abs(values) <= 1e-10 * np.max(np.abs(values))] = 0
    return values


def _by_the_determinant(H, first):
    determinant = np.linalg.det(H.astype(float))
    if abs(determinant) < 1e-60:
        return "inconclusive"
    if determinant < 0:
        return "saddle"
    return "minimum" if first > 0 else "maximum"


@misconception(
    "classify_critical_point",
    hint="You go by the determinant, the product of all eigenvalues. Two negative ones make it positive, three"
    " negative ones negative. It is enough for two inputs only; look at the sign of each eigenvalue.",
    zh="你依据的是行列式，即所有特征值的乘积。两个负的特征值使它为正，三个负的使它为负。它只对两个输入够用；应"
    "看每个特征值的符号。",
)
def goes_by_the_determinant_alone(H):
    return _by_the_determinant(H, H[0, 0])


@misconception(
    "classify_critical_point",
    hint="You look at the diagonal. Along the axes [[1, 3], [3, 1]] bends upwards, but along (1, -1) it bends"
    " down. The eigenvalues look in all directions.",
    zh="你只看对角线。沿坐标轴看，[[1, 3], [3, 1]] 都向上弯，但沿 (1, -1) 方向却向下弯。特征值才照顾到所有方向。",
)
def looks_along_the_axes_only(H):
    return _kind_of(np.min(np.diag(H)), np.max(np.diag(H)))


@misconception(
    "classify_critical_point",
    hint="You call a point a minimum although an eigenvalue is 0. In a flat direction f may still go down: x² +"
    ' y³ has such a Hessian at 0. Say "inconclusive".',
    zh="有一个特征值为 0 时，你仍称之为极小值点。在平坦的方向上 f 仍可能下降：x² + y³ 在原点的 Hessian 正是如此"
    '。应返回 "inconclusive"。',
)
def takes_a_flat_direction_for_a_minimum(H):
    low, high = _eigenvalues(H)[[0, -1]]
    if low < 0 < high:
        return "saddle"
    return "minimum" if low >= 0 else "maximum"


@misconception(
    "classify_critical_point",
    hint="You give up as soon as one eigenvalue is 0. If others have both signs, f goes up one way and down"
    " another, whatever it does along the flat one: it is a saddle.",
    zh="只要有一个特征值为 0，你就放弃了。如果其余的特征值正负都有，那么 f 沿一个方向上升、沿另一个方向下降，不"
    "论平坦方向上如何，都是鞍点。",
)
def gives_up_at_the_first_zero(H):
    values = _eigenvalues(H)
    return "inconclusive" if np.any(values == 0) else _kind_of(values[0], values[-1])


@misconception(
    "classify_critical_point",
    hint="You have minimum and maximum the wrong way round. Eigenvalues above 0 bend upwards, like a bowl, and"
    " the lowest point of a bowl is a minimum.",
    zh="你把极小和极大弄反了。特征值大于 0 时曲面向上弯，像一只碗，碗的最低点是极小值点。",
)
def takes_bowls_for_hills(H):
    low, high = _eigenvalues(H)[[0, -1]]
    return _kind_of(-high, -low)


@misconception(
    "classify_critical_point",
    hint="You compare the eigenvalues with a fixed small number. A loss that is measured in other units has"
    " other eigenvalues: compare them with the largest one.",
    zh="你把特征值与一个固定的小数比较。损失换一种单位，特征值就随之改变：应与最大的特征值相比。",
)
def compares_with_a_fixed_small_number(H):
    values = np.linalg.eigvalsh(H.astype(float))
    values[np.abs(values) < 1e-8] = 0
    return _kind_of(values[0], values[-1])


# --- newton_step and gradient_step ------------------------------------------------------------------------------------


@probes("newton_step")
def probe_newton_step(rng):
    """A Hessian with mixed derivatives; one that is nearly singular: how far is H s from -g?"""
    H = np.array([[2.0, 1.0], [1.0, 3.0]])
    hilbert = 1 / (1.0 + np.arange(9)[:, None] + np.arange(9))
    g = hilbert @ np.linspace(0.5, 1.0, 9)
    return [
        _in_turn(
            ((np.array([5.0, -1.0]), H), [-3.2, 1.4]),
            (lambda step: _is_off(hilbert @ step(g, hilbert), -g, 1e-10), False),
        )
    ]


@misconception(
    "newton_step",
    hint="You invert H. With a Hessian that is nearly singular the rounding of the inverse is multiplied by g,"
    " and H s is far from -g. np.linalg.solve is cheaper and keeps H s = -g to the last digits.",
    zh="你对 H 求了逆。当 Hessian 接近奇异时，逆矩阵的舍入误差会乘到 g 上，使 H s 与 -g 相差甚远。"
    "np.linalg.solve 更省时，而且能使 H s = -g 精确到最后几位。",
)
def inverts_the_hessian(g, H):
    return -np.linalg.inv(H.astype(float)) @ g


@misconception(
    "newton_step",
    hint="Your step has the wrong sign: x + s must be where the gradient g + Hs is 0.",
    zh="你的步子符号反了：x + s 应是梯度 g + Hs 为 0 的地方。",
)
def steps_the_other_way(g, H):
    return np.linalg.solve(H.astype(float), g.astype(float))


@misconception(
    "newton_step",
    hint="You divide by the diagonal of H, as if the entries had nothing to do with each other. Solve the whole"
    " system.",
    zh="你只除以 H 的对角线元素，好像各分量互不相干。应求解整个方程组。",
)
def divides_by_the_diagonal(g, H):
    return -g / np.diag(H)


@misconception(
    "newton_step",
    hint="You multiply by H. A steep direction needs a short step: H is divided by, which for a matrix means to"
    " solve H s = -g.",
    zh="你乘以了 H。越陡的方向步子应越短：要“除以” H，对矩阵来说就是求解 H s = -g。",
)
def multiplies_by_the_hessian(g, H):
    return -H @ g


@probes("gradient_step")
def probe_gradient_step(rng):
    """An ordinary step, and a rate below 0."""
    g = np.array([4.0, -6.0])
    return [_in_turn(((g, 0.25), -g / 4), ((g, -0.25), "ValueError"))]


def _check_rate(lr):
    if not lr > 0:
        raise ValueError("lr must be above 0")


@misconception(
    "gradient_step",
    hint="You climb. The gradient points where f grows fastest; to make f smaller, go against it.",
    zh="你在往上走。梯度指向 f 增长最快的方向；要使 f 变小，就应逆着它走。",
)
def climbs_with_the_gradient(g, lr):
    _check_rate(lr)
    return lr * g


@misconception(
    "gradient_step",
    hint="You leave the learning rate out. Without it the length of the step is that of the gradient, which has"
    " other units.",
    zh="你漏掉了学习率。没有它，步长就等于梯度的长度，而两者的单位并不相同。",
)
def leaves_the_rate_out(g, lr):
    _check_rate(lr)
    return -g


@misconception(
    "gradient_step",
    hint="You divide the gradient by its norm, so that all steps are equally long. Near a minimum they should"
    " become short.",
    zh="你把梯度除以了它的范数，于是每一步都一样长。而靠近极小值点时，步子本应变短。",
)
def makes_all_steps_equally_long(g, lr):
    _check_rate(lr)
    return -lr * g / np.linalg.norm(g)


@misconception(
    "gradient_step",
    hint="You accept a rate of 0 or below. With such a rate nothing is learnt, or f grows; raise ValueError.",
    zh="你接受了 0 或负的学习率。这样的学习率要么学不到东西，要么使 f 增大；应抛出 ValueError。",
)
def accepts_any_rate(g, lr):
    return -lr * g
