"""The catalogues of messages: `python -m tests.messages` brings them up to date with the source and compiles them.

What is new in the source stands in the catalogue without a translation afterwards, and `tests/test_language.py` fails
until somebody writes one.
"""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import grader
from grader.language import DOMAIN, FOLDER

ROOT = Path(grader.__file__).parent
LANGUAGES = ("zh",)
METHODS = [("**.py", "python"), ("**.html.j2", "jinja2")]
MADE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"say": None, "later": None, "say_number": (1, 2), "_": None}


def extracted():
    """Everything in the source that people read."""
    template = Catalog(project="deep-grader", header_comment="# Messages of Deep Grader.")
    for file, _, message, comments, context in extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS):
        template.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return template


def catalogue(language):
    """The translations, as they stand in the repository."""
    with po(language).open("rb") as stream:
        return read_po(stream, language)


def po(language):
    """Where they stand."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def update(language):
    """Bring a catalogue up to date and compile it."""
    path = po(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    found = catalogue(language) if path.exists() else Catalog(locale=language, domain=DOMAIN)
    found.update(extracted(), no_fuzzy_matching=True)
    found.obsolete.clear()
    found.fuzzy = False
    found.project, found.creation_date, found.revision_date = (
        "deep-grader",
        MADE,
        MADE,
    )  # equal files for equal messages
    found.version, found.msgid_bugs_address = "1", ""
    found.last_translator = found.language_team = "The Deep Grader authors"
    found.header_comment = "# Messages of Deep Grader. `python -m tests.messages` brings this file up to date."
    with path.open("wb") as stream:
        write_po(stream, found, width=120, sort_output=True, include_lineno=False, omit_header=False)
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, found)
    return [message.id for message in found if message.id and not translated(message)]


def translated(message):
    """Whether every form of a message has a translation."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


if __name__ == "__main__":
    for each in LANGUAGES:
        missing = update(each)
        print(f"{each}: {len(missing)} without a translation")
        for text in missing:
            print(f"  {text!r}")
