"""What `grader list` shows."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.kit.manifest import Kit
from grader.language import say, say_number
from grader.progress import Points, next_topic, unlocked


def list_rows(kit: Kit, language: str, points: Mapping[str, Points]) -> list[dict[str, Any]]:
    """The exercises as data, with the points of the latest check."""
    return [
        {
            "topic": topic.topic,
            "chapter": topic.path.split("/")[0],
            "title": getattr(topic.title, language),
            "functions": list(topic.functions),
            "prerequisites": topic.prerequisites,
            "torch": topic.torch,
            "file": topic.stub,
            "unlocked": unlocked(kit, topic, points),
            "score": points[topic.path].score if topic.path in points else None,
            "max_score": points[topic.path].max_score if topic.path in points else None,
        }
        for topic in kit.topics
    ]


def list_view(kit: Kit, language: str, points: Mapping[str, Points]) -> RenderableType:
    """Chapters with their topics, how far each is, and what to do next."""
    parts: list[RenderableType] = []
    table = Table.grid(padding=(0, 2), expand=True)
    for ratio in (None, 1, None):
        table.add_column(ratio=ratio, justify="right" if ratio is None and table.columns else "left")
    for chapter, topics in groupby(list_rows(kit, language, points), key=lambda row: str(row["chapter"])):
        number, _, name = chapter.partition("_")
        table.add_row(Text(f"{number}  {name.replace('_', ' ')}", "head"))
        for row in topics:
            count = len(row["functions"])
            locked = row["prerequisites"] and not row["unlocked"]
            needs = say("after {topics}").format(topics=", ".join(row["prerequisites"])) if locked else ""
            functions = say_number("{number} function", "{number} functions", count).format(number=count)
            facts = say(", ").join(part for part in (functions, "torch" if row["torch"] else "", needs) if part)
            sign = Text("✓ ", "good") if row["score"] is not None and row["score"] >= row["max_score"] else Text("  ")
            title = Text.assemble(row["title"], "\n", (facts, "quiet"))
            table.add_row(Text.assemble(" ", sign, row["topic"]), title, _state(row))
        table.add_row("")
    parts.append(table)
    following = next_topic(kit, points)
    if following is None:
        parts.append(Text(say("All done!"), "good"))
    else:
        parts.append(Text.assemble(say("Next: "), (f"grader watch {following.topic}", "head"), f"   {following.stub}"))
    parts.append(Text(say("grader check TOPIC checks your work; grader hint TOPIC helps."), "quiet"))
    return Group(*parts)


def _state(row: dict[str, Any]) -> Text:
    if row["score"] is None:
        return Text(say("not checked yet") if row["unlocked"] else "", "quiet")
    done = row["score"] >= row["max_score"]
    points = say("{score} of {most} points").format(score=f"{row['score']:g}", most=f"{row['max_score']:g}")
    return Text(points, "good" if done else "todo")
