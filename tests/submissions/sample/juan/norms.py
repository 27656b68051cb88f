import numpy as np

def l1_norm(x):
    return np.sum(np.abs(x))

def l2_norm(x):
    return np.sqrt(np.sum(x**2))

def lp_norm(x, p):
    if p < 1:
        raise ValueError("p < 1")
    return np.sum(np.abs(x)**p)**(1/p)

def frobenius_norm(A):
    return l2_norm(A.ravel())

def normalise(x, p):
    return x / lp_norm(x, p)

def distance(x, y, p):
    return lp_norm(x - y, p)

def unit_ball_contains(x, p):
    return lp_norm(x, p) <= 1

n = int(input("cuantos numeros? "))
x = np.array([float(input("x[%d] = " % i)) for i in range(n)])
print("norma 1:", l1_norm(x))
print("norma 2:", l2_norm(x))
