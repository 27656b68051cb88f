"""Grade a class: what is new is graded and kept, what was graded before is not done again, and marks are derived."""

from grader.grade.job import Job
from grader.grade.report import Report
from grader.grade.run import Progress, grade_class

__all__ = ["Job", "Progress", "Report", "grade_class"]
