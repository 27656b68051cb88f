"""The hostile class, graded by an ordinary user."""

from typing import ClassVar

from tests.hostile.contract import Contract


class TestGradedByOrdinary(Contract):
    user: ClassVar[str] = "ordinary"
