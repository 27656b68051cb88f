"""`grader doctor`."""

import json
from pathlib import Path

import click

from grader.cli.options import json_option, json_stream


@click.command("doctor")
@json_option
def command(json_file: str | None) -> int:
    """See what this machine has and what is missing. Exits with 2 if grading would not work."""
    from grader.doctor import examine

    signs = {"ok": "ok      ", "missing": "missing ", "bad": "BAD     "}
    findings = []
    with json_stream(json_file) as stream:
        for finding in examine(Path.cwd()):
            findings.append(finding)
            if json_file != "-":
                click.echo(f"{signs[finding.state]}{finding.what:<12} {finding.text}")
        if stream is not None:
            json.dump({"schema": 1, "findings": [item.to_json() for item in findings]}, stream, indent=1)
            stream.write("\n")
    return 2 if any(finding.state == "bad" for finding in findings) else 0
