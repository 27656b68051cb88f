"""`course.yaml`: what a course asks of its exercises, of its students, and of the machine that grades them."""

from grader.course.model import Course, Feedback, Late, Level, TopicRules
from grader.course.read import check_topics, read_course

__all__ = ["Course", "Feedback", "Late", "Level", "TopicRules", "check_topics", "read_course"]
