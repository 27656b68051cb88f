"""`Mismatch`: an answer that differs from the expected one, told as openly as the feedback level lets it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal, NamedTuple

Kind = Literal["structure", "type", "shape", "dtype", "nan", "values"]


class Text(NamedTuple):
    """One message at two levels of openness."""

    hint: str
    """The kind of failure and what it looks like: no input, no expected value, nothing that tells one."""
    full: str
    """Everything: indices, values, errors, arrays."""


class Mismatch(AssertionError):  # noqa: N818 - it is what a suite's author reads, and no error of ours
    """An answer that differs from the expected one.

    The words are found only when they are read: a property test that fails a hundred times while it
    looks for the smallest counterexample pays for one message.

    Args:
        kind: one machine word for what differs.
        text: the message, or what writes it when it is asked for.
    """

    def __init__(self, kind: Kind, text: Text | Callable[[], Text]) -> None:
        super().__init__(kind)
        self.kind: Kind = kind
        self._source = text

    @cached_property
    def _text(self) -> Text:
        return self._source() if callable(self._source) else self._source

    @property
    def hint(self) -> str:
        """What may be shown where inputs and expected values are secret."""
        return self._text.hint

    @property
    def full(self) -> str:
        """What is shown where nothing is secret."""
        return self._text.full

    def __str__(self) -> str:
        return self.full

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would hand `kind` alone to __init__ and break the process pool that receives it.
        return Mismatch, (self.kind, self._text)
