import numpy as np

# una riga per funzione :)
def f(x): return x if x.dtype.kind == "f" else x.astype("d")
def bad(p): raise ValueError(f"p={p}?")
def check(p): return p if p >= 1 else bad(p)
def _lp(a, p): return m * ((a / m) ** p).sum() ** (1 / p) if 0 < (m := a.max(initial=0)) < np.inf else m

def l1_norm(x): return np.abs(f(x)).sum()
def l2_norm(x): return lp_norm(x, 2)
def lp_norm(x, p): return f(x).dtype.type(_lp(np.abs(f(x).astype("d")), check(p)))
def frobenius_norm(A): return l2_norm(A.reshape(-1))
def normalise(x, p): return (unit(f(x).astype("d"), check(p))).astype(f(x).dtype)
def unit(v, p): return (w := v / (np.abs(v).max(initial=0) or 1)) / (_lp(np.abs(w), p) or 1)
def distance(x, y, p): return lp_norm(f(x) - f(y), p) if x.shape == y.shape else bad((x.shape, y.shape))
def unit_ball_contains(x, p): return bool(lp_norm(x, p) <= 1)
