"""`grader list`."""

import json

import click

from grader.cli.options import in_workspace, json_stream, lang_option


@click.command("list")
@lang_option
@click.option("--json", "json_file", metavar="FILE", help="Write the list as JSON instead (- for standard output).")
def command(lang: str | None, json_file: str | None) -> int:
    """Show the exercises, chapter by chapter, with what each builds on."""
    from grader.progress import progress
    from grader.terminal.console import show
    from grader.terminal.list_view import list_rows, list_view

    with in_workspace(lang) as (workspace, language), json_stream(json_file) as stream:
        kit, points = workspace.kit, progress(workspace.root, workspace.kit)
        if stream is not None:
            json.dump(list_rows(kit, language, points), stream, ensure_ascii=False, indent=1)
            stream.write("\n")
        else:
            show(list_view(kit, language, points))
    return 0
