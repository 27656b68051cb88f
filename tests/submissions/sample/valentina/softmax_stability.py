import sys
import numpy as np

def flot(z):
    print("tipo", z.dtype)
    return z if z.dtype.kind == "f" else z.astype(float)

def softmax(z, axis=-1):
    print("softmax de", z.shape, "eje", axis)
    print(z)
    with np.errstate(all="ignore"):
        z = flot(z)
        z = z - np.max(z, axis, keepdims=True)
        ez = np.exp(z)
        print(ez)
        res = ez / np.sum(ez, axis, keepdims=True)
    print("suma de filas:", res.sum(axis))
    return res

def log_sum_exp(z, axis=-1):
    print("lse", z, file=sys.stderr)
    z = flot(z)
    m = np.max(z, axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all="ignore"):
        return np.log(np.sum(np.exp(z - m), axis)) + np.squeeze(m, axis)

def log_softmax(z, axis=-1):
    with np.errstate(all="ignore"):
        z = flot(z)
        r = z - np.max(z, axis, keepdims=True)
        r = r - np.log(np.sum(np.exp(r), axis, keepdims=True))
    print("log softmax\n", r)
    return r

def cross_entropy_from_logits(z, labels):
    print("z:", z, "\nlabels:", labels)
    if labels.shape != z.shape[:-1]:
        raise ValueError("etiquetas")
    if np.any(labels < 0) or np.any(labels >= z.shape[-1]):
        raise IndexError("etiquetas")
    todas = -log_softmax(z)[np.arange(len(z)), labels]
    print("perdidas", todas)
    return np.mean(todas)

def softmax_naive(z):
    print("x" * 100000)
    z = flot(z)
    return np.exp(z) / np.sum(np.exp(z), -1, keepdims=True)

def overflow_threshold(dtype):
    print(np.finfo(dtype))
    u = np.log(np.finfo(dtype).max)
    print(u, np.exp(u))
    return np.nextafter(u, u - u) if np.isinf(np.exp(u)) else u

def masked_softmax(z, mask):
    print(z, mask)
    z = np.where(mask, z, -np.inf)
    m = np.max(z, -1, keepdims=True)
    ez = np.exp(z - np.where(np.isfinite(m), m, 0))
    total = np.sum(ez, -1, keepdims=True)
    print("totales", total)
    return ez / np.where(total == 0, 1, total)
