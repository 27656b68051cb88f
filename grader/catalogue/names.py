"""The names of topics, as a user writes them."""

import difflib
import re
from collections.abc import Iterable

from grader.errors import UsageError


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
        raise UsageError(f"{name!r} is the name of several topics: {', '.join(found)}. Write one of these in full.")
    bare = re.sub(r"^\d+_", "", wanted.rsplit("/", 1)[-1])
    raise UsageError(f"there is no topic {name!r}. {suggest(bare, map(topic_of, folders))}")


def suggest(wrong: str, right: Iterable[str]) -> str:
    """A sentence with the names nearest to `wrong`, or with all of them when none is near."""
    names = list(right)
    near = difflib.get_close_matches(wrong, names, n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(names)}." if names else "There are none at all."
