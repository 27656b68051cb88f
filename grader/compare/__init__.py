"""Comparison of a student's answer with the expected one, and the words for what differs (trusted side)."""

from grader.compare.close import assert_close
from grader.compare.mismatch import Mismatch

__all__ = ["Mismatch", "assert_close"]
