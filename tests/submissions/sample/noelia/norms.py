# -*- coding: latin-1 -*-
# Noelia Ibáñez, práctica 1: la norma de un vector pequeño
import numpy as np

def flotante(x):
    return x if x.dtype.kind == 'f' else x.astype(np.float64)

def l1_norm(x):
    return np.sum(np.abs(flotante(x)))

def l2_norm(x):
    x = flotante(x)
    tamaño = np.max(np.abs(x), initial=0)
    if tamaño == 0 or not np.isfinite(tamaño):
        return tamaño
    y = x.astype(np.float64) / tamaño
    return x.dtype.type(tamaño * np.sqrt(np.dot(y, y)))

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError('p pequeño')
    if p == np.inf:
        # el máximo
        return np.max(x)
    return np.sum(np.abs(x) ** p) ** (1 / p)

def frobenius_norm(A):
    return l2_norm(A.flatten())

def normalise(x, p):
    lp_norm(np.ones(1), p)
    x = flotante(x)
    m = np.max(np.abs(x), initial=0)
    if m == 0:
        return x.copy()
    y = x.astype(np.float64) / m
    return (y / lp_norm(y, p)).astype(x.dtype)

def distance(x, y, p):
    return lp_norm(flotante(x) - flotante(y), p)

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
