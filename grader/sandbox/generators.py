"""Random generators that come back from a submission: they may have drawn numbers, and nothing else."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.worker.codec import CodecError, take_state

DRAWS_CAP = 1 << 32  # numbers that one call draws at most
# PCG's state is multiplied by this at every draw. NumPy's own generators, `default_rng` among them, are of these kinds.
_MULTIPLIERS = {"PCG64": 0x2360ED051FC65DA44385DF649FCCF645, "PCG64DXSM": 0xDA942042E4DD58B5}
_MASK = (1 << 128) - 1


def place_of(generator: Any) -> Mapping[str, Any] | None:
    """Where a generator stands when it goes out; None for a kind of which that is not looked at."""
    state = generator.bit_generator.state if isinstance(generator, np.random.Generator) else {}
    return state if state.get("bit_generator") in _MULTIPLIERS else None


def take_back(generator: Any, before: Mapping[str, Any] | None, after: Any) -> None:
    """Let the suite's generator go on from where the submission left its copy.

    What the suite draws next may be the input of a test: it is not for the submission to choose.

    Args:
        generator: the suite's.
        before: its `place_of` when it went out.
        after: the copy that came back.

    Raises:
        CodecError: it is of another kind, or no number of draws leads there.
    """
    if before is not None and isinstance(after, np.random.Generator):
        found = after.bit_generator.state
        if found["bit_generator"] == before["bit_generator"] and not _drawn(before, found["state"]):
            raise CodecError("a random generator that was set to another state")
    take_state(generator, after)


def _drawn(before: Mapping[str, Any], after: Mapping[str, int]) -> bool:
    """Whether drawing leads from one state to the other. The number of draws is found bit by bit, the lowest first."""
    state, plus = before["state"]["state"], before["state"]["inc"]
    if after["inc"] != plus:
        return False
    times, bit = _MULTIPLIERS[before["bit_generator"]], 1
    while state != after["state"]:
        if bit > DRAWS_CAP:
            return False
        if (state ^ after["state"]) & bit:
            state = (state * times + plus) & _MASK
        plus = (times + 1) * plus & _MASK  # `times` and `plus` of twice as many draws
        times = times * times & _MASK
        bit <<= 1
    return True
