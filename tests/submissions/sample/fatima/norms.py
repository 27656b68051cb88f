# الواجب الأول - المعايير
import numpy as np
import math

# نحدد النوع الذي يجب أن نرجعه
def get_type(x):
    if x.dtype == np.float16:
        return np.float16
    elif x.dtype == np.float32:
        return np.float32
    elif x.dtype == np.float64:
        return np.float64
    else:
        return np.float64

def is_p_ok(p):
    if math.isnan(p):
        return False
    elif p < 1:
        return False
    else:
        return True

def l1_norm(x):
    result_type = get_type(x)
    total = 0.0
    for i in range(len(x)):
        value = float(x[i])
        if value < 0:
            value = -value
        else:
            value = value
        total = total + value
    answer = result_type(total)
    return answer

def l2_norm(x):
    answer = lp_norm(x, 2)
    return answer

def lp_norm(x, p):
    # أولا نفحص p
    if is_p_ok(p) == False:
        raise ValueError("p is wrong")
    result_type = get_type(x)
    # إذا كان المتجه فارغا
    if len(x) == 0:
        return result_type(0.0)
    # نبحث عن أكبر قيمة
    biggest = -1.0
    there_is_nan = False
    there_is_inf = False
    for i in range(len(x)):
        value = abs(float(x[i]))
        if math.isnan(value):
            there_is_nan = True
        if math.isinf(value):
            there_is_inf = True
        if value > biggest:
            biggest = value
    if there_is_nan == True:
        return result_type(math.nan)
    if there_is_inf == True:
        return result_type(math.inf)
    if biggest == 0:
        return result_type(0.0)
    if p == 1:
        # نفس l1
        return l1_norm(x)
    elif math.isinf(p):
        return result_type(biggest)
    else:
        total = 0.0
        for i in range(len(x)):
            ratio = abs(float(x[i])) / biggest
            total = total + ratio ** p
        root = total ** (1.0 / p)
        answer = result_type(biggest * root)
        return answer

def frobenius_norm(A):
    rows = A.shape[0]
    cols = A.shape[1]
    big_list = []
    for i in range(rows):
        for j in range(cols):
            big_list.append(A[i, j])
    vector = np.array(big_list, dtype=A.dtype)
    answer = l2_norm(vector)
    return answer

def normalise(x, p):
    if is_p_ok(p) == False:
        raise ValueError("p is wrong")
    result_type = get_type(x)
    n = len(x)
    result = np.zeros(n, dtype=np.float64)
    if n == 0:
        return result.astype(result_type)
    biggest = float(lp_norm(x.astype(np.float64), np.inf))
    if biggest == 0:
        # المتجه الصفري
        return result.astype(result_type)
    for i in range(n):
        result[i] = float(x[i]) / biggest
    length = float(lp_norm(result, p))
    for i in range(n):
        result[i] = result[i] / length
    print("normalise ok", result)
    return result.astype(result_type)

def distance(x, y, p):
    if x.shape[0] != y.shape[0]:
        raise ValueError("not the same length")
    type_x = get_type(x)
    type_y = get_type(y)
    difference = x.astype(type_x) - y.astype(type_y)
    answer = lp_norm(difference, p)
    print("distance =", answer)
    return answer

def unit_ball_contains(x, p):
    length = lp_norm(x, p)
    if length < 1:
        return True
    elif length == 1:
        return True
    else:
        return False
