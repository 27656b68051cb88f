"""The secret side of a course in one file that may lie in a public place: who has the key can grade with it."""

from grader.bundle.contents import make_bundle, unlocked
from grader.bundle.lock import VARIABLE, course_key, new_key

__all__ = ["VARIABLE", "course_key", "make_bundle", "new_key", "unlocked"]
