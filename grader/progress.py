"""How far a student is: the points of each topic's latest check, and the topic to do next."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from grader.kept import keep, recall
from grader.kit.manifest import Kit, KitTopic
from grader.results import TopicResult

NAME = "progress"


class Points(NamedTuple):
    """What a topic's latest check came to."""

    score: float
    max_score: float

    @property
    def done(self) -> bool:
        """Whether there is nothing left to earn."""
        return self.score >= self.max_score


def note(root: Path, topic: KitTopic, result: TopicResult) -> None:
    """Keep a topic's points, unless a fault of ours spoilt them."""
    if result.outcome != "not_graded":
        keep(root, NAME, recall(root, NAME) | {topic.path: [result.score, result.max_score]})


def progress(root: Path, kit: Kit) -> dict[str, Points]:
    """Topic path -> the points of its latest check; topics never checked are left out."""
    found: dict[str, Points] = {}
    for path, points in recall(root, NAME).items():
        if isinstance(points, list) and len(points) == 2 and all(isinstance(part, int | float) for part in points):
            found[path] = Points(*points)
    return {topic.path: found[topic.path] for topic in kit.topics if topic.path in found}


def unlocked(kit: Kit, topic: KitTopic, points: Mapping[str, Points]) -> bool:
    """Whether all that a topic builds on, as far as the kit holds it, is done."""
    return all(
        other.path in points and points[other.path].done for other in kit.topics if other.topic in topic.prerequisites
    )


def next_topic(kit: Kit, points: Mapping[str, Points]) -> KitTopic | None:
    """The first topic that is unlocked and not done; None when all are done."""
    open_ = [topic for topic in kit.topics if not (topic.path in points and points[topic.path].done)]
    return next((topic for topic in open_ if unlocked(kit, topic, points)), next(iter(open_), None))
