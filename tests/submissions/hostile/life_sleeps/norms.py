"""Sleeps: no processor time is used, so that only the clock can end it."""
import time


def frobenius_norm(A):
    time.sleep(10**6)
