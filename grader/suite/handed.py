"""A file that was handed in, as a subject: with what policy has to say of it."""

from grader.policy import violations
from grader.suite.subject import Subject


def subject_of(key: object, topic: str, source: bytes | None, functions: list[str], forbid: list[str]) -> Subject:
    """A submission with what policy has to say of it."""
    name = f"{topic}.py"
    if source is None:
        return Subject(key, name, None)
    found = violations(source, functions, forbid)
    blocked = {function: "\n".join(item.message(name) for item in items) for function, items in found.items() if items}
    return Subject(key, name, source, blocked)
