"""The names of topics, as a user writes them."""

import difflib
import re
from collections.abc import Iterable

from grader.errors import UsageError
from grader.language import say

MOST_NAMED = 20  # in one sentence: a catalogue has fewer, a class may have a thousand


def topic_of(relative: str) -> str:
    """The topic of a folder: "norms" for "1_foundations/2_norms" (and for "2_norms")."""
    return relative.rsplit("/", 1)[-1].partition("_")[2]


def find_topic(name: str, relatives: Iterable[str]) -> str:
    """The one of `relatives` that a user means.

    Args:
        name: `norms`, `2_norms` or `1_foundations/2_norms`; a trailing slash does no harm.
        relatives: the folders to choose from, such as "1_foundations/2_norms".

    Raises:
        UsageError: there is none, or more than one; the nearest names are suggested.
    """
    wanted, folders = name.replace("\\", "/").strip().rstrip("/"), list(relatives)
    found = [each for each in folders if wanted in (each, each.rsplit("/", 1)[-1], topic_of(each))]
    if len(found) == 1:
        return found[0]
    if found:
        text = say("{name!r} is the name of several topics: {topics}. Write one of these in full.")
        raise UsageError(text.format(name=name, topics=", ".join(found)))
    bare = re.sub(r"^\d+_", "", wanted.rsplit("/", 1)[-1])
    nearest = suggest(bare, map(topic_of, folders))
    raise UsageError(say("there is no topic {name!r}. {suggestion}").format(name=name, suggestion=nearest))


def suggest(wrong: str, right: Iterable[str]) -> str:
    """A sentence with the names nearest to `wrong`, or with all of them when none is near."""
    names = list(dict.fromkeys(right))
    near = difflib.get_close_matches(wrong, names, n=3, cutoff=0.5)
    if near:
        return say("Did you mean {names}?").format(names=say(" or ").join(near))
    shown, rest = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if rest > 0:
        return say("There are: {names} and {number} more.").format(names=shown, number=rest)
    return say("There are: {names}.").format(names=shown) if names else say("There are none at all.")
