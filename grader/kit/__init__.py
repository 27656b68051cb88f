"""What a student gets: made from `solutions/`, and put where the student wants it."""

from grader.kit.generate import generate, out_of_date
from grader.kit.leaks import Leak, find_leaks
from grader.kit.manifest import Kit, KitTopic, read_kit
from grader.kit.place import kit_source, reset, start
from grader.kit.stub import make_stub

__all__ = [
    "Kit",
    "KitTopic",
    "Leak",
    "find_leaks",
    "generate",
    "kit_source",
    "make_stub",
    "out_of_date",
    "read_kit",
    "reset",
    "start",
]
