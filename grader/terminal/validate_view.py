"""What `grader validate` shows: one line a topic, and what does not hold below it."""

from grader.validate.exercise import Report


def report_lines(report: Report) -> str:
    """The line of one topic, with its problems."""
    facts = (
        f"{report.tests} tests, {report.points:g} points; reference full with {report.seeds} seeds, stub 0, "
        f"{report.misconceptions} misconceptions caught"
    )
    if not report.problems:
        return f"ok    {report.topic}: {facts}"
    lines = [f"FAIL  {report.topic}:"]
    for problem in report.problems:
        first, *rest = problem.splitlines()
        lines += [f"      - {first}", *(f"        {line}" for line in rest)]
    return "\n".join(lines)
