import math
import numpy as np

# totul cu bucle simple, ca sa inteleg ce se intampla

def _check(p):
	if not (p >= 1):
		raise ValueError("p trebuie sa fie cel putin 1")

def l1_norm(x):
	s = 0.0
	for v in x:
		s += abs(float(v))
	return s

def l2_norm(x):
	return lp_norm(x, 2)

def lp_norm(x, p):
	_check(p)
	biggest = 0.0
	for v in x:
		v = abs(float(v))
		if math.isnan(v):
			return float("nan")
		if v > biggest:
			biggest = v
	if biggest == 0 or math.isinf(biggest) or p == math.inf:
		return biggest
	total = 0.0
	for v in x:
		total += (abs(float(v)) / biggest) ** p
	return biggest * total ** (1 / p)

def frobenius_norm(A):
	flat = []
	for row in A:
		for v in row:
			flat.append(v)
	return l2_norm(flat)

def normalise(x, p):
	_check(p)
	kind = x.dtype if x.dtype.kind == "f" else np.float64
	big = lp_norm(x, math.inf)
	out = np.zeros(len(x))
	if big != 0:
		shrunk_list = []
		for v in x:
			shrunk_list.append(float(v) / big)
		n = lp_norm(shrunk_list, p)
		for i in range(len(x)):
			out[i] = shrunk_list[i] / n
	return out.astype(kind)

def distance(x, y, p):
	if x.shape != y.shape:
		raise ValueError("lungimi diferite")
	diff = []
	for a, b in zip(x, y):
		diff.append(float(a) - float(b))
	return lp_norm(diff, p)

def unit_ball_contains(x, p):
	return lp_norm(x, p) <= 1
