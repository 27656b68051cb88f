"""The language that the grader speaks: gettext catalogues in `grader/locale`; English stands in the source.

`say` translates when it is called, so a message is put together under the language of the moment. A template
has named fields in braces: `say("{number} of {total} are off.").format(...)`.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

DOMAIN = "grader"
FOLDER = Path(__file__).with_name("locale")
SOURCE = "en"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # as POSIX looks them up; an empty one is as good as none

_spoken = SOURCE


def spoken() -> str:
    """The language of the moment, "en" or "zh"."""
    return _spoken


def of_locale() -> str:
    """The language of the locale, English where we have no catalogue for it."""
    found = next(filter(None, (os.environ.get(name) for name in _LOCALE)), "")
    return "zh" if found.startswith("zh") else SOURCE


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """In the block, messages are in this language."""
    global _spoken
    before, _spoken = _spoken, language
    try:
        yield
    finally:
        _spoken = before


def say(message: str) -> str:
    """The message in the language of the moment."""
    return message if _spoken == SOURCE else catalogue(_spoken).gettext(message)


def say_number(one: str, many: str, number: int) -> str:
    """The message for a number, in the language of the moment."""
    return catalogue(_spoken).ngettext(one, many, number)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The messages of a language; the source's own where there is no catalogue."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


def later(message: str) -> str:
    """The message as it stands, for a table that is made before the language is known; `say` it when it is shown."""
    return message
