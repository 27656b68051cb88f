"""What a solution may not use (`forbid` in `exercise.yaml`), found by reading it.

It is a courtesy to students who did not read the exercise, not a defence: `eval` gets round it.
"""

from grader.policy.violations import Violation, violations

__all__ = ["Violation", "violations"]
