"""`grader check`."""

import click

from grader.cli.options import in_workspace, json_option, json_stream, lang_option, quiet_option, write_results


@click.command("check")
@click.argument("topics", nargs=-1)
@json_option
@quiet_option
@lang_option
def command(topics: tuple[str, ...], json_file: str | None, quiet: bool, lang: str | None) -> int:
    """Check your work on TOPICS (all, if none is named) and see what to repair first."""
    from grader.check import check_topic, chosen_topics
    from grader.progress import note
    from grader.results import submission_json
    from grader.sandbox.isolation import in_force
    from grader.terminal.check_view import print_topic

    with in_workspace(lang) as (workspace, language), json_stream(json_file) as stream:
        results = []
        for topic in chosen_topics(workspace, topics):
            results.append(check_topic(workspace, topic))
            note(workspace.root, topic, results[-1])
            if not quiet and json_file != "-":
                print_topic(results[-1], getattr(topic.title, language), clone=workspace.solutions is not None)
        submission = submission_json("you", "", [result.to_json() for result in results])
        write_results(stream, [submission], course="", isolation=in_force() if stream else "")
    if any(result.outcome == "not_graded" for result in results):
        return 2
    return 0 if submission["score"] >= submission["max_score"] else 1
