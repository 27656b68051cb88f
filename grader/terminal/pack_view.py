"""What `grader pack` shows: how each topic stands, what is in the zip, and what is not; in both languages."""

from collections.abc import Callable
from pathlib import Path

import click

from grader.kit.manifest import KitTopic
from grader.pack import Packed
from grader.results import TopicResult

WORDS = {
    "points": ("{score:g} of {most:g} points", "得 {score:g} 分，满分 {most:g} 分"),
    "not_attempted": ("nothing written yet", "尚未作答"),
    "not_graded": ("could not be checked here", "在这里无法检查"),
    "holds": ("{out} holds:", "{out} 包含："),
    "bytes": ("{count} bytes", "{count} 字节"),
    "left_out": ("Left out, nothing written yet: {topics}", "未放入（尚未作答）：{topics}"),
    "hand_in": (
        "Hand in this file. The tests here are the public ones; your course grades with hidden ones too.",
        "请提交这个文件。这里只运行了公开测试，课程评分时还会使用隐藏测试。",
    ),
}


def checked_printer(language: str) -> Callable[[KitTopic, TopicResult], None]:
    """Prints one line for a topic that was checked."""

    def print_checked(topic: KitTopic, result: TopicResult) -> None:
        key = result.outcome if result.outcome in WORDS else "points"
        click.echo(f"{topic.topic:<24}{_word(key, language, score=result.score, most=result.max_score)}")

    return print_checked


def print_packed(out: Path, packed: Packed, language: str) -> None:
    """The zip's content."""
    click.echo("\n" + _word("holds", language, out=out))
    for name, content in packed.files.items():
        click.echo(f"  {name}  ({_word('bytes', language, count=len(content))})")
    if packed.left_out:
        click.echo(_word("left_out", language, topics=", ".join(packed.left_out)))
    click.echo(f"SHA-256 {packed.digest}")
    click.echo(_word("hand_in", language))


def _word(key: str, language: str, **values: object) -> str:
    return WORDS[key][language == "zh"].format(**values)
