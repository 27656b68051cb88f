"""Norms - week 1 (gwen)"""

import numpy as np


def as_float(x):
    return x.astype(np.float64) if x.dtype.kind in "iub" else x


def l1_norm(x: np.ndarray) -> np.floating:
    """Sum of |x_i|."""
    x = as_float(x)
    return x.dtype.type(np.sum(np.absolute(x)))


def l2_norm(x: np.ndarray) -> np.floating:
    """Root of the sum of the squares, scaled first."""
    x = as_float(x)
    big = np.absolute(x).max() if x.size else 0
    if big == 0 or np.isnan(big) or np.isinf(big):
        return x.dtype.type(big)
    y = x.astype(np.float64) / np.float64(big)
    return x.dtype.type(np.float64(big) * np.sqrt(y @ y))


def lp_norm(x: np.ndarray, p: float) -> np.floating:
    """(sum |x_i|^p)^(1/p)"""
    if p != p or p < 1:
        raise ValueError("p must be >= 1")
    x = as_float(x)
    if p == 1:
        return l1_norm(x)
    if p == 2:
        return l2_norm(x)
    big = np.absolute(x).max() if x.size else 0
    if p == float("inf") or big == 0 or np.isnan(big) or np.isinf(big):
        return x.dtype.type(big)
    y = np.absolute(x.astype(np.float64)) / np.float64(big)
    return x.dtype.type(np.float64(big) * (y**p).sum() ** (1 / p))


def frobenius_norm(A: np.ndarray) -> np.floating:
    """Root of the sum of the squares of all entries."""
    raise NotImplementedError("frobenius_norm: your code goes here")


def normalise(x: np.ndarray, p: float) -> np.ndarray:
    """x / ||x||_p"""
    raise NotImplementedError("normalise: your code goes here")


def distance(x: np.ndarray, y: np.ndarray, p: float) -> np.floating:
    """||x - y||_p"""
    raise NotImplementedError("distance: your code goes here")


def unit_ball_contains(x: np.ndarray, p: float) -> bool:
    """||x||_p <= 1"""
    raise NotImplementedError("unit_ball_contains: your code goes here")
