import numpy as np

# دالة مساعدة
def rows_first(z, axis):
    moved = np.swapaxes(z, axis, -1)
    return moved

def softmax(z, axis=-1):
    if z.dtype == np.float16 or z.dtype == np.float32 or z.dtype == np.float64:
        logits = z
    else:
        logits = z.astype(np.float64)
    if axis < -z.ndim or axis >= z.ndim:
        raise ValueError("no such axis")
    moved = rows_first(logits, axis)
    maximum = moved.max(axis=-1)
    maximum = maximum[..., np.newaxis]
    old = np.seterr(all="ignore")
    shifted = moved - maximum
    exponentials = np.exp(shifted)
    totals = exponentials.sum(axis=-1)
    totals = totals[..., np.newaxis]
    probabilities = exponentials / totals
    np.seterr(**old)
    return rows_first(probabilities, axis)

def log_sum_exp(z, axis=-1):
    if z.dtype != np.float16 and z.dtype != np.float32:
        logits = z.astype(np.float64)
    else:
        logits = z
    maximum = logits.max(axis=axis)
    old = np.seterr(all="ignore")
    # إذا كان الأكبر لا نهائي لا نطرح شيئا
    minus = np.where(np.isfinite(maximum), maximum, np.zeros_like(maximum))
    shifted = logits - np.expand_dims(minus, axis)
    answer = minus + np.log(np.exp(shifted).sum(axis=axis))
    np.seterr(**old)
    return answer

def log_softmax(z, axis=-1):
    if z.dtype != np.float16 and z.dtype != np.float32:
        z = z.astype(np.float64)
    maximum = z.max(axis=axis)
    maximum = np.expand_dims(maximum, axis)
    old = np.seterr(all="ignore")
    shifted = z - maximum
    totals = np.exp(shifted).sum(axis=axis)
    totals = np.expand_dims(totals, axis)
    answer = shifted - np.log(totals)
    np.seterr(**old)
    return answer

def cross_entropy_from_logits(z, labels):
    n = z.shape[0]
    k = z.shape[1]
    if len(labels.shape) != 1:
        raise ValueError("labels must be flat")
    if labels.shape[0] != n:
        raise ValueError("one label for each row")
    smallest = labels.min()
    biggest = labels.max()
    if smallest < 0:
        raise IndexError("label too small")
    if biggest > k - 1:
        raise IndexError("label too big")
    table = log_softmax(z, axis=1)
    row_numbers = np.arange(n)
    chosen = table[row_numbers, labels]
    loss = -chosen.mean()
    print("loss:", loss)
    return loss

def softmax_naive(z):
    old = np.seterr(all="ignore")
    if z.dtype == np.float16 or z.dtype == np.float32:
        top = np.exp(z)
    else:
        top = np.exp(z.astype(np.float64))
    bottom = top.sum(axis=-1)
    bottom = bottom[..., np.newaxis]
    answer = top / bottom
    np.seterr(**old)
    return answer

def overflow_threshold(dtype):
    # جربت log(max) ولكن في float16 النتيجة inf
    candidate = np.log(np.finfo(dtype).max)
    test = np.exp(candidate)
    if test == np.inf:
        candidate = np.nextafter(candidate, candidate * 0)
        return candidate
    else:
        return candidate

def masked_softmax(z, mask):
    full_mask = np.broadcast_to(mask, z.shape)
    logits = np.where(full_mask, z, -np.inf)
    something_kept = full_mask.any(axis=-1)[..., np.newaxis]
    # الصف الفارغ: نضع اصفارا لكي لا تظهر nan
    logits = np.where(something_kept, logits, np.zeros_like(logits))
    answer = softmax(logits)
    answer = np.where(something_kept, answer, np.zeros_like(answer))
    return answer
