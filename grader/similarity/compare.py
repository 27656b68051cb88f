"""Fingerprints of submissions (winnowing, by copydetect), compared pair by pair within a topic."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import combinations
from typing import Any, NamedTuple

from grader.catalogue import Exercise
from grader.errors import UsageError
from grader.intake import Attempt, read_topic
from grader.kit.stub import make_stub

# Characters of a file in which each name is one letter and comments are gone.
NOISE, GUARANTEE = 25, 30  # shorter matches are chance; one of this length is always found
LEAST = 150  # of a student's own code: below it there are too few ways to be right


class Similar(NamedTuple):
    """Two submissions of a topic; `share` is of the one of which more is shared, and the stub is left out."""

    topic: str
    one: str
    other: str
    share: float


def similar_pairs(
    exercises: Iterable[Exercise], students: Mapping[str, Attempt], threshold: float
) -> Iterator[Similar]:
    """Pairs above the threshold, topic by topic, the most similar first.

    Args:
        exercises: the topics; what stands in the stub or the reference counts for nobody.
        students: student -> the attempt to look at.
        threshold: share of a submission's own code, 0 to 1.

    Raises:
        UsageError: copydetect is not installed.
    """
    fingerprint, compare = _library()
    for exercise in exercises:
        reference = exercise.reference_path.read_text(encoding="utf-8-sig")
        boilerplate = _hashes(fingerprint, [make_stub(reference, str(exercise.reference_path)), reference])
        prints = {}
        for student, attempt in students.items():
            source = read_topic(attempt.folder, exercise.topic, exercise.relative).source
            made = None if source is None else _print(fingerprint, source, boilerplate)
            if made is not None and made.token_coverage >= LEAST:
                prints[student] = made
        found = [
            Similar(exercise.topic, one, other, float(max(compare(prints[one], prints[other])[1])))
            for one, other in combinations(prints, 2)
        ]
        yield from sorted((pair for pair in found if pair.share >= threshold), key=lambda pair: (-pair.share, pair))


def _hashes(fingerprint: Any, sources: Sequence[str]) -> Any:
    """What every student was given, and what one can hardly write otherwise."""
    import numpy as np

    prints = [_print(fingerprint, source.encode(), [], window=1) for source in sources]  # every hash, not a selection
    return np.unique([found for each in prints if each is not None for found in each.hashes])


def _print(fingerprint: Any, source: bytes, boilerplate: Any, window: int = GUARANTEE - NOISE + 1) -> Any:
    """The fingerprint of a source; None for one that is too short to have any."""
    text = StringIO(source.decode("utf-8", "replace"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of empty files
        try:
            return fingerprint("x.py", NOISE, window, boilerplate, True, "python", text)
        except (IndexError, ValueError):
            return None


def _library() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from copydetect import CodeFingerprint, compare_files
    except ImportError:
        raise UsageError("Similarity needs copydetect. `pip install deep-grader[instructor]` brings it.") from None
    return CodeFingerprint, compare_files
