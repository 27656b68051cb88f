"""A misconception: a wrong variant of a function that real students write, and the hint they get for it."""

import re
from dataclasses import dataclass

from grader.errors import SuiteError

_CHINESE = re.compile("[一-鿿]")


@dataclass(frozen=True)
class Misconception:
    """What is known of a wrong variant.

    Attributes:
        name: the variant's own name; it says what the student does: `forgets_the_root`.
        function: the student's function that it is a variant of.
        hint: what is wrong and what to think about, in English.
        zh: the same in Chinese.

    Raises:
        SuiteError: a name that is no identifier, or a hint that is empty or in the wrong language.
    """

    name: str
    function: str
    hint: str
    zh: str

    def __post_init__(self) -> None:
        for what in ("name", "function"):
            value = getattr(self, what)
            if not isinstance(value, str) or not value.isidentifier():
                raise self._error(what, f"is {value!r}; it must be the name of a function")
        for what in ("hint", "zh"):
            value = getattr(self, what)
            if not isinstance(value, str) or not value.strip():
                raise self._error(what, f"is {value!r}; it must be a sentence that the student reads")
        if _CHINESE.search(self.hint):
            raise self._error("hint", f"is {self.hint!r}; it must be English")
        if not _CHINESE.search(self.zh):
            raise self._error("zh", f"is {self.zh!r}; it must be Chinese")

    def _error(self, what: str, problem: str) -> SuiteError:
        return SuiteError(f"misconception {self.name}: {what} {problem}. Fix it in misconceptions.py.")
