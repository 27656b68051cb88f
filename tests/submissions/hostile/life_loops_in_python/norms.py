"""Never comes back, in Python."""


def frobenius_norm(A):
    while True:
        pass
