"""What `grader pack` shows: how each topic stands, what is in the zip, and what is not."""

from pathlib import Path

import click

from grader.kit.manifest import KitTopic
from grader.pack import Packed
from grader.results import TopicResult


def print_checked(topic: KitTopic, result: TopicResult) -> None:
    """One line for a topic that was checked."""
    points = f"{result.score:g} of {result.max_score:g} points"
    said = {"not_attempted": "nothing written yet", "not_graded": "could not be checked here"}
    click.echo(f"{topic.topic:<24}{said.get(result.outcome, points)}")


def print_packed(out: Path, packed: Packed) -> None:
    """The zip's content."""
    click.echo(f"\n{out} holds:")
    for name, content in packed.files.items():
        click.echo(f"  {name}  ({len(content)} bytes)")
    if packed.left_out:
        click.echo(f"Left out, nothing written yet: {', '.join(packed.left_out)}")
    click.echo(f"SHA-256 {packed.digest}")
    click.echo("Hand in this file. The tests here are the public ones; your course grades with hidden ones too.")
