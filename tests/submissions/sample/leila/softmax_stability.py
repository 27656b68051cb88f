import numpy as np

def softmax(z, axis=-1):
	exps = np.exp(z)
	return exps / np.sum(exps, axis=axis, keepdims=True)

def log_sum_exp(z, axis=-1):
	return np.log(np.exp(z).sum(axis=axis))

def log_softmax(z, axis=-1):
	# log(a/b) = log a - log b
	return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
	n = z.shape[0]
	if labels.shape != (n,):
		raise ValueError("labels has the wrong shape")
	if np.min(labels) < 0:
		raise IndexError("negative label")
	ls = log_softmax(z)
	return -np.mean(ls[np.arange(n), labels])

def softmax_naive(z):
	exps = np.exp(z)
	return exps / np.sum(exps, axis=-1, keepdims=True)

def overflow_threshold(dtype):
	return np.log(np.finfo(dtype).max)

def masked_softmax(z, mask):
	raise NotImplementedError("masked_softmax: your code goes here")
