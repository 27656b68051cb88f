"""A student's submission as a zip: exactly the files that count, as the grader reads them."""

import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from grader.archive import write_zip
from grader.atomic import bytes_written_whole
from grader.check import check_topic
from grader.errors import UsageError
from grader.intake import read_topic
from grader.kit.manifest import KitTopic
from grader.language import say
from grader.results import TopicResult
from grader.workspace import Workspace

OnTopic = Callable[[KitTopic, TopicResult], None]


@dataclass
class Packed:
    """What is in the zip.

    Attributes:
        files: path in the zip -> content.
        left_out: the topics of which nothing is written yet, or no file is there.
        digest: SHA-256 of the zip: equal files give an equal zip.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    digest: str = ""


def pack(workspace: Workspace, topics: Iterable[KitTopic], out: Path, on_topic: OnTopic | None) -> Packed:
    """Check the topics and pack what was begun.

    Args:
        workspace: where the student works.
        topics: what to pack.
        out: the zip.
        on_topic: told of each check's result; without it nothing is checked, and every file is packed.

    Raises:
        UsageError: a file cannot be read; there is nothing to pack; the zip cannot be written.
    """
    packed = Packed()
    for topic in topics:
        handed = read_topic(workspace.root / topic.path, topic.topic, topic.path)
        if handed.problem:
            text = say("In {folder}: {problem} Put a plain file there.")
            raise UsageError(text.format(folder=workspace.root / topic.path, problem=handed.problem))
        if handed.source is None:
            packed.left_out.append(topic.topic)
            continue
        if on_topic is not None:
            result = check_topic(workspace, topic)
            on_topic(topic, result)
            if result.outcome == "not_attempted":
                packed.left_out.append(topic.topic)
                continue
        packed.files[topic.stub] = handed.source
    if not packed.files:
        text = say(
            "There is nothing to pack: of {topics} nothing is written yet. Write one of the functions first; "
            "`grader check` says which."
        )
        raise UsageError(text.format(topics=", ".join(packed.left_out)))
    content = io.BytesIO()
    write_zip(content, packed.files)
    packed.digest = hashlib.sha256(content.getvalue()).hexdigest()
    with bytes_written_whole(out) as stream:
        stream.write(content.getvalue())
    return packed
