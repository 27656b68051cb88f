import numpy as np

print("cargando norms.py ...")

def dbg(*args):
    print("[DEBUG]", *args)

def flot(x):
    dbg("dtype", x.dtype)
    return x if x.dtype.kind == "f" else x.astype(float)

def l1_norm(x):
    dbg("l1", x)
    suma = flot(np.abs(flot(x))).sum()
    dbg("suma", suma)
    return suma

def l2_norm(x):
    dbg("l2", x.tolist())
    return lp_norm(x, 2)

def lp_norm(x, p):
    dbg("lp", x, p)
    if not p >= 1:
        raise ValueError("p debe ser >= 1")
    x = flot(x)
    a = np.abs(x).astype(np.float64)
    for i in range(min(len(a), 500)):
        dbg("componente", i, a[i])
    if len(a) == 0:
        dbg("vacio")
        return x.dtype.type(0)
    mayor = np.max(a)
    dbg("mayor", mayor)
    if mayor == 0 or not np.isfinite(mayor) or p == np.inf:
        return x.dtype.type(mayor)
    r = mayor * np.sum(np.power(a / mayor, p)) ** (1 / p)
    dbg("resultado", r)
    return x.dtype.type(r)

def frobenius_norm(A):
    print(A)
    print(A.shape)
    print("*" * 5000)
    return l2_norm(A.flatten())

def normalise(x, p):
    n = lp_norm(x, p)
    print("norma:", n)
    x = flot(x)
    if n == 0:
        return np.zeros(x.shape, x.dtype)
    y = x.astype(np.float64) / np.max(np.abs(x))
    print(y)
    return (y / lp_norm(y, p)).astype(x.dtype)

def distance(x, y, p):
    print(x, y, p)
    if x.shape != y.shape:
        print("ERROR!!!")
        raise ValueError("no se puede")
    return lp_norm(flot(x) - flot(y), p)

def unit_ball_contains(x, p):
    dentro = lp_norm(x, p) <= 1
    print("dentro?", dentro)
    return bool(dentro)

print("listo")
