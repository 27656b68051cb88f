# -*- coding: utf-8 -*-
"""
Created on Tue Oct  1 18:22:41 2024

@author: birgit
"""
from tkinter import E
from cmath import inf
from turtle import shape
import numpy as np


def zu_float(x):
    """Ganzzahlen werden float64"""
    if x.dtype == np.float16 or x.dtype == np.float32:
        return x
    return np.float_(x)


def summe(werte):
    s = np.float_(0)
    for w in werte:
        s = s + np.float_(w)
    return s


def l1_norm(x):
    x = zu_float(x)
    return x.dtype.type(summe(abs(x)))


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if p < 1 or p != p:
        raise ValueError("p muss mindestens 1 sein, ist aber " + str(p))
    x = zu_float(x)
    betraege = [abs(np.float_(w)) for w in x]
    if any(b != b for b in betraege):
        return x.dtype.type(np.NaN)
    groesster = max(betraege + [np.float_(0)])
    if groesster == 0 or groesster == np.Inf or p == np.Inf:
        return x.dtype.type(groesster)
    potenzen = [(b / groesster) ** p for b in betraege]
    return x.dtype.type(groesster * summe(potenzen) ** (1 / p))


def frobenius_norm(A):
    spalten = [A[:, j] for j in range(A.shape[1])]
    if not spalten:
        return zu_float(A).dtype.type(0)
    return l2_norm(np.concatenate(spalten))


def normalise(x, p):
    laenge = lp_norm(x, p)
    x = zu_float(x)
    if laenge == 0:
        return np.zeros(len(x), dtype=x.dtype)
    y = np.float_(x)
    y = y / lp_norm(y, np.Inf)
    return (y / lp_norm(y, p)).astype(x.dtype)


def distance(x, y, p):
    if len(x) != len(y):
        raise ValueError("verschieden lang")
    return lp_norm(zu_float(x) - zu_float(y), p)


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)


if __name__ == '__main__':
    x = np.array([3.0, -4.0, 5.0])
    for p in [1, 2, 3, np.Inf]:
        print('p =', p, ':', lp_norm(x, p))
