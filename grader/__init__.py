"""Deep Grader: deep-learning exercises and the grader that marks them."""

__version__ = "0.1.0"
