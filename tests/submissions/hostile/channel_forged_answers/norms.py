"""Answers by hand: with a score, in the place of another call, with handles and callbacks of its own making."""
import msgpack
import gc
import os
import socket
import struct
import time


def channel():
    return next(item for item in gc.get_objects() if isinstance(item, socket.socket) and item.fileno() > 2)


def say(*message):
    header = msgpack.packb(message)
    channel().sendall(struct.pack("<II", len(header), 0) + header)


def l1_norm(x):
    say("score", 45.0, "passed")
    os._exit(0)


def l2_norm(x):
    """An answer nobody asked for, behind the one that was asked for."""
    say("value", 3.0, ["d", []], [])
    say("value", 3.0, ["d", []], [])
    return -1.0


def lp_norm(x, p):
    say("value", ["h", 12345, "float64"], ["d", []], [])
    os._exit(0)


def frobenius_norm(A):
    say("callback", 0, ["l", []], ["d", []])
    os._exit(0)


def normalise(x, p):
    say("callback", "normalise", ["l", [["l", [1.0, 2.0]], 2]], ["d", []])
    os._exit(0)


def distance(x, y, p):
    say("returned", 5.0, [])
    os._exit(0)


def unit_ball_contains(x, p):
    say("value", True, ["d", []], [["g", "PCG64", ["d", []]]])
    os._exit(0)
