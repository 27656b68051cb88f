"""Wrong norms that real students write, what to tell them, and the inputs that give each mistake away.

The inputs are not those of the public suite: a function that has learned these by heart shows no mistake by them.
"""
# ruff: noqa: F821 - l2_norm and lp_norm are the submission's own

import numpy as np

from grader.testing import misconception, once_right, probes

TINY, HUGE = 1e-200, 1.5e308  # the square of the one is 0 in float64; the other is near the end of float64


# l1_norm


@misconception(
    "l1_norm",
    hint="You add the entries with their signs, so that 3 and -3 cancel. A length cannot be negative: what must "
    "happen to each entry before it is added?",
    zh="你把各分量连同符号一起相加，于是 3 与 -3 互相抵消。长度不可能为负：相加之前，每个分量要先作什么处理？",
)
def adds_the_signed_entries(x):
    return np.sum(x)


@misconception(
    "l1_norm",
    hint="You return the mean of the absolute values. A norm adds up: with one more non-zero entry it must grow.",
    zh="你返回的是绝对值的平均。范数是求和：多一个非零分量，范数就应当变大。",
)
def averages_the_absolute_values(x):
    return np.mean(np.abs(x))


@misconception(
    "l1_norm",
    hint="Your formula is right for floats, but integers stay what they are: the result of an integer vector should "
    "be a float64, and in int8, which ends at 127, the absolute value of -128 is -128 again. Convert integers to "
    "float64 before you do anything else.",
    zh="对浮点数，你的公式是对的，但整数没有转换：整数向量的结果应当是 float64；而且 int8 最大只到 127，-128 的绝对值"
    "仍是 -128。请先把整数转换为 float64，再作其他运算。",
)
def computes_in_integers(x):
    return np.sum(np.abs(x))


@misconception(
    "l1_norm",
    hint="You add first and take the absolute value afterwards: by then 3 and -3 have cancelled. Which of the two "
    "steps must come first?",
    zh="你先求和，再取绝对值：那时 3 与 -3 已经互相抵消了。这两步应当先作哪一步？",
)
def takes_the_absolute_value_of_the_sum(x):
    return np.abs(np.sum(x))


@probes("l1_norm")
def probe_l1_norm(rng):
    """Signs that cancel, then the integer whose absolute value its dtype lacks."""
    signs = (np.array([-5.0, 1.0, -2.0]),)
    return [signs, once_right((signs, 8.0))((np.array([-128, 100], np.int8),))]


# l2_norm


@misconception(
    "l2_norm",
    hint="You return the sum of the squares. Double x: a norm must double, yours becomes four times as large. Which "
    "step is missing?",
    zh="你返回的是平方和。把 x 放大到两倍，范数应当变为两倍，而你的结果变为四倍。少了哪一步？",
)
def forgets_the_root(x):
    return np.sum(x**2)


@misconception(
    "l2_norm",
    hint="You get half the sum of the squares, and no root: ** comes before /, so that s**1/2 is (s**1)/2. Put the "
    "exponent in parentheses, or call np.sqrt.",
    zh="你得到的是平方和的一半，并没有开方：** 的优先级高于 /，所以 s**1/2 就是 (s**1)/2。给指数加上括号，或者用 "
    "np.sqrt。",
)
def halves_the_sum_of_the_squares(x):
    return np.sum(x**2) / 2


@misconception(
    "l2_norm",
    hint="You take the root of the mean of the squares. That is the RMS, not the norm: it lacks a factor sqrt(d).",
    zh="你对平方的平均值开方，得到的是均方根，而不是范数：两者相差因子 sqrt(d)。",
)
def takes_the_root_mean_square(x):
    return np.sqrt(np.mean(np.square(x)))


@misconception(
    "l2_norm",
    hint="Your formula is right, but the squares leave the range of the dtype: 1e200 squared is inf, 1e-200 squared "
    "is 0, 300 squared is too much for float16, and 16 squared for uint8. Convert integers to float64, divide x by "
    "its largest absolute value, and multiply by it at the end.",
    zh="公式正确，但平方超出了数据类型的范围：1e200 的平方是 inf，1e-200 的平方是 0，float16 放不下 300 的平方，uint8 "
    "连 16 的平方都放不下。先把整数转换为 float64，再把 x 除以各分量绝对值的最大值，最后乘回来。",
)
def squares_beyond_the_range(x):
    return np.sqrt(np.sum(x**2))


@misconception(
    "l2_norm",
    hint="Dividing by the largest entry saves the range, but in the zero vector that entry is 0, and 0 / 0 is nan. "
    "What is the norm of the zero vector? Return it before you divide.",
    zh="除以最大的分量保住了范围，但零向量里最大的分量是 0，而 0 / 0 得到 nan。零向量的范数是多少？应在作除法之前就返"
    "回。",
)
def divides_by_a_largest_entry_of_zero(x):
    largest = np.max(np.abs(x))
    return largest * np.sqrt(np.sum((x / largest) ** 2))


@probes("l2_norm")
def probe_l2_norm(rng):
    """Ordinary numbers, then squares that underflow, then the zero vector."""
    ordinary, tiny = ((np.array([4.0, -4.0, 7.0]),), 9.0), ((np.array([3.0, -4.0]) * TINY,), 5 * TINY)
    return [ordinary[0], once_right(ordinary)(tiny[0]), once_right(ordinary, tiny)((np.zeros(3),))]


# lp_norm


@misconception(
    "lp_norm",
    hint="You return the sum of the powers. Double x: a norm must double, yours grows by a factor 2^p. Which root "
    "undoes a power p?",
    zh="你返回的是幂的和。把 x 放大到两倍，范数应当变为两倍，而你的结果变为 2^p 倍。怎样开方才能抵消 p 次幂？",
)
def forgets_the_pth_root(x, p):
    if p < 1 or np.isnan(p):
        raise ValueError("p must be at least 1")
    if np.isinf(p):
        return np.max(np.abs(x))
    return np.sum(np.abs(x) ** p)


@misconception(
    "lp_norm",
    hint="You divide the sum of the powers by p and take no root: ** comes before /, so that s**1/p is (s**1)/p. Put "
    "the exponent in parentheses.",
    zh="你把幂的和除以了 p，并没有开方：** 的优先级高于 /，所以 s**1/p 就是 (s**1)/p。给指数加上括号。",
)
def divides_by_the_order(x, p):
    if p == np.inf:
        return np.max(np.abs(x))
    return np.sum(np.abs(x) ** p) / p


@misconception(
    "lp_norm",
    hint="You take the square root whatever p is. Which root undoes a third power?",
    zh="无论 p 是多少，你都开平方。三次幂要用什么根来抵消？",
)
def always_takes_the_square_root(x, p):
    if p == np.inf:
        return np.max(np.abs(x))
    return np.sqrt(np.sum(np.abs(x) ** p))


@misconception(
    "lp_norm",
    hint="Your formula is right for a finite p, but p = inf cannot be put into it: a size above 1 to the power inf is "
    "inf, and inf to the power 1 / inf = 0 is 1. What does the norm come to as p grows?",
    zh="对有限的 p，你的公式是对的，但 p = inf 不能直接代入：大于 1 的数的 inf 次幂是 inf，而 inf 的 1 / inf = 0 次幂"
    "是 1。p 不断增大时，范数趋近于什么？",
)
def puts_infinity_into_the_formula(x, p):
    return np.sum(np.abs(x) ** p) ** (1 / p)


@misconception(
    "lp_norm",
    hint="You raise the entries to the power p with their signs. For p = 2 the signs vanish by luck; the cube of -4 "
    "is -64, and a power like 1.5 of it is nan. What does the formula have around x_i?",
    zh="你把分量连同符号一起求 p 次幂。p = 2 时符号碰巧消失；但 -4 的三次方是 -64，1.5 次方则是 nan。公式里 x_i 的两"
    "旁写着什么？",
)
def keeps_the_signs_under_odd_powers(x, p):
    if p == np.inf:
        return np.max(np.abs(x))
    if not p >= 1:
        raise ValueError("p must be at least 1")
    return np.sum(x**p) ** (1 / p)


@misconception(
    "lp_norm",
    hint="For p = inf you take the largest entry, so that (2, -9) gives 2. Which of the two is larger in size?",
    zh="p = inf 时你取的是最大的分量，于是 (2, -9) 得到 2。若只看绝对值，两者谁更大？",
)
def takes_the_maximum_with_its_sign(x, p):
    if p == np.inf:
        return np.max(x)
    if not p >= 1:
        raise ValueError("p must be at least 1")
    return np.sum(np.abs(x) ** p) ** (1 / p)


@misconception(
    "lp_norm",
    hint="Your formula is right, but |x|^p leaves the range of the dtype: with p = 400 even 10 overflows. Divide x "
    "by its largest absolute value: then no power is above 1. Multiply the root by it at the end.",
    zh="公式正确，但 |x|^p 超出了数据类型的范围：p = 400 时连 10 都会溢出。先把 x 除以各分量绝对值的最大值，这样任何"
    "幂都不超过 1；开方之后再乘回来。",
)
def raises_beyond_the_range(x, p):
    if not p >= 1:
        raise ValueError("p must be at least 1")
    sizes = np.abs(x)
    return np.max(sizes, initial=0) if p == np.inf else np.sum(sizes**p) ** (1 / p)


@misconception(
    "lp_norm",
    hint="You accept every p. With p = 0.5, (1, 0) and (0, 1) have length 1 each, but their sum has length 4: the "
    "detour is shorter than the direct way, so this is no norm. Raise ValueError for p < 1, and mind that nan < 1 is "
    "False.",
    zh="你接受任何 p。取 p = 0.5，(1, 0) 与 (0, 1) 的长度都是 1，它们之和的长度却是 4：绕路反而比直路短，因此这不是"
    "范数。p < 1 时应抛出 ValueError；还要注意 nan < 1 的结果是 False。",
)
def accepts_any_order(x, p):
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
    sizes = np.abs(x.astype(np.float64))
    largest = np.max(sizes, initial=0)
    if largest == 0 or np.isinf(p) or not np.isfinite(largest):
        return dtype.type(largest)
    return dtype.type(largest * np.sum((sizes / largest) ** p) ** (1 / p))


@misconception(
    "lp_norm",
    hint="You refuse p < 1, but nan slips through: every comparison with nan is False, nan < 1 too. Turn the question "
    "round: which comparison is True for the orders that you want, and for nothing else?",
    zh="你拒绝了 p < 1，却放过了 nan：任何数与 nan 比较，结果都是 False，nan < 1 也不例外。换个方向来问：哪一个比较式只"
    "对合格的阶数为 True？",
)
def lets_nan_pass(x, p):
    if p < 1:
        raise ValueError("p must be at least 1")
    return accepts_any_order(x, p)


@misconception(
    "lp_norm",
    hint="Dividing by the largest size saves the range, but in the zero vector that size is 0, and 0 / 0 is nan. What "
    "is the norm of the zero vector? Return it before you divide.",
    zh="除以绝对值的最大值保住了范围，但零向量的这个最大值是 0，而 0 / 0 得到 nan。零向量的范数是多少？应在作除法之前就"
    "返回。",
)
def divides_by_a_largest_size_of_zero(x, p):
    if not p >= 1:
        raise ValueError("p must be at least 1")
    sizes = np.abs(x)
    largest = np.max(sizes)
    return largest if p == np.inf else largest * np.sum((sizes / largest) ** p) ** (1 / p)


@probes("lp_norm")
def probe_lp_norm(rng):
    """The formula, its limit, powers that underflow, the zero vector, and orders that are none."""
    x = np.array([1.0, -6.0, 8.0])
    cubes, limit = ((x, 3), 9.0), ((np.array([3.0, -7.0, 6.0]), np.inf), 7.0)
    tiny, zero = ((x * TINY, 3), 9 * TINY), ((np.zeros(2), 3), 0.0)
    safe = once_right(cubes, limit, tiny, zero)
    return [
        cubes[0],
        once_right(cubes)(limit[0]),
        once_right(cubes, limit)(tiny[0]),
        once_right(cubes, limit, tiny)(zero[0]),
        safe((x, 0.5)),
        safe((x, np.nan)),
    ]


# frobenius_norm


@misconception(
    "frobenius_norm",
    hint="You return the spectral norm, the largest singular value. The Frobenius norm takes every entry (or every "
    "singular value): square, add, take the root. For the 2x2 identity the first is 1, the second sqrt(2).",
    zh="你返回的是谱范数，即最大的奇异值。弗罗贝尼乌斯范数要用到每个元素（或每个奇异值）：平方、求和、开方。对 2x2 "
    "单位矩阵，前者是 1，后者是 sqrt(2)。",
)
def takes_the_spectral_norm(A):
    if A.size == 0:
        return np.float64(0)
    return np.linalg.svd(A, compute_uv=False)[0]


@misconception(
    "frobenius_norm",
    hint="You return the sum of the squares. Double A: a norm must double, yours becomes four times as large. Which "
    "step is missing?",
    zh="你返回的是平方和。把 A 放大到两倍，范数应当变为两倍，而你的结果变为四倍。少了哪一步？",
)
def returns_the_sum_of_the_squares(A):
    return np.sum(A**2)


@misconception(
    "frobenius_norm",
    hint="You add the absolute values of all entries: that is the L1 norm of the entries. The Frobenius norm adds "
    "their squares and takes the root.",
    zh="你把所有元素的绝对值相加，得到的是这些元素的 L1 范数。弗罗贝尼乌斯范数是平方相加再开方。",
)
def adds_the_absolute_entries(A):
    return np.sum(np.abs(A))


@misconception(
    "frobenius_norm",
    hint="You sum over one axis only, and get a norm for each row or each column. A matrix has one Frobenius norm: "
    "sum over both axes.",
    zh="你只沿一个轴求和，得到的是每一行或每一列各自的范数。一个矩阵只有一个弗罗贝尼乌斯范数：两个轴都要求和。",
)
def sums_over_one_axis(A):
    return np.sqrt(np.sum(A**2, axis=0))


@misconception(
    "frobenius_norm",
    hint="Your formula is right, but the squares leave the range of the dtype. The entries of A are a vector in a "
    "rectangle, and you have a function already that finds the norm of a vector safely.",
    zh="公式正确，但平方超出了数据类型的范围。A 的元素不过是排成矩形的向量，而你已经写过能安全计算向量范数的函数。",
)
def squares_entries_beyond_the_range(A):
    return np.sqrt((A * A).sum())


@probes("frobenius_norm")
def probe_frobenius_norm(rng):
    """A symmetric matrix, whose rows have the norms of its columns, one that is not, then squares that underflow."""
    A = np.array([[2.0, -4.0], [-4.0, 0.0]])
    symmetric, wide = ((A,), 6.0), ((np.array([[2.0, -1.0, 4.0], [0.0, 2.0, 0.0]]),), 5.0)
    return [symmetric[0], once_right(symmetric)(wide[0]), once_right(symmetric, wide)((A * TINY,))]


# normalise


@misconception(
    "normalise",
    hint="You divide by the L2 norm whatever p is. The result must have norm 1 in the norm that the caller asks for.",
    zh="无论 p 是多少，你都除以 L2 范数。结果应当在调用者指定的那个范数下等于 1。",
)
def always_divides_by_the_l2_norm(x, p):
    if not p >= 1:
        raise ValueError("p must be at least 1")
    norm = l2_norm(x)
    return np.zeros_like(x) if norm == 0 else x / norm


@misconception(
    "normalise",
    hint="For the zero vector you divide 0 by 0, which is nan. It has no direction: return zeros before you divide.",
    zh="对零向量你计算了 0 除以 0，结果是 nan。零向量没有方向：应在作除法之前就返回零向量。",
)
def divides_zero_by_zero(x, p):
    return x / lp_norm(x, p)


@misconception(
    "normalise",
    hint="You raise an exception for the zero vector. It has no direction, but it is no mistake of the caller either: "
    "it comes back as zeros.",
    zh="你对零向量抛出了异常。零向量虽然没有方向，但这并不是调用者的错误：应当返回零向量。",
)
def refuses_the_zero_vector(x, p):
    norm = lp_norm(x, p)
    if norm == 0:
        raise ValueError("the zero vector has no direction")
    return x / norm


@misconception(
    "normalise",
    hint="You add a small number to the norm so that it is never 0. It spoils every small vector: (1e-10, 0) comes "
    "out far too short. Ask whether x is the zero vector instead.",
    zh="你给范数加上一个小数，使它永不为 0。这会毁掉所有很小的向量：(1e-10, 0) 的结果会短得多。应改为判断 x 是否为零"
    "向量。",
)
def adds_an_epsilon(x, p):
    return x / (lp_norm(x, p) + 1e-8)


@misconception(
    "normalise",
    hint="Your values are right, but /= writes them into the caller's own array, whose old content is lost (and "
    "fails for integers). Make a new array: x / norm.",
    zh="数值正确，但 /= 会把结果写进调用者自己的数组，原来的内容就丢失了（对整数数组还会报错）。应当用 x / norm 生成"
    "新数组。",
)
def overwrites_its_argument(x, p):
    norm = lp_norm(x, p)
    if norm != 0:
        x /= norm
    return x


@misconception(
    "normalise",
    hint="You divide by the norm itself, which need not fit the dtype of x: that of the float16 vector "
    "(60000, 60000) is 84853, so you divide by inf and get zeros. The vector still has a direction. Divide x by its "
    "largest absolute value first: what is left points the same way, and its norm is small.",
    zh="你直接除以范数，可范数未必能用 x 的数据类型表示：float16 向量 (60000, 60000) 的范数是 84853，于是你除以了 inf，"
    "得到零向量。但这个向量仍有方向。先把 x 除以各分量绝对值的最大值：方向不变，而剩下的向量范数很小。",
)
def divides_by_an_infinite_norm(x, p):
    norm = lp_norm(x, p)
    return np.zeros(x.shape, np.result_type(x, norm)) if norm == 0 else x / norm


@probes("normalise")
def probe_normalise(rng):
    """An order that is not 2, the zero vector, a tiny one, integers, and one whose norm is beyond float64."""
    # In float32 no epsilon shows beside ordinary numbers, and rounding hides how small it is.
    ordinary = ((np.array([2, -3, 5], np.float32), 1), [0.2, -0.3, 0.5])
    zero = ((np.zeros(2), 2), [0.0, 0.0])
    tiny = ((np.array([1e-30, 0.0]), 2), [1.0, 0.0])
    return [
        ordinary[0],
        once_right(ordinary)(zero[0]),
        once_right(ordinary)(lambda function: np.round(function(*tiny[0]), 3)),
        once_right(ordinary, zero, tiny)((np.array([3, -4]), 2)),
        once_right(ordinary, zero, tiny)((np.array([HUGE, -HUGE]), 2)),
    ]


# distance


@misconception(
    "distance",
    hint="You subtract the norms. Two vectors of equal length in different directions would be at distance 0. "
    "Subtract the vectors, then take the norm.",
    zh="你把两个范数相减。这样，长度相等而方向不同的两个向量，距离就成了 0。应先将向量相减，再取范数。",
)
def subtracts_the_norms(x, y, p):
    return np.abs(lp_norm(x, p) - lp_norm(y, p))


@misconception(
    "distance",
    hint="You return the Euclidean distance whatever p is. Hand p on to the norm.",
    zh="无论 p 是多少，你返回的都是欧几里得距离。要把 p 传给范数。",
)
def ignores_the_order(x, y, p):
    return l2_norm(np.asarray(x) - np.asarray(y))


@misconception(
    "distance",
    hint="You subtract integers in their own dtype, where they wrap round: in uint8, as images have it, 3 - 7 is "
    "252. Turn integers into float64 before you subtract.",
    zh="你在整数自己的数据类型里相减，结果会回绕：在图像常用的 uint8 里，3 - 7 等于 252。应先转换为 float64 再相减。",
)
def wraps_round_in_integers(x, y, p):
    if np.shape(x) != np.shape(y):
        raise ValueError("x and y must have the same shape")
    return lp_norm(x - y, p)


@misconception(
    "distance",
    hint="You let NumPy stretch a vector of one entry to the length of the other, so that a mistake of the caller "
    "becomes a number. Compare the shapes, and raise ValueError where they differ.",
    zh="你任由 NumPy 把只有一个分量的向量广播成另一个的长度，于是调用者的错误变成了一个看似正常的数。应比较两者的形"
    "状，不同就抛出 ValueError。",
)
def lets_a_short_vector_stretch(x, y, p):
    widened = [v if v.dtype.kind == "f" else v.astype(np.float64) for v in (x, y)]
    return lp_norm(widened[0] - widened[1], p)


@probes("distance")
def probe_distance(rng):
    """An order that is not 2, the longer vector first, then unsigned integers, and a vector of one entry."""
    x = np.array([6.0, -1.0, 4.0])
    ordinary = ((x, np.array([2.0, 2.0, 2.0]), 1), 9.0)
    unsigned = ((np.array([5, 1], np.uint8), np.array([7, 1], np.uint8), 1), 2.0)
    return [
        ordinary[0],
        once_right(ordinary)(unsigned[0]),
        once_right(ordinary, unsigned)((x, np.ones(1), 1)),
    ]


# unit_ball_contains


@misconception(
    "unit_ball_contains",
    hint="You leave the edge out. The closed ball contains the vectors of norm exactly 1: compare with <=.",
    zh="你漏掉了边界。闭球包含范数恰好等于 1 的向量：比较时应使用 <=。",
)
def leaves_out_the_edge(x, p):
    return bool(lp_norm(x, p) < 1)


@misconception(
    "unit_ball_contains",
    hint="You add a tolerance, so that a vector of norm 1.000000001 counts as inside. The ball ends at 1; leave it "
    "to the caller to allow for rounding.",
    zh="你加了容差，于是范数为 1.000000001 的向量也算在球内。球到 1 为止；是否容许舍入误差，应由调用者决定。",
)
def adds_a_tolerance(x, p):
    return bool(lp_norm(x, p) <= 1 + 1e-8)


@misconception(
    "unit_ball_contains",
    hint="You measure with the L2 norm whatever p is. (0.7, -0.5) is in the ball of p = 2, and outside that of p = 1: "
    "hand p on to the norm.",
    zh="无论 p 是多少，你都用 L2 范数来量。(0.7, -0.5) 在 p = 2 的球内，却在 p = 1 的球外：要把 p 传给范数。",
)
def takes_the_round_ball_for_every_order(x, p):
    return bool(l2_norm(x) <= 1)


@probes("unit_ball_contains")
def probe_unit_ball_contains(rng):
    """Inside, outside and on the edge at once, lest a function that never looks be taken for one; then just outside."""
    inside, outside, edge = np.array([0.3, -0.4]), np.array([0.7, -0.5]), np.array([-1.0, 0.0])
    corner = np.array([0.8, -0.9])  # outside, although neither entry is above 1
    cases = [(inside, 2), (outside, 1), (outside, 2), (edge, 2), (corner, 2)]
    return [
        lambda function: [function(*case) for case in cases],
        once_right(*zip(cases, [True, False, True, True, False], strict=True))((edge * (1 + 1e-10), 2)),
    ]
