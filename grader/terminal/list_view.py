"""What `grader list` shows."""

from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.kit.manifest import Kit


def list_rows(kit: Kit, language: str) -> list[dict[str, Any]]:
    """The exercises as data."""
    return [
        {
            "topic": topic.topic,
            "chapter": topic.path.split("/")[0],
            "title": getattr(topic.title, language),
            "functions": list(topic.functions),
            "prerequisites": topic.prerequisites,
            "torch": topic.torch,
            "file": topic.stub,
        }
        for topic in kit.topics
    ]


def list_view(kit: Kit, language: str) -> RenderableType:
    """Chapters with their topics."""
    parts: list[RenderableType] = []
    for chapter, topics in groupby(list_rows(kit, language), key=lambda row: str(row["chapter"])):
        number, _, name = chapter.partition("_")
        parts.append(Text(f"{number}  {name.replace('_', ' ')}", "head"))
        table = Table.grid(padding=(0, 2))
        for _ in range(3):
            table.add_column()
        for row in topics:
            count = len(row["functions"])
            needs = f"after {', '.join(row['prerequisites'])}" if row["prerequisites"] else ""
            facts = ", ".join(part for part in (f"{count} functions", "torch" if row["torch"] else "", needs) if part)
            table.add_row(Text(f"   {row['topic']}"), Text(row["title"]), Text(facts, "quiet"))
        parts += [table, Text()]
    parts.append(Text("grader check TOPIC checks your work; grader hint TOPIC helps.", "quiet"))
    return Group(*parts)
