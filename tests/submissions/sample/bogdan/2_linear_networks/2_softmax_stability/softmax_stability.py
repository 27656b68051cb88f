import math
import numpy as np

INF = float("inf")

def _kind(z):
	# float in, same float out; intregi -> float64
	if z.dtype.kind == "f":
		return z.dtype
	return np.float64

def softmax(z, axis=-1):
	rows = np.moveaxis(z, axis, -1)
	out = np.zeros(rows.shape, dtype=_kind(z))
	for idx in np.ndindex(rows.shape[:-1]):
		row = [float(v) for v in rows[idx]]
		m = max(row)
		es = []
		for v in row:
			es.append(math.exp(v - m))
		s = 0.0
		for e in es:
			s += e
		for j in range(len(es)):
			out[idx + (j,)] = es[j] / s
	return np.moveaxis(out, -1, axis)

def log_sum_exp(z, axis=-1):
	rows = np.moveaxis(z, axis, -1)
	out = np.zeros(rows.shape[:-1], dtype=_kind(z))
	for idx in np.ndindex(rows.shape[:-1]):
		row = [float(v) for v in rows[idx]]
		m = max(row)
		if m == INF or m == -INF:
			out[idx] = m
			continue
		s = 0.0
		for v in row:
			s += math.exp(v - m)
		out[idx] = m + math.log(s)
	return out

def log_softmax(z, axis=-1):
	rows = np.moveaxis(z, axis, -1)
	out = np.zeros(rows.shape, dtype=_kind(z))
	for idx in np.ndindex(rows.shape[:-1]):
		row = [float(v) for v in rows[idx]]
		m = max(row)
		s = 0.0
		for v in row:
			s += math.exp(v - m)
		ls = math.log(s)
		for j in range(len(row)):
			out[idx + (j,)] = (row[j] - m) - ls
	return np.moveaxis(out, -1, axis)

def cross_entropy_from_logits(z, labels):
	if labels.ndim != 1 or len(labels) != len(z):
		raise ValueError("o eticheta pentru fiecare rand")
	lp = log_softmax(z)
	total = 0.0
	for i in range(len(z)):
		y = int(labels[i])
		if y < 0 or y >= z.shape[1]:
			raise IndexError("eticheta gresita %d" % y)
		total += float(lp[i, y])
	return -total / len(z)

def softmax_naive(z):
	e = np.exp(z.astype(_kind(z)))
	return e / np.sum(e, axis=-1)[..., None]

def overflow_threshold(dtype):
	t = np.log(np.finfo(dtype).max)
	while np.isinf(np.exp(t)):
		t = np.nextafter(t, t - t)
	return t

def masked_softmax(z, mask):
	m2 = np.broadcast_to(mask, z.shape)
	out = np.zeros(z.shape, dtype=_kind(z))
	for idx in np.ndindex(z.shape[:-1]):
		kept = [j for j in range(z.shape[-1]) if m2[idx][j]]
		if not kept:
			continue
		m = max(float(z[idx][j]) for j in kept)
		if m == -INF:
			continue
		s = 0.0
		for j in kept:
			s += math.exp(float(z[idx][j]) - m)
		for j in kept:
			out[idx + (j,)] = math.exp(float(z[idx][j]) - m) / s
	return out
