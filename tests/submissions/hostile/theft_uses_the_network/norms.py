"""Sends what it knows to somebody: by TCP, UDP, DNS, raw packets, and unix sockets by path and by abstract name."""
import socket


def reach(family, kind, address, protocol=0):
    try:
        with socket.socket(family, kind, protocol) as sock:
            sock.settimeout(0.2)
            sock.connect(address)
            sock.send(b"PWNED")
            return f"reached {address}"
    except OSError:
        return ""


def listens():
    try:
        with socket.socket() as sock:
            sock.bind(("0.0.0.0", 0))
            sock.listen()
            return f"listens on {sock.getsockname()}"
    except OSError:
        return ""


def l1_norm(x):
    found = reach(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", int("@@TCP_PORT@@")))
    if found:
        pwned(found)
    return _dtype(x).type(np.abs(x.astype(np.float64)).sum())


def l2_norm(x):
    """DNS is a packet to port 53 of somebody; here a port of the test's own listens in its place."""
    found = reach(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", int("@@UDP_PORT@@")))
    try:
        socket.getaddrinfo("localhost", int("@@TCP_PORT@@"))
    except OSError:
        pass
    if found:
        pwned(found)
    return _dtype(x).type(_length(x, 2))


def frobenius_norm(A):
    found = reach(socket.AF_UNIX, socket.SOCK_STREAM, "@@UNIX_SOCKET@@")
    if found:
        pwned(found)
    return _dtype(A).type(_length(A, 2))


def distance(x, y, p):
    found = reach(socket.AF_UNIX, socket.SOCK_STREAM, "\0@@ABSTRACT_SOCKET@@")
    if found:
        pwned(found)
    if x.shape != y.shape:
        raise ValueError("vectors of different lengths")
    _order(p)
    return _dtype(x).type(_length(np.subtract(x, y, dtype=np.float64), p))


def unit_ball_contains(x, p):
    found = listens() or reach(socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0), socket.IPPROTO_ICMP)
    if found:
        pwned(found)
    _order(p)
    return bool(_length(x, p) <= 1)
