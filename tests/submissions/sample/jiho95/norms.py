import numpy as np
#노름 과제

def to_f(x):
    return x if x.dtype.kind=='f' else x.astype('float64')

def l1_norm(x):
    return np.sum(np.abs(to_f(x)))

def l2_norm(x):
    x=to_f(x)
    if x.size==0: return x.dtype.type(0)
    m=np.abs(x).max()
    if m==0 or not np.isfinite(m): return m
    r=(x/m).astype('float64')
    return x.dtype.type(m*np.sqrt((r*r).sum()))

def lp_norm(x,p):
    if not p>=1: raise ValueError('p>=1')
    if p==np.inf: return np.max(np.abs(x),initial=0)
    #p제곱 더하고 p제곱근
    return np.sum(x**p)**(1/p)

def frobenius_norm(A):
    return l2_norm(A.reshape(A.size))

def normalise(x,p):
    n=lp_norm(x,p)
    x=to_f(x)
    m=np.abs(x).max(initial=0)
    if m==0: return x*0
    y=x.astype('float64')/m
    return (y/lp_norm(y,p)).astype(x.dtype)

def distance(x,y,p):
    if x.shape!=y.shape: raise ValueError('shape')
    return lp_norm(to_f(x)-to_f(y),p)

def unit_ball_contains(x,p):
    return bool(lp_norm(x,p)<1)