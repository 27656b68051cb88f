"""What every form may ask about the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True)
class Context:
    """About the run.

    Attributes:
        topics: those that are looked for -> their folders in a kit; None where every Python file is one.
        zone: of times that are written without one.
        known: what the roster calls its students, in lower case; empty without a roster.
    """

    topics: Mapping[str, str] | None = None
    zone: tzinfo | None = None
    known: frozenset[str] = frozenset()
