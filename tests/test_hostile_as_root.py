"""The hostile class, graded by root."""

from typing import ClassVar

from tests.hostile.contract import Contract


class TestGradedByRoot(Contract):
    user: ClassVar[str] = "root"
