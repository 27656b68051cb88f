import torch
import math
import numpy as np
import matplotlib.pyplot as plt


def my_sigmoid(value):
	return 0.5 * (1 + torch.tanh(value / 2))


def lstm_gates(x, h, W, U, b):
	number_of_samples = x.shape[0]
	hidden = h.shape[1]
	if number_of_samples != h.shape[0]:
		raise ValueError("x and h do not have the same number of samples")
	if W.shape[0] != 4 * hidden:
		raise ValueError("W has the wrong number of rows")
	if U.shape[0] != 4 * hidden:
		raise ValueError("U has the wrong number of rows")
	if b.shape[0] != 4 * hidden:
		raise ValueError("b has the wrong number of rows")
	results = []
	for gate in range(4):
		start = gate * hidden
		end = (gate + 1) * hidden
		W_gate = W[start:end]
		U_gate = U[start:end]
		b_gate = b[start:end]
		pre_activation = torch.matmul(x, W_gate.T) + torch.matmul(h, U_gate.T) + b_gate
		if gate == 2:
			results.append(torch.tanh(pre_activation))
		else:
			results.append(my_sigmoid(pre_activation))
	i = results[0]
	f = results[1]
	g = results[2]
	o = results[3]
	return i, f, g, o


def lstm_step(x, h, c, W, U, b):
	if h.shape != c.shape:
		raise ValueError("h and c must have the same shape")
	i, f, g, o = lstm_gates(x, h, W, U, b)
	kept = f * c
	written = i * g
	new_c = kept + written
	new_h = o * torch.tanh(new_c)
	return new_h, new_c


def lstm_forward(X, h0, c0, W, U, b):
	if len(X.shape) != 3:
		raise ValueError("X must have three axes")
	steps = X.shape[0]
	print("number of steps:", steps)
	h = h0
	c = c0
	all_h = []
	t = 0
	while t < steps:
		h, c = lstm_step(X[t], h, c, W, U, b)
		all_h.append(h.unsqueeze(0))
		t = t + 1
	H = torch.cat(all_h, dim=0)
	return H, c


class LSTMCell(torch.nn.Module):
	def __init__(self, input_size, hidden_size, forget_bias=1.0):
		super().__init__()
		limit = 1.0 / math.sqrt(hidden_size)
		self.W = torch.nn.Parameter(torch.zeros(4 * hidden_size, input_size))
		self.U = torch.nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
		self.b = torch.nn.Parameter(torch.zeros(4 * hidden_size))
		torch.nn.init.uniform_(self.W, -limit, limit)
		torch.nn.init.uniform_(self.U, -limit, limit)
		with torch.no_grad():
			for row in range(hidden_size, 2 * hidden_size):
				self.b[row] = forget_bias

	def forward(self, x, state):
		h = state[0]
		c = state[1]
		new_h, new_c = lstm_step(x, h, c, self.W, self.U, self.b)
		return new_h, new_c


def lstm_step_backward(dh, dc, cache):
	x, h, c, W, U, i, f, g, o, c_after = cache
	tanh_c = torch.tanh(c_after)
	do = dh * tanh_c
	dtanh = dh * o
	dcell = dc + dtanh * (1 - tanh_c * tanh_c)
	di = dcell * g
	dg = dcell * i
	df = dcell * c
	dc_before = dcell * f
	dz_i = di * i * (1 - i)
	dz_f = df * f * (1 - f)
	dz_g = dg * (1 - g * g)
	dz_o = do * o * (1 - o)
	hidden = h.shape[1]
	dx = torch.zeros_like(x)
	dh_before = torch.zeros_like(h)
	dW = torch.zeros_like(W)
	dU = torch.zeros_like(U)
	db = torch.zeros_like(W[:, 0])
	number = 0
	for dz in [dz_i, dz_f, dz_g, dz_o]:
		rows = slice(number * hidden, (number + 1) * hidden)
		dx = dx + torch.matmul(dz, W[rows])
		dh_before = dh_before + torch.matmul(dz, U[rows])
		for sample in range(x.shape[0]):
			dW[rows] += torch.outer(dz[sample], x[sample])
			dU[rows] += torch.outer(dz[sample], h[sample])
			db[rows] += dz[sample]
		number += 1
	return dx, dh_before, dc_before, dW, dU, db


def from_torch(state):
	W = state["weight_ih"].clone()
	U = state["weight_hh"].clone()
	if "bias_ih" in state and "bias_hh" in state:
		b = state["bias_ih"] + state["bias_hh"]
	else:
		b = torch.zeros(W.shape[0], dtype=W.dtype)
	return W, U, b


def cell_gradient(f_gates):
	product = torch.ones_like(f_gates.sum(dim=0))
	for t in range(f_gates.shape[0]):
		product = product * f_gates[t]
	return product


if __name__ == "__main__":
	cell = LSTMCell(3, 4)
	print(cell(torch.zeros(2, 3), (torch.zeros(2, 4), torch.zeros(2, 4))))
