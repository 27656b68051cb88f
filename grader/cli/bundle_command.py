"""`grader bundle`."""

from pathlib import Path

import click

from grader.cli.options import solutions_folder, solutions_option


@click.command("bundle")
@click.argument("course", required=False, metavar="[COURSE.yaml]", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The file to write, such as course.bundle.")
@click.option("--topic", "topics", multiple=True, help="Pack this topic only (may be given more than once).")
@click.option("--key-file", type=click.Path(path_type=Path), help="The key (default: the variable GRADER_KEY).")
@click.option("--new-key", is_flag=True, help="Make a new key; print it, or write it to the key file.")
@click.option("--secret-file", type=click.Path(path_type=Path), help="The course secret, as `grade` takes it.")
@solutions_option
def command(
    course: Path | None, out: Path | None, topics: tuple[str, ...], key_file: Path | None, new_key: bool,
    secret_file: Path | None, solutions: Path | None,
) -> int:  # fmt: skip
    """Lock hidden suites, references, misconceptions, course file and secret into one file, for `ci --bundle`."""
    from grader.bundle.write import write_bundle, write_key

    if new_key:
        shown = write_key(key_file)
        click.echo(shown if shown else f"A new key is in {key_file}. Keep it out of the repository.")
        if out is None:
            return 0
    for line in write_bundle(out, solutions_folder(solutions), course, topics, key_file, secret_file):
        click.echo(line)
    return 0
