import numpy as np
import torch
import tensorflow as tf


def size_and_shape(x):
    return int(tf.size(x)), tuple(x.shape)


def hadamard(a, b):
    return tf.multiply(a, b)
