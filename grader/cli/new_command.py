"""`grader new`."""

from pathlib import Path

import click

from grader.cli.options import solutions_folder, solutions_option


@click.command("new")
@click.argument("topic", metavar="CHAPTER/TOPIC")
@solutions_option
def command(topic: str, solutions: Path | None) -> int:
    """Begin a new exercise, such as 2_linear_networks/losses, from a small one that is complete and valid."""
    from grader.new.create import create

    folder = create(solutions_folder(solutions), topic)
    name = folder.name.split("_", 1)[1]
    click.echo(f"{folder} is a complete small exercise. Change it into yours:")
    for file, what in (
        (f"{name}.py", "the reference; students write what stands between the markers"),
        ("test_public.py", "what students see"),
        ("test_hidden.py", "what grades them"),
        ("misconceptions.py", "what they get wrong, with hints"),
        ("handout.md, handout.zh.md", "what they read"),
        ("exercise.yaml", "title, functions, hints, limits"),
    ):
        click.echo(f"  {file:<27}{what}")
    click.echo(f"While you write: pytest {folder} --submission {folder / name}.py")
    click.echo(f"Then: grader generate && grader validate {name}")
    return 0
